//! Configured people and services go into the server's own tables, so that everybody who uses it has them. A part of
//! [`super`].

use futures_util::future::join_all;

use crate::{
    domain::directory::{Directory, Person, Service},
    server::{
        ledger::{Asked, Op},
        store::Store,
    },
    text::{Kind, SafeText},
    wire::{self, By},
};

/// So many are put in at once.
const AT_ONCE: usize = 256;

/// Puts them in; what stands there already is left alone and not written down again. What is refused is logged, for the
/// rest is good all the same.
pub(super) async fn put(store: Store, directory: &Directory) {
    let by = || By { name: Some(SafeText::clean("configuration", Kind::Label)), ..By::default() };
    let services = directory.services.iter().map(|s| Op::Service(Box::new(service(s)), by()));
    let people = directory.people.iter().map(|p| Op::Person(Box::new(person(p)), by()));
    let all: Vec<Op> = services.chain(people).collect();
    for some in all.chunks(AT_ONCE) {
        let asked = some.iter().map(|op| store.submit(Asked { op: op.clone(), key: None }));
        for refused in join_all(asked).await.into_iter().filter_map(Result::err) {
            tracing::warn!(why = ?refused, "somebody or something configured could not be put into the directory");
        }
    }
}

fn service(service: &Service) -> wire::Service {
    wire::Service {
        id: service.id.clone(),
        name: service.name.clone(),
        team: service.team.clone(),
        criticality: service.criticality,
        depends_on: service.depends_on.clone(),
        runbooks: service.runbooks.clone(),
        category: service.category.clone(),
    }
}

fn person(person: &Person) -> wire::Person {
    wire::Person {
        id: person.id.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        phone: person.phone.clone(),
        team: person.team.clone(),
        time_zone: person.time_zone.as_ref().map(|zone| zone.shown().to_owned()),
        vip: person.vip,
    }
}

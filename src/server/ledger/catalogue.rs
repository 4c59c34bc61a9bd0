//! Services, people and changes. What stands there already is left alone and not written down again.

use super::{
    Refused, check,
    desk::{Desk, Told},
    diff, words,
};
use crate::{
    domain::event::EventKind,
    text::SafeText,
    wire::{By, FieldChange, NewServiceChange, Person, Service, ServiceChange},
};

/// The most services that one can depend on.
const MAX_DEPENDS: usize = 64;
/// The most runbooks of one service.
const MAX_RUNBOOKS: usize = 16;

/// Puts a service into the catalogue; `true` where it is new.
pub(super) fn service(desk: &mut Desk, service: &Service, by: &By) -> Result<(Service, bool), Refused> {
    let who = check::by(by, desk.now)?;
    check::id("id", &service.id)?;
    let checked = Service {
        id: service.id.clone(),
        name: check::maybe_name("name", service.name.as_ref())?,
        team: check::maybe_name("team", service.team.as_ref())?,
        criticality: match service.criticality {
            Some(other) if !(1..=4).contains(&other) => {
                let why = format!("is {other}; write 1 (the business stops) to 4 (nobody notices)");
                return Err(check::invalid("criticality", why));
            }
            ok => ok,
        },
        depends_on: depends_on(service)?,
        runbooks: runbooks(service)?,
        category: check::maybe_name("category", service.category.as_ref())?,
    };
    let before = desk.services.get(&checked.id);
    let new = before.is_none();
    if before != Some(&checked) {
        let changes = diff::service(before, &checked);
        log(desk, "service", &checked.id, new, who, changes);
        desk.services.insert(checked.id.clone(), checked.clone());
        desk.plan.services.insert(checked.id.clone(), checked.clone());
    }
    Ok((checked, new))
}

fn depends_on(service: &Service) -> Result<Vec<SafeText>, Refused> {
    let many = service.depends_on.len();
    if many > MAX_DEPENDS {
        return Err(check::invalid("depends_on", format!("has {many} ids; at most {MAX_DEPENDS} are taken")));
    }
    let mut ids: Vec<SafeText> = Vec::with_capacity(many);
    for (nth, id) in service.depends_on.iter().enumerate() {
        let field = format!("depends_on.{nth}");
        check::id(&field, id)?;
        if *id == service.id {
            return Err(check::invalid(&field, "is the service itself; leave it out"));
        }
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    Ok(ids)
}

fn runbooks(service: &Service) -> Result<Vec<SafeText>, Refused> {
    let many = service.runbooks.len();
    if many > MAX_RUNBOOKS {
        let why = format!("has {many} addresses; at most {MAX_RUNBOOKS} are taken");
        return Err(check::invalid("runbooks", why));
    }
    let checked = |(nth, url)| check::url(&format!("runbooks.{nth}"), url);
    service.runbooks.iter().enumerate().map(checked).collect()
}

/// Puts somebody into the directory; `true` where they are new.
pub(super) fn person(desk: &mut Desk, person: &Person, by: &By) -> Result<(Person, bool), Refused> {
    let who = check::by(by, desk.now)?;
    check::id("id", &person.id)?;
    if let Some(zone) = &person.time_zone
        && zone.parse::<chrono_tz::Tz>().is_err()
    {
        return Err(check::invalid("time_zone", "is no IANA zone; write one like Europe/Stockholm"));
    }
    let checked = Person {
        id: person.id.clone(),
        name: check::maybe_name("name", person.name.as_ref())?,
        email: check::maybe_name("email", person.email.as_ref())?,
        phone: check::maybe_name("phone", person.phone.as_ref())?,
        team: check::maybe_name("team", person.team.as_ref())?,
        time_zone: person.time_zone.clone(),
        vip: person.vip,
    };
    let before = desk.people.get(&checked.id);
    let new = before.is_none();
    if before != Some(&checked) {
        let changes = diff::person(before, &checked);
        log(desk, "person", &checked.id, new, who, changes);
        desk.people.insert(checked.id.clone(), checked.clone());
        desk.plan.people.insert(checked.id.clone(), checked.clone());
    }
    Ok((checked, new))
}

fn log(desk: &mut Desk, what: &str, id: &SafeText, new: bool, who: check::Who, changes: Vec<FieldChange>) {
    let fields: Vec<&str> = changes.iter().map(|c| c.field.as_str()).collect();
    let text = words::catalogued(what, id, (!new).then_some(&fields));
    let told = Told {
        kind: EventKind::Changed,
        at: who.at,
        actor: who.actor,
        via: who.via,
        text,
        code: None,
        public: false,
    };
    desk.log(None, told, changes);
}

/// Writes down a change of a service.
pub(super) fn change(desk: &mut Desk, change: &NewServiceChange) -> Result<ServiceChange, Refused> {
    let who = check::by(&change.by, desk.now)?;
    check::not_too_old("by.at", who.at, desk.now)?;
    let mut checked = ServiceChange {
        seq: 0,
        service: check::name("service", &change.service)?,
        kind: change.kind,
        title: check::title("title", &change.title)?,
        version: check::maybe_name("version", change.version.as_ref())?,
        url: check::maybe_url("url", change.url.as_ref())?,
        by: who.actor.name.clone(),
        at: who.at,
    };
    let text = checked.title.clone();
    let told = Told {
        kind: EventKind::Change,
        at: who.at,
        actor: who.actor,
        via: who.via,
        text,
        code: None,
        public: false,
    };
    checked.seq = desk.log(None, told, Vec::new()).seq;
    desk.plan.changes.push(checked.clone());
    Ok(checked)
}

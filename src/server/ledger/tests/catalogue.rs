//! Services, people and changes.

use super::*;
use crate::{
    domain::time::DAY,
    wire::{NewServiceChange, Person, Service},
};

fn service(id: &str) -> Service {
    Service { id: text(id), ..Service::default() }
}

fn person(id: &str) -> Person {
    Person { id: text(id), ..Person::default() }
}

fn put(world: &mut World, service: Service) -> Result<(Service, bool), Refused> {
    match world.ask(Op::Service(Box::new(service), by("ana")))? {
        Done::Service(service, new) => Ok((*service, new)),
        other => panic!("{other:?}"),
    }
}

fn field(refused: Result<Done, Refused>) -> String {
    match refused {
        Err(Refused::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_service_is_new_then_changed_then_the_same() {
    let mut world = World::new();
    let checkout = Service {
        team: some("web"),
        depends_on: vec![text("payments"), text("payments")],
        ..service("checkout")
    };
    let (stored, new) = put(&mut world, checkout.clone()).expect("new");
    assert_eq!((stored.depends_on, new), (vec![text("payments")], true));
    let core = Service { team: some("core"), ..checkout };
    assert!(!put(&mut world, core.clone()).expect("changed").1);
    assert!(!put(&mut world, core).expect("the same").1);
    assert_eq!(
        world.told(0),
        [("changed", text("service checkout added")), ("changed", text("service checkout changed: team"))]
    );
    assert_eq!(world.log[1].event.incident, None);
    let change = &world.log[1].event.changes[0];
    assert_eq!((change.field.as_str(), &change.old, &change.new), ("team", &"web".into(), &"core".into()));
}

#[test]
fn services_are_checked() {
    let many = |n: usize| (0..n).map(|n| text(&format!("s{n}"))).collect::<Vec<_>>();
    let table: Vec<(&str, Service)> = vec![
        ("id", service("")),
        ("id", service("a b")),
        ("id", service("säge")),
        ("id", service(&"a".repeat(65))),
        ("criticality", Service { criticality: Some(0), ..service("a") }),
        ("criticality", Service { criticality: Some(5), ..service("a") }),
        ("depends_on.1", Service { depends_on: vec![text("b"), text("a")], ..service("a") }),
        ("depends_on.0", Service { depends_on: vec![text("b/c")], ..service("a") }),
        ("depends_on", Service { depends_on: many(65), ..service("a") }),
        ("runbooks.0", Service { runbooks: vec![text("wiki")], ..service("a") }),
        ("runbooks", Service { runbooks: vec![text("https://a.example"); 17], ..service("a") }),
        ("team", Service { team: some(""), ..service("a") }),
    ];
    let mut world = World::new();
    for (want, service) in table {
        let got = field(world.ask(Op::Service(Box::new(service.clone()), By::default())));
        assert_eq!(got, want, "{service:?}");
    }
    assert!(world.log.is_empty());
    assert!(put(&mut world, Service { depends_on: many(64), ..service(&"a".repeat(64)) }).is_ok());
}

#[test]
fn people_are_checked() {
    let mut world = World::new();
    let zone = |zone: &str| Person { time_zone: Some(zone.into()), ..person("mira") };
    for (want, person) in
        [("id", person("mira lindqvist")), ("time_zone", zone("Middle/Earth")), ("time_zone", zone(""))]
    {
        assert_eq!(field(world.ask(Op::Person(Box::new(person), By::default()))), want);
    }
    let done = world.ask(Op::Person(Box::new(zone("Europe/Stockholm")), by("ana"))).expect("added");
    assert_eq!(done, Done::Person(Box::new(zone("Europe/Stockholm")), true));
    assert_eq!(world.told(0), [("changed", text("person mira added"))]);
}

#[test]
fn a_change_is_an_entry_of_the_log() {
    let mut world = World::new();
    world.opened();
    let at = |at: Time| NewServiceChange {
        service: text("payments-api"),
        title: text("payments-api 4.18.2 to prod"),
        by: By { at: Some(at), ..by("jenkins") },
        ..NewServiceChange::default()
    };
    let Done::Change(change) = world.ask(Op::Change(Box::new(at(NOW - 660)))).expect("written") else {
        panic!("no change")
    };
    assert_eq!((change.seq, change.at, change.by.clone()), (2, NOW - 660, text("jenkins")));
    assert_eq!(world.changes, [*change]);
    assert_eq!(world.told(1), [("change", text("payments-api 4.18.2 to prod"))]);
    assert_eq!(field(world.ask(Op::Change(Box::new(at(NOW - 30 * DAY - 1))))), "by.at");
    assert_eq!(field(world.ask(Op::Change(Box::new(at(NOW + 301))))), "by.at");
    let untitled = NewServiceChange { title: text(""), ..at(NOW) };
    assert_eq!(field(world.ask(Op::Change(Box::new(untitled)))), "title");
}

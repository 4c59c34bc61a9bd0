//! Requests of one batch, repeats and conflicts.

use super::*;

fn version(number: u32, action: Action, if_version: u64) -> Op {
    Op::Act {
        number: Number::new(number).expect("a number"),
        action: Box::new(action),
        if_version: Some(if_version),
    }
}

#[test]
fn later_requests_of_a_batch_see_earlier_ones() {
    let mut world = World::new();
    let plain = |op| Asked { op, key: None };
    // The first incident exists: a batch cannot name one that it opens, but alerts can.
    let n = world.opened();
    let replies = world.batch(&[
        plain(act(n, ack("ana"))),
        plain(act(n, ack("jo"))),
        plain(act(n, resolve("jo"))),
        plain(act(n, unack("jo"))),
        plain(act(n, reopen("jo", "no"))),
        plain(Op::New(Box::new(titled("another")))),
        plain(Op::Signals {
            signals: vec![firing("k"), firing("k"), cleared("k")],
            raw: None,
            from: text("am"),
        }),
        plain(Op::Signals { signals: vec![firing("k")], raw: None, from: text("am") }),
    ]);
    let done: Vec<String> = replies
        .into_iter()
        .map(|r| match r.map(|a| a.done) {
            Ok(Done::New(record)) => record.id,
            Ok(Done::Acted(acted)) => format!("{} {}", acted.incident.version, acted.incident.state.word()),
            Ok(Done::Signals(results)) => {
                format!("{:?}", results.iter().map(|r| r.outcome).collect::<Vec<_>>())
            }
            Ok(other) => panic!("{other:?}"),
            Err(refused) => refused.to_string(),
        })
        .collect();
    assert_eq!(
        done,
        [
            "2 acknowledged",
            "2 acknowledged",
            "3 resolved",
            "INC-000001 is resolved, so unack is not possible; possible now: reopen, close, merge, note",
            "4 in_progress",
            "INC-000002",
            "[Raised, Updated, Resolved]",
            "[Reopened]",
        ]
    );
    assert_eq!(world.incidents[&3].count, 3);
}

#[test]
fn a_repeated_key_gives_the_stored_answer_and_changes_nothing() {
    let mut world = World::new();
    let n = world.opened();
    let first = world.batch(&[keyed(act(n, ack("ana")), "k", 1)]).remove(0).expect("done");
    assert!(!first.replayed);
    world.act(n, resolve("jo")).expect("resolved");
    let (incidents, log) = (world.incidents.clone(), world.log.len());
    // Also twice in one batch, and though its own effect would be refused by now.
    let again = keyed(act(n, ack("ana")), "k", 1);
    for reply in world.batch(&[again.clone(), again]) {
        let reply = reply.expect("the stored answer");
        assert_eq!((reply.replayed, &reply.done), (true, &first.done));
    }
    let other = world.batch(&[keyed(act(n, resolve("ana")), "k", 2)]).remove(0);
    assert_eq!(other, Err(Refused::KeyReused));
    assert_eq!((world.incidents, world.log.len()), (incidents, log));
}

#[test]
fn two_of_one_key_in_a_batch_are_done_once() {
    let mut world = World::new();
    let asked = keyed(Op::New(Box::new(titled("disk full"))), "k", 1);
    let replies = world.batch(&[asked.clone(), asked]);
    let replayed: Vec<bool> = replies.into_iter().map(|r| r.expect("done").replayed).collect();
    assert_eq!((replayed, world.incidents.len()), (vec![false, true], 1));
}

#[test]
fn a_refusal_is_not_stored_under_its_key() {
    let mut world = World::new();
    let n = world.opened();
    world.act(n, resolve("jo")).expect("resolved");
    let asked = keyed(act(n, ack("ana")), "k", 1);
    assert!(matches!(world.batch(std::slice::from_ref(&asked)).remove(0), Err(Refused::NotAllowed(_))));
    world.act(n, reopen("jo", "no")).expect("reopened");
    assert!(world.batch(&[asked]).remove(0).is_ok());
}

#[test]
fn a_stale_version_is_told_what_happened_since() {
    let mut world = World::new();
    let n = world.opened();
    world.act(n, ack("ana")).expect("acked");
    world.act(n, note("ana", "looking")).expect("noted");
    let since = |reply: Result<Done, Refused>| match reply {
        Err(Refused::Stale { current, since }) => {
            (current.version, since.iter().map(|e| e.kind.word()).collect::<Vec<_>>())
        }
        other => panic!("{other:?}"),
    };
    // The note is no new version: whoever read version 2 may go on.
    assert_eq!(since(world.ask(version(n, resolve("jo"), 1))), (2, vec!["ack", "note"]));
    assert!(world.ask(version(n, assign("jo", Some("jo")), 2)).is_ok());
    assert_eq!(since(world.ask(version(n, resolve("jo"), 2))), (3, vec!["assign"]));
    assert_eq!(since(world.ask(version(n, resolve("jo"), 9))), (3, vec![]));
    // Made stale by the request before it.
    let mut replies = world.batch(&[
        Asked { op: version(n, resolve("jo"), 3), key: None },
        Asked { op: version(n, resolve("ana"), 3), key: None },
    ]);
    assert!(replies[0].is_ok());
    assert_eq!(since(replies.remove(1).map(|a| a.done)), (4, vec!["resolved"]));
}

#[test]
fn an_incident_that_does_not_exist_is_told() {
    assert_eq!(World::new().act(7, ack("ana")), Err(Refused::NoIncident(7)));
    assert_eq!(Refused::NoIncident(7).to_string(), "there is no incident INC-000007");
}

#[test]
fn a_body_is_kept_beside_the_first_entry_it_caused() {
    let mut world = World::new();
    world.opened();
    let body = |signals| Op::Signals {
        signals,
        raw: Some((bytes::Bytes::from_static(b"{}"), "application/json".into())),
        from: text("am"),
    };
    world.ask(body(vec![firing("a"), firing("b")])).expect("taken");
    world.ask(body(vec![cleared("nobody")])).expect("ignored");
    assert_eq!(world.raw.iter().map(|r| r.seq).collect::<Vec<_>>(), [2]);
}

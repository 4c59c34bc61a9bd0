//! Every verb through the adapter and the real server: what becomes of the incident, what is so already, what is
//! refused; and what it reads beside incidents.

use watchfloor::{
    backend::{ActError, ActionKey, Backend, Draft, Outcome, Support, Target, Verb, native::Native},
    domain::{
        Incident, Number, Phase, Practice, Priority, State,
        incident::HoldReason,
        query::Query,
        record::{Caller, CancelReason, CiRole, Milestone, Origin, Reached, Verdict},
    },
    text::Opaque,
    wire::{By, Person, Service},
};

use super::{
    changes, list_all, native, now,
    real::{Server, act},
    text, told,
};
use watchfloor::server::ledger::{Asked, Op};

fn words(text: &str) -> Opaque {
    Opaque::new(text)
}

async fn open(native: &Native, draft: Draft) -> Incident {
    let draft = Draft { title: words("checkout is slow"), actor: text("ana"), ..draft };
    native.open(&draft, ActionKey(uuid::Uuid::now_v7())).await.expect("opened")
}

/// Carries a verb out as it is now, and reads the incident again.
async fn done(native: &Native, incident: &Incident, verb: Verb) -> Incident {
    let name = verb.name();
    let is = read(native, incident).await;
    let before = past(native, incident).await;
    match act(native, &is, verb).await {
        Ok(Outcome::Confirmed(after)) => {
            let read = read(native, incident).await;
            if let Some(after) = after {
                assert_eq!(*after, read, "{name}: the answer is how it is");
            } else {
                assert!(read.state.is_final(), "{name}: only what is off the board is not handed out");
            }
            assert!(past(native, incident).await > before, "{name} wrote nothing");
            read
        }
        other => panic!("{name}: {other:?}"),
    }
}

/// How many entries its log has.
async fn past(native: &Native, incident: &Incident) -> usize {
    native.timeline(&Target::from(incident)).await.expect("a past").len()
}

async fn read(native: &Native, incident: &Incident) -> Incident {
    native.get(&Target::from(incident)).await.expect("read").expect("there")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_verb_is_the_servers_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    let native = native(&server.url());
    let (a, b) = (open(&native, Draft::default()).await, open(&native, Draft::default()).await);
    let into = b.number.expect("a number");
    let later = now() + 3_600;
    let close =
        Verb::Close { answer: None, comment: Some(words("thanks")), satisfaction: Some(4), waiver: None };
    let steps: Vec<(Verb, State)> = vec![
        (Verb::Note { text: words("seen") }, State::New),
        (Verb::Ack { note: None, for_s: Some(3_600) }, State::Acknowledged),
        (Verb::Unack, State::New),
        (Verb::Start, State::InProgress),
        (Verb::Assign { to: Some(text("jo")) }, State::InProgress),
        (Verb::Phase { phase: Phase::Identified }, State::InProgress),
        (
            Verb::Hold {
                reason: HoldReason::AwaitingReporter,
                detail: None,
                until: Some(later),
                message: Some(words("please call")),
            },
            State::OnHold,
        ),
        (Verb::Resume { reason: None }, State::InProgress),
        (Verb::Snooze { until: later }, State::InProgress),
        (Verb::Wake, State::InProgress),
        (Verb::Mitigate { impact: words("none") }, State::Mitigated),
        (Verb::Relapse { reason: words("errors are back") }, State::InProgress),
        (
            Verb::Priority { impact: Some(1), urgency: Some(1), set: None, clear: false, reason: None },
            State::InProgress,
        ),
        (Verb::Major { on: true, reason: None }, State::InProgress),
        (Verb::Major { on: false, reason: Some(words("only ours")) }, State::InProgress),
        (Verb::Category { category: text("database"), sub: Some(text("oracle")) }, State::InProgress),
        (
            Verb::Update { text: words("we know"), audience: None, next_at: Some(later), public: true },
            State::InProgress,
        ),
        (Verb::Contact { result: Reached::NoAnswer, note: None }, State::InProgress),
        (
            Verb::Caller { caller: Box::new(Caller { name: text("Ben"), ..Caller::default() }) },
            State::InProgress,
        ),
        (
            Verb::Correct { field: Milestone::OccurredAt, to: now() - 600, reason: words("she said so") },
            State::InProgress,
        ),
        (Verb::Link { service: text("db"), role: Some(CiRole::Cause) }, State::InProgress),
        (Verb::Attach { parent: Some(into) }, State::InProgress),
        (Verb::Attach { parent: None }, State::InProgress),
        (Verb::resolved("fixed", "pool restarted"), State::Resolved),
        (Verb::Reopen { reason: words("errors are back") }, State::InProgress),
        (Verb::Merge { into }, State::Merged),
        (Verb::Restore, State::InProgress),
        (Verb::Cancel { reason: CancelReason::Test, detail: None, duplicate_of: None }, State::Cancelled),
        (Verb::Restore, State::InProgress),
        (Verb::resolved("fixed", "pool restarted"), State::Resolved),
        (close, State::Closed),
    ];
    let mut seen: std::collections::BTreeSet<&str> = steps.iter().map(|(verb, _)| verb.name()).collect();
    for (verb, state) in steps {
        assert_eq!(native.capabilities().of(&verb), Support::Native);
        let name = verb.name();
        assert_eq!(done(&native, &a, verb).await.state, state, "{name}");
    }
    // Nothing was breached: the words of the server come through.
    let excuse = Verb::Excuse { clock: text("P1 response"), reason: words("nobody was there") };
    seen.insert(excuse.name());
    let refused = act(&native, &read(&native, &b).await, excuse).await;
    assert!(matches!(refused, Err(ActError::Refused(_))), "{refused:?}");
    assert_eq!(seen, Verb::NAMES.into_iter().collect(), "every verb there is");
    let refused = act(&native, &read(&native, &a).await, Verb::Reopen { reason: words("again") }).await;
    assert!(matches!(&refused, Err(ActError::Refused(w)) if w.shown().contains("closed")), "{refused:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_arrives_with_everything_that_was_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    let native = native(&server.url());
    let parent = open(&native, Draft::default()).await.number;
    let before = open(&native, Draft { service: Some(words("checkout")), ..Draft::default() }).await;
    done(&native, &before, Verb::resolved("fixed", "pool restarted")).await;
    done(&native, &before, Verb::Close { answer: None, comment: None, satisfaction: None, waiver: None })
        .await;
    let draft = Draft {
        description: Some(words("two\nlines")),
        impact: Some(1),
        urgency: Some(2),
        owner: Some(words("mira")),
        team: Some(words("web")),
        labels: vec![(words("region"), words("eu"))],
        reporter: Some(Caller {
            name: text("Jonas Weber"),
            phone: Some(text("+49 30 1")),
            vip: true,
            ..Caller::default()
        }),
        origin: Some(Origin::Phone),
        verdict: Some(Verdict::Request),
        category: Some(words("network")),
        subcategory: Some(words("vpn")),
        occurred_at: Some(now() - 900),
        follow_up_of: before.number,
        parent,
        major: true,
        ..Draft::default()
    };
    let made = open(&native, draft.clone()).await;
    let (detail, record) = (&made.detail, &made.detail.record);
    assert_eq!(made.priority, Priority::new(2).expect("a priority"));
    assert_eq!((made.owner.as_ref(), detail.team.as_ref()), (Some(&text("mira")), Some(&text("web"))));
    assert_eq!(
        (detail.category.as_ref(), detail.subcategory.as_ref()),
        (Some(&text("network")), Some(&text("vpn")))
    );
    assert_eq!((record.reporter.as_deref(), record.origin), (draft.reporter.as_ref(), Some(Origin::Phone)));
    assert_eq!((record.verdict, record.occurred_at), (Some(Verdict::Request), draft.occurred_at));
    assert_eq!((record.follow_up_of, record.parent), (before.number, parent));
    assert!(record.major.is_some());
    assert_eq!(made.service, Some(text("checkout")), "what is not said is taken from the one before");
    assert_eq!(read(&native, &made).await, made);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_to_be_closed_is_listed_after_what_is_open_and_leaves_when_it_is_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    let native = native(&server.url());
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(open(&native, Draft::default()).await);
    }
    done(&native, &all[0], Verb::resolved("fixed", "pool restarted")).await;
    let cancel =
        Verb::Cancel { reason: CancelReason::Other, detail: Some(words("a drill")), duplicate_of: None };
    done(&native, &all[1], cancel).await;
    let (_, listed) = list_all(&native).await.expect("a list");
    let states: Vec<_> = listed.iter().map(|i| (i.number.map(Number::get), i.state)).collect();
    assert_eq!(states, [(Some(3), State::New), (Some(1), State::Resolved)]);
    native.list().await.expect("the stream begins");
    let other = super::native(&server.url());
    let close = Verb::Close { answer: None, comment: None, satisfaction: None, waiver: None };
    done(&other, &all[0], close).await;
    assert_eq!(
        told(&changes(&native).await),
        ["INC-000001 gone: closed; resolved by ana: fixed, pool restarted"]
    );
    done(&other, &all[2], Verb::Merge { into: open(&other, Draft::default()).await.number.expect("one") })
        .await;
    let mut seen = Vec::new();
    while seen.len() < 2 {
        seen.extend(told(&changes(&native).await));
    }
    assert!(seen.contains(&"INC-000003 gone: merged into INC-000004 by ana".to_owned()), "{seen:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_practice_directory_and_past_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    let native = native(&server.url());
    for n in 0..1_003 {
        let person = Person { id: text(&format!("p{n:04}")), vip: n == 7, ..Person::default() };
        let op = Op::Person(Box::new(person), By::default());
        server.store.submit(Asked { op, key: None }).await.expect("stored");
    }
    let service = Service {
        id: text("db"),
        criticality: Some(1),
        category: Some(text("database/replication")),
        ..Service::default()
    };
    let op = Op::Service(Box::new(service), By::default());
    server.store.submit(Asked { op, key: None }).await.expect("stored");
    let known = native.directory().await.expect("read").expect("it knows some");
    assert_eq!((known.people.len(), known.people[7].vip), (1_003, true), "all pages");
    assert_eq!(known.services[0].category, Some(text("database/replication")));

    let practice = native.practice().await.expect("read").expect("it says");
    let standard = Practice::standard();
    assert_eq!((&practice.matrix, &practice.book), (&standard.matrix, &standard.book));
    assert_eq!((&practice.codes, &practice.auto_close), (&standard.codes, &standard.auto_close));

    for service in ["checkout", "checkout", "db"] {
        open(&native, Draft { service: Some(words(service)), ..Draft::default() }).await;
    }
    let first = native.by_number(Number::new(1).expect("one")).await.expect("read").expect("there");
    done(&native, &first, Verb::resolved("fixed", "pool restarted")).await;
    let query = Query::parse("service:checkout").expect("a query");
    let found = native.find(&query, 10).await.expect("found");
    assert_eq!(found.iter().filter_map(|i| i.number).map(Number::get).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(native.find(&query, 1).await.expect("found").len(), 1);
    server.stop().await;
    assert!(native.find(&query, 1).await.is_err(), "nobody there is no empty answer");
    assert!(native.directory().await.is_err());
    assert!(native.practice().await.is_ok(), "what is known of it is kept while the line is down");
}

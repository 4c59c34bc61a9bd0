use std::{collections::BTreeSet, time::Duration};

use super::*;
use crate::{
    domain::{Number, State, Time, Verb, event::EventKind, query::Query},
    server::{
        Clock,
        demo::seed,
        ledger::{Asked, Op},
        stop,
        store::{ListAsked, Place, Sort},
    },
    text::{Kind, SafeText},
    wire::{Action, ActorKind, By, EventRecord, IncidentRecord},
};

async fn store(dir: &tempfile::TempDir, options: &Options) -> Store {
    let place = Place::File(dir.path().join("demo.db"));
    let store = Store::open(&place, Clock::System, true).await.expect("a store");
    seed(&store, options).await.expect("a day");
    store
}

/// All that was written since `head`.
async fn written(store: &Store, head: u64) -> Vec<EventRecord> {
    let (mut at, mut found) = (head, Vec::new());
    loop {
        let since = store.since(at, 1_000).await.expect("readable");
        if since.items.is_empty() {
            return found;
        }
        at = since.last;
        found.extend(since.items.into_iter().map(|i| i.event));
    }
}

fn open(store: &Store) -> u64 {
    store.totals().open.iter().sum()
}

/// Plays `beats` beats without waiting, and looks after each.
async fn play(store: &Store, options: &Options, beats: usize, mut look: impl FnMut(u64, &Store)) -> Duration {
    let (book, cast) = (Book::new(), Cast::new(&options.me));
    let mut story = Story::begin(store, &book, &cast, options).await.expect("a story");
    for _ in 0..beats {
        story.beat().await.expect("a beat");
        look(open(store), store);
    }
    story.next_beat()
}

#[test]
fn what_is_open_is_a_query() {
    assert!(!Query::parse(story::OPEN).expect("a query").is_all());
}

#[tokio::test]
async fn an_hour_keeps_the_number_open_and_what_is_mine() {
    let dir = tempfile::tempdir().expect("a folder");
    let options = Options { me: SafeText::clean("zoe", Kind::Label), ..Options::default() };
    let store = store(&dir, &options).await;
    assert_eq!(open(&store), 41);
    let mine = mine(&store, &options.me).await;
    assert!(mine.len() >= 3);
    let (head, mut last) = (store.head(), store.head());
    let (mut least, mut most, mut still) = (u64::MAX, 0, 0);
    let took = play(&store, &options, 400, |open, store| {
        (least, most) = (least.min(open), most.max(open));
        still = if store.head() == last { still + 1 } else { 0 };
        last = store.head();
        assert!(still < 3, "nothing happens");
    })
    .await;
    assert!((35..=47).contains(&least) && (35..=48).contains(&most), "{least} to {most}");
    let hours = took.as_secs_f64() / 3_600.0;
    assert!((0.5..2.0).contains(&hours), "{hours} h");

    let events = written(&store, head).await;
    let many = |kind: EventKind| events.iter().filter(|e| e.kind == kind).count();
    for kind in [
        EventKind::Opened,
        EventKind::Ack,
        EventKind::Start,
        EventKind::Note,
        EventKind::Update,
        EventKind::Resolved,
        EventKind::Reopened,
        EventKind::Closed,
    ] {
        assert!(many(kind) > 0, "no {kind:?} in an hour");
    }
    assert!(many(EventKind::Change) > 3, "no deploys");
    let numbers: BTreeSet<u32> = mine.iter().map(|m| m.number).collect();
    for event in &events {
        assert_ne!(event.actor.name, options.me);
        if event.incident.is_some_and(|n| numbers.contains(&n)) {
            // An alert that rings again, a clock that warns.
            assert_ne!(event.actor.kind, ActorKind::User, "{event:?}");
        }
    }
    let p1 = events.iter().filter(|e| e.kind == EventKind::Opened && e.text.shown().contains("opened, P1"));
    let p1 = p1.count() as f64 / hours;
    assert!((6.0..16.0).contains(&p1), "{p1} new P1 an hour");
}

/// What is open and mine.
async fn mine(store: &Store, me: &SafeText) -> Vec<IncidentRecord> {
    let mut found = Vec::new();
    for number in 1..=store.totals().incidents as u32 {
        let record = store.incident(Number::new(number).expect("1 and up")).await.expect("readable");
        found.extend(record.filter(|r| r.state.is_open() && r.owner.as_ref() == Some(me)));
    }
    found
}

#[tokio::test]
async fn the_major_has_what_hangs_under_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = store(&dir, &Options::default()).await;
    let of = async |query: &str| {
        let query = Query::parse(query).expect("reads");
        let me = SafeText::default();
        let asked = ListAsked { query, me, sort: Sort::Number, limit: 50, after: None, brief: true };
        let rows = store.list(asked).await.expect("listed").rows;
        rows.iter().map(|r| serde_json::from_str(r.get()).expect("a record")).collect::<Vec<IncidentRecord>>()
    };
    let [major] = &of("major:yes state:open").await[..] else { panic!("one major") };
    assert_eq!(major.record.children, 2);
    assert_eq!(of(&format!("parent:{}", major.number)).await.len(), 2);
    let [same] = &of("state:merged").await[..] else { panic!("one was the same") };
    assert_eq!(same.record.ending.as_ref().and_then(|e| e.other), Number::new(major.number));
    assert_eq!(store.totals().incidents, 1_042);
    assert!(of("state:resolved reporter:*").await.len() >= 3, "some wait for their callers");
}

#[tokio::test]
async fn what_a_person_resolved_stays_resolved() {
    let dir = tempfile::tempdir().expect("a folder");
    let options = Options { seed: 5, ..Options::default() };
    let store = store(&dir, &options).await;
    let by = By { name: Some(options.me.clone()), ..By::default() };
    let (book, cast) = (Book::new(), Cast::new(&options.me));
    let mut story = Story::begin(&store, &book, &cast, &options).await.expect("a story");
    let now = Time::from(chrono::Utc::now());
    let mut ended = Vec::new();
    for number in (1..=store.totals().incidents as u32).filter_map(Number::new) {
        let record = store.incident(number).await.expect("readable").expect("there");
        if record.state.is_open() && now - record.opened_at < 4 * 3_600 {
            let action = Box::new(Action { verb: Verb::resolved("fixed", "by hand"), by: by.clone() });
            let op = Op::Act { number, action, if_version: None };
            store.submit(Asked { op, key: None }).await.expect("it is open");
            ended.push((number, record.reopen_count));
        }
    }
    assert!(ended.len() > 15);
    for _ in 0..250 {
        story.beat().await.expect("a beat");
    }
    for (number, reopened) in ended {
        let record = store.incident(number).await.expect("readable").expect("there");
        assert_eq!((record.state, record.reopen_count), (State::Resolved, reopened));
        assert_eq!(record.resolution.map(|r| r.by), Some(options.me.clone()), "{}", record.id);
    }
    assert!(open(&store) >= 35, "others come in their place");
}

#[tokio::test]
async fn with_speed_nothing_is_the_day_stands() {
    let dir = tempfile::tempdir().expect("a folder");
    let options = Options { speed: 0.0, incidents: 3, ..Options::default() };
    let store = store(&dir, &options).await;
    let head = store.head();
    let (say, hear) = stop::pair();
    let day = tokio::spawn(live(store.clone(), options, hear));
    tokio::task::yield_now().await;
    say.stop();
    day.await.expect("it ends when it is told to");
    assert_eq!(store.head(), head);
}

#[tokio::test]
async fn live_follows_the_clock_and_stops() {
    let dir = tempfile::tempdir().expect("a folder");
    let options = Options { speed: 500.0, incidents: 10, updates: Some(200.0), ..Options::default() };
    let store = store(&dir, &options).await;
    let mut follow = store.follow();
    let (say, hear) = stop::pair();
    let day = tokio::spawn(live(store.clone(), options, hear));
    let head = store.head();
    while store.head() < head + 60 {
        let _ = follow.recv().await;
    }
    say.stop();
    day.await.expect("it ends when it is told to");
}

#[tokio::test]
async fn a_store_that_is_not_empty_is_not_filled_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let options = Options { incidents: 1, ..Options::default() };
    let store = store(&dir, &options).await;
    assert!(seed(&store, &options).await.is_err());
}

#[tokio::test]
#[ignore = "prints what happens, to be read aloud"]
async fn read_the_day() {
    let dir = tempfile::tempdir().expect("a folder");
    let options = Options::default();
    let store = store(&dir, &options).await;
    let (book, cast) = (Book::new(), Cast::new(&options.me));
    let mut story = Story::begin(&store, &book, &cast, &options).await.expect("a story");
    for beat in 0..1_600 {
        let (at, head) = (story.next_beat().as_secs(), store.head());
        story.beat().await.expect("a beat");
        for event in written(&store, head).await.iter().filter(|_| !(160..1_540).contains(&beat)) {
            let number = event.incident.and_then(Number::new);
            let record = match number {
                Some(number) => store.incident(number).await.expect("readable"),
                None => None,
            };
            let title = record.map_or_else(String::new, |r| {
                format!("P{} {} [{}]", r.priority.level(), r.title.shown(), r.number)
            });
            let (who, kind) = (event.actor.name.shown(), event.kind.word());
            println!("{at:>5} {who:<12} {kind:<9} {:<60} | {title}", event.text.shown());
        }
        if beat % 200 == 199 {
            let all = super::story::open(&store, &options.me, 500).await.expect("readable");
            let new = all.iter().filter(|r| r.state == State::New).count();
            let mut scenes: std::collections::BTreeMap<_, u32> = std::collections::BTreeMap::new();
            for r in &all {
                *scenes.entry(book.told_by(&r.labels).map(|r| r.scene.id)).or_default() += 1;
            }
            scenes.retain(|_, n| *n > 1);
            println!("=== {at} s: open {:?}, {new} new, twice: {scenes:?}", store.totals().open);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: a million open incidents written; run it with --release"]
async fn how_long_a_million_takes() {
    let dir = tempfile::tempdir().expect("a folder");
    let many = std::env::var("WATCHFLOOR_DEMO").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let options = Options { incidents: many, ..Options::default() };
    let began = std::time::Instant::now();
    let store = store(&dir, &options).await;
    println!("{:?} in {:?}", store.totals(), began.elapsed());
    let size = std::fs::metadata(dir.path().join("demo.db")).expect("a file").len();
    println!("{} MB", size / 1_000_000);
    changes(&store, &options).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: changes a second; run it with --release"]
async fn how_many_changes_a_second() {
    let dir = tempfile::tempdir().expect("a folder");
    let options = Options { incidents: 10_000, ..Options::default() };
    let store = store(&dir, &options).await;
    changes(&store, &options).await;
}

async fn changes(store: &Store, options: &Options) {
    for rate in [1_000.0, 10_000.0, 100_000.0] {
        let options = Options { speed: 0.0, updates: Some(rate), ..options.clone() };
        let (say, hear) = stop::pair();
        let day = tokio::spawn(live(store.clone(), options, hear));
        tokio::time::sleep(Duration::from_secs(2)).await;
        let (head, began) = (store.head(), std::time::Instant::now());
        tokio::time::sleep(Duration::from_secs(8)).await;
        let made = (store.head() - head) as f64 / began.elapsed().as_secs_f64();
        println!("{rate} asked for, {made:.0} entries of the log a second");
        say.stop();
        day.await.expect("it ends");
    }
}

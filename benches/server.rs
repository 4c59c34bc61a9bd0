//! What the embedded backend's database does in a second: durable creates with 32 writers, seeding, opening.
//! `cargo bench --bench server`; `WATCHFLOOR_BENCH_SEED=1000000` seeds so many.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use divan::Bencher;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use watchfloor::{
    domain::{Priority, State, Time, event::EventKind, query::Query},
    server::{
        Clock,
        ledger::{Asked, IdempotencyKey, Op},
        store::{ListAsked, Past, Place, Sort, Store},
    },
    text::{Kind, SafeText},
    wire::{Actor, ActorKind, By, EventRecord, IncidentRecord, NewIncident, Origin},
};

const WRITERS: u32 = 32;
const HOW_LONG: Duration = Duration::from_secs(5);
const SEED_BATCH: u32 = 5_000;

#[expect(clippy::print_stdout, reason = "rates, not times")]
fn main() {
    let many = std::env::var("WATCHFLOOR_BENCH_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(50_000);
    if let Some(rate) = creates(false) {
        println!("durable creates/s, {WRITERS} writers: {rate:.0}");
    }
    if let Some(rate) = creates(true) {
        println!("the same without fsync: {rate:.0}");
    }
    if let Some((seeding, opening)) = seed(many) {
        println!("seeding {many} incidents: {seeding:.2?}; opening them again: {opening:.2?}");
    }
    divan::main();
}

struct Desk {
    runtime: Runtime,
    dir: TempDir,
    store: Store,
}

impl Desk {
    fn new(scratch: bool) -> Option<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().ok()?;
        let dir = tempfile::tempdir().ok()?;
        let place = Place::File(dir.path().join("server.db"));
        let store = runtime.block_on(Store::open(&place, Clock::System, scratch)).ok()?;
        Some(Self { runtime, dir, store })
    }
}

fn text(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

fn new(n: u32, key: Option<String>) -> Asked {
    let new = NewIncident {
        title: text(&format!("Checkout 5xx above {} % in eu-west", n % 90)),
        service: Some(text(["checkout", "payments", "search"][n as usize % 3])),
        labels: [(text("region"), text("eu")), (text("host"), text(&format!("web-{n}")))].into(),
        by: By { name: Some(text("ana")), ..By::default() },
        ..NewIncident::default()
    };
    let key = key.map(|key| IdempotencyKey { key, request: [1; 32] });
    Asked { op: Op::New(Box::new(new)), key }
}

/// Creates a second, each with a key and each answered after its commit, in a closed loop.
fn creates(scratch: bool) -> Option<f64> {
    let desk = Desk::new(scratch)?;
    let start = Instant::now();
    let done = desk.runtime.block_on(async {
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            let store = desk.store.clone();
            writers.spawn(async move {
                let mut done = 0_u32;
                while start.elapsed() < HOW_LONG {
                    let asked = new(done, Some(format!("{writer}-{done}-0191a2b3c4d5")));
                    if store.submit(asked).await.is_err() {
                        break;
                    }
                    done += 1;
                }
                done
            });
        }
        writers.join_all().await.into_iter().map(f64::from).sum::<f64>()
    });
    let rate = done / start.elapsed().as_secs_f64();
    desk.runtime.block_on(desk.store.close());
    Some(rate)
}

fn past(n: u32) -> Past {
    let at = Time::from_unix(1_790_000_000 + i64::from(n));
    let open = n.is_multiple_of(100);
    let event = |kind, words: &str| EventRecord {
        seq: 0,
        incident: None,
        kind,
        occurred_at: at,
        recorded_at: at,
        actor: Actor { kind: ActorKind::User, name: text("ana") },
        via: text("demo"),
        text: text(words),
        changes: Vec::new(),
        code: None,
        public: false,
    };
    let record = IncidentRecord {
        id: String::new(),
        number: 0,
        version: 2,
        title: text(&format!("Disk {} % on log-{n}", n % 100)),
        description: None,
        state: if open { State::New } else { State::Resolved },
        priority: Priority::of(1 + (n % 3) as u8, 2),
        impact: 1 + (n % 3) as u8,
        urgency: 2,
        category: None,
        subcategory: None,
        hold: None,
        record: watchfloor::domain::Record::default(),
        severity: Some(text("warning")),
        service: Some(text(["checkout", "payments", "search"][n as usize % 3])),
        owner: Some(text(["ana", "mira", "jo"][n as usize / 3 % 3])),
        team: Some(text("web")),
        labels: BTreeMap::from([(text("region"), text("eu")), (text("host"), text(&format!("log-{n}")))]),
        origin: Origin::Monitoring,
        dedup_key: Some(text(&format!("disk/log-{n}"))),
        url: None,
        runbook: None,
        opened_at: at,
        occurred_at: None,
        acked_at: Some(at),
        ack_until: None,
        resolved_at: (!open).then_some(at + 600),
        updated_at: at + 600,
        resolution: None,
        count: 1,
        reopen_count: 0,
        recurrence_of: None,
        hidden_chars: false,
    };
    Past {
        record,
        events: vec![event(EventKind::Opened, "opened, P3"), event(EventKind::Resolved, "resolved: fixed")],
    }
}

/// How long so many take into an empty database of no worth, and how long it takes to open them again.
fn seed(many: u32) -> Option<(Duration, Duration)> {
    let desk = Desk::new(true)?;
    let start = Instant::now();
    for first in (0..many).step_by(SEED_BATCH as usize) {
        let batch = (first..many.min(first + SEED_BATCH)).map(past).collect();
        desk.runtime.block_on(desk.store.seed(batch)).ok()?;
    }
    let seeding = start.elapsed();
    desk.runtime.block_on(desk.store.close());
    let start = Instant::now();
    let place = Place::File(desk.dir.path().join("server.db"));
    let again = desk.runtime.block_on(Store::open(&place, Clock::System, true)).ok()?;
    let opening = start.elapsed();
    (again.totals().incidents == u64::from(many)).then_some((seeding, opening))
}

/// One create alone: a commit with its fsync.
#[divan::bench]
fn create_alone(bench: Bencher) {
    let Some(desk) = Desk::new(false) else { return };
    bench.bench_local(|| desk.runtime.block_on(desk.store.submit(new(1, None))));
}

/// The first page of a query over 50,000 incidents, one in a hundred open.
#[divan::bench(args = ["clock<15m", "state:open category:database/*", "hold:vendor", "reporter:nobody", "team:web state:open"])]
fn first_page(bench: Bencher, query: &str) {
    let Some(desk) = Desk::new(true) else { return };
    for first in (0..50_000).step_by(SEED_BATCH as usize) {
        let _ = desk.runtime.block_on(desk.store.seed((first..first + SEED_BATCH).map(past).collect()));
    }
    let Ok(query) = query.parse::<Query>() else { return };
    let sort = Sort::Priority;
    let asked = ListAsked { query, me: text("ana"), sort, limit: 100, after: None, brief: true };
    bench.bench_local(|| desk.runtime.block_on(desk.store.list(asked.clone())));
}

/// The end of the log, a hundred entries.
#[divan::bench]
fn since_100(bench: Bencher) {
    let Some(desk) = Desk::new(true) else { return };
    let store = Arc::new(desk.store.clone());
    let _ = desk.runtime.block_on(store.seed((0..1_000).map(past).collect()));
    bench.bench_local(|| desk.runtime.block_on(store.since(store.head() - 100, 100)));
}

//! What the overlay and the last known state cost, at 1,000 and 10,000 incidents, and how often threads are woken for
//! it: `cargo bench --bench store`.

use std::fs;

use divan::Bencher;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use watchfloor::{
    domain::{Incident, SourceName, sample},
    outbox::{Cache, Paths, Store},
};

const SIZES: [u32; 2] = [1_000, 10_000];

fn main() {
    for incidents in SIZES {
        wake_ups(incidents);
    }
    divan::main();
}

struct Desk {
    runtime: Runtime,
    dir: TempDir,
    store: Store,
    cache: Cache,
    source: SourceName,
    list: Vec<Incident>,
}

impl Desk {
    /// A list that was laid over and kept once.
    fn new(incidents: u32) -> Option<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().ok()?;
        let dir = tempfile::tempdir().ok()?;
        let paths = Paths::under(dir.path());
        let (store, cache) = runtime.block_on(async {
            let store = Store::open(&paths).await.ok()?.store;
            Some((store, Cache::open(&paths).await.ok()?))
        })?;
        let list: Vec<Incident> =
            (0..incidents).map(|n| Incident { number: None, ..sample::incident(n) }).collect();
        let source = list.first()?.source.clone();
        let desk = Self { runtime, dir, store, cache, source, list };
        desk.attach();
        desk.replace();
        Some(desk)
    }

    fn attach(&self) {
        let attached = self.store.local.attach(&self.source, self.list.clone(), sample::NOW);
        assert!(self.runtime.block_on(attached).fault.is_none());
    }

    fn replace(&self) {
        let kept = self.cache.replace(&self.source, &self.list, sample::NOW);
        assert!(self.runtime.block_on(kept).is_ok());
    }

    fn version(&self) {
        assert!(self.runtime.block_on(self.store.local.version()).is_some());
    }
}

/// Voluntary context switches of all threads of this process so far.
fn switches() -> u64 {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return 0 };
    tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("status")).ok())
        .filter_map(|status| {
            let count = status.lines().find_map(|l| l.strip_prefix("voluntary_ctxt_switches:"))?;
            count.trim().parse::<u64>().ok()
        })
        .sum()
}

#[expect(clippy::print_stdout, reason = "a figure that is no time, beside those that are")]
fn wake_ups(incidents: u32) {
    let Some(desk) = Desk::new(incidents) else { return };
    let count = |what: &dyn Fn()| {
        const TIMES: u64 = 10;
        let before = switches();
        (0..TIMES).for_each(|_| what());
        (switches() - before) / TIMES
    };
    let (version, attach, replace) =
        (count(&|| desk.version()), count(&|| desk.attach()), count(&|| desk.replace()));
    println!(
        "{incidents} incidents, nothing new: context switches {version} version, {attach} attach, {replace} replace"
    );
}

/// Whether anything was written: what an unchanged list costs.
#[divan::bench(args = SIZES)]
fn version(bench: Bencher, incidents: u32) {
    let Some(desk) = Desk::new(incidents) else { return };
    bench.bench_local(|| desk.version());
}

/// Our facts laid over a list of which nothing is new.
#[divan::bench(args = SIZES)]
fn attach(bench: Bencher, incidents: u32) {
    let Some(desk) = Desk::new(incidents) else { return };
    bench.bench_local(|| desk.attach());
}

/// The last known state written when nothing is new.
#[divan::bench(args = SIZES)]
fn replace(bench: Bencher, incidents: u32) {
    let Some(desk) = Desk::new(incidents) else { return };
    bench.bench_local(|| desk.replace());
}

/// The first page of the last known state, from a file that was not open.
#[divan::bench(args = SIZES)]
fn first_page(bench: Bencher, incidents: u32) {
    let Some(desk) = Desk::new(incidents) else { return };
    let paths = Paths::under(desk.dir.path());
    bench.bench_local(|| {
        desk.runtime.block_on(async {
            let cache = Cache::open(&paths).await.ok()?;
            cache.first_page(60).await.ok()
        })
    });
}

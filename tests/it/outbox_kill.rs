//! The outbox against what happens to real processes: SIGKILL at any moment, several at once, a file system that is
//! full or read-only. Each child is this test binary again, told by an environment variable what to do.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "helpers of tests")]

use std::{
    collections::HashMap,
    fs::{self, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command as Process, Stdio},
    time::Duration,
};

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use watchfloor::{
    backend::{ActionKey, Command, Target, Verb},
    domain::{IncidentId, SourceName, Time},
    outbox::{self, EntryState, Filter, OutboxError, Paths, Settled, Settling, Store},
    text::{Kind, Opaque, SafeText},
};

/// What a child does; unset in an ordinary run.
const ROLE: &str = "WATCHFLOOR_TEST_ROLE";
/// Where it does it.
const PLACE: &str = "WATCHFLOOR_TEST_PLACE";

fn now() -> Time {
    chrono::Utc::now().into()
}

fn command(native: &str, words: &str) -> Command {
    let source = SourceName::new("am");
    Command {
        key: outbox::new_key(),
        target: Target {
            id: IncidentId::new(&source, native),
            number: None,
            source,
            native: Opaque::new(native),
            keep: Opaque::default(),
        },
        verb: Verb::Note { text: Opaque::new(words) },
        actor: SafeText::clean("mira", Kind::Label),
        at: now(),
    }
}

async fn store(place: &Path) -> Store {
    let opened = Store::open(&Paths::under(place)).await.expect("the store opens");
    assert_eq!(opened.notices, []);
    opened.store
}

/// This binary again, as `role`.
fn child(role: &str, place: &Path) -> Process {
    let mut process = Process::new(std::env::current_exe().expect("this binary"));
    as_child(&mut process, role, place);
    process
}

fn as_child(process: &mut Process, role: &str, place: &Path) {
    process
        .args(["--exact", "outbox_kill::the_child", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(PLACE, place)
        .stdout(Stdio::piped());
}

/// The words after `said ` on each of its lines, until it ends.
fn said(child: &mut Child) -> Vec<String> {
    let out = BufReader::new(child.stdout.take().expect("a pipe"));
    // The test harness writes its own words before the first one on the same line.
    out.lines().map_while(Result::ok).filter_map(|l| Some(l.split_once("said ")?.1.to_owned())).collect()
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "said {words}").and_then(|()| out.flush()).expect("the parent listens");
}

/// Not a test by itself: what the other tests start.
#[test]
fn the_child() {
    let (Ok(role), Ok(place)) = (std::env::var(ROLE), std::env::var(PLACE)) else { return };
    let place = PathBuf::from(place);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        match role.as_str() {
            "enqueue" => enqueue(&place).await,
            "drain" => drain(&place).await,
            "full" => full(&place).await,
            "read-only" => read_only(&place).await,
            other => panic!("no such role: {other}"),
        }
    });
}

async fn enqueue(place: &Path) {
    let store = store(place).await;
    loop {
        // One, or several in one transaction.
        let commands: Vec<Command> =
            (0..fastrand::usize(1..4)).map(|i| command(&format!("f{i}"), "words")).collect();
        store.outbox.enqueue(&commands).await.expect("it is saved");
        for command in &commands {
            say(&command.key.to_string());
        }
    }
}

#[tokio::test]
async fn what_was_said_to_be_saved_survives_sigkill() {
    let place = tempfile::tempdir().expect("a folder");
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut saved: Vec<String> = Vec::new();
    for _ in 0..20 {
        let mut process = child("enqueue", place.path()).spawn().expect("a child");
        // The moment is the test: nothing is waited for here.
        std::thread::sleep(Duration::from_millis(random.u64(30..250)));
        process.kill().expect("it can be killed");
        saved.extend(said(&mut process));
        process.wait().expect("it ended");
    }
    assert!(saved.len() > 20, "{} saved, seed {seed}", saved.len());
    let store = store(place.path()).await;
    let there: HashMap<String, EntryState> = store
        .outbox
        .list(Filter::All, u32::MAX)
        .await
        .expect("it can be read")
        .into_iter()
        .map(|e| (e.command.key.to_string(), e.state))
        .collect();
    let lost: Vec<&String> = saved.iter().filter(|k| !there.contains_key(*k)).collect();
    assert!(lost.is_empty(), "{} of {} lost, seed {seed}: {lost:?}", lost.len(), saved.len());
    let path = place.path().join("state/outbox.db");
    let mut conn =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.expect("it opens");
    let sound: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut conn).await.expect("it can be checked");
    assert_eq!(sound, "ok", "seed {seed}");
}

/// Sends what it leases by appending to a file that all share, and settles it.
async fn drain(place: &Path) {
    let store = store(place).await;
    let holder = std::process::id().to_string();
    let mut effects =
        OpenOptions::new().append(true).create(true).open(place.join("effects")).expect("the effects");
    while let Some(entry) = store.outbox.lease(&holder, now()).await.expect("a lease") {
        let key = entry.command.key;
        // One write of one line: appends of several processes do not mix.
        effects.write_all(format!("{key}\n").as_bytes()).expect("an effect");
        let words = SafeText::clean("done", Kind::Line);
        let settled = store.outbox.settle(key, &holder, &Settled::Confirmed { words }, now()).await;
        assert_eq!(settled.expect("it is settled"), Settling::Done);
        say(&key.to_string());
    }
    // Nothing to lease may also mean that another one has the head of every lane.
}

#[tokio::test]
async fn three_processes_share_one_outbox_and_send_each_action_once_in_order() {
    let place = tempfile::tempdir().expect("a folder");
    let store = store(place.path()).await;
    let commands: Vec<Command> =
        (0..300).map(|i| command(&format!("f{}", i % 20), &format!("{i}"))).collect();
    store.outbox.enqueue(&commands).await.expect("they are saved");
    let children: Vec<Child> =
        (0..3).map(|_| child("drain", place.path()).spawn().expect("a child")).collect();
    let settled: Vec<Vec<String>> = children
        .into_iter()
        .map(|mut c| {
            let said = said(&mut c);
            assert!(c.wait().expect("it ended").success());
            said
        })
        .collect();
    // A lane whose head another one held may be left when all have gone.
    drain(place.path()).await;
    let effects = fs::read_to_string(place.path().join("effects")).expect("the effects");
    let sent: Vec<ActionKey> = effects.lines().filter_map(ActionKey::parse).collect();
    assert_eq!(sent.len(), 300, "each once");
    let place_of: HashMap<ActionKey, usize> = sent.iter().enumerate().map(|(at, k)| (*k, at)).collect();
    assert_eq!(place_of.len(), 300, "none twice");
    for lane in 0..20 {
        let order: Vec<usize> = commands.iter().skip(lane).step_by(20).map(|c| place_of[&c.key]).collect();
        assert!(order.is_sorted(), "f{lane}: {order:?}");
    }
    assert!(settled.iter().map(Vec::len).sum::<usize>() > 100, "{:?}", settled.iter().map(Vec::len));
    let left = store.outbox.list(Filter::Open, 9).await.expect("it can be read");
    assert_eq!(left, []);
}

/// On a file system of its own: fills it, and drains all the same.
async fn full(place: &Path) {
    let store = store(place).await;
    store.tidy(now()).await.expect("the ballast is laid");
    let mut waiting = Vec::new();
    for i in 0..40 {
        waiting.push(command(&format!("f{i}"), "words"));
    }
    store.outbox.enqueue(&waiting).await.expect("there is room");
    let mut junk = fs::File::create(place.join("junk")).expect("a file");
    while junk.write_all(&[0x5a; 4_096]).is_ok() {}
    while junk.write_all(&[0x5a; 1]).is_ok() {}
    drop(junk);
    // The log has some room left; then no more is taken, and what was taken is kept.
    let large = "x".repeat(20_000);
    let refused = loop {
        let one = command("large", &large);
        match store.outbox.enqueue(std::slice::from_ref(&one)).await {
            Ok(_) => waiting.push(one),
            Err(e) => break e,
        }
        assert!(waiting.len() < 1_000, "the disk is full");
    };
    assert!(matches!(refused, OutboxError::Full), "{refused}");
    say("refused");
    while let Some(entry) = store.outbox.lease("me", now()).await.expect("a lease") {
        let words = SafeText::clean(&"read back ".repeat(30), Kind::Line);
        store
            .outbox
            .settle(entry.command.key, "me", &Settled::Confirmed { words }, now())
            .await
            .expect("it is settled");
    }
    for one in &waiting {
        let entry = store.outbox.get(one.key).await.expect("it can be read").expect("it is there");
        assert_eq!(entry.state, EntryState::Confirmed);
    }
    say("drained");
    let ballast = place.join("state/ballast");
    if !ballast.exists() {
        let one = command("another", "words");
        let refused = store.outbox.enqueue(std::slice::from_ref(&one)).await;
        assert!(matches!(refused, Err(OutboxError::Full)), "its room is for the drain");
        say("ballast given");
    }
    fs::remove_file(place.join("junk")).expect("room again");
    store.outbox.enqueue(&[command("another", "words")]).await.expect("taken again");
    assert!(ballast.exists());
    say("taken again");
}

/// On a file system of its own: makes it read-only under an outbox that holds something.
async fn read_only(place: &Path) {
    let store = store(place).await;
    store.outbox.enqueue(&[command("a", "words")]).await.expect("it is saved");
    drop(store);
    let wal = place.join("state/outbox.db-wal");
    for _ in 0..1_000 {
        if !wal.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mounted = Process::new("mount").args(["-o", "remount,ro"]).arg(place).status();
    assert!(mounted.expect("mount runs").success());
    let opened = Store::open(&Paths::under(place)).await.expect("the program starts");
    assert!(!opened.store.durable());
    for notice in &opened.notices {
        say(&format!("{:?} {:?}", notice.kind, notice.words));
    }
    let cache = outbox::Cache::open(&Paths::under(place)).await.expect("the program starts");
    for notice in cache.notices() {
        say(&format!("{:?}", notice.kind));
    }
    let one = command("b", "words");
    opened.store.outbox.enqueue(std::slice::from_ref(&one)).await.expect("memory takes it");
    let leased = opened.store.outbox.lease("me", now()).await.expect("a lease").expect("one");
    assert_eq!(leased.command, one);
    say("in memory");
}

/// A child with a small file system of its own at `place`; `None` where the machine does not allow that.
fn on_own_file_system(role: &str, place: &Path) -> Option<Vec<String>> {
    let possible = Process::new("unshare").args(["-rm", "true"]).stderr(Stdio::null()).status();
    if !possible.is_ok_and(|s| s.success()) {
        println!("skipped: unshare -rm is not allowed here");
        return None;
    }
    let mut process = Process::new("unshare");
    process.args(["-rm", "sh", "-c", r#"mount -t tmpfs -o size=3m none "$0" && exec "$@""#]).arg(place);
    process.arg(std::env::current_exe().expect("this binary"));
    as_child(&mut process, role, place);
    let mut process = process.spawn().expect("a child");
    let words = said(&mut process);
    assert!(process.wait().expect("it ended").success(), "{words:?}");
    Some(words)
}

#[test]
fn a_full_disk_refuses_new_actions_and_lets_old_ones_out() {
    let place = tempfile::tempdir().expect("a folder");
    let Some(words) = on_own_file_system("full", place.path()) else { return };
    assert_eq!(words, ["refused", "drained", "ballast given", "taken again"]);
}

#[test]
fn a_read_only_home_is_said_and_memory_used() {
    let place = tempfile::tempdir().expect("a folder");
    let Some(words) = on_own_file_system("read-only", place.path()) else { return };
    assert_eq!(words.len(), 4, "{words:?}");
    assert!(words[0].starts_with("NotDurable \"actions are not saved across exit"), "{words:?}");
    assert!(words[1].starts_with("OverlayNotKept"), "{words:?}");
    assert_eq!(words[2..], ["CacheNotKept", "in memory"]);
}

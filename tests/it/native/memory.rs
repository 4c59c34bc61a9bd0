//! What the real program holds in memory of its own with ten thousand incidents: the aim is measured on a release build;
//! here a limit that no change may pass unseen.

use std::time::{Duration, Instant};

use super::{real::Server, script};
use crate::support::pty::Screen;

const HELD: usize = 10_000;
/// Once everything was listed and written into the cache: 15 when this was written. With the system's allocator, whole
/// pages of rows waiting for the cache and every value told out in its row it was 30.
const MOST_MIB: u64 = 22;

/// Memory of a process that is not a file's, in MiB.
fn own_mib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("RssAnon:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1_024)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_incidents_fit_into_little_memory() {
    if own_mib(std::process::id()).is_none() {
        return crate::support::not_run("memory", "this system does not say how much a process holds");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), 0).await;
    let record = serde_json::from_value(script::record(1, "new", 1)).expect("a record");
    let past = watchfloor::server::store::Past { record, events: Vec::new() };
    server.store.seed(vec![past; HELD]).await.expect("seeded");
    let (url, home) = (server.url(), folder.path().join("home"));
    std::fs::create_dir_all(&home).expect("a folder");
    let seen = tokio::task::spawn_blocking(move || {
        let screen = Screen::start(&home, &["--source", &format!("native={url}")], (120, 40), &[]);
        screen.wait("all are listed", |text| text.replace([',', ' '], "").contains(&format!("{HELD}open")));
        // What was read is written and given back in a few seconds; how long that takes is the machine's.
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let mib = own_mib(screen.pid()).expect("it runs");
            if mib < MOST_MIB || Instant::now() > until {
                return mib;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    let mib = seen.await.expect("a figure");
    assert!(mib < MOST_MIB, "{mib} MiB with {HELD} incidents");
    server.stop().await;
}

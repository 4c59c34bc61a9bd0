//! What the API takes and how fast it tells: durable creates with 32 writers, lists, and the fan-out of one event to
//! many streams, over HTTP.
//!
//! `WATCHFLOOR_BENCH_BINARY=target/release/watchfloor cargo bench --bench api` starts that binary on a folder of its
//! own; `WATCHFLOOR_BENCH_URL=127.0.0.1:7717` takes a server that runs. `WATCHFLOOR_BENCH_CLIENTS` (500) is the number
//! of streams, `WATCHFLOOR_BENCH_SECONDS` (5) how long is written. Server and clients share this machine's cores.

#![allow(clippy::expect_used, clippy::print_stdout)] // a measurement that fails says where

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};

const WRITERS: usize = 32;
const LISTS: usize = 200;
const EVENTS: u64 = 30;

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(otherwise)
}

/// The server that is measured.
struct Server {
    address: String,
    started: Option<(Child, TempDir)>,
}

impl Server {
    fn new() -> Option<Self> {
        if let Ok(address) = env::var("WATCHFLOOR_BENCH_URL") {
            let address = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
            return Some(Self { address, started: None });
        }
        let binary = env::var("WATCHFLOOR_BENCH_BINARY").ok()?;
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(format!("sqlite:{}", dir.path().join("server.db").display()))
            .env("HOME", dir.path())
            .env("XDG_RUNTIME_DIR", dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("its first line");
        let address = line.trim().trim_start_matches("listening on http://").to_owned();
        Some(Self { address, started: Some((child, dir)) })
    }

    /// Resident memory in MiB, where the process is ours.
    fn rss(&self) -> Option<f64> {
        let (child, _) = self.started.as_ref()?;
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
        let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((child, _)) = &mut self.started {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A connection that is kept.
struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    async fn new(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Self { stream, buffer: Vec::new() }
    }

    /// Asks, and reads the whole answer; its body.
    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.expect("sent");
        self.buffer.clear();
        loop {
            let got = self.stream.read_buf(&mut self.buffer).await.expect("an answer");
            assert!(got > 0, "the server hung up");
            let Some(end) = self.buffer.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&self.buffer[..end]).to_lowercase();
            assert!(head.starts_with("http/1.1 20"), "{head}");
            let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse::<usize>().ok());
            let whole = end + 4 + length.expect("a length");
            while self.buffer.len() < whole {
                assert!(self.stream.read_buf(&mut self.buffer).await.expect("the rest") > 0);
            }
            return self.buffer.split_off(end + 4);
        }
    }
}

/// The part of sorted times below which this share of them lies, in milliseconds.
fn quantile(sorted: &[Duration], share: f64) -> f64 {
    let at = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or(0.0, |d| d.as_secs_f64() * 1_000.0)
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let [p50, p99, most] = [0.5, 0.99, 1.0].map(|share| quantile(&times, share));
    println!("{what}: p50 {p50:.2} ms, p99 {p99:.2} ms, max {most:.2} ms ({} of them)", times.len());
}

/// Many who open incidents, each waiting for the answer.
async fn creates(server: &Server, seconds: u64) {
    let stop = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (address, stop) = (server.address.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut client = Client::new(&address).await;
                let mut times = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let n = times.len();
                    let body = format!(
                        r#"{{"title":"Error rate above 4 % on shard {n}","service":"svc-{}","impact":{},"urgency":{},"labels":{{"region":"eu"}},"by":{{"name":"bench-{writer}"}}}}"#,
                        n % 50, 1 + n % 3, 1 + writer % 3
                    );
                    let asked = Instant::now();
                    client.ask("POST", "/v1/incidents", &body).await;
                    times.push(asked.elapsed());
                }
                times
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    stop.store(true, Ordering::Relaxed);
    let mut times = Vec::new();
    for writer in writers {
        times.extend(writer.await.expect("it wrote"));
    }
    let rate = times.len() as f64 / began.elapsed().as_secs_f64();
    println!("creates: {rate:.0} a second, durable, {WRITERS} writers");
    say("  one create", times);
}

async fn lists(server: &Server) {
    let mut client = Client::new(&server.address).await;
    for (what, query) in [
        ("list, first 100 by number", "limit=100"),
        ("list, 100 new by priority, brief", "limit=100&sort=priority&brief=true&q=state%3Anew"),
        ("list, 100 of a service, newest", "limit=100&sort=-number&q=service%3Asvc-7"),
        ("list, 100 with a word", "limit=100&q=shard"),
        ("list, 5,000 by number, brief", "limit=5000&brief=true"),
    ] {
        let asked = if query.contains("5000") { LISTS / 10 } else { LISTS };
        let mut times = Vec::new();
        for _ in 0..asked {
            let began = Instant::now();
            client.ask("GET", &format!("/v1/incidents?{query}"), "").await;
            times.push(began.elapsed());
        }
        say(what, times);
    }
}

/// Reads a stream and tells when each event arrived.
async fn reader(address: String, open: Arc<AtomicU64>, told: mpsc::UnboundedSender<(u64, Instant)>) {
    let mut stream = TcpStream::connect(&address).await.expect("a connection");
    let request = b"GET /v1/events HTTP/1.1\r\nhost: bench\r\naccept: text/event-stream\r\n\r\n";
    stream.write_all(request).await.expect("asked");
    let (mut buffer, mut kept, mut seen) = (vec![0; 8 * 1024], Vec::new(), 0);
    let mut greeted = false;
    loop {
        let got = stream.read(&mut buffer).await.unwrap_or(0);
        let now = Instant::now();
        if got == 0 {
            return;
        }
        kept.extend_from_slice(&buffer[..got]);
        if !greeted && kept.windows(12).any(|w| w == b"event: hello") {
            greeted = true;
            open.fetch_add(1, Ordering::Relaxed);
        }
        while let Some(at) = kept.windows(13).position(|w| w == b"event: change") {
            kept.drain(..at + 13);
            let _ = told.send((seen, now));
            seen += 1;
        }
        // A mark may be cut in two by the end of a read.
        let tail = kept.len().saturating_sub(if greeted { 12 } else { 4_096 });
        kept.drain(..tail);
    }
}

async fn fan_out(server: &Server, clients: u64) {
    let mut writer = Client::new(&server.address).await;
    writer.ask("POST", "/v1/incidents", r#"{"title":"the one that is told"}"#).await;
    let number = {
        let newest = writer.ask("GET", "/v1/incidents?sort=-number&limit=1", "").await;
        let page: serde_json::Value = serde_json::from_slice(&newest).expect("JSON");
        page["incidents"][0]["number"].as_u64().expect("a number")
    };
    let before = server.rss();
    let open = Arc::new(AtomicU64::new(0));
    let (tell, mut told) = mpsc::unbounded_channel();
    let readers: Vec<_> = (0..clients)
        .map(|_| tokio::spawn(reader(server.address.clone(), Arc::clone(&open), tell.clone())))
        .collect();
    drop(tell);
    let began = Instant::now();
    while open.load(Ordering::Relaxed) < clients {
        assert!(
            began.elapsed() < Duration::from_mins(1),
            "{} of {clients} streams",
            open.load(Ordering::Relaxed)
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("streams: {clients} open after {:.2} s", began.elapsed().as_secs_f64());
    if let (Some(before), Some(now)) = (before, server.rss()) {
        let each = (now - before) * 1024.0 / clients as f64;
        println!("server memory: {before:.0} MiB before, {now:.0} MiB with them: {each:.1} KiB a stream");
    }
    let (mut arrived, mut slowest, mut commits) = (Vec::new(), Vec::new(), Vec::new());
    for event in 0..EVENTS {
        // Apart, so that each is told alone.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let asked = Instant::now();
        writer.ask("POST", &format!("/v1/incidents/{number}/note"), r#"{"text":"lag falls"}"#).await;
        commits.push(asked.elapsed());
        let mut last = Duration::ZERO;
        for _ in 0..clients {
            let (which, at) = told.recv().await.expect("an event");
            assert_eq!(which, event, "an event was lost or came twice");
            let took = at.saturating_duration_since(asked);
            last = last.max(took);
            arrived.push(took);
        }
        slowest.push(last);
    }
    say("asked until answered", commits);
    say("asked until a stream has it", arrived);
    say("asked until the last stream has it", slowest);
    if let Some(now) = server.rss() {
        println!("server memory afterwards: {now:.0} MiB");
    }
    readers.iter().for_each(tokio::task::JoinHandle::abort);
}

fn main() {
    let files = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: files.maximum, maximum: files.maximum });
    let Some(server) = Server::new() else {
        println!(
            "not run: set WATCHFLOOR_BENCH_BINARY to the release binary, or WATCHFLOOR_BENCH_URL to a server"
        );
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        creates(&server, number("WATCHFLOOR_BENCH_SECONDS", 5)).await;
        lists(&server).await;
        fan_out(&server, number("WATCHFLOOR_BENCH_CLIENTS", 500)).await;
    });
    runtime.shutdown_background();
}

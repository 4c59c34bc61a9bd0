//! Real servers on free loopback ports: Alertmanager, and on request Prometheus with a node exporter.
//!
//! ```ignore
//! let Some(lab) = Lab::start() else { return };        // said by name what is missing
//! lab.raise(&[("alertname", "DiskFull"), ("severity", "critical")], &[("summary", "disk full")]);
//! lab.start_prometheus();                              // raises TargetDown by a real rule
//! ```
//! Everything lies in a temporary folder and ends, with its process group, when the lab is dropped.

#![allow(clippy::panic, dead_code)] // says what failed; not every test uses every tool

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{drives, not_run};

/// How long a server may take to be ready, or an effect to show.
const PATIENCE: Duration = Duration::from_secs(20);

/// Tries for a port that nobody takes between our look and the server's.
const PORT_TRIES: u32 = 5;

const ALERTMANAGER_YML: &str = "\
route: {receiver: none, group_by: [alertname], group_wait: 1s, group_interval: 5s, repeat_interval: 1h}
receivers: [{name: none}]
inhibit_rules:
- source_matchers: ['severity=\"critical\"']
  target_matchers: ['severity=\"warning\"']
  equal: [instance]
";

const RULES_YML: &str = "\
groups:
- name: lab
  rules:
  - alert: TargetDown
    expr: up == 0
    for: 1s
    labels: {severity: critical, team: payments}
    annotations:
      summary: '{{ $labels.job }} is down on {{ $labels.instance }}'
      runbook_url: 'https://runbooks.example/target-down'
  - alert: Watchdog
    expr: vector(1)
    labels: {severity: none}
";

/// The servers of one test.
pub struct Lab {
    dir: TempDir,
    port: u16,
    alertmanager: Option<Server>,
    prometheus: Vec<Server>,
}

impl Lab {
    /// Starts an Alertmanager and waits until it is ready. `None` when it is not installed: the test is then reported by
    /// its thread's name as not run.
    pub fn start() -> Option<Self> {
        Self::start_with(ALERTMANAGER_YML)
    }

    /// The same with a configuration of its own.
    pub fn start_with(config: &str) -> Option<Self> {
        if !is_installed(&["prometheus-alertmanager", "amtool"]) {
            let test = std::thread::current().name().unwrap_or("a test").to_owned();
            not_run(&test, "needs prometheus-alertmanager");
            return None;
        }
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("alertmanager.yml"), config).expect("a file");
        let mut lab = Self { dir, port: 0, alertmanager: None, prometheus: Vec::new() };
        for _ in 0..PORT_TRIES {
            lab.port = free_port();
            if lab.try_start() {
                drives("tests on a prometheus-alertmanager");
                return Some(lab);
            }
        }
        panic!("no Alertmanager came up: {}", lab.log("alertmanager"));
    }

    /// Starts it again on the same port and storage, after [`Lab::stop_alertmanager`].
    pub fn start_alertmanager(&mut self) {
        assert!(self.alertmanager.is_none(), "it runs");
        let deadline = Instant::now() + PATIENCE;
        while !self.try_start() {
            assert!(Instant::now() < deadline, "it did not come up again: {}", self.log("alertmanager"));
        }
    }

    /// Ends it cleanly, so that it writes its silences down, and waits until its port is closed.
    pub fn stop_alertmanager(&mut self) {
        self.alertmanager.take().expect("it runs").stop();
    }

    fn try_start(&mut self) -> bool {
        let dir = self.dir.path();
        let server = Server::spawn(
            dir,
            "alertmanager",
            "prometheus-alertmanager",
            &[
                &format!("--config.file={}", dir.join("alertmanager.yml").display()),
                &format!("--storage.path={}", dir.join("am").display()),
                &format!("--web.listen-address={}", self.address()),
                "--cluster.listen-address=",
            ],
        );
        self.alertmanager = server.ready(&self.address());
        self.alertmanager.is_some()
    }

    /// Starts Prometheus and a node exporter. A target that is not there makes a real `TargetDown` within some seconds.
    /// `false` when they are not installed, reported as not run.
    pub fn start_prometheus(&mut self) -> bool {
        if !is_installed(&["prometheus", "prometheus-node-exporter"]) {
            let test = std::thread::current().name().unwrap_or("a test").to_owned();
            not_run(&test, "needs prometheus and prometheus-node-exporter");
            return false;
        }
        let dir = self.dir.path().to_owned();
        fs::write(dir.join("rules.yml"), RULES_YML).expect("a file");
        let started = (0..PORT_TRIES).find_map(|_| {
            let exporter = format!("127.0.0.1:{}", free_port());
            let server = Server::spawn(
                &dir,
                "node-exporter",
                "prometheus-node-exporter",
                &[
                    &format!("--web.listen-address={exporter}"),
                    "--collector.disable-defaults",
                    "--collector.loadavg",
                ],
            );
            Some((server.ready(&exporter)?, exporter))
        });
        let (exporter, target) =
            started.unwrap_or_else(|| panic!("no exporter: {}", self.log("node-exporter")));
        self.prometheus.push(exporter);
        let config = format!(
            "global: {{scrape_interval: 1s, evaluation_interval: 1s, external_labels: {{cluster: lab}}}}\n\
             rule_files: ['{}']\n\
             alerting: {{alertmanagers: [{{static_configs: [{{targets: ['{}']}}]}}]}}\n\
             scrape_configs:\n\
             - {{job_name: node, static_configs: [{{targets: ['{target}']}}]}}\n\
             - {{job_name: payments-api, static_configs: [{{targets: ['127.0.0.1:1'], labels: {{service: payments}}}}]}}\n",
            dir.join("rules.yml").display(),
            self.address()
        );
        fs::write(dir.join("prometheus.yml"), config).expect("a file");
        let server = (0..PORT_TRIES).find_map(|_| {
            let address = format!("127.0.0.1:{}", free_port());
            let server = Server::spawn(
                &dir,
                "prometheus",
                "prometheus",
                &[
                    &format!("--config.file={}", dir.join("prometheus.yml").display()),
                    &format!("--storage.tsdb.path={}", dir.join("pr").display()),
                    &format!("--web.listen-address={address}"),
                ],
            );
            server.ready(&address)
        });
        drives("tests on a prometheus with a node exporter");
        self.prometheus.push(server.unwrap_or_else(|| panic!("no Prometheus: {}", self.log("prometheus"))));
        true
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Raises an alert by hand and waits until it is listed. It is over by itself after five minutes.
    pub fn raise(&self, labels: &[(&str, &str)], annotations: &[(&str, &str)]) {
        self.raise_from(labels, annotations, "");
    }

    /// The same with the page of a rule behind it.
    pub fn raise_from(&self, labels: &[(&str, &str)], annotations: &[(&str, &str)], generator_url: &str) {
        let mut alert = json!({"labels": object(labels), "annotations": object(annotations)});
        if !generator_url.is_empty() {
            alert["generatorURL"] = generator_url.into();
        }
        self.post_alert(&alert);
        until("the alert is listed", || self.lists(labels));
    }

    /// Ends an alert and waits until it is not listed.
    pub fn clear(&self, labels: &[(&str, &str)]) {
        let past = (chrono::Utc::now() - chrono::Duration::seconds(1)).to_rfc3339();
        let listed = self.alerts();
        let alert = listed.iter().find(|a| a["labels"] == object(labels)).expect("the alert is listed");
        let starts_at = &alert["startsAt"];
        // An end before the start is refused; one at the start is an end.
        let began =
            chrono::DateTime::parse_from_rfc3339(starts_at.as_str().expect("a start")).expect("a time");
        let ends_at = if began > chrono::Utc::now() - chrono::Duration::seconds(1) {
            starts_at.clone()
        } else {
            past.into()
        };
        self.post_alert(&json!({"labels": object(labels), "startsAt": starts_at, "endsAt": ends_at}));
        until("the alert is gone", || !self.lists(labels));
    }

    /// Posts one alert as JSON.
    pub fn post_alert(&self, alert: &Value) {
        let (status, body) = self.http("POST", "/api/v2/alerts", Some(&json!([alert])));
        assert_eq!(status, 200, "{body}");
    }

    /// All alerts, as Alertmanager tells them.
    pub fn alerts(&self) -> Vec<Value> {
        self.read("/api/v2/alerts")
    }

    /// All silences, expired ones too.
    pub fn silences(&self) -> Vec<Value> {
        self.read("/api/v2/silences")
    }

    /// The silences that work now.
    pub fn active_silences(&self) -> Vec<Value> {
        self.silences().into_iter().filter(|s| s["status"]["state"] == "active").collect()
    }

    fn lists(&self, labels: &[(&str, &str)]) -> bool {
        self.alerts().iter().any(|a| a["labels"] == object(labels))
    }

    fn read(&self, path: &str) -> Vec<Value> {
        let (status, body) = self.http("GET", path, None);
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("a list")
    }

    /// Silences as somebody would beside us, for two hours; its id.
    pub fn silence_as_colleague(&self, who: &str, comment: &str, matchers: &[(&str, &str)]) -> String {
        let ends_at = (chrono::Utc::now() + chrono::Duration::hours(2)).to_rfc3339();
        let matchers: Vec<Value> = matchers
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value, "isRegex": false, "isEqual": true}))
            .collect();
        self.post_silence(&json!({
            "matchers": matchers, "startsAt": "2020-01-01T00:00:00Z", "endsAt": ends_at, "createdBy": who,
            "comment": comment
        }))
    }

    /// Posts a silence as JSON; its id.
    pub fn post_silence(&self, silence: &Value) -> String {
        let (status, body) = self.http("POST", "/api/v2/silences", Some(silence));
        assert_eq!(status, 200, "{body}");
        let answer: Value = serde_json::from_str(&body).expect("an object");
        answer["silenceID"].as_str().expect("an id").to_owned()
    }

    /// Alertmanager's own command line; its standard output.
    pub fn amtool(&self, args: &[&str]) -> String {
        let output = Command::new("amtool")
            .arg(format!("--alertmanager.url={}", self.url()))
            .args(args)
            .output()
            .expect("amtool runs");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "amtool {args:?}: {err}");
        out.into_owned()
    }

    /// One request to Alertmanager: status and body.
    pub fn http(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, String) {
        http(&self.address(), method, path, body).expect("Alertmanager answers")
    }

    fn log(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join(format!("{name}.log"))).unwrap_or_default()
    }
}

/// Waits for a condition.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} until {what}");
        sleep(Duration::from_millis(20));
    }
}

fn object(pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

fn is_installed(programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    programs.iter().all(|program| dirs.iter().any(|dir| dir.join(program).is_file()))
}

/// A port that is free now, and that no other test of this run is given. Below the range from which the system takes
/// the ports of outgoing connections, so that none of those takes it before the server does.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 15_000 + ((std::process::id() * 97 + step) % 15_000) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// One request with a connection of its own.
fn http(address: &str, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = body.map(Value::to_string).unwrap_or_default();
    // HTTP/1.0: neither chunks nor a connection that stays open.
    let head = format!(
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    Ok((status, body.to_owned()))
}

/// A process in a group of its own; the group ends with it.
struct Server(Child);

impl Server {
    fn spawn(dir: &Path, name: &str, program: &str, args: &[&str]) -> Self {
        let log = File::create(dir.join(format!("{name}.log"))).expect("a log file");
        let child = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log file"))
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap_or_else(|e| panic!("{program}: {e}"));
        Self(child)
    }

    /// Waits until *this* process answers on `address`; `None` when it ended, as it does when the port is taken.
    fn ready(mut self, address: &str) -> Option<Self> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if !matches!(self.0.try_wait(), Ok(None)) || Instant::now() > deadline {
                return None;
            }
            // The exporter knows no such path, but a 404 is an answer too.
            match http(address, "GET", "/-/ready", None) {
                Ok((200 | 404, _)) if matches!(self.0.try_wait(), Ok(None)) => return Some(self),
                _ => sleep(Duration::from_millis(20)),
            }
        }
    }

    fn stop(mut self) {
        self.signal(Signal::TERM);
        let deadline = Instant::now() + PATIENCE;
        while matches!(self.0.try_wait(), Ok(None)) && Instant::now() < deadline {
            sleep(Duration::from_millis(10));
        }
    }

    fn signal(&self, signal: Signal) {
        let _ = Pid::from_raw(self.0.id().cast_signed()).map(|group| kill_process_group(group, signal));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A process that was waited for has given its number back.
        if matches!(self.0.try_wait(), Ok(None)) {
            self.signal(Signal::KILL);
            let _ = self.0.wait();
        }
    }
}

//! Runs the binary, and plays an Alertmanager that says what a test wants.

use std::{
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::fault_server::{FaultServer, Reply, dead_address};

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Its output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The same, after a check of the exit code.
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }
}

/// Folders of one person, and the sources that are named on the command line.
pub(crate) struct Cli {
    dir: TempDir,
    sources: Vec<String>,
}

impl Cli {
    /// Empty folders, and a source at each of these addresses.
    pub(crate) fn new(urls: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let sources = urls.iter().map(|url| format!("alertmanager={url}")).collect();
        Self { dir, sources }
    }

    /// A source where nothing listens.
    pub(crate) fn dead() -> Self {
        Self::new(&[&nowhere()])
    }

    /// A path below the person's folders.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file below them.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    /// The binary with these arguments, in this environment and no other.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_watchfloor"));
        command
            .env_clear()
            .env("HOME", self.path("home"))
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_CONFIG_DIRS", self.path("nowhere"))
            .env("WATCHFLOOR_DATA_DIR", self.path("data"))
            .env("WATCHFLOOR_STATE_DIR", self.path("state"))
            .env("WATCHFLOOR_CACHE_DIR", self.path("cache"))
            .env("USER", "ana")
            .env("TZ", "UTC")
            .env("NO_PROXY", "*")
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for source in &self.sources {
            command.arg("--source").arg(source);
        }
        command
    }

    /// Runs it to its end.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Said {
        said(self.command(args).spawn().expect("the binary runs"))
    }

    /// The same with words on standard input.
    pub(crate) fn run_with(&self, args: &[&str], stdin: &str) -> Said {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().expect("the binary runs");
        child.stdin.take().expect("a pipe").write_all(stdin.as_bytes()).expect("it reads");
        said(child)
    }
}

/// Waits for the end.
pub(crate) fn said(child: Child) -> Said {
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is said is UTF-8");
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// An address where nothing listens.
pub(crate) fn nowhere() -> String {
    let runtime = Runtime::new().expect("a runtime");
    format!("http://{}", runtime.block_on(dead_address()))
}

/// An Alertmanager that lists these alerts and knows of no silence, shaped like the real answers.
pub(crate) struct Played {
    alerts: Arc<Mutex<Vec<Value>>>,
    server: FaultServer,
    runtime: Runtime,
}

impl Played {
    pub(crate) fn new(alerts: Vec<Value>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let alerts = Arc::new(Mutex::new(alerts));
        let listed = Arc::clone(&alerts);
        let server = runtime.block_on(FaultServer::start(move |seen| {
            let path = seen.target.split('?').next().unwrap_or_default();
            match (seen.method.as_str(), path) {
                ("GET", "/api/v2/alerts") => {
                    Reply::json(200, Value::from(listed.lock().expect("unpoisoned").clone()).to_string())
                }
                ("GET", "/api/v2/silences") => Reply::json(200, "[]"),
                ("GET", "/api/v2/status") => Reply::json(200, STATUS),
                _ => Reply::text(404, ""),
            }
        }));
        Self { alerts, server, runtime }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// What it lists from now on.
    pub(crate) fn lists(&self, alerts: Vec<Value>) {
        *self.alerts.lock().expect("unpoisoned") = alerts;
    }

    /// How many requests came so far.
    pub(crate) fn requests(&self) -> usize {
        self.server.seen().len()
    }

    /// Goes away: from now on nothing listens there.
    pub(crate) fn stop(self) {
        drop(self.server);
        self.runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    }
}

const STATUS: &str = r#"{"cluster":{"name":"x","peers":[],"status":"disabled"},"config":{"original":""},
"uptime":"2026-01-01T00:00:00.000Z","versionInfo":{"branch":"","buildDate":"","buildUser":"","goVersion":"",
"revision":"","version":"0.25.0"}}"#;

/// One alert as Alertmanager lists it.
pub(crate) fn alert(fingerprint: &str, labels: &Value, summary: &str) -> Value {
    json!({
        "annotations": {"summary": summary},
        "endsAt": "2036-11-23T02:32:25.004Z",
        "fingerprint": fingerprint,
        "receivers": [{"name": "hook"}],
        "startsAt": "2026-01-02T02:28:25.004Z",
        "status": {"inhibitedBy": [], "silencedBy": [], "state": "active"},
        "updatedAt": "2026-01-02T02:28:25.008Z",
        "generatorURL": "http://prometheus.example/graph?g0.expr=up",
        "labels": labels,
    })
}

/// Two alerts: a P1 and a P3.
pub(crate) fn two() -> Vec<Value> {
    vec![
        alert(
            "0999398d262570a8",
            &json!({"alertname": "TargetDown", "severity": "critical", "service": "payments"}),
            "payments-api is down",
        ),
        alert(
            "0999aaaa262570a8",
            &json!({"alertname": "DiskFilling", "severity": "warning", "service": "logging"}),
            "disk 94 % on log-07",
        ),
    ]
}

/// Mode of a file.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

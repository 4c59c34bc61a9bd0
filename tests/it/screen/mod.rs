//! The real binary in a real PTY against real servers: what a person sees and types.

mod again;
mod bytes;
mod deciding;
mod hands;
mod keys;
mod links;
mod outage;
mod palette;
mod sources;
mod storm;
mod terminal;
mod triage;
mod typing;
mod walk;

use std::path::Path;

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::support::{lab::Lab, pty::Screen};

/// 80x24, as over SSH.
const SSH: (u16, u16) = (80, 24);

/// A person's own folders, with a configuration that asks this Alertmanager each second.
struct Home {
    dir: TempDir,
}

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    fn with_source(url: &str) -> Self {
        let home = Self::new();
        home.config(&format!(
            "me = \"ana\"\n[[source]]\nname = \"am\"\nkind = \"alertmanager\"\nurl = \"{url}\"\npoll = \"1s\"\ntimeout = \"2s\"\n"
        ));
        home
    }

    fn config(&self, text: &str) {
        let folder = self.path().join("config/watchfloor");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("config.toml"), text).expect("a file");
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn screen(&self, size: (u16, u16)) -> Screen {
        Screen::start(self.path(), &[], size, &[])
    }

    /// Any program as this person would run it.
    fn command(&self, program: &str, args: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.args(args);
        for (name, folder) in [("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")] {
            command.env(format!("WATCHFLOOR_{name}_DIR"), self.path().join(folder));
        }
        command.env("XDG_CONFIG_HOME", self.path().join("config"));
        command.env("HOME", self.path());
        command.env("TERM", "xterm-256color");
        command
    }

    /// Runs a command beside the screen; exit code and standard output.
    fn run(&self, args: &[&str]) -> (i32, String) {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_watchfloor"))
            .args(args)
            .env("HOME", self.path())
            .env("USER", "ana")
            .env("XDG_CONFIG_HOME", self.path().join("config"))
            .env("WATCHFLOOR_DATA_DIR", self.path().join("data"))
            .env("WATCHFLOOR_STATE_DIR", self.path().join("state"))
            .env("WATCHFLOOR_CACHE_DIR", self.path().join("cache"))
            .output()
            .expect("the program runs");
        (out.status.code().unwrap_or(-1), String::from_utf8_lossy(&out.stdout).into_owned())
    }
}

/// A lab with one critical alert, and a home that watches it.
fn disk_full() -> Option<(Lab, Home)> {
    let lab = Lab::start()?;
    raise(&lab, "log-07", "Disk full on log-07");
    let home = Home::with_source(&lab.url());
    Some((lab, home))
}

fn labels(instance: &str) -> [(&'static str, &str); 4] {
    [("alertname", "DiskFull"), ("severity", "critical"), ("service", "logging"), ("instance", instance)]
}

fn raise(lab: &Lab, instance: &str, summary: &str) {
    lab.raise(&labels(instance), &[("summary", summary)]);
}

/// The tracking number of the only open incident.
fn number(home: &Home) -> String {
    let (code, json) = home.run(&["list", "--json"]);
    assert_eq!(code, 0, "{json}");
    let list: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    list[0]["number"].as_str().expect("a number").to_owned()
}

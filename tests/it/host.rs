//! Who serves when nobody runs a daemon, and `serve`: the real binary, several processes on one data directory.

#![allow(clippy::expect_used, clippy::panic)] // clippy's leave for tests ends at the functions marked #[test]

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::cli::harness::{Cli, Said, said};

mod alone;
mod line;
mod screens;
mod team;

/// A process that goes on, and the lines it says.
pub(crate) struct Going {
    child: Child,
    lines: Receiver<String>,
    heard: Vec<String>,
}

impl Going {
    /// Starts it; what it says on both streams comes in as lines.
    pub(crate) fn start(mut command: std::process::Command) -> Self {
        let mut child = command.stdin(Stdio::null()).spawn().expect("the binary runs");
        let (to, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("a pipe")), Box::new(child.stderr.take().expect("a pipe"))];
        for stream in streams {
            let to = to.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if to.send(line).is_err() {
                        return;
                    }
                }
            });
        }
        Self { child, lines, heard: Vec::new() }
    }

    /// The first line from now on that holds `words`.
    pub(crate) fn says(&mut self, words: &str) -> String {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    self.heard.push(line.clone());
                    if line.contains(words) {
                        return line;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("it never said {words:?}, but {:#?}", self.heard)
                }
            }
        }
    }

    fn pid(&self) -> u32 {
        self.child.id()
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).expect("a process");
        kill_process(pid, signal).expect("it is there");
    }

    /// Waits for its end: the exit code (-1 for a signal), and how long it took.
    fn ends(mut self) -> (i32, Duration) {
        let begun = Instant::now();
        let status = self.child.wait().expect("it ends");
        (status.code().unwrap_or(-1), begun.elapsed())
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Titles of all that is open, sorted.
fn titles(said: &Said) -> Vec<String> {
    let list = said.json();
    let mut titles: Vec<String> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|i| i["title"].as_str().expect("a title").to_owned())
        .collect();
    titles.sort();
    titles
}

/// Runs a command with one more variable.
fn with(cli: &Cli, args: &[&str], variables: &[(&str, &std::path::Path)]) -> Said {
    let mut command = cli.command(args);
    for (name, value) in variables {
        command.env(name, value);
    }
    said(command.spawn().expect("the binary runs"))
}

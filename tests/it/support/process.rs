//! A server process of one test: started, killed, started again on the same data.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::client::{At, Client};

/// How long a server may take to be ready, or an effect to show.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A server with its folder; ends with it.
pub struct Server {
    dir: TempDir,
    listen: String,
    token: bool,
    files: Option<u64>,
    child: Option<Child>,
    at: Option<At>,
}

/// The token of servers that ask for one.
pub const TOKEN: &str = "wf_0123456789abcdef0123456789abcdef";

/// The token with which alerts may be sent, and nothing else.
pub const INBOUND_TOKEN: &str = "wf_in_0123456789abcdef0123456789";
/// What bodies of alerts are signed with: the new one and the one before it.
pub const SECRETS: [&str; 2] = ["a secret of thirty-two characters", "the secret of the month before it"];

impl Server {
    /// On a free TCP port.
    pub fn tcp() -> Self {
        Self::new("127.0.0.1:0", false).started()
    }

    /// On a Unix socket.
    pub fn unix() -> Self {
        Self::new("unix:", false).started()
    }

    /// On a Unix socket, with this `config.toml`.
    pub fn configured(text: &str) -> Self {
        let server = Self::new("unix:", false);
        let config = server.dir.path().join(".config/watchfloor");
        std::fs::create_dir_all(&config).expect("a folder");
        std::fs::write(config.join("config.toml"), text).expect("a file");
        server.started()
    }

    /// On a free TCP port, for those who know [`TOKEN`].
    pub fn with_token() -> Self {
        Self::new("127.0.0.1:0", true).started()
    }

    /// On a free TCP port, taking alerts with [`INBOUND_TOKEN`] or signed with one of [`SECRETS`] only; `token`: the
    /// rest of it for those who know [`TOKEN`].
    pub fn with_keys(token: bool) -> Self {
        let server = Self::new("127.0.0.1:0", token);
        let config = server.dir.path().join(".config/watchfloor");
        std::fs::create_dir_all(&config).expect("a folder");
        let write = |name: &str, text: &str| {
            let path = config.join(name);
            std::fs::write(&path, text).expect("a file");
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(&path, mode).expect("its mode");
        };
        write("inbound", INBOUND_TOKEN);
        write("new", SECRETS[0]);
        write("old", SECRETS[1]);
        let serve = "[serve]\ninbound_tokens = [{ file = \"inbound\" }]\n\
                     inbound_secrets = [{ file = \"new\" }, { file = \"old\" }]\n";
        write("config.toml", serve);
        server.started()
    }

    /// On a free TCP port, with so many file descriptors.
    pub fn few_files(files: u64) -> Self {
        let mut server = Self::new("127.0.0.1:0", false);
        server.files = Some(files);
        server.started()
    }

    fn started(mut self) -> Self {
        self.again();
        self
    }

    fn new(listen: &str, token: bool) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut listen = listen.to_owned();
        if listen == "unix:" {
            listen.push_str(&dir.path().join("api.sock").to_string_lossy());
        }
        Self { dir, listen, token, files: None, child: None, at: None }
    }

    /// The program. The one place that knows how a server is started.
    fn program(&self) -> Command {
        let home = self.dir.path();
        let binary = env!("CARGO_BIN_EXE_watchfloor");
        let mut program = match self.files {
            None => Command::new(binary),
            Some(files) => {
                let mut shell = Command::new("/bin/sh");
                shell.args(["-c", &format!("ulimit -n {files} && exec \"$0\" \"$@\"")]).arg(binary);
                shell
            }
        };
        program
            .args(["serve", "--listen", &self.listen, "--database"])
            .arg(format!("sqlite:{}", home.join("server.db").display()))
            .env_clear()
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home);
        if self.token {
            let file = home.join("token");
            std::fs::write(&file, TOKEN).expect("a file");
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(&file, mode).expect("its mode");
            program.arg("--token-file").arg(file);
        }
        program
    }

    /// Starts it (again) on its data, and at the same place.
    pub fn again(&mut self) {
        assert!(self.child.is_none(), "it runs");
        let log = std::fs::File::options().create(true).append(true).open(self.log()).expect("a log");
        let mut child = self
            .program()
            .stdout(Stdio::piped())
            .stderr(log)
            .stdin(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut said = String::new();
        let out = child.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut said).expect("it says where it listens");
        let Some(at) = said.trim().strip_prefix("listening on ") else {
            panic!("it said {said:?}; its log: {}", std::fs::read_to_string(self.log()).unwrap_or_default());
        };
        let at = match at.strip_prefix("unix:") {
            Some(path) => At::Unix(PathBuf::from(path)),
            None => At::Tcp(at.trim_start_matches("http://").parse().expect("an address")),
        };
        if let At::Tcp(address) = &at {
            self.listen = address.to_string();
        }
        self.child = Some(child);
        self.at = Some(at);
    }

    /// SIGKILL: no word of farewell.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("killed");
        child.wait().expect("gone");
    }

    /// SIGTERM, and how long it took to end.
    pub fn stop(&mut self) -> Duration {
        let began = Instant::now();
        let mut child = self.child.take().expect("it runs");
        kill_process(Pid::from_child(&child), Signal::TERM).expect("a signal");
        assert!(child.wait().expect("gone").success(), "ended badly: {}", self.words());
        began.elapsed()
    }

    /// A connection of its own.
    pub fn client(&self) -> Client {
        Client::new(self.at())
    }

    /// Where it listens.
    pub fn at(&self) -> At {
        self.at.clone().expect("it was started")
    }

    /// Resident memory of the process in KiB.
    pub fn rss(&self) -> u64 {
        let pid = self.child.as_ref().expect("it runs").id();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).expect("its memory");
        line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number")
    }

    fn log(&self) -> PathBuf {
        self.dir.path().join("log")
    }

    /// What it wrote to its log.
    pub fn words(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Waits for a condition.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

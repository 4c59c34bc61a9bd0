//! The real binary in a real PTY, with a terminal at the other end that answers queries as a terminal does.
//!
//! Tests wait for what a person would see, never for a time.

use std::{
    io::{Read, Write},
    path::Path,
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a test waits for something that should come at once on any machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    closed: bool,
    /// The reader shall let go of the terminal with the next byte it sees.
    let_go: bool,
}

/// A terminal has at least one of each.
fn cell(n: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(n).unwrap_or(std::num::NonZeroU16::MIN)
}

/// One running screen.
pub struct Screen {
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
}

impl Screen {
    /// Starts `watchfloor` with these arguments at this size, with its own folders under `home`.
    pub fn start(home: &Path, args: &[&str], (cols, rows): (u16, u16), env: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_watchfloor"));
        command.args(args);
        command.cwd(home);
        for (name, folder) in [("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")] {
            command.env(format!("WATCHFLOOR_{name}_DIR"), home.join(folder));
        }
        command.env("XDG_CONFIG_HOME", home.join("config"));
        command.env("HOME", home);
        command.env("USER", "ana");
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("LC_ALL", "C.UTF-8");
        for name in ["NO_COLOR", "TMUX", "STY", "WATCHFLOOR_CONFIG"] {
            command.env_remove(name);
        }
        for (name, value) in env {
            command.env(name, value);
        }
        Self::spawn(command, (cols, rows))
    }

    /// Starts any command the same way.
    pub fn spawn(command: CommandBuilder, (cols, rows): (u16, u16)) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a PTY");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let keyboard = Arc::new(Mutex::new(pair.master.take_writer().expect("a keyboard")));
        let seen = Arc::new((
            Mutex::new(Seen {
                parser: vt100::Parser::new(cell(rows), cell(cols), 0),
                raw: Vec::new(),
                closed: false,
                let_go: false,
            }),
            Condvar::new(),
        ));
        let reader = pair.master.try_clone_reader().expect("a screen");
        let (eyes, fingers) = (Arc::clone(&seen), Arc::clone(&keyboard));
        std::thread::spawn(move || read(reader, &eyes, &fingers));
        Self { master: Some(pair.master), keyboard, child, seen }
    }

    /// Waits until `found` holds for the text on screen, and returns that text.
    pub fn wait(&self, what: &str, found: impl Fn(&str) -> bool) -> String {
        self.wait_screen(what, |screen| found(&screen.contents()))
    }

    /// The same with the whole screen: colours, attributes, cursor.
    pub fn wait_screen(&self, what: &str, found: impl Fn(&vt100::Screen) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let (lock, changed) = &*self.seen;
        let mut seen = lock.lock().expect("the reader lives");
        loop {
            if found(seen.parser.screen()) {
                return seen.parser.screen().contents();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !seen.closed,
                "never seen: {what}{}\n{}",
                if seen.closed { " (the program ended)" } else { "" },
                seen.parser.screen().contents()
            );
            seen = changed.wait_timeout(seen, left).expect("the reader lives").0;
        }
    }

    /// Waits for words anywhere on the screen.
    pub fn wait_for(&self, words: &str) -> String {
        self.wait(words, |text| text.contains(words))
    }

    /// Waits until words are nowhere on the screen.
    pub fn wait_gone(&self, words: &str) -> String {
        self.wait(&format!("no more {words}"), |text| !text.contains(words))
    }

    /// What is on the screen now.
    pub fn text(&self) -> String {
        self.seen.0.lock().expect("the reader lives").parser.screen().contents()
    }

    /// Every byte that was written so far.
    pub fn raw(&self) -> Vec<u8> {
        self.seen.0.lock().expect("the reader lives").raw.clone()
    }

    /// Every byte that was written until the program closed its terminal.
    pub fn drained(&self) -> Vec<u8> {
        let (lock, changed) = &*self.seen;
        let seen = lock.lock().expect("the reader lives");
        let (seen, waited) =
            changed.wait_timeout_while(seen, PATIENCE, |s| !s.closed).expect("the reader lives");
        assert!(!waited.timed_out(), "the terminal was never closed");
        seen.raw.clone()
    }

    /// Types: what a keyboard sends.
    pub fn keys(&self, bytes: &str) {
        let mut keyboard = self.keyboard.lock().expect("a keyboard");
        keyboard.write_all(bytes.as_bytes()).expect("the program reads");
        keyboard.flush().expect("the program reads");
    }

    /// The window gets another size.
    pub fn resize(&self, cols: u16, rows: u16) {
        self.seen.0.lock().expect("the reader lives").parser.screen_mut().set_size(cell(rows), cell(cols));
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().expect("open").resize(size).expect("a new size");
    }

    /// Sends a signal by name: `TERM`, `HUP`, `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let done =
            std::process::Command::new("kill").args([&format!("-{name}"), &pid]).status().expect("kill");
        assert!(done.success());
    }

    /// The program's process.
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// The terminal is closed: the SSH connection dropped.
    pub fn hang_up(&mut self) {
        self.seen.0.lock().expect("the reader lives").let_go = true;
        // Something to see: the reader holds the terminal too, and lets go with the next byte.
        self.keys("\x0c");
        self.drained();
        self.master = None;
        *self.keyboard.lock().expect("a keyboard") = Box::new(std::io::sink());
    }

    /// Waits for the program to end, and returns its exit code.
    pub fn ended(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "still running:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(
    mut reader: Box<dyn Read + Send>,
    eyes: &(Mutex<Seen>, Condvar),
    fingers: &Mutex<Box<dyn Write + Send>>,
) {
    let mut buffer = vec![0; 65_536];
    let mut tail = Vec::new();
    loop {
        let n = reader.read(&mut buffer).unwrap_or(0);
        let mut seen = eyes.0.lock().expect("the test lives");
        if n == 0 || seen.let_go {
            seen.closed = true;
            drop(reader);
            eyes.1.notify_all();
            return;
        }
        seen.parser.process(&buffer[..n]);
        seen.raw.extend_from_slice(&buffer[..n]);
        let (row, col) = seen.parser.screen().cursor_position();
        drop(seen);
        eyes.1.notify_all();
        tail.extend_from_slice(&buffer[..n]);
        let answers = answers(&tail, row, col);
        let keep = tail.len().saturating_sub(8);
        if answers.is_empty() {
            tail.drain(..keep);
        } else {
            tail.clear();
            let mut keyboard = fingers.lock().expect("the test lives");
            let _ = keyboard.write_all(&answers).and_then(|()| keyboard.flush());
        }
    }
}

/// What a terminal says to the queries in `bytes`: where its cursor is, what it is.
fn answers(bytes: &[u8], row: u16, col: u16) -> Vec<u8> {
    let mut out = Vec::new();
    let count = |query: &[u8]| bytes.windows(query.len()).filter(|w| *w == query).count();
    for _ in 0..count(b"\x1b[6n") {
        out.extend_from_slice(format!("\x1b[{};{}R", row + 1, col + 1).as_bytes());
    }
    for _ in 0..count(b"\x1b[c") {
        out.extend_from_slice(b"\x1b[?62;22c");
    }
    out
}

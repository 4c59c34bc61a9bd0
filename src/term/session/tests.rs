//! On a real pseudo-terminal: everything that was taken is given back, in reverse, once.

use std::{
    fs::OpenOptions,
    io::{Read, Write},
    os::{fd::OwnedFd, unix::fs::OpenOptionsExt},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use portable_pty::{MasterPty, PtySize, native_pty_system};
use rustix::{
    fs::OFlags,
    termios::{LocalModes, tcgetattr},
};

use super::{Session, SessionOptions};

const OPTIONS: SessionOptions = SessionOptions { title: true, wipe: false, mouse: false };
const TAKEN: &str = "\x1b[22;0t\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[?25l\x1b[m\x1b[H\x1b[2J";
const GIVEN: &str = "\x1b\\\x1b[?2026l\x1b[m\x1b[?25h\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[23;0t";

struct Pty {
    master: Box<dyn MasterPty + Send>,
    slave: OwnedFd,
    bytes: Receiver<u8>,
}

fn pty() -> Pty {
    let size = PtySize { rows: 33, cols: 77, ..PtySize::default() };
    let pair = native_pty_system().openpty(size).unwrap();
    let no_ctty = OFlags::NOCTTY.bits().cast_signed();
    let path = pair.master.tty_name().unwrap();
    let slave = OpenOptions::new().read(true).write(true).custom_flags(no_ctty).open(path).unwrap();
    let mut reader = pair.master.try_clone_reader().unwrap();
    let (tx, bytes) = channel();
    thread::spawn(move || {
        let mut byte = [0];
        while reader.read_exact(&mut byte).is_ok() && tx.send(byte[0]).is_ok() {}
    });
    Pty { master: pair.master, slave: slave.into(), bytes }
}

impl Pty {
    fn enter(&self) -> Session {
        let dup = || self.slave.try_clone().unwrap();
        Session::enter_on(dup(), dup(), OPTIONS).unwrap()
    }

    /// The next `n` bytes that the terminal got.
    fn got(&self, n: usize) -> String {
        let bytes = (0..n).map(|_| self.bytes.recv_timeout(Duration::from_secs(3)).unwrap()).collect();
        String::from_utf8(bytes).unwrap()
    }

    /// That nothing more came: a mark written now is the next thing read.
    fn assert_quiet(&self) {
        rustix::io::write(&self.slave, b"#").unwrap();
        assert_eq!(self.got(1), "#");
    }

    fn is_raw(&self) -> bool {
        !tcgetattr(&self.slave).unwrap().local_modes.intersects(LocalModes::ICANON | LocalModes::ECHO)
    }
}

#[test]
fn what_was_taken_is_given_back_once() {
    let pty = pty();
    let before = format!("{:?}", tcgetattr(&pty.slave).unwrap());
    let session = pty.enter();
    assert_eq!(pty.got(TAKEN.len()), TAKEN);
    assert!(pty.is_raw());
    assert_eq!(session.size(), Some((77, 33)));

    let restorer = session.restorer();
    assert!(thread::spawn(move || restorer.restore()).join().unwrap());
    assert_eq!(pty.got(GIVEN.len()), GIVEN);
    assert_eq!(format!("{:?}", tcgetattr(&pty.slave).unwrap()), before);

    assert!(!session.restorer().restore());
    drop(session);
    pty.assert_quiet();
}

#[test]
fn it_can_be_lent_to_an_editor_and_taken_again() {
    let pty = pty();
    let session = pty.enter();
    pty.got(TAKEN.len());
    session.suspend();
    assert_eq!(pty.got(GIVEN.len()), GIVEN);
    assert!(!pty.is_raw());
    session.resume().unwrap();
    assert_eq!(pty.got(TAKEN.len()), TAKEN);
    assert!(pty.is_raw());
    drop(session);
    assert_eq!(pty.got(GIVEN.len()), GIVEN);
}

#[test]
fn nothing_is_drawn_after_it_was_given_back() {
    let pty = pty();
    let session = pty.enter();
    let mut writer = session.writer().unwrap();
    writer.write_all(b"frame").unwrap();
    session.restorer().restore();
    writer.write_all(b"late frame").unwrap();
    assert_eq!(pty.got(TAKEN.len() + 5 + GIVEN.len()), [TAKEN, "frame", GIVEN].concat());
    pty.assert_quiet();
}

#[test]
fn a_terminal_that_is_gone_is_no_trouble() {
    let pty = pty();
    let session = pty.enter();
    drop((pty.master, pty.bytes));
    assert!(session.restorer().restore());
    drop(session);
}

#[test]
fn a_panic_on_any_thread_gives_it_back_before_its_report() {
    let pty = pty();
    let session = pty.enter();
    pty.got(TAKEN.len());
    let (stderr, before) = (pty.slave.try_clone().unwrap(), std::panic::take_hook());
    // Other tests share the hook: only what is meant here is reported here.
    std::panic::set_hook(Box::new(move |info| {
        if info.payload_as_str() == Some("meant") {
            rustix::io::write(&stderr, b"report").unwrap();
        } else {
            before(info);
        }
    }));
    session.restorer().restore_on_panic();
    thread::spawn(|| panic!("meant")).join().unwrap_err();
    assert_eq!(pty.got(GIVEN.len() + 6), [GIVEN, "report"].concat());
    assert!(!pty.is_raw());
    drop(session);
    pty.assert_quiet();
}

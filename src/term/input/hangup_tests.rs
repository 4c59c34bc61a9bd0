//! The reader thread on a real pseudo-terminal: keys, pause, hang-up.
//!
//! The terminal is not our controlling one, so closing it sends no SIGHUP: the case of `nohup`.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::{fd::OwnedFd, unix::fs::OpenOptionsExt},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use portable_pty::{MasterPty, PtySize, native_pty_system};
use rustix::{
    fs::OFlags,
    termios::{OptionalActions, tcgetattr, tcsetattr},
};

use super::{Input, InputHandle, KeyCode, RawKey, spawn};

const SOON: Duration = Duration::from_secs(3);

struct Pty {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    slave: OwnedFd,
}

fn raw_pty() -> Pty {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let path = pair.master.tty_name().unwrap();
    let no_ctty = OFlags::NOCTTY.bits().cast_signed();
    let slave = OpenOptions::new().read(true).write(true).custom_flags(no_ctty).open(path).unwrap();
    let mut termios = tcgetattr(&slave).unwrap();
    termios.make_raw();
    tcsetattr(&slave, OptionalActions::Now, &termios).unwrap();
    Pty { writer: pair.master.take_writer().unwrap(), master: pair.master, slave: slave.into() }
}

fn read(tty: OwnedFd) -> (InputHandle, Receiver<Input>) {
    let (tx, rx) = channel();
    (spawn(tty, Box::new(move |input| tx.send(input).is_ok())).unwrap(), rx)
}

fn key(code: KeyCode) -> Input {
    Input::Key(RawKey::plain(code))
}

#[test]
fn a_dead_terminal_is_told_once_and_the_thread_ends() {
    let Pty { master, writer, slave } = raw_pty();
    let (_handle, rx) = read(slave);
    drop((writer, master));
    let mut all = vec![];
    // The sender lives in the thread: a disconnect means that the thread has ended.
    loop {
        match rx.recv_timeout(SOON) {
            Ok(input) => all.push(input),
            Err(error) => {
                assert_eq!(error, std::sync::mpsc::RecvTimeoutError::Disconnected);
                break;
            }
        }
    }
    assert_eq!(all.last(), Some(&Input::Closed));
    assert_eq!(all.iter().filter(|input| **input == Input::Closed).count(), 1);
}

#[test]
fn a_dead_terminal_is_noticed_while_paused() {
    let Pty { master, writer, slave } = raw_pty();
    let (handle, rx) = read(slave);
    handle.pause();
    drop((writer, master));
    assert_eq!(rx.recv_timeout(SOON), Ok(Input::Closed));
}

#[test]
fn the_end_of_a_pipe_is_a_hangup_too() {
    let (tty, writer) = std::io::pipe().unwrap();
    let (_handle, rx) = read(tty.into());
    drop(writer);
    assert_eq!(rx.recv_timeout(SOON), Ok(Input::Closed));
}

#[test]
fn keys_come_through_and_esc_by_its_deadline() {
    let mut pty = raw_pty();
    let (_handle, rx) = read(pty.slave);
    pty.writer.write_all(b"j\x1b[A").unwrap();
    assert_eq!(rx.recv_timeout(SOON), Ok(key(KeyCode::Char('j'))));
    assert_eq!(rx.recv_timeout(SOON), Ok(key(KeyCode::Up)));
    pty.writer.write_all(b"\x1b").unwrap();
    assert_eq!(rx.recv_timeout(SOON), Ok(key(KeyCode::Esc)));
}

#[test]
fn a_pause_leaves_every_byte_to_others() {
    let mut pty = raw_pty();
    let mut other = File::from(pty.slave.try_clone().unwrap());
    let (handle, rx) = read(pty.slave);
    pty.writer.write_all(b"a").unwrap();
    assert_eq!(rx.recv_timeout(SOON), Ok(key(KeyCode::Char('a'))));

    handle.pause();
    pty.writer.write_all(b"for the editor").unwrap();
    let mut got = [0; 14];
    other.read_exact(&mut got).unwrap();
    assert_eq!(&got, b"for the editor");

    handle.resume();
    pty.writer.write_all(b"b").unwrap();
    assert_eq!(rx.recv_timeout(SOON), Ok(key(KeyCode::Char('b'))));
}

#[test]
fn dropping_the_handle_or_the_listener_ends_the_thread() {
    let pty = raw_pty();
    let (handle, rx) = read(pty.slave.try_clone().unwrap());
    drop(handle);
    assert_eq!(rx.recv_timeout(SOON), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));

    let mut writer = pty.writer;
    let (handle, rx) = read(pty.slave);
    drop(rx);
    writer.write_all(b"x").unwrap();
    let start = std::time::Instant::now();
    while handle.is_running() && start.elapsed() < SOON {
        std::thread::yield_now();
    }
    assert!(!handle.is_running());
}

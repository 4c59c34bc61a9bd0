//! Bytes from the terminal become [`Input`]s: a pure state machine, one byte at a time.
//!
//! We cut the stream into whole sequences ourselves and hand `termina::Parser` one key sequence at a time.
//! Its own cutting waits for ever on replies it does not know (`CSI > … c`, `CSI ? … R`, any DCS without an
//! end), types the body of an APC as keys, reads the rest of `CSI ; 5 A` as two letters, and rescans a paste
//! from its start on every read. Here a reply can be told by its shape and is dropped whole, whatever it says.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use termina::{Event, Parser};

use super::{
    Input, MouseDeed,
    key::{KeyCode, RawKey},
    paste::Paste,
};

/// Milliseconds that a lone ESC waits for the rest of a sequence before it is the Esc key.
pub const ESC_WAIT_MS: u64 = 60;
/// Milliseconds of silence after which a sequence that has begun is given up.
pub const SEQUENCE_WAIT_MS: u64 = 250;
/// Milliseconds from its start that a reply without an end (OSC, DCS, APC) may swallow what is typed.
pub const STRING_WAIT_MS: u64 = 1_000;
/// Milliseconds of silence after which a paste without an end mark is taken as it is. Long, because the rest
/// of a paste that stalled on the way would be read as keys.
pub const PASTE_WAIT_MS: u64 = 5_000;

/// Longest control sequence that is kept; longer ones are still cut correctly, then dropped.
const SEQUENCE_CAP: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ground,
    /// Inside a character of `need` bytes; `from` says where in the frame it starts (1 after an ESC).
    Utf8 {
        need: usize,
        from: usize,
    },
    Esc,
    /// After `ESC O`.
    Ss3,
    /// After `ESC [`.
    Csi,
    /// After `ESC [ [`: the function keys of the Linux console.
    ConsoleKey,
    /// After `ESC [ M`: the old mouse report has three more bytes, of any value.
    OldMouse {
        left: u8,
    },
    /// Inside OSC, DCS or APC; its length is only counted.
    Text,
    /// The same, after an ESC that may be the first half of its end.
    TextEsc,
    Paste,
}

/// The decoder. Times are milliseconds on any clock that does not go back.
///
/// Whether the bytes come at once or in pieces makes no difference; only [`Decoder::timeout`], to be called
/// when [`Decoder::deadline`] has passed with nothing to read, decides what an unfinished sequence was.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    frame: Vec<u8>,
    text_len: usize,
    /// When the current sequence began, and when its last byte came.
    began: u64,
    last: u64,
    paste: Paste,
    parser: Parser,
    asked: Arc<AtomicBool>,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new(Arc::default())
    }
}

impl Decoder {
    /// A decoder that reports the cursor position only while `asked` is set, and clears it then: unasked, a
    /// report is a late reply to somebody else (or F3 with a modifier, which looks the same) and is dropped.
    pub fn new(asked: Arc<AtomicBool>) -> Self {
        Self {
            state: State::Ground,
            frame: Vec::with_capacity(SEQUENCE_CAP),
            text_len: 0,
            began: 0,
            last: 0,
            paste: Paste::default(),
            parser: Parser::default(),
            asked,
        }
    }

    /// When to call [`Decoder::timeout`] if no byte comes before; `None` while nothing is unfinished.
    pub fn deadline(&self) -> Option<u64> {
        match self.state {
            State::Ground => None,
            State::Esc => Some(self.last + ESC_WAIT_MS),
            State::Text | State::TextEsc if self.text_len > 0 => Some(self.began + STRING_WAIT_MS),
            State::Paste => Some(self.last + PASTE_WAIT_MS),
            _ => Some(self.last + SEQUENCE_WAIT_MS),
        }
    }

    /// Takes bytes that came at `now` and appends what they mean to `out`.
    pub fn feed(&mut self, bytes: &[u8], now: u64, out: &mut Vec<Input>) {
        // Only a reply without an end is cut off while bytes keep coming: they are what it would swallow.
        if matches!(self.state, State::Text | State::TextEsc) && self.deadline().is_some_and(|at| now >= at) {
            self.timeout(out);
        }
        let mut at = 0;
        while at < bytes.len() {
            if self.state == State::Paste {
                let (used, complete) = self.paste.take(&bytes[at..]);
                at += used;
                if complete {
                    self.end_paste(out);
                }
            } else if self.step(bytes[at], now, out) {
                at += 1;
            }
        }
        self.last = now;
    }

    /// Nothing more came: decides what the unfinished sequence was.
    pub fn timeout(&mut self, out: &mut Vec<Input>) {
        let introducer = match self.state {
            State::Esc => {
                out.push(Input::Key(RawKey::plain(KeyCode::Esc)));
                None
            }
            State::Paste => return self.end_paste(out),
            State::Ss3 | State::Csi if self.frame.len() == 2 => self.frame.last().copied(),
            State::Text if self.text_len == 0 => self.frame.last().copied(),
            _ => None,
        };
        if let Some(byte) = introducer {
            out.push(Input::Key(RawKey::plain(KeyCode::Char(char::from(byte))).with_alt(true)));
        }
        self.state = State::Ground;
    }

    /// Forgets what is unfinished: somebody else read from the terminal in between.
    pub fn reset(&mut self) {
        self.state = State::Ground;
        self.paste = Paste::default();
    }

    /// One byte; false when it ended a sequence that it is no part of and has to be looked at again.
    fn step(&mut self, byte: u8, now: u64, out: &mut Vec<Input>) -> bool {
        match self.state {
            State::Ground => self.ground(byte, now, out),
            State::Esc => self.after_esc(byte, now, out),
            State::Utf8 { need, from } => {
                if byte & 0xc0 != 0x80 {
                    return self.abandon();
                }
                self.frame.push(byte);
                if self.frame.len() == from + need {
                    let c = std::str::from_utf8(&self.frame[from..]).ok().and_then(|s| s.chars().next());
                    let key = c.and_then(RawKey::from_char).map(|key| key.with_alt(from == 1));
                    out.extend(key.map(Input::Key));
                    self.state = State::Ground;
                }
            }
            State::Ss3 => match byte {
                b'0'..=b'9' | b';' => self.frame.push(byte),
                b' '..=b'~' => self.key_frame(byte, out),
                _ => return self.interrupted(out),
            },
            State::Csi => match byte {
                b'[' if self.frame.len() == 2 => self.enter(State::ConsoleKey, byte),
                b'M' if self.frame.len() == 2 => self.state = State::OldMouse { left: 3 },
                b' '..=b'?' if self.frame.len() < SEQUENCE_CAP => self.frame.push(byte),
                b' '..=b'?' => {}
                b'@'..=b'~' => self.control_sequence(byte, out),
                _ => return self.interrupted(out),
            },
            State::ConsoleKey => match byte {
                b' '..=b'~' => self.key_frame(byte, out),
                _ => return self.abandon(),
            },
            State::OldMouse { left } => {
                self.state = if left > 1 { State::OldMouse { left: left - 1 } } else { State::Ground };
            }
            State::Text => self.text(byte),
            State::TextEsc => {
                if byte == b'\\' {
                    self.state = State::Ground;
                } else {
                    // Not its end: the ESC began something new.
                    self.begin(State::Esc, 0x1b, now);
                    return false;
                }
            }
            State::Paste => {}
        }
        true
    }

    fn ground(&mut self, byte: u8, now: u64, out: &mut Vec<Input>) {
        match byte {
            0x1b => self.begin(State::Esc, byte, now),
            0x00..=0x1f | 0x7f => out.extend(RawKey::from_control(byte).map(Input::Key)),
            0x20..=0x7e => out.push(Input::Key(RawKey::plain(KeyCode::Char(char::from(byte))))),
            _ => self.lead(byte, 0, now),
        }
    }

    /// The first byte of a character of several; a byte that cannot begin one is dropped.
    fn lead(&mut self, byte: u8, from: usize, now: u64) {
        let need = match byte {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return self.state = State::Ground,
        };
        if from == 0 {
            self.begin(State::Utf8 { need, from }, byte, now);
        } else {
            self.enter(State::Utf8 { need, from }, byte);
        }
    }

    fn after_esc(&mut self, byte: u8, now: u64, out: &mut Vec<Input>) {
        match byte {
            b'[' => self.enter(State::Csi, byte),
            b'O' => self.enter(State::Ss3, byte),
            b']' | b'P' | b'_' => {
                self.text_len = 0;
                self.enter(State::Text, byte);
            }
            0x1b => {
                out.push(Input::Key(RawKey::plain(KeyCode::Esc)));
                self.begin(State::Esc, byte, now);
            }
            0x80.. => self.lead(byte, 1, now),
            _ => {
                let key = RawKey::from_control(byte)
                    .unwrap_or_else(|| RawKey::plain(KeyCode::Char(char::from(byte))));
                out.push(Input::Key(key.with_alt(true)));
                self.state = State::Ground;
            }
        }
    }

    fn text(&mut self, byte: u8) {
        self.text_len += 1;
        self.state = match byte {
            0x07 if self.frame.get(1) == Some(&b']') => State::Ground,
            0x18 | 0x1a => State::Ground,
            0x1b => State::TextEsc,
            _ => State::Text,
        };
    }

    fn begin(&mut self, state: State, byte: u8, now: u64) {
        self.began = now;
        self.frame.clear();
        self.enter(state, byte);
    }

    fn enter(&mut self, state: State, byte: u8) {
        self.frame.push(byte);
        self.state = state;
    }

    fn abandon(&mut self) -> bool {
        self.state = State::Ground;
        false
    }

    /// A byte that cannot stand in the sequence: what was there is decided as if nothing more had come.
    fn interrupted(&mut self, out: &mut Vec<Input>) -> bool {
        self.timeout(out);
        false
    }

    fn end_paste(&mut self, out: &mut Vec<Input>) {
        let (text, dropped) = self.paste.finish();
        out.push(Input::Paste { text, dropped });
        self.state = State::Ground;
    }

    /// The frame is complete with `last` and can only be a key.
    fn key_frame(&mut self, last: u8, out: &mut Vec<Input>) {
        self.frame.push(last);
        self.state = State::Ground;
        self.parser.parse(&self.frame, false);
        let (first, second) = (self.parser.pop(), self.parser.pop());
        if let (Some(Event::Key(event)), None) = (&first, &second) {
            out.extend(RawKey::from_termina(event).map(Input::Key));
        } else {
            // It may hold on to bytes that it did not understand; they must not reach the next key.
            self.parser = Parser::default();
        }
    }

    /// A whole `CSI … last`: a key, a report we know, or a reply to be dropped.
    fn control_sequence(&mut self, last: u8, out: &mut Vec<Input>) {
        let body = &self.frame[2..];
        if let (Some(report), b'M') = (body.strip_prefix(b"<"), last) {
            out.extend(mouse(report));
            self.state = State::Ground;
            return;
        }
        let numbers = body.iter().all(|b| matches!(b, b'0'..=b'9' | b';' | b':'));
        // termina takes `CSI ;` for the end of a sequence.
        let sound = numbers && body.first() != Some(&b';') && self.frame.len() < SEQUENCE_CAP;
        self.state = State::Ground;
        if !sound {
            return;
        }
        match last {
            b'~' if body == b"200" => self.state = State::Paste,
            b'I' if body.is_empty() => out.push(Input::FocusIn),
            b'O' if body.is_empty() => out.push(Input::FocusOut),
            b'R' => {
                if let [row, col] = parameters(body)[..]
                    && self.asked.swap(false, Ordering::AcqRel)
                {
                    out.push(Input::CursorReport { row, col });
                }
            }
            b't' => {
                if let [48, rows, cols, ..] = parameters(body)[..] {
                    out.push(Input::Resize { cols, rows });
                }
            }
            b'A'..=b'F' | b'H' | b'P' | b'Q' | b'S' | b'Z' | b'~' | b'u' => self.key_frame(last, out),
            _ => {}
        }
    }
}

/// A button that went down, as xterm's mode 1006 tells it: `button;column;row`, from 1. Only the left one and the wheel
/// are ours, and none that is held with a modifier.
fn mouse(report: &[u8]) -> Option<Input> {
    let [button, col, row] = parameters(report)[..] else { return None };
    let deed = match button {
        0 => MouseDeed::Click,
        64 => MouseDeed::WheelUp,
        65 => MouseDeed::WheelDown,
        _ => return None,
    };
    Some(Input::Mouse { deed, col: col.checked_sub(1)?, row: row.checked_sub(1)? })
}

/// The numbers of a control sequence; one that does not fit reads as 0.
fn parameters(body: &[u8]) -> Vec<u16> {
    body.split(|b| *b == b';')
        .map(|part| std::str::from_utf8(part).ok().and_then(|s| s.parse().ok()).unwrap_or(0))
        .collect()
}

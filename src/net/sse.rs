//! Server-sent events as the WHATWG has them (HTML, section 9.2.6), pushed in chunk by chunk. Pure.
//!
//! Lines end with CR, LF or CRLF, wherever the chunks are cut; one byte order mark at the start is passed over; `data`
//! lines are joined by a newline; an `id` with NUL and a `retry` that is not all digits are ignored; an event without
//! data is none. Beyond the standard there are caps, so that no sender decides how much memory we use.

use std::{fmt, time::Duration};

use crate::text::Opaque;

/// The longest line, in bytes without its end.
pub const LINE_CAP: usize = 1 << 20;

/// The most that the data and the name of one event may have, in bytes.
pub const EVENT_CAP: usize = 2 << 20;

/// Bounds of what a sender may ask to wait before we connect again.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_mins(1));

/// One event. `Debug` shows sizes, not content.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// What `event:` said; `message` when nothing did.
    pub kind: String,
    /// The `data:` lines.
    pub data: String,
    /// The last `id:` so far, of this event or an earlier one; empty when there was none.
    pub id: Opaque,
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({} bytes, {} of data)", self.kind.len(), self.data.len())
    }
}

/// Something is larger than we take: which, and the cap in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has {what} of over {} MiB, more than is taken", cap >> 20)]
pub struct TooLarge {
    /// `a line` or `an event`.
    pub what: &'static str,
    /// In bytes.
    pub cap: usize,
}

/// Turns bytes into events.
#[derive(Default)]
pub struct Parser {
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// Bytes of a byte order mark that were seen at the start; 3 or more: the start is over.
    mark: usize,
    /// The last byte was a CR: a LF now belongs to it.
    after_cr: bool,
    data: Vec<u8>,
    kind: Vec<u8>,
    id: Opaque,
    retry: Option<Duration>,
    failed: Option<TooLarge>,
}

const MARK: &[u8; 3] = b"\xEF\xBB\xBF";

impl Parser {
    /// For one stream from its beginning; `id` is the last one of the stream before it (empty: none).
    pub fn new(id: Opaque) -> Self {
        Self { id, ..Self::default() }
    }

    /// Takes the next bytes in and adds the events they complete to `out`.
    ///
    /// # Errors
    /// A line or an event is larger than its cap; the stream is of no use any more, and every later call says so again.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<Event>) -> Result<(), TooLarge> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let result = self.take(chunk, out);
        if let Err(error) = result {
            // Nothing of it is needed any more.
            *self = Self { failed: Some(error), ..Self::default() };
        }
        result
    }

    /// What the sender asks us to wait before we connect again: 0.5 to 60 s.
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Bytes held for what is not complete yet.
    pub fn held(&self) -> usize {
        self.line.len() + self.data.len() + self.kind.len() + self.id.to_source().len()
    }

    fn take(&mut self, chunk: &[u8], out: &mut Vec<Event>) -> Result<(), TooLarge> {
        let mut rest = self.unmarked(chunk);
        while !rest.is_empty() {
            if std::mem::take(&mut self.after_cr) && rest[0] == b'\n' {
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|b| matches!(b, b'\r' | b'\n'));
            let piece = &rest[..end.unwrap_or(rest.len())];
            if self.line.len() + piece.len() > LINE_CAP {
                return Err(TooLarge { what: "a line", cap: LINE_CAP });
            }
            let Some(end) = end else {
                self.line.extend_from_slice(piece);
                break;
            };
            self.after_cr = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if self.line.is_empty() {
                self.line(piece, out)?;
            } else {
                let mut line = std::mem::take(&mut self.line);
                line.extend_from_slice(piece);
                self.line(&line, out)?;
                line.clear();
                // Its room is used again, unless one long line made it large.
                self.line = if line.capacity() > LINE_CAP / 16 { Vec::new() } else { line };
            }
        }
        Ok(())
    }

    /// The chunk without the byte order mark at the start of the stream. Bytes that only looked like one become the
    /// beginning of the first line.
    fn unmarked<'c>(&mut self, chunk: &'c [u8]) -> &'c [u8] {
        let mut rest = chunk;
        while self.mark < MARK.len()
            && let Some((first, after)) = rest.split_first()
        {
            if *first != MARK[self.mark] {
                self.line.extend_from_slice(&MARK[..self.mark]);
                self.mark = MARK.len();
                break;
            }
            self.mark += 1;
            rest = after;
        }
        rest
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<Event>) -> Result<(), TooLarge> {
        if line.is_empty() {
            self.dispatch(out);
            return Ok(());
        }
        let (field, value) = match line.iter().position(|b| *b == b':') {
            Some(0) => return Ok(()),
            Some(at) => (&line[..at], line[at + 1..].strip_prefix(b" ").unwrap_or(&line[at + 1..])),
            None => (line, &[][..]),
        };
        match field {
            b"data" => {
                self.fits(value.len() + 1)?;
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            b"event" => {
                self.kind.clear();
                self.fits(value.len())?;
                self.kind.extend_from_slice(value);
            }
            b"id" if !value.contains(&0) => self.id = Opaque::new(String::from_utf8_lossy(value)),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let digits = String::from_utf8_lossy(value);
                // More digits than a number has: longer than the longest wait.
                let wait = digits.parse().map_or(RETRY.1, Duration::from_millis);
                self.retry = Some(wait.clamp(RETRY.0, RETRY.1));
            }
            _ => {}
        }
        Ok(())
    }

    fn fits(&self, more: usize) -> Result<(), TooLarge> {
        // The newline after the last line of data is not part of it.
        if self.data.len() + self.kind.len() + more > EVENT_CAP + 1 {
            return Err(TooLarge { what: "an event", cap: EVENT_CAP });
        }
        Ok(())
    }

    fn dispatch(&mut self, out: &mut Vec<Event>) {
        let (mut data, kind) = (std::mem::take(&mut self.data), std::mem::take(&mut self.kind));
        if data.pop().is_none() {
            return;
        }
        let kind = if kind.is_empty() { "message".to_owned() } else { text(kind) };
        out.push(Event { kind, data: text(data), id: self.id.clone() });
    }
}

/// Bytes that should be UTF-8. Line ends are ASCII, so decoding line by line is decoding the stream.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests;

//! A bracketed paste while it comes in: any size, any cut, linear cost, bounded memory.

/// Bytes of one paste that are kept; what comes after is counted and thrown away.
pub const PASTE_CAP: usize = 1024 * 1024;

const END: &[u8] = b"\x1b[201~";

/// The paste so far. The end mark is matched across cuts by a counter; it cannot overlap itself, since ESC
/// stands only at its start.
#[derive(Debug, Default)]
pub(super) struct Paste {
    kept: Vec<u8>,
    dropped: usize,
    matched: usize,
}

impl Paste {
    /// Takes bytes until the end mark; returns how many were used and whether the paste is complete.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte == END[self.matched] {
                self.matched += 1;
                at += 1;
                if self.matched == END.len() {
                    self.matched = 0;
                    return (at, true);
                }
            } else if self.matched > 0 {
                let held = std::mem::take(&mut self.matched);
                self.keep(&END[..held]);
            } else {
                let rest = &bytes[at..];
                let run = rest.iter().position(|b| *b == END[0]).unwrap_or(rest.len());
                self.keep(&rest[..run]);
                at += run;
            }
        }
        (at, false)
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = bytes.len().min(PASTE_CAP - self.kept.len());
        self.kept.extend_from_slice(&bytes[..room]);
        self.dropped += bytes.len() - room;
    }

    /// The text and the number of bytes thrown away; ready for the next paste afterwards.
    pub(super) fn finish(&mut self) -> (String, usize) {
        let mut bytes = std::mem::take(&mut self.kept);
        let mut dropped = std::mem::take(&mut self.dropped);
        self.matched = 0;
        if dropped > 0
            && let Err(error) = std::str::from_utf8(&bytes)
            && error.error_len().is_none()
        {
            // The cap fell inside a character.
            dropped += bytes.len() - error.valid_up_to();
            bytes.truncate(error.valid_up_to());
        }
        (String::from_utf8_lossy(&bytes).into_owned(), dropped)
    }
}

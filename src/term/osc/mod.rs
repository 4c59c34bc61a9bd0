//! What is said to the terminal beside the picture: title, bell, clipboard, links, the cursor question.
//!
//! The only place that makes such sequences. What comes from outside is [`SafeText`] and is looked at again
//! here: no byte of it can end a sequence or begin another.

mod base64;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt::Write as _};

use crate::text::SafeText;

/// Most characters of a title: window managers cut it anyway.
pub const TITLE_CAP: usize = 160;
/// Most bytes of text that go to the clipboard: terminals begin to drop longer sequences.
pub const COPY_CAP: usize = 8 * 1024;
/// Most bytes of a link's address (VTE refuses longer ones).
pub const LINK_CAP: usize = 2083;

/// Bytes for the terminal that are no part of a frame; made only here, sent by `TermBackend::send`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence(Cow<'static, [u8]>);

impl Sequence {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn cursor_query() -> Self {
        Self(Cow::Borrowed(b"\x1b[6n"))
    }
}

/// Why a text was not copied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// More than the terminal takes.
    #[error("not copied: {bytes} bytes are more than the {COPY_CAP} that terminals take; copy a part")]
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
    },
    /// Nothing to copy.
    #[error("not copied: there is no text here")]
    Empty,
}

/// Sets the window's title (OSC 2), cut at [`TITLE_CAP`] characters. The session puts the old one back.
pub fn title(text: &SafeText) -> Sequence {
    let mut out = b"\x1b]2;".to_vec();
    out.extend(one_line(text).chars().take(TITLE_CAP).collect::<String>().into_bytes());
    out.push(0x07);
    Sequence(Cow::Owned(out))
}

/// Rings the bell.
pub fn bell() -> Sequence {
    Sequence(Cow::Borrowed(b"\x07"))
}

/// Puts text on the clipboard of the terminal's own machine (OSC 52). Terminals do not answer, so the screen
/// may only say that it was sent; tmux keeps it to itself unless `set-clipboard` is `on`.
///
/// Line ends and tabs become spaces: what is pasted into a shell must not run by itself.
///
/// # Errors
///
/// Text that is empty or longer than [`COPY_CAP`] is not sent at all, rather than in part.
pub fn copy(text: &SafeText) -> Result<Sequence, CopyError> {
    let line = one_line(text);
    match line.trim().len() {
        0 => return Err(CopyError::Empty),
        bytes if bytes > COPY_CAP => return Err(CopyError::TooLong { bytes }),
        _ => {}
    }
    let mut out = b"\x1b]52;c;".to_vec();
    base64::encode(line.trim().as_bytes(), &mut out);
    out.push(0x07);
    Ok(Sequence(Cow::Owned(out)))
}

/// Begins a link (OSC 8); `None` unless it is a sound `http` or `https` address of at most [`LINK_CAP`] bytes.
///
/// Bytes outside printable ASCII are percent-encoded, as the sequence demands.
pub fn link_open(url: &SafeText) -> Option<Sequence> {
    let raw = url.shown();
    let (scheme, rest) = raw.split_once("://")?;
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if !known || rest.is_empty() || rest.starts_with('/') || raw.chars().any(char::is_control) {
        return None;
    }
    let mut out = String::from("\x1b]8;;");
    for byte in raw.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").ok()?;
        }
    }
    out.push_str("\x1b\\");
    (out.len() <= LINK_CAP + 7).then(|| Sequence(Cow::Owned(out.into_bytes())))
}

/// Ends a link.
pub fn link_close() -> Sequence {
    Sequence(Cow::Borrowed(b"\x1b]8;;\x1b\\"))
}

/// The text on one line, with nothing in it that a terminal would obey.
fn one_line(text: &SafeText) -> String {
    let spaced = text.shown().chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c });
    spaced.filter(|c| !c.is_control()).collect()
}

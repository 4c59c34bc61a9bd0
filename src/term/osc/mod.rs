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
/// Most bytes of text that go to the clipboard of a terminal we know nothing of: some drop longer sequences.
pub const COPY_CAP: usize = 8 * 1024;
/// Bytes of one piece for GNU screen, which has room for 256 in older versions.
const SCREEN_PIECE: usize = 200;
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
    #[error(
        "not copied: {bytes} bytes are more than the {cap} that go this way; mark fewer, or copy ids only"
    )]
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
        /// What the way takes.
        cap: usize,
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

/// What is put on a clipboard: the words with their lines, without what a terminal would obey and without blanks
/// around them.
///
/// Lines stay lines. That is safe where it is pasted: words of several lines are made for chats and tickets, a shell
/// that reads bracketed pastes (readline, zsh, fish) waits for Enter, and ids and links are one line by the way they
/// are made ([`crate::text::Kind::Line`]).
///
/// # Errors
///
/// Text that is empty or longer than `cap` bytes is not copied at all, rather than in part.
pub fn plain(text: &SafeText, cap: usize) -> Result<String, CopyError> {
    let tabs = text.shown().chars().map(|c| if c == '\t' { ' ' } else { c });
    let words: String = tabs.filter(|c| *c == '\n' || !c.is_control()).collect();
    let words = words.trim();
    match words.len() {
        0 => Err(CopyError::Empty),
        bytes if bytes > cap => Err(CopyError::TooLong { bytes, cap }),
        _ => Ok(words.to_owned()),
    }
}

/// Puts words on the clipboard of the terminal's own machine (OSC 52). Terminals do not answer, so the screen may only
/// say that they were sent; tmux keeps them to itself unless `set-clipboard` is `on`.
pub fn copy(words: &str) -> Sequence {
    let mut out = b"\x1b]52;c;".to_vec();
    base64::encode(words.as_bytes(), &mut out);
    out.push(0x07);
    Sequence(Cow::Owned(out))
}

/// The same through GNU screen, which hands on what stands in a DCS, in pieces it has room for.
pub fn copy_in_screen(words: &str) -> Sequence {
    let whole = copy(words);
    let mut out = Vec::with_capacity(whole.bytes().len() * 2);
    for piece in whole.bytes().chunks(SCREEN_PIECE) {
        out.extend_from_slice(b"\x1bP");
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\x1b\\");
    }
    Sequence(Cow::Owned(out))
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

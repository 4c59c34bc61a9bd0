//! The first half of the cleaner: takes whole escape sequences out, not only their ESC.
//!
//! A terminal's own state machine (`vte`) reads the text, so that what stands inside a sequence (a clipboard, a
//! title, a link's target) does not stay behind as words. An unterminated string sequence swallows the rest of
//! the text, as it would on a terminal; the length cap came before, so "the rest" is bounded.
//!
//! The 8-bit forms (C1, here as characters U+0080 to U+009F) are read like their 7-bit forms when they make a
//! whole sequence: U+009B with valid parameters and an end, a string introducer with a terminator somewhere after
//! it. Otherwise they are shown as `·` and the text after them stays: C1 is also what text looks like that was
//! decoded with the wrong character set, and half a title must not vanish for a broken quotation mark.

use std::borrow::Cow;

use vte::{Params, Parser, Perform};

use super::sink::Sink;

/// Sends `raw` to `sink` without its escape sequences.
///
/// Anything but a colour is noted as hidden: colours are common in pasted output and hide nothing once gone.
pub(super) fn strip(raw: &str, sink: &mut Sink) {
    let text = seven_bit(raw);
    let escapes = text.bytes().filter(|b| *b == 0x1b).count();
    if escapes == 0 {
        text.chars().for_each(|c| sink.push(c));
        return;
    }
    let mut stripper = Stripper { sink, colours: 0 };
    Parser::new().advance(&mut stripper, text.as_bytes());
    if stripper.colours != escapes {
        sink.note_hidden();
    }
}

/// Receives what the state machine finds; every method that is not here drops its sequence.
struct Stripper<'a> {
    sink: &'a mut Sink,
    /// Sequences that only set colours and attributes.
    colours: usize,
}

impl Perform for Stripper<'_> {
    fn print(&mut self, c: char) {
        self.sink.push(c);
    }

    fn execute(&mut self, byte: u8) {
        self.sink.push(char::from(byte));
    }

    fn csi_dispatch(&mut self, _params: &Params, intermediates: &[u8], _ignore: bool, action: char) {
        if action == 'm' && intermediates.is_empty() {
            self.colours += 1;
        }
    }
}

/// Writes the C1 controls that make a sequence in their 7-bit form.
fn seven_bit(raw: &str) -> Cow<'_, str> {
    if !raw.contains(|c| matches!(c, '\u{80}'..='\u{9f}')) {
        return Cow::Borrowed(raw);
    }
    let last_end = raw.rfind('\u{9c}').max(raw.rfind("\x1b\\"));
    let last_bell = raw.rfind('\x07');
    let mut out = String::with_capacity(raw.len());
    for (at, c) in raw.char_indices() {
        let ended = Some(at) < last_end;
        let short = match c {
            '\u{9b}' if is_csi(&raw.as_bytes()[at + c.len_utf8()..]) => '[',
            '\u{90}' if ended => 'P',
            '\u{98}' if ended => 'X',
            '\u{9d}' if ended || Some(at) < last_bell => ']',
            '\u{9e}' if ended => '^',
            '\u{9f}' if ended => '_',
            '\u{9c}' => '\\',
            _ => {
                out.push(c);
                continue;
            }
        };
        out.extend(['\x1b', short]);
    }
    Cow::Owned(out)
}

/// Whether `rest` goes on as a control sequence: parameters, intermediates, one final byte.
fn is_csi(rest: &[u8]) -> bool {
    let end = rest.iter().skip_while(|b| matches!(b, 0x30..=0x3f)).find(|b| !matches!(b, 0x20..=0x2f));
    matches!(end, Some(0x40..=0x7e))
}

//! The stream may be cut anywhere: the network does it.

use proptest::prelude::*;

use super::{Decoder, Input, KeyCode, RawKey};

/// Pieces of real streams, whole, broken and unknown.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(
        [
            "a",
            "G",
            "é",
            "漢",
            "😀",
            "\r",
            "\t",
            "\0",
            "\x7f",
            "\x03",
            "\x1b",
            "\x1b[",
            "\x1bO",
            "\x1bP",
            "\x1b]",
            "\x1bx",
            "\x1b[A",
            "\x1bOA",
            "\x1b[1;5D",
            "\x1b[3~",
            "\x1b[[A",
            "\x1b[97;5u",
            "\x1b[97;1:3u",
            "\x1b[I",
            "\x1b[O",
            "\x1b[200~",
            "\x1b[201~",
            "\x1b[200~x\ry\x1b[201~",
            "\x1b[?2026;2$y",
            "\x1b[12;40R",
            "\x1b[>41;380;0c",
            "\x1bP>|x(1)\x1b\\",
            "\x1b]11;rgb:0/0/0\x07",
            "\x1b]11;rgb:0/0/0\x1b\\",
            "\x1b_G\x1b\\",
            "\x1b[<0;1;1M",
            "\x1b[M !!",
            "\x1b[;5A",
            "[A",
            ";5~",
            "\\",
        ]
        .map(|s| s.as_bytes().to_vec())
        .to_vec(),
    );
    prop_oneof![8 => known, 1 => prop::collection::vec(any::<u8>(), 0..6)]
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

fn decode<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<Input> {
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    for bytes in pieces {
        decoder.feed(bytes, 0, &mut out);
    }
    if decoder.deadline().is_some() {
        decoder.timeout(&mut out);
    }
    assert_eq!(decoder.deadline(), None);
    out
}

proptest! {
    #[test]
    fn cuts_do_not_matter(bytes in stream(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
        let whole = decode(std::iter::once(&bytes[..]));
        let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        at.extend([0, bytes.len()]);
        at.sort_unstable();
        prop_assert_eq!(&whole, &decode(at.windows(2).map(|w| &bytes[w[0]..w[1]])));
        prop_assert_eq!(&whole, &decode(bytes.chunks(1)));
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for input in decode(bytes.chunks(7)) {
            match input {
                Input::Key(RawKey { code: KeyCode::Char(c), .. }) => prop_assert!(!c.is_control()),
                // Whatever stands in it: one piece of data, and never longer than what came.
                Input::Paste { text, .. } => prop_assert!(text.chars().count() <= bytes.len()),
                _ => {}
            }
        }
    }

    /// After any stream and a silence the next key is that key, unless a paste is open.
    #[test]
    fn nothing_is_swallowed_for_ever(bytes in stream()) {
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        decoder.feed(&bytes, 0, &mut out);
        decoder.timeout(&mut out);
        out.clear();
        decoder.feed(b"\x1b[B", 1, &mut out);
        prop_assert_eq!(out, vec![Input::Key(RawKey::plain(KeyCode::Down))]);
    }
}

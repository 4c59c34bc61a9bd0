//! A text of which some letters are lit: those that were typed.

use unicode_segmentation::UnicodeSegmentation;

use super::{Ink, Look, Phrase};
use crate::text::SafeText;

/// Adds `text` to a phrase, the graphemes in `hits` (ascending) in the look `lit`.
pub fn lit<'a>(phrase: &mut Phrase<'a>, text: &'a SafeText, hits: &[u32], look: impl Look, lit: impl Look) {
    let shown = text.shown();
    let (mut from, mut on) = (0, false);
    let mut hits = hits.iter().copied().peekable();
    for (nth, (at, _)) in (0_u32..).zip(shown.grapheme_indices(true)) {
        let here = hits.next_if_eq(&nth).is_some();
        if here != on {
            piece(phrase, &shown[from..at], on, look, lit);
            (from, on) = (at, here);
        }
    }
    piece(phrase, &shown[from..], on, look, lit);
}

fn piece<'a>(phrase: &mut Phrase<'a>, text: &'a str, on: bool, look: impl Look, lit: impl Look) {
    match on {
        _ if text.is_empty() => {}
        true => {
            phrase.add(Ink::part(text), lit);
        }
        false => {
            phrase.add(Ink::part(text), look);
        }
    }
}

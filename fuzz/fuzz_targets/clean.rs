//! Any bytes through the cleaner: what comes out must be safe to show, whatever went in.

#![no_main]

use libfuzzer_sys::fuzz_target;
use watchfloor::text::{Kind, SafeText, is_clean_symbol};

fuzz_target!(|raw: &[u8]| {
    for kind in [Kind::Line, Kind::Label, Kind::Note, Kind::Body] {
        let text = SafeText::clean_bytes(raw, kind);
        let shown = text.shown();
        assert!(shown.len() <= kind.cap());
        assert!(shown.chars().all(|c| !c.is_control() || (c == '\n' && kind.has_lines())));
        assert!(!shown.contains(is_hidden));
        for (grapheme, cells) in text.graphemes().filter(|(g, _)| *g != "\n") {
            assert!(cells > 0 && is_clean_symbol(grapheme), "{grapheme:?}");
        }
        let (again, hidden) = SafeText::inspect(shown, kind);
        assert!(again == text && !hidden, "{text:?} became {again:?}");
    }
});

/// Characters that never come out, written apart from the cleaner's own table.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..)
}

//! The rules of the cleaner, each as a row, and what must hold for every text there is.

use std::time::Instant;

use proptest::prelude::*;
use ratatui::buffer::CellWidth;
use rstest::rstest;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    Kind, SafeText,
    hostile::{CANARY, HOSTILE},
    is_clean_symbol, rules,
};

const KINDS: [Kind; 4] = [Kind::Line, Kind::Label, Kind::Note, Kind::Body];

fn line(raw: &str) -> String {
    SafeText::clean(raw, Kind::Line).shown().to_owned()
}

fn note(raw: &str) -> String {
    SafeText::clean(raw, Kind::Note).shown().to_owned()
}

#[rstest]
// Escape sequences go as a whole.
#[case("a\x1b[31mb\x1b[0mc", "abc", false)]
#[case("a\x1b[2J\x1b[Hb", "ab", true)]
#[case("a\x1b]52;c;ZXZpbA==\x07b", "ab", true)]
#[case("a\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\b", "alinkb", true)]
#[case("a\x1bPq#0\x1b\\b\x1b_G\x1b\\c\x1b^p\x1b\\d\x1bXs\x1b\\e", "abcde", true)]
#[case("a\x1b]0;never ends", "a", true)]
#[case("a\x1bP never ends", "a", true)]
#[case("a\x1b(Bb\x1bcc\x1b7d", "abcd", true)]
#[case("a\x1b", "a", true)]
#[case("a\x1b[>4mb", "ab", true)]
// C1: a sequence when it is whole, else visible and nothing after it is lost.
#[case("a\u{9b}31mb", "ab", false)]
#[case("a\u{9b}2Jb", "ab", true)]
#[case("a\u{9d}52;c;evil\u{9c}b", "ab", true)]
#[case("a\u{9d}52;c;evil\x07b", "ab", true)]
#[case("a\x1b]52;c;evil\u{9c}b", "ab", true)]
#[case("a\u{90}evil\x1b\\b\u{9f}evil\u{9c}c", "abc", true)]
#[case("it\u{9d} stays", "it· stays", false)]
#[case("it\u{90} stays\x07", "it· stays·", false)]
#[case("a\u{9b}\u{e9}b\u{85}c\u{80}", "a·éb·c·", false)]
// Other controls are seen.
#[case("a\0b\x07c\x08d\x7fe\x0bf\x0cg", "a·b·c·d·e·f·g", false)]
#[case("a\tb", "a b", false)]
#[case("FAILED\rok", "FAILED␍ok", false)]
#[case("end\r", "end␍", false)]
// Newlines in one line: one mark between words, none at the ends.
#[case("\n\r\na\r\n\nb\u{2028}c\u{2029}\n", "a⏎b⏎c", false)]
// Bidi and invisible.
#[case("a\u{202e}b\u{2066}c\u{2069}\u{61c}\u{200e}\u{200f}d", "abcd", true)]
#[case("a\u{ad}\u{34f}\u{115f}\u{1160}\u{17b4}\u{180e}\u{200b}\u{2060}\u{206f}b", "ab", true)]
#[case("a\u{3164}\u{feff}\u{ffa0}\u{fff9}\u{e0041}\u{e000}\u{f0000}\u{10ffff}\u{fdd0}b", "ab", true)]
#[case("a\u{fe00}b\u{fe0f}c", "abc", true)]
#[case("a\u{200d}b\u{200c}c", "abc", true)]
// Emoji in their plain form, which nobody hid.
#[case("❤\u{fe0f} 1\u{fe0f}\u{20e3} ✔\u{fe0e}", "❤ 1\u{20e3} ✔", false)]
#[case("👨\u{200d}👩\u{200d}👧\u{200d}👦!", "👨!", false)]
#[case("👍🏽 👩🏽\u{200d}⚕\u{fe0f}.", "👍 👩.", false)]
#[case("🏳\u{fe0f}\u{200d}🌈 🇩🇪", "🏳 🇩🇪", false)]
#[case("👨\u{200d}", "👨", true)]
#[case("👨\u{200d}x", "👨x", true)]
#[case("✅\u{fe0f}\u{fe0f}", "✅", true)]
// Joiners where letters need them.
#[case("می\u{200c}خواهم", "می\u{200c}خواهم", false)]
#[case("क्\u{200d}ष ර්\u{200d}ර", "क्\u{200d}ष ර්\u{200d}ර", false)]
#[case("می\u{200c}\u{200c}خ", "می\u{200c}خ", true)]
#[case("می\u{200c}a", "میa", true)]
#[case("می\u{200c}", "می", true)]
// Marks: three on a base, none without a base.
#[case("e\u{301}\u{302}\u{303}\u{304}\u{305}!", "e\u{301}\u{302}\u{303}!", true)]
#[case("\u{301}a", "a", true)]
#[case("tiếng Việt, မြို့, क्षत्रिय, ที่", "tiếng Việt, မြို့, क्षत्रिय, ที่", false)]
#[case("한국어 日本語 Ελλάδα", "한국어 日本語 Ελλάδα", false)]
#[case("\u{1100}\u{1161}\u{11a8}", "\u{1100}\u{1161}\u{11a8}", false)]
#[case("\u{1161}a", "a", true)]
fn one_line(#[case] raw: &str, #[case] want: &str, #[case] hidden: bool) {
    let (got, flag) = SafeText::inspect(raw, Kind::Line);
    assert_eq!((got.shown(), flag), (want, hidden));
}

#[rstest]
#[case("a\r\nb\rc\n\td\u{2028}e\n", "a\nb␍c\n    d\ne\n")]
#[case("a\n\u{301}b", "a\nb")]
#[case("می\u{200c}\nخ", "می\nخ")]
#[case("\u{2192} 10%\n\n", "\u{2192} 10%\n\n")]
fn several_lines(#[case] raw: &str, #[case] want: &str) {
    assert_eq!(note(raw), want);
}

#[test]
fn every_kind_is_cut_at_its_cap_and_says_so() {
    for kind in KINDS {
        for unit in ["x", "é", "警", "👍", "\t", "\0", "क्ष"] {
            let full = unit.repeat(kind.cap() / unit.len());
            let over = unit.repeat(kind.cap() / unit.len() + 1);
            let (full, over) = (SafeText::clean(&full, kind), SafeText::clean(&over, kind));
            assert!(over.shown().ends_with('…') && over.shown().len() <= kind.cap(), "{unit:?} {kind:?}");
            assert!(over.shown().len() + 16 > kind.cap() || unit == "\t", "{unit:?} {kind:?} cut too early");
            let grows = matches!(unit, "\0") || (unit == "\t" && kind.has_lines());
            assert_eq!(full.shown().ends_with('…'), grows, "{unit:?} {kind:?}");
            assert_eq!(SafeText::clean(over.shown(), kind), over);
        }
    }
}

#[test]
fn a_cut_leaves_no_joiner_behind() {
    for shift in 0..6 {
        let text = SafeText::clean(&format!("{}{}", "x".repeat(shift), "ی\u{200c}".repeat(200)), Kind::Line);
        check(&text, "a cut between joined letters", Kind::Line);
        // The same where the output is what grows too long.
        let text =
            SafeText::clean(&format!("{}{}\0", "x".repeat(shift), "ی\u{200c}".repeat(101)), Kind::Line);
        check(&text, "letters up to the cap", Kind::Line);
        let text =
            SafeText::clean(&format!("\0\0\0\0{}{}", "x".repeat(shift), "ی\u{200c}".repeat(101)), Kind::Line);
        check(&text, "letters pushed over the cap", Kind::Line);
    }
}

#[test]
fn an_unterminated_sequence_swallows_no_more_than_the_cap() {
    let raw = format!("seen \x1b]0;{}", "x".repeat(5000));
    assert_eq!(line(&raw), "seen …");
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_and_bounded() {
    assert_eq!(SafeText::clean_bytes(b"a\xff\x9b31mb", Kind::Line).shown(), "a\u{fffd}\u{fffd}31mb");
    for unit in [&b"x"[..], b"\xff", "警".as_bytes(), b"\xf0\x90\x80"] {
        let raw = unit.repeat(400_000);
        let whole = String::from_utf8_lossy(&raw);
        assert_eq!(SafeText::clean_bytes(&raw, Kind::Line), SafeText::clean(&whole, Kind::Line));
    }
}

#[test]
fn nothing_of_a_hostile_text_gets_through() {
    for raw in HOSTILE {
        for kind in KINDS {
            let text = SafeText::clean(raw, kind);
            check(&text, raw, kind);
            assert!(!text.is_empty() && !text.shown().contains(CANARY), "{raw:?} -> {text:?}");
        }
    }
    assert_eq!(HOSTILE.map(|raw| SafeText::inspect(raw, Kind::Line).1).iter().filter(|h| **h).count(), 16);
}

#[test]
fn lines_and_graphemes() {
    let text = SafeText::clean("one\n警e\u{301}\n\nlast\n", Kind::Note);
    let lines: Vec<_> = text.lines().map(|l| l.shown().to_owned()).collect();
    assert_eq!(lines, ["one", "警e\u{301}", "", "last"]);
    assert_eq!(text.first_line().shown(), "one");
    let second: Vec<_> = text.graphemes().skip(3).take(3).collect();
    assert_eq!(second, [("\n", 0), ("警", 2), ("e\u{301}", 1)]);
    assert_eq!(text.width(), 3 + 3 + 4);
    assert_eq!(SafeText::default().lines().count(), 0);
    assert!(SafeText::default().first_line().is_empty());
}

#[test]
fn searching_ignores_case() {
    let ascii = SafeText::clean("Disk FULL on db-1", Kind::Line);
    assert!(ascii.contains_folded("full on") && ascii.contains_folded("") && ascii.contains_folded("db-1"));
    assert!(!ascii.contains_folded("fullon") && !ascii.contains_folded("é"));
    assert!(ascii.eq_folded("disk full on db-1") && !ascii.eq_folded("disk full"));
    let wide = SafeText::clean("ÜBER 警告", Kind::Line);
    assert!(wide.contains_folded("über") && wide.eq_folded("über 警告") && !wide.contains_folded("uber"));
}

#[test]
fn what_lies_on_disk_is_cleaned_again() {
    let text: SafeText = serde_json::from_str(r#""a\u001b]52;c;x\u0007b\u202ec""#).unwrap();
    assert_eq!(text.shown(), "abc");
    assert_eq!(serde_json::to_string(&text).unwrap(), r#""abc""#);
}

#[test]
fn symbols_of_a_frame() {
    for good in ["", " ", "a", "│", "█", "⏎", "警", "e\u{301}", "🇩🇪", "👍", "ی\u{200c}", "क्ष", "⣿", "ｶﾞ"]
    {
        assert!(is_clean_symbol(good), "{good:?}");
    }
    for bad in [
        "\x1b",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u{9b}",
        "\u{85}",
        "\u{202e}",
        "a\u{202e}",
        "\u{200b}",
        "a\u{200d}",
        "\u{301}",
        "❤\u{fe0f}",
        "👨\u{200d}👩",
        "\u{e0041}",
        "\u{2028}",
        "a\u{301}\u{301}\u{301}\u{301}",
        "ab",
        "\x1b[31m",
        "\u{f8ff}",
    ] {
        assert!(!is_clean_symbol(bad), "{bad:?}");
    }
}

#[test]
fn the_short_cut_for_plain_characters_tells_the_truth() {
    // Contexts that like to swallow what follows: a base, a virama, a joiner after a letter, a flag, jamo.
    let before = ["a", "e\u{301}", "क्", "क्\u{200d}", "ی\u{200c}", "🇩", "👍", "\u{1100}", "ｶﾞ"];
    for c in (0..=0x0010_ffff).filter_map(char::from_u32).filter(|c| rules::is_plain(*c)) {
        assert!(!rules::is_zero_width(c) && !c.is_control() && !is_format(c), "U+{:04X}", u32::from(c));
        for b in before {
            let joined = format!("{b}{c}");
            assert_eq!(
                joined.graphemes(true).next_back(),
                Some(&joined[b.len()..]),
                "{b:?} U+{:04X}",
                u32::from(c)
            );
        }
    }
}

#[test]
fn every_single_character_comes_out_clean() {
    // After a Latin and after an Indic letter, twelve to a text to save time; the first scripts also alone.
    let assigned = (0..0x2_0100).chain(0xe_0000..0xe_1010).chain(0x10_ff00..=0x10_ffff);
    let every: Vec<char> = assigned.filter_map(char::from_u32).collect();
    for some in every.chunks(12) {
        let apart: String = some.iter().flat_map(|c| ['a', *c, ' ', 'क', *c]).collect();
        check(&SafeText::clean(&apart, Kind::Label), &apart, Kind::Label);
    }
    for c in every.iter().take(0x3000) {
        check(&SafeText::clean(&c.to_string(), Kind::Note), &c.to_string(), Kind::Note);
    }
}

#[test]
fn a_body_full_of_tricks_takes_time_in_proportion() {
    // Each of these would be quadratic in a careless cleaner; a megabyte would then take minutes.
    let start = Instant::now();
    for unit in [
        "\u{9b}",
        "\u{9d}",
        "\u{9b}0",
        "\x1b",
        "\x1b]",
        "\u{301}",
        "क्",
        "👨\u{200d}",
        "\u{1100}",
        "🇩",
        "\r",
        "ی\u{200c}",
    ] {
        SafeText::clean(&unit.repeat(Kind::Body.cap() / unit.len()), Kind::Body);
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Category Cf, `Bidi_Control` and the invisible rest, written down apart from the cleaner's own table.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
        | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' | '\u{34f}'
        | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
        | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// What holds for every cleaned text.
fn check(text: &SafeText, raw: &str, kind: Kind) {
    let shown = text.shown();
    assert!(shown.len() <= kind.cap(), "{raw:?} grew to {} bytes", shown.len());
    let mut before = ' ';
    for c in shown.chars() {
        assert!(!c.is_control() || (c == '\n' && kind.has_lines()), "{raw:?} -> {shown:?}");
        assert!(
            !is_format(c) || (matches!(c, '\u{200c}' | '\u{200d}') && rules::is_shaped(before)),
            "{raw:?} -> {shown:?}"
        );
        before = c;
    }
    assert!(!shown.ends_with(['\u{200c}', '\u{200d}']), "{raw:?} -> {shown:?}");
    let mut width = 0;
    for (g, cells) in text.graphemes().filter(|(g, _)| *g != "\n") {
        assert!(cells > 0 && g.len() <= 32, "{raw:?} -> {g:?} takes {cells}");
        assert_eq!(cells, usize::from(g.cell_width()), "the renderer measures {g:?} otherwise");
        assert!(is_clean_symbol(g), "{raw:?} -> {g:?} may not stand in a cell");
        width += cells;
    }
    assert_eq!(text.width(), width);
    let (again, hidden) = SafeText::inspect(shown, kind);
    assert_eq!((again.shown(), hidden), (shown, false), "not idempotent: {raw:?}");
    assert_eq!(SafeText::clean(shown, Kind::Body).shown(), shown, "the cache would change {raw:?}");
    for line in text.lines() {
        assert_eq!(SafeText::clean(line.shown(), Kind::Body), line);
    }
}

/// Pieces that matter to the rules.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b_", "\x1b\\", "\x07", "\x18", "\u{9b}", "\u{9c}", "\u{9d}", "\u{90}",
    "0;1", "m", "\r", "\n", "\t", "\0", "\u{2028}", "\u{202e}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{fe0f}",
    "\u{fe0e}", "\u{301}", "\u{489}", "\u{94d}", "क", "ष", "ा", "ی", "م", "ර", "\u{dca}", "👨",
    "👩", "❤", "🏽", "🇩", "1", "\u{20e3}", "\u{1100}", "\u{1161}", "\u{11a8}", "각", "ﾞ", "ｶ",
    "警", "a", " ", "⏎", "…", "·", "\u{600}", "\u{d4e}", "\u{e33}", "\u{e0041}",
];

/// Texts of many such pieces, so that their combinations come up often.
fn nasty() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(PIECES).prop_map(str::to_owned);
    let piece = prop_oneof![6 => known, 1 => "\\PC", 1 => "\\p{Cf}", 1 => "\\p{M}"];
    (proptest::collection::vec(piece, 0..24), 1..60_usize).prop_map(|(p, times)| p.concat().repeat(times))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_out_clean(raw in prop_oneof![any::<String>(), nasty()], kind in proptest::sample::select(&KINDS[..])) {
        check(&SafeText::clean(&raw, kind), &raw, kind);
    }

    #[test]
    fn any_bytes_come_out_clean(raw in proptest::collection::vec(any::<u8>(), 0..2048), kind in proptest::sample::select(&KINDS[..])) {
        check(&SafeText::clean_bytes(&raw, kind), &String::from_utf8_lossy(&raw), kind);
    }

    #[test]
    fn printable_ascii_is_never_touched(raw in "[ -~]{0,256}") {
        let (text, hidden) = SafeText::inspect(&raw, Kind::Label);
        prop_assert_eq!((text.shown(), hidden), (&*raw, false));
    }

    #[test]
    fn any_symbol_can_be_judged(raw in prop_oneof![any::<String>(), nasty()]) {
        // A symbol that may stand is one grapheme that cleaning leaves alone.
        if is_clean_symbol(&raw) && !raw.ends_with(['\u{200c}', '\u{200d}']) {
            prop_assert_eq!(line(&raw), raw.as_str());
        }
    }
}

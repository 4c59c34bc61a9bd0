//! Which characters the cleaner takes out, and which it shows as something else.
//!
//! Only tables and small questions about one character; [`super::sink`] applies them. The sets follow Unicode's
//! `Bidi_Control`, `Default_Ignorable_Code_Point` and general category Cf.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Zero width joiner, which glues emoji together and shapes letters.
const ZWJ: char = '\u{200d}';

/// What is to be done with one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Starts a cell of its own whatever stands before it, and is surely seen.
    Plain,
    /// Any other character that may be shown: a mark, an emoji, a rarer script.
    Other,
    /// `\n` and the Unicode line and paragraph separators.
    Newline,
    /// `\r`, alone or before `\n`.
    Return,
    /// `\t`.
    Tab,
    /// A control or a visible format character: shown as `·`, so that it cannot join two words unseen.
    Control,
    /// Cannot be seen, or turns the reading order: taken out and flagged.
    Hidden,
    /// A text or emoji presentation selector: taken out, the glyph stays in its plain form.
    Selector,
    /// A skin tone: taken out, the glyph before it stays.
    Tone,
    /// ZWJ or ZWNJ: stays between letters of scripts that need it.
    Joiner,
}

/// The class of `c`.
#[expect(clippy::match_same_arms, reason = "one arm for each group of characters, with its reason")]
pub(super) fn class(c: char) -> Class {
    match c {
        c if is_plain(c) => Class::Plain,
        '\n' | '\u{2028}' | '\u{2029}' => Class::Newline,
        '\r' => Class::Return,
        '\t' => Class::Tab,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Class::Control,
        // Format characters that print something (number signs, end of ayah, Kaithi number signs).
        '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' => Class::Control,
        '\u{110bd}' | '\u{110cd}' => Class::Control,
        // Bidirectional controls: what stands on the screen is the order of the bytes.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => Class::Hidden,
        '\u{200c}' | ZWJ => Class::Joiner,
        '\u{fe0e}' | '\u{fe0f}' => Class::Selector,
        '\u{1f3fb}'..='\u{1f3ff}' => Class::Tone,
        // Invisible: soft hyphen, joiners without a shape, fillers, word joiner and operators (with the isolates
        // 2066-9 and the deprecated 206A-F), selectors of variants, byte order mark, annotations.
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{200b}' => {
            Class::Hidden
        }
        '\u{180b}'..='\u{180f}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{ffa0}' => Class::Hidden,
        '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' => Class::Hidden,
        // Layout controls of hieroglyphs, shorthand and music; tags and further selectors.
        '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => Class::Hidden,
        '\u{e0000}'..='\u{e0fff}' => Class::Hidden,
        // Private use means something else on every machine; noncharacters mean nothing.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fdd0}'..='\u{fdef}' => Class::Hidden,
        c if u32::from(c) & 0xfffe == 0xfffe => Class::Hidden,
        _ => Class::Other,
    }
}

/// Whether `c` always begins a new grapheme, is not zero cells wide and needs no further look.
///
/// Only a short cut for the usual scripts and our own line drawing: a test proves it for each character.
pub(super) fn is_plain(c: char) -> bool {
    matches!(c,
        ' '..='~'
        | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}'                         // Latin
        | '\u{37a}'..='\u{37f}' | '\u{384}'..='\u{482}' | '\u{48a}'..='\u{52f}' // Greek, Cyrillic
        | '\u{1e00}'..='\u{1eff}'                                           // Latin, more
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'                  // punctuation
        | '\u{20a0}'..='\u{20bf}' | '\u{2190}'..='\u{2bff}'                  // currency, arrows, lines, blocks
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}') // kana, Han
}

/// Whether `c` takes no cell (marks, jamo that only join): it must stand on something.
pub(super) fn is_zero_width(c: char) -> bool {
    c.width().unwrap_or(0) == 0
}

/// Whether `c` would extend any letter before it (Unicode's Extend and `SpacingMark`).
pub(super) fn is_extender(c: char) -> bool {
    let mut buf = *b"a\0\0\0\0";
    let len = c.encode_utf8(&mut buf[1..]).len();
    std::str::from_utf8(&buf[..=len]).is_ok_and(|s| s.graphemes(true).count() == 1)
}

/// Whether `c` is a picture that a ZWJ would glue to the next (`Extended_Pictographic`).
///
/// Asked of the segmenter itself (rule GB11), so that both always agree.
pub(super) fn is_picture(c: char) -> bool {
    let text: String = [c, ZWJ, '\u{1f600}'].into_iter().collect();
    text.graphemes(true).count() == 1
}

/// Whether a presentation selector after `c` is ordinary: a picture or the base of a keycap.
pub(super) fn takes_selector(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*') || is_picture(c)
}

/// Whether `c` is a letter or mark of a script whose letters change shape by ZWJ and ZWNJ: Arabic, Syriac, `NKo`,
/// Mandaic, the Indic scripts, Myanmar, Khmer, Mongolian, Balinese to Javanese, Arabic's presentation forms.
pub(super) fn is_shaped(c: char) -> bool {
    let script = matches!(c,
        '\u{600}'..='\u{77f}' | '\u{7c0}'..='\u{7ff}' | '\u{840}'..='\u{dff}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{18af}' | '\u{1b00}'..='\u{1bff}' | '\u{a800}'..='\u{a8ff}' | '\u{a980}'..='\u{a9ff}'
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{11000}'..='\u{11fff}');
    script && (c.is_alphabetic() || is_zero_width(c)) && matches!(class(c), Class::Other)
}

/// Whether `c` is one of the two joiners.
pub(super) fn is_joiner(c: char) -> bool {
    class(c) == Class::Joiner
}

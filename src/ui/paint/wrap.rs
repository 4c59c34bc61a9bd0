//! Breaking a text of several lines into lines of so many cells.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Ink, ink};
use crate::text::SafeText;

/// The lines of `text`, none wider than `width` cells, broken at spaces where there are some.
pub fn wrap(text: &SafeText, width: u16) -> Vec<Ink<'_>> {
    let shown = text.shown();
    ranges(shown, usize::from(width)).into_iter().map(|r| Ink::part(shown[r].trim_end())).collect()
}

/// The same, each line in pieces that tell whether they are one of `words` (in lower case): to be lit.
pub fn wrap_lit<'t>(text: &'t SafeText, width: u16, words: &[String]) -> Vec<Vec<(Ink<'t>, bool)>> {
    let shown = text.shown();
    let lines = ranges(shown, usize::from(width)).into_iter();
    lines.map(|r| lit(shown[r].trim_end(), words).map(|(part, is)| (Ink::part(part), is)).collect()).collect()
}

fn lit<'t>(line: &'t str, words: &[String]) -> impl Iterator<Item = (&'t str, bool)> {
    // Of the same length in bytes, so that places in it are places in the line.
    let lower = line.to_ascii_lowercase();
    let mut parts = Vec::new();
    let mut from = 0;
    while from < line.len() {
        let found = words
            .iter()
            .filter(|w| w.len() > 1)
            .filter_map(|w| lower[from..].find(&**w).map(|at| (from + at, from + at + w.len())))
            .min();
        let Some((start, end)) = found else { break };
        parts.extend([(&line[from..start], false), (&line[start..end], true)]);
        from = end;
    }
    parts.push((&line[from..], false));
    parts.into_iter().filter(|(part, _)| !part.is_empty())
}

/// The host of an http or https link, without credentials: what decides whether it is opened.
pub fn host(url: &SafeText) -> Option<Ink<'_>> {
    let shown = url.shown();
    let rest = shown.strip_prefix("https://").or_else(|| shown.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    (!host.is_empty()).then(|| Ink::part(host))
}

/// Byte ranges of the lines, without the newlines; a space at which a line was broken stays at its end. A text that
/// ends with a newline has an empty line at its end: that is where the caret stands.
pub(super) fn ranges(text: &str, width: usize) -> Vec<Range<usize>> {
    let width = width.max(2); // the widest grapheme that can always be placed
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        break_line(text, start..end, width, &mut lines);
        start = end + 1;
    }
    lines
}

fn break_line(text: &str, line: Range<usize>, width: usize, lines: &mut Vec<Range<usize>>) {
    let (mut start, mut used, mut space) = (line.start, 0, None);
    let part = &text[line.clone()];
    for (at, grapheme) in part.grapheme_indices(true) {
        let at = line.start + at;
        let cells = ink::cells(grapheme);
        // A space may hang over the edge: it is not painted.
        if used + cells > width && grapheme != " " {
            let cut = space.filter(|s| *s > start).unwrap_or(at);
            lines.push(start..cut);
            used = ink::width(&text[cut..at]);
            (start, space) = (cut, None);
        }
        used += cells;
        if grapheme == " " {
            space = Some(at + 1);
        }
    }
    lines.push(start..line.end);
}

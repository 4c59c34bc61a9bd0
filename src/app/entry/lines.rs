//! Where lines begin and end, and up and down in the same column.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Entry, char_of};

impl Entry {
    /// The byte at which the caret's line begins.
    pub(super) fn line_start(&self) -> usize {
        self.value()[..self.at()].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The byte at which it ends, before its newline.
    pub(super) fn line_end(&self) -> usize {
        let at = self.at();
        self.value()[at..].find('\n').map_or(self.value().len(), |newline| at + newline)
    }

    /// One line up or down, to the column (in cells) where the moving began. False where there is no such line.
    pub(super) fn climb(&mut self, up: bool) -> bool {
        let (start, end) = (self.line_start(), self.line_end());
        let text = self.value();
        let to = if up {
            let Some(end) = start.checked_sub(1) else { return false };
            text[..end].rfind('\n').map_or(0, |newline| newline + 1)..end
        } else {
            let start = end + 1;
            if start > text.len() {
                return false;
            }
            start..text[start..].find('\n').map_or(text.len(), |newline| start + newline)
        };
        let column = self.column.unwrap_or_else(|| text[start..self.at()].width());
        let caret = char_of(text, to.start + reach(&text[to.clone()], column));
        self.move_to(caret);
        self.column = Some(column);
        true
    }
}

/// How many bytes of `line` stand within `cells`: a wide character that would stand across is left out.
fn reach(line: &str, cells: usize) -> usize {
    let mut width = 0;
    for (at, grapheme) in line.grapheme_indices(true) {
        width += grapheme.width();
        if width > cells {
            return at;
        }
    }
    line.len()
}

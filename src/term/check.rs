//! The last look at a finished frame, behind every other guard.

use ratatui::buffer::Buffer;

use crate::text::is_clean_symbol;

/// What stands where a character was that must not reach the terminal.
const STAND_IN: &str = "·";

/// Replaces every cell whose symbol holds a control or an invisible format character, and says how many there
/// were: more than 0 is a fault of ours worth a line in the log.
pub fn last_check(buffer: &mut Buffer) -> usize {
    let mut found = 0;
    for cell in &mut buffer.content {
        if !is_clean_symbol(cell.symbol()) {
            cell.set_symbol(STAND_IN);
            found += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use ratatui::{buffer::Buffer, layout::Rect};

    use super::{STAND_IN, last_check};

    #[test]
    fn harmful_cells_are_replaced_and_counted() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        let bad = [
            "\x1b",
            "\x1b[2J",
            "a\x07",
            "\u{9b}",
            "\x7f",
            "\u{202e}",
            "a\u{200b}",
            "\u{e0041}",
            "\n",
            "\u{2066}",
            "👩\u{200d}🚒",
        ];
        let good = ["a", "~", "é", "漢", "─", "👍", "e\u{301}", " "];
        for (at, symbol) in bad.iter().chain(&good).enumerate() {
            buffer.content[at].set_symbol(symbol);
        }
        assert_eq!(last_check(&mut buffer), bad.len());
        assert!(buffer.content[..bad.len()].iter().all(|cell| cell.symbol() == STAND_IN));
        for (cell, symbol) in buffer.content[bad.len()..].iter().zip(good) {
            assert_eq!(cell.symbol(), symbol);
        }
        assert_eq!(last_check(&mut buffer), 0);
    }
}

//! `text` and `ansi`. Belongs to [`super`].

use std::fmt::Write;

use ratatui::style::{Color, Modifier};

use super::{
    Picture,
    cells::{self, Look},
    colour::{Index, Rgb, index},
};

/// One line a row, blanks at its end cut.
pub(super) fn text(picture: &Picture) -> String {
    let mut out = String::new();
    for row in &picture.rows {
        let from = out.len();
        out.extend(row.iter().map(|cell| cell.symbol.as_str()));
        let end = from + out[from..].trim_end_matches(' ').len();
        out.truncate(end);
        out.push('\n');
    }
    out
}

/// The same with one SGR sequence where the look changes, and everything off at the end of each line.
pub(super) fn ansi(picture: &Picture) -> String {
    let mut out = String::new();
    for row in &picture.rows {
        let mut plain = true;
        for run in cells::runs(cells::trimmed(row), |a, b| a.look == b.look) {
            let look = run.first().map_or(Look::PLAIN, |cell| cell.look);
            if look != Look::PLAIN || !plain {
                sgr(&mut out, look);
            }
            plain = look == Look::PLAIN;
            out.extend(run.iter().map(|cell| cell.symbol.as_str()));
        }
        if !plain {
            out.push_str("\x1b[m");
        }
        out.push('\n');
    }
    out
}

const ATTRIBUTES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// Everything off, then this look: right whatever stood before.
fn sgr(out: &mut String, look: Look) {
    out.push_str("\x1b[0");
    for (attribute, number) in ATTRIBUTES {
        if look.modifier.contains(attribute) {
            let _ = write!(out, ";{number}");
        }
    }
    colour(out, look.fg, 30);
    colour(out, look.bg, 40);
    out.push('m');
}

/// `base` is 30 for the character, 40 for what lies behind it.
fn colour(out: &mut String, colour: Color, base: u8) {
    // Writing to a string does not fail.
    let _ = match index(colour) {
        None => Ok(()),
        Some(Index::Rgb(Rgb(r, g, b))) => write!(out, ";{};2;{r};{g};{b}", base + 8),
        Some(Index::Of(n @ 0..8)) => write!(out, ";{}", base + n),
        Some(Index::Of(n @ 8..16)) => write!(out, ";{}", base + 60 + n - 8),
        Some(Index::Of(n)) => write!(out, ";{};5;{n}", base + 8),
    };
}

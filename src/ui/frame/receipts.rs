//! The receipt line: what became of what was asked, what `u` takes back.
//!
//! ```text
//!  OK ack 1031 98 ms | .. ack 1040 waits for icinga, try 3 in 8 s  u undo ack 1040
//! ```
//! What was said just now stands first, then what failed, what waits, what was confirmed; a notice that warns
//! stands where there is room.

use crate::{
    app::{
        action::Action,
        model::{
            Undo,
            pending::{ActState, Receipt, Standing},
        },
        update::SAID_SHOWN_MS,
    },
    text::SafeText,
    ui::{
        View,
        paint::{Canvas, Phrase, made},
        theme::{Theme, Token},
        words,
    },
};

/// Draws the line above the hints.
pub fn receipts(canvas: &mut Canvas<'_>, view: &View<'_>) {
    let row = view.row(view.area.height - view.rows.hints - 1);
    canvas.fill(row, Token::Header);
    let right = right(canvas.theme(), view);
    let reserved = if right.is_empty() { 1 } else { right.width() + 2 };
    let pieces = pieces(canvas.theme(), view);
    // What was said just now is not cut for what could be pressed; a refusal is, its key to retry must be seen.
    let said = if said(view).is_some() { pieces.first().map_or(0, Phrase::width) } else { 0 };
    let shown = row.width >= reserved + said.max(20) + 4;
    let room = if shown { row.width - reserved } else { row.width.saturating_sub(1) };
    let glyph = canvas.theme().glyphs.bar;
    let mut pen = canvas.pen(row.x, row.y, room);
    pen.skip(1);
    for (i, piece) in pieces.iter().enumerate() {
        let sign = if i > 0 { 3 } else { 0 };
        // The first is cut if it must be; the others stand whole or not at all.
        if i > 0 && piece.width() + sign > pen.left() {
            break;
        }
        if i > 0 {
            pen.skip(1).put(glyph, Token::Border).skip(1);
        }
        pen.phrase(piece);
    }
    if shown && !right.is_empty() {
        canvas.phrase(row.right() - right.width() - 1, row.y, right.width(), &right);
    }
}

/// The short word on something just done, while it still stands; what lies over this line shows it itself.
pub fn said<'v>(view: &View<'v>) -> Option<&'v SafeText> {
    let (words, _) =
        view.model.said.as_ref().filter(|(_, at)| view.now.ms < at.saturating_add(SAID_SHOWN_MS))?;
    Some(words)
}

/// What there is to say, the most pressing first.
fn pieces<'a>(theme: &'a Theme, view: &View<'a>) -> Vec<Phrase<'a>> {
    let model = view.model;
    let mut pieces = Vec::new();
    if let Some(words) = said(view) {
        let look = if model.leaving { Token::Warning } else { Token::Header };
        pieces.push(Phrase::new(theme).with(words, look));
    }
    let rank = |s: &Standing<'_>| match s.receipt.state {
        ActState::Failed(_) => 0,
        ActState::Waiting { .. } => 1,
        ActState::Queued | ActState::Sending => 2,
        ActState::Confirmed { .. } => 3,
    };
    let mut standing = model.pending.standing(view.now.ms);
    standing.sort_by_key(|s| (rank(s), std::cmp::Reverse(s.receipt.at_ms)));
    pieces.extend(standing.into_iter().map(|s| receipt(theme, view, s)));
    // The newest first: it is about what the person is doing right now, such as a file just saved.
    for notice in model.notices.iter().rev().filter(|n| n.warning) {
        let sign = theme.glyphs.hidden;
        pieces.push(
            Phrase::new(theme)
                .with(sign, Token::Warning)
                .with(" ", Token::Warning)
                .with(&notice.words, Token::Warning),
        );
    }
    pieces
}

/// One receipt: a sign, what was asked, what became of it.
fn receipt<'a>(theme: &'a Theme, view: &View<'a>, standing: Standing<'a>) -> Phrase<'a> {
    let receipt = standing.receipt;
    let (sign, look) = match receipt.state {
        ActState::Confirmed { .. } => (theme.glyphs.done, Token::Good),
        ActState::Failed(_) => (theme.glyphs.fail, Token::Error),
        _ => (theme.glyphs.wait, Token::Warning),
    };
    let mut phrase = Phrase::new(theme).with(sign, look).with(" ", Token::Header);
    phrase.add(receipt.verb, Token::Header);
    // Of many, how many went which way is what counts; while all of them wait, what they wait for.
    let counted_only = standing.mixed() || standing.also > 0 && standing.done > 0;
    if let Some(number) = receipt.number.filter(|_| !counted_only) {
        let number = if view.wide() { made::long(number) } else { made::short(number) };
        phrase.add(" ", Token::Header).add(number, Token::Header);
    }
    if counted_only {
        return counted(phrase, standing);
    }
    if standing.also > 0 {
        phrase.add(" ", Token::Header).add(made::more(standing.also), Token::Header);
    }
    phrase.add(" ", Token::Header);
    outcome(&mut phrase, view, receipt);
    phrase
}

/// `✗ ack 7 done, 2 waiting, 1 refused: read only`, `✓ ack 200 done`.
fn counted<'a>(mut phrase: Phrase<'a>, standing: Standing<'a>) -> Phrase<'a> {
    let parts = [
        (standing.done, " done", Token::Good),
        (standing.waiting, " waiting", Token::Warning),
        (standing.refused, " refused", Token::Error),
    ];
    for (n, (count, word, look)) in parts.into_iter().filter(|(count, ..)| *count > 0).enumerate() {
        phrase.add(if n > 0 { ", " } else { " " }, Token::Header);
        phrase.add(made::number(count), look).add(word, look);
    }
    if let ActState::Failed(words) = &standing.receipt.state {
        phrase.add(": ", Token::Error).add(words, Token::Warning);
    }
    phrase
}

fn outcome<'a>(phrase: &mut Phrase<'a>, view: &View<'a>, receipt: &'a Receipt) {
    match &receipt.state {
        ActState::Queued => {
            phrase.add("queued", Token::Dim);
        }
        ActState::Sending => {
            phrase.add("sending", Token::Dim);
        }
        ActState::Waiting { words, next_at, tries } => {
            phrase.add("waits", Token::Warning);
            let source = receipt.key.and_then(|k| view.model.pending.get(k)).map(|a| &a.target.source);
            if let Some(source) = source {
                phrase.add(" for ", Token::Warning).add(source, Token::Warning);
            }
            phrase.add(", try ", Token::Warning).add(made::number(*tries as usize + 1), Token::Warning);
            let left = *next_at - view.now.utc;
            if left > 0 {
                phrase.add(" in ", Token::Warning).add(made::seconds(left), Token::Warning);
            } else {
                phrase.add(" now", Token::Warning);
            }
            if view.wide() && !words.is_empty() {
                phrase.add(": ", Token::Dim).add(words, Token::Dim);
            }
        }
        ActState::Confirmed { elapsed_ms, words, local } => {
            if view.wide() {
                phrase.add("confirmed ", Token::Header);
            }
            phrase.add(made::elapsed(*elapsed_ms), Token::Dim);
            if *local {
                phrase.add(" local", Token::Dim);
            }
            if let Some(words) = words {
                phrase.add(", ", Token::Header).add(words, Token::Header);
            }
        }
        ActState::Failed(words) => {
            phrase.add("refused: ", Token::Error).add(words, Token::Warning);
        }
    }
}

/// What `u` takes back, and the way to the outbox while something lies there.
fn right<'a>(theme: &'a Theme, view: &View<'a>) -> Phrase<'a> {
    let model = view.model;
    let mut right = Phrase::new(theme);
    let failed =
        model.pending.standing(view.now.ms).iter().any(|s| matches!(s.receipt.state, ActState::Failed(_)));
    if failed {
        // `R` tries again on the outbox screen, where the one to try is chosen.
        hint(&mut right, view, Action::GoOutbox, "retry");
    }
    if model.marks_return() {
        hint(&mut right, view, Action::Undo, "marks back");
    } else if let Some(undo) = model.undo.last() {
        way_back(&mut right, view, undo);
    }
    if view.wide() && !failed && model.pending.unsettled() > 0 {
        hint(&mut right, view, Action::GoOutbox, "outbox");
    }
    right
}

fn way_back<'a>(right: &mut Phrase<'a>, view: &View<'a>, undo: &'a Undo) {
    if undo.inverse.is_err() {
        if !right.is_empty() {
            right.add("  ", Token::Dim);
        }
        right.add(undo.verb, Token::Dim).add(": cannot be undone here", Token::Dim);
        return;
    }
    hint(right, view, Action::Undo, "undo ");
    right.add(undo.verb, Token::Header);
    match (undo.count, undo.number) {
        (0 | 1, Some(number)) => {
            let number = if view.wide() { made::long(number) } else { made::short(number) };
            right.add(" ", Token::Header).add(number, Token::Header);
        }
        (0 | 1, None) => {}
        (n, _) => {
            right.add(" of ", Token::Header).add(made::number(n), Token::Header);
        }
    }
}

fn hint(right: &mut Phrase<'_>, view: &View<'_>, action: Action, title: &'static str) {
    let keys = words::keys(view.model, action);
    if !right.is_empty() {
        right.add("  ", Token::Header);
    }
    right.add(keys, Token::Key).add(" ", Token::Header);
    right.add(title, Token::Header);
}

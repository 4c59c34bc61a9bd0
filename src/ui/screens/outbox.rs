//! The outbox: what waits, what was refused, what was confirmed lately.

use ratatui::layout::Rect;

use super::{frame, top_left, top_of};
use crate::{
    app::model::pending::{ActState, PendingAct, Receipt},
    ui::{
        Drawn, View,
        paint::{Canvas, Ink, Phrase, made},
        theme::Token,
    },
};

/// Draws the screen.
pub fn outbox(canvas: &mut Canvas<'_>, view: &View<'_>, cursor: usize) -> Drawn {
    let theme = canvas.theme();
    let acts = view.model.pending.all();
    let mut title = Phrase::new(theme).with("OUTBOX", Token::Title).with("  ", Token::Dim);
    title.add(made::number(view.model.pending.unsettled()), Token::Text).add(" on their way  ", Token::Dim);
    let failed = acts.iter().filter(|a| a.state.is_settled()).count();
    let look = if failed > 0 { Token::Error } else { Token::Dim };
    title.add(made::number(failed), look).add(" refused", look);
    let body = frame(canvas, view, &title);
    let confirmed: Vec<&Receipt> = view
        .model
        .pending
        .receipts()
        .iter()
        .rev()
        .filter(|r| matches!(r.state, ActState::Confirmed { .. }))
        .collect();
    if acts.is_empty() {
        canvas.text(
            body.x + 1,
            body.y,
            body.width.saturating_sub(1),
            "Nothing waits: all that was asked has an answer.",
            Token::Dim,
        );
    }
    let rows = acts.len().max(1);
    // What is on its way comes first; what is over gets what is left.
    let height = usize::from(body.height);
    let top = top_of(cursor, acts.len(), height);
    let mut at = None;
    for (n, act) in acts.iter().enumerate().skip(top).take(height) {
        let row = Rect { y: body.y + (n - top) as u16, height: 1, ..body };
        if n == cursor {
            at = Some((row.x, row.y));
        }
        action(canvas, view, act, n == cursor, row);
    }
    let mut y = rows.saturating_sub(top) + 1;
    if y + 1 < height && !confirmed.is_empty() {
        canvas.text(body.x + 1, body.y + y as u16, body.width, "confirmed lately", Token::Dim);
        y += 1;
        for receipt in confirmed.into_iter().take(height.saturating_sub(y)) {
            done(canvas, view, receipt, Rect { y: body.y + y as u16, height: 1, ..body });
            y += 1;
        }
    }
    Drawn { cursor: at.or_else(|| top_left(view, body)), body: 0, list: Some(body), hints: None }
}

/// `> .. ack     1040  am      48s  waits, try 3 in 8 s: connection refused`.
fn action(canvas: &mut Canvas<'_>, view: &View<'_>, act: &PendingAct, here: bool, row: Rect) {
    if here {
        canvas.tint(row, Token::RowCursor);
        canvas.text(row.x, row.y, 1, canvas.theme().glyphs.cursor, Token::BorderFocus);
    }
    let glyphs = canvas.theme().glyphs;
    let (sign, look) = match &act.state {
        ActState::Failed(_) => (glyphs.fail, Token::Error),
        ActState::Confirmed { .. } => (glyphs.done, Token::Good),
        _ => (glyphs.wait, Token::Warning),
    };
    let mut pen = canvas.pen(row.x, row.y, row.width);
    pen.skip(2).field(2, sign, look).skip(1);
    pen.field(8, act.verb.name(), if here { Token::Title } else { Token::Text }).skip(1);
    pen.field(10, number(view, act), Token::Text).skip(1);
    pen.field(8, &act.target.source, Token::Dim).skip(1);
    pen.field_right(5, made::age(view.now.utc - act.since), Token::Dim).skip(2);
    match &act.state {
        ActState::Queued => pen.put("queued", Token::Dim),
        ActState::Sending => pen.put("sending", Token::Dim),
        ActState::Waiting { words, next_at, tries } => {
            pen.put("try ", Token::Warning).put(made::number(*tries as usize + 1), Token::Warning);
            let left = *next_at - view.now.utc;
            if left > 0 {
                pen.put(" in ", Token::Warning).put(made::seconds(left), Token::Warning);
            } else {
                pen.put(" now", Token::Warning);
            }
            pen.put(": ", Token::Dim).put(words, Token::Dim)
        }
        ActState::Confirmed { elapsed_ms, .. } => pen.put(made::elapsed(*elapsed_ms), Token::Dim),
        ActState::Failed(words) => pen.put("refused: ", Token::Error).put(words, Token::Warning),
    };
}

fn number<'a>(view: &View<'_>, act: &'a PendingAct) -> Ink<'a> {
    match act.number() {
        Some(number) if view.area.width >= 60 => made::long(number).into(),
        Some(number) => made::short(number).into(),
        None => Ink::tail(&act.target.id, 10),
    }
}

fn done(canvas: &mut Canvas<'_>, view: &View<'_>, receipt: &Receipt, row: Rect) {
    let glyphs = canvas.theme().glyphs;
    let mut pen = canvas.pen(row.x, row.y, row.width);
    pen.skip(2).field(2, glyphs.done, Token::Good).skip(1).field(8, receipt.verb, Token::Dim).skip(1);
    match receipt.number {
        Some(number) if view.area.width >= 60 => pen.field(10, made::long(number), Token::Dim),
        Some(number) => pen.field(10, made::short(number), Token::Dim),
        None => pen.skip(10),
    };
    pen.skip(1);
    if let ActState::Confirmed { elapsed_ms, words, local } = &receipt.state {
        pen.put("confirmed in ", Token::Dim).put(made::elapsed(*elapsed_ms), Token::Dim);
        if *local {
            pen.put(", kept here: the source has no such thing", Token::Dim);
        }
        if let Some(words) = words {
            pen.put(", ", Token::Dim).put(words, Token::Dim);
        }
    }
}

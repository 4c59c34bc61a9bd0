//! A form of words: what for, the text with its caret, and how it is sent or left.

use ratatui::layout::Rect;

use super::{keys, sheet, targets};
use crate::{
    app::model::layer::{Words, WordsFor},
    domain::incident::HoldReason,
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Caret, Phrase, Typed},
        theme::Token,
    },
};

/// Draws the form over the lowest rows. Returns the caret.
pub fn words(canvas: &mut Canvas<'_>, view: &View<'_>, form: &Words) -> Caret {
    let theme = canvas.theme();
    let hint = hint(&form.purpose);
    let mut title = Phrase::new(theme).with(" ", Token::Dim).with(form.purpose.verb(), Token::Accent);
    let verb = title.width();
    about(&mut title, &form.purpose);
    title.add(
        if title.width() > verb && !matches!(form.purpose, WordsFor::Excuse { .. }) { ": " } else { " " },
        Token::Dim,
    );
    targets(&mut title, view, &form.targets);
    title.add(" ", Token::Dim);
    let mut end = Phrase::new(theme);
    // What will not happen by itself.
    if let WordsFor::Hold(HoldReason::AwaitingReporter) | WordsFor::Update { .. } = &form.purpose {
        end.add(" not sent: tell them ", Token::Warning);
    }
    match (&form.draft, form.unsaved_ms) {
        (Some(id), None) => {
            end.add(" draft ", Token::Dim)
                .add(SafeText::clean(id, Kind::Label), Token::Text)
                .add(" saved ", Token::Dim);
        }
        (Some(id), Some(_)) => {
            end.add(" draft ", Token::Dim)
                .add(SafeText::clean(id, Kind::Label), Token::Text)
                .add(" ", Token::Dim);
        }
        (None, _) => {}
    }
    let typed = Typed::lines(&form.input);
    let width = view.area.width.saturating_sub(2).max(1);
    // Grows with the text up to half of the screen: what is being worked on stays in view.
    let most = (view.area.height / 2).max(1);
    let rows = (typed.rows(width) as u16).clamp(3.min(most), most);
    let body = sheet(canvas, view, rows + 2, &title, &end);
    if body.height == 0 {
        return (body.x, body.y.saturating_sub(1));
    }
    let rows = body.height.saturating_sub(1).max(1);
    let text =
        Rect { x: body.x + 1, width: width.min(body.width.saturating_sub(1).max(1)), height: rows, ..body };
    canvas.fill(Rect { width: body.width, x: body.x, ..text }, Token::Input);
    let caret = typed.paint_lines(canvas, text.x, text.y, text.width, rows);
    if typed.is_empty() {
        canvas.text(text.x, text.y, text.width, hint, (Token::Input, Token::Dim));
    }
    if body.height > 1 {
        let last = Rect { y: body.bottom() - 1, height: 1, ..body };
        if form.input.has_begun() {
            keys(
                canvas,
                last,
                &[("Ctrl-e", "opens $EDITOR"), ("Ctrl-u", "takes one step back"), ("Ctrl-x", "was pressed")],
            );
        } else {
            let esc = if typed.is_empty() { "leave" } else { "leave, draft kept" };
            let mut list = vec![("Enter", enter(&form.purpose))];
            if matches!(form.purpose, WordsFor::Update { .. }) {
                list.push(("Ctrl-p", "public or not"));
            }
            list.extend([("Ctrl-j", "new line"), ("Esc", esc), ("Ctrl-x Ctrl-e", "$EDITOR")]);
            keys(canvas, last, &list);
        }
    }
    caret
}

/// What is asked for, in the empty form.
const fn hint(purpose: &WordsFor) -> &'static str {
    match purpose {
        WordsFor::Note => "what was seen or done",
        WordsFor::Ack => "for how long and why, both if you like: 2h: vendor called",
        WordsFor::Resolve { code: Some(_) } => "what was done: pool restarted, lag is gone",
        WordsFor::Resolve { code: None } => "a code and what was done: patched: new firmware",
        WordsFor::Mitigate => "what is left of the impact: two of five pools drained, slow at peak",
        WordsFor::Relapse => "what was seen that shows it is back",
        WordsFor::Reopen => "why is it not over?",
        WordsFor::Hold(HoldReason::AwaitingReporter) => "the message to the caller",
        WordsFor::Hold(HoldReason::Scheduled) => "until when, and what for: tomorrow 9:00: technician comes",
        WordsFor::Hold(_) => "what for; until when in front if you like: 2h: words",
        WordsFor::Snooze => "until when: 2h, 14:30, tomorrow 9:00, mon 9:00, 2026-11-24 09:00",
        WordsFor::Cancel(_) => "why is it none?",
        WordsFor::Close { waiver: true, .. } => "why does this major need no retrospective?",
        WordsFor::Close { .. } => "in the caller's words, if you like",
        WordsFor::Update { .. } => {
            "what is so, and when they hear again: 30m: cause found, rollback under way"
        }
        WordsFor::Excuse { .. } => "why was it missed? Asked once",
    }
}

/// Which of its kinds.
fn about<'a>(title: &mut Phrase<'a>, purpose: &'a WordsFor) {
    match purpose {
        WordsFor::Resolve { code: Some(code) } => title.add(" as ", Token::Dim).add(code, Token::Text),
        WordsFor::Hold(reason) => title.add(" for ", Token::Dim).add(reason.title(), Token::Text),
        WordsFor::Cancel(reason) => title.add(" as ", Token::Dim).add(reason.title(), Token::Text),
        WordsFor::Close { answer: Some(answer), .. } => {
            title.add(", ", Token::Dim).add(answer.title(), Token::Text)
        }
        WordsFor::Update { public } => {
            let look = if *public { Token::Warning } else { Token::Text };
            let who = if *public { ", public" } else { ", internal" };
            title.add(who, look)
        }
        WordsFor::Excuse { clock, .. } => {
            title.add(": why was ", Token::Dim).add(clock, Token::Text).add(" missed on", Token::Dim)
        }
        _ => title,
    };
}

/// What Enter does: some are asked about in a strip first.
const fn enter(purpose: &WordsFor) -> &'static str {
    match purpose {
        WordsFor::Cancel(_) | WordsFor::Update { public: true } => "go on",
        _ => "send",
    }
}

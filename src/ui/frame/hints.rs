//! The last line: keys that can be pressed here, from the action table; while a prefix is open, how it goes on.

use ratatui::layout::Rect;

use crate::{
    app::{
        action::{Action, enabled},
        keymap::{Context, Does},
        model::Screen,
    },
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Phrase, made},
        theme::{Theme, Token},
        words,
    },
};

/// What the hint line offers on the board and on an incident: place on the line, and rank by which they stay.
/// Whoever reads hints needs the verbs, and the way to all others.
const BOARD: &[(Action, u8)] = &[
    (Action::Acknowledge, 0),
    (Action::Assign, 3),
    (Action::Status, 8),
    (Action::Priority, 10),
    (Action::Note, 4),
    (Action::Hold, 9),
    (Action::Resolve, 5),
    (Action::AcknowledgeWith, 12),
    (Action::Undo, 13),
    (Action::Mark, 11),
    (Action::Filter, 2),
    (Action::Open, 6),
    (Action::OpenLink, 14),
    (Action::GoOutbox, 15),
    (Action::GoSources, 16),
    (Action::Help, 1),
    (Action::Back, 7),
];

const INCIDENT: &[(Action, u8)] = &[
    (Action::Acknowledge, 0),
    (Action::Assign, 3),
    (Action::Status, 10),
    (Action::Priority, 13),
    (Action::Note, 4),
    (Action::Hold, 11),
    (Action::Resolve, 5),
    (Action::AcknowledgeWith, 14),
    (Action::Overview, 6),
    (Action::Timeline, 7),
    (Action::Turn, 9),
    (Action::OpenLink, 8),
    (Action::CopyLink, 16),
    (Action::Undo, 15),
    (Action::Help, 1),
    (Action::Back, 2),
];

const OUTBOX: &[(Action, u8)] =
    &[(Action::Retry, 0), (Action::Drop, 1), (Action::Help, 3), (Action::Back, 2)];

const OTHER: &[(Action, u8)] =
    &[(Action::Refresh, 2), (Action::Down, 3), (Action::HalfDown, 4), (Action::Help, 1), (Action::Back, 0)];

/// Draws the last line.
pub fn hints(canvas: &mut Canvas<'_>, view: &View<'_>) {
    let row = view.row(view.area.height - 1);
    let keys = &view.model.keys;
    let theme = canvas.theme();
    let mut room = row.width.saturating_sub(1);
    if keys.count > 0 {
        let count = made::number(keys.count as usize);
        canvas.text_right(row.x, row.y, row.width.saturating_sub(1), count, Token::Accent);
        room = room.saturating_sub(6);
    }
    if keys.sequence.is_empty() {
        let hints = chosen(theme, view, room);
        let mut pen = canvas.pen(row.x, row.y, row.width);
        pen.skip(1);
        for (i, hint) in hints.iter().enumerate() {
            pen.skip(if i > 0 { 2 } else { 0 }).phrase(hint);
        }
        return;
    }
    which_key(canvas, view, room);
}

/// As many hints as fit whole, those of the lowest ranks, in the order of the line.
fn chosen<'a>(theme: &'a Theme, view: &View<'a>, room: u16) -> Vec<Phrase<'a>> {
    let list = match view.model.screens.last() {
        None => BOARD,
        Some(Screen::Incident(_)) => INCIDENT,
        Some(Screen::Outbox { .. }) => OUTBOX,
        Some(_) => OTHER,
    };
    let mut hints: Vec<(u8, Phrase<'a>)> =
        list.iter().filter_map(|(action, rank)| Some((*rank, hint(theme, view, *action)?))).collect();
    let total = |hints: &[(u8, Phrase<'_>)]| hints.iter().map(|(_, h)| h.width() + 2).sum::<u16>();
    while total(&hints) > room + 1 && hints.len() > 1 {
        let Some(least) = (0..hints.len()).max_by_key(|i| hints[*i].0) else { break };
        hints.remove(least);
    }
    hints.into_iter().map(|(_, hint)| hint).collect()
}

/// `a ack`; dimmed when it cannot be done now.
fn hint<'a>(theme: &'a Theme, view: &View<'a>, action: Action) -> Option<Phrase<'a>> {
    let keys = words::keys(view.model, action);
    if keys.is_empty() {
        return None;
    }
    let can = enabled(action, view.model).is_ok();
    let (key, word) = if can { (Token::Key, Token::Text) } else { (Token::Dim, Token::Dim) };
    let title = match (action, view.model.screens.is_empty()) {
        (Action::Back, true) => "quit",
        (Action::Overview, _) => "overview",
        _ => action.spec().title,
    };
    let mut phrase = Phrase::new(theme).with(keys, key).with(" ", word);
    plain_title(&mut phrase, title, word);
    Some(phrase)
}

/// Titles end with `…` when they open something; that sign is the theme's.
fn plain_title(phrase: &mut Phrase<'_>, title: &'static str, look: Token) {
    match title.strip_suffix('…') {
        Some(stem) => {
            let more = phrase.theme().glyphs.pending;
            phrase.add(stem, look).add(more, look);
        }
        None => {
            phrase.add(title, look);
        }
    }
}

/// The strip of a prefix: every way on, those with the shortest keys as they stand in the table.
fn which_key(canvas: &mut Canvas<'_>, view: &View<'_>, room: u16) {
    let row = view.row(view.area.height - 1);
    canvas.fill(Rect { width: room.min(row.width), ..row }, Token::Header);
    let begun = &view.model.keys.sequence;
    let theme = canvas.theme();
    let prefix: String = begun.iter().map(ToString::to_string).collect();
    let context = Context::of(view.model, view.model.keymap.asks());
    let ways = view.model.keymap.continuations(begun, &context);
    let mut pen = canvas.pen(row.x, row.y, room);
    pen.skip(1).put(SafeText::clean(&prefix, Kind::Label), Token::Key);
    for (keys, does) in &ways {
        let mut way = Phrase::new(theme);
        match does {
            Does::Action(Action::View(_)) => {
                way.add("1-9", Token::Key).add(" view", Token::Header);
            }
            Does::Action(action) => {
                way.add(SafeText::clean(keys, Kind::Label), Token::Key).add(" ", Token::Header);
                plain_title(&mut way, action.spec().title, Token::Header);
            }
            Does::Run(line) => {
                way.add(SafeText::clean(keys, Kind::Label), Token::Key).add(" ", Token::Header);
                way.add(SafeText::clean(line, Kind::Label), Token::Header);
            }
        }
        if way.width() + 2 > pen.left() {
            pen.put(theme.glyphs.cut, Token::Dim);
            break;
        }
        pen.skip(2).phrase(&way);
    }
}

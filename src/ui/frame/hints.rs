//! The last line: keys that can be pressed here, from the action table; while a prefix is open, how it goes on.

use ratatui::layout::Rect;

use crate::{
    app::{
        action::Action,
        keymap::{Context, Does},
        may::{self, enabled},
        model::{Screen, mouse::Hit},
    },
    domain::{Incident, State},
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Phrase, made},
        theme::{Theme, Token},
    },
};

/// What the hint line offers: place on the line, and rank by which they stay. What the state of the incident asks for
/// comes first ([`next`]); whoever reads hints needs the verbs, and the way to all others.
const BOARD: &[(Action, u8)] = &[
    (Action::Triage, 25),
    (Action::Mark, 28),
    (Action::Undo, 29),
    (Action::Filter, 12),
    (Action::Open, 16),
    (Action::OpenLink, 30),
    (Action::Palette, 15),
    (Action::GoOutbox, 31),
    (Action::GoSources, 32),
    (Action::Help, 1),
    (Action::Back, 17),
];

/// With no row on it.
const EMPTY: &[(Action, u8)] = &[
    (Action::New, 4),
    (Action::Undo, 8),
    (Action::Filter, 3),
    (Action::NextView, 5),
    (Action::Refresh, 2),
    (Action::GoSuppressed, 7),
    (Action::GoSources, 6),
    (Action::Palette, 1),
    (Action::Help, 0),
    (Action::Back, 9),
];

const INCIDENT: &[(Action, u8)] = &[
    (Action::Overview, 13),
    (Action::Timeline, 14),
    (Action::Turn, 18),
    (Action::OpenLink, 15),
    (Action::CopyLink, 30),
    (Action::Undo, 29),
    (Action::Help, 1),
    (Action::Back, 12),
];

const OUTBOX: &[(Action, u8)] =
    &[(Action::Retry, 0), (Action::Drop, 1), (Action::Help, 3), (Action::Back, 2)];

const TRIAGE: &[(Action, u8)] = &[
    (Action::Acknowledge, 0),
    (Action::Assign, 3),
    (Action::Hold, 5),
    (Action::Snooze, 6),
    (Action::Resolve, 4),
    (Action::Merge, 8),
    (Action::Cancel, 7),
    (Action::Priority, 10),
    (Action::Status, 11),
    (Action::Note, 9),
    (Action::Repeat, 14),
    (Action::Skip, 1),
    (Action::StepBack, 12),
    (Action::Undo, 13),
    (Action::OpenThis, 15),
    (Action::Help, 16),
    (Action::Back, 2),
];

/// At the summary.
const SUMMARY: &[(Action, u8)] =
    &[(Action::OpenThis, 0), (Action::StepBack, 2), (Action::Undo, 3), (Action::Help, 4), (Action::Back, 1)];

const SUPPRESSED: &[(Action, u8)] = &[
    (Action::Hold, 2),
    (Action::Snooze, 3),
    (Action::Open, 4),
    (Action::Undo, 6),
    (Action::Note, 7),
    (Action::Help, 1),
    (Action::Back, 0),
];

const OTHER: &[(Action, u8)] =
    &[(Action::Refresh, 2), (Action::Down, 3), (Action::HalfDown, 4), (Action::Help, 1), (Action::Back, 0)];

/// Verbs that come behind those that the state asks for.
const VERBS: [Action; 13] = [
    Action::Assign,
    Action::Note,
    Action::Status,
    Action::Priority,
    Action::Hold,
    Action::Resolve,
    Action::Close,
    Action::Contact,
    Action::Cancel,
    Action::Snooze,
    Action::Merge,
    Action::Category,
    Action::AcknowledgeWith,
];

/// What usually comes next for an incident in this state, the likeliest first.
const fn next(state: Option<State>) -> &'static [Action] {
    match state {
        None | Some(State::New) => &[Action::Acknowledge, Action::Assign, Action::Note, Action::Priority],
        Some(State::Acknowledged) => &[Action::Status, Action::Note, Action::Resolve, Action::Hold],
        Some(State::InProgress) => &[Action::Note, Action::Status, Action::Resolve, Action::Hold],
        Some(State::OnHold) => &[Action::Hold, Action::Contact, Action::Note, Action::Snooze],
        Some(State::Mitigated) => &[Action::Resolve, Action::Status, Action::Note, Action::Update],
        Some(State::Resolved) => &[Action::Close, Action::Contact, Action::Status, Action::Note],
        Some(State::Closed | State::Cancelled | State::Merged) => {
            &[Action::Note, Action::Open, Action::OpenLink]
        }
    }
}

/// The hints of this screen with their ranks, those for the state of the incident in front.
fn wanted(view: &View<'_>) -> Vec<(Action, u8)> {
    let can = |list: &[(Action, u8)]| {
        list.iter().copied().filter(|(action, _)| enabled(*action, view.model).is_ok()).collect()
    };
    let rest = match view.model.screens.last() {
        None => BOARD,
        Some(Screen::Incident(_)) => INCIDENT,
        Some(Screen::Outbox { .. }) => return can(OUTBOX),
        Some(Screen::Triage(triage)) if triage.current().is_some() => return TRIAGE.to_vec(),
        Some(Screen::Suppressed(list)) if list.rows().is_empty() => return can(SUPPRESSED),
        Some(Screen::Suppressed(_)) => return SUPPRESSED.to_vec(),
        Some(Screen::Triage(_)) => return SUMMARY.to_vec(),
        Some(_) => return OTHER.to_vec(),
    };
    // On an empty board there is nothing that a verb could be done to.
    let board = &view.model.board;
    if view.model.screens.is_empty() && board.rows(&view.model.inbox) == 0 {
        return can(EMPTY);
    }
    let next = next(view.model.current().map(|i| i.state));
    // On the narrowest terminal the first of them stays, and the way to all others.
    let mut list: Vec<(Action, u8)> = next.iter().copied().zip([0, 2, 3, 4]).collect();
    let verbs = VERBS.into_iter().filter(|v| !next.contains(v)).zip(19..);
    // A verb that its state refuses takes no room from one that it allows.
    list.extend(verbs.filter(|(v, _)| enabled(*v, view.model).is_ok()));
    list.extend(rest.iter().filter(|(a, _)| !next.contains(a)));
    list
}

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
    if matches!(view.model.screens.last(), Some(Screen::Help { .. })) && view.model.help.typing {
        // What is pressed is typed.
        let mut pen = canvas.pen(row.x, row.y, row.width);
        pen.skip(1).put("Enter", Token::Key).put(" keep  ", Token::Text);
        pen.put("Esc", Token::Key).put(" all of it  ", Token::Text);
        pen.put("Up Down", Token::Key).put(" scroll", Token::Text);
        return;
    }
    if keys.sequence.is_empty() {
        let hints = chosen(theme, view, room);
        let mut pen = canvas.pen(row.x, row.y, row.width);
        pen.skip(1);
        let mut hits = Vec::new();
        for (i, (action, hint)) in hints.iter().enumerate() {
            let x = pen.skip(if i > 0 { 2 } else { 0 }).at().0;
            pen.phrase(hint);
            hits.push((Rect { x, y: row.y, width: hint.width(), height: 1 }, Hit::Hint(*action)));
        }
        for (place, hit) in hits {
            canvas.hit(place, hit);
        }
        return;
    }
    which_key(canvas, view, room);
}

/// As many hints as fit whole, those of the lowest ranks, in the order of the line.
fn chosen<'a>(theme: &'a Theme, view: &View<'a>, room: u16) -> Vec<(Action, Phrase<'a>)> {
    let context = may::context(view.model, view.model.keymap.asks());
    let mut hints: Vec<(u8, Action, Phrase<'a>)> = wanted(view)
        .into_iter()
        .filter_map(|(action, rank)| Some((rank, action, hint(theme, view, &context, action)?)))
        .collect();
    let total = |hints: &[(u8, Action, Phrase<'_>)]| hints.iter().map(|(.., h)| h.width() + 2).sum::<u16>();
    while total(&hints) > room + 1 && hints.len() > 1 {
        let Some(least) = (0..hints.len()).max_by_key(|i| hints[*i].0) else { break };
        hints.remove(least);
    }
    hints.into_iter().map(|(_, action, hint)| (action, hint)).collect()
}

/// `a ack`; dimmed when it cannot be done now.
fn hint<'a>(theme: &'a Theme, view: &View<'a>, context: &Context, action: Action) -> Option<Phrase<'a>> {
    let keys = SafeText::clean(&view.model.keymap.key_now(action, context)?, Kind::Label);
    let can = enabled(action, view.model).is_ok();
    let (key, word) = if can { (Token::Key, Token::Text) } else { (Token::Dim, Token::Dim) };
    let title = match (action, view.model.screens.is_empty()) {
        (Action::Back, true) => "quit",
        (Action::Back, _) if is_in_triage(view) => "end",
        (Action::OpenThis, _) if list_is_summary(view) => "board",
        (Action::Snooze, _) if is_asleep(view) => "wake",
        (Action::Hold, _) if view.model.current().is_some_and(|i| i.state == State::OnHold) => "resume",
        _ => action.spec().title,
    };
    let mut phrase = Phrase::new(theme).with(keys, key).with(" ", word);
    plain_title(&mut phrase, title, word);
    Some(phrase)
}

/// Whether `z` would bring it back.
fn is_asleep(view: &View<'_>) -> bool {
    let until = |i: &Incident| {
        i.detail.record.snoozed_until.map(|t| (t, view.model.server_now(&i.source, view.now.utc)))
    };
    view.model.current().and_then(until).is_some_and(|(until, now)| until > now)
}

fn is_in_triage(view: &View<'_>) -> bool {
    matches!(view.model.screens.last(), Some(Screen::Triage(triage)) if triage.current().is_some())
}

fn list_is_summary(view: &View<'_>) -> bool {
    matches!(view.model.screens.last(), Some(Screen::Triage(triage)) if triage.current().is_none())
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

/// The strip of a prefix: every way on, those with the shortest keys as they stand in the table; a second line over it
/// where they do not fit on one.
fn which_key(canvas: &mut Canvas<'_>, view: &View<'_>, room: u16) {
    let last = view.row(view.area.height - 1);
    let begun = &view.model.keys.sequence;
    let theme = canvas.theme();
    let prefix: String = begun.iter().map(ToString::to_string).collect();
    let prefix = SafeText::clean(&prefix, Kind::Label);
    let context = may::context(view.model, view.model.keymap.asks());
    let ways: Vec<Phrase<'_>> = view
        .model
        .keymap
        .continuations(begun, &context)
        .iter()
        .map(|(keys, does)| {
            let mut way = Phrase::new(theme);
            let keys = SafeText::clean(keys, Kind::Label);
            match does {
                Does::Action(Action::View(_)) => {
                    way.add("1-9", Token::Key).add(" view", Token::Header);
                }
                Does::Action(action) => {
                    way.add(keys, Token::Key).add(" ", Token::Header);
                    plain_title(&mut way, action.spec().title, Token::Header);
                }
                Does::Run(line) => {
                    way.add(keys, Token::Key).add(" ", Token::Header);
                    way.add(SafeText::clean(line, Kind::Label), Token::Header);
                }
            }
            way
        })
        .collect();
    let indent = 1 + u16::try_from(prefix.width()).unwrap_or(1);
    let broken = lines(&ways, room.saturating_sub(indent));
    let rows = u16::try_from(broken.len()).unwrap_or(1).clamp(1, MOST_LINES.min(view.area.height));
    for (n, line) in (0..rows).zip(broken) {
        let y = last.y + 1 + n - rows;
        canvas.fill(Rect { y, width: room.min(last.width), ..last }, Token::Header);
        let mut pen = canvas.pen(last.x, y, room);
        pen.skip(1);
        if n == 0 {
            pen.put(&prefix, Token::Key);
        } else {
            pen.skip(indent - 1);
        }
        for way in line {
            if way.width() + 2 > pen.left() {
                pen.put(theme.glyphs.cut, Token::Dim);
                break;
            }
            pen.skip(2).phrase(way);
        }
    }
}

/// Lines the strip takes at most.
const MOST_LINES: u16 = 2;

/// Breaks the ways into lines of `room` cells; what fits on no line stays on the last one, to be cut there.
fn lines<'p, 'a>(ways: &'p [Phrase<'a>], room: u16) -> Vec<&'p [Phrase<'a>]> {
    let (mut broken, mut from, mut used) = (Vec::new(), 0, 0);
    for (n, way) in ways.iter().enumerate() {
        let width = way.width() + 2;
        if used + width > room && n > from && broken.len() + 1 < usize::from(MOST_LINES) {
            broken.push(&ways[from..n]);
            (from, used) = (n, 0);
        }
        used += width;
    }
    broken.push(&ways[from..]);
    broken
}

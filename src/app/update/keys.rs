//! Keys: first to what lies over the screen, then through the keymap to an action.

use super::{
    arrange, columns, desk, explain, forms, moves, new, palette, repeat, screens, triage, undo, verbs,
};
use crate::{
    app::{
        action::{Action, enabled},
        effect::Effect,
        key::{Code, Key},
        keymap::{KeyState, Step},
        layer::Layer,
        model::{Model, Now, Screen, Tab},
    },
    text::SafeText,
};

/// A key was pressed.
pub fn key(model: &mut Model, now: Now, key: Key, fx: &mut Vec<Effect>) {
    model.last_key_ms = Some(now.ms);
    model.unsettled = true;
    let was_leaving = std::mem::take(&mut model.leaving);
    if model.layer.is_some() {
        if key.alt && matches!(key.code, Code::Char(_) | Code::Enter) {
            // Esc and the next key in one packet, as a slow link delivers them: it must leave, not confirm or send.
            forms::key(model, now, Key::plain(Code::Esc), fx);
            return self::key(model, now, Key { alt: false, ..key }, fx);
        }
        forms::key(model, now, key, fx);
        return;
    }
    if !model.keys.sequence.is_empty() && key == Key::plain(Code::Esc) {
        model.keys = KeyState::default();
        return;
    }
    let places = model.places();
    match model.keymap.step(&mut model.keys, key, places) {
        Step::Begun => {}
        Step::Do(action, count) => {
            model.leaving = was_leaving && matches!(action, Action::Back | Action::Quit);
            run(model, now, action, count, fx);
        }
        Step::Unbound if key.alt => {
            // Alt-x that nothing is bound to is Esc, then x: terminals send the same bytes for both.
            self::key(model, now, Key::plain(Code::Esc), fx);
            self::key(model, now, Key { alt: false, ..key }, fx);
        }
        Step::Unbound => model.say(&format!("{key}: no such key here, ? shows them all"), now),
    }
}

/// Text was pasted: into the line being typed, on the board into the filter, and never as keys.
pub fn paste(model: &mut Model, now: Now, text: &str) {
    model.last_key_ms = Some(now.ms);
    forms::paste(model, now, text);
}

/// Does an action, or says why not.
pub fn run(model: &mut Model, now: Now, action: Action, count: Option<u32>, fx: &mut Vec<Effect>) {
    let counted = matches!(
        action,
        Action::Down
            | Action::Up
            | Action::HalfDown
            | Action::HalfUp
            | Action::Mark
            | Action::NextView
            | Action::PreviousView
    );
    if count.is_some() && !counted {
        model.say("a count goes with moving and Space; mark first, then the verb acts on the marks", now);
        return;
    }
    if let Err(refusal) = enabled(action, model) {
        model.said = Some((refusal.0, now.ms));
        return;
    }
    let times = count.unwrap_or(1) as usize;
    match action {
        Action::Down | Action::Up | Action::Top | Action::Bottom | Action::HalfDown | Action::HalfUp => {
            moves::step(model, action, times);
        }
        Action::NextView => turn_tab(model, now, times as isize),
        Action::PreviousView => turn_tab(model, now, -(times as isize)),
        Action::View(n) => moves::view(model, now, usize::from(n.max(1)) - 1),
        Action::Open if arrange::turn(model) => {}
        Action::Open | Action::Overview => screens::open(model, Tab::Overview, fx),
        Action::Timeline => screens::open(model, Tab::Timeline, fx),
        Action::Turn => screens::turn(model),
        Action::Back => screens::back(model, now, fx),
        Action::Quit => screens::quit(model, now, fx),
        Action::Mark => moves::mark(model, times),
        Action::Range => moves::range(model, now),
        Action::MarkAll => moves::mark_all(model, now),
        Action::Acknowledge => verbs::acknowledge(model, now, fx),
        Action::AcknowledgeWith => verbs::acknowledge_with(model, now, fx),
        Action::Assign => verbs::assign(model),
        Action::Note => verbs::note(model, fx),
        Action::Resolve
        | Action::Status
        | Action::Priority
        | Action::Category
        | Action::Hold
        | Action::Snooze
        | Action::Merge
        | Action::Close
        | Action::Cancel
        | Action::Contact
        | Action::Update => desk::press(model, now, action, fx),
        Action::New => new::open(model, now, fx),
        Action::Explain => explain::open(model),
        Action::Retry | Action::Drop => verbs::outbox(model, action, fx),
        Action::Undo => undo::undo(model, now, fx),
        Action::Repeat => repeat::repeat(model, now, fx),
        Action::Triage => triage::open(model, now, fx),
        Action::Sort | Action::Group | Action::Collapse | Action::Expand | Action::CollapseAll => {
            arrange::press(model, now, action);
        }
        Action::Columns | Action::SaveView | Action::RemoveView => columns::press(model, now, action, fx),
        Action::Palette => palette::open(model, now),
        Action::Theme => palette::themes(model, now),
        Action::Reload => fx.push(Effect::Reload),
        Action::GoSuppressed => screens::go(model, Screen::Suppressed { cursor: 0 }),
        Action::Filter => forms::open_filter(model),
        Action::OpenLink | Action::CopyId | Action::CopyLink => link(model, now, action, fx),
        Action::Refresh => {
            fx.push(Effect::Refresh(None));
            model.say("asking every source now", now);
        }
        Action::GoBoard => model.screens.clear(),
        Action::GoOutbox => screens::go(model, Screen::Outbox { cursor: 0 }),
        Action::GoSources => screens::go(model, Screen::Sources { cursor: 0 }),
        Action::Help => screens::go(model, Screen::Help { top: 0 }),
        Action::Redraw => fx.push(Effect::Redraw),
        Action::Suspend => fx.push(Effect::Suspend),
        Action::Escape => escape(model, now),
    }
}

fn turn_tab(model: &mut Model, now: Now, by: isize) {
    match model.screens.last_mut() {
        None => {
            let count = model.views.len().max(1) as isize;
            let view = (model.view as isize + by).rem_euclid(count) as usize;
            moves::view(model, now, view);
        }
        Some(Screen::Incident(screen)) => {
            screen.tab = if screen.tab == Tab::Overview { Tab::Timeline } else { Tab::Overview };
            screen.top = 0;
        }
        Some(_) => {}
    }
}

fn link(model: &mut Model, now: Now, action: Action, fx: &mut Vec<Effect>) {
    let Some(incident) = model.current() else { return };
    let words: Option<SafeText> = match action {
        Action::CopyId => Some(incident.id.text()),
        _ => incident.detail.url.clone(),
    };
    let Some(words) = words else { return };
    if action == Action::OpenLink {
        model.layer = Some(Layer::Link(words));
        return;
    }
    fx.push(Effect::Copy(words));
    model.say("sent to the terminal's clipboard", now);
}

/// Esc with nothing open: the filter first, then the marks.
fn escape(model: &mut Model, now: Now) {
    if !model.screens.is_empty() {
        model.screens.pop();
    } else if !model.board.filter.text.is_empty() {
        forms::set_filter(model, now, String::new());
    } else if model.board.range_from.take().is_some() {
    } else if !model.board.marks.is_empty() {
        model.board.dropped_marks = std::mem::take(&mut model.board.marks);
        model.say("marks dropped: u brings them back", now);
    }
}

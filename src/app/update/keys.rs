//! Keys: first to what lies over the screen, then through the keymap to an action.

use super::{
    board::{arrange, columns, moves, selection},
    desk, explain, forms, help, new, palette, repeat, screens, triage, undo, verbs,
};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        key::{Code, Key},
        keymap::{KeyState, Step},
        may::{self, enabled},
        model::{
            Model, Now, Screen, Tab,
            layer::{Layer, Then},
            menu::{Entry as MenuEntry, Menu},
        },
        told::copy::{self, Copied, What},
    },
    backend::Target,
    text::{Kind, SafeText},
};

/// A key was pressed.
pub fn key(model: &mut Model, now: Now, key: Key, fx: &mut Vec<Effect>) {
    model.last_key_ms = Some(now.ms);
    model.unsettled = true;
    let was_leaving = std::mem::take(&mut model.leaving);
    let gait = std::mem::take(&mut model.gait);
    if model.layer.is_some() {
        if key.alt && matches!(key.code, Code::Char(_) | Code::Enter) {
            // Esc and the next key in one packet, as a slow link delivers them: it must leave, not confirm or send.
            forms::key(model, now, Key::plain(Code::Esc), fx);
            return self::key(model, now, Key { alt: false, ..key }, fx);
        }
        forms::key(model, now, key, fx);
        return;
    }
    if model.keys.sequence.is_empty() && help::key(model, key) {
        return;
    }
    if !model.keys.sequence.is_empty() && key == Key::plain(Code::Esc) {
        model.keys = KeyState::default();
        return;
    }
    let context = may::context(model, model.keymap.asks());
    let begun = model.keys.sequence.clone();
    match model.keymap.step(&mut model.keys, key, &context) {
        Step::Begun => {}
        Step::Do(action, count) => {
            model.leaving = was_leaving && matches!(action, Action::Back | Action::Quit);
            if matches!(action, Action::Down | Action::Up | Action::HalfDown | Action::HalfUp) {
                model.gait = gait.step(now.ms);
            }
            run(model, now, action, count, fx);
        }
        Step::Run(_, Some(_)) => no_count(model, now),
        Step::Run(line, None) => line_of_key(model, now, &line, fx),
        Step::Unbound if key.alt => {
            // Alt-x that nothing is bound to is Esc, then x: terminals send the same bytes for both.
            self::key(model, now, Key::plain(Code::Esc), fx);
            self::key(model, now, Key { alt: false, ..key }, fx);
        }
        Step::Unbound => {
            let help = model.key(Action::Help);
            let keys: String = begun.iter().chain([&key]).map(ToString::to_string).collect();
            model.say(&format!("{keys}: no such key here, {help} shows them all"), now);
        }
    }
}

fn no_count(model: &mut Model, now: Now) {
    let mark = model.key(Action::Mark);
    let words = format!("a count goes with moving and {mark}: mark first, then press the verb");
    model.say(&words, now);
}

/// A line of the command line that a key was bound to (`run` in `keys.toml`): it is asked as if it were typed behind
/// `:`, for what is marked or under the cursor.
fn line_of_key(model: &mut Model, now: Now, line: &str, fx: &mut Vec<Effect>) {
    palette::do_this(model, now, line, fx);
}

/// Text was pasted: into the line being typed, on the board into the filter, and never as keys.
pub fn paste(model: &mut Model, now: Now, text: &str) {
    model.last_key_ms = Some(now.ms);
    if model.layer.is_none() && help::paste(model, text) {
        return;
    }
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
        no_count(model, now);
        return;
    }
    if selection::lapsed(model, now, action) || triage::typed_ahead(model, now, action) {
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
        Action::Quit => screens::quit(model, now, Action::Quit, fx),
        Action::Mark => moves::mark(model, times),
        Action::Range => moves::range(model, now),
        Action::MarkAll => moves::mark_all(model, now),
        Action::Acknowledge => verbs::acknowledge(model, now, fx),
        Action::AcknowledgeWith => verbs::acknowledge_with(model, now, fx),
        Action::Assign => verbs::assign(model, now),
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
        Action::Skip => triage::skip(model, now, fx),
        Action::StepBack => triage::step_back(model, now, fx),
        Action::OpenThis => triage::open_this(model, fx),
        Action::Sort | Action::Group | Action::Collapse | Action::Expand | Action::CollapseAll => {
            arrange::press(model, now, action);
        }
        Action::Columns | Action::SaveView | Action::RemoveView => columns::press(model, now, action, fx),
        Action::Palette => palette::open(model, now, fx),
        Action::Theme => palette::themes(model, now, fx),
        Action::Reload => {
            fx.push(Effect::Reload);
            model.say("keys, views and theme are read again where their files changed", now);
        }
        Action::GoSuppressed => screens::suppressed(model, now),
        Action::Filter => forms::open_filter(model),
        Action::OpenLink => link(model),
        Action::CopyId => copy(model, now, What::Id, fx),
        Action::CopyLink => copy(model, now, What::Link, fx),
        Action::CopyMarkdown => copy(model, now, What::Markdown, fx),
        Action::CopySitrep => copy(model, now, What::Sitrep, fx),
        Action::Refresh => {
            fx.push(Effect::Refresh(None));
            model.say("asking every source now", now);
        }
        Action::GoBoard => model.screens.clear(),
        Action::GoOutbox => screens::go(model, Screen::Outbox { cursor: 0 }),
        Action::GoSources => screens::go(model, Screen::Sources { cursor: 0 }),
        Action::Help => help::open(model),
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

fn copy(model: &mut Model, now: Now, what: What, fx: &mut Vec<Effect>) {
    let Copied { text, what } = copy::of(model, now.utc, what);
    if let Some(text) = text {
        fx.push(Effect::Copy { text, what });
    }
}

/// `o`: the link is shown first; where there is a runbook as well, which of them is asked.
fn link(model: &mut Model) {
    let Some(detail) = model.current().map(|i| &i.detail) else { return };
    model.layer = match (detail.url.clone(), detail.runbook.clone()) {
        (Some(url), Some(runbook)) if url != runbook => {
            let entry = |key, title: &str, hint: SafeText| MenuEntry {
                key,
                title: SafeText::clean(title, Kind::Label),
                then: Then::Link(hint.clone()),
                hint,
                refused: None,
            };
            let targets = model.current().map(Target::from).into_iter().collect();
            let entries = vec![entry('o', "page", url), entry('r', "runbook", runbook)];
            Some(Layer::Menu(Menu { verb: "link", targets, entries }))
        }
        (Some(url), _) | (None, Some(url)) => Some(Layer::Link(url)),
        (None, None) => None,
    };
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
        model.board.acting.clear();
        let undo = model.key(Action::Undo);
        model.say(&format!("marks dropped: {undo} brings them back"), now);
    }
}

//! What is typed: the filter line, words of several lines, whom to assign, a strip's answer.

use super::{board::columns, desk, explain, new, palette, verbs};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        entry::{Entry, Pasted, Typed},
        key::{Code, Key},
        model::{
            Model, Now,
            layer::{FilterLine, Layer, Strip, Words, WordsFor},
            seen::Seen,
        },
    },
    backend::Verb,
    domain::query::Query,
    text::{Kind, Opaque, SafeText},
};

/// A change of a form is written to disk this long after it, milliseconds.
pub const SAVE_AFTER_MS: u64 = 1_000;

/// A key while something is open.
pub fn key(model: &mut Model, now: Now, key: Key, fx: &mut Vec<Effect>) {
    match model.keymap.while_typing(key) {
        Some(Action::Suspend) => return suspend(model, fx),
        Some(_) => return fx.push(Effect::Redraw),
        None => {}
    }
    // The way out of every program: what is open is closed, as by Esc; the next one leaves.
    let key = if key == Key::ctrl('c') { Key::plain(Code::Esc) } else { key };
    // Behind a Ctrl-x only what goes with it is still a part of it.
    let goes_on = key.ctrl && matches!(key.code, Code::Char('e' | 'u' | 'x'));
    if let Some(entry) = model.layer.as_mut().and_then(Layer::entry).filter(|_| !goes_on) {
        entry.let_go();
    }
    let Some(layer) = model.layer.take() else { return };
    match layer {
        Layer::Filter(line) => filter_key(model, now, line, key, fx),
        Layer::Words(words) => words_key(model, now, words, key, fx),
        Layer::Assign(assign) => verbs::assign_key(model, now, assign, key, fx),
        Layer::Strip(strip) => strip_key(model, now, strip, key, fx),
        Layer::Menu(menu) => desk::menu_key(model, now, menu, key, fx),
        Layer::Matrix(matrix) => desk::matrix_key(model, now, matrix, key, fx),
        Layer::Search(search) => desk::search_key(model, now, search, key, fx),
        Layer::New(form) => new::key(model, now, form, key, fx),
        Layer::Explain(explain) => explain::key(model, now, explain, key),
        Layer::Palette(line) => palette::key(model, now, line, key, fx),
        Layer::Columns(pick) => columns::key(model, now, pick, key, fx),
        Layer::Link(url) => match key.code {
            Code::Enter | Code::Char('o') => fx.push(Effect::OpenLink(url)),
            Code::Char('y') => fx.push(Effect::Copy { text: url, what: "link".to_owned() }),
            _ => {}
        },
    }
    // While the editor has the terminal nothing is saved by the clock.
    if let Some(Effect::Editor { .. }) = fx.last()
        && let Some(save) = save_now(model)
    {
        fx.insert(fx.len() - 1, save);
    }
}

/// Stops with something open. Otherwise `fg` would be typed into the form by a person who believes to be in the shell.
fn suspend(model: &mut Model, fx: &mut Vec<Effect>) {
    // What is typed is on disk before anything can happen to the stopped program.
    fx.extend(save_now(model));
    // A question is asked anew afterwards: its answer must not be a key meant for the shell.
    if let Some(Layer::Strip(_) | Layer::Link(_)) = &model.layer {
        model.layer = None;
    }
    fx.push(Effect::Suspend);
}

/// What is to be kept of the open form, at once.
fn save_now(model: &mut Model) -> Option<Effect> {
    match &mut model.layer {
        Some(Layer::Words(words)) => {
            words.unsaved_ms = None;
            let text = Opaque::new(words.input.value());
            Some(Effect::SaveDraft { slot: words.slot.clone(), text })
        }
        Some(Layer::New(form)) => new::leave(form),
        _ => None,
    }
}

/// Text pasted into what is open, on the board into the filter.
pub fn paste(model: &mut Model, now: Now, text: &str) {
    match &mut model.layer {
        Some(Layer::New(_)) => new::paste(model, now, text),
        Some(layer) => {
            if let Some(entry) = layer.entry() {
                let cut = entry.paste(text);
                typed(model, now);
                say_cut(model, now, cut, "the paste");
            }
        }
        None if model.screens.is_empty() => {
            open_filter(model);
            paste(model, now, text);
        }
        None => model.say("pasted text is never taken as keys", now),
    }
}

/// What follows when the text of a layer became another one by other means than a key.
fn typed(model: &mut Model, now: Now) {
    match &mut model.layer {
        Some(Layer::Filter(line)) => {
            line.look();
            let value = line.input.value().to_owned();
            apply_filter(model, now, value);
        }
        Some(Layer::Words(words)) => {
            words.unsaved_ms.get_or_insert(now.ms);
        }
        Some(Layer::Assign(assign)) => assign.pick = 0,
        Some(Layer::Search(_)) => desk::search_typed(model, now),
        Some(Layer::Palette(_)) => palette::typed(model, now),
        _ => {}
    }
}

/// `/`
pub fn open_filter(model: &mut Model) {
    let seen = Seen::of(&model.inbox, &model.sources);
    model.layer = Some(Layer::Filter(FilterLine::new(&model.board.filter.text, seen)));
}

fn filter_key(model: &mut Model, now: Now, mut line: FilterLine, key: Key, fx: &mut Vec<Effect>) {
    let changed = match key.code {
        Code::Esc => {
            set_filter(model, now, String::new());
            return;
        }
        Code::Enter => {
            if model.board.filter.error.is_none() {
                return;
            }
            // What is wrong is to be read now, not how it could go on.
            line.offers.clear();
            false
        }
        Code::Tab => line.turn(false),
        Code::BackTab => line.turn(true),
        _ => {
            let changed = edit(model, now, &mut line.input, key, "filter", fx);
            line.look();
            changed
        }
    };
    if changed {
        apply_filter(model, now, line.input.value().to_owned());
    }
    model.layer = Some(Layer::Filter(line));
}

/// Sets the filter as if it had been typed.
pub fn set_filter(model: &mut Model, now: Now, text: String) {
    apply_filter(model, now, text);
}

fn apply_filter(model: &mut Model, now: Now, text: String) {
    let query = if text.trim().is_empty() { Ok(None) } else { Query::parse(&text).map(Some) };
    model.board.filter.text = text;
    match query {
        Ok(query) => {
            model.board.filter.error = None;
            model.board.filter.query.clone_from(&query);
            model.inbox.filter(query, now.utc);
            let height = model.list_height();
            model.board.return_to(&model.inbox, height);
        }
        // The last good result stays on screen while the text is being mended.
        Err(e) => model.board.filter.error = Some((e.at, SafeText::clean(&e.words(), Kind::Line))),
    }
}

fn words_key(model: &mut Model, now: Now, mut words: Words, key: Key, fx: &mut Vec<Effect>) {
    match (key.code, key.ctrl) {
        (Code::Esc, _) => {
            if words.input.value().trim().is_empty() {
                fx.push(Effect::DeleteDraft(words.slot));
            } else {
                fx.push(Effect::SaveDraft { slot: words.slot, text: Opaque::new(words.input.value()) });
                model.say("kept as a draft: the same key brings it back", now);
            }
            return;
        }
        (Code::Char('p'), true) => {
            if let WordsFor::Update { public } = &mut words.purpose {
                *public = !*public;
            }
        }
        (Code::Enter, _) => {
            desk::send(model, now, words, fx);
            return;
        }
        _ => {
            if edit(model, now, &mut words.input, key, &words.slot, fx) {
                words.unsaved_ms.get_or_insert(now.ms);
            }
        }
    }
    model.layer = Some(Layer::Words(words));
}

/// Writes the open form to disk when its time has come.
pub fn save_due(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    if let Some(Layer::Words(words)) = &mut model.layer
        && words.unsaved_ms.is_some_and(|t| now.ms >= t + SAVE_AFTER_MS)
    {
        words.unsaved_ms = None;
        fx.push(Effect::SaveDraft { slot: words.slot.clone(), text: Opaque::new(words.input.value()) });
    }
    new::due(model, now, fx);
}

/// A draft was found: it is taken when nothing was typed meanwhile.
pub fn draft(model: &mut Model, now: Now, slot: &str, text: Option<Opaque>) {
    if slot == crate::app::model::palette::SLOT {
        return palette::recalled(model, now, text.as_ref().map_or("", Opaque::to_source));
    }
    if let Some(Layer::New(_)) = &model.layer {
        return new::draft(model, now, slot, text.as_ref().map(Opaque::to_source));
    }
    if let (Some(Layer::Words(words)), Some(text)) = (&mut model.layer, text)
        && words.slot == slot
        && words.input.value().is_empty()
    {
        words.input.set(text.to_source());
    }
}

/// The draft is on disk under this id.
pub fn draft_saved(model: &mut Model, now: Now, slot: &str, id: String, fx: &mut Vec<Effect>) {
    if let Some(Layer::Words(words)) = &mut model.layer
        && words.slot == slot
    {
        words.draft = Some(id);
    } else {
        new::draft_saved(model, now, slot, &id, fx);
    }
}

/// The editor came back.
pub fn edited(model: &mut Model, now: Now, slot: &str, text: &str) {
    let Some(layer) = model.layer.as_mut().filter(|layer| layer.slot() == Some(slot)) else { return };
    if let Layer::New(_) = layer {
        return new::edited(model, now, text.trim_end());
    }
    if let Some(entry) = layer.entry() {
        let cut = entry.replace(text.trim_end(), None);
        typed(model, now);
        say_cut(model, now, cut, "the text");
    }
}

fn strip_key(model: &mut Model, now: Now, strip: Strip, key: Key, fx: &mut Vec<Effect>) {
    if key.code == Code::Esc {
        model.say("left as it was", now);
        return;
    }
    let chosen = match key.code {
        // What was typed before the strip could be read is dropped.
        Code::Char(c) if now.ms >= strip.armed_at_ms && !key.ctrl => {
            strip.choices.iter().find(|choice| choice.key == c)
        }
        _ => None,
    };
    match chosen.map(|choice| choice.then.clone()) {
        None => model.layer = Some(Layer::Strip(strip)),
        Some(then) => desk::choose(model, now, then, fx),
    }
}

/// A key for what is being typed. True if the text changed.
pub fn edit(
    model: &mut Model,
    now: Now,
    entry: &mut Entry,
    key: Key,
    slot: &str,
    fx: &mut Vec<Effect>,
) -> bool {
    match entry.key(key) {
        Typed::Changed => return true,
        Typed::Full => model.say(&format!("{} bytes is all that fits here", entry.cap()), now),
        Typed::Editor => {
            fx.push(Effect::Editor { slot: slot.to_owned(), text: entry.value().to_owned() });
        }
        Typed::Moved | Typed::Ignored => {}
    }
    false
}

/// Says what of `what` was not taken.
pub fn say_cut(model: &mut Model, now: Now, cut: Pasted, what: &str) {
    if let Some(words) = cut.words(what) {
        model.say(&words, now);
    }
}

/// Reads `2h: words` as a length and words; without a length all of it is words.
pub fn ack_words(text: &str) -> Verb {
    let trimmed = text.trim();
    let (head, rest) = trimmed.split_once(':').unwrap_or((trimmed, ""));
    let length = head.trim().ends_with(|c: char| c.is_ascii_alphabetic());
    let (for_s, words) = match crate::domain::time::parse_duration(head.trim()) {
        Ok(s) if length && s > 0 => (Some(s), rest.trim()),
        _ => (None, trimmed),
    };
    Verb::Ack { note: (!words.is_empty()).then(|| Opaque::new(words)), for_s }
}

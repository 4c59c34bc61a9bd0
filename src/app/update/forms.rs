//! What is typed: the filter line, words of several lines, whom to assign, a strip's answer.

use tui_input::{Input, InputRequest};

use super::{columns, desk, explain, new, palette, verbs};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        key::{Code, Key},
        layer::{FilterLine, Layer, Strip, Words, WordsFor},
        menu::MatrixPick,
        model::{Model, Now},
        seen::Seen,
    },
    backend::Verb,
    domain::query::Query,
    text::{Kind, Opaque, SafeText},
};

/// A change of a form is written to disk this long after it, milliseconds.
pub const SAVE_AFTER_MS: u64 = 1_000;
/// Characters one form takes; what is longer is a document, not a note.
const WORDS_CAP: usize = 64 * 1024;

/// A key while something is open.
pub fn key(model: &mut Model, now: Now, key: Key, fx: &mut Vec<Effect>) {
    match model.keymap.while_typing(key) {
        Some(Action::Suspend) => return suspend(model, fx),
        Some(_) => return fx.push(Effect::Redraw),
        None => {}
    }
    let Some(layer) = model.layer.take() else { return };
    match layer {
        Layer::Filter(line) => filter_key(model, now, line, key),
        Layer::Words(words) => words_key(model, now, words, key, fx),
        Layer::Assign(assign) => verbs::assign_key(model, assign, key, fx),
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
            Code::Char('y') => fx.push(Effect::Copy(url)),
            _ => {}
        },
    }
}

/// Stops with something open. Otherwise `fg` would be typed into the form by a person who believes to be in the shell.
fn suspend(model: &mut Model, fx: &mut Vec<Effect>) {
    match &mut model.layer {
        // What is typed is on disk before anything can happen to the stopped program.
        Some(Layer::Words(words)) => {
            words.unsaved_ms = None;
            fx.push(Effect::SaveDraft { slot: words.slot.clone(), text: Opaque::new(words.input.value()) });
        }
        Some(Layer::New(form)) => fx.extend(new::leave(form)),
        // A question is asked anew afterwards: its answer must not be a key meant for the shell.
        Some(Layer::Strip(_) | Layer::Link(_)) => model.layer = None,
        _ => {}
    }
    fx.push(Effect::Suspend);
}

/// Text pasted into what is open, on the board into the filter.
pub fn paste(model: &mut Model, now: Now, text: &str) {
    match &mut model.layer {
        Some(Layer::Filter(line)) => {
            insert(&mut line.input, &one_line(text));
            line.look();
            let value = line.input.value().to_owned();
            apply_filter(model, now, value);
        }
        Some(Layer::Words(words)) => {
            insert(&mut words.input, text);
            words.unsaved_ms.get_or_insert(now.ms);
        }
        Some(Layer::Assign(assign)) => {
            insert(&mut assign.input, &one_line(text));
            assign.pick = 0;
        }
        Some(Layer::Matrix(MatrixPick { reason: Some(reason), .. })) => insert(reason, &one_line(text)),
        Some(Layer::Search(_)) => desk::search_paste(model, now, &one_line(text)),
        Some(Layer::New(_)) => new::paste(model, now, text),
        Some(Layer::Palette(_)) => palette::paste(model, now, text),
        Some(
            Layer::Strip(_)
            | Layer::Link(_)
            | Layer::Menu(_)
            | Layer::Matrix(_)
            | Layer::Explain(_)
            | Layer::Columns(_),
        ) => {}
        None if model.screens.is_empty() => {
            open_filter(model);
            paste(model, now, text);
        }
        None => model.say("pasted text is never taken as keys", now),
    }
}

/// `/`
pub fn open_filter(model: &mut Model) {
    let seen = Seen::of(&model.inbox, &model.sources);
    model.layer = Some(Layer::Filter(FilterLine::new(model.board.filter.text.clone(), seen)));
}

fn filter_key(model: &mut Model, now: Now, mut line: FilterLine, key: Key) {
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
            let changed = edit(&mut line.input, key);
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
    let chord = std::mem::take(&mut words.chord);
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
        (Code::Char('e'), true) if chord => {
            fx.push(Effect::Editor { slot: words.slot.clone(), text: words.input.value().to_owned() });
        }
        (Code::Char('x'), true) => words.chord = true,
        (Code::Char('p'), true) => {
            if let WordsFor::Update { public } = &mut words.purpose {
                *public = !*public;
            }
        }
        (Code::Char('j'), true) => {
            insert(&mut words.input, "\n");
            words.unsaved_ms.get_or_insert(now.ms);
        }
        (Code::Enter, _) => {
            desk::send(model, now, words, fx);
            return;
        }
        (Code::Up, _) => line_up(&mut words.input),
        (Code::Down, _) => line_down(&mut words.input),
        _ => {
            if edit(&mut words.input, key) {
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
    if let Some(Layer::New(_)) = &model.layer {
        return new::draft(model, now, slot, text.as_ref().map(Opaque::to_source));
    }
    if let (Some(Layer::Words(words)), Some(text)) = (&mut model.layer, text)
        && words.slot == slot
        && words.input.value().is_empty()
    {
        words.input = Input::new(text.to_source().to_owned());
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
    if let Some(Layer::Words(words)) = &mut model.layer
        && words.slot == slot
    {
        words.input = Input::default();
        insert(&mut words.input, text.trim_end());
        words.unsaved_ms = Some(now.ms);
    } else {
        new::edited(model, now, slot, text);
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

/// An editing key. True if the text changed.
pub fn edit(input: &mut Input, key: Key) -> bool {
    let request = match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) if input.value().len() < WORDS_CAP => InputRequest::InsertChar(c),
        (Code::Backspace, false, _) => InputRequest::DeletePrevChar,
        (Code::Delete, ..) | (Code::Char('d'), true, _) => InputRequest::DeleteNextChar,
        (Code::Left, true, _) => InputRequest::GoToPrevWord,
        (Code::Right, true, _) => InputRequest::GoToNextWord,
        (Code::Left, ..) => InputRequest::GoToPrevChar,
        (Code::Right, ..) => InputRequest::GoToNextChar,
        (Code::Char('w') | Code::Backspace, true, _) => InputRequest::DeletePrevWord,
        (Code::Char('u'), true, _) => InputRequest::DeleteLine,
        (Code::Char('k'), true, _) => InputRequest::DeleteTillEnd,
        (Code::Home, ..) => InputRequest::GoToStart,
        (Code::End, ..) | (Code::Char('e'), true, _) => InputRequest::GoToEnd,
        _ => return false,
    };
    input.handle(request).is_some_and(|changed| changed.value)
}

/// Puts text in at the caret, up to the cap.
pub fn insert(input: &mut Input, text: &str) {
    let caret = input.cursor();
    let value = input.value();
    let at = value.char_indices().nth(caret).map_or(value.len(), |(i, _)| i);
    let room = WORDS_CAP.saturating_sub(value.len());
    let mut end = text.len().min(room);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let taken: String = text[..end].chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let joined = format!("{}{taken}{}", &value[..at], &value[at..]);
    *input = Input::new(joined).with_cursor(caret + taken.chars().count());
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The caret one line up, in the same column where there is one.
pub(super) fn line_up(input: &mut Input) {
    let (line, column) = line_and_column(input);
    if line > 0 {
        go_to(input, line - 1, column);
    }
}

pub(super) fn line_down(input: &mut Input) {
    let (line, column) = line_and_column(input);
    go_to(input, line + 1, column);
}

fn line_and_column(input: &Input) -> (usize, usize) {
    let before: String = input.value().chars().take(input.cursor()).collect();
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count());
    (line, column)
}

fn go_to(input: &mut Input, line: usize, column: usize) {
    let mut caret = 0;
    for (n, text) in input.value().split('\n').enumerate() {
        let len = text.chars().count();
        if n == line {
            let to = caret + column.min(len);
            input.handle(InputRequest::SetCursor(to));
            return;
        }
        caret += len + 1;
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

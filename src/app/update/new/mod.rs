//! `N`: keys and answers of the form of a new incident.

mod fill;
mod send;
#[cfg(test)]
mod tests;

pub use send::{draft_saved, key_made, opened};

use super::{SAVE_AFTER_MS, forms};
use crate::{
    app::{
        effect::Effect,
        entry::Typed,
        key::{Code, Key},
        model::{
            Model, Now,
            layer::Layer,
            new::{Chord, Field, Is, NewForm, SLOT, Step, Through, kept::Kept, since},
        },
    },
    domain::Incident,
    text::{Opaque, SafeText},
};

/// What looks alike is searched for this long after the last change, milliseconds.
pub const SEARCH_AFTER_MS: u64 = 300;
/// A save that does not answer holds the sending no longer than this, milliseconds: an incident that is not opened is
/// worse than a draft that is not kept.
pub const SAVE_PATIENCE_MS: u64 = 2_000;

/// Opens the form; what was left earlier comes back.
pub fn open(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let form = NewForm::new(&model.sources, now.ms);
    fx.push(Effect::LoadDraft(SLOT.to_owned()));
    fx.push(Effect::MakeKey(SLOT.to_owned()));
    model.layer = Some(Layer::New(Box::new(form)));
}

/// A key in it.
pub fn key(model: &mut Model, now: Now, mut form: Box<NewForm>, key: Key, fx: &mut Vec<Effect>) {
    let chord = form.chord.take();
    if key.code == Code::Esc {
        return send::leave_it(model, now, &form, fx);
    }
    match (chord, key.code, key.ctrl) {
        (Some(Chord::Attach), Code::Char(c @ '1'..='9'), _) if form.step == Step::Typing => {
            return send::attach(model, now, form, c as usize - '1' as usize, fx);
        }
        (Some(Chord::Editor), Code::Char('e'), true) => {
            let text = form.line(Field::More).map(|l| l.input.value().to_owned()).unwrap_or_default();
            fx.push(Effect::Editor { slot: SLOT.to_owned(), text });
            form.field = Field::More;
        }
        // What is on its way is not changed under it.
        _ if form.step != Step::Typing => {
            model.say("it is being opened: Esc leaves, the answer is told", now);
        }
        (_, Code::Char('g'), true) => {
            form.chord = Some(Chord::Attach);
            if form.alike.is_empty() {
                form.chord = None;
                model.say("nothing looks like it: there is nothing to attach to", now);
            }
        }
        (_, Code::Char('x'), true) if form.field.line().is_none() => form.chord = Some(Chord::Editor),
        (_, Code::Char('n'), true) => fresh(model, now, &mut form, fx),
        (_, Code::Char('r'), true) => {
            form.first_contact = !form.first_contact;
            fill::leave_field(&mut form);
            form.field = if form.first_contact { Field::Done } else { Field::More };
            touched(&mut form, now);
        }
        (_, Code::Enter, _) => return enter(model, now, form, fx),
        (_, Code::Tab, _) => step(&mut form, 1),
        (_, Code::BackTab, _) => step(&mut form, -1),
        (_, Code::PageDown, _) => go(&mut form, Field::More),
        (_, Code::PageUp, _) => go(&mut form, Field::Caller),
        (_, Code::Up, false) => up_or_down(model, now, &mut form, -1),
        (_, Code::Down, false) => up_or_down(model, now, &mut form, 1),
        _ if form.field.line().is_some() => typed(model, now, &mut form, key, fx),
        _ => chosen(model, now, &mut form, key),
    }
    model.layer = Some(Layer::New(form));
}

/// `Enter`: the next field; on the last one all of it is sent.
fn enter(model: &mut Model, now: Now, mut form: Box<NewForm>, fx: &mut Vec<Effect>) {
    fill::leave_field(&mut form);
    let last = form.fields().last();
    // What was refused is tried again from wherever the caret is.
    if last != Some(form.field) && form.refused.is_none() {
        step(&mut form, 1);
        model.layer = Some(Layer::New(form));
        return;
    }
    send::send(model, now, form, fx);
}

fn step(form: &mut NewForm, by: isize) {
    let fields: Vec<Field> = form.fields().collect();
    let at = fields.iter().position(|f| *f == form.field).unwrap_or(0) as isize;
    let to = (at + by).rem_euclid(fields.len() as isize) as usize;
    go(form, fields[to]);
}

fn go(form: &mut NewForm, to: Field) {
    fill::leave_field(form);
    form.field = to;
}

/// Through what is offered for the field; where nothing is, through the lines of a text and through the fields.
fn up_or_down(model: &Model, now: Now, form: &mut NewForm, by: isize) {
    let field = form.field;
    if field == Field::Since
        && let Err(fault) = since::read(form.text(field), now.utc, model.zone)
        && let Some(choice) = if by > 0 { fault.choices.last() } else { fault.choices.first() }
    {
        if let Some(line) = form.line_mut(field) {
            line.put(choice);
        }
        return touched(form, now);
    }
    let choices = if form.offers(field).is_empty() { 0 } else { form.offers(field).choices() };
    if let Some(line) = form.line_mut(field) {
        if choices > 1 {
            line.pick = (line.pick as isize + by).rem_euclid(choices as isize) as usize;
            line.ours = false;
            fill::after_pick(model, form, field);
            return touched(form, now);
        }
        if field.has_lines() {
            let code = if by < 0 { Code::Up } else { Code::Down };
            if line.input.key(Key::plain(code)) == Typed::Moved {
                return;
            }
        }
    }
    step(form, by);
}

/// An editing key in a field of text.
fn typed(model: &mut Model, now: Now, form: &mut NewForm, key: Key, fx: &mut Vec<Effect>) {
    let field = form.field;
    let Some(line) = form.line_mut(field) else { return };
    if forms::edit(model, now, &mut line.input, key, SLOT, fx) {
        fill::after_typing(model, form, field);
        touched(form, now);
    }
}

/// A letter or a digit in a field of choices.
fn chosen(model: &mut Model, now: Now, form: &mut NewForm, key: Key) {
    let digit = |c: char| c.to_digit(10).and_then(|d| u8::try_from(d).ok());
    let (impacts, urgencies) = form
        .to()
        .map_or((3, 3), |s| (model.practice(s).matrix.impacts(), model.practice(s).matrix.urgencies()));
    let Code::Char(c) = key.code else {
        if matches!(key.code, Code::Backspace | Code::Delete) {
            match form.field {
                Field::Impact => form.impact = None,
                Field::Urgency => form.urgency = None,
                _ => return,
            }
            touched(form, now);
        }
        return;
    };
    if key.ctrl {
        return;
    }
    let low = c.to_ascii_lowercase();
    let mut wrong = None;
    match form.field {
        Field::Through => match Through::CHOICES.iter().find(|(letter, ..)| *letter == low) {
            Some((_, _, origin)) => form.through = Through(*origin),
            None => wrong = Some("p phone, m mail, c chat, w web form, i in person".to_owned()),
        },
        Field::IsIt => match Is::CHOICES.iter().find(|(letter, ..)| *letter == low) {
            Some((_, _, verdict)) => form.verdict = Is(*verdict),
            None => wrong = Some("i incident, r request, n not one".to_owned()),
        },
        Field::Impact => match digit(c).filter(|d| (1..=impacts).contains(d)) {
            Some(level) => form.impact = Some(level),
            None => wrong = Some(format!("a digit from 1 (the highest) to {impacts}")),
        },
        Field::Urgency => match digit(c).filter(|d| (1..=urgencies).contains(d)) {
            Some(level) => form.urgency = Some(level),
            None => wrong = Some(format!("a digit from 1 (the highest) to {urgencies}")),
        },
        Field::Source => match digit(c).filter(|d| (1..=form.sources.len()).contains(&usize::from(*d))) {
            Some(n) => {
                form.source = usize::from(n) - 1;
                fill::offers_anew(model, form);
            }
            None => wrong = Some(format!("a digit from 1 to {}", form.sources.len())),
        },
        _ => {}
    }
    match wrong {
        Some(words) => model.say(&words, now),
        None => touched(form, now),
    }
}

/// Something was changed: it is saved and searched for a little later.
fn touched(form: &mut NewForm, now: Now) {
    form.unsaved_ms.get_or_insert(now.ms);
    form.changed_at = Some(now.utc);
    form.search.due_ms = Some(now.ms + SEARCH_AFTER_MS);
    form.refused = None;
}

/// `Ctrl-n`: an empty form instead of what came back, and the other way round.
fn fresh(model: &mut Model, now: Now, form: &mut NewForm, fx: &mut Vec<Effect>) {
    let begun_ms = form.begun_ms;
    if let Some(aside) = form.aside.take() {
        *form = NewForm::new(&model.sources, begun_ms);
        restore(model, now, form, &aside);
    } else {
        let aside = Kept::of(form);
        *form = NewForm::new(&model.sources, begun_ms);
        form.aside = Some(Box::new(aside));
        // Another incident: another key.
        fx.push(Effect::MakeKey(SLOT.to_owned()));
        model.say("an empty form: Ctrl-n brings the other one back until something is typed", now);
    }
    form.search.due_ms = Some(now.ms + SEARCH_AFTER_MS);
}

fn restore(model: &Model, now: Now, form: &mut NewForm, kept: &Kept) {
    kept.put_into(form);
    fill::offers_anew(model, form);
    kept.pick(form);
    fill::looks(model, form);
    form.earlier = kept.at;
    form.search.due_ms = Some(now.ms + SEARCH_AFTER_MS);
}

/// Text was pasted: into the field, never as keys, never sent.
pub fn paste(model: &mut Model, now: Now, text: &str) {
    let Some(Layer::New(mut form)) = model.layer.take_if(|l| matches!(l, Layer::New(_))) else { return };
    let field = form.field;
    if form.step != Step::Typing {
        model.say("it is being opened: nothing is changed under it", now);
    } else if let Some(line) = form.line_mut(field) {
        let pasted = line.input.paste(text);
        forms::say_cut(model, now, pasted, "the paste");
        fill::after_typing(model, &mut form, field);
        touched(&mut form, now);
    } else {
        model.say("pasted text is never taken as keys: go to a field of text first", now);
    }
    model.layer = Some(Layer::New(form));
}

/// What is due by itself: the draft to disk, the search, a sending that waits too long for its draft.
pub fn due(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let Some(Layer::New(mut form)) = model.layer.take_if(|l| matches!(l, Layer::New(_))) else { return };
    if form.unsaved_ms.is_some_and(|t| now.ms >= t + SAVE_AFTER_MS) {
        form.unsaved_ms = None;
        fx.push(save(&form));
    }
    if form.search.due_ms.is_some_and(|t| now.ms >= t) {
        form.search.due_ms = None;
        fill::search(model, &mut form, fx);
    }
    match form.step {
        Step::Saving(since) if now.ms >= since + SAVE_PATIENCE_MS => {
            send::send_now(model, now, &mut form, fx);
        }
        _ => {}
    }
    model.layer = Some(Layer::New(form));
}

/// The form as a draft.
fn save(form: &NewForm) -> Effect {
    Effect::SaveDraft { slot: SLOT.to_owned(), text: Opaque::new(Kept::of(form).text()) }
}

/// What must be saved when the screen is left in a hurry, or stopped.
pub fn leave(form: &NewForm) -> Option<Effect> {
    (!form.is_empty()).then(|| save(form))
}

/// A draft was found: it is taken when nothing was typed meanwhile.
pub fn draft(model: &mut Model, now: Now, slot: &str, text: Option<&str>) {
    let Some(kept) = text.filter(|_| slot == SLOT).and_then(Kept::read) else { return };
    let Some(Layer::New(mut form)) = model.layer.take_if(|l| matches!(l, Layer::New(_))) else { return };
    if form.is_empty() && form.step == Step::Typing {
        let key = form.key;
        restore(model, now, &mut form, &kept);
        form.key = form.key.or(key);
        // Saved once more, which tells its speakable id.
        form.unsaved_ms = Some(now.ms);
    }
    model.layer = Some(Layer::New(form));
}

/// The editor came back with the words of the field.
pub fn edited(model: &mut Model, now: Now, text: &str) {
    let Some(Layer::New(mut form)) = model.layer.take_if(|l| matches!(l, Layer::New(_))) else { return };
    let field = form.field;
    if form.step == Step::Typing
        && let Some(line) = form.line_mut(field)
    {
        let cut = line.input.replace(text, None);
        forms::say_cut(model, now, cut, "the text");
        fill::after_typing(model, &mut form, field);
        touched(&mut form, now);
    }
    model.layer = Some(Layer::New(form));
}

/// What a source found: answers to earlier questions are not taken.
pub fn found(model: &mut Model, ask: u64, incidents: Result<Vec<Incident>, SafeText>) {
    let Some(Layer::New(mut form)) = model.layer.take_if(|l| matches!(l, Layer::New(_))) else { return };
    // What cannot be searched is not said: the form is filled in without it.
    let incidents = incidents.unwrap_or_default();
    if form.search.alike == Some(ask) {
        form.search.found = incidents;
        fill::looks(model, &mut form);
    } else if form.search.theirs == Some(ask) {
        form.search.found_theirs = incidents;
        fill::looks(model, &mut form);
    }
    model.layer = Some(Layer::New(form));
}

/// People and services became known.
pub fn directory(model: &mut Model) {
    let Some(Layer::New(mut form)) = model.layer.take_if(|l| matches!(l, Layer::New(_))) else { return };
    let kept = Kept::of(&form);
    fill::offers_anew(model, &mut form);
    // What was typed before anybody was known is looked up now.
    for field in Field::TEXTS {
        let chosen = kept.lines.iter().find(|l| l.field == field.title()).is_some_and(|l| l.chosen.is_some());
        if !chosen && let Some(line) = form.line_mut(field) {
            line.pick = 0;
        }
    }
    fill::looks(model, &mut form);
    model.layer = Some(Layer::New(form));
}

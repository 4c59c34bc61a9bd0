//! The form on its way: saved with its key, sent, answered; or attached to what is open already; or left.

use super::save;
use crate::{
    app::{
        action::Action,
        effect::Effect,
        model::{
            Model, Now, Undo,
            layer::Layer,
            new::{Field, NewForm, SLOT, Step, no_taker},
        },
        told::{draft, promise},
        update::verbs,
    },
    backend::{ActionKey, Target, Verb},
    domain::{Incident, record::Verdict},
    text::{Kind, Opaque, SafeText},
};

/// What is said when the form is left before its draft has an id.
fn kept(model: &Model) -> String {
    format!("kept as a draft: {} brings it back", model.key(Action::New))
}

/// `Esc`: what was typed is kept.
pub(super) fn leave_it(model: &mut Model, now: Now, form: &NewForm, fx: &mut Vec<Effect>) {
    if form.step != Step::Typing {
        let new = model.key(Action::New);
        model.say(
            &format!("it is still being opened: the answer is told here; {new} brings the form back"),
            now,
        );
        return;
    }
    if form.is_empty() {
        if form.aside.is_none() {
            fx.push(Effect::DeleteDraft(SLOT.to_owned()));
        }
        return;
    }
    fx.push(save(form));
    let words = match &form.draft {
        Some(id) => format!("kept as {id}: {} brings it back", model.key(Action::New)),
        None => kept(model),
    };
    model.say(&words, now);
}

/// `Enter` on the last field.
pub(super) fn send(model: &mut Model, now: Now, mut form: Box<NewForm>, fx: &mut Vec<Effect>) {
    if let Some(words) = no_taker(&model.sources) {
        model.said = Some((words, now.ms));
        model.layer = Some(Layer::New(form));
        return;
    }
    let missing = form.missing(model.zone, now.utc);
    if let Some((first, _)) = missing.first() {
        let words: Vec<&str> = missing.iter().map(|(_, word)| *word).collect();
        model.say(&format!("still missing: {}", words.join(", ")), now);
        form.field = *first;
        model.layer = Some(Layer::New(form));
        return;
    }
    form.refused = None;
    if form.key.is_none() {
        form.step = Step::Keyless(now.ms);
        fx.push(Effect::MakeKey(SLOT.to_owned()));
    } else {
        save_first(&mut form, now, fx);
    }
    model.layer = Some(Layer::New(form));
}

/// The key is on disk before anything is sent with it.
fn save_first(form: &mut NewForm, now: Now, fx: &mut Vec<Effect>) {
    form.step = Step::Saving(now.ms);
    form.unsaved_ms = None;
    fx.push(save(form));
}

/// The runtime made a key.
pub fn key_made(model: &mut Model, now: Now, slot: &str, key: ActionKey, fx: &mut Vec<Effect>) {
    if let Some(Layer::New(form)) = &mut model.layer
        && slot == SLOT
        && form.key.is_none()
    {
        form.key = Some(key);
        if matches!(form.step, Step::Keyless(_)) {
            save_first(form, now, fx);
        }
    }
}

/// The draft is on disk.
pub fn draft_saved(model: &mut Model, now: Now, slot: &str, id: &str, fx: &mut Vec<Effect>) {
    if slot != SLOT {
        return;
    }
    let Some(Layer::New(mut form)) = model.layer.take_if(|layer| matches!(layer, Layer::New(_))) else {
        // The form was left before its id was known.
        let kept = SafeText::clean(&kept(model), Kind::Line);
        if model.said.as_ref().is_some_and(|(said, _)| *said == kept) {
            model.say(&format!("kept as {id}: {} brings it back", model.key(Action::New)), now);
        }
        return;
    };
    form.draft = Some(id.to_owned());
    form.saved_ms = Some(now.ms);
    if matches!(form.step, Step::Saving(_)) {
        send_now(model, now, &mut form, fx);
    }
    model.layer = Some(Layer::New(form));
}

/// Asks the source to open it.
pub(super) fn send_now(model: &Model, now: Now, form: &mut NewForm, fx: &mut Vec<Effect>) {
    let (Some(source), Some(key)) = (form.to().cloned(), form.key) else { return };
    form.step = Step::Sending;
    let draft = Box::new(draft::draft(model, form, now.utc));
    fx.push(Effect::OpenNew { slot: called(key), source, key, draft });
}

/// Names the form in the answer: it may have been left, and another one begun.
fn called(key: ActionKey) -> String {
    format!("new:{key}")
}

/// It was opened, or was not.
pub fn opened(
    model: &mut Model,
    now: Now,
    slot: &str,
    incident: Result<Box<Incident>, SafeText>,
    fx: &mut Vec<Effect>,
) {
    let is_it = |form: &NewForm| form.key.is_some_and(|key| called(key) == slot);
    let form = model.layer.take_if(|layer| matches!(layer, Layer::New(form) if is_it(form)));
    let form = if let Some(Layer::New(form)) = form { Some(form) } else { None };
    let incident = match incident {
        Ok(incident) => *incident,
        Err(words) => {
            if let Some(mut form) = form {
                form.step = Step::Typing;
                form.refused = Some(words);
                model.layer = Some(Layer::New(form));
            } else {
                let mut said = Opaque::from(&words).cleaned(Kind::Line);
                if said.is_empty() {
                    let words =
                        format!("the new incident was not opened: {} brings it back", model.key(Action::New));
                    said = SafeText::clean(&words, Kind::Line);
                }
                model.said = Some((said, now.ms));
            }
            fx.push(Effect::Bell);
            return;
        }
    };
    // The row itself comes like any other change, just before this word.
    let receipt = receipt(model, &incident, now);
    let (target, number) = (Target::from(&incident), incident.number);
    match form {
        Some(form) if form.first_contact => {
            let (code, note) = draft::done(&form, &model.practice(&incident.source).codes);
            let verb = Verb::Resolve { code: Some(code), note: Some(note) };
            let reopen = Verb::Reopen { reason: Opaque::new("resolved by mistake") };
            let undo = Undo {
                verb: "resolve",
                number,
                count: 1,
                keys: Vec::new(),
                inverse: Ok(vec![(target.clone(), reopen)]),
            };
            // The draft goes when the outbox has the resolution: a crash in between repeats both, and opens nothing
            // twice.
            verbs::ask(model, vec![(target, verb)], Some(undo), Some(SLOT.to_owned()), fx);
        }
        Some(_) => fx.push(Effect::DeleteDraft(SLOT.to_owned())),
        // Left while it was on its way: the draft is this one's, unless another form has taken its place.
        None if model.layer.as_ref().is_none_or(|l| !matches!(l, Layer::New(_))) => {
            fx.push(Effect::DeleteDraft(SLOT.to_owned()));
        }
        None => {}
    }
    model.said = Some((receipt, now.ms));
}

/// `INC-001107 opened, P2, call back by 09:42`.
fn receipt(model: &Model, incident: &Incident, now: Now) -> SafeText {
    let mut words = incident.number.map_or_else(|| "opened".to_owned(), |n| format!("{} opened", n.long()));
    match incident.detail.record.verdict {
        Some(Verdict::Request) => words.push_str(", a request: no clock runs"),
        Some(Verdict::NotAnIncident) => words.push_str(" and cancelled: not an incident"),
        Some(Verdict::Incident) | None => {
            words.push_str(", P");
            words.push_str(&incident.priority.level().to_string());
            if let Some(by) = promise::by_words(&promise::of(model, incident), now.utc, model.zone) {
                words.push_str(", ");
                words.push_str(&by);
            }
        }
    }
    SafeText::clean(&words, Kind::Line)
}

/// `Ctrl-g 1`: the caller is one more of an incident that is open; of a closed one, this is the follow-up.
pub(super) fn attach(model: &mut Model, now: Now, mut form: Box<NewForm>, n: usize, fx: &mut Vec<Effect>) {
    let words = attach_to(model, now, &mut form, n, fx);
    if let Some(words) = words {
        model.say(&words, now);
        model.layer = Some(Layer::New(form));
    }
}

/// `None` where it was attached and the form is done with; else what to say.
fn attach_to(
    model: &mut Model,
    now: Now,
    form: &mut NewForm,
    n: usize,
    fx: &mut Vec<Effect>,
) -> Option<String> {
    let Some(alike) = form.alike.get(n) else { return Some(format!("there is no {} among them", n + 1)) };
    let (incident, callers) = (alike.incident.clone(), alike.callers);
    let called = incident.number.map_or_else(|| "it".to_owned(), |n| n.get().to_string());
    if !alike.takes_callers() {
        if incident.state == crate::domain::State::Closed && incident.number.is_some() {
            form.follow_up = if form.follow_up == incident.number { None } else { incident.number };
            super::touched(form, now);
            let word =
                if form.follow_up.is_some() { "this is its follow-up" } else { "not a follow-up any more" };
            return Some(format!("{called} is closed for good: {word}"));
        }
        return Some(format!("{called} is {}: nobody can be attached to it", incident.state.word()));
    }
    let Some(caller) = draft::caller(form) else {
        form.field = Field::Caller;
        return Some(format!("who calls? Then Ctrl-g {} attaches them to {called}", n + 1));
    };
    let verb = Verb::Caller { caller: Box::new(caller) };
    if let Some(reason) = model.refuses(&incident, &verb) {
        model.said = Some((reason, now.ms));
        return Some(format!("{called} takes no callers: its source is read only"));
    }
    let undo = Undo {
        verb: "caller",
        number: incident.number,
        count: 1,
        keys: Vec::new(),
        inverse: Err("a caller is part of the record: write a note that corrects it".into()),
    };
    if !form.is_empty() {
        fx.push(save(form));
    }
    verbs::ask(model, vec![(Target::from(&incident), verb)], Some(undo), Some(SLOT.to_owned()), fx);
    let number = incident.number.map_or_else(|| called.clone(), crate::domain::Number::long);
    model.say(&format!("caller no. {} of {number}: nothing else to fill in", callers + 1), now);
    None
}

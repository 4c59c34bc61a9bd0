//! What is asked of incidents: targets are captured when the key is pressed, rows are painted when the outbox has
//! them.

use super::{desk::way_back, forms, repeat, triage};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        entry::Entry,
        key::{Code, Key},
        may::legal,
        model::{
            Asking, Model, Now, Undo,
            layer::{Assign, Choice, Layer, Strip, Then, Words, WordsFor},
            pending::ActState,
        },
    },
    backend::{Target, Verb},
    domain::{Incident, Priority, State},
    text::{Kind, SafeText},
};

/// What stands in the list of people for "nobody".
pub const NOBODY: &str = "nobody";
/// A strip takes no key until it was on the terminal for one round trip and this long, milliseconds.
const STRIP_MS: u64 = 400;

/// Whether an acknowledgement of it is done or on its way.
pub fn acked(model: &Model, incident: &Incident) -> bool {
    let pending = model.pending.of(&incident.id).rfind_open(|v| matches!(v, Verb::Ack { .. } | Verb::Unack));
    match pending {
        Some(Verb::Ack { .. }) => true,
        Some(_) => false,
        // A source that keeps no states has its own acknowledgement beside what is on hold.
        None if incident.state == State::OnHold => {
            let keeps = model.source(&incident.source).is_some_and(|s| s.capabilities.keeps_all);
            keeps && incident.acked_at.is_some()
        }
        None => incident.state != State::New,
    }
}

trait LastOpen<'a> {
    fn rfind_open(self, wanted: impl Fn(&Verb) -> bool) -> Option<&'a Verb>;
}

impl<'a, I: Iterator<Item = &'a crate::app::model::pending::PendingAct>> LastOpen<'a> for I {
    fn rfind_open(self, wanted: impl Fn(&Verb) -> bool) -> Option<&'a Verb> {
        self.filter(|a| !a.state.is_settled()).map(|a| &a.verb).filter(|v| wanted(v)).last()
    }
}

/// `a`: never held back, never steals.
pub fn acknowledge(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let verb = Verb::Ack { note: None, for_s: None };
    let targets = model.targets();
    let asked = targets.len();
    let can = |i: &&Incident| legal::barred(model, i, &verb, now.utc).is_none();
    let wanted: Vec<&Incident> = targets.into_iter().filter(|i| can(i) && !acked(model, i)).collect();
    let skipped = asked - wanted.len();
    if wanted.is_empty() {
        let words = match model.targets().first() {
            Some(i) if asked == 1 => already(model, i),
            _ => format!("all {asked} are acknowledged already"),
        };
        model.say(&words, now);
        return;
    }
    let acts = acts_on(&wanted, &verb);
    let undo = way_back(model, &acts);
    let asked = acts.len();
    repeat::remember(model, &acts);
    ask(model, acts, undo, None, fx);
    if skipped > 0 {
        model.say(
            &format!("{asked} asked, {skipped} acknowledged already or not possible: they keep their mark"),
            now,
        );
    }
}

fn already(model: &Model, incident: &Incident) -> String {
    let (with, assign) = (model.key(Action::AcknowledgeWith), model.key(Action::Assign));
    // Who asks is chosen already when the list of people opens.
    let then = if incident.owner.is_some() { "assigns it" } else { "Enter takes it" };
    format!("acknowledged already: {with} extends it or takes it back, {assign} {then}")
}

fn acts_on(incidents: &[&Incident], verb: &Verb) -> Vec<(Target, Verb)> {
    incidents.iter().map(|i| (Target::from(*i), verb.clone())).collect()
}

/// `A`: words and a length; where it is acknowledged already, extend or take back.
pub fn acknowledge_with(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let targets: Vec<Target> = model.targets().into_iter().map(Target::from).collect();
    acknowledge_these(model, now, &targets, fx);
}

/// The same for these.
pub fn acknowledge_these(model: &mut Model, now: Now, targets: &[Target], fx: &mut Vec<Effect>) {
    let ack = Verb::Ack { note: None, for_s: None };
    let can = |i: &&Incident| legal::barred(model, i, &ack, now.utc).is_none();
    let held: Vec<&Incident> = targets.iter().filter_map(|t| model.held(&t.id)).filter(can).collect();
    let done: Vec<&Incident> = held.iter().copied().filter(|i| acked(model, i)).collect();
    if done.is_empty() {
        let all = held.into_iter().map(Target::from).collect();
        open_words(model, WordsFor::Ack, all, fx);
        return;
    }
    let extend = done.iter().map(|i| Target::from(*i)).collect();
    let mut choices = vec![Choice { key: 'x', title: "extend", then: Then::Words(WordsFor::Ack, extend) }];
    // It is taken back where the state has a way back to before it.
    let (can, cannot): (Vec<&Incident>, Vec<&Incident>) =
        done.iter().partition(|i| legal::barred(model, i, &Verb::Unack, now.utc).is_none());
    let why = cannot.first().and_then(|i| legal::barred(model, i, &Verb::Unack, now.utc));
    if !can.is_empty() {
        choices.push(Choice { key: 'u', title: "un-ack", then: Then::Act(acts_on(&can, &Verb::Unack)) });
    }
    let words = SafeText::clean("un-ack lets the source notify again", Kind::Line);
    let words = why.filter(|_| can.is_empty()).unwrap_or(words);
    let mut strip = strip(model, now, "acknowledged", &done, "", choices);
    strip.consequence = words;
    model.layer = Some(Layer::Strip(strip));
}

/// A strip over these incidents.
pub fn strip(
    model: &Model,
    now: Now,
    verb: &'static str,
    incidents: &[&Incident],
    consequence: &str,
    choices: Vec<Choice>,
) -> Strip {
    Strip {
        verb,
        targets: incidents.iter().map(|i| (i.number, i.source.clone())).collect(),
        worst: incidents.iter().map(|i| i.priority).min().unwrap_or(Priority::P5),
        consequence: SafeText::clean(consequence, Kind::Line),
        choices,
        armed_at_ms: now.ms + STRIP_MS + u64::from(model.link_ms.unwrap_or(0)),
    }
}

/// `s`: whom? "me" is preselected.
pub fn assign(model: &mut Model, now: Now) {
    let can = |i: &&Incident| legal::barred(model, i, &Verb::Assign { to: None }, now.utc).is_none();
    let targets: Vec<Target> = model.targets().into_iter().filter(can).map(Target::from).collect();
    let mut people: Vec<SafeText> = model.inbox.owners();
    people.sort();
    people.dedup();
    people.retain(|p| *p != model.me);
    people.insert(0, model.me.clone());
    people.push(SafeText::clean(NOBODY, Kind::Label));
    model.layer = Some(Layer::Assign(Assign { targets, input: Entry::line(""), people, pick: 0 }));
}

/// The people that fit what was typed: names that begin with it, names that contain it, and at last the name as it
/// was typed. "Nobody" is only ever chosen by its beginning: `bo` must not take the owner away.
pub fn matching(assign: &Assign) -> Vec<SafeText> {
    let typed = SafeText::clean(assign.input.value().trim(), Kind::Label);
    let needle = assign.input.value().trim().to_lowercase();
    let (begin, rest): (Vec<&SafeText>, Vec<&SafeText>) =
        assign.people.iter().partition(|p| p.starts_folded(&needle));
    let contain = rest.into_iter().filter(|p| p.contains_folded(&needle) && !p.eq_folded(NOBODY));
    let mut fitting: Vec<SafeText> = begin.into_iter().chain(contain).cloned().collect();
    if !typed.is_empty() && !fitting.iter().any(|p| p.eq_folded(&needle)) {
        fitting.push(typed);
    }
    fitting
}

/// A key in the list of people.
pub fn assign_key(model: &mut Model, now: Now, mut form: Assign, key: Key, fx: &mut Vec<Effect>) {
    let count = matching(&form).len();
    match (key.code, key.ctrl) {
        (Code::Esc, _) => return,
        (Code::Down | Code::Tab, _) | (Code::Char('n'), true) => form.pick = (form.pick + 1) % count.max(1),
        (Code::Up | Code::BackTab, _) | (Code::Char('p'), true) => {
            form.pick = (form.pick + count.max(1) - 1) % count.max(1);
        }
        (Code::Enter, _) => {
            let typed = SafeText::clean(form.input.value().trim(), Kind::Label);
            let typed = if typed.eq_folded("me") { model.me.clone() } else { typed };
            let who = if typed == model.me {
                typed
            } else {
                matching(&form).get(form.pick).cloned().unwrap_or(typed)
            };
            let to = (!who.eq_folded(NOBODY)).then_some(who);
            let verb = Verb::Assign { to };
            let acts: Vec<(Target, Verb)> = form.targets.into_iter().map(|t| (t, verb.clone())).collect();
            let undo = way_back(model, &acts);
            repeat::remember(model, &acts);
            ask(model, acts, undo, None, fx);
            return;
        }
        _ => {
            if forms::edit(model, now, &mut form.input, key, "assign", fx) {
                form.pick = 0;
            }
        }
    }
    model.layer = Some(Layer::Assign(form));
}

/// `n`
pub fn note(model: &mut Model, fx: &mut Vec<Effect>) {
    let targets = model.targets().into_iter().map(Target::from).collect();
    open_words(model, WordsFor::Note, targets, fx);
}

/// Opens a form of words; an earlier draft for the same targets comes back.
pub fn open_words(model: &mut Model, purpose: WordsFor, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let Some(first) = targets.first() else { return };
    let kind = purpose.verb();
    let slot = match targets.len() {
        1 => format!("{kind}:{}", first.id.as_str()),
        n => format!("{kind}:{}+{}", first.id.as_str(), n - 1),
    };
    fx.push(Effect::LoadDraft(slot.clone()));
    let input = Entry::lines("");
    model.layer = Some(Layer::Words(Words { purpose, targets, input, slot, draft: None, unsaved_ms: None }));
}

/// Retry or drop on the outbox screen.
pub fn outbox(model: &mut Model, action: Action, fx: &mut Vec<Effect>) {
    let Some(crate::app::model::Screen::Outbox { cursor }) = model.screens.last() else { return };
    let Some(act) = model.pending.all().get(*cursor).map(|a| (a.key, a.state.clone())) else { return };
    match action {
        Action::Retry => fx.push(Effect::Retry(act.0)),
        _ if act.1 != ActState::Sending => fx.push(Effect::Drop(vec![act.0])),
        _ => {}
    }
}

/// Sends an ask on its way into the outbox.
pub fn ask(
    model: &mut Model,
    acts: Vec<(Target, Verb)>,
    undo: Option<Undo>,
    slot: Option<String>,
    fx: &mut Vec<Effect>,
) {
    if acts.is_empty() {
        return;
    }
    model.groups += 1;
    model.said = None;
    // `u` now means this, not marks that were dropped before it.
    model.board.dropped_marks.clear();
    let marked = acts.iter().map(|(target, _)| &target.id).filter(|id| model.board.marks.contains(*id));
    model.board.acting.extend(marked.cloned());
    if undo.is_some() {
        triage::asked(model, model.groups, &acts);
    }
    model.asking.push(Asking { group: model.groups, slot, undo });
    fx.push(Effect::Enqueue { group: model.groups, acts });
}

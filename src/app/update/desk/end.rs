//! `r` resolve, `x` close with the caller's answer, `X` cancel.

use std::borrow::Cow;

use super::{able, back, called, confirm, each, entry, incidents, line, open_menu, write};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        model::{
            Model, Now,
            layer::{Confirm, Then, WordsFor},
            menu::{Entry, SearchFor},
        },
    },
    backend::{Target, Verb},
    domain::record::{Answer, CancelReason},
    text::SafeText,
};

/// `r`: how, as one of the practice's codes; then what was done. Both are needed (T09), of several the same for all.
pub fn resolve(model: &mut Model, now: Now, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let targets = able(model, now, targets, &Verb::Resolve { code: None, note: None });
    let Some(first) = targets.first() else { return };
    let codes = model.practice(&first.source).codes.clone();
    if codes.is_empty() {
        write(model, WordsFor::Resolve { code: None }, targets, fx);
        return;
    }
    let words = |code| Then::Words(WordsFor::Resolve { code }, targets.clone());
    let mut entries: Vec<Entry> = Vec::new();
    for code in codes {
        let taken = |c: char| c == 'z' || entries.iter().any(|e| e.key == c);
        let Some(key) = letter(&code, taken) else { break };
        let then = words(Some(code.clone()));
        entries.push(Entry { key, title: code, hint: SafeText::default(), then, refused: None });
    }
    entries.push(entry('z', "another code", "asks for both, as code: what was done", words(None)));
    open_menu(model, now, "resolve", targets, entries, "");
}

/// The first letter of a code that is not taken, else any that is not.
fn letter(code: &SafeText, taken: impl Fn(char) -> bool) -> Option<char> {
    ('a'..='z').filter(|c| code.starts_folded(&c.to_string())).chain('a'..='z').find(|c| !taken(*c))
}

/// Asks before many are resolved, and where there is no way back; else does it at once.
pub fn resolve_asks(model: &Model, targets: &[Target]) -> Option<Cow<'static, str>> {
    let held = incidents(model, targets);
    let probe = Verb::Resolve { code: None, note: None };
    match held.iter().map(|i| back::inverse(model, i, &probe)).find_map(Result::err) {
        Some(words) => Some(words),
        None if targets.len() > 1 => {
            let undo = model.key(Action::Undo);
            Some(format!("their clocks stop and their callers are to be asked; {undo} reopens them").into())
        }
        None => None,
    }
}

/// `x`: with what the caller said; where nobody has to be asked, after a strip.
pub fn close(model: &mut Model, now: Now, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let targets = able(model, now, targets, &closed(None));
    if targets.is_empty() {
        return;
    }
    let held = incidents(model, &targets);
    let major = held.iter().any(|i| i.detail.record.major.is_some());
    let callers = held.iter().filter(|i| i.detail.record.has_originator()).count();
    let tried = held.iter().map(|i| &i.detail.record).all(|r| {
        let asked = r.confirmation.as_ref().is_some_and(|c| c.asked_at.is_some());
        r.unanswered > 0 || asked || !r.has_originator()
    });
    if callers == 0 {
        if major {
            write(model, WordsFor::Close { answer: None, waiver: true }, targets, fx);
            return;
        }
        let consequence = line("nobody reported it, so nobody is asked; closed is final");
        let acts = each(targets, &closed(None));
        confirm(model, now, Confirm { verb: "close", consequence, acts, slot: None });
        return;
    }
    let words =
        |answer, waiver| Then::Words(WordsFor::Close { answer: Some(answer), waiver }, targets.clone());
    let next = if major { "asks why no retrospective is needed" } else { "closed is final" };
    let mut none = entry('n', "no answer", next, words(Answer::NoAnswer, major));
    if !tried {
        let contact = model.key(Action::Contact);
        none.refused =
            Some(line(&format!("nobody tried to reach the caller yet: {contact} says that somebody did")));
    }
    let entries = vec![
        entry('w', "it works", next, words(Answer::Works, major)),
        entry('s', "still broken", "reopens it", words(Answer::StillBroken, false)),
        none,
    ];
    open_menu(model, now, "close", targets, entries, "");
}

/// The verb without its words.
pub const fn closed(answer: Option<Answer>) -> Verb {
    Verb::Close { answer, comment: None, satisfaction: None, waiver: None }
}

/// The letters of the reasons, in the order in which they are offered.
const REASONS: &[(CancelReason, char)] = &[
    (CancelReason::Duplicate, 'd'),
    (CancelReason::FalsePositive, 'f'),
    (CancelReason::NotAnIncident, 'n'),
    (CancelReason::IsRequest, 'r'),
    (CancelReason::Withdrawn, 'w'),
    (CancelReason::Test, 't'),
    (CancelReason::Other, 'o'),
];

/// The verb without its words.
pub const fn cancelled(reason: CancelReason) -> Verb {
    Verb::Cancel { reason, detail: None, duplicate_of: None }
}

/// `X`: why it is none.
pub fn cancel(model: &mut Model, now: Now, targets: Vec<Target>) {
    let targets = able(model, now, targets, &cancelled(CancelReason::NotAnIncident));
    if targets.is_empty() {
        return;
    }
    let entries = REASONS
        .iter()
        .map(|(reason, key)| {
            let (hint, then) = match reason {
                CancelReason::Duplicate => {
                    ("asks of which", Then::Search(SearchFor::Duplicate, targets.clone()))
                }
                CancelReason::Other => ("asks why", Then::Words(WordsFor::Cancel(*reason), targets.clone())),
                _ => (
                    "",
                    Then::Confirm(Box::new(cancelling(
                        model,
                        each(targets.clone(), &cancelled(*reason)),
                        None,
                    ))),
                ),
            };
            entry(*key, reason.title(), hint, then)
        })
        .collect();
    open_menu(model, now, "cancel", targets, entries, "");
}

/// What is asked before it is cancelled.
pub fn cancelling(model: &Model, acts: Vec<(Target, Verb)>, slot: Option<String>) -> Confirm {
    let targets: Vec<Target> = acts.iter().map(|(t, _)| t.clone()).collect();
    let (s, their) = if targets.len() == 1 { ("ends", "its") } else { ("end", "their") };
    let why = match acts.first() {
        Some((_, Verb::Cancel { reason, .. })) => reason.title(),
        _ => "",
    };
    let words = format!(
        "{} {s} as cancelled ({why}); {their} clocks are cancelled and count nowhere; {} takes it back for 15 min",
        called(&targets),
        model.key(Action::Undo)
    );
    Confirm { verb: "cancel", consequence: line(&words), acts, slot }
}

//! `h`: for whom it waits, or on with it. `z`: out of sight, or back.

use super::{able, ask, each, entry, open_menu};
use crate::{
    app::{
        effect::Effect,
        may::legal,
        model::{
            Model, Now,
            layer::{Then, WordsFor},
        },
    },
    backend::{Target, Verb},
    domain::{
        State,
        incident::HoldReason,
        time::{HOUR, MINUTE},
        when::{self, Toward},
    },
};

/// The letters of the reasons, in the order in which they are offered.
const LETTERS: &[(HoldReason, char)] = &[
    (HoldReason::AwaitingReporter, 'c'),
    (HoldReason::AwaitingVendor, 'v'),
    (HoldReason::AwaitingChange, 'g'),
    (HoldReason::AwaitingProblem, 'p'),
    (HoldReason::AwaitingEvidence, 'e'),
    (HoldReason::AwaitingParent, 't'),
    (HoldReason::Scheduled, 's'),
    (HoldReason::Other, 'o'),
];

/// The verb without its words.
pub fn held(reason: HoldReason) -> Verb {
    Verb::Hold { reason, detail: None, until: None, message: None }
}

/// `h`: those that wait go on at once; else the menu of reasons.
pub fn hold(model: &mut Model, now: Now, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let resume = Verb::Resume { reason: None };
    let waits = |target: &Target| {
        model
            .held(&target.id)
            .is_some_and(|i| i.state == State::OnHold && legal::refusal(model, i, &resume, now.utc).is_none())
    };
    if !targets.is_empty() && targets.iter().all(waits) {
        ask(model, now, each(targets, &resume), None, fx);
        return;
    }
    let targets = able(model, now, targets, &held(HoldReason::AwaitingVendor));
    let Some(first) = targets.first() else { return };
    let book = model.book(&first.source);
    let entries = LETTERS
        .iter()
        .map(|(reason, key)| {
            let stops = book.policies().iter().any(|p| p.pausable && p.pause_on.contains(reason));
            let clocks = if stops { "clocks stop" } else { "clocks go on" };
            let (hint, then) = match reason {
                HoldReason::AwaitingReporter => (format!("{clocks}; asks for the message to them"), None),
                HoldReason::Scheduled => (format!("{clocks}; asks until when"), None),
                HoldReason::Other => (format!("{clocks}; asks for what"), None),
                _ => (clocks.to_owned(), Some(Then::Act(each(targets.clone(), &held(*reason))))),
            };
            let words = || Then::Words(WordsFor::Hold(*reason), targets.clone());
            entry(*key, reason.title(), &hint, then.unwrap_or_else(words))
        })
        .collect();
    open_menu(model, now, "hold", targets, entries, "");
}

/// `z`: those out of sight come back at once; else the menu of lengths.
pub fn snooze(model: &mut Model, now: Now, targets: Vec<Target>, fx: &mut Vec<Effect>) {
    let asleep = |target: &Target| {
        let Some(incident) = model.held(&target.id) else { return false };
        let at = model.server_now(&incident.source, now.utc);
        incident.detail.record.snoozed_until.is_some_and(|until| until > at)
    };
    if !targets.is_empty() && targets.iter().all(asleep) {
        ask(model, now, each(targets, &Verb::Wake), None, fx);
        return;
    }
    let targets = able(model, now, targets, &Verb::Snooze { until: now.utc + HOUR });
    let Some(first) = targets.first() else { return };
    // A length counts on the clock of the source, which wakes it.
    let from = model.server_now(&first.source, now.utc);
    let until = |at| Then::Act(each(targets.clone(), &Verb::Snooze { until: at }));
    let mut entries = vec![
        entry('m', "15 minutes", "", until(from + 15 * MINUTE)),
        entry('h', "1 hour", "", until(from + HOUR)),
        entry('f', "4 hours", "", until(from + 4 * HOUR)),
    ];
    if let Ok(morning) = when::read("tomorrow 9:00", now.utc, model.zone, Toward::Future) {
        entries.push(entry('t', "until tomorrow 09:00", "", until(morning.earliest())));
    }
    let words = Then::Words(WordsFor::Snooze, targets.clone());
    entries.push(entry('o', "until another time", "asks until when", words));
    open_menu(model, now, "snooze", targets, entries, "");
}

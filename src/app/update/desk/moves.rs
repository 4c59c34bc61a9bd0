//! `f`: every move that the state allows, each by its letter.

use super::{each, end, entry, open_menu, wait};
use crate::{
    app::{
        action::Action,
        may::legal,
        model::{
            Model, Now,
            layer::{Then, WordsFor},
            menu::{Entry, Menu},
        },
    },
    backend::{Target, Verb},
    domain::{Phase, clock, incident::HoldReason, lifecycle::Legal, record::CancelReason, time::HOUR},
    text::{Kind, Opaque, SafeText},
};

/// Opens the menu. For several it has what is possible for at least one, and says for how many.
pub fn open(model: &mut Model, now: Now, targets: Vec<Target>) {
    let mut moves: Vec<(Legal, Vec<Target>)> = Vec::new();
    for target in &targets {
        let Some(incident) = model.held(&target.id) else { continue };
        for legal in legal::moves(model, incident) {
            let same = |m: &&mut (Legal, Vec<Target>)| m.0.verb == legal.verb && m.0.phase == legal.phase;
            match moves.iter_mut().find(same) {
                Some((_, of)) => of.push(target.clone()),
                None => moves.push((legal, vec![target.clone()])),
            }
        }
    }
    let all = targets.len();
    let mut entries: Vec<Entry> = Vec::new();
    for (legal, of) in moves {
        let mut hint = hint(&legal).to_owned();
        if of.len() < all {
            hint = format!("{} of {all}{}{hint}", of.len(), if hint.is_empty() { "" } else { ", " });
        }
        let Some(then) = then(&legal, of) else { continue };
        // Letters are unique among the moves of one state; those of another state give way.
        let taken = |c: char| entries.iter().any(|e| e.key == c);
        let Some(key) = std::iter::once(legal.letter).chain('a'..='z').find(|c| !taken(*c)) else { continue };
        entries.push(entry(key, legal.title, &hint, then));
    }
    if let [one] = &*targets {
        let asked = missed(model, now, one).into_iter().zip('1'..='9');
        entries.extend(asked.map(|(clock, key)| Entry {
            key,
            title: SafeText::clean("why was it missed:", Kind::Line),
            hint: clock.clone(),
            then: Then::Words(WordsFor::Excuse { clock, more: Vec::new() }, vec![one.clone()]),
            refused: None,
        }));
    }
    open_menu(model, now, "status", targets, entries, "nothing is possible here: it is closed");
}

/// Why the menu has no move by this letter now, where another state has one.
pub fn why_not(model: &Model, now: Now, menu: &Menu, letter: char) -> Option<SafeText> {
    let ([one], "status") = (&*menu.targets, menu.verb) else { return None };
    // What it needs beside the state is asked later.
    let words = || Opaque::new("?");
    let verb = match letter {
        'a' => Verb::Ack { note: None, for_s: None },
        's' => Verb::Start,
        'u' => Verb::Unack,
        'g' => Verb::Mitigate { impact: words() },
        'b' => Verb::Relapse { reason: words() },
        'h' => wait::held(HoldReason::AwaitingVendor),
        'r' => Verb::Resolve { code: None, note: None },
        'o' => Verb::Reopen { reason: words() },
        'x' => end::closed(None),
        'X' => end::cancelled(CancelReason::NotAnIncident),
        'M' => Verb::Merge { into: one.number? },
        'z' => Verb::Snooze { until: now.utc + HOUR },
        _ => {
            let nth = PHASES.iter().position(|l| *l == letter)?;
            Verb::Phase { phase: *Phase::ALL.get(nth)? }
        }
    };
    legal::refusal(model, model.held(&one.id)?, &verb, now.utc)
}

/// The letters of the phases, in their order.
const PHASES: [char; 5] = ['t', 'i', 'd', 'f', 'm'];

/// Clocks that were breached and for which nobody gave a reason.
pub fn missed(model: &Model, now: Now, target: &Target) -> Vec<SafeText> {
    let Some(incident) = model.held(&target.id) else { return Vec::new() };
    let at = model.server_now(&incident.source, now.utc);
    let excused = &incident.detail.record.excuses;
    clock::clocks(incident, model.book(&incident.source))
        .into_iter()
        .filter(|c| c.breached(at))
        .map(|c| c.policy.name.clone())
        .filter(|name| excused.iter().all(|e| e.clock != *name))
        .collect()
}

fn then(legal: &Legal, of: Vec<Target>) -> Option<Then> {
    let verb = |verb: Verb, of| Then::Act(each(of, &verb));
    Some(match (legal.verb, legal.phase) {
        ("ack", _) => verb(Verb::Ack { note: None, for_s: None }, of),
        ("start", _) => verb(Verb::Start, of),
        ("resume", _) => verb(Verb::Resume { reason: None }, of),
        ("wake", _) => verb(Verb::Wake, of),
        ("restore", _) => verb(Verb::Restore, of),
        (_, Some(phase)) => verb(Verb::Phase { phase }, of),
        ("mitigate", _) => Then::Words(WordsFor::Mitigate, of),
        ("relapse", _) => Then::Words(WordsFor::Relapse, of),
        ("reopen", _) => Then::Words(WordsFor::Reopen, of),
        ("unack", _) => Then::Verb(Action::AcknowledgeWith, of),
        ("hold", _) => Then::Verb(Action::Hold, of),
        ("snooze", _) => Then::Verb(Action::Snooze, of),
        ("resolve", _) => Then::Verb(Action::Resolve, of),
        ("close", _) => Then::Verb(Action::Close, of),
        ("cancel", _) => Then::Verb(Action::Cancel, of),
        ("merge", _) => Then::Verb(Action::Merge, of),
        ("update", _) => Then::Verb(Action::Update, of),
        ("contact", _) => Then::Verb(Action::Contact, of),
        _ => return None,
    })
}

/// What is asked for next, or where it stands then.
fn hint(legal: &Legal) -> &'static str {
    match legal.verb {
        "mitigate" => "what is left of it?",
        "relapse" => "what was seen?",
        "reopen" => "why?",
        "hold" => "for whom?",
        "resolve" => "how?",
        "close" => "what did the caller say?",
        "cancel" | "merge" => "asks first",
        "unack" => "its source notifies again",
        _ => "",
    }
}

//! What was written becomes a verb, or says what is missing while the form stays open.

use super::{end, entry, incidents, line, tell, verbs, write};
use crate::{
    app::{
        effect::Effect,
        may::legal,
        model::{
            Model, Now,
            layer::{Confirm, Layer, Then, Words, WordsFor},
            menu::Menu,
        },
        update::forms,
    },
    backend::{Target, Verb},
    domain::{
        Time,
        incident::HoldReason,
        record::Answer,
        when::{self, Toward, When},
    },
    text::{Opaque, SafeText},
};

/// Enter in a form of words.
pub fn send(model: &mut Model, now: Now, words: Words, fx: &mut Vec<Effect>) {
    let text = match words.purpose {
        // Exactly as it was typed.
        WordsFor::Note => words.input.value().trim_end().to_owned(),
        _ => words.input.value().trim().to_owned(),
    };
    if text.is_empty() && !words.purpose.may_be_empty() {
        let fault = fault(model, now, &words, None, "").filter(|_| says_itself(&words.purpose));
        model.said = Some((fault.unwrap_or_else(|| line("nothing written yet: Esc leaves")), now.ms));
        model.layer = Some(Layer::Words(words));
        return;
    }
    let (when, rest) = match &words.purpose {
        WordsFor::Hold(reason) if *reason != HoldReason::AwaitingReporter => {
            when::lead(&text, now.utc, model.zone, Toward::Future)
        }
        WordsFor::Snooze | WordsFor::Update { .. } => when::lead(&text, now.utc, model.zone, Toward::Future),
        _ => (None, &*text),
    };
    if let Some(missing) = missing(&words.purpose, when, rest, now) {
        model.said = Some((missing, now.ms));
        model.layer = Some(Layer::Words(words));
        return;
    }
    if let Some(fault) = fault(model, now, &words, when, rest) {
        model.said = Some((fault, now.ms));
        model.layer = Some(Layer::Words(words));
        return;
    }
    // Kept on disk until the outbox has it: a crash in between loses nothing.
    fx.push(Effect::SaveDraft { slot: words.slot.clone(), text: Opaque::new(words.input.value()) });
    match when {
        Some(When::Either { first, second, skipped }) => {
            let entries = [('1', first), ('2', second)]
                .map(|(key, at)| {
                    let then = sending(model, now, &words, Some(at), rest);
                    let (local, utc) = (at.utc().with_timezone(&model.zone), at.utc());
                    entry(
                        key,
                        &local.format("%a %e %b %H:%M %Z").to_string(),
                        &utc.format("%H:%MZ").to_string(),
                        then,
                    )
                })
                .into();
            let why = if skipped { "the clocks skip that time" } else { "the clocks show that time twice" };
            model.say(&format!("{why}: which one?"), now);
            model.layer = Some(Layer::Menu(Menu {
                verb: words.purpose.verb(),
                targets: words.targets.clone(),
                entries,
            }));
        }
        Some(When::At(at)) => {
            let then = sending(model, now, &words, Some(at), rest);
            super::choose(model, now, then, fx);
        }
        None => {
            let then = sending(model, now, &words, None, rest);
            super::choose(model, now, then, fx);
        }
    }
    if let (None, WordsFor::Excuse { more, .. }) = (&model.layer, words.purpose)
        && let Some((clock, more)) = more.split_first()
    {
        let next = WordsFor::Excuse { clock: clock.clone(), more: more.to_vec() };
        write(model, next, words.targets, fx);
    }
}

/// Whether the lifecycle says better what is missing where nothing was written.
const fn says_itself(purpose: &WordsFor) -> bool {
    matches!(purpose, WordsFor::Resolve { .. })
}

/// What has to be said still.
fn missing(purpose: &WordsFor, when: Option<When>, rest: &str, now: Now) -> Option<SafeText> {
    let needs_time = matches!(purpose, WordsFor::Snooze | WordsFor::Hold(HoldReason::Scheduled));
    if needs_time && when.is_none() {
        let tried: String = rest.chars().take(40).collect();
        return Some(line(&when::NoTime(tried).to_string()));
    }
    if when.is_some_and(|w| w.earliest() <= now.utc) {
        return Some(line("that time is over: write one that is still to come"));
    }
    let needs_words = matches!(purpose, WordsFor::Update { .. } | WordsFor::Hold(HoldReason::Other));
    (needs_words && rest.is_empty())
        .then(|| line("and in words? after the time and a colon: 30m: what is so"))
}

/// What is wrong with it for each of them, if it is.
fn fault(model: &Model, now: Now, words: &Words, when: Option<When>, rest: &str) -> Option<SafeText> {
    if matches!(words.purpose, WordsFor::Note | WordsFor::Ack) {
        // What these take is for their source to say.
        return None;
    }
    let mut first = None;
    for incident in incidents(model, &words.targets) {
        let target = Target::from(incident);
        let verb = verb(model, now, &words.purpose, &target, when.map(When::earliest), rest);
        // What lacks something lacks it for all of them, also where one was moved by somebody else meanwhile.
        if let Some(fault) = legal::lacking(model, incident, &verb) {
            return Some(fault);
        }
        match legal::fault(model, incident, &verb, now.utc) {
            None => return None,
            Some(fault) => first = first.or(Some(fault)),
        }
    }
    first
}

/// What Enter does: it goes out at once, or is asked about first.
fn sending(model: &Model, now: Now, words: &Words, at: Option<Time>, rest: &str) -> Then {
    let verb = |target: &Target| verb(model, now, &words.purpose, target, at, rest);
    let acts: Vec<(Target, Verb)> = words.targets.iter().map(|t| (t.clone(), verb(t))).collect();
    let slot = words.slot.clone();
    let confirm = |verb, consequence: &str, acts, slot| {
        Then::Confirm(Box::new(Confirm { verb, consequence: line(consequence), acts, slot: Some(slot) }))
    };
    match &words.purpose {
        WordsFor::Resolve { .. } => match end::resolve_asks(model, &words.targets) {
            Some(consequence) => confirm("resolve", &consequence, acts, slot),
            None => Then::Send { acts, slot },
        },
        WordsFor::Close { answer, .. } if words.targets.len() > 1 => {
            let reopens = *answer == Some(Answer::StillBroken);
            let consequence =
                if reopens { "all of them are reopened" } else { "closed is final, for all of them" };
            confirm("close", consequence, acts, slot)
        }
        WordsFor::Cancel(_) => Then::Confirm(Box::new(end::cancelling(model, acts, Some(slot)))),
        WordsFor::Update { public: true } => {
            confirm("publish", "callers may read it; not sent: tell them; cannot be taken back", acts, slot)
        }
        _ => Then::Send { acts, slot },
    }
}

fn verb(model: &Model, now: Now, purpose: &WordsFor, target: &Target, at: Option<Time>, rest: &str) -> Verb {
    let text = || Opaque::new(rest);
    let some = || (!rest.is_empty()).then(text);
    match purpose {
        WordsFor::Note => Verb::Note { text: text() },
        WordsFor::Ack => forms::ack_words(rest),
        WordsFor::Resolve { code: Some(code) } => {
            Verb::Resolve { code: Some(Opaque::from(code)), note: some() }
        }
        WordsFor::Resolve { code: None } => with_code(rest),
        WordsFor::Mitigate => Verb::Mitigate { impact: text() },
        WordsFor::Relapse => Verb::Relapse { reason: text() },
        WordsFor::Reopen => Verb::Reopen { reason: text() },
        WordsFor::Hold(HoldReason::AwaitingReporter) => {
            Verb::Hold { reason: HoldReason::AwaitingReporter, detail: None, until: None, message: some() }
        }
        WordsFor::Hold(reason) => Verb::Hold { reason: *reason, detail: some(), until: at, message: None },
        WordsFor::Snooze => Verb::Snooze { until: at.unwrap_or(now.utc) },
        WordsFor::Cancel(reason) => Verb::Cancel { reason: *reason, detail: some(), duplicate_of: None },
        WordsFor::Close { answer, waiver } => {
            let asked = model.held(&target.id).is_some_and(|i| i.detail.record.has_originator());
            let major = model.held(&target.id).is_some_and(|i| i.detail.record.major.is_some());
            let words = |wanted: bool| if wanted { some() } else { None };
            Verb::Close {
                answer: answer.filter(|_| asked),
                comment: words(!*waiver),
                satisfaction: None,
                waiver: words(*waiver && major),
            }
        }
        WordsFor::Update { public } => Verb::Update {
            text: text(),
            audience: None,
            next_at: at.or_else(|| tell::next_update(model, now, target)),
            public: *public,
        },
        WordsFor::Excuse { clock, .. } => Verb::Excuse { clock: clock.clone(), reason: text() },
    }
}

/// `workaround: restarted it` is a code and words; without a word in front all of it is words, and the code is missing.
fn with_code(text: &str) -> Verb {
    let is_code =
        |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    let (code, note) = match text.split_once(':') {
        Some((code, note)) if is_code(code.trim()) => (Some(Opaque::new(code.trim())), note.trim()),
        _ => (None, text),
    };
    Verb::Resolve { code, note: (!note.is_empty()).then(|| Opaque::new(note)) }
}

/// Asks once why clocks were missed, those that nobody gave a reason for.
pub fn ask_excuse(model: &mut Model, now: Now, target: &Target, fx: &mut Vec<Effect>) {
    let missed = super::moves::missed(model, now, target);
    if let (None, Some((clock, more))) = (&model.layer, missed.split_first()) {
        let purpose = WordsFor::Excuse { clock: clock.clone(), more: more.to_vec() };
        verbs::open_words(model, purpose, vec![target.clone()], fx);
    }
}

//! From what was typed to a verb on the record: last words, times in the person's zone, callers from the directory.
//! Belongs to the command line.

#[cfg(test)]
mod tests;

use chrono_tz::Tz;

use super::{
    args::{
        Which,
        desk::{self as typed, Desk, Reach},
    },
    exit::Failure,
    open::Session,
    verbs::{Ask, Asked, stdin, words},
    when,
};
use crate::{
    backend::Verb,
    config::SourceKind,
    domain::{
        Number, Time,
        directory::{Directory, Person},
        record::{Caller, Milestone},
        when::Toward,
    },
    text::{Kind, Opaque, SafeText},
};

/// What is asked, as far as it can be known before any source is asked.
pub fn ask(desk: Desk, zone: Tz, now: Time) -> Result<Asked, Failure> {
    let ahead = |option: &str, text: &str| when::read(option, text, now, zone, Toward::Future);
    let text = |words: String| Opaque::new(words.trim_end());
    Ok(match desk {
        Desk::Start { targets } => Asked::new(Verb::Start, targets),
        Desk::Phase { words, which } => {
            let (ids, word) = last(words, &which, "phase", "phase 42 fixing")?;
            let phase = typed::phase(&word).map_err(Failure::usage)?;
            Asked::of(Ask::Verb(Verb::Phase { phase }), ids, which)
        }
        Desk::Hold { targets, reason, until, note, message } => {
            let until = until.map(|t| ahead("--until", &t)).transpose()?;
            let verb = Verb::Hold { reason, detail: words(note), until, message: words(message) };
            Asked::new(verb, targets)
        }
        Desk::Resume { targets, reason } => Asked::new(Verb::Resume { reason: words(reason) }, targets),
        Desk::Snooze { targets, length, until } => {
            let until = match (length, until) {
                (Some(length), _) => now + length,
                (None, Some(text)) => ahead("--until", &text)?,
                (None, None) => return Err(Failure::usage("snooze needs --for or --until")),
            };
            Asked::new(Verb::Snooze { until }, targets)
        }
        Desk::Wake { targets } => Asked::new(Verb::Wake, targets),
        Desk::Mitigate { targets, impact } => Asked::new(Verb::Mitigate { impact: text(impact) }, targets),
        Desk::Relapse { targets, reason } => Asked::new(Verb::Relapse { reason: text(reason) }, targets),
        Desk::Reopen { targets, reason } => Asked::new(Verb::Reopen { reason: text(reason) }, targets),
        Desk::Close { targets, answer, comment, satisfaction, waiver } => {
            let verb = Verb::Close { answer, comment: words(comment), satisfaction, waiver: words(waiver) };
            Asked::new(verb, targets)
        }
        Desk::Cancel { targets, reason, note, duplicate_of } => {
            let detail = words(note);
            let make = move |number| Verb::Cancel { reason, detail, duplicate_of: number };
            Asked::about(Ask::other("cancel", duplicate_of, make), targets)
        }
        Desk::Merge { targets, into } => Asked::about(Ask::merge(into), targets),
        Desk::Restore { targets } => Asked::new(Verb::Restore, targets),
        Desk::Attach { targets, parent } => {
            let parent = Some(parent).filter(|p| !p.trim().eq_ignore_ascii_case("none"));
            Asked::about(Ask::other("attach", parent, |parent| Verb::Attach { parent }), targets)
        }
        Desk::Priority(p) => {
            let verb = Verb::Priority {
                impact: p.impact,
                urgency: p.urgency,
                set: p.set,
                clear: p.clear,
                reason: words(p.reason),
            };
            Asked::new(verb, p.targets)
        }
        Desk::Major { targets, off, reason } => {
            Asked::new(Verb::Major { on: !off, reason: words(reason) }, targets)
        }
        Desk::Category { words, which } => {
            let (ids, path) = last(words, &which, "category", "category 42 database/replication")?;
            let (category, sub) = category(&path)?;
            Asked::of(Ask::Verb(Verb::Category { category, sub }), ids, which)
        }
        Desk::Update { targets, text: words, audience, next, public } => {
            let text = if words == "-" { stdin("update")? } else { words };
            let audience = audience.map(|who| SafeText::clean(who.trim(), Kind::Label));
            let next_at = next.map(|t| ahead("--next", &t)).transpose()?;
            Asked::new(
                Verb::Update { text: Opaque::new(text.trim_end()), audience, next_at, public },
                targets,
            )
        }
        Desk::Contact { targets, result, note } => {
            Asked::new(Verb::Contact { result, note: words(note) }, targets)
        }
        Desk::Caller { targets, add, reach } => Asked::about(Ask::Caller { who: add, reach }, targets),
        Desk::Correct { words, reason, which } => {
            let (ids, pair) = last(words, &which, "field", "correct 42 occurred_at=8:40 --reason \"log\"")?;
            let (field, to) = correction(&pair, now, zone)?;
            Asked::of(Ask::Verb(Verb::Correct { field, to, reason: text(reason) }), ids, which)
        }
        Desk::Excuse { words, reason, which } => {
            let (ids, clock) =
                last(words, &which, "clock", "excuse 42 \"P1 response\" --reason \"shift change\"")?;
            let clock = SafeText::clean(&clock, Kind::Label);
            Asked::of(Ask::Verb(Verb::Excuse { clock, reason: text(reason) }), ids, which)
        }
        Desk::Link { words, role, which } => {
            let (ids, service) = last(words, &which, "service", "link 42 db-core --as cause")?;
            let service = SafeText::clean(&service, Kind::Label);
            Asked::of(Ask::Verb(Verb::Link { service, role: role.0 }), ids, which)
        }
    })
}

/// Ids, and the word behind them.
fn last(
    mut words: Vec<String>,
    which: &Which,
    what: &str,
    like: &str,
) -> Result<(Vec<String>, String), Failure> {
    let word = words.pop().map(|w| w.trim().to_owned()).unwrap_or_default();
    if words.is_empty() && which.query.is_none() {
        let words = format!("an incident and a {what} are needed: watchfloor {like}");
        return Err(Failure::usage(words));
    }
    if word.is_empty() {
        return Err(Failure::usage(format!("the {what} is empty: watchfloor {like}")));
    }
    Ok((words, word))
}

/// `database`, `database/replication`.
pub fn category(path: &str) -> Result<(SafeText, Option<SafeText>), Failure> {
    let label = |text: &str| SafeText::clean(text.trim(), Kind::Label);
    let (first, sub) = match path.split_once('/') {
        Some((first, sub)) => (first, Some(sub)),
        None => (path, None),
    };
    let empty = first.trim().is_empty() || sub.is_some_and(|s| s.trim().is_empty());
    if empty {
        return Err(Failure::usage("a category is database, or database/replication"));
    }
    Ok((label(first), sub.map(label)))
}

/// `occurred_at=8:40`.
fn correction(pair: &str, now: Time, zone: Tz) -> Result<(Milestone, Time), Failure> {
    let all = || Milestone::ALL.iter().map(|m| m.word()).collect::<Vec<_>>().join(", ");
    let Some((field, time)) = pair.split_once('=') else {
        return Err(Failure::usage(format!("a correction is FIELD=TIME with one of {}", all())));
    };
    let Some(milestone) = Milestone::parse(field) else {
        return Err(Failure::usage(format!(
            "{:?} is no time of an incident: write one of {}",
            field.trim(),
            all()
        )));
    };
    Ok((milestone, when::read(milestone.word(), time, now, zone, Toward::Past)?))
}

/// Whom `who` means: somebody of the directory by id or by the whole name, else the name as it was said. Their own
/// source is asked for its directory where the configured one does not know them.
pub async fn caller(session: &Session, who: &str, reach: &Reach) -> Result<Caller, Failure> {
    let who = who.trim();
    if who.is_empty() {
        return Err(Failure::usage("whose call it is has to be said: an id of the directory, or a name"));
    }
    let name = SafeText::clean(who, Kind::Label);
    let mut found = person(&session.hub.directory(), who).cloned();
    if found.is_none() {
        for source in session.config.sources.iter().filter(|s| s.kind == SourceKind::Native) {
            // One that does not say whom it knows leaves the name as it was said.
            let _ = session.hub.learn(&source.name).await;
        }
        found = person(&session.hub.directory(), who).cloned();
    }
    Ok(put_together(name, found, reach))
}

/// The same from a directory that is at hand.
pub fn known_caller(directory: &Directory, who: &str, reach: &Reach) -> Caller {
    let found = person(directory, who.trim()).cloned();
    put_together(SafeText::clean(who.trim(), Kind::Label), found, reach)
}

/// The one person that `who` names: by id, or by a name that only one of them has.
fn person<'d>(directory: &'d Directory, who: &str) -> Option<&'d Person> {
    let who = who.to_lowercase();
    let folded = |text: &SafeText| text.eq_folded(&who);
    if let Some(found) = directory.people.iter().find(|p| folded(&p.id)) {
        return Some(found);
    }
    let mut named = directory.people.iter().filter(|p| p.name.as_ref().is_some_and(folded));
    match (named.next(), named.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

/// What was typed wins over what the directory says.
fn put_together(who: SafeText, person: Option<Person>, reach: &Reach) -> Caller {
    let typed = |text: &Option<String>| text.as_ref().map(|t| SafeText::clean(t.trim(), Kind::Label));
    let (id, known) = match person {
        Some(person) => (Some(person.id.clone()), person),
        None => (None, Person::default()),
    };
    let name = match &id {
        Some(id) => known.name.clone().unwrap_or_else(|| id.clone()),
        None => who,
    };
    Caller {
        name,
        person: id,
        email: typed(&reach.email).or(known.email),
        phone: typed(&reach.phone).or(known.phone),
        vip: reach.vip || known.vip,
        on_behalf_of: typed(&reach.on_behalf_of),
    }
}

/// A verb that names another incident, once it is known which.
pub fn needs_number(number: Option<Number>, what: &str) -> Result<Number, Failure> {
    number.ok_or_else(|| Failure::usage(format!("{what} has no number yet: it cannot be named")))
}

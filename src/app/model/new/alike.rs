//! What looks like it: open incidents of the board and past ones that sources found, judged by the words they share
//! and by the service; and the caller's own.

use super::{Field, NewForm, offers};
use crate::{
    app::inbox::Inbox,
    domain::{Facts, Incident, IncidentId, State, query::Query, query::folded},
    text::{Kind, SafeText},
};

/// Rows looked through at each key: a few milliseconds. Those that are most pressing stand first; of what is left out
/// the source knows.
pub const ROWS: usize = 20_000;
/// As many as have a digit.
pub const SHOWN: usize = 9;
/// Open ones, so that there is room for past ones.
const OPEN: usize = 6;
/// How many are asked of a source.
pub const FOUND: u32 = 20;

/// Something that looks like it.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// As it is known.
    pub incident: Incident,
    /// How many callers it has.
    pub callers: usize,
    /// It has all the words.
    pub same: bool,
}

impl Alike {
    fn of(incident: Incident, same: bool) -> Self {
        let record = &incident.detail.record;
        let callers = usize::from(record.reporter.is_some()) + record.callers.len();
        Self { incident, callers, same }
    }

    /// Whether a caller can be attached: it is not over for good.
    pub fn takes_callers(&self) -> bool {
        !self.incident.state.is_final()
    }
}

/// Words of German and English that say nothing of what is wrong.
const IDLE: &[&str] = &[
    "the", "and", "for", "not", "with", "when", "from", "this", "that", "has", "have", "was", "are", "can",
    "cannot", "does", "since", "after", "any", "all", "more", "gives", "get", "gets", "got", "der", "die",
    "das", "und", "bei", "mit", "nicht", "kein", "keine", "wenn", "beim", "seit", "auf", "ist", "ein",
    "eine", "geht",
];

/// The words of a title that tell something, the longest first, each once.
pub fn telling(title: &str) -> Vec<String> {
    let text = folded(&SafeText::clean(title, Kind::Line));
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3 && !IDLE.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    words.truncate(8);
    words
}

/// How much an incident looks like it: `None` is not enough.
fn score(words: &[String], service: Option<&str>, incident: &impl Facts) -> Option<(u32, bool)> {
    let same_service = service
        .is_some_and(|service| incident.service().is_some_and(|own| own.eq_ignore_ascii_case(service)));
    let title = folded(&SafeText::clean(incident.title(), Kind::Line));
    let hits = words.iter().filter(|word| title.contains(word.as_str())).count() as u32;
    let all = !words.is_empty() && hits as usize == words.len();
    let enough = hits >= 2 || (hits >= 1 && (same_service || all));
    // One that somebody called about is more likely to be called about again.
    let called = u32::from(incident.reporter().is_some());
    enough.then_some((
        2 * hits + 3 * u32::from(same_service) + 2 * u32::from(incident.is_major()) + called,
        all,
    ))
}

/// A row may look like it: asked of many, it costs little.
fn may_be(words: &[String], service: Option<&str>, incident: &impl Facts) -> bool {
    incident.state().is_open()
        && (service.is_some_and(|s| incident.service().is_some_and(|own| own.eq_ignore_ascii_case(s)))
            || words.iter().any(|word| contains(incident.title(), word)))
}

/// Whether `word`, folded, stands in `text`: exact for ASCII, generous for the rest.
fn contains(text: &str, word: &str) -> bool {
    if !word.is_ascii() || !text.is_ascii() {
        return true;
    }
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// Open ones of the board that look like it, the most alike first; among equals the most pressing.
fn scored_open(
    inbox: &Inbox,
    words: &[String],
    service: Option<&str>,
    most: usize,
) -> Vec<((u32, bool), Incident)> {
    let mut scored: Vec<((u32, bool), String)> = inbox
        .facts(ROWS)
        .filter(|facts| may_be(words, service, facts))
        .filter_map(|facts| Some((score(words, service, &facts)?, facts.id().to_owned())))
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(score.0));
    scored.truncate(most);
    let known = |id: &str| inbox.get(&IncidentId::from_known(id)).cloned();
    scored.into_iter().filter_map(|(score, id)| Some((score, known(&id)?))).collect()
}

/// At most `most` open ones of the board that look like one with these words and this service, but `except`.
pub fn open_like(
    inbox: &Inbox,
    words: &[String],
    service: Option<&str>,
    except: &IncidentId,
    most: usize,
) -> Vec<Incident> {
    let all = scored_open(inbox, words, service, most + 1).into_iter().map(|(_, incident)| incident);
    all.filter(|i| i.id != *except).take(most).collect()
}

/// At most `most` of those found that are over and look like it, the most alike first, then the latest.
pub fn past_like(
    found: &[Incident],
    words: &[String],
    service: Option<&str>,
    except: &IncidentId,
    most: usize,
) -> Vec<Incident> {
    let over = found.iter().filter(|i| i.id != *except && !i.state.is_open());
    let mut past: Vec<((u32, bool), &Incident)> =
        over.filter_map(|i| Some((score(words, service, i)?, i))).collect();
    past.sort_by_key(|(score, i)| (std::cmp::Reverse(score.0), std::cmp::Reverse(i.opened_at)));
    past.into_iter().take(most).map(|(_, incident)| incident.clone()).collect()
}

/// Looks at the board and at what was found.
pub fn look(form: &mut NewForm, inbox: &Inbox) {
    let words = telling(form.text(Field::What));
    let service = form.meant(Field::Service).map(|service| offers::typed(&service));
    let service = service.as_deref();
    let mut open: Vec<((u32, bool), Incident)> = Vec::new();
    if !words.is_empty() || service.is_some() {
        open = scored_open(inbox, &words, service, OPEN);
    }
    let mut past: Vec<((u32, bool), &Incident)> = form
        .search
        .found
        .iter()
        .filter(|i| !open.iter().any(|(_, o)| o.id == i.id) && i.state != State::Cancelled)
        .filter_map(|i| Some((score(&words, service, i)?, i)))
        .collect();
    past.sort_by_key(|(score, i)| (std::cmp::Reverse(score.0), std::cmp::Reverse(i.opened_at)));
    let mut alike: Vec<Alike> =
        open.into_iter().map(|((_, same), incident)| Alike::of(incident, same)).collect();
    alike.extend(past.into_iter().map(|((_, same), incident)| Alike::of(incident.clone(), same)));
    alike.truncate(SHOWN);
    form.alike = alike;
}

/// The caller's own: open ones that name them as reporter.
pub fn look_for_theirs(form: &mut NewForm, inbox: &Inbox) {
    form.theirs.clear();
    let Some(name) = form.meant(Field::Caller).filter(|_| !form.nobody()) else { return };
    let name = offers::typed(&name).to_lowercase();
    // Two letters are half the alphabet's people.
    if name.chars().count() < 3 {
        return;
    }
    let person = form.person().map(|person| person.id.clone());
    let is_theirs = |incident: &Incident| {
        let caller = incident.detail.record.reporter.as_deref();
        caller.is_some_and(|c| match (&c.person, &person) {
            (Some(a), Some(b)) => a == b,
            _ => c.name.eq_folded(&name),
        })
    };
    let mut theirs: Vec<Incident> = inbox
        .facts(ROWS)
        .filter(|f| f.state().is_open() && f.reporter().is_some_and(|own| own.to_lowercase() == name))
        .filter_map(|f| inbox.get(&IncidentId::from_known(f.id())).cloned())
        .collect();
    for found in &form.search.found_theirs {
        if found.state.is_open() && !theirs.iter().any(|t| t.id == found.id) && is_theirs(found) {
            theirs.push(found.clone());
        }
    }
    theirs.truncate(SHOWN);
    form.theirs = theirs;
}

/// What a source is asked for what looks alike; empty is nothing.
pub fn query_alike(form: &NewForm) -> String {
    let words = telling(form.text(Field::What));
    // Letters and digits alone: no word can break out of the query.
    let words: Vec<&str> = words.iter().map(String::as_str).take(4).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        several => format!("({})", several.join(" | ")),
    }
}

/// What a source is asked for the caller's own; empty is nothing.
pub fn query_theirs(form: &NewForm) -> String {
    let Some(name) = form.meant(Field::Caller).filter(|_| form.person().is_some()) else {
        return String::new();
    };
    let name: String = offers::typed(&name).chars().filter(|c| !matches!(c, '"' | '\\' | '*')).collect();
    format!("reporter:\"{}\" state:open", name.trim())
}

/// Reads a query of ours; one that the language does not have is not asked.
pub fn parsed(text: &str) -> Option<Query> {
    if text.is_empty() { None } else { Query::parse(text).ok() }
}

//! Verbs: how what is asked reaches its incidents, and what each of them says. Belongs to the command line.
//!
//! Whatever is asked is saved in the outbox first and sent from there, so that a lost answer or a killed program
//! loses nothing.

use std::{io::Read, time::Duration};

use serde::Serialize;

use super::{
    args::{Targets, Which, desk::Reach},
    desk,
    exit::{Code, Failure, overall},
    json::OutboxJson,
    list,
    open::{self, Seen, Session},
    print::{self, Cell, Format, Look, Printer, Table},
    rows,
};
use crate::{
    app::model::pending::{ActState, PendingAct},
    backend::{ActionKey, Support, Target, Verb},
    domain::{Incident, Number, SourceName},
    runtime::hub::{Fault, Row},
    text::{Kind, Opaque, SafeText},
};

/// What is asked, as far as it is known before the sources are.
pub enum Ask {
    /// All of it.
    Verb(Verb),
    /// It names another incident.
    Other {
        /// The verb's name.
        name: &'static str,
        /// Which incident, as typed; `None` where the verb does without.
        other: Option<String>,
        /// The verb, when its number is known.
        make: Box<dyn FnOnce(Option<Number>) -> Verb + Send>,
    },
    /// A merge: without a target there is none.
    Merge(String),
    /// One more caller, who may stand in a directory.
    Caller {
        /// As typed.
        who: String,
        /// How they are reached.
        reach: Reach,
    },
}

impl Ask {
    /// A verb that may name another incident.
    pub fn other(
        name: &'static str,
        other: Option<String>,
        make: impl FnOnce(Option<Number>) -> Verb + Send + 'static,
    ) -> Self {
        Self::Other { name, other, make: Box::new(make) }
    }

    /// A merge into this one.
    pub const fn merge(into: String) -> Self {
        Self::Merge(into)
    }

    /// The verb, with the source of the incident that it names.
    async fn settle(self, session: &Session, seen: &Seen) -> Result<(Verb, Option<SourceName>), Failure> {
        let named = async |other: &str| -> Result<(Number, SourceName), Failure> {
            let row = list::find(session, seen, other).await?;
            let number = desk::needs_number(row.incident.number, other)?;
            Ok((number, row.incident.source))
        };
        Ok(match self {
            Self::Verb(verb) => (verb, None),
            Self::Other { other: None, make, .. } => (make(None), None),
            Self::Other { other: Some(other), make, .. } => {
                let (number, source) = named(&other).await?;
                (make(Some(number)), Some(source))
            }
            Self::Merge(into) => {
                let (into, source) = named(&into).await?;
                (Verb::Merge { into }, Some(source))
            }
            Self::Caller { who, reach } => {
                let caller = desk::caller(session, &who, &reach).await?;
                (Verb::Caller { caller: Box::new(caller) }, None)
            }
        })
    }
}

/// What is asked of whom, how long it may take.
pub struct Asked {
    /// What.
    pub ask: Ask,
    /// Of these.
    pub ids: Vec<String>,
    /// And of all that answer this.
    pub query: Option<String>,
    /// How long the confirmation may take.
    pub wait: Duration,
}

impl Asked {
    /// A verb and its targets as typed.
    pub fn new(verb: Verb, targets: Targets) -> Self {
        Self::about(Ask::Verb(verb), targets)
    }

    /// The same where more has to be known first.
    pub fn about(ask: Ask, targets: Targets) -> Self {
        Self::of(ask, targets.ids, targets.which)
    }

    /// The same with ids that stood before another word.
    pub fn of(ask: Ask, ids: Vec<String>, which: Which) -> Self {
        Self { ask, ids, query: which.query, wait: which.wait }
    }

    /// A note: the last word is the text, unless that is `-`.
    pub fn note(mut words: Vec<String>, which: Which) -> Result<Self, Failure> {
        let text = match words.pop() {
            Some(dash) if dash == "-" => stdin("note")?,
            Some(text) => text,
            None => String::new(),
        };
        if words.is_empty() && which.query.is_none() {
            return Err(Failure::usage(
                "a note needs an incident and words: watchfloor note 42 \"rebooted web-1\"",
            ));
        }
        let text = text.trim_end();
        if text.trim().is_empty() {
            return Err(Failure::usage("the note is empty: nothing was written"));
        }
        if text.len() > Kind::Note.cap() {
            let words = format!(
                "the note has {} bytes, and {} fit: nothing was written",
                text.len(),
                Kind::Note.cap()
            );
            return Err(Failure::usage(words));
        }
        Ok(Self::of(Ask::Verb(Verb::Note { text: Opaque::new(text) }), words, which))
    }
}

/// The words of a verb from standard input.
pub fn stdin(what: &str) -> Result<String, Failure> {
    let mut text = String::new();
    // One byte more than fits, so that a text that is too long is refused and not cut.
    let most = Kind::Note.cap() as u64 + 1;
    let read = std::io::stdin().lock().take(most).read_to_string(&mut text);
    read.map_err(|e| Failure::usage(format!("the {what} could not be read from standard input ({e})")))?;
    Ok(text)
}

/// One target and how far it got.
enum Line {
    /// It never came into the outbox.
    Stopped(String, Failure),
    /// It did.
    Asked(Box<PendingAct>, Option<Fault>),
}

impl Line {
    fn code(&self, session: &Session) -> Code {
        match self {
            Self::Stopped(_, failure) => failure.code,
            Self::Asked(act, fault) => code(session, &act.state, *fault),
        }
    }
}

/// The exit code of one action.
pub fn code(session: &Session, state: &ActState, fault: Option<Fault>) -> Code {
    match (state, fault) {
        (ActState::Confirmed { .. }, _) => Code::Done,
        (ActState::Failed(_), Some(Fault::NotFound)) => Code::NotFound,
        (ActState::Failed(_), Some(Fault::Conflict)) => Code::Conflict,
        (ActState::Failed(_), _) => Code::Refused,
        // Nothing was accepted where nothing can be kept.
        (ActState::Queued | ActState::Sending | ActState::Waiting { .. }, _) if session.volatile => {
            Code::Unreachable
        }
        (ActState::Queued | ActState::Sending | ActState::Waiting { .. }, _) => Code::Queued,
    }
}

/// Does what was asked, and reports each target.
pub async fn run(session: &Session, printer: &mut Printer, asked: Asked) -> Result<Code, Failure> {
    let query = asked.query.as_deref().map(|text| session.query(text)).transpose()?;
    let seen = session.read().await?;
    let (verb, of) = asked.ask.settle(session, &seen).await?;
    let mut lines = Vec::new();
    let mut wanted: Vec<Row> = Vec::new();
    for id in &asked.ids {
        match list::find(session, &seen, id).await {
            Ok(row) => add(&mut wanted, row),
            // Nobody is asked anything while it is not clear who is meant.
            Err(failure) if failure.code == Code::Usage => return Err(failure),
            Err(failure) => lines.push(Line::Stopped(id.clone(), failure)),
        }
    }
    if let (Some(query), Some(text)) = (query, &asked.query) {
        seen.name_the_dead();
        let rows = seen.select(&query);
        announce(verb.name(), text, &rows);
        for row in rows {
            add(&mut wanted, row.clone());
        }
    }
    let mut acts: Vec<(Target, Verb)> = Vec::new();
    for row in &wanted {
        match refused(session, &row.incident, &verb, of.as_ref()) {
            Some(why) => {
                lines.push(Line::Stopped(rows::name(&row.incident), Failure::safe(Code::Refused, why)));
            }
            None => acts.push((open::target(row), verb.clone())),
        }
    }
    if !acts.is_empty() {
        let saved = session.hub.enqueue(acts, &session.me).await;
        let saved = saved.map_err(|words| Failure::safe(Code::SomeFailed, words))?;
        let keys: Vec<ActionKey> = saved.iter().map(|a| a.key).collect();
        let settled = session.hub.settle_all(&keys, asked.wait).await;
        lines.extend(settled.into_iter().map(|(act, fault)| Line::Asked(Box::new(act), fault)));
    }
    report(session, printer, &verb, &lines);
    Ok(overall(&lines.iter().map(|l| l.code(session)).collect::<Vec<_>>()))
}

fn add(wanted: &mut Vec<Row>, row: Row) {
    if !wanted.iter().any(|w| w.incident.id == row.incident.id) {
        wanted.push(row);
    }
}

/// Why the incident's source cannot do it, if so: nothing is queued that can never be sent.
pub fn refused(
    session: &Session,
    incident: &Incident,
    verb: &Verb,
    of: Option<&SourceName>,
) -> Option<SafeText> {
    if let Some(other) = of.filter(|other| **other != incident.source) {
        let words = format!(
            "it is of the source {}, and the other one of {}: both must be of one source",
            incident.source.as_str(),
            other.as_str()
        );
        return Some(SafeText::clean(&words, Kind::Line));
    }
    let source = session.hub.sources().into_iter().find(|s| s.name == incident.source)?;
    match source.capabilities.of(verb) {
        Support::No(why) => Some(SafeText::clean(why, Kind::Line)),
        Support::Native | Support::Local => None,
    }
}

/// Says what a query is about to touch.
fn announce(verb: &str, query: &str, rows: &[&Row]) {
    if rows.is_empty() {
        print::say(format!("{verb}: no incident answers {query}"));
    }
    for row in rows {
        let i = &row.incident;
        print::about(&format!("{verb} {} P{} ", rows::name(i), i.priority.level()), &i.title);
    }
}

/// A target that never came into the outbox, as JSON: the keys of an action, as far as there are any.
#[derive(Serialize)]
struct StoppedJson<'a> {
    id: Option<()>,
    verb: &'a str,
    state: &'static str,
    error: &'a SafeText,
    incident: &'a str,
}

/// One target as JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum LineJson<'a> {
    Stopped(StoppedJson<'a>),
    Asked(OutboxJson<'a>),
}

impl<'a> LineJson<'a> {
    fn new(line: &'a Line, verb: &'a Verb) -> Self {
        match line {
            Line::Asked(act, _) => Self::Asked(OutboxJson::new(act)),
            Line::Stopped(asked, failure) => Self::Stopped(StoppedJson {
                id: None,
                verb: verb.name(),
                state: "failed",
                error: &failure.words,
                incident: asked,
            }),
        }
    }
}

fn report(session: &Session, printer: &mut Printer, verb: &Verb, lines: &[Line]) {
    match printer.format() {
        Format::Json => printer.json_array(lines.iter().map(|line| LineJson::new(line, verb))),
        Format::Csv => {
            let acts = lines.iter().filter_map(|l| match l {
                Line::Asked(act, _) => Some(&**act),
                Line::Stopped(..) => None,
            });
            printer.table(&outbox_table(&acts.collect::<Vec<_>>(), Format::Csv));
        }
        Format::Table => {}
    }
    for line in lines {
        match line {
            Line::Stopped(asked, failure) => {
                print::about(&format!("{} {asked}: ", verb.name()), &failure.words);
            }
            Line::Asked(act, _) => receipt(session, printer, act),
        }
    }
}

/// One line on one action: what is done on stdout, what is not on stderr.
pub fn receipt(session: &Session, printer: &mut Printer, act: &PendingAct) {
    let what = format!("{} {}", act.verb.name(), rows::called(act.target.number, &act.target.id));
    let source = act.target.source.as_str();
    match &act.state {
        ActState::Confirmed { elapsed_ms, words, local } if printer.format() == Format::Table => {
            let ours = *local || matches!(support(session, act), Some(Support::Local));
            let done = if ours { "kept here: its source has no such thing" } else { "confirmed" };
            let took = if *elapsed_ms > 0 { format!(" {elapsed_ms} ms") } else { String::new() };
            let mut line = vec![Cell::ours(&what).look(Look::Bold), Cell::ours(format!(" {done}{took}"))];
            if let Some(words) = words {
                line.extend([Cell::ours(": "), Cell::new(words.first_line())]);
            }
            printer.line(&line);
        }
        ActState::Confirmed { .. } => {}
        ActState::Failed(words) => {
            print::about(&format!("{what} refused: "), words);
            let key = act.key.short();
            print::say(format!(
                "it stays in the outbox: `watchfloor outbox retry {key}` or `outbox drop {key}`"
            ));
        }
        ActState::Queued | ActState::Sending | ActState::Waiting { .. } if session.volatile => {
            print::say(format!(
                "{what} was not confirmed and cannot be kept: it will not be sent again, ask again"
            ));
        }
        ActState::Waiting { words, .. } => {
            print::about(&format!("queued: {what}: "), words);
            print::say(format!("sent when {source} answers; `watchfloor outbox list` shows it"));
        }
        ActState::Queued | ActState::Sending => {
            print::say(format!(
                "queued: {what}; sent when {source} answers; `watchfloor outbox list` shows it"
            ));
        }
    }
}

/// Who carries it out.
fn support(session: &Session, act: &PendingAct) -> Option<Support> {
    let source = session.hub.sources().into_iter().find(|s| s.name == act.target.source)?;
    Some(source.capabilities.of(&act.verb))
}

/// Actions as a table.
pub fn outbox_table(acts: &[&PendingAct], format: Format) -> Table {
    let time = |t: crate::domain::Time| Cell::ours(t.rfc3339());
    if format == Format::Csv {
        let head =
            ["id", "verb", "state", "since", "incident", "number", "source", "tries", "next_try", "error"];
        let mut table = Table::new(&head);
        for act in acts {
            let (tries, next) = match &act.state {
                ActState::Waiting { next_at, tries, .. } => (Cell::number(tries), time(*next_at)),
                _ => (Cell::default(), Cell::default()),
            };
            table.row(vec![
                Cell::ours(act.key.to_string()),
                Cell::ours(act.verb.name()),
                Cell::ours(super::json::act_state(&act.state)),
                time(act.since),
                Cell::ours(act.target.id.as_str()),
                Cell::ours(act.target.number.map(crate::domain::Number::long).unwrap_or_default()),
                Cell::new(act.target.source.text()),
                tries,
                next,
                super::json::act_error(&act.state).cloned().into(),
            ]);
        }
        return table;
    }
    let mut table = Table::new(&["ACTION", "VERB", "INCIDENT", "SOURCE", "STATE", "SINCE", "WHY"])
        .grows(6)
        .gives_way(&[3, 5]);
    for act in acts {
        table.row(vec![
            Cell::ours(act.key.short()),
            Cell::ours(act.verb.name()),
            Cell::ours(rows::called(act.target.number, &act.target.id)),
            Cell::new(act.target.source.text()),
            Cell::ours(super::json::act_state(&act.state)),
            time(act.since),
            super::json::act_error(&act.state).cloned().into(),
        ]);
    }
    table
}

/// Who a word means.
pub fn who(word: &str, me: &SafeText) -> Result<Option<SafeText>, Failure> {
    let word = word.trim();
    if word.is_empty() {
        return Err(Failure::usage("--to needs a name, `me` or `nobody`"));
    }
    let typed = SafeText::clean(word, Kind::Label);
    Ok(match () {
        () if typed.eq_folded("me") => Some(me.clone()),
        () if typed.eq_folded("nobody") => None,
        () => Some(typed),
    })
}

/// Words to send, none if there are none.
pub fn words(text: Option<String>) -> Option<Opaque> {
    text.map(|t| t.trim_end().to_owned()).filter(|t| !t.is_empty()).map(Opaque::new)
}

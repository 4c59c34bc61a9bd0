//! `watch`: an append-only feed of what changes. Belongs to the command line.
//!
//! First every incident that is open now (`open`), then what changes: `new`, `changed` with what is different,
//! `gone` with the reason. No escape sequences, whatever reads it.
//!
//! `--plain` tells the same in whole sentences and takes verbs: [`plain`].

pub mod plain;
mod typed;
mod words;

use std::collections::HashMap;

use serde::Serialize;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::mpsc,
};

use super::{
    exit::{Code, Failure},
    json::{Beside, IncidentJson},
    list::OPEN,
    open::{self, Session},
    print::{self, Cell, Format, Printer, Table},
    rows,
};
use crate::{
    backend::Health,
    domain::{
        Change, Incident, IncidentId, Practices, Time,
        query::{Ctx, Query},
    },
    runtime::{
        clock,
        hub::{Refreshed, Unread},
    },
    text::SafeText,
};

type Answer = Result<Refreshed, Unread>;

/// What is known of the incidents of all sources, and what of them is told.
struct Feed<'a> {
    query: Query,
    me: &'a SafeText,
    known: HashMap<IncidentId, Incident>,
    healths: HashMap<crate::domain::SourceName, Health>,
    practices: Practices,
    /// The sources that keep records and promises themselves.
    by_source: Vec<crate::domain::SourceName>,
    /// What a count of them is called: `open`, or that they answer the query.
    counts: &'static str,
    /// What stands between before and after.
    arrow: &'static str,
}

/// One line.
#[derive(Debug, PartialEq)]
struct Told {
    at: Time,
    change: &'static str,
    incident: Incident,
    /// What is different, or why it is gone.
    words: String,
}

/// One line as JSON.
#[derive(Serialize)]
struct ToldJson<'a> {
    at: Time,
    change: &'static str,
    words: SafeText,
    incident: IncidentJson<'a>,
}

/// `watch [QUERY]`, until Ctrl-C, SIGTERM, or until nobody reads any more.
pub async fn run(session: &Session, printer: &mut Printer, words: &[String]) -> Result<Code, Failure> {
    let (mut feed, mut answers) = begin(session, words)?;
    let mut ends = Ends::listen()?;
    if printer.format() == Format::Csv {
        printer.table(&table(&[]));
    }
    loop {
        if let Err(e) = printer.flush() {
            return Err(Failure::new(Code::SomeFailed, format!("standard output cannot be written: {e}")));
        }
        if printer.closed() {
            return Ok(Code::Done);
        }
        tokio::select! {
            () = ends.come() => return Ok(Code::Done),
            answer = answers.recv() => match answer {
                Some(answer) => {
                    for told in feed.take(answer) {
                        feed.print(printer, &told);
                    }
                }
                None => return Ok(Code::Done),
            },
        }
    }
}

/// What nothing is known of yet, and what the sources are going to say.
fn begin<'a>(session: &'a Session, words: &[String]) -> Result<(Feed<'a>, mpsc::Receiver<Answer>), Failure> {
    let (text, counts) =
        if words.is_empty() { (OPEN.to_owned(), "open") } else { (open::joined(words), "answer the query") };
    let feed = Feed {
        query: session.query(&text)?,
        me: &session.me,
        known: HashMap::new(),
        healths: HashMap::new(),
        practices: session.hub.practices(),
        by_source: open::by_source(&session.hub),
        counts,
        arrow: "->",
    };
    let (to, answers) = mpsc::channel::<Answer>(16);
    for source in &session.config.sources {
        let (hub, name, poll, to) = (session.hub.clone(), source.name.clone(), source.poll, to.clone());
        tokio::spawn(async move {
            while to.send(hub.refresh(&name).await).await.is_ok() {
                hub.watch(&name, poll).await;
            }
        });
    }
    Ok((feed, answers))
}

/// What ends a feed. For as long as it runs: one that comes while a line is being written must not be lost.
struct Ends {
    interrupts: Signal,
    terminations: Signal,
}

impl Ends {
    fn listen() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|e| Failure::new(Code::Bug, format!("Ctrl-C cannot be waited for: {e}")))
        };
        Ok(Self {
            interrupts: listen(SignalKind::interrupt())?,
            terminations: listen(SignalKind::terminate())?,
        })
    }

    async fn come(&mut self) {
        tokio::select! {
            _ = self.interrupts.recv() => {}
            _ = self.terminations.recv() => {}
        }
    }
}

impl Feed<'_> {
    /// Takes in an answer; says on stderr when a source goes away or comes back.
    fn take(&mut self, answer: Answer) -> Vec<Told> {
        let health = match &answer {
            Ok(refreshed) => &refreshed.health,
            Err(unread) => &unread.health,
        };
        let before = self.healths.insert(health.source.clone(), health.clone());
        match answer {
            Ok(refreshed) => {
                if before.as_ref().is_some_and(|b| b.error.is_some()) {
                    print::say(format!("{} answers again", refreshed.health.source.as_str()));
                }
                let first = !before.is_some_and(|b| b.answered);
                let at = clock::utc();
                let changes = refreshed.changes.into_iter();
                let told: Vec<Told> = changes.filter_map(|change| self.apply(change, first, at)).collect();
                if first {
                    // Quiet is proved: without this an empty feed would look like a dead one.
                    let what = self.counts;
                    print::say(format!(
                        "watching {}: {} {what}",
                        refreshed.health.source.as_str(),
                        told.len()
                    ));
                }
                told
            }
            Err(unread) => {
                // Once per outage, not once per poll.
                if before.is_none_or(|b| b.error.is_none()) {
                    print::source_failed(&unread.health.source, unread.error.words(), None);
                }
                Vec::new()
            }
        }
    }

    fn apply(&mut self, change: Change, first: bool, at: Time) -> Option<Told> {
        match change {
            Change::Upsert(incident) => {
                let before = self.known.insert(incident.id.clone(), incident.clone());
                let matched = before.as_ref().is_some_and(|b| self.answers(b));
                let (change, words) = match &before {
                    _ if !self.answers(&incident) => {
                        // It left the query: whoever follows the feed has to know.
                        return matched.then(|| Told {
                            at,
                            change: "changed",
                            words: format!(
                                "{}; it leaves this feed",
                                before
                                    .as_ref()
                                    .map_or_else(String::new, |b| differences(b, &incident, self.arrow),)
                            ),
                            incident,
                        });
                    }
                    None if first => ("open", String::new()),
                    None => ("new", String::new()),
                    Some(before) => ("changed", differences(before, &incident, self.arrow)),
                };
                Some(Told { at, change, incident, words })
            }
            Change::Gone { id, at, why } => {
                let incident = self.known.remove(&id)?;
                let words = print::plain(&why);
                self.answers(&incident).then_some(Told { at, change: "gone", incident, words })
            }
        }
    }

    fn answers(&self, incident: &Incident) -> bool {
        self.query.matches(
            incident,
            &Ctx {
                now: self.now(incident),
                me: self.me,
                book: self.practices.book(incident.source.as_str()),
            },
        )
    }

    fn now(&self, incident: &Incident) -> Time {
        clock::utc() + self.healths.get(&incident.source).map_or(0, |h| h.offset_s)
    }

    fn print(&self, printer: &mut Printer, told: &Told) {
        let i = &told.incident;
        match printer.format() {
            Format::Json => {
                let as_of = self.healths.get(&i.source).and_then(|h| h.as_of);
                let beside = Beside {
                    now: self.now(i),
                    book: self.practices.book(i.source.as_str()),
                    matrix: &self.practices.of(i.source.as_str()).matrix,
                    by_source: self.by_source.contains(&i.source),
                    stale: false,
                    as_of,
                    pending: &[],
                };
                printer.json_line(&ToldJson {
                    at: told.at,
                    change: told.change,
                    words: SafeText::clean(&told.words, crate::text::Kind::Line),
                    incident: IncidentJson::new(i, &beside),
                });
            }
            Format::Csv => printer.rows(&table(&[told])),
            Format::Table => {
                let mut line = vec![
                    Cell::ours(format!(
                        "{} {:<7} P{} {:<4} {} ",
                        told.at.rfc3339(),
                        told.change,
                        i.priority.level(),
                        i.state.short(),
                        rows::name(i)
                    )),
                    Cell::new(i.title.clone()),
                ];
                if let Some(service) = &i.service {
                    line.extend([Cell::ours(" ["), Cell::new(service.clone()), Cell::ours("]")]);
                }
                if !told.words.is_empty() {
                    line.push(Cell::ours(format!(": {}", told.words)));
                }
                printer.line(&line);
            }
        }
    }
}

fn table(told: &[&Told]) -> Table {
    let mut table = Table::new(&[
        "at", "change", "id", "number", "priority", "state", "title", "service", "owner", "words",
    ]);
    for t in told {
        let i = &t.incident;
        table.row(vec![
            Cell::ours(t.at.rfc3339()),
            Cell::ours(t.change),
            Cell::ours(i.id.as_str()),
            Cell::ours(i.number.map(crate::domain::Number::long).unwrap_or_default()),
            Cell::number(i.priority.level()),
            Cell::ours(i.state.word()),
            Cell::new(i.title.clone()),
            Cell::from(i.service.clone()),
            Cell::from(i.owner.clone()),
            Cell::ours(&t.words),
        ]);
    }
    table
}

/// What is different between two states of the same incident, in words.
fn differences(before: &Incident, after: &Incident, arrow: &str) -> String {
    let mut words = Vec::new();
    if before.state != after.state {
        words.push(format!("{} {arrow} {}", before.state.word(), after.state.word()));
    }
    if before.priority != after.priority {
        words.push(format!("P{} {arrow} P{}", before.priority.level(), after.priority.level()));
    }
    let who = |i: &Incident| i.owner.as_ref().map_or_else(|| "nobody".to_owned(), print::plain);
    if before.owner != after.owner {
        words.push(format!("owner {} {arrow} {}", who(before), who(after)));
    }
    if before.title != after.title {
        words.push("title".to_owned());
    }
    if before.count != after.count {
        words.push(format!("raised {} times", after.count));
    }
    if before.hold != after.hold && before.state == after.state {
        words.push("what it waits for".to_owned());
    }
    if words.is_empty() {
        words.push("details".to_owned());
    }
    words.join(", ")
}

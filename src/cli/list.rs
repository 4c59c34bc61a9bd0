//! Commands that only look: `list`, `show`, `timeline`, `status`. Belongs to the command line.

use std::fmt::Write;

use serde::Serialize;

use super::{
    arranged,
    exit::{Code, Failure},
    json::{EventJson, IncidentJson},
    open::{self, Seen, Session},
    page,
    print::{self, Cell, Format, Printer},
    rows,
};
use crate::{
    app::model::pending::PendingAct,
    config::SourceConfig,
    domain::{
        Incident, Number, State,
        view::{Arrange, GroupBy},
    },
    runtime::hub::{Find, Row},
    text::SafeText,
};

/// What `list` and `watch` tell when nothing is asked for.
pub const OPEN: &str = "state:open";

/// `list [QUERY] [--sort] [--group]`
pub async fn list(
    session: &Session,
    printer: &mut Printer,
    words: &[String],
    arrange: &Arrange,
) -> Result<Code, Failure> {
    let text = if words.is_empty() { OPEN.to_owned() } else { open::joined(words) };
    let query = session.query(&text)?;
    let seen = session.read().await?;
    seen.name_the_dead();
    let mut rows = seen.select(&query);
    arranged::put(&mut rows, &seen, arrange);
    incidents(printer, &rows, &seen, arrange.group.as_ref());
    if rows.is_empty() && printer.format() == Format::Table {
        let answered = seen.asked() - seen.reading.errors.len();
        print::say(format!("0 of {text}; {answered} of {} sources answered", seen.asked()));
    }
    Ok(seen.code())
}

fn incidents(printer: &mut Printer, rows: &[&Row], seen: &Seen, group: Option<&GroupBy>) {
    if printer.format() == Format::Json {
        let pending: Vec<Vec<&PendingAct>> = rows.iter().map(|row| seen.pending_of(&row.incident)).collect();
        let values = rows.iter().zip(&pending);
        printer
            .json_array(values.map(|(row, acts)| IncidentJson::new(&row.incident, &seen.beside(row, acts))));
        return;
    }
    if !rows.is_empty() || printer.format() == Format::Csv {
        printer.table(&rows::table(rows, seen, printer.format(), group));
    }
}

/// The incident that was named, or why there is none.
pub async fn find(session: &Session, seen: &Seen, id: &str) -> Result<Row, Failure> {
    session.hub.find_in(id, &seen.reading).await.map_err(|e| missing(&e, seen))
}

/// A failed search as a failure.
fn missing(error: &Find, seen: &Seen) -> Failure {
    match error {
        Find::NotFound(_) | Find::NotConfigured(..) => Failure::new(Code::NotFound, error),
        Find::Ambiguous(_, ids) => {
            let mut words = error.to_string();
            for id in ids {
                let held = seen.reading.rows.iter().map(|r| &r.incident).find(|i| i.id == *id);
                let number = held.and_then(|i| i.number).map_or_else(|| "-".to_owned(), Number::long);
                let _ = write!(words, "\n  {number}  {}", id.as_str());
            }
            Failure::usage(words)
        }
        Find::Unreachable { dead, .. } => {
            seen.name_the_dead();
            let names: Vec<&str> = dead.iter().map(|(name, _)| name.as_str()).collect();
            let words = format!("{error}: {}; try again when they do", names.join(", "));
            Failure::new(Code::Unreachable, words)
        }
    }
}

/// `show ID`
pub async fn show(session: &Session, printer: &mut Printer, id: &str) -> Result<Code, Failure> {
    let seen = session.read().await?;
    let row = find(session, &seen, id).await?;
    match printer.format() {
        Format::Json => {
            let pending = seen.pending_of(&row.incident);
            printer.json(&IncidentJson::new(&row.incident, &seen.beside(&row, &pending)));
        }
        Format::Csv => printer.table(&rows::table(&[&row], &seen, Format::Csv, None)),
        Format::Table => page::print(printer, &row, &seen, session.config.time_zone),
    }
    Ok(last_known(&row, &seen))
}

/// 69 for the last known state of an incident whose source did not answer; its source is named on stderr.
pub fn last_known(row: &Row, seen: &Seen) -> Code {
    if !row.stale {
        return Code::Done;
    }
    seen.name_the_dead();
    Code::Unreachable
}

/// `timeline ID`
pub async fn timeline(session: &Session, printer: &mut Printer, id: &str) -> Result<Code, Failure> {
    let seen = session.read().await?;
    let row = find(session, &seen, id).await?;
    let failed = |words: SafeText| Failure::safe(Code::Unreachable, words);
    let events = session.hub.timeline(&open::target(&row)).await.map_err(failed)?;
    match printer.format() {
        Format::Json => printer.json_array(events.iter().map(EventJson::new)),
        Format::Csv => printer.table(&rows::event_table(&events)),
        Format::Table => rows::timeline(printer, &events, session.config.time_zone),
    }
    Ok(last_known(&row, &seen))
}

/// What a status bar wants to know.
#[derive(Debug, Serialize)]
struct Status {
    open: usize,
    p1: usize,
    p2: usize,
    p1_unacknowledged: usize,
    sources: usize,
    down: Vec<String>,
}

/// `status [--tmux]`
pub async fn status(session: &Session, printer: &mut Printer, tmux: bool) -> Result<Code, Failure> {
    let query = open::parse(OPEN)?;
    let seen = session.read().await?;
    let rows = seen.select(&query);
    let count = |wanted: &dyn Fn(&Incident) -> bool| rows.iter().filter(|r| wanted(&r.incident)).count();
    let status = Status {
        open: rows.len(),
        p1: count(&|i| i.priority.level() == 1),
        p2: count(&|i| i.priority.level() == 2),
        p1_unacknowledged: count(&|i| i.priority.level() == 1 && i.state == State::New),
        sources: seen.asked(),
        down: seen.reading.errors.iter().map(|(name, _)| name.as_str().to_owned()).collect(),
    };
    if printer.format() == Format::Json {
        printer.json_line(&status);
    } else {
        let words = if tmux { short(&status, &rows, &seen) } else { long(&status) };
        printer.line(&[Cell::ours(words)]);
    }
    // A status bar asks every few seconds: why a source is down is for `list` and `sources test`.
    Ok(match seen.code() {
        Code::Done if status.p1_unacknowledged > 0 => Code::SomeFailed,
        code => code,
    })
}

/// `2 P1 1 P2 41 open; 1 of 3 sources down`
fn long(s: &Status) -> String {
    let all = if s.sources == 1 { "source" } else { "sources" };
    let how = match s.down.len() {
        0 => format!("{} {all} up", s.sources),
        down => format!("{down} of {} {all} down", s.sources),
    };
    format!("{} P1 {} P2 {} open; {how}", s.p1, s.p2, s.open)
}

/// `2P1 ack 1:40`; what is known of a dead source may be more than this: `2+?P1`.
fn short(s: &Status, rows: &[&Row], seen: &Seen) -> String {
    let more = if s.down.is_empty() { "" } else { "+?" };
    let worst = match (s.p1, s.p2) {
        (0, 0) => return format!("{}{more} open", s.open),
        (0, n) => format!("{n}{more}P2"),
        (n, _) => format!("{n}{more}P1"),
    };
    let level = if s.p1 > 0 { 1 } else { 2 };
    let first = rows.iter().find(|r| r.incident.priority.level() == level);
    match first {
        Some(row) => {
            let next = rows::next(
                &row.incident,
                seen.book_of(&row.incident.source),
                seen.now_of(&row.incident.source),
                row.stale,
            );
            format!("{worst} {next}")
        }
        None => worst,
    }
}

/// Whether `words` name one incident and are no query: its number, or an id of a configured source.
pub fn names_one(sources: &[SourceConfig], words: &[String]) -> bool {
    let [word] = words else { return false };
    let digits =
        word.get(..4).filter(|p| p.eq_ignore_ascii_case("inc-")).map_or(word.as_str(), |_| &word[4..]);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    word.split_once('/')
        .is_some_and(|(source, rest)| !rest.is_empty() && sources.iter().any(|s| s.name.as_str() == source))
}

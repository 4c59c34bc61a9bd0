//! Incidents and timelines as rows. Belongs to the command line.

use chrono_tz::Tz;

use super::{
    open::Seen,
    print::{Cell, Format, Look, Printer, Table},
};
use crate::{
    app::model::pending::PendingAct,
    domain::{
        Event, Incident, Number, State, Time,
        clock::{self, Next},
        sla::Book,
        time::{age, countdown, length},
        view::GroupBy,
    },
    runtime::hub::Row,
    text::{Kind, SafeText},
};

/// What an incident is called when one talks of it: its number, or its id.
pub fn called(number: Option<Number>, id: &crate::domain::IncidentId) -> String {
    number.map_or_else(|| id.as_str().to_owned(), Number::long)
}

/// The same for an incident at hand.
pub fn name(incident: &Incident) -> String {
    called(incident.number, &incident.id)
}

/// A time in the zone of the screen, with its zone.
pub fn local(t: Time, zone: Tz) -> String {
    t.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S %Z").to_string()
}

/// The rows as a table for people, or with every column as CSV.
pub fn table(rows: &[&Row], seen: &Seen, format: Format, group: Option<&GroupBy>) -> Table {
    if format == Format::Csv { machine(rows, seen) } else { people(rows, seen, group) }
}

/// For people; rows that stand group by group get a heading each.
fn people(rows: &[&Row], seen: &Seen, group: Option<&GroupBy>) -> Table {
    let head = ["P", "STATE", "NEXT CLOCK", "WHO", "TITLE", "SERVICE", "AGE", "ID", "SOURCE"];
    let mut table = Table::new(&head).grows(4).gives_way(&[8, 6, 5]);
    let mut above = None;
    for (nth, row) in rows.iter().enumerate() {
        let incident = &row.incident;
        if let Some(by) = group {
            let value = by.value(incident);
            if above != Some(value) {
                let same = rows.iter().skip(nth).take_while(|r| by.value(&r.incident) == value);
                let count = same.count();
                let words = format!("{} ({count})", value.map_or_else(|| by.none(), str::to_owned));
                table.row(vec![Cell::new(SafeText::clean(&words, Kind::Line)).look(Look::Bold)]);
                above = Some(value);
            }
        }
        let now = seen.now_of(&incident.source);
        let quiet = if row.stale { Look::Dim } else { Look::Plain };
        let loud = match incident.priority.level() {
            _ if row.stale => Look::Dim,
            1 if incident.state == State::New => Look::Alarm,
            1 | 2 => Look::Warn,
            _ => Look::Plain,
        };
        let breached = clock::breached(incident, seen.book_of(&incident.source), now);
        table.row(vec![
            Cell::number(incident.priority.level()).look(loud),
            Cell::ours(state(incident, breached, &seen.pending_of(incident))).look(loud),
            Cell::ours(next(incident, seen.book_of(&incident.source), now, row.stale)).look(if breached {
                loud
            } else {
                quiet
            }),
            incident.owner.clone().map_or_else(|| Cell::ours("-"), Cell::new).look(quiet),
            Cell::new(incident.title.clone()).look(quiet),
            Cell::from(incident.service.clone()).look(quiet),
            Cell::ours(age(now - incident.opened_at)).right().look(quiet),
            Cell::ours(name(incident)).look(quiet),
            Cell::new(incident.source.text()).look(quiet),
        ]);
    }
    table
}

/// `NEW+`, or `ack..` while an action is on its way.
pub fn state(incident: &Incident, breached: bool, pending: &[&PendingAct]) -> String {
    let word = match pending.iter().rev().find(|a| !a.state.is_settled()) {
        Some(act) => format!("{}..", act.verb.name()),
        None => incident.state.short().to_owned(),
    };
    if breached { format!("{word}+") } else { word }
}

/// What happens next, as the board says it; `~` before a countdown of old data.
pub fn next(incident: &Incident, book: &Book, now: Time, stale: bool) -> String {
    let about = if stale { "~" } else { "" };
    match clock::next(incident, book, now) {
        Next::Clock(c) => format!("{} {about}{}", c.metric().short(), countdown(c.left(now).unwrap_or(0))),
        Next::HoldEnds(t) => format!("end {about}{}", countdown(t - now)),
        Next::AckEnds(t) => format!("una {about}{}", countdown(t - now)),
        Next::Waits => {
            let why = incident.hold.as_ref().map_or("waits", |h| h.reason.short());
            format!("--- {why}")
        }
        Next::Nothing => "---".to_owned(),
    }
}

fn machine(rows: &[&Row], seen: &Seen) -> Table {
    let mut table = Table::new(&[
        "id",
        "number",
        "source",
        "title",
        "state",
        "priority",
        "severity",
        "service",
        "owner",
        "opened_at",
        "acked_at",
        "resolved_at",
        "updated_at",
        "count",
        "breached",
        "next_due_at",
        "url",
        "stale",
        "as_of",
    ]);
    let time = |t: Option<Time>| Cell::ours(t.map(Time::rfc3339).unwrap_or_default());
    for row in rows {
        let i = &row.incident;
        let now = seen.now_of(&i.source);
        let due = match clock::next(i, seen.book_of(&i.source), now) {
            Next::Clock(c) => c.due_at(),
            Next::HoldEnds(t) | Next::AckEnds(t) => Some(t),
            Next::Waits | Next::Nothing => None,
        };
        table.row(vec![
            Cell::ours(i.id.as_str()),
            Cell::ours(i.number.map(Number::long).unwrap_or_default()),
            Cell::new(i.source.text()),
            Cell::new(i.title.clone()),
            Cell::ours(i.state.word()),
            Cell::number(i.priority.level()),
            Cell::from(i.detail.severity.clone()),
            Cell::from(i.service.clone()),
            Cell::from(i.owner.clone()),
            time(Some(i.opened_at)),
            time(i.acked_at),
            time(i.resolved_at),
            time(Some(i.updated_at)),
            Cell::number(i.count),
            Cell::ours(clock::breached(i, seen.book_of(&i.source), now).to_string()),
            time(due),
            Cell::from(i.detail.url.clone()),
            Cell::ours(row.stale.to_string()),
            time(row.as_of),
        ]);
    }
    table
}

/// Entries of a timeline, oldest first.
pub fn timeline(printer: &mut Printer, events: &[Event], zone: Tz) {
    for event in events {
        let kept = if event.local { "" } else { "  (at the source)" };
        let late = if event.recorded_at - event.at > 60 {
            format!("  (told {} later)", length(event.recorded_at - event.at))
        } else {
            String::new()
        };
        printer.line(&[
            Cell::ours(local(event.at, zone)),
            Cell::ours(format!("  {:<9}", event.kind.word())).look(Look::Bold),
            Cell::new(event.actor.first_line()),
            Cell::ours(format!("{kept}{late}")).look(Look::Dim),
        ]);
        printer.text(&event.text, 4);
    }
}

/// The same as a table, for CSV.
pub fn event_table(events: &[Event]) -> Table {
    let mut table = Table::new(&["at", "recorded_at", "kind", "actor", "text", "local"]);
    for event in events {
        table.row(vec![
            Cell::ours(event.at.rfc3339()),
            Cell::ours(event.recorded_at.rfc3339()),
            Cell::ours(event.kind.word()),
            Cell::new(event.actor.clone()),
            Cell::new(event.text.clone()),
            Cell::ours(event.local.to_string()),
        ]);
    }
    table
}

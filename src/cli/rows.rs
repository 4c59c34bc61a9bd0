//! Incidents as rows and as a page of words. Belongs to the command line.

use chrono_tz::Tz;

use super::{
    open::Seen,
    print::{Cell, Format, Look, Printer, Table},
};
use crate::{
    app::pending::PendingAct,
    domain::{
        Event, Incident, Number, State, Time,
        clock::{self, Next},
        incident::LocalField,
        sla::Book,
        time::{age, countdown, length},
    },
    runtime::hub::Row,
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
pub fn table(rows: &[&Row], seen: &Seen, format: Format) -> Table {
    if format == Format::Csv { machine(rows, seen) } else { people(rows, seen) }
}

fn people(rows: &[&Row], seen: &Seen) -> Table {
    let head = ["P", "STATE", "NEXT CLOCK", "WHO", "TITLE", "SERVICE", "AGE", "ID", "SOURCE"];
    let mut table = Table::new(&head).grows(4).gives_way(&[8, 6, 5]);
    for row in rows {
        let incident = &row.incident;
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
fn state(incident: &Incident, breached: bool, pending: &[&PendingAct]) -> String {
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
        Next::Waits => "--- waits".to_owned(),
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

/// One incident as a page of words.
pub fn page(printer: &mut Printer, row: &Row, seen: &Seen, zone: Tz) {
    let i = &row.incident;
    let now = seen.now_of(&i.source);
    let pending = seen.pending_of(i);
    let breached = clock::breached(i, seen.book_of(&i.source), now);
    printer.line(&[
        Cell::ours(format!("{}  P{}  ", name(i), i.priority.level())).look(Look::Bold),
        Cell::ours(state(i, breached, &pending)),
        Cell::ours("  "),
        Cell::new(i.title.clone()).look(Look::Bold),
    ]);
    if row.stale {
        let known = row.as_of.map_or_else(|| "long ago".to_owned(), |t| local(t, zone));
        field(printer, "stale", Cell::ours(format!("its source did not answer; last known {known}")));
    }
    if i.hidden_chars {
        field(
            printer,
            "beware",
            Cell::ours("its texts held characters that cannot be seen; they were taken out"),
        );
    }
    field(printer, "id", Cell::ours(i.id.as_str()));
    let service = i.service.clone().map_or_else(|| Cell::ours("-"), Cell::new);
    field(printer, "service", service);
    field(printer, "owner", i.owner.clone().map_or_else(|| Cell::ours("nobody"), Cell::new));
    for clock in clock::clocks(i, seen.book_of(&i.source)) {
        let left = clock.remaining(now);
        let used = length(clock.elapsed(now));
        let target = length(clock.target_s);
        let words = match (clock.running(), clock.breached(now)) {
            (true, false) => {
                format!(
                    "{} left of {target}, due {}",
                    countdown(left),
                    clock.due_at().map_or_else(String::new, |t| local(t, zone))
                )
            }
            (true, true) => {
                format!(
                    "{} over its {target}, due {}",
                    countdown(left),
                    clock.due_at().map_or_else(String::new, |t| local(t, zone))
                )
            }
            (false, false) => format!("met in {used} of {target}"),
            (false, true) => format!("missed: {used} of {target}"),
        };
        field(printer, clock.metric().word(), Cell::ours(words));
    }
    if let Some(hold) = &i.hold {
        let until = hold.until.map_or_else(String::new, |t| format!(" until {}", local(t, zone)));
        printer.line(&[heading("waits"), Cell::new(hold.detail.first_line()), Cell::ours(until)]);
    }
    field(printer, "opened", Cell::ours(local(i.opened_at, zone)));
    for (word, time) in [("acked", i.acked_at), ("ack ends", i.ack_until), ("resolved", i.resolved_at)] {
        if let Some(t) = time {
            field(printer, word, Cell::ours(local(t, zone)));
        }
    }
    field(printer, "updated", Cell::ours(local(i.updated_at, zone)));
    if i.count > 1 {
        field(printer, "raised", Cell::ours(format!("{} times", i.count)));
    }
    if let Some(earlier) = i.detail.recurrence_of {
        field(printer, "again", Cell::ours(format!("a recurrence of {}", earlier.long())));
    }
    let detail = &*i.detail;
    for mark in &detail.marks {
        field(printer, "at source", Cell::new(mark.first_line()));
    }
    let links = [("severity", &detail.severity), ("link", &detail.url), ("runbook", &detail.runbook)];
    for (word, text) in links {
        if let Some(text) = text {
            field(printer, word, Cell::new(text.clone()));
        }
    }
    for act in &pending {
        let what = Cell::ours(format!("{} {}: ", act.verb.name(), act.key.short()));
        field(printer, "pending", [what, words(act)]);
    }
    if !detail.local.is_empty() {
        let kept: Vec<&str> = detail.local.iter().copied().map(LocalField::word).collect();
        field(printer, "kept here", Cell::ours(kept.join(", ")));
    }
    if !detail.labels.is_empty() {
        printer.line(&[Cell::ours("labels").look(Look::Dim)]);
        for (label, value) in &detail.labels {
            printer.line(&[
                Cell::ours("  "),
                Cell::new(label.clone()),
                Cell::ours(" = "),
                Cell::new(value.first_line()),
            ]);
        }
    }
    if let Some(description) = &detail.description {
        printer.line(&[]);
        printer.text(description, 0);
    }
}

/// How far an action is, in words.
fn words(act: &PendingAct) -> Cell {
    match super::json::act_error(&act.state) {
        Some(error) => Cell::new(error.first_line()),
        None => Cell::ours(super::json::act_state(&act.state)),
    }
}

fn heading(word: &str) -> Cell {
    Cell::ours(format!("{word:<11}")).look(Look::Dim)
}

fn field(printer: &mut Printer, word: &str, value: impl IntoIterator<Item = Cell>) {
    let mut line = vec![heading(word)];
    line.extend(value);
    printer.line(&line);
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

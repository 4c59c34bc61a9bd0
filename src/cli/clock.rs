//! `clock ID`: the clocks of an incident, and why they say what they say. Belongs to the command line.

use chrono_tz::Tz;
use serde::Serialize;

use super::{
    exit::{Code, Failure},
    json::{self, clock::ClockJson},
    list,
    open::Session,
    print::{Cell, Format, Look, Printer, Table},
    rows,
};
use crate::{
    domain::{
        Incident, Number, Time,
        clock::{self, Clock},
        sla::{
            SourceClock,
            explain::{Tone, explain, hours_now, work},
        },
    },
    text::{Kind, SafeText},
};

/// `clock ID [--explain]`
pub async fn run(session: &Session, printer: &mut Printer, id: &str, why: bool) -> Result<Code, Failure> {
    let seen = session.read().await?;
    let row = list::find(session, &seen, id).await?;
    let incident = &row.incident;
    let now = seen.now_of(&incident.source);
    let clocks = clock::clocks(incident, seen.book_of(&incident.source));
    match printer.format() {
        Format::Json => printer.json(&Answer {
            id: incident.id.as_str().to_owned(),
            number: incident.number.map(Number::long),
            now,
            clocks: {
                let beside = seen.beside(&row, &[]);
                json::clock::all(incident, beside.book, beside.by_source, now)
            },
            explained: why.then(|| clocks.iter().map(|c| explained(c, now)).collect()),
        }),
        Format::Table if why => words(printer, incident, &clocks, now),
        _ => table(printer, incident, &clocks, now, session.config.time_zone),
    }
    Ok(list::last_known(&row, &seen))
}

/// The clocks as JSON.
#[derive(Debug, Serialize)]
struct Answer {
    id: String,
    number: Option<String>,
    now: Time,
    clocks: Vec<ClockJson>,
    /// For each clock of ours, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<Vec<Explained>>,
}

#[derive(Debug, Serialize)]
struct Explained {
    clock: SafeText,
    paused_business_s: i64,
    projected_due_if_resumed_now: Option<Time>,
    reopen_count: u32,
    time_zone: &'static str,
    open_now: bool,
    lines: Vec<Said>,
}

#[derive(Debug, Serialize)]
struct Said {
    about: &'static str,
    pieces: Vec<SafeText>,
}

fn explained(clock: &Clock, now: Time) -> Explained {
    let lines = explain(clock, now).into_iter().map(|l| Said { about: l.about, pieces: l.pieces });
    Explained {
        clock: clock.policy.name.clone(),
        paused_business_s: clock.paused_business_s(now),
        projected_due_if_resumed_now: clock.projected_due(now),
        reopen_count: clock.reopen_count,
        time_zone: clock.calendar().zone().name(),
        open_now: clock.calendar().is_open(now),
        lines: lines.collect(),
    }
}

/// Nothing is promised to it.
fn none(incident: &Incident) -> Cell {
    Cell::ours(format!(
        "no clock runs: nothing is promised to a P{} like this one",
        incident.priority.level()
    ))
}

fn table(printer: &mut Printer, incident: &Incident, clocks: &[Clock], now: Time, zone: Tz) {
    let theirs = &incident.detail.source_clocks;
    if clocks.is_empty() && theirs.is_empty() && printer.format() == Format::Table {
        return printer.line(&[none(incident)]);
    }
    let mut table =
        Table::new(&["CLOCK", "STATE", "USED", "OF", "LEFT", "DUE", "HOURS"]).grows(0).gives_way(&[6, 2]);
    for clock in clocks {
        let left = clock.remaining(now);
        let look = match (clock.running(), clock.breached(now)) {
            (_, true) if !clock.cancelled => Look::Alarm,
            (true, _) => Look::Plain,
            _ => Look::Dim,
        };
        let due = clock.due_at().map_or_else(|| "when it goes on".to_owned(), |due| rows::local(due, zone));
        let hours = hours_now(clock.calendar(), now)
            .filter(|_| clock.stopped_at.is_none())
            .unwrap_or_else(|| clock.policy.calendar_name.clone());
        let paused = clock.paused.map_or_else(String::new, |(_, reason)| format!(": {}", reason.title()));
        table.row(vec![
            Cell::new(clock.policy.name.clone()),
            Cell::ours(format!("{}{paused}", clock.state(now).word())).look(look),
            Cell::ours(work(clock.elapsed(now))),
            Cell::ours(work(clock.target_s)),
            Cell::ours(format!("{}{}", if left < 0 { "+" } else { "" }, work(left))).look(look),
            Cell::ours(due),
            Cell::new(hours),
        ]);
    }
    for clock in theirs {
        table.row(source(clock, incident.state.is_open(), zone));
    }
    printer.table(&table);
}

/// The source's own figures, labelled.
fn source(clock: &SourceClock, open: bool, zone: Tz) -> Vec<Cell> {
    let state = match (clock.running, clock.breached) {
        (true, true) => "breached_running",
        (true, false) => "running",
        (false, true) => "breached",
        (false, false) if open => "paused",
        (false, false) => "met",
    };
    let left = clock.remaining_s;
    vec![
        Cell::new(clock.name.clone()),
        Cell::ours(state),
        Cell::ours(work(clock.target_s.saturating_sub(left).max(0))),
        Cell::ours(work(clock.target_s)),
        Cell::ours(format!("{}{}", if left < 0 { "+" } else { "" }, work(left))),
        Cell::ours(clock.due_at.map_or_else(|| "-".to_owned(), |due| rows::local(due, zone))),
        Cell::ours("its source's"),
    ]
}

fn words(printer: &mut Printer, incident: &Incident, clocks: &[Clock], now: Time) {
    if clocks.is_empty() && incident.detail.source_clocks.is_empty() {
        return printer.line(&[none(incident)]);
    }
    for (n, clock) in clocks.iter().enumerate() {
        if n > 0 {
            printer.line(&[]);
        }
        for line in explain(clock, now) {
            let look = match line.tone {
                Tone::Head => Look::Bold,
                Tone::Over => Look::Alarm,
                Tone::Past => Look::Dim,
                Tone::Plain | Tone::Note => Look::Plain,
            };
            let mut cells = Vec::new();
            if line.about.is_empty() && matches!(line.tone, Tone::Head | Tone::Over) {
                // The clock's own line begins at the margin.
            } else {
                cells.push(Cell::ours(format!("  {:<10}", line.about)).look(Look::Dim));
            }
            cells.extend(line.pieces.into_iter().map(|piece| Cell::new(piece).look(look)));
            printer.line(&cells);
        }
    }
    for clock in &incident.detail.source_clocks {
        let left = clock.remaining_s;
        let rest = if left < 0 { "over" } else { "left" };
        let of = format!(": kept by its source, {} {rest} of {} at ", work(left), work(clock.target_s));
        printer.line(&[
            Cell::new(clock.name.clone()).look(Look::Bold),
            Cell::ours(of),
            Cell::new(SafeText::clean(&clock.as_of.rfc3339(), Kind::Line)),
        ]);
    }
}

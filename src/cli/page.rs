//! One incident as a page of words: what is wrong, its clocks, its record. Belongs to the command line.

use chrono_tz::Tz;

use super::{
    open::Seen,
    print::{Cell, Look, Printer},
    rows::{local, name, state},
};
use crate::{
    app::model::pending::PendingAct,
    domain::{
        Incident, Number, Priority, Time,
        clock::{self, Clock},
        incident::LocalField,
        record::{Caller, Confirmation},
        sla::SourceClock,
        time::{countdown, length},
    },
    runtime::hub::Row,
    text::SafeText,
};

/// All of it.
pub fn print(printer: &mut Printer, row: &Row, seen: &Seen, zone: Tz) {
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
    if let Some(team) = &i.detail.team {
        field(printer, "team", Cell::new(team.clone()));
    }
    clocks(printer, i, seen, now, zone);
    if let Some(hold) = &i.hold {
        let until = hold.until.map_or_else(String::new, |t| format!(" until {}", local(t, zone)));
        let since = hold.since.map_or_else(String::new, |t| format!(" for {}", length(now - t)));
        let mut line = vec![Cell::ours(format!("for {}{since}{until}", hold.reason.title()))];
        if !hold.detail.is_empty() {
            line.extend([Cell::ours(": "), Cell::new(hold.detail.first_line())]);
        }
        field(printer, "waits", line);
    }
    record(printer, i, seen, now, zone);
    field(printer, "opened", Cell::ours(local(i.opened_at, zone)));
    let r = &i.detail.record;
    for (word, time) in [
        ("began", r.occurred_at),
        ("detected", r.detected_at),
        ("acked", i.acked_at),
        ("ack ends", i.ack_until),
        ("mitigated", r.mitigated_at),
        ("resolved", i.resolved_at),
        ("closed", r.closed_at),
    ] {
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

/// Every clock: what is left and until when, why it stands, what it came to.
fn clocks(printer: &mut Printer, i: &Incident, seen: &Seen, now: Time, zone: Tz) {
    for clock in &i.detail.source_clocks {
        field(printer, clock.metric.word(), brought(clock, zone));
    }
    for clock in clock::clocks(i, seen.book_of(&i.source)) {
        let mut line = vec![Cell::new(clock.policy.name.clone()), Cell::ours(": ")];
        line.push(Cell::ours(told(&clock, now, zone)));
        field(printer, clock.metric().word(), line);
        for past in &clock.history {
            let over = if past.breached { ", over its target" } else { "" };
            let words = format!(
                "  before: {} after {} of {}{over}, until {}",
                past.state.title(),
                length(past.elapsed_s),
                length(past.target_s),
                local(past.ended, zone)
            );
            field(printer, "", Cell::ours(words));
        }
    }
}

/// What a clock says at `now`.
fn told(clock: &Clock, now: Time, zone: Tz) -> String {
    let left = clock.remaining(now);
    let target = length(clock.target_s);
    let used = length(clock.elapsed(now));
    let due = || clock.due_at().map_or_else(String::new, |t| format!(", due {}", local(t, zone)));
    let over = clock.breached(now);
    if clock.cancelled {
        let late = if over { ", over its target" } else { "" };
        return format!("given up after {used} of {target}{late}");
    }
    if let Some((since, reason)) = clock.paused {
        let rest = if over {
            format!("{} over its {target}", countdown(left))
        } else {
            format!("{} left of {target}", countdown(left))
        };
        let then = clock
            .projected_due(now)
            .map_or_else(String::new, |t| format!("; if it went on now: due {}", local(t, zone)));
        return format!("paused, {rest}; waits for {} since {}{then}", reason.title(), local(since, zone));
    }
    match (clock.running(), over) {
        (true, over) => {
            let rest = if over { "over its" } else { "left of" };
            format!("{} {rest} {target}{}{}", countdown(left), due(), closed(clock, now, zone))
        }
        (false, false) => format!("met in {used} of {target}"),
        (false, true) => format!("missed: {used} of {target}"),
    }
}

/// That it is outside working hours, and when they begin again.
fn closed(clock: &Clock, now: Time, zone: Tz) -> String {
    match clock.calendar().next_open(now) {
        Some(open) if open > now => format!("; outside hours, goes on {}", local(open, zone)),
        _ => String::new(),
    }
}

/// A clock of the source's own: its numbers.
fn brought(clock: &SourceClock, zone: Tz) -> Vec<Cell> {
    let rest = if clock.remaining_s < 0 { "over its" } else { "left of" };
    let due = clock.due_at.map_or_else(String::new, |t| format!(", due {}", local(t, zone)));
    let words = format!(
        ": {} {rest} {}{due} (as the source said at {})",
        countdown(clock.remaining_s),
        length(clock.target_s),
        local(clock.as_of, zone)
    );
    vec![Cell::new(clock.name.clone()), Cell::ours(words)]
}

/// What people decided and recorded.
fn record(printer: &mut Printer, i: &Incident, seen: &Seen, now: Time, zone: Tz) {
    let detail = &*i.detail;
    let r = &detail.record;
    if let Some(phase) = r.phase {
        field(printer, "phase", Cell::ours(phase.title()));
    }
    if let Some(major) = &r.major {
        let mut line = vec![Cell::ours("declared by "), Cell::new(major.by.clone())];
        line.extend(because(major.reason.as_ref()));
        field(printer, "major", line);
    }
    let matrix = &seen.practices.of(i.source.as_str()).matrix;
    if let Some((impact, urgency)) = detail.impact.zip(detail.urgency) {
        let computed = r.computed.or_else(|| matrix.priority(impact, urgency));
        let mut line = vec![
            Cell::ours(format!("impact {impact} ")),
            Cell::new(matrix.impact_title(impact)),
            Cell::ours(format!(", urgency {urgency} ")),
            Cell::new(matrix.urgency_title(urgency)),
        ];
        if let (Some(set), Some(computed)) = (&r.override_, computed) {
            line.push(Cell::ours(format!(" (P{}); P{} set by ", computed.level(), i.priority.level())));
            line.push(Cell::new(set.by.clone()));
            line.extend(because(Some(&set.reason)));
        } else if let Some(computed) = computed.filter(|c: &Priority| *c != i.priority) {
            line.push(Cell::ours(format!(" (P{})", computed.level())));
        }
        field(printer, "priority", line);
    }
    if let Some(category) = &detail.category {
        let mut line = vec![Cell::new(category.clone())];
        if let Some(sub) = &detail.subcategory {
            line.extend([Cell::ours("/"), Cell::new(sub.clone())]);
        }
        if let Some(first) = &r.initial_category {
            line.extend([Cell::ours(" (at first "), Cell::new(first.clone()), Cell::ours(")")]);
        }
        field(printer, "category", line);
    }
    if let Some(origin) = r.origin {
        field(printer, "origin", Cell::ours(origin.title()));
    }
    if let Some(verdict) = r.verdict {
        field(printer, "verdict", Cell::ours(verdict.title()));
    }
    if let Some(reporter) = &r.reporter {
        field(printer, "reporter", caller(reporter));
    }
    for other in &r.callers {
        field(printer, "caller", caller(other));
    }
    family(printer, i);
    for (service, role) in &r.links {
        field(printer, "linked", [Cell::new(service.clone()), Cell::ours(format!(" ({})", role.title()))]);
    }
    if let Some(until) = r.snoozed_until.filter(|t| *t > now) {
        field(printer, "snoozed", Cell::ours(format!("until {}", local(until, zone))));
    }
    if let Some(left) = &r.impact_left {
        field(printer, "impact", Cell::new(left.first_line()));
    }
    if let Some(resolution) = &r.resolution {
        let mut line = vec![Cell::ours("by "), Cell::new(resolution.by.clone())];
        if let Some(code) = &resolution.code {
            line.extend([Cell::ours(", "), Cell::new(code.clone())]);
        }
        line.extend(because(resolution.notes.as_ref()));
        field(printer, "solution", line);
    }
    if let Some(ending) = &r.ending {
        let how = ending.reason.map_or("merged", |reason| reason.title());
        let mut line = vec![Cell::ours(format!("{how}, by ")), Cell::new(ending.by.clone())];
        line.extend(because(ending.detail.as_ref()));
        field(printer, "ended", line);
    }
    if let Some(c) = &r.confirmation {
        field(printer, "answer", answer(c, zone));
    }
    if r.unanswered > 0 {
        let times = if r.unanswered == 1 { "once" } else { "times" };
        let many = if r.unanswered == 1 { String::new() } else { format!("{} ", r.unanswered) };
        field(printer, "contact", Cell::ours(format!("tried {many}{times} without an answer")));
    }
    if let Some(told) = &r.told {
        let mut line = vec![Cell::ours(format!("{} by ", local(told.at, zone))), Cell::new(told.by.clone())];
        if let Some(audience) = &told.audience {
            line.extend([Cell::ours(" to "), Cell::new(audience.clone())]);
        }
        if let Some(next) = told.next_at {
            line.push(Cell::ours(format!(", next {}", local(next, zone))));
        }
        line.extend(because(Some(&told.text)));
        field(printer, "told", line);
    }
    for excuse in &r.excuses {
        let mut line = vec![
            Cell::new(excuse.clock.clone()),
            Cell::ours(" was over, says "),
            Cell::new(excuse.by.clone()),
        ];
        line.extend(because(Some(&excuse.reason)));
        field(printer, "excuse", line);
    }
}

/// What hangs above and below it, and what it lives on in.
fn family(printer: &mut Printer, i: &Incident) {
    let r = &i.detail.record;
    let other = r.ending.as_ref().and_then(|e| e.other);
    let merged = r.ending.as_ref().is_some_and(|e| e.reason.is_none());
    for (word, number) in [
        ("parent", r.parent),
        ("follows", r.follow_up_of),
        (if merged { "merged into" } else { "duplicate" }, other),
    ] {
        if let Some(number) = number {
            field(printer, word, Cell::ours(Number::long(number)));
        }
    }
    if r.children > 0 {
        field(printer, "children", Cell::ours(r.children.to_string()));
    }
}

/// `Ana Lima (ana), +33 1, ana@example.com, VIP`.
fn caller(caller: &Caller) -> Vec<Cell> {
    let mut line = vec![Cell::new(caller.name.clone())];
    if let Some(id) = &caller.person {
        line.extend([Cell::ours(" ("), Cell::new(id.clone()), Cell::ours(")")]);
    }
    for text in [&caller.phone, &caller.email].into_iter().flatten() {
        line.extend([Cell::ours(", "), Cell::new(text.clone())]);
    }
    if caller.vip {
        line.push(Cell::ours(", VIP").look(Look::Warn));
    }
    if let Some(hit) = &caller.on_behalf_of {
        line.extend([Cell::ours(", on behalf of "), Cell::new(hit.clone())]);
    }
    line
}

/// What the caller said, or that they were asked.
fn answer(c: &Confirmation, zone: Tz) -> Vec<Cell> {
    let mut line = match (c.answer, c.asked_at) {
        (Some(answer), _) => vec![Cell::ours(answer.title())],
        (None, Some(at)) => vec![Cell::ours(format!("asked {}", local(at, zone)))],
        (None, None) => vec![Cell::ours("not asked yet")],
    };
    if let Some(stars) = c.satisfaction {
        line.push(Cell::ours(format!(", {stars} of 5")));
    }
    line.extend(because(c.comment.as_ref()));
    line
}

/// `: words`, where there are some.
fn because(words: Option<&SafeText>) -> Vec<Cell> {
    match words {
        Some(words) if !words.is_empty() => vec![Cell::ours(": "), Cell::new(words.first_line())],
        _ => Vec::new(),
    }
}

//! Incidents and answers in whole words, with ASCII punctuation: what a screen reader reads aloud. Belongs to `watch`.

use chrono_tz::Tz;

use crate::{
    app::model::pending::ActState,
    backend::Verb,
    cli::print::{self, Cell},
    domain::{
        Facts, Incident, Time,
        clock::{self, Metric, Next},
        sla::Book,
    },
};

/// `P1 new, acknowledge due in 4 minutes: Checkout 5xx, service checkout, owner nobody`.
pub fn incident(i: &Incident, book: &Book, now: Time) -> Vec<Cell> {
    let due = due(i, book, now);
    let comma = if due.is_empty() { "" } else { ", " };
    let mut line = vec![
        Cell::ours(format!("P{} {}{comma}{due}: ", i.priority.level(), state(i))),
        Cell::new(i.title.first_line()),
    ];
    if let Some(service) = &i.service {
        line.extend([Cell::ours(", service "), Cell::new(service.clone())]);
    }
    line.push(Cell::ours(", owner "));
    line.push(i.owner.clone().map_or_else(|| Cell::ours("nobody"), Cell::new));
    line
}

/// `in progress`.
pub fn state(i: &Incident) -> String {
    i.state.word().replace('_', " ")
}

/// What happens next: `acknowledge due in 4 minutes`.
fn due(i: &impl Facts, book: &Book, now: Time) -> String {
    match clock::next(i, book, now) {
        Next::Clock(clock) => {
            let what = match clock.metric() {
                Metric::Response => "acknowledge",
                Metric::UpdateCadence => "update",
                Metric::Mitigation => "mitigation",
                Metric::Resolution => "resolution",
                Metric::Closure => "closing",
                Metric::Ola => "OLA",
                Metric::Uc => "vendor contract",
            };
            let left = clock.left(now).unwrap_or(0);
            if left < 0 {
                format!("{what} overdue by {}", long(-left))
            } else {
                format!("{what} due in {}", long(left))
            }
        }
        Next::HoldEnds(end) => format!("back in {}", long(end - now)),
        Next::AckEnds(end) => format!("acknowledgement ends in {}", long(end - now)),
        Next::Waits => "waits".to_owned(),
        Next::Nothing => String::new(),
    }
}

/// A length of time in words of one or two units: `1 hour 20 minutes`.
pub fn long(seconds: i64) -> String {
    let unit = |n: i64, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let two = |n: i64, first: &str, rest: i64, second: &str| {
        if rest == 0 { unit(n, first) } else { format!("{} {}", unit(n, first), unit(rest, second)) }
    };
    match seconds.max(0) {
        0..60 => "less than a minute".to_owned(),
        s @ 60..3_600 => unit(s / 60, "minute"),
        s @ 3_600..86_400 => two(s / 3_600, "hour", s % 3_600 / 60, "minute"),
        s => two(s / 86_400, "day", s % 86_400 / 3_600, "hour"),
    }
}

/// `14:02`, in the zone of the screen.
pub fn time(t: Time, zone: Tz) -> String {
    t.utc().with_timezone(&zone).format("%H:%M").to_string()
}

/// What a verb has done.
pub fn done(verb: &Verb) -> String {
    match verb {
        Verb::Ack { .. } => "acknowledged".to_owned(),
        Verb::Unack => "no longer acknowledged".to_owned(),
        Verb::Assign { to: Some(to) } => format!("assigned to {}", print::plain(to)),
        Verb::Assign { to: None } => "assigned to nobody".to_owned(),
        Verb::Note { .. } => "note written".to_owned(),
        Verb::Resolve { .. } => "resolved".to_owned(),
        other => format!("{} done", other.name()),
    }
}

/// How an action stands, behind its number: `acknowledged, confirmed after 98 ms`.
pub fn answer(verb: &Verb, source: &str, state: &ActState) -> Vec<Cell> {
    match state {
        ActState::Confirmed { elapsed_ms, words, local } => {
            let how = if *local { "kept here: its source has no such thing" } else { "confirmed" };
            let mut line = vec![Cell::ours(format!("{}, {how} after {elapsed_ms} ms", done(verb)))];
            if let Some(words) = words {
                line.extend([Cell::ours(": "), Cell::new(words.first_line())]);
            }
            line
        }
        ActState::Failed(words) => {
            vec![Cell::ours(format!("{} refused: ", verb.name())), Cell::new(words.first_line())]
        }
        ActState::Waiting { words, .. } => vec![
            Cell::ours(format!("{} queued, sent when {source} answers: ", verb.name())),
            Cell::new(words.first_line()),
        ],
        ActState::Queued | ActState::Sending => {
            vec![Cell::ours(format!("{} queued, sent when {source} answers", verb.name()))]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_words_of_two_units_at_most() {
        for (seconds, words) in [
            (-5, "less than a minute"),
            (59, "less than a minute"),
            (60, "1 minute"),
            (299, "4 minutes"),
            (3_600, "1 hour"),
            (4_800, "1 hour 20 minutes"),
            (90_000, "1 day 1 hour"),
            (7 * 86_400 + 59, "7 days"),
        ] {
            assert_eq!(long(seconds), words);
        }
    }
}

//! What becomes of our record when the source ends an incident, and when it brings it back.

use sqlx::SqliteConnection;

use super::{
    OutboxError, event::append, family::by_itself, family::write, kept::Kept, occurrence, occurrence::Row,
};
use crate::{
    domain::{
        Event, Incident, Practice, SourceName, State, Time, Verb,
        event::EventKind,
        lifecycle::{self, ActorKind, Kin},
        record::{AUTO_RECOVERED, Passage, Resolution, Turn},
    },
    text::{Kind, Opaque, SafeText},
};

/// The source does not list these any more, since then. What it says of the state counts; where ours was another one,
/// the timeline says so. To be called before they are cleared.
pub(super) async fn resolved(
    conn: &mut SqliteConnection,
    source: &SourceName,
    closed: &[(u32, Time)],
    now: Time,
) -> Result<(), OutboxError> {
    for (row, at) in recorded(conn, closed).await? {
        if row.is_final() {
            continue;
        }
        let kept = row.kept();
        let before = row.merged(row.bare());
        let after = ended(&before, source, at, now);
        if let Some(state) = kept.state.filter(|s| s.is_open()) {
            let waited = before.hold.as_ref().map(|h| format!(" ({})", h.reason.title())).unwrap_or_default();
            let text = format!("resolved at the source while it was {} here{waited}", words(state));
            let event = told(EventKind::Changed, source, at, now, &text);
            append(conn, row.number, &event, Some(&format!("{}:ended:{}", row.number, row.reopen_count)))
                .await?;
        }
        // The source says that it is over: no state of ours stands beside that.
        let kept = Kept { state: None, since: None, hold: None, resolved_at: None, record: after, ..kept };
        write(conn, row.number, &kept).await?;
    }
    Ok(())
}

/// The source lists these again, since then: occurrence, when it had cleared, when it came back.
pub(super) async fn back(
    conn: &mut SqliteConnection,
    source: &SourceName,
    number: u32,
    cleared: Time,
    at: Time,
    now: Time,
) -> Result<(), OutboxError> {
    let Some(row) = occurrence::numbered(conn, number).await?.filter(|r| r.record.is_some()) else {
        return Ok(());
    };
    let kept = row.kept();
    let mut before = row.merged(row.bare());
    (before.state, before.resolved_at) = (State::Resolved, Some(cleared));
    let verb = Verb::Reopen { reason: Opaque::new("came back") };
    let (state, record) = if let Some(after) = moved(&before, &verb, source, at, now) {
        // Whoever has it works on it; what nobody has is as new as the source says.
        (Some(after.state).filter(|s| *s == State::InProgress), after.detail.record.clone())
    } else {
        let mut record = kept.record.clone();
        record.resolution = None;
        record.passages.extend([
            Passage { at: cleared, turn: Turn::Resolved },
            Passage { at: at.max(cleared), turn: Turn::Reopened },
        ]);
        (None, record)
    };
    let kept = Kept {
        state,
        since: state.map(|_| at),
        hold: None,
        resolved_at: None,
        // Its clocks count from the beginning of it all, and pauses and reopenings stand by these times.
        opened_at: kept.opened_at.or_else(|| Some(Time::from_unix(row.opened_at))),
        record,
        ..kept
    };
    write(conn, number, &kept).await
}

/// The record once it is resolved.
fn ended(before: &Incident, source: &SourceName, at: Time, now: Time) -> crate::domain::Record {
    let record = &before.detail.record;
    // Resolved here: by a verb of ours at the source, or before it ended there.
    if before.state == State::Resolved || record.resolution.is_some() {
        return record.clone();
    }
    let verb = Verb::recovered();
    if let Some(after) = moved(before, &verb, source, at, now) {
        return after.detail.record.clone();
    }
    let mut record = record.clone();
    if before.hold.is_some() {
        record.passages.push(Passage { at, turn: Turn::Resumed });
    }
    (record.phase, record.snoozed_until) = (None, None);
    record.resolution.get_or_insert_with(|| {
        let code = Some(SafeText::clean(AUTO_RECOVERED, Kind::Label));
        Box::new(Resolution { code, notes: None, by: source.text(), at })
    });
    record
}

/// The source did what a person here asked: the record of who resolved it, how and with which words.
pub(super) async fn resolved_by(
    conn: &mut SqliteConnection,
    number: u32,
    said: Option<&Incident>,
    verb: &Verb,
    who: &lifecycle::Who,
) -> Result<(), OutboxError> {
    let Some(row) = occurrence::numbered(conn, number).await? else { return Ok(()) };
    let mut before = row.merged(said.cloned().unwrap_or_else(|| row.bare()));
    if !before.state.is_open() {
        // It is off the list already, and was open when it was asked.
        before.state = State::New;
    }
    let Ok(moved) = lifecycle::apply(&before, verb, who, Practice::standard(), Kin::default()) else {
        return Ok(());
    };
    let record = moved.incident.detail.record.clone();
    write(conn, number, &Kept { state: None, since: None, hold: None, record, ..row.kept() }).await
}

/// What the lifecycle makes of it when the source does it; `None` where it has its doubts.
fn moved(before: &Incident, verb: &Verb, source: &SourceName, at: Time, now: Time) -> Option<Incident> {
    let at = at.max(before.opened_at);
    let who = by_itself(ActorKind::Backend, &source.text(), at, now.max(at));
    // What a source does asks for no matrix and no promise.
    match lifecycle::apply(before, verb, &who, Practice::standard(), Kin::default()) {
        Ok(moved) => Some(moved.incident),
        Err(why) => {
            tracing::debug!(%why, id = before.id.as_str(), "what its source did is kept without the lifecycle");
            None
        }
    }
}

/// Those of `closed` of which a record is kept, and which are open.
async fn recorded(
    conn: &mut SqliteConnection,
    closed: &[(u32, Time)],
) -> Result<Vec<(Row, Time)>, OutboxError> {
    let numbers: Vec<u32> = closed.iter().map(|(number, _)| *number).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT o.* FROM json_each(?1) j CROSS JOIN occurrence o ON o.number = j.value
         WHERE o.record IS NOT NULL AND o.cleared_at IS NULL",
    )
    .bind(serde_json::to_string(&numbers)?)
    .fetch_all(conn)
    .await?;
    let at = |number| closed.iter().find(|(n, _)| *n == number).map_or_else(Time::default, |(_, at)| *at);
    Ok(rows.into_iter().map(|row| (at(row.number), row)).map(|(at, row)| (row, at)).collect())
}

fn told(kind: EventKind, source: &SourceName, at: Time, now: Time, text: &str) -> Event {
    Event {
        at,
        recorded_at: now,
        kind,
        actor: source.text(),
        text: SafeText::clean(text, Kind::Line),
        local: true,
    }
}

fn words(state: State) -> String {
    state.word().replace('_', " ")
}

//! Incidents that hang together, as far as they stand in this file: parents and children, merged ones and targets.

use sqlx::SqliteConnection;

use super::{OutboxError, bare, decide::Ours, decide::keep, event::append, kept::Kept, occurrence};
use crate::{
    backend::{Command, Verb},
    domain::{
        Event, Incident, Number, State, Time,
        event::EventKind,
        lifecycle::{self, Kin, Who},
    },
    text::{Kind, SafeText},
};

/// A family is not deeper: more is a circle that somebody wrote into the file.
const DEPTH: usize = 64;
/// Children of children, and so on, that follow one verb at most.
const MOST: usize = 1_000;

/// What a verb must know of others.
#[derive(Debug, Default)]
pub(super) struct Known {
    other: Option<Incident>,
    above: Vec<Number>,
}

impl Known {
    pub(super) fn as_kin(&self) -> Kin<'_> {
        Kin { other: self.other.as_ref(), above: &self.above }
    }
}

/// The other incident that `verb` names, and what stands above it.
pub(super) async fn kin(conn: &mut SqliteConnection, verb: &Verb) -> Result<Known, OutboxError> {
    let named = match verb {
        Verb::Merge { into } => Some(*into),
        Verb::Attach { parent } => *parent,
        Verb::Cancel { duplicate_of, .. } => *duplicate_of,
        _ => None,
    };
    let Some(named) = named else { return Ok(Known::default()) };
    let other = one(conn, named).await?;
    let mut above = Vec::new();
    let mut next = other.as_ref().and_then(up);
    while let Some(number) = next.filter(|n| above.len() < DEPTH && !above.contains(n)) {
        above.push(number);
        next = one(conn, number).await?.as_ref().and_then(up);
    }
    Ok(Known { other, above })
}

/// Where it hangs, or lives on.
fn up(incident: &Incident) -> Option<Number> {
    let record = &incident.detail.record;
    let merged = record.ending.as_ref().filter(|_| incident.state == State::Merged).and_then(|e| e.other);
    record.parent.or(merged)
}

/// An incident of this file, as far as it is known here.
async fn one(conn: &mut SqliteConnection, number: Number) -> Result<Option<Incident>, OutboxError> {
    let row = occurrence::numbered(conn, number.get()).await?;
    Ok(row.map(|row| row.merged(row.bare())))
}

/// What `command` does to others, once it was done to the incident that was `before` and is `after`.
pub(super) async fn follow(
    conn: &mut SqliteConnection,
    command: &Command,
    before: &Incident,
    after: &Incident,
    who: &Who,
    ours: Ours<'_>,
) -> Result<(), OutboxError> {
    let (was, is) = (before.detail.record.parent, after.detail.record.parent);
    let name = |i: &Incident| i.number.map_or_else(|| i.id.as_str().to_owned(), Number::long);
    let told = |kind, text: String| Event {
        at: who.at,
        recorded_at: who.now,
        kind,
        actor: command.actor.clone(),
        text: SafeText::clean(&text, Kind::Line),
        local: true,
    };
    if was != is {
        for (parent, step) in [(was, -1), (is, 1)] {
            let Some(parent) = parent else { continue };
            children(conn, parent, step).await?;
            let now = if step > 0 { "hangs under it now" } else { "does not hang under it any more" };
            let event = told(EventKind::Link, format!("{} {now}: {}", name(after), bare(&after.title)?));
            append(conn, parent.get(), &event, Some(&format!("{}:{}", command.key, parent.get()))).await?;
        }
    }
    let target = |i: &Incident| i.detail.record.ending.as_ref().and_then(|e| e.other);
    let merged = match (before.state == State::Merged, after.state == State::Merged) {
        (false, true) => target(after),
        (true, false) => target(before),
        _ => None,
    };
    if let Some(number) = merged
        && let Some(row) = occurrence::numbered(conn, number.get()).await?
    {
        let other = row.merged(row.bare());
        let (with, said) = if after.state == State::Merged {
            lifecycle::absorb(&other, after)
        } else {
            lifecycle::give_back(&other, before)
        };
        let mut kept = row.kept();
        kept.record.callers.clone_from(&with.detail.record.callers);
        write(conn, row.number, &kept).await?;
        let event = Event { text: said.text, ..told(said.kind, String::new()) };
        append(conn, row.number, &event, Some(&format!("{}:{}", command.key, row.number))).await?;
    }
    if before.state != after.state || before.hold != after.hold {
        propagate(conn, command, after, who, ours).await?;
    }
    Ok(())
}

/// One more or less hangs under `parent`.
async fn children(conn: &mut SqliteConnection, parent: Number, step: i64) -> Result<(), OutboxError> {
    let Some(row) = occurrence::numbered(conn, parent.get()).await? else { return Ok(()) };
    let mut kept = row.kept();
    kept.record.children = kept.record.children.saturating_add_signed(i32::try_from(step).unwrap_or(0));
    write(conn, row.number, &kept).await
}

/// Keeps this about an occurrence, and nothing else.
pub(super) async fn write(conn: &mut SqliteConnection, number: u32, kept: &Kept) -> Result<(), OutboxError> {
    sqlx::query("UPDATE occurrence SET record = ?2 WHERE number = ?1")
        .bind(number)
        .bind(kept.json()?)
        .execute(conn)
        .await?;
    Ok(())
}

/// Children follow their parent, and their children them. One that cannot stays as it is.
async fn propagate(
    conn: &mut SqliteConnection,
    command: &Command,
    after: &Incident,
    who: &Who,
    ours: Ours<'_>,
) -> Result<(), OutboxError> {
    let mut todo = vec![(command.verb.clone(), after.clone())];
    let mut done: Vec<u32> = after.number.map(Number::get).into_iter().collect();
    while let Some((verb, parent)) = todo.pop() {
        let Some(number) = parent.number else { continue };
        let below: Vec<occurrence::Row> = sqlx::query_as(
            "SELECT * FROM occurrence WHERE record ->> '$.record.parent' = ?1 AND record IS NOT NULL
             ORDER BY number",
        )
        .bind(number.get())
        .fetch_all(&mut *conn)
        .await?;
        for row in below {
            if done.len() > MOST || done.contains(&row.number) || row.cleared_at.is_some() {
                continue;
            }
            done.push(row.number);
            let said = row.bare();
            let child = row.merged(said.clone());
            let Some(theirs) = lifecycle::propagate(&verb, &parent, &child) else { continue };
            let who =
                Who { at: who.at.max(child.opened_at), now: who.now.max(child.opened_at), ..who.clone() };
            let moved = match lifecycle::apply(&child, &theirs, &who, ours.practice, Kin::default()) {
                Ok(moved) => moved,
                Err(why) => {
                    tracing::debug!(%why, child = row.number, "a child does not follow its parent");
                    continue;
                }
            };
            keep(conn, &row, &said, &child, &moved, ours.acks, who.now).await?;
            for (nth, entry) in moved.said.iter().enumerate() {
                let text = format!("{} (with {})", bare(&entry.text)?, number.long());
                let event = Event {
                    at: who.at,
                    recorded_at: who.now,
                    kind: entry.kind,
                    actor: command.actor.clone(),
                    text: SafeText::clean(&text, Kind::Note),
                    local: true,
                };
                append(conn, row.number, &event, Some(&format!("{}:{}:{nth}", command.key, row.number)))
                    .await?;
            }
            todo.push((theirs, moved.incident));
        }
    }
    Ok(())
}

/// The time of a [`Who`] by the system itself.
pub(super) fn by_itself(kind: lifecycle::ActorKind, name: &SafeText, at: Time, now: Time) -> Who {
    Who { kind, name: Some(name.clone()), at, now }
}

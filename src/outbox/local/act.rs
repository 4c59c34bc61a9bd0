//! What people do, as far as we keep it.

use sqlx::SqliteConnection;

use super::{Local, OutboxError, bare, event::append, occurrence, turn};
use crate::{
    backend::{Command, Verb},
    domain::{
        Event, Incident, Number, Time,
        event::EventKind,
        lifecycle::{ActorKind, Who},
        time::length,
    },
    text::{Kind, SafeText},
};

/// What applying a command did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The occurrence it went to.
    pub number: Option<Number>,
    /// `false` when this command had been applied before: nothing changed.
    pub first: bool,
}

impl Local {
    /// Keeps `command`: its entry on the timeline with who, when and the words; for an assignment the owner too.
    /// Applied twice (by its key) it is applied once. For acknowledgement, its end and resolution this is the entry
    /// alone: the source decides about the state, see [`Local::confirmed`].
    ///
    /// # Errors
    /// [`OutboxError::NotListed`] when the incident was never listed here.
    pub async fn apply(&self, command: &Command, now: Time) -> Result<Applied, OutboxError> {
        let mut held = self.db.lock().await;
        self.wrote();
        held.begin().await?;
        let done = apply(held.conn(), command, now).await;
        held.end(done).await
    }

    /// The source confirmed `command`: the entry is kept as by [`Local::apply`] (which need not have been called);
    /// an acknowledgement sets the first acknowledgement time, and takes the incident if nobody owns it, here or at
    /// the source (`seen`, as read back). Once by its key.
    ///
    /// # Errors
    /// [`OutboxError::NotListed`] when the incident was never listed here.
    pub async fn confirmed(
        &self,
        command: &Command,
        seen: Option<&Incident>,
        now: Time,
    ) -> Result<Applied, OutboxError> {
        let all = self.confirmed_many(&[(command, seen)], now).await?;
        all.into_iter().next().unwrap_or(Err(OutboxError::NotListed))
    }

    /// The same for several, in one transaction; the answers are in the order of `all`, and only
    /// [`OutboxError::NotListed`] is an answer to one of them alone.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn confirmed_many(
        &self,
        all: &[(&Command, Option<&Incident>)],
        now: Time,
    ) -> Result<Vec<Result<Applied, OutboxError>>, OutboxError> {
        let mut held = self.db.lock().await;
        self.wrote();
        held.begin().await?;
        let conn = held.conn();
        let done = async {
            let mut answers = Vec::with_capacity(all.len());
            for (command, seen) in all {
                answers.push(match confirmed(conn, command, *seen, now).await {
                    // It is said before anything is written.
                    done @ (Ok(_) | Err(OutboxError::NotListed)) => done,
                    Err(error) => return Err(error),
                });
            }
            Ok(answers)
        }
        .await;
        held.end(done).await
    }
}

async fn apply(conn: &mut SqliteConnection, command: &Command, now: Time) -> Result<Applied, OutboxError> {
    let key = command.key.to_string();
    // Where it went the first time, even if another occurrence has begun since.
    if let Some(number) = with_key(conn, &key).await? {
        return Ok(Applied { number: Number::new(number), first: false });
    }
    let number = find(conn, command).await?;
    append(conn, number, &entry(command, now)?, Some(&key)).await?;
    if let Verb::Assign { to } = &command.verb {
        sqlx::query("UPDATE occurrence SET owner = ?2 WHERE number = ?1")
            .bind(number)
            .bind(to.as_ref().map(bare).transpose()?)
            .execute(conn)
            .await?;
    }
    Ok(Applied { number: Number::new(number), first: true })
}

async fn confirmed(
    conn: &mut SqliteConnection,
    command: &Command,
    seen: Option<&Incident>,
    now: Time,
) -> Result<Applied, OutboxError> {
    let applied = apply(conn, command, now).await?;
    let first = sqlx::query("UPDATE event SET confirmed_at = ?2 WHERE dedup = ?1 AND confirmed_at IS NULL")
        .bind(command.key.to_string())
        .bind(now.unix())
        .execute(&mut *conn)
        .await?
        .rows_affected()
        == 1;
    if let (true, Verb::Resolve { .. }, Some(number)) = (first, &command.verb, applied.number) {
        let who = Who {
            kind: ActorKind::User,
            name: Some(command.actor.clone()).filter(|a| !a.is_empty()),
            at: command.at,
            now: now.max(command.at),
        };
        turn::resolved_by(conn, number.get(), seen, &command.verb, &who).await?;
    }
    if first && matches!(command.verb, Verb::Ack { .. }) {
        // Somebody else's at the source is somebody's.
        let theirs = seen.and_then(|i| i.owner.as_ref()).is_some_and(|o| *o != command.actor);
        sqlx::query(
            "UPDATE occurrence SET acked_at = coalesce(acked_at, ?2), owner = coalesce(owner, ?3),
                 updated_at = max(updated_at, ?4)
             WHERE number = ?1",
        )
        .bind(applied.number.map(Number::get))
        .bind(seen.and_then(|i| i.acked_at).unwrap_or(now).unix())
        .bind(if theirs { None } else { Some(bare(&command.actor)?) })
        .bind(now.unix())
        .execute(conn)
        .await?;
    }
    Ok(Applied { first, ..applied })
}

/// Where the command with this key went before.
pub(super) async fn with_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<u32>, sqlx::Error> {
    sqlx::query_scalar("SELECT number FROM event WHERE dedup = ?1").bind(key).fetch_optional(conn).await
}

/// The occurrence a command means: the one whose number it carries, if that is the same incident's; a source may
/// give numbers of its own.
pub(super) async fn find(conn: &mut SqliteConnection, command: &Command) -> Result<u32, OutboxError> {
    let (target, native) = (&command.target, bare(&command.target.native)?);
    let named: Option<u32> =
        sqlx::query_scalar("SELECT number FROM occurrence WHERE number = ?1 AND source = ?2 AND native = ?3")
            .bind(target.number.map(Number::get))
            .bind(target.source.as_str())
            .bind(&native)
            .fetch_optional(&mut *conn)
            .await?;
    match named {
        Some(number) => Ok(number),
        None => occurrence::latest(conn, &target.source, &native)
            .await?
            .map(|row| row.number)
            .ok_or(OutboxError::NotListed),
    }
}

/// The entry on the timeline.
fn entry(command: &Command, now: Time) -> Result<Event, OutboxError> {
    let (kind, text) = match &command.verb {
        Verb::Ack { note, for_s } => {
            let head = match for_s {
                Some(s) => format!("acknowledged for {}", length(*s)),
                None => "acknowledged".to_owned(),
            };
            (EventKind::Ack, with(head, note.as_ref().map(bare).transpose()?))
        }
        Verb::Unack => (EventKind::Unack, "took the acknowledgement back".to_owned()),
        Verb::Assign { to: Some(to) } => (EventKind::Assign, format!("assigned to {}", bare(to)?)),
        Verb::Assign { to: None } => (EventKind::Assign, "nobody owns it now".to_owned()),
        Verb::Note { text } => (EventKind::Note, bare(text)?),
        Verb::Resolve { code, note } => {
            let head = match code {
                Some(code) => format!("resolved as {}", bare(code)?),
                None => "resolved".to_owned(),
            };
            (EventKind::Resolved, with(head, note.as_ref().map(bare).transpose()?))
        }
        other => (EventKind::Note, other.name().to_owned()),
    };
    Ok(Event {
        at: command.at,
        recorded_at: now,
        kind,
        actor: command.actor.clone(),
        text: SafeText::clean(&text, Kind::Note),
        local: true,
    })
}

fn with(head: String, note: Option<String>) -> String {
    match note.filter(|n| !n.trim().is_empty()) {
        Some(note) => format!("{head}: {note}"),
        None => head,
    }
}

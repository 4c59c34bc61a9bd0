//! Verbs that a source cannot carry out: the lifecycle decides on the incident as it looks with our overlay, and what
//! it decided is kept.

use sqlx::SqliteConnection;

use super::{
    Local, OutboxError,
    act::{find, with_key},
    bare,
    event::append,
    family,
    kept::Kept,
    occurrence::{self, Row},
};
use crate::{
    backend::{Command, Verb},
    domain::{
        Event, Incident, Number, Practice, Time,
        lifecycle::{self, ActorKind, Forbidden, Moved, Who},
    },
    text::{Kind, SafeText},
};

/// By which rules it is decided.
#[derive(Debug, Clone, Copy)]
pub struct Ours<'a> {
    /// How the team works.
    pub practice: &'a Practice,
    /// The source acknowledges by itself: it is believed about that, and no acknowledgement is made up for it.
    pub acks: bool,
}

/// What deciding on a command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The occurrence it went to.
    pub number: Option<Number>,
    /// `false` when this command had been decided on before: nothing changed.
    pub first: bool,
    /// It was so already, in words for the receipt.
    pub already: Option<SafeText>,
}

impl Local {
    /// Decides on `command` and keeps what follows: the incident's part that its source cannot hold, and the entries of
    /// its timeline; of its children and parent too. Once by its key. `said` is what the source last said of it, where
    /// that is known.
    ///
    /// # Errors
    /// [`OutboxError::Forbidden`] when the lifecycle does not allow it, [`OutboxError::NotListed`] when the incident was
    /// never listed here.
    pub async fn decide(
        &self,
        command: &Command,
        said: Option<&Incident>,
        ours: Ours<'_>,
        now: Time,
    ) -> Result<Decided, OutboxError> {
        let mut held = self.db.lock().await;
        self.wrote();
        held.begin().await?;
        let done = decide(held.conn(), command, said, ours, now).await;
        held.end(done).await
    }
}

async fn decide(
    conn: &mut SqliteConnection,
    command: &Command,
    said: Option<&Incident>,
    ours: Ours<'_>,
    now: Time,
) -> Result<Decided, OutboxError> {
    let key = command.key.to_string();
    if let Some(number) = with_key(conn, &key).await? {
        return Ok(Decided { number: Number::new(number), first: false, already: None });
    }
    let number = find(conn, command).await?;
    let row = occurrence::numbered(conn, number).await?.ok_or(OutboxError::NotListed)?;
    // A list that is older than this occurrence speaks of another one.
    let said = said.filter(|i| row.cleared_at.is_none() && i.id.as_str() == row.id);
    let bare = said.cloned().unwrap_or_else(|| row.bare());
    let before = row.merged(bare.clone());
    let kin = family::kin(conn, &command.verb).await?;
    let who = Who {
        kind: ActorKind::User,
        name: Some(command.actor.clone()).filter(|a| !a.is_empty()),
        // Their clock may be ahead of ours: nothing happened before it began.
        at: command.at.max(before.opened_at),
        now: now.max(before.opened_at),
    };
    let moved = lifecycle::apply(&before, &command.verb, &who, ours.practice, kin.as_kin())
        .map_err(|why| forbidden(&why))?;
    if row.cleared_at.is_some() && moved.incident.state != before.state {
        return Err(OutboxError::Forbidden(gone(&command.verb)));
    }
    keep(conn, &row, &bare, &before, &moved, ours.acks, who.now).await?;
    for (nth, said) in moved.said.iter().enumerate() {
        let event = Event {
            at: who.at,
            recorded_at: now,
            kind: said.kind,
            actor: command.actor.clone(),
            text: said.text.clone(),
            local: true,
        };
        let dedup = if nth == 0 { key.clone() } else { format!("{key}:{nth}") };
        append(conn, number, &event, Some(&dedup)).await?;
    }
    family::follow(conn, command, &before, &moved.incident, &who, ours).await?;
    Ok(Decided { number: Number::new(number), first: true, already: moved.already })
}

/// Writes what of `moved` the source does not say itself.
pub(super) async fn keep(
    conn: &mut SqliteConnection,
    row: &Row,
    said: &Incident,
    before: &Incident,
    moved: &Moved,
    acks: bool,
    now: Time,
) -> Result<(), OutboxError> {
    let after = &moved.incident;
    let kept = Kept::of(said, &row.kept(), after, acks, now);
    let owner = if after.owner == before.owner {
        row.owner.clone()
    } else {
        after.owner.as_ref().map(bare).transpose()?
    };
    let acked = if after.acked_at == before.acked_at { row.acked_at } else { after.acked_at.map(Time::unix) };
    let again = after.detail.reopen_count.saturating_sub(before.detail.reopen_count);
    let written = sqlx::query(
        "UPDATE occurrence SET record = ?2, owner = ?3, acked_at = ?4, reopen_count = reopen_count + ?5,
             updated_at = max(updated_at, ?6)
         WHERE number = ?1",
    )
    .bind(row.number)
    .bind(kept.json()?)
    .bind(owner)
    .bind(acked)
    .bind(again)
    .bind(now.unix())
    .execute(conn)
    .await?;
    debug_assert_eq!(written.rows_affected(), 1);
    Ok(())
}

/// Why the lifecycle said no.
pub(super) fn forbidden(why: &Forbidden) -> OutboxError {
    OutboxError::Forbidden(SafeText::clean(&why.to_string(), Kind::Line))
}

fn gone(verb: &Verb) -> SafeText {
    let text = format!(
        "{}: it is over at its source and not listed any more, so nothing is left to move; if it comes back it is \
         listed again",
        verb.name()
    );
    SafeText::clean(&text, Kind::Line)
}

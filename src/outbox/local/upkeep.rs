//! What the time brings to incidents whose record we keep: a hold that ends, a resolution that nobody answered.

use sqlx::SqliteConnection;

use super::{
    Local, OutboxError,
    decide::{Ours, keep},
    event::append,
    family::by_itself,
    occurrence::Row,
};
use crate::{
    domain::{
        Event, Incident, SourceName, State, Time, Verb,
        lifecycle::{self, ActorKind, Kin},
        record::Answer,
        sla::{Calendar, Target},
    },
    text::{Kind, Opaque, SafeText},
};

impl Local {
    /// Does what is due at `now` to the incidents of `source`: resumes those whose hold is over, closes those that
    /// nobody answered for. `said` is what the source says of one of them by its own id. For the one process that does
    /// this for all. Returns how many it moved.
    pub async fn tend(
        &self,
        source: &SourceName,
        said: impl Fn(&Opaque) -> Option<Incident>,
        ours: Ours<'_>,
        now: Time,
    ) -> Result<usize, OutboxError> {
        let mut held = self.db.lock().await;
        let rows = recorded(held.conn(), source).await?;
        let due: Vec<(Row, Incident, Verb, Time)> = rows
            .into_iter()
            .filter_map(|row| {
                let bare = said(&Opaque::new(row.native.as_str()))
                    .filter(|i| i.id.as_str() == row.id)
                    .unwrap_or_else(|| row.bare());
                let incident = row.merged(bare.clone());
                due(&incident, ours, now).map(|(verb, at)| (row, bare, verb, at))
            })
            .collect();
        if due.is_empty() {
            return Ok(0);
        }
        self.wrote();
        held.begin().await?;
        let done = carry_out(held.conn(), &due, ours, now).await;
        held.end(done).await
    }
}

/// What time alone brings to `incident`, and since when it is due.
fn due(incident: &Incident, ours: Ours<'_>, now: Time) -> Option<(Verb, Time)> {
    if incident.state == State::OnHold {
        let hold = incident.hold.as_ref().filter(|h| !h.reason.by_source())?;
        let until = hold.until.filter(|until| *until <= now)?;
        return Some((Verb::Resume { reason: Some(Opaque::new("its time has come")) }, until));
    }
    if incident.state != State::Resolved || incident.detail.record.major.is_some() {
        return None;
    }
    let (target, calendar) = ours.practice.auto_close.as_ref()?;
    let closes = closes_at(incident.resolved_at?, *target, calendar).filter(|at| *at <= now)?;
    let close =
        Verb::Close { answer: Some(Answer::NoAnswer), comment: None, satisfaction: None, waiver: None };
    Some((close, closes))
}

/// When what was resolved then closes by itself.
fn closes_at(resolved: Time, target: Target, calendar: &Calendar) -> Option<Time> {
    match target {
        Target::Seconds(s) => calendar.after(resolved, s),
        Target::BusinessDays(n) => calendar.business_days(resolved, n),
    }
}

async fn carry_out(
    conn: &mut SqliteConnection,
    due: &[(Row, Incident, Verb, Time)],
    ours: Ours<'_>,
    now: Time,
) -> Result<usize, OutboxError> {
    let mut moved = 0;
    for (row, bare, verb, at) in due {
        let before = row.merged(bare.clone());
        let me = SafeText::clean("watchfloor", Kind::Label);
        let who = by_itself(ActorKind::System, &me, (*at).max(before.opened_at), now);
        let after = match lifecycle::apply(&before, verb, &who, ours.practice, Kin::default()) {
            Ok(after) => after,
            Err(why) => {
                tracing::debug!(%why, number = row.number, verb = verb.name(), "what is due cannot be done");
                continue;
            }
        };
        keep(conn, row, bare, &before, &after, ours.acks, now).await?;
        for (nth, said) in after.said.iter().enumerate() {
            let event = Event {
                at: who.at,
                recorded_at: now,
                kind: said.kind,
                actor: me.clone(),
                text: said.text.clone(),
                local: true,
            };
            let dedup = format!("{}:{}:{}:{nth}", row.number, verb.name(), at.unix());
            append(conn, row.number, &event, Some(&dedup)).await?;
        }
        moved += 1;
    }
    Ok(moved)
}

/// Those of which a record is kept and that are listed.
async fn recorded(conn: &mut SqliteConnection, source: &SourceName) -> Result<Vec<Row>, OutboxError> {
    Ok(sqlx::query_as(
        "SELECT * FROM occurrence WHERE source = ?1 AND record IS NOT NULL AND cleared_at IS NULL ORDER BY number",
    )
    .bind(source.as_str())
    .fetch_all(conn)
    .await?)
}

//! A source's list meets what we keep.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use sqlx::SqliteConnection;

use super::{
    Local, OutboxError, bare,
    event::append,
    merge::merge,
    occurrence::{self, Row},
    plan::{Held, Plan, plan},
    turn,
    version::{Version, theirs},
};
use crate::{
    domain::{
        Event, Incident, IncidentId, Number, SourceName, State, Time,
        event::EventKind,
        time::{MINUTE, length},
    },
    text::{Kind, SafeText},
};

/// A source's list with our facts laid over it, and what that changed.
#[derive(Debug)]
pub struct Attached {
    /// The list, in its order.
    pub incidents: Vec<Incident>,
    /// What left since this process last saw the list.
    pub gone: Vec<Gone>,
    /// What came since this process last saw the list.
    pub came: Vec<IncidentId>,
    /// Our file could not be read or written: the list is shown all the same, perhaps without our facts.
    pub fault: Option<OutboxError>,
    /// While [`Local::version`] says this, the same list would give the same again. `None` when it might not.
    pub version: Option<Version>,
}

/// One that left the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Under which id it was listed.
    pub id: IncidentId,
    /// Ours.
    pub number: Option<Number>,
    /// When it was noticed.
    pub at: Time,
    /// In words, for the ghost row.
    pub why: SafeText,
}

/// When a source's list was seen.
pub(super) const SEEN: &str = "INSERT INTO source (name, seen_at) VALUES (?1, ?2)
     ON CONFLICT (name) DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)";

impl Local {
    /// Lays our facts over a source's whole list, gives numbers to what is new, and marks what left.
    ///
    /// `now` is when the list arrived, not when this is called: a list older than what another process has since
    /// written takes nothing back. Costs one read when nothing changed. It never fails: see [`Attached::fault`].
    /// An incident that came back under a new id is both gone (the old id) and came (the new one).
    pub async fn attach(&self, source: &SourceName, listing: Vec<Incident>, now: Time) -> Attached {
        let mut listing: Vec<(String, Incident)> =
            listing.into_iter().map(|i| (bare(&i.detail.native_id).unwrap_or_default(), i)).collect();
        let (held, fault) = self.hold(source, &listing, true, now).await;
        let version = held.version.filter(|_| fault.is_none() && held.is_settled(&listing));
        for (native, incident) in &mut listing {
            if let Some(row) = held.after.get(native) {
                merge(incident, row);
            }
        }
        let incidents: Vec<Incident> = listing.into_iter().map(|(_, i)| i).collect();
        let (gone, came) = self.difference(source, &incidents, held.before, now);
        Attached { incidents, gone, came, fault, version }
    }

    /// The same for some incidents that were read by themselves; nothing else is taken to have left.
    pub async fn attach_some(
        &self,
        source: &SourceName,
        incidents: Vec<Incident>,
        now: Time,
    ) -> (Vec<Incident>, Option<OutboxError>) {
        if incidents.is_empty() {
            return (incidents, None);
        }
        let mut listing: Vec<(String, Incident)> =
            incidents.into_iter().map(|i| (bare(&i.detail.native_id).unwrap_or_default(), i)).collect();
        let (held, fault) = self.hold(source, &listing, false, now).await;
        for (native, incident) in &mut listing {
            if let Some(row) = held.after.get(native) {
                merge(incident, row);
            }
        }
        (listing.into_iter().map(|(_, i)| i).collect(), fault)
    }

    /// The same for one.
    #[cfg(test)]
    pub async fn attach_one(&self, incident: Incident, now: Time) -> (Incident, Option<OutboxError>) {
        let source = incident.source.clone();
        let (mut one, fault) = self.attach_some(&source, vec![incident], now).await;
        (one.pop().unwrap(), fault)
    }

    /// What left and what came since this process last looked; the first time, since anybody did.
    fn difference(
        &self,
        source: &SourceName,
        incidents: &[Incident],
        before: Ids,
        now: Time,
    ) -> (Vec<Gone>, Vec<IncidentId>) {
        let is: Ids =
            incidents.iter().filter(|i| !i.state.is_final()).map(|i| (i.id.clone(), i.number)).collect();
        let here: HashMap<&IncidentId, State> = incidents.iter().map(|i| (&i.id, i.state)).collect();
        let Ok(mut seen) = self.seen.lock() else { return (Vec::new(), Vec::new()) };
        let was = seen.remove(source).unwrap_or(before);
        let still: HashSet<Number> = is.values().copied().flatten().collect();
        let why = |id: &IncidentId, number: Option<Number>| {
            let words = match here.get(id) {
                // The source lists it still: it is we who ended it.
                Some(state) => format!("{} here", state.word()),
                None if number.is_some_and(|n| still.contains(&n)) => "began anew at the source".to_owned(),
                None => "resolved at the source".to_owned(),
            };
            SafeText::clean(&words, Kind::Line)
        };
        let mut gone: Vec<Gone> = was
            .iter()
            .filter(|(id, _)| !is.contains_key(*id))
            .map(|(id, number)| Gone { id: id.clone(), number: *number, at: now, why: why(id, *number) })
            .collect();
        gone.sort_by(|a, b| a.id.cmp(&b.id));
        let came = incidents
            .iter()
            .filter(|i| is.contains_key(&i.id) && !was.contains_key(&i.id))
            .map(|i| i.id.clone());
        let came = came.collect();
        seen.insert(source.clone(), is);
        (gone, came)
    }

    /// Reads, writes what differs, and returns what is held then.
    async fn hold(
        &self,
        source: &SourceName,
        listing: &[(String, Incident)],
        whole: bool,
        now: Time,
    ) -> (Known, Option<OutboxError>) {
        #[cfg(test)]
        self.looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut locked = self.db.lock().await;
        // Before the rows are read: what is written meanwhile makes it old.
        let theirs = theirs(locked.conn()).await.ok();
        let version = |ours| theirs.map(|theirs| Version { theirs, ours });
        let held = match read(locked.conn(), source, listing, whole).await {
            Ok(held) => held,
            Err(e) => return (Known::default(), Some(e)),
        };
        let late = whole && held.seen_at.is_none_or(|seen| now - seen >= MINUTE);
        if let Some(at) = held.seen_at {
            self.tell(source, at);
        }
        if !late && plan(listing, &held, whole, now).is_empty() {
            return (Known { version: version(self.ours()), ..Known::of(held) }, None);
        }
        if let Err(e) = locked.begin().await {
            return (Known::of(held), Some(e.into()));
        }
        let conn = locked.conn();
        // Another process may have written since the first look.
        let done = async {
            let held = read(conn, source, listing, whole).await?;
            let plan = plan(listing, &held, whole, now);
            write(conn, source, listing, &plan, whole, now).await?;
            let mut known = Known::of(held);
            if !plan.is_empty() {
                self.wrote();
                known.after = read(conn, source, listing, whole).await?.rows;
            }
            Ok(known)
        }
        .await;
        match locked.end(done).await {
            Ok(known) => {
                if whole {
                    self.tell(source, now);
                }
                (Known { version: version(self.ours()), ..known }, None)
            }
            Err(e) => (Known::of(held), Some(e)),
        }
    }
}

type Ids = HashMap<IncidentId, Option<Number>>;

#[derive(Default)]
struct Known {
    /// What was open before.
    before: Ids,
    /// The occurrences now, by native id.
    after: HashMap<String, Row>,
    /// What the overlay was like.
    version: Option<Version>,
}

impl Known {
    fn of(held: Held) -> Self {
        let open = held.rows.values().filter(|r| r.cleared_at.is_none());
        let before = open.map(|r| (IncidentId::from_known(&r.id), Number::new(r.number))).collect();
        Self { before, after: held.rows, version: None }
    }

    /// Whether list and occurrences agree on what is open. Where they do not (two processes saw two lists in one
    /// second), the same list can mean something else a second later.
    fn is_settled(&self, listing: &[(String, Incident)]) -> bool {
        let open = |native: &str| self.after.get(native).is_some_and(|r| r.cleared_at.is_none());
        let listed: HashSet<&str> =
            listing.iter().filter(|(_, i)| i.state.is_open()).map(|(native, _)| native.as_str()).collect();
        listed.iter().all(|native| open(native))
            && self.after.values().filter(|r| r.cleared_at.is_none()).count() == listed.len()
    }
}

async fn read(
    conn: &mut SqliteConnection,
    source: &SourceName,
    listing: &[(String, Incident)],
    whole: bool,
) -> Result<Held, OutboxError> {
    let seen_at: Option<i64> = sqlx::query_scalar("SELECT seen_at FROM source WHERE name = ?1")
        .bind(source.as_str())
        .fetch_optional(&mut *conn)
        .await?;
    let mut rows = HashMap::new();
    if whole {
        occurrence::open(conn, source, |row| {
            rows.insert(row.native.clone(), row);
        })
        .await?;
    }
    let missing: Vec<&str> =
        listing.iter().map(|(native, _)| native.as_str()).filter(|n| !rows.contains_key(*n)).collect();
    if !missing.is_empty() {
        for chunk in missing.chunks(occurrence::CHUNK) {
            let past = occurrence::latest_of(conn, source, chunk).await?;
            rows.extend(past.into_iter().map(|r| (r.native.clone(), r)));
        }
    }
    Ok(Held { rows, seen_at: seen_at.map(Time::from_unix) })
}

async fn write(
    conn: &mut SqliteConnection,
    source: &SourceName,
    listing: &[(String, Incident)],
    plan: &Plan,
    whole: bool,
    now: Time,
) -> Result<(), OutboxError> {
    let words = |kind, at, text: &str| Event {
        at,
        recorded_at: now,
        kind,
        actor: source.text(),
        text: SafeText::clean(text, Kind::Line),
        local: true,
    };
    turn::resolved(conn, source, &plan.close, now).await?;
    close(conn, source, plan, now).await?;
    for (number, place, cleared) in &plan.reopen {
        let incident = &listing[*place].1;
        turn::back(conn, source, *number, *cleared, incident.opened_at.max(*cleared), now).await?;
        let count: u32 = sqlx::query_scalar(
            "UPDATE occurrence SET cleared_at = NULL, reopen_count = reopen_count + 1, id = ?2, title = ?3,
                 opened_at = ?4, listed_at = ?5, acked_at = coalesce(acked_at, ?6)
             WHERE number = ?1 RETURNING reopen_count",
        )
        .bind(number)
        .bind(incident.id.as_str())
        .bind(bare(&incident.title)?)
        .bind(incident.opened_at.unix())
        .bind(now.unix())
        .bind(incident.acked_at.map(Time::unix))
        .fetch_all(&mut *conn)
        .await?
        .pop()
        .unwrap_or(0);
        let back = incident.opened_at.max(*cleared);
        let event = words(
            EventKind::Reopened,
            back,
            &format!("came back {} after it cleared", length(back - *cleared)),
        );
        append(conn, *number, &event, Some(&format!("{number}:reopened:{count}"))).await?;
    }
    for (number, place) in &plan.touch {
        let incident = &listing[*place].1;
        sqlx::query(
            "UPDATE occurrence SET id = ?2, opened_at = ?3, acked_at = coalesce(acked_at, ?4) WHERE number = ?1",
        )
        .bind(number)
        .bind(incident.id.as_str())
        .bind(incident.opened_at.unix())
        .bind(incident.acked_at.map(Time::unix))
        .execute(&mut *conn)
        .await?;
    }
    insert(conn, source, listing, plan, now).await?;
    if whole {
        sqlx::query(SEEN).bind(source.as_str()).bind(now.unix()).execute(conn).await?;
    }
    Ok(())
}

/// All that left, in two statements: a source that comes back empty clears 100,000 at once.
async fn close(
    conn: &mut SqliteConnection,
    source: &SourceName,
    plan: &Plan,
    now: Time,
) -> Result<(), OutboxError> {
    if plan.close.is_empty() {
        return Ok(());
    }
    let rows: Vec<(u32, i64)> = plan.close.iter().map(|(number, at)| (*number, at.unix())).collect();
    let rows = serde_json::to_string(&rows)?;
    sqlx::query(
        "INSERT INTO event (number, at, recorded_at, kind, actor, words, dedup)
         SELECT o.number, j.value ->> 1, ?2, ?3, ?4, 'resolved at the source',
             o.number || ':cleared:' || o.reopen_count
         FROM json_each(?1) j CROSS JOIN occurrence o ON o.number = j.value ->> 0
         WHERE o.cleared_at IS NULL
         ON CONFLICT (dedup) DO NOTHING",
    )
    .bind(&rows)
    .bind(now.unix())
    .bind(EventKind::Resolved.word())
    .bind(bare(&source.text())?)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "UPDATE occurrence SET cleared_at = j.at, events = events + 1, updated_at = max(updated_at, ?2)
         FROM (SELECT value ->> 0 AS number, value ->> 1 AS at FROM json_each(?1)) j
         WHERE occurrence.number = j.number AND cleared_at IS NULL",
    )
    .bind(&rows)
    .bind(now.unix())
    .execute(conn)
    .await?;
    Ok(())
}

/// All that is new in a few statements: the first list of a large source is 100,000 rows, and as JSON they would fill
/// megabytes.
async fn insert(
    conn: &mut SqliteConnection,
    source: &SourceName,
    listing: &[(String, Incident)],
    plan: &Plan,
    now: Time,
) -> Result<(), OutboxError> {
    if plan.new.is_empty() {
        return Ok(());
    }
    let last: i64 =
        sqlx::query_scalar("UPDATE counter SET value = value + ?1 WHERE name = 'number' RETURNING value")
            .bind(plan.new.len() as i64)
            .fetch_all(&mut *conn)
            .await?
            .pop()
            .unwrap_or(0);
    let first = last - plan.new.len() as i64 + 1;
    for (first, new) in (first..).step_by(occurrence::CHUNK).zip(plan.new.chunks(occurrence::CHUNK)) {
        insert_chunk(conn, source, listing, first, new, now).await?;
    }
    Ok(())
}

/// Gives the numbers from `first` on to `new`, see [`Plan::new`].
async fn insert_chunk(
    conn: &mut SqliteConnection,
    source: &SourceName,
    listing: &[(String, Incident)],
    first: i64,
    new: &[(usize, Option<u32>)],
    now: Time,
) -> Result<(), OutboxError> {
    let mut rows = Vec::with_capacity(new.len());
    for (number, (place, earlier)) in (first..).zip(new) {
        let (native, incident) = &listing[*place];
        let ended = (!incident.state.is_open()).then(|| incident.resolved_at.unwrap_or(now).unix());
        rows.push(json!([
            number,
            native,
            incident.id.as_str(),
            incident.title,
            incident.opened_at.unix(),
            ended,
            incident.acked_at.map(Time::unix),
            earlier,
            incident.updated_at.unix(),
            incident.priority.level(),
            incident.service,
        ]));
    }
    sqlx::query(
        "INSERT INTO occurrence
             (number, source, native, id, title, opened_at, cleared_at, acked_at, recurrence_of, updated_at, listed_at,
              priority, service)
         SELECT value ->> 0, ?1, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
             value ->> 7, value ->> 8, ?3, value ->> 9, value ->> 10
         FROM json_each(?2)",
    )
    .bind(source.as_str())
    .bind(serde_json::to_string(&rows)?)
    .bind(now.unix())
    .execute(conn)
    .await?;
    Ok(())
}

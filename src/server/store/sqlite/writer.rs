//! The one task that writes.
//!
//! It takes all that is queued, asks the ledger what follows, writes that in one transaction, tells the stream, and
//! answers everybody: while the disk syncs, the next batch gathers. It sleeps until somebody asks, until something is due
//! by itself, or until something is to be tended (see [`super::upkeep`]).

use std::{collections::HashMap, sync::Arc, time::Duration};

use sqlx::{Connection, SqliteConnection};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};

use super::{
    super::{Past, Totals},
    Shared, due,
    fault::Fault,
    frame, load, open, seed,
    upkeep::Upkeep,
    write::{self, Rows},
};
use crate::{
    domain::Time,
    server::{
        Clock,
        ledger::{self, Answered, Asked, Loaded, Plan, Refused},
    },
    wire::IncidentRecord,
};

/// The most requests of one commit.
const BATCH: usize = 512;

/// The most incidents of which something is due in one commit.
const DUE: i64 = 256;

/// A machine that slept does not count its sleep: clocks are looked at again after so long.
const LOOK_AGAIN: i64 = 300;

/// What the writer is asked.
pub(in super::super) enum Job {
    /// A request.
    Submit(Submitted),
    /// Incidents with their past.
    Seed(Vec<Past>, oneshot::Sender<Result<(), Refused>>),
    /// Finish what is queued, and close the file.
    Close(oneshot::Sender<()>),
    /// A statement on the writer's own connection.
    #[cfg(test)]
    Sql(&'static str, oneshot::Sender<()>),
}

/// A request, and who waits for its answer.
pub(in super::super) struct Submitted {
    /// The request.
    pub asked: Asked,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Result<Answered, Refused>>,
}

/// The one task that writes.
pub(super) struct Writer {
    conn: SqliteConnection,
    shared: Arc<Shared>,
    queue: mpsc::Receiver<Job>,
    /// The totals as they are on disk; `None` after a failed write: read anew before the next.
    known: Option<Totals>,
    /// When something is due next.
    next_due: Option<Time>,
    upkeep: Upkeep,
}

impl Writer {
    /// With a connection that is ready.
    pub async fn new(
        mut conn: SqliteConnection,
        shared: Arc<Shared>,
        queue: mpsc::Receiver<Job>,
    ) -> Result<Self, Fault> {
        let next_due = first_due(&mut conn).await?;
        let known = Some(shared.totals());
        let upkeep = Upkeep::new(&mut conn).await?;
        Ok(Self { conn, shared, queue, known, next_due, upkeep })
    }

    /// Until nobody can ask any more.
    pub async fn run(mut self) {
        loop {
            let (due, upkeep) = (self.wake(), self.upkeep.at());
            let job = tokio::select! {
                biased;
                job = self.queue.recv() => job,
                () = async { sleep_until(due.unwrap_or(upkeep)).await }, if due.is_some() => {
                    self.run_out(self.shared.clock.now()).await;
                    continue;
                }
                () = sleep_until(upkeep) => {
                    self.upkeep.some(&mut self.conn, &self.shared).await;
                    continue;
                }
            };
            match job {
                Some(Job::Submit(first)) => {
                    let (batch, then) = self.gather(first);
                    // One time for both: what is due before the batch was done before it, and nothing in between.
                    let now = self.shared.clock.now();
                    self.run_out(now).await;
                    self.batch(batch, now).await;
                    if self.upkeep.is_pressing() {
                        self.upkeep.some(&mut self.conn, &self.shared).await;
                    }
                    if let Some(closed) = self.other(then).await {
                        return self.end(closed).await;
                    }
                }
                Some(other) => {
                    if let Some(closed) = self.other(Some(other)).await {
                        return self.end(closed).await;
                    }
                }
                None => return,
            }
        }
    }

    /// All requests that are queued, up to a job of another kind.
    fn gather(&mut self, first: Submitted) -> (Vec<Submitted>, Option<Job>) {
        let mut batch = vec![first];
        while batch.len() < BATCH {
            match self.queue.try_recv() {
                Ok(Job::Submit(next)) => batch.push(next),
                Ok(other) => return (batch, Some(other)),
                Err(_) => break,
            }
        }
        (batch, None)
    }

    /// A job that is no request; whoever waits for the end, if it is that.
    async fn other(&mut self, job: Option<Job>) -> Option<oneshot::Sender<()>> {
        match job {
            None => None,
            Some(Job::Submit(one)) => {
                let now = self.shared.clock.now();
                self.run_out(now).await;
                self.batch(vec![one], now).await;
                None
            }
            Some(Job::Seed(past, reply)) => {
                let done = self.seed(past).await;
                let _ = reply.send(done);
                None
            }
            Some(Job::Close(closed)) => Some(closed),
            #[cfg(test)]
            Some(Job::Sql(sql, done)) => {
                sqlx::raw_sql(sql).execute(&mut self.conn).await.expect("a statement");
                let _ = done.send(());
                None
            }
        }
    }

    async fn end(mut self, closed: oneshot::Sender<()>) {
        // From here on nobody is answered: what is still queued is refused.
        self.queue.close();
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.conn).await;
        let _ = self.conn.close().await;
        let _ = closed.send(());
    }

    async fn batch(&mut self, batch: Vec<Submitted>, now: Time) {
        match self.attempt(batch.iter().map(|s| &s.asked), now).await {
            Ok(replies) => {
                for (one, reply) in batch.into_iter().zip(replies) {
                    let _ = one.reply.send(reply);
                }
            }
            // One that cannot be stored must not take the others with it.
            Err(fault) if batch.len() > 1 && !fault.is_the_place() => {
                for one in batch {
                    let reply = match self.attempt(std::iter::once(&one.asked), now).await {
                        Ok(replies) => replies.into_iter().next().unwrap_or_else(|| Err(lost())),
                        Err(fault) => Err(self.failed(&fault)),
                    };
                    let _ = one.reply.send(reply);
                }
            }
            Err(fault) => {
                let refused = self.failed(&fault);
                for one in batch {
                    let _ = one.reply.send(Err(refused.clone()));
                }
            }
        }
    }

    /// Decides a batch and writes what follows.
    async fn attempt<'a>(
        &mut self,
        batch: impl Iterator<Item = &'a Asked> + Clone,
        now: Time,
    ) -> Result<Vec<Result<Answered, Refused>>, Fault> {
        let totals = self.totals().await?;
        let loaded = load::load(&mut self.conn, batch.clone(), next(totals), &self.shared.practice).await?;
        let before = stood(&loaded);
        let plan = ledger::decide(batch, loaded, now);
        let rows = Rows::of(&plan, &self.shared.practice, now)?;
        self.store(&plan, rows, &before, totals, now).await?;
        Ok(plan.replies)
    }

    /// Writes a plan, then tells everybody.
    async fn store(
        &mut self,
        plan: &Plan,
        rows: Rows,
        before: &Stood,
        totals: Totals,
        now: Time,
    ) -> Result<(), Fault> {
        if plan.is_empty() {
            return Ok(());
        }
        self.begin().await?;
        let written = match write::rows(&mut self.conn, &rows).await {
            Ok(()) => write::rest(&mut self.conn, plan, now).await,
            failed => failed,
        };
        self.finish(written).await?;
        let totals = counted(totals, before, plan.incidents.values(), rows.events.last().map(|e| e.seq));
        self.due_by(&rows);
        self.upkeep.written(plan.incidents.len());
        self.told(totals);
        if let Some(published) = frame::published(self.shared.id, &rows) {
            // Nobody follows: as good.
            let _ = self.shared.published.send(Arc::new(published));
        }
        Ok(())
    }

    /// When to look at these again.
    fn due_by(&mut self, rows: &Rows) {
        let first = rows.incidents.iter().filter_map(|row| row.next_at).min();
        self.next_due = first.map(Time::from_unix).into_iter().chain(self.next_due).min();
    }

    async fn begin(&mut self) -> Result<(), Fault> {
        const BEGIN: &str = "BEGIN IMMEDIATE";
        if sqlx::query(BEGIN).execute(&mut self.conn).await.is_err() {
            // Upkeep on a full disk may have left its transaction open.
            let _ = sqlx::query("ROLLBACK").execute(&mut self.conn).await;
            sqlx::query(BEGIN).execute(&mut self.conn).await?;
        }
        Ok(())
    }

    /// Commits what went well, takes back what did not.
    async fn finish(&mut self, written: Result<(), Fault>) -> Result<(), Fault> {
        let done = match written {
            Ok(()) => sqlx::query("COMMIT").execute(&mut self.conn).await.map(|_| ()).map_err(Fault::from),
            failed => failed,
        };
        if done.is_err() {
            // Fails when SQLite rolled back by itself, which is as good.
            let _ = sqlx::query("ROLLBACK").execute(&mut self.conn).await;
            self.known = None;
        }
        done
    }

    fn told(&mut self, totals: Totals) {
        self.known = Some(totals);
        self.shared.set_totals(totals);
        self.shared.set_fault(None);
    }

    fn failed(&mut self, fault: &Fault) -> Refused {
        let words = fault.words(&self.shared.path);
        tracing::error!("nothing was stored: {words}");
        self.shared.set_fault(Some(words.clone()));
        Refused::Storage(words)
    }

    async fn totals(&mut self) -> Result<Totals, Fault> {
        match self.known {
            Some(totals) => Ok(totals),
            None => Ok(*self.known.insert(open::count(&mut self.conn).await?)),
        }
    }

    async fn seed(&mut self, past: Vec<Past>) -> Result<(), Refused> {
        let result = async {
            let totals = self.totals().await?;
            let states: Vec<(bool, u8)> = past.iter().map(|p| stands(&p.record)).collect();
            let (rows, _) =
                match seed::rows(past, next(totals), &self.shared.practice, self.shared.clock.now()) {
                    Ok(rows) => rows,
                    Err(refused) => return Ok(Err(refused)),
                };
            let mut totals = totals;
            totals.incidents += states.len() as u64;
            totals.head = rows.events.last().map_or(totals.head, |e| e.seq);
            self.begin().await?;
            let first = rows.incidents.iter().filter_map(|row| row.next_at).min().map(Time::from_unix);
            let written = seed::write(&mut self.conn, rows).await;
            self.finish(written).await?;
            let seeded = states.len();
            for state in states {
                add(&mut totals, state);
            }
            self.next_due = first.into_iter().chain(self.next_due).min();
            self.upkeep.seeded(seeded);
            self.told(totals);
            Ok::<_, Fault>(Ok(()))
        }
        .await;
        result.unwrap_or_else(|fault| Err(self.failed(&fault)))
    }

    /// When to look at what is due again.
    fn wake(&self) -> Option<Instant> {
        let Clock::System = self.shared.clock else { return None };
        let left = (self.next_due? - self.shared.clock.now()).clamp(0, LOOK_AGAIN);
        Some(Instant::now() + Duration::from_secs(left.unsigned_abs()))
    }

    /// Does what is due by `now`: acknowledgements and holds end, clocks warn and are breached, what waited long enough
    /// closes.
    async fn run_out(&mut self, now: Time) {
        while self.next_due.is_some_and(|due| due <= now) {
            if let Err(fault) = self.run_out_once(now).await {
                self.failed(&fault);
                // Not again at once: the next write or the next look tries anew.
                self.next_due = Some(now + LOOK_AGAIN);
            }
        }
    }

    async fn run_out_once(&mut self, now: Time) -> Result<(), Fault> {
        let totals = self.totals().await?;
        let due = load::due(&mut self.conn, now, DUE).await?;
        let before = due.iter().map(|(_, i)| (i.number, stands(i))).collect();
        let looked_at: Vec<IncidentRecord> = due.iter().map(|(_, i)| i.clone()).collect();
        let plan = due::plan(due, next(totals), &self.shared.practice, now);
        let mut rows = Rows::of(&plan, &self.shared.practice, now)?;
        for row in &mut rows.incidents {
            // Never twice in one second: or what cannot be done would be tried for ever.
            row.next_at = row.next_at.map(|at| at.max(now.unix() + 1));
        }
        self.store(&plan, rows, &before, totals, now).await?;
        // What came to nothing is due at another time, or never again.
        let left = looked_at.iter().filter(|i| !plan.incidents.contains_key(&i.number));
        due::put_off(&mut self.conn, left, &self.shared.practice, now).await?;
        self.next_due = first_due(&mut self.conn).await?;
        Ok(())
    }
}

/// The next tracking number and the next place in the log.
fn next(totals: Totals) -> (u32, u64) {
    (u32::try_from(totals.incidents + 1).unwrap_or(u32::MAX), totals.head + 1)
}

/// Whether incidents are open, and how urgent: what the totals count.
type Stood = HashMap<u32, (bool, u8)>;

fn stands(incident: &IncidentRecord) -> (bool, u8) {
    (incident.state.is_open(), incident.priority.level())
}

fn stood(loaded: &Loaded) -> Stood {
    loaded.incidents.values().map(|i| (i.number, stands(i))).collect()
}

fn slot(totals: &mut Totals, (open, level): (bool, u8)) -> Option<&mut u64> {
    if open { totals.open.get_mut(usize::from(level).wrapping_sub(1)) } else { None }
}

fn add(totals: &mut Totals, state: (bool, u8)) {
    if let Some(many) = slot(totals, state) {
        *many += 1;
    }
}

/// The totals after `changed`.
fn counted<'a>(
    mut totals: Totals,
    before: &Stood,
    changed: impl Iterator<Item = &'a IncidentRecord>,
    head: Option<u64>,
) -> Totals {
    for incident in changed {
        match before.get(&incident.number) {
            Some(state) => {
                if let Some(many) = slot(&mut totals, *state) {
                    *many = many.saturating_sub(1);
                }
            }
            None => totals.incidents += 1,
        }
        add(&mut totals, stands(incident));
    }
    totals.head = head.unwrap_or(totals.head);
    totals
}

/// When something is due next.
async fn first_due(conn: &mut SqliteConnection) -> Result<Option<Time>, Fault> {
    let first: Option<i64> =
        sqlx::query_scalar("SELECT min(next_at) FROM incident WHERE next_at IS NOT NULL")
            .fetch_one(conn)
            .await?;
    Ok(first.map(Time::from_unix))
}

fn lost() -> Refused {
    Refused::Storage("the answer was lost: send the same again with the same key".into())
}

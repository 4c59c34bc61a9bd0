//! What happens next. Every few story seconds there is a beat, and something happens that can be seen: what is due, or
//! what keeps the number of open incidents where it is.

use std::{collections::VecDeque, time::Duration};

use fastrand::Rng;

use super::{
    super::{
        Options,
        book::{Book, Ready},
        cast::{self, Cast},
        catalogue::SERVICES,
        fill::Facts,
        morning,
        scenes::{From, Nature},
    },
    plot::{Plot, Plots, Turn},
};
use crate::{
    domain::{Number, Priority, State, Time, query::Query, time::MINUTE},
    server::{
        ledger::{Asked, Done, Op, Refused},
        store::{ListAsked, Sort, Store},
    },
    text::SafeText,
    wire::IncidentRecord,
};

/// So many open incidents are known to the story; of a million the newest.
const KNOWN: u32 = 2_000;

/// Seconds between two beats, at least and at most.
const BEAT: (f64, f64) = (5.0, 14.0);
/// The same while much is due.
const HURRY: (f64, f64) = (2.0, 5.0);
/// Seconds between two new P1.
const NEXT_P1: (u64, u64) = (240, 360);

/// Machines up to this one had trouble before.
const OLD_HOSTS: u32 = 40;

/// A scene does not begin again before so many others did.
const LATELY: usize = 20;

/// Trouble on its way: the change was made, what comes of it has not been noticed yet.
struct Brewing<'a> {
    at: u64,
    ready: &'a Ready,
    facts: Facts,
}

/// The day as it goes on.
pub(super) struct Story<'a> {
    pub(super) store: &'a Store,
    pub(super) book: &'a Book,
    pub(super) cast: &'a Cast,
    pub(super) me: &'a SafeText,
    pub(super) rng: Rng,
    pub(super) plots: Plots<'a>,
    /// How many should be open.
    target: u64,
    began: Time,
    /// Story milliseconds since the beginning.
    pub(super) now: u64,
    next: u64,
    next_p1: u64,
    /// When the shift ends, in story time.
    shift_ends: Time,
    brewing: Vec<Brewing<'a>>,
    /// The machine that had trouble last.
    hosts: u32,
    /// The scenes that began last.
    lately: VecDeque<&'static str>,
}

impl<'a> Story<'a> {
    /// Looks at what is open.
    pub async fn begin(
        store: &'a Store,
        book: &'a Book,
        cast: &'a Cast,
        options: &'a Options,
    ) -> Result<Self, Refused> {
        let mut rng = Rng::with_seed(options.seed ^ 0x6c69_7665);
        let began = store.clock().now();
        let next_p1 = rng.u64(150..=NEXT_P1.0) * 1_000;
        let mut story = Self {
            store,
            book,
            cast,
            me: &options.me,
            rng,
            plots: Plots::default(),
            target: options.incidents.into(),
            began,
            now: 0,
            next: 3_000,
            next_p1,
            shift_ends: cast::shift_ends(began),
            brewing: Vec::new(),
            hosts: OLD_HOSTS,
            lately: VecDeque::new(),
        };
        for record in open(store, &options.me, KNOWN).await? {
            story.adopt(&record, options.seed);
        }
        Ok(story)
    }

    /// When something happens next, in story time since the beginning.
    pub fn next_beat(&self) -> Duration {
        Duration::from_millis(self.next)
    }

    /// What time it is in the story.
    pub(super) fn clock(&self) -> Time {
        self.began + (self.now / 1_000).cast_signed()
    }

    /// Takes up the thread of an incident that is there already.
    fn adopt(&mut self, record: &IncidentRecord, seed: u64) {
        let Some(number) = Number::new(record.number) else { return };
        let Some(ready) = self.book.told_by(&record.labels) else { return };
        let level = record.priority.level();
        let facts = morning::facts(self.book, seed, ready.scene.id, record.opened_at)
            .filter(|facts| facts.title(ready.scene) == record.title)
            .unwrap_or_else(|| Facts::roll(ready.scene, record.opened_at, &mut self.rng));
        let written = usize::from(record.state != State::New);
        self.plots.know(number, Plot { ready, facts, written });
        let rng = &mut self.rng;
        if record.state == State::New {
            let target = promised(record.priority);
            let left = record.opened_at + target - self.began;
            let range = match level {
                // Waits for whoever looks at the screen, and is taken when it is overdue.
                1 => (left + 70, left + 150),
                2 => (100, 8 * MINUTE),
                3 => (2 * MINUTE, 20 * MINUTE),
                _ => (6 * MINUTE, 60 * MINUTE),
            };
            self.plots.within(self.now, range, number, Turn::Answer, rng);
        } else {
            let range = match level {
                1 => (6, 150),
                2 => (20, 9 * MINUTE),
                _ => (2 * MINUTE, 50 * MINUTE),
            };
            self.plots.within(self.now, range, number, Turn::Write, rng);
            if record.state == State::Acknowledged && level <= 3 {
                self.plots.within(self.now, (30, 30 * MINUTE), number, Turn::Begin, rng);
            }
            if level <= 2 && record.state.has_phase() {
                self.plots.within(self.now, (2 * MINUTE, 12 * MINUTE), number, Turn::Tell, rng);
            }
            let vendor = record.hold.as_ref().is_some_and(|h| h.until.is_none());
            if vendor {
                self.plots.within(self.now, (6 * MINUTE, 90 * MINUTE), number, Turn::Resume, rng);
            }
        }
        if matches!(ready.scene.from, From::Alert(_)) {
            match ready.scene.nature {
                Nature::Groups => self.plots.within(self.now, (12, 200), number, Turn::Ring, rng),
                Nature::Flaps => self.plots.within(self.now, (60, 600), number, Turn::Clear, rng),
                Nature::Clears | Nature::Stays => {}
            }
        }
    }

    /// Something happens.
    pub async fn beat(&mut self) -> Result<(), Refused> {
        self.now = self.next;
        self.change_shift();
        // What is due may have become senseless; then the next one.
        let mut seen = false;
        for _ in 0..32 {
            let Some((number, turn)) = self.plots.due(self.now) else { break };
            if self.turn(number, turn).await? {
                seen = true;
                break;
            }
        }
        seen |= self.trouble().await?;
        if !seen {
            self.improvise().await?;
        }
        let (least, most) = if self.plots.late(self.now) > 4 { HURRY } else { BEAT };
        self.next = self.now + ((least + self.rng.f64() * (most - least)) * 1_000.0) as u64;
        Ok(())
    }

    /// Whoever goes home hands over what cannot wait.
    fn change_shift(&mut self) {
        if self.clock() < self.shift_ends {
            return;
        }
        self.shift_ends = cast::shift_ends(self.clock());
        for number in self.plots.numbers() {
            if self.plots.of(number).is_some_and(|p| p.ready.scene.level() <= 2) {
                self.plots.within(self.now, (0, 240), number, Turn::HandOver, &mut self.rng);
            }
        }
    }

    /// What was brewing is noticed; a new P1 comes in its time.
    async fn trouble(&mut self) -> Result<bool, Refused> {
        if let Some(at) = self.brewing.iter().position(|b| b.at <= self.now) {
            let Brewing { ready, facts, .. } = self.brewing.swap_remove(at);
            self.rise(ready, facts).await?;
            return Ok(true);
        }
        if self.now < self.next_p1 {
            return Ok(false);
        }
        self.next_p1 = self.now + self.rng.u64(NEXT_P1.0..=NEXT_P1.1) * 1_000;
        // A small board does not drown in them.
        if self.open() > self.target + 3 {
            return Ok(false);
        }
        match self.pick(|level| level == 1) {
            Some(ready) => self.begin_trouble(ready).await,
            None => Ok(false),
        }
    }

    /// Nothing is due: keeps the number of open ones, or shows that people work.
    async fn improvise(&mut self) -> Result<(), Refused> {
        let open = self.open();
        let roll = self.rng.u8(0..100);
        // One that is mended makes room for one that rises.
        if open > self.target + 1 || (open >= self.target && roll < 35) {
            for turn in [Turn::Mend, Turn::Clear] {
                if self.somewhere(turn).await? {
                    return Ok(());
                }
            }
        }
        if (open < self.target || (open == self.target && roll < 50))
            && let Some(ready) = self.pick(|level| level > 1)
            && self.begin_trouble(ready).await?
        {
            return Ok(());
        }
        for turn in [Turn::Ring, Turn::Write, Turn::Answer] {
            if (turn != Turn::Ring || roll < 75) && self.somewhere(turn).await? {
                return Ok(());
            }
        }
        self.deploy().await
    }

    /// `turn`, on some incident that allows it.
    async fn somewhere(&mut self, turn: Turn) -> Result<bool, Refused> {
        let numbers = self.plots.numbers();
        if numbers.is_empty() {
            return Ok(false);
        }
        for _ in 0..12 {
            let number = numbers[self.rng.usize(0..numbers.len())];
            if self.turn(number, turn).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Some scene that is not going on already.
    fn pick(&mut self, wanted: impl Fn(u8) -> bool) -> Option<&'a Ready> {
        let scenes: Vec<&Ready> = self.book.scenes().iter().filter(|r| wanted(r.scene.level())).collect();
        let fresh = |r: &&Ready| !self.plots.has(r.scene.id) && !self.lately.contains(&r.scene.id);
        let from: Vec<&Ready> = scenes.iter().copied().filter(fresh).collect();
        let picked = self.rng.choice(if from.is_empty() { scenes } else { from })?;
        self.lately.push_back(picked.scene.id);
        if self.lately.len() > LATELY {
            self.lately.pop_front();
        }
        Some(picked)
    }

    /// Trouble begins: with the change that it comes from, where there is one. `true` where that can be seen at once.
    async fn begin_trouble(&mut self, ready: &'a Ready) -> Result<bool, Refused> {
        // A machine that had no trouble yet: what somebody resolved is not reopened by chance.
        self.hosts += 1;
        let mut facts = Facts { host: self.hosts, ..Facts::roll(ready.scene, self.clock(), &mut self.rng) };
        // And a version that was not deployed yet.
        facts.version[2] += i64::from(self.hosts - OLD_HOSTS);
        let by = self.cast.on_call(self.clock(), ready.team, &mut self.rng);
        match self.book.cause(ready, &facts, &by, None) {
            Some(change) => {
                self.submit(change).await?;
                let at = self.now + self.rng.u64(40..=150) * 1_000;
                self.brewing.push(Brewing { at, ready, facts });
                Ok(false)
            }
            None => self.rise(ready, facts).await.map(|()| true),
        }
    }

    async fn deploy(&mut self) -> Result<(), Refused> {
        let service = SERVICES[self.rng.usize(0..SERVICES.len())].0;
        let version = format!("{}.{}.{}", service.len() % 5 + 1, self.rng.u8(1..40), self.rng.u8(0..20));
        self.submit(self.book.deploy(service, &version, None)).await.map(drop)
    }

    pub(super) fn open(&self) -> u64 {
        self.store.totals().open.iter().sum()
    }

    pub(super) fn target(&self) -> u64 {
        self.target
    }

    pub(super) async fn submit(&self, op: Op) -> Result<Option<Done>, Refused> {
        match self.store.submit(Asked { op, key: None }).await {
            Ok(answered) => Ok(Some(answered.done)),
            Err(gone @ Refused::Storage(_)) => Err(gone),
            // Somebody was faster: then it did not happen.
            Err(_) => Ok(None),
        }
    }
}

/// Up to `limit` open incidents, newest first.
pub(super) async fn open(store: &Store, me: &SafeText, limit: u32) -> Result<Vec<IncidentRecord>, Refused> {
    // A constant that a test reads: it is a query.
    let query = Query::parse(OPEN).unwrap_or_default();
    let asked = ListAsked { query, me: me.clone(), sort: Sort::NumberDown, limit, after: None, brief: true };
    let listed = store.list(asked).await.map_err(|e| Refused::Storage(e.0))?;
    Ok(listed.rows.iter().filter_map(|row| serde_json::from_str(row.get()).ok()).collect())
}

/// What is open here.
pub(super) const OPEN: &str = "state:open";

/// Seconds within which somebody answers an incident of this priority, as is promised by default.
fn promised(priority: Priority) -> i64 {
    match priority.level() {
        1 => 5 * MINUTE,
        2 => 30 * MINUTE,
        3 => 240 * MINUTE,
        4 => 480 * MINUTE,
        _ => 0,
    }
}

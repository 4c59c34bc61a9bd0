//! More open incidents than a morning has: for boards of thousands and of a million.
//!
//! Each scene is played once through the ledger and then copied with another machine, time and title, because a million
//! of them should take seconds.

use fastrand::Rng;

use super::{
    book::{Book, Ready, Step},
    cast::Cast,
    fill::Facts,
    pace::spread,
    scenes::From,
    script::Script,
};
use crate::{
    domain::{
        Time,
        time::{DAY, HOUR, MINUTE},
    },
    server::store::Past,
    text::{Kind, SafeText},
};

/// The oldest is so old, in seconds.
const REACH: i64 = 9 * DAY;

/// The first machine of the crowd: those before it belong to the morning and to the past.
const FIRST_HOST: u32 = 1_000;

/// One scene, played once.
struct Model<'a> {
    ready: &'a Ready,
    new: Past,
    acked: Past,
}

/// They come oldest first.
pub(super) struct Crowd<'a> {
    book: &'a Book,
    cast: &'a Cast,
    /// By priority, P1 first.
    models: [Vec<Model<'a>>; 5],
    rng: Rng,
    now: Time,
    total: usize,
    made: usize,
    title: String,
}

impl<'a> Crowd<'a> {
    /// `total` of them, open at `now`.
    pub fn new(book: &'a Book, cast: &'a Cast, seed: u64, now: Time, total: usize) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x0063_726f_7764);
        let mut models = [const { Vec::new() }; 5];
        for ready in book.scenes() {
            let facts = Facts::roll(ready.scene, now, &mut rng);
            let mut script = Script::new(ready, facts, now, cast, &mut rng);
            let new = script.play(book, 1, None, now);
            let by = cast.on_call(now, ready.team, &mut rng);
            script.then(now, Step::Acked { by, words: None });
            let acked = script.play(book, 1, None, now);
            if let (Some(new), Some(acked)) = (new, acked) {
                models[usize::from(ready.scene.level()) - 1].push(Model { ready, new, acked });
            }
        }
        Self { book, cast, models, rng, now, total, made: 0, title: String::new() }
    }

    /// When the next one opens, if there is one.
    pub fn next_opens(&self) -> Option<Time> {
        let left = self.total.checked_sub(self.made).filter(|left| *left > 0)?;
        // Most are young: the share that is left to the third power.
        let part = left as f64 / self.total as f64;
        Some(self.now - MINUTE - (part * part * part * REACH as f64) as i64)
    }

    /// The next one.
    pub fn make(&mut self, opened: Time, number: u32) -> Option<Past> {
        let age = self.now - opened;
        let level = level(age, &mut self.rng);
        let models = &self.models[level - 1];
        let model = &models[self.rng.usize(0..models.len().max(1)).min(models.len().checked_sub(1)?)];
        let scene = model.ready.scene;
        let host = FIRST_HOST + u32::try_from(self.made).ok()?;
        let facts = Facts { host, ..Facts::roll(scene, opened, &mut self.rng) };
        self.made += 1;

        // Half of what is old enough is somebody's.
        let answer = spread(MINUTE, 3 * HOUR, &mut self.rng);
        let acked = answer < age && self.rng.bool();
        let mut past = if acked { model.acked.clone() } else { model.new.clone() };
        let record = &mut past.record;
        record.number = number;
        record.title = titled(model.ready, &facts, &mut self.title);
        if let From::Alert(_) = scene.from {
            record.dedup_key = Some(model.ready.key(&facts));
            record.labels = self.book.labels(model.ready, &facts);
        }
        record.opened_at = opened;
        record.updated_at = opened;
        for event in &mut past.events {
            event.incident = Some(number);
            event.occurred_at = opened;
            event.recorded_at = opened;
        }
        if acked {
            let at = opened + answer;
            let owner = self.cast.on_call(at, model.ready.team, &mut self.rng);
            record.acked_at = Some(at);
            record.updated_at = at;
            if let Some(ack) = past.events.last_mut() {
                ack.occurred_at = at;
                ack.recorded_at = at;
                ack.actor.name = owner.clone();
                for change in &mut ack.changes {
                    let new = match change.field.as_str() {
                        "owner" => serde_json::to_value(&owner),
                        "acked_at" => serde_json::to_value(at),
                        _ => continue,
                    };
                    change.new = new.unwrap_or_default();
                }
            }
            record.owner = Some(owner);
        }
        Some(past)
    }
}

/// Its title names its machine, so that no two are the same. `line` is room to write in.
fn titled(ready: &Ready, facts: &Facts, line: &mut String) -> SafeText {
    let pattern = ready.scene.titles.get(facts.variant).copied().unwrap_or_default();
    line.clear();
    facts.write(ready.scene, pattern, line);
    if !pattern.contains("{host}") {
        facts.write(ready.scene, ", {host}", line);
    }
    SafeText::clean(line, Kind::Line)
}

/// 1 to 5: what is worse is rarer and does not grow old.
fn level(age: i64, rng: &mut Rng) -> usize {
    let roll = rng.u32(0..1_000);
    let bounds: [u32; 4] = match age {
        ..HOUR => [3, 40, 500, 900],
        HOUR..28_800 => [1, 25, 450, 880],
        28_800..DAY => [0, 4, 350, 850],
        _ => [0, 0, 80, 700],
    };
    bounds.iter().position(|bound| roll < *bound).unwrap_or(4) + 1
}

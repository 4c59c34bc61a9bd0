//! Doing it: each turn reads the incident as it is now, and happens only if it still makes sense. What the person at the
//! keyboard owns is theirs: only its alert goes on.

use super::{
    super::{
        book::{Ready, Step},
        fill::Facts,
        history::BACK,
        morning::HAND_OVER,
        scenes::{From, Nature},
    },
    plot::{Plot, Turn},
    story::Story,
};
use crate::{
    domain::{Number, State, record::AUTO_RECOVERED, time::MINUTE},
    server::ledger::{Done, Op, Refused},
    text::{Kind, SafeText},
    wire::{IncidentRecord, SignalOutcome},
};

/// What people say as they take something; nothing, more often than not.
const TAKING: &[&str] = &["looking", "on it", "mine", "have seen this one before", "", "", "", "", "", ""];

impl<'a> Story<'a> {
    /// A new incident, or one that the same trouble reopens.
    pub(super) async fn rise(&mut self, ready: &'a Ready, facts: Facts) -> Result<(), Refused> {
        let desk = match ready.scene.from {
            From::Desk(..) => Some(self.cast.on_call(self.clock(), "workplace", &mut self.rng)),
            From::Alert(_) => None,
        };
        // A new one has no number yet; nothing of it is asked.
        let Some(none) = Number::new(1) else { return Ok(()) };
        let op = self.book.op(ready, &facts, none, &Step::Rises { desk });
        let risen = match self.submit(op).await? {
            Some(Done::New(record)) => Number::new(record.number),
            Some(Done::Signals(results)) => results
                .first()
                .filter(|r| r.outcome == SignalOutcome::Raised)
                .and_then(|r| r.incident.as_deref()?.strip_prefix("INC-")?.parse().ok())
                .and_then(Number::new),
            _ => None,
        };
        if let Some(number) = risen {
            let plot = Plot { ready, facts, written: 0 };
            self.plots.risen(self.now, number, plot, &mut self.rng);
        }
        Ok(())
    }

    /// Does `turn` to `number`, if that makes sense; `true` where something happened.
    pub(super) async fn turn(&mut self, number: Number, turn: Turn) -> Result<bool, Refused> {
        let record = self.store.incident(number).await.map_err(|e| Refused::Storage(e.0))?;
        let (Some(record), Some(plot)) = (record, self.plots.of(number).cloned()) else { return Ok(false) };
        let alert = matches!(plot.ready.scene.from, From::Alert(_));
        match turn {
            Turn::Ring | Turn::Clear if alert => self.monitoring(number, &record, plot, turn).await,
            Turn::Ring | Turn::Clear => Ok(false),
            _ if record.owner.as_ref() == Some(self.me) => Ok(false),
            Turn::Return => self.comes_back(number, &record, &plot).await,
            Turn::Close => self.close(number, &record, &plot).await,
            _ if !record.state.is_open() => {
                // Whoever ended it, it is over.
                self.plots.forget(number);
                Ok(false)
            }
            Turn::Answer => self.answer(number, &record, &plot).await,
            Turn::Begin => self.begin_work(number, &record, &plot).await,
            Turn::Write => self.write(number, &record, plot).await,
            Turn::Hold => self.hold(number, &record, &plot).await,
            Turn::Resume => self.resume(number, &record, &plot).await,
            Turn::Tell => self.tell(number, &record, &plot).await,
            Turn::Mend => self.mend(number, &record, &plot).await,
            Turn::HandOver => self.hand_over(&record, &plot).await,
        }
    }

    async fn monitoring(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        mut plot: Plot<'a>,
        turn: Turn,
    ) -> Result<bool, Refused> {
        let cleared_by_itself =
            record.resolution.as_ref().is_some_and(|r| r.code == Some(label(AUTO_RECOVERED)));
        match (turn, record.state) {
            (_, State::Closed | State::Cancelled | State::Merged) => {
                self.plots.forget(number);
                Ok(false)
            }
            (Turn::Ring, State::Resolved) if !cleared_by_itself => {
                // A person said that it is over: it is.
                self.plots.forget(number);
                Ok(false)
            }
            (Turn::Ring, _) => {
                // A few are in hundreds: what rings for hours would only count.
                if record.count > 40 {
                    return Ok(false);
                }
                if plot.ready.scene.drift > 0 && self.rng.bool() {
                    plot.facts.drift(plot.ready.scene, &mut self.rng);
                    if let Some(known) = self.plots.of(number) {
                        known.facts = plot.facts;
                    }
                }
                self.go(record, &plot, &Step::Rises { desk: None }).await?;
                if plot.ready.scene.nature == Nature::Flaps && self.rng.u8(0..10) < 4 {
                    self.plots.within(self.now, (60, 240), number, Turn::Clear, &mut self.rng);
                }
                Ok(true)
            }
            (Turn::Clear, State::Resolved) => Ok(false),
            _ if self.open() + 2 < self.target() || plot.ready.scene.nature == Nature::Stays => Ok(false),
            _ => {
                self.go(record, &plot, &Step::Clears).await?;
                if plot.ready.scene.nature == Nature::Flaps && self.rng.u8(0..10) < 6 {
                    self.plots.within(self.now, (25, 90), number, Turn::Ring, &mut self.rng);
                } else {
                    self.plots.forget(number);
                }
                Ok(true)
            }
        }
    }

    async fn answer(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        plot: &Plot<'a>,
    ) -> Result<bool, Refused> {
        if record.state != State::New {
            return Ok(false);
        }
        let on_call = self.cast.on_call(self.clock(), plot.ready.team, &mut self.rng);
        let by = record.owner.clone().unwrap_or(on_call);
        let words = Some(words(TAKING[self.rng.usize(0..TAKING.len())])).filter(|w| !w.is_empty());
        self.go(record, plot, &Step::Acked { by, words }).await?;
        self.plots.within(self.now, (40, 200), number, Turn::Write, &mut self.rng);
        if plot.ready.scene.level() <= 3 {
            self.plots.within(self.now, (10, 120), number, Turn::Begin, &mut self.rng);
        }
        // The rest is mended when there is room on the board; this cannot wait.
        if plot.ready.scene.level() <= 2 {
            self.plots.within(self.now, (6 * MINUTE, 16 * MINUTE), number, Turn::Mend, &mut self.rng);
        }
        Ok(true)
    }

    async fn write(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        mut plot: Plot<'a>,
    ) -> Result<bool, Refused> {
        let Some(by) = worked_on(record) else { return Ok(false) };
        let Some(pattern) = plot.ready.scene.notes.get(plot.written) else { return Ok(false) };
        let words = plot.facts.text(plot.ready.scene, pattern, Kind::Note);
        self.go(record, &plot, &Step::Noted { by, words }).await?;
        plot.written += 1;
        if let Some(known) = self.plots.of(number) {
            known.written = plot.written;
        }
        self.plots.within(self.now, (90, 400), number, Turn::Write, &mut self.rng);
        Ok(true)
    }

    async fn mend(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        plot: &Plot<'a>,
    ) -> Result<bool, Refused> {
        let Some(by) = worked_on(record) else { return Ok(false) };
        let worked = record.acked_at.map_or(0, |at| self.store.clock().now() - at);
        if self.open() + 1 < self.target() {
            // Later, when others have come.
            self.plots.within(self.now, (60, 180), number, Turn::Mend, &mut self.rng);
            return Ok(false);
        }
        // Nobody mends before they have understood: most write at least once.
        if plot.written == 0 && worked < 2 * MINUTE && self.rng.u8(0..4) > 0 {
            return Ok(false);
        }
        let (code, ending) = plot.ready.scene.ending(plot.written > 0, &mut self.rng);
        let ending = plot.facts.text(plot.ready.scene, ending, Kind::Note);
        self.go(record, plot, &Step::Mended { by, code, words: ending }).await?;
        if self.rng.u8(0..20) == 0 {
            self.plots.within(self.now, (40, 120), number, Turn::Return, &mut self.rng);
        } else {
            self.plots.within(self.now, (3 * MINUTE, 20 * MINUTE), number, Turn::Close, &mut self.rng);
        }
        Ok(true)
    }

    async fn comes_back(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        plot: &Plot<'a>,
    ) -> Result<bool, Refused> {
        // Only what our own people ended: theirs was the mistake.
        let ours = record.resolution.as_ref().is_some_and(|r| Some(&r.by) == record.owner.as_ref());
        let Some(by) = record.owner.clone().filter(|_| record.state == State::Resolved && ours) else {
            self.plots.forget(number);
            return Ok(false);
        };
        let reason = words(BACK[self.rng.usize(0..BACK.len())]);
        self.go(record, plot, &Step::Back { by, words: reason }).await?;
        self.plots.within(self.now, (4 * MINUTE, 12 * MINUTE), number, Turn::Mend, &mut self.rng);
        Ok(true)
    }

    async fn hand_over(&mut self, record: &IncidentRecord, plot: &Plot<'a>) -> Result<bool, Refused> {
        let Some(by) = record.owner.clone().filter(|o| !self.cast.is_on_shift(o, self.clock())) else {
            return Ok(false);
        };
        if record.state == State::OnHold {
            // It waits as well with whoever has it.
            return Ok(false);
        }
        let to = self.cast.on_call(self.clock(), plot.ready.team, &mut self.rng);
        let said = words(HAND_OVER[self.rng.usize(0..HAND_OVER.len())]);
        self.go(record, plot, &Step::Noted { by: by.clone(), words: said }).await?;
        self.go(record, plot, &Step::Given { to, by }).await?;
        Ok(true)
    }

    /// Does it to the incident as it was read: if somebody decided something meanwhile, it does not happen.
    pub(super) async fn go(
        &self,
        record: &IncidentRecord,
        plot: &Plot<'a>,
        step: &Step,
    ) -> Result<(), Refused> {
        let Some(number) = Number::new(record.number) else { return Ok(()) };
        let mut op = self.book.op(plot.ready, &plot.facts, number, step);
        if let Op::Act { if_version, .. } = &mut op {
            *if_version = Some(record.version);
        }
        self.submit(op).await.map(drop)
    }
}

/// Who has it, while it is worked on.
pub(super) fn worked_on(record: &IncidentRecord) -> Option<SafeText> {
    record.owner.clone().filter(|_| record.state.has_phase())
}

fn label(word: &str) -> SafeText {
    SafeText::clean(word, Kind::Label)
}

pub(super) fn words(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Note)
}

//! More of what people do while somebody watches: they begin to work on it, let it wait, tell others, close it. Each
//! happens only if it still makes sense, as in [`super::deeds`].

use super::{
    super::{
        book::Step,
        scenes::{From, Nature},
    },
    deeds::worked_on,
    plot::{Plot, Turn},
    story::Story,
};
use crate::{
    domain::{Number, Phase, State, Verb, incident::HoldReason, record::Answer, time::MINUTE},
    server::ledger::Refused,
    text::Opaque,
    wire::IncidentRecord,
};

/// What stakeholders are told.
const TOLD: &[&str] = &[
    "We are on it. Next word in half an hour.",
    "The cause is known, the remedy is under way.",
    "It is getting better. We go on watching.",
    "No change since the last update. Two teams work on it.",
];

/// What it waits for, in words, and what the caller is told.
const WAITS: &[(HoldReason, &str, &str)] = &[
    (HoldReason::AwaitingVendor, "ticket with the vendor, they answer within the hour", ""),
    (HoldReason::AwaitingVendor, "spare part is on its way", ""),
    (HoldReason::AwaitingEvidence, "logs of the next occurrence", ""),
    (
        HoldReason::AwaitingReporter,
        "which device was it?",
        "Please tell us which device it was, and whether it happens now.",
    ),
];

/// What came.
const CAME: &[&str] = &["they answered", "it is here", "answered by mail", ""];

impl<'a> Story<'a> {
    pub(super) async fn begin_work(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        plot: &Plot<'a>,
    ) -> Result<bool, Refused> {
        let Some(by) = record.owner.clone().filter(|_| record.state == State::Acknowledged) else {
            return Ok(false);
        };
        self.go(record, plot, &Step::did(&by, Verb::Start)).await?;
        let level = plot.ready.scene.level();
        if level <= 2 {
            self.plots.within(self.now, (4 * MINUTE, 9 * MINUTE), number, Turn::Tell, &mut self.rng);
        } else if self.rng.u8(0..5) == 0 {
            self.plots.within(self.now, (2 * MINUTE, 8 * MINUTE), number, Turn::Hold, &mut self.rng);
        }
        Ok(true)
    }

    pub(super) async fn hold(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        plot: &Plot<'a>,
    ) -> Result<bool, Refused> {
        let Some(by) = worked_on(record) else { return Ok(false) };
        let asks = record.record.has_originator();
        let all: Vec<_> =
            WAITS.iter().filter(|(reason, ..)| (*reason == HoldReason::AwaitingReporter) == asks).collect();
        let Some((reason, detail, message)) = self.rng.choice(all) else { return Ok(false) };
        let maybe = |words: &str| (!words.is_empty()).then(|| Opaque::new(words));
        let verb =
            Verb::Hold { reason: *reason, detail: maybe(detail), until: None, message: maybe(message) };
        self.go(record, plot, &Step::did(&by, verb)).await?;
        self.plots.within(self.now, (4 * MINUTE, 15 * MINUTE), number, Turn::Resume, &mut self.rng);
        Ok(true)
    }

    pub(super) async fn resume(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        plot: &Plot<'a>,
    ) -> Result<bool, Refused> {
        let Some(by) = record.owner.clone().filter(|_| record.state == State::OnHold) else {
            return Ok(false);
        };
        let came = CAME[self.rng.usize(0..CAME.len())];
        let verb = Verb::Resume { reason: (!came.is_empty()).then(|| Opaque::new(came)) };
        self.go(record, plot, &Step::did(&by, verb)).await?;
        self.plots.within(self.now, (MINUTE, 5 * MINUTE), number, Turn::Write, &mut self.rng);
        Ok(true)
    }

    /// The stakeholders hear something; the work is a step further.
    pub(super) async fn tell(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        plot: &Plot<'a>,
    ) -> Result<bool, Refused> {
        let Some(by) = worked_on(record) else { return Ok(false) };
        let next = match record.record.phase {
            None | Some(Phase::Triage) => Phase::Investigating,
            Some(Phase::Investigating) => Phase::Identified,
            Some(Phase::Identified) => Phase::Fixing,
            Some(Phase::Fixing | Phase::Monitoring) => Phase::Monitoring,
        };
        let verb = if record.record.phase != Some(next) && self.rng.bool() {
            Verb::Phase { phase: next }
        } else {
            Verb::Update {
                text: Opaque::new(TOLD[self.rng.usize(0..TOLD.len())]),
                audience: None,
                next_at: Some(self.store.clock().now() + 30 * MINUTE),
                public: true,
            }
        };
        self.go(record, plot, &Step::did(&by, verb)).await?;
        self.plots.within(self.now, (5 * MINUTE, 14 * MINUTE), number, Turn::Tell, &mut self.rng);
        Ok(true)
    }

    pub(super) async fn close(
        &mut self,
        number: Number,
        record: &IncidentRecord,
        plot: &Plot<'a>,
    ) -> Result<bool, Refused> {
        let ours = record.resolution.as_ref().is_some_and(|r| Some(&r.by) == record.owner.as_ref());
        self.plots.forget(number);
        let Some(by) = record.owner.clone().filter(|_| record.state == State::Resolved && ours) else {
            return Ok(false);
        };
        // What flaps is left open for an answer of its own; some callers do not answer today.
        let desk = matches!(plot.ready.scene.from, From::Desk(..));
        if plot.ready.scene.nature == Nature::Flaps || (desk && self.rng.u8(0..3) == 0) {
            return Ok(false);
        }
        let answer = record.record.has_originator().then_some(Answer::Works);
        let verb = Verb::Close { answer, comment: None, satisfaction: None, waiver: None };
        self.go(record, plot, &Step::did(&by, verb)).await?;
        Ok(true)
    }
}

//! What few incidents have, and queries, clocks and the order ask of: hold, phase, times of the work, passages. Read
//! where it lies, and only by whoever asks; an incident without any of it has no such block at all.

use super::super::{
    bytes::{Reader, put, put_signed, put_text},
    words::Words,
};
use crate::domain::{
    Hold, Incident, Number, Phase, Priority, Record, Time,
    incident::HoldReason,
    record::{Passage, Turn, Verdict},
};

/// What is there, one bit each, in the order in which it lies.
mod has {
    pub(super) const HOLD: u64 = 1;
    pub(super) const HOLD_SINCE: u64 = 1 << 1;
    pub(super) const HOLD_UNTIL: u64 = 1 << 2;
    pub(super) const TEAM: u64 = 1 << 3;
    pub(super) const CATEGORY: u64 = 1 << 4;
    pub(super) const SUBCATEGORY: u64 = 1 << 5;
    pub(super) const PHASE: u64 = 1 << 6;
    pub(super) const VERDICT: u64 = 1 << 7;
    pub(super) const PARENT: u64 = 1 << 8;
    pub(super) const REPORTER: u64 = 1 << 9;
    pub(super) const OCCURRED: u64 = 1 << 10;
    pub(super) const MITIGATED: u64 = 1 << 11;
    pub(super) const SNOOZED: u64 = 1 << 12;
    pub(super) const MAJOR: u64 = 1 << 13;
    pub(super) const CLOSED: u64 = 1 << 14;
    pub(super) const ENDED: u64 = 1 << 15;
    pub(super) const PASSAGES: u64 = 1 << 16;
}

/// Each kind of [`Turn`]; a hold's reason and a priority's levels follow theirs.
mod turn {
    pub(super) const HELD: u64 = 0;
    pub(super) const RESUMED: u64 = 1;
    pub(super) const MITIGATED: u64 = 2;
    pub(super) const RELAPSED: u64 = 3;
    pub(super) const RESOLVED: u64 = 4;
    pub(super) const REOPENED: u64 = 5;
    pub(super) const PRIORITY: u64 = 6;
    pub(super) const UPDATED: u64 = 7;
}

/// The block, read.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Extra<'a> {
    pub(super) hold: Option<HoldReason>,
    pub(super) hold_since: Option<Time>,
    pub(super) hold_until: Option<Time>,
    /// Numbers in [`Words`]; 0 is none.
    pub(super) team: u32,
    pub(super) category: u32,
    pub(super) subcategory: u32,
    pub(super) phase: Option<Phase>,
    pub(super) verdict: Option<Verdict>,
    pub(super) parent: Option<Number>,
    pub(super) reporter: Option<&'a str>,
    pub(super) occurred: Option<Time>,
    pub(super) mitigated: Option<Time>,
    pub(super) snoozed: Option<Time>,
    pub(super) major: bool,
    pub(super) closed: Option<Time>,
    pub(super) ended: Option<Time>,
    passages: Option<Reader<'a>>,
    opened: i64,
}

/// Appends the block; nothing where there is nothing in it.
pub(super) fn put_extra(incident: &Incident, known: &mut Words, out: &mut Vec<u8>) {
    let Incident { detail, hold, .. } = incident;
    let record = &detail.record;
    let opened = incident.opened_at.unix();
    let hold = hold.as_deref();
    let ended = record.ending.as_ref().map(|e| e.at);
    let held = (hold.and_then(|h| h.since), hold.and_then(|h| h.until));
    let mut mask = 0;
    for (there, bit) in [
        (hold.is_some(), has::HOLD),
        (held.0.is_some(), has::HOLD_SINCE),
        (held.1.is_some(), has::HOLD_UNTIL),
        (detail.team.is_some(), has::TEAM),
        (detail.category.is_some(), has::CATEGORY),
        (detail.subcategory.is_some(), has::SUBCATEGORY),
        (record.phase.is_some(), has::PHASE),
        (record.verdict.is_some(), has::VERDICT),
        (record.parent.is_some(), has::PARENT),
        (record.reporter.is_some(), has::REPORTER),
        (record.occurred_at.is_some(), has::OCCURRED),
        (record.mitigated_at.is_some(), has::MITIGATED),
        (record.snoozed_until.is_some(), has::SNOOZED),
        (record.major.is_some(), has::MAJOR),
        (record.closed_at.is_some(), has::CLOSED),
        (ended.is_some(), has::ENDED),
        (!record.passages.is_empty(), has::PASSAGES),
    ] {
        mask |= if there { bit } else { 0 };
    }
    if mask == 0 {
        return;
    }
    put(out, mask);
    let time = |t: Option<Time>, out: &mut Vec<u8>| {
        if let Some(t) = t {
            put_signed(out, t.unix().wrapping_sub(opened));
        }
    };
    if let Some(hold) = hold {
        put(out, place(HoldReason::ALL, &hold.reason));
    }
    time(held.0, out);
    time(held.1, out);
    for word in [&detail.team, &detail.category, &detail.subcategory].into_iter().flatten() {
        put(out, known.number(Some(word)).into());
    }
    if let Some(phase) = &record.phase {
        put(out, place(Phase::ALL, phase));
    }
    if let Some(verdict) = &record.verdict {
        put(out, place(Verdict::ALL, verdict));
    }
    if let Some(parent) = record.parent {
        put(out, parent.get().into());
    }
    if let Some(reporter) = &record.reporter {
        put_text(out, reporter.name.shown());
    }
    for t in [record.occurred_at, record.mitigated_at, record.snoozed_until, record.closed_at, ended] {
        time(t, out);
    }
    put_passages(&record.passages, opened, out);
}

/// What of the record the block does not hold, and neither the byte of the origin.
pub(super) fn beside(record: &Record) -> Record {
    let mut rest = Record {
        phase: None,
        origin: None,
        verdict: None,
        occurred_at: None,
        mitigated_at: None,
        closed_at: None,
        snoozed_until: None,
        parent: None,
        passages: Vec::new(),
        ..record.clone()
    };
    if let Some(reporter) = &mut rest.reporter {
        reporter.name = crate::text::SafeText::default();
    }
    rest
}

impl<'a> Extra<'a> {
    /// Reads a block of an incident that opened then.
    pub(super) fn read(block: &'a [u8], opened: i64) -> Option<Self> {
        if block.is_empty() {
            return Some(Self { opened, ..Self::default() });
        }
        let mut reader = Reader(block);
        let mask = reader.number()?;
        let there = |bit: u64| mask & bit != 0;
        let time = |bit: u64, reader: &mut Reader<'a>| {
            if !there(bit) {
                return Some(None);
            }
            reader.signed().map(|since| Some(Time::from_unix(opened.wrapping_add(since))))
        };
        let word = |bit: u64, reader: &mut Reader<'a>| if there(bit) { reader.small() } else { Some(0) };
        let hold = if there(has::HOLD) { Some(at(HoldReason::ALL, reader.number()?)?) } else { None };
        let (hold_since, hold_until) =
            (time(has::HOLD_SINCE, &mut reader)?, time(has::HOLD_UNTIL, &mut reader)?);
        let team = word(has::TEAM, &mut reader)?;
        let category = word(has::CATEGORY, &mut reader)?;
        let subcategory = word(has::SUBCATEGORY, &mut reader)?;
        let phase = if there(has::PHASE) { Some(at(Phase::ALL, reader.number()?)?) } else { None };
        let verdict = if there(has::VERDICT) { Some(at(Verdict::ALL, reader.number()?)?) } else { None };
        let parent = Number::new(word(has::PARENT, &mut reader)?);
        let reporter = if there(has::REPORTER) { Some(reader.text()?) } else { None };
        Some(Self {
            hold,
            hold_since,
            hold_until,
            team,
            category,
            subcategory,
            phase,
            verdict,
            parent,
            reporter,
            occurred: time(has::OCCURRED, &mut reader)?,
            mitigated: time(has::MITIGATED, &mut reader)?,
            snoozed: time(has::SNOOZED, &mut reader)?,
            major: there(has::MAJOR),
            closed: time(has::CLOSED, &mut reader)?,
            ended: time(has::ENDED, &mut reader)?,
            passages: there(has::PASSAGES).then_some(reader),
            opened,
        })
    }

    /// The hold, with words that lie elsewhere.
    pub(super) fn hold(&self, detail: crate::text::SafeText) -> Option<Box<Hold>> {
        let reason = self.hold?;
        Some(Box::new(Hold { reason, detail, since: self.hold_since, until: self.hold_until }))
    }

    /// The passages; most incidents have none.
    pub(super) fn passages(&self) -> Vec<Passage> {
        let Some(mut reader) = self.passages else { return Vec::new() };
        let mut read = || {
            let count = usize::try_from(reader.number()?).ok()?;
            let mut passages = Vec::with_capacity(count.min(reader.0.len()));
            let mut before = self.opened;
            for _ in 0..count {
                before = before.wrapping_add(reader.signed()?);
                passages.push(Passage { at: Time::from_unix(before), turn: read_turn(&mut reader)? });
            }
            Some(passages)
        };
        read().unwrap_or_default()
    }
}

fn put_passages(passages: &[Passage], opened: i64, out: &mut Vec<u8>) {
    if passages.is_empty() {
        return;
    }
    put(out, passages.len() as u64);
    let mut before = opened;
    for passage in passages {
        put_signed(out, passage.at.unix().wrapping_sub(before));
        before = passage.at.unix();
        let kind = match &passage.turn {
            Turn::Held { .. } => turn::HELD,
            Turn::Resumed => turn::RESUMED,
            Turn::Mitigated => turn::MITIGATED,
            Turn::Relapsed => turn::RELAPSED,
            Turn::Resolved => turn::RESOLVED,
            Turn::Reopened => turn::REOPENED,
            Turn::Priority { .. } => turn::PRIORITY,
            Turn::Updated => turn::UPDATED,
        };
        put(out, kind);
        match &passage.turn {
            Turn::Held { reason } => put(out, place(HoldReason::ALL, reason)),
            Turn::Priority { from, to } => out.extend([from.level(), to.level()]),
            _ => {}
        }
    }
}

fn read_turn(reader: &mut Reader<'_>) -> Option<Turn> {
    let level = |reader: &mut Reader<'_>| Priority::new(u8::try_from(reader.number()?).ok()?);
    Some(match reader.number()? {
        turn::HELD => Turn::Held { reason: at(HoldReason::ALL, reader.number()?)? },
        turn::RESUMED => Turn::Resumed,
        turn::MITIGATED => Turn::Mitigated,
        turn::RELAPSED => Turn::Relapsed,
        turn::RESOLVED => Turn::Resolved,
        turn::REOPENED => Turn::Reopened,
        turn::PRIORITY => Turn::Priority { from: level(reader)?, to: level(reader)? },
        turn::UPDATED => Turn::Updated,
        _ => return None,
    })
}

/// The place of a word in its set.
pub(super) fn place<T: PartialEq>(all: &[T], one: &T) -> u64 {
    all.iter().position(|each| each == one).unwrap_or(0) as u64
}

/// The word in a place of its set.
pub(super) fn at<T: Copy>(all: &[T], place: u64) -> Option<T> {
    all.get(usize::try_from(place).ok()?).copied()
}

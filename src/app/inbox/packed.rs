//! An incident in a hundred and some bytes, and back: two pieces, one that searching reads and one with the rest.
//!
//! | piece | holds |
//! |---|---|
//! | words | number, id, title |
//! | rest | which of the optional facts are there, times, owner, labels; then what only the detail shows |
//!
//! Words that stand in many rows are numbers in [`Words`]. Nothing is lost: what is unpacked equals what was packed.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    bytes::{Reader, put, put_signed, put_text},
    words::Words,
};
use crate::{
    domain::{
        Detail, Facts, Hold, Incident, IncidentId, Number, Phase, Priority, Record, SourceName, State, Time,
        incident::{HoldReason, LocalField},
        record::{Origin, Passage, Verdict},
        sla::SourceClock,
    },
    text::{Kind, Opaque, SafeText},
};

/// Which optional facts are there, one bit each.
mod has {
    pub(super) const ACKED: u64 = 1;
    pub(super) const ACK_UNTIL: u64 = 1 << 1;
    pub(super) const RESOLVED: u64 = 1 << 2;
    pub(super) const HOLD: u64 = 1 << 3;
    pub(super) const HOLD_UNTIL: u64 = 1 << 4;
    pub(super) const HOLD_SINCE: u64 = 1 << 5;
    /// There is a record, a team, a category or a clock of the source's own.
    pub(super) const MORE: u64 = 1 << 6;
    pub(super) const HIDDEN: u64 = 1 << 7;
    /// The source's own id is the end of ours.
    pub(super) const SAME_ID: u64 = 1 << 8;
    pub(super) const DESCRIPTION: u64 = 1 << 9;
    pub(super) const URL: u64 = 1 << 10;
    pub(super) const RUNBOOK: u64 = 1 << 11;
    pub(super) const IMPACT: u64 = 1 << 12;
    pub(super) const URGENCY: u64 = 1 << 13;
}

/// Stands between id and title, which are searched as one: no clean text has it.
const BETWEEN: u8 = 0;

/// What a row keeps beside the two pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) state: State,
    pub(super) priority: Priority,
    /// A number in [`Words`].
    pub(super) service: u32,
}

/// The piece that searching reads.
pub(super) fn words(incident: &Incident, out: &mut Vec<u8>) {
    put(out, incident.number.map_or(0, |n| n.get().into()));
    put_text(out, incident.id.as_str());
    out.push(BETWEEN);
    out.extend_from_slice(incident.title.shown().as_bytes());
}

/// The rest.
pub(super) fn rest(incident: &Incident, known: &mut Words, out: &mut Vec<u8>) {
    let Incident { detail, hold, opened_at, .. } = incident;
    let native = detail.native_id.to_source();
    let more = More::of(detail);
    let since = |t: Time| t.unix().wrapping_sub(opened_at.unix());
    let bit = |there: bool, bit: u64| if there { bit } else { 0 };
    let mask = bit(incident.acked_at.is_some(), has::ACKED)
        | bit(incident.ack_until.is_some(), has::ACK_UNTIL)
        | bit(incident.resolved_at.is_some(), has::RESOLVED)
        | bit(hold.is_some(), has::HOLD)
        | bit(hold.as_ref().is_some_and(|h| h.until.is_some()), has::HOLD_UNTIL)
        | bit(hold.as_ref().is_some_and(|h| h.since.is_some()), has::HOLD_SINCE)
        | bit(more.is_some(), has::MORE)
        | bit(incident.hidden_chars, has::HIDDEN)
        | bit(native_of(incident.id.as_str()) == native, has::SAME_ID)
        | bit(detail.description.is_some(), has::DESCRIPTION)
        | bit(detail.url.is_some(), has::URL)
        | bit(detail.runbook.is_some(), has::RUNBOOK)
        | bit(detail.impact.is_some(), has::IMPACT)
        | bit(detail.urgency.is_some(), has::URGENCY);
    put(out, mask);
    put_signed(out, opened_at.unix());
    put_signed(out, since(incident.updated_at));
    let held_until = hold.as_ref().and_then(|h| h.until);
    for time in
        [incident.acked_at, incident.ack_until, incident.resolved_at, held_until].into_iter().flatten()
    {
        put_signed(out, since(time));
    }
    put(out, incident.count.into());
    put(out, known.number(incident.owner.as_ref()).into());
    put(out, known.number(detail.severity.as_ref()).into());
    put(out, detail.labels.len() as u64);
    for (name, value) in &detail.labels {
        put(out, known.number(Some(name)).into());
        put_text(out, value.shown());
    }
    put(out, known.number(Some(&detail.raw_status)).into());
    put_text(out, detail.keep.to_source());
    if mask & has::SAME_ID == 0 {
        put_text(out, native);
    }
    for text in [&detail.description, &detail.url, &detail.runbook].into_iter().flatten() {
        put_text(out, text.shown());
    }
    out.extend(detail.impact.into_iter().chain(detail.urgency));
    put(out, detail.local.len() as u64);
    for field in &detail.local {
        out.push(LOCAL.iter().position(|f| f == field).unwrap_or(0) as u8);
    }
    put(out, detail.reopen_count.into());
    put(out, detail.recurrence_of.map_or(0, |n| n.get().into()));
    put(out, detail.marks.len() as u64);
    for mark in &detail.marks {
        put_text(out, mark.shown());
    }
    if let Some(hold) = hold {
        if let Some(time) = hold.since {
            put_signed(out, since(time));
        }
        out.push(HoldReason::ALL.iter().position(|r| *r == hold.reason).unwrap_or(0) as u8);
        put_text(out, hold.detail.shown());
    }
    if let Some(more) = more {
        // Its own types go into JSON without fault.
        put_text(out, &serde_json::to_string(&more).unwrap_or_default());
    }
}

const LOCAL: [LocalField; 9] = LocalField::ALL;

/// What few incidents have, kept as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct More {
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<SafeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<SafeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subcategory: Option<SafeText>,
    #[serde(skip_serializing_if = "Record::is_empty")]
    record: Record,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source_clocks: Vec<SourceClock>,
}

impl More {
    fn of(detail: &Detail) -> Option<Self> {
        let more = Self {
            team: detail.team.clone(),
            category: detail.category.clone(),
            subcategory: detail.subcategory.clone(),
            record: detail.record.clone(),
            source_clocks: detail.source_clocks.clone(),
        };
        (more != Self::default()).then_some(more)
    }
}

/// The part of our id that is the source's.
fn native_of(id: &str) -> &str {
    id.split_once('/').map_or("", |(_, native)| native)
}

/// A packed incident: its facts are read where they lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed<'a> {
    pub(super) head: Head,
    pub(super) words: &'a [u8],
    pub(super) rest: &'a [u8],
    pub(super) source: &'a SourceName,
    pub(super) known: &'a Words,
}

/// Times and the like, in front of the rest.
struct Times<'a> {
    mask: u64,
    opened: i64,
    updated: i64,
    acked: Option<Time>,
    ack_until: Option<Time>,
    resolved: Option<Time>,
    hold_until: Option<Time>,
    count: u32,
    owner: u32,
    behind: Reader<'a>,
}

impl<'a> Packed<'a> {
    /// Number, id and title.
    fn named(&self) -> (u32, &'a str, &'a str) {
        let mut reader = Reader(self.words);
        let number = reader.small().unwrap_or(0);
        let id = reader.text().unwrap_or_default();
        let title = reader.0.get(1..).unwrap_or_default();
        (number, id, std::str::from_utf8(title).unwrap_or_default())
    }

    fn times(&self) -> Option<Times<'a>> {
        let mut reader = Reader(self.rest);
        let mask = reader.number()?;
        let opened = reader.signed()?;
        let updated = opened.wrapping_add(reader.signed()?);
        let [acked, ack_until, resolved, hold_until] =
            [has::ACKED, has::ACK_UNTIL, has::RESOLVED, has::HOLD_UNTIL].map(|there| {
                let since = if mask & there == 0 { None } else { reader.signed() };
                since.map(|since| Time::from_unix(opened.wrapping_add(since)))
            });
        let (count, owner) = (reader.small()?, reader.small()?);
        Some(Times {
            mask,
            opened,
            updated,
            acked,
            ack_until,
            resolved,
            hold_until,
            count,
            owner,
            behind: reader,
        })
    }

    /// Its id.
    pub(super) fn id(&self) -> IncidentId {
        IncidentId::from_known(self.named().1)
    }

    /// The number of its owner among the words.
    pub(super) fn owner_number(&self) -> Option<u32> {
        self.times().map(|t| t.owner).filter(|n| *n > 0)
    }

    /// The incident as it was packed.
    pub(super) fn unpack(&self) -> Option<Incident> {
        let (number, id, title) = self.named();
        let times = self.times()?;
        let Times { mask, opened, count, owner, behind: mut reader, .. } = times;
        let word = |number: u32| self.known.word(number).cloned();
        let clean = |text: &str| SafeText::clean(text, Kind::Body);
        let severity = word(reader.small()?);
        let mut labels = Vec::new();
        for _ in 0..reader.number()? {
            labels.push((word(reader.small()?)?, clean(reader.text()?)));
        }
        let raw_status = word(reader.small()?)?;
        let keep = Opaque::new(reader.text()?);
        let native = if mask & has::SAME_ID == 0 { reader.text()? } else { native_of(id) };
        let [description, url, runbook] = [has::DESCRIPTION, has::URL, has::RUNBOOK]
            .map(|there| if mask & there == 0 { None } else { reader.text().map(clean) });
        let [impact, urgency] = [has::IMPACT, has::URGENCY].map(|there| {
            let (byte, behind) = reader.0.split_first().filter(|_| mask & there != 0)?;
            reader.0 = behind;
            Some(*byte)
        });
        let mut local = Vec::new();
        for _ in 0..reader.number()? {
            local.push(*LOCAL.get(reader.number()? as usize)?);
        }
        let (reopen_count, recurrence_of) = (reader.small()?, Number::new(reader.small()?));
        let mut marks = Vec::new();
        for _ in 0..reader.number()? {
            marks.push(clean(reader.text()?));
        }
        let hold = if mask & has::HOLD == 0 {
            None
        } else {
            let since = if mask & has::HOLD_SINCE == 0 { None } else { Some(reader.signed()?) };
            Some(Box::new(Hold {
                reason: *HoldReason::ALL.get(reader.number()? as usize)?,
                detail: clean(reader.text()?),
                since: since.map(|s| Time::from_unix(opened.wrapping_add(s))),
                until: times.hold_until,
            }))
        };
        let more: More = if mask & has::MORE == 0 {
            More::default()
        } else {
            serde_json::from_str(reader.text()?).ok()?
        };
        Some(Incident {
            id: IncidentId::from_known(id),
            number: Number::new(number),
            source: self.source.clone(),
            title: clean(title),
            service: word(self.head.service),
            owner: word(owner),
            state: self.head.state,
            priority: self.head.priority,
            opened_at: Time::from_unix(opened),
            acked_at: times.acked,
            ack_until: times.ack_until,
            resolved_at: times.resolved,
            updated_at: Time::from_unix(times.updated),
            count,
            hold,
            hidden_chars: mask & has::HIDDEN != 0,
            detail: Arc::new(Detail {
                native_id: Opaque::new(native),
                keep,
                raw_status,
                severity,
                description,
                url,
                runbook,
                impact,
                urgency,
                labels,
                local,
                reopen_count,
                recurrence_of,
                marks,
                team: more.team,
                category: more.category,
                subcategory: more.subcategory,
                record: more.record,
                source_clocks: more.source_clocks,
            }),
        })
    }

    /// The record and what stands beside it; unpacked, because few have one.
    fn more(&self) -> Option<Incident> {
        (self.times()?.mask & (has::MORE | has::HOLD) != 0).then(|| self.unpack()).flatten()
    }
}

impl Facts for Packed<'_> {
    fn id(&self) -> &str {
        self.named().1
    }
    fn number(&self) -> Option<Number> {
        Number::new(Reader(self.words).small()?)
    }
    fn source(&self) -> &str {
        self.source.as_str()
    }
    fn title(&self) -> &str {
        self.named().2
    }
    fn is_named(&self, found: impl Fn(&[u8]) -> bool) -> bool {
        let mut reader = Reader(self.words);
        let length = reader.number().and_then(|_| reader.number());
        length.is_some() && found(reader.0)
    }
    fn service(&self) -> Option<&str> {
        self.known.text(self.head.service)
    }
    fn owner(&self) -> Option<&str> {
        self.known.text(self.times()?.owner)
    }
    fn severity(&self) -> Option<&str> {
        self.known.text(self.times()?.behind.small()?)
    }
    fn label(&self, fits: impl Fn(&str) -> bool) -> Option<&str> {
        let mut reader = self.times()?.behind;
        reader.number()?;
        for _ in 0..reader.number()? {
            let (name, value) = (reader.small()?, reader.bytes()?);
            if self.known.text(name).is_some_and(&fits) {
                return std::str::from_utf8(value).ok();
            }
        }
        None
    }
    fn state(&self) -> State {
        self.head.state
    }
    fn priority(&self) -> Priority {
        self.head.priority
    }
    fn count(&self) -> u32 {
        self.times().map_or(1, |t| t.count)
    }
    fn opened_at(&self) -> Time {
        self.times().map_or_else(Time::default, |t| Time::from_unix(t.opened))
    }
    fn acked_at(&self) -> Option<Time> {
        self.times()?.acked
    }
    fn ack_until(&self) -> Option<Time> {
        self.times()?.ack_until
    }
    fn resolved_at(&self) -> Option<Time> {
        self.times()?.resolved
    }
    fn updated_at(&self) -> Time {
        self.times().map_or_else(Time::default, |t| Time::from_unix(t.updated))
    }
    fn hold_until(&self) -> Option<Time> {
        self.times()?.hold_until
    }
    fn hold(&self) -> Option<(HoldReason, Option<Time>)> {
        self.more()?.hold.map(|h| (h.reason, h.since))
    }
    fn team(&self) -> Option<&str> {
        None
    }
    fn category(&self) -> Option<&str> {
        None
    }
    fn subcategory(&self) -> Option<&str> {
        None
    }
    fn phase(&self) -> Option<Phase> {
        self.more()?.phase()
    }
    fn origin(&self) -> Option<Origin> {
        self.more()?.origin()
    }
    fn reporter(&self) -> Option<&str> {
        None
    }
    fn is_major(&self) -> bool {
        self.more().is_some_and(|i| i.is_major())
    }
    fn verdict(&self) -> Option<Verdict> {
        self.more()?.verdict()
    }
    fn parent(&self) -> Option<Number> {
        self.more()?.parent()
    }
    fn snoozed_until(&self) -> Option<Time> {
        self.more()?.snoozed_until()
    }
    fn occurred_at(&self) -> Option<Time> {
        self.more()?.occurred_at()
    }
    fn mitigated_at(&self) -> Option<Time> {
        self.more()?.mitigated_at()
    }
    fn closed_at(&self) -> Option<Time> {
        self.more()?.closed_at()
    }
    fn ended_at(&self) -> Option<Time> {
        self.more()?.ended_at()
    }
    fn passages(&self) -> Cow<'_, [Passage]> {
        Cow::Owned(self.more().map(|i| i.detail.record.passages.clone()).unwrap_or_default())
    }
}

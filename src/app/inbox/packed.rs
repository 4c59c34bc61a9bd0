//! An incident in a hundred bytes, and back: two pieces, one that searching reads and one with the rest.
//!
//! | piece | holds |
//! |---|---|
//! | words | number, id, title |
//! | rest | which of the optional facts are there, times, owner, origin, [`extra`]; labels; then what only the detail shows |
//!
//! Words that stand in many rows are numbers in [`Words`], and so are values and addresses from the second row on that
//! says them. Nothing is lost: what is unpacked equals what was packed.
//! What queries, clocks and the order ask ([`facts`]) is read where it lies; of the record, only what the detail shows
//! (answers, reasons, who said what) is kept as JSON, by the few that have it.

mod extra;
mod facts;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::extra::{Extra, at, beside, place, put_extra};
use super::{
    bytes::{Arena, Reader, put, put_signed, put_text},
    words::Words,
};
use crate::{
    domain::{
        Detail, Incident, IncidentId, Number, Priority, Record, SourceName, State, Time,
        incident::LocalField,
        record::{Caller, Origin},
        sla::SourceClock,
    },
    text::{Kind, Opaque, SafeText},
};

/// Which optional facts are there, one bit each.
mod has {
    pub(super) const ACKED: u64 = 1;
    pub(super) const ACK_UNTIL: u64 = 1 << 1;
    pub(super) const RESOLVED: u64 = 1 << 2;
    pub(super) const HIDDEN: u64 = 1 << 3;
    /// The source's own id is the end of ours.
    pub(super) const SAME_ID: u64 = 1 << 4;
    pub(super) const DESCRIPTION: u64 = 1 << 5;
    pub(super) const URL: u64 = 1 << 6;
    pub(super) const RUNBOOK: u64 = 1 << 7;
    pub(super) const IMPACT: u64 = 1 << 8;
    pub(super) const URGENCY: u64 = 1 << 9;
    /// How it came to us: every incident of our own server says so.
    pub(super) const ORIGIN: u64 = 1 << 10;
    /// There is a block of [`super::extra`].
    pub(super) const EXTRA: u64 = 1 << 11;
    /// There is [`super::More`].
    pub(super) const MORE: u64 = 1 << 12;
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
    let mut extra = Vec::new();
    put_extra(incident, known, &mut extra);
    let since = |t: Time| t.unix().wrapping_sub(opened_at.unix());
    let bit = |there: bool, bit: u64| if there { bit } else { 0 };
    let mask = bit(incident.acked_at.is_some(), has::ACKED)
        | bit(incident.ack_until.is_some(), has::ACK_UNTIL)
        | bit(incident.resolved_at.is_some(), has::RESOLVED)
        | bit(incident.hidden_chars, has::HIDDEN)
        | bit(native_of(incident.id.as_str()) == native, has::SAME_ID)
        | bit(detail.description.is_some(), has::DESCRIPTION)
        | bit(detail.url.is_some(), has::URL)
        | bit(detail.runbook.is_some(), has::RUNBOOK)
        | bit(detail.impact.is_some(), has::IMPACT)
        | bit(detail.urgency.is_some(), has::URGENCY)
        | bit(detail.record.origin.is_some(), has::ORIGIN)
        | bit(!extra.is_empty(), has::EXTRA)
        | bit(more.is_some(), has::MORE);
    put(out, mask);
    put_signed(out, opened_at.unix());
    put_signed(out, since(incident.updated_at));
    for time in [incident.acked_at, incident.ack_until, incident.resolved_at].into_iter().flatten() {
        put_signed(out, since(time));
    }
    put(out, incident.count.into());
    put(out, known.number(incident.owner.as_ref()).into());
    if let Some(origin) = &detail.record.origin {
        put(out, place(Origin::ALL, origin));
    }
    if !extra.is_empty() {
        put(out, extra.len() as u64);
        out.extend_from_slice(&extra);
    }
    put(out, known.number(detail.severity.as_ref()).into());
    put(out, detail.labels.len() as u64);
    for (name, value) in &detail.labels {
        put(out, known.number(Some(name)).into());
        known.put_said(value, out);
    }
    put(out, known.number(Some(&detail.raw_status)).into());
    put_text(out, detail.keep.to_source());
    if mask & has::SAME_ID == 0 {
        put_text(out, native);
    }
    for text in [&detail.description, &detail.url, &detail.runbook].into_iter().flatten() {
        known.put_said(text, out);
    }
    out.extend(detail.impact.into_iter().chain(detail.urgency));
    put(out, detail.local.len() as u64);
    for field in &detail.local {
        put(out, place(&LocalField::ALL, field));
    }
    put(out, detail.reopen_count.into());
    put(out, detail.recurrence_of.map_or(0, |n| n.get().into()));
    put(out, detail.marks.len() as u64);
    for mark in &detail.marks {
        put_text(out, mark.shown());
    }
    if let Some(hold) = hold {
        put_text(out, hold.detail.shown());
    }
    if let Some(more) = more {
        // Its own types go into JSON without fault.
        put_text(out, &serde_json::to_string(&more).unwrap_or_default());
    }
}

/// What few incidents have and only their detail shows, kept as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct More {
    #[serde(skip_serializing_if = "Record::is_empty")]
    record: Record,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source_clocks: Vec<SourceClock>,
}

impl More {
    fn of(detail: &Detail) -> Option<Self> {
        let mut record = beside(&detail.record);
        // A reporter of whom nobody said more than the name.
        if record.reporter.as_deref() == Some(&Caller::default()) {
            record.reporter = None;
        }
        let more = Self { record, source_clocks: detail.source_clocks.clone() };
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
    /// Where the rest lies: whoever looks for words does not even fetch it.
    pub(super) rest: (&'a Arena, u32),
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
    count: u32,
    owner: u32,
    origin: Option<Origin>,
    extra: &'a [u8],
    behind: Reader<'a>,
}

impl<'a> Packed<'a> {
    /// Number, id and title.
    pub(super) fn named(&self) -> (u32, &'a str, &'a str) {
        let mut reader = Reader(self.words);
        let number = reader.small().unwrap_or(0);
        let id = reader.text().unwrap_or_default();
        let title = reader.0.get(1..).unwrap_or_default();
        (number, id, std::str::from_utf8(title).unwrap_or_default())
    }

    fn times(&self) -> Option<Times<'a>> {
        let mut reader = Reader(self.rest.0.get(self.rest.1));
        let mask = reader.number()?;
        let opened = reader.signed()?;
        let updated = opened.wrapping_add(reader.signed()?);
        let [acked, ack_until, resolved] = [has::ACKED, has::ACK_UNTIL, has::RESOLVED].map(|there| {
            let since = if mask & there == 0 { None } else { reader.signed() };
            since.map(|since| Time::from_unix(opened.wrapping_add(since)))
        });
        let (count, owner) = (reader.small()?, reader.small()?);
        let origin = if mask & has::ORIGIN == 0 { None } else { at(Origin::ALL, reader.number()?) };
        let extra = if mask & has::EXTRA == 0 { &[] } else { reader.bytes()? };
        Some(Times {
            mask,
            opened,
            updated,
            acked,
            ack_until,
            resolved,
            count,
            owner,
            origin,
            extra,
            behind: reader,
        })
    }

    /// What few have; `None` where this one has nothing of it.
    fn extra(&self) -> Option<Extra<'a>> {
        let times = self.times()?;
        if times.extra.is_empty() { None } else { Extra::read(times.extra, times.opened) }
    }

    /// Its id.
    pub(super) fn id(&self) -> IncidentId {
        IncidentId::from_known(self.named().1)
    }

    /// The number of its owner among the words.
    pub(super) fn owner_number(&self) -> Option<u32> {
        self.times().map(|t| t.owner).filter(|n| *n > 0)
    }

    /// The numbers of its team, its category and the second level of that among the words; 0 is none.
    pub(super) fn kind_numbers(&self) -> [u32; 3] {
        self.extra().map_or([0; 3], |e| [e.team, e.category, e.subcategory])
    }

    /// The incident as it was packed.
    pub(super) fn unpack(&self) -> Option<Incident> {
        let (number, id, title) = self.named();
        let times = self.times()?;
        let extra = Extra::read(times.extra, times.opened)?;
        let Times { mask, opened, count, owner, behind: mut reader, .. } = times;
        let word = |number: u32| self.known.word(number).cloned();
        let clean = |text: &str| SafeText::clean(text, Kind::Body);
        let severity = word(reader.small()?);
        let mut labels = Vec::new();
        for _ in 0..reader.number()? {
            labels.push((word(reader.small()?)?, self.known.read_said(&mut reader)?.to_safe()));
        }
        let raw_status = word(reader.small()?)?;
        let keep = Opaque::new(reader.text()?);
        let native = if mask & has::SAME_ID == 0 { reader.text()? } else { native_of(id) };
        let [description, url, runbook] = [has::DESCRIPTION, has::URL, has::RUNBOOK].map(|there| {
            let there = if mask & there == 0 { None } else { self.known.read_said(&mut reader) };
            there.map(|said| said.to_safe())
        });
        let [impact, urgency] = [has::IMPACT, has::URGENCY].map(|there| {
            let (byte, behind) = reader.0.split_first().filter(|_| mask & there != 0)?;
            reader.0 = behind;
            Some(*byte)
        });
        let mut local = Vec::new();
        for _ in 0..reader.number()? {
            local.push(at(&LocalField::ALL, reader.number()?)?);
        }
        let (reopen_count, recurrence_of) = (reader.small()?, Number::new(reader.small()?));
        let mut marks = Vec::new();
        for _ in 0..reader.number()? {
            marks.push(clean(reader.text()?));
        }
        let hold = if extra.hold.is_some() { extra.hold(clean(reader.text()?)) } else { None };
        let more: More = if mask & has::MORE == 0 {
            More::default()
        } else {
            serde_json::from_str(reader.text()?).ok()?
        };
        let mut record = Record {
            phase: extra.phase,
            origin: times.origin,
            verdict: extra.verdict,
            occurred_at: extra.occurred,
            mitigated_at: extra.mitigated,
            closed_at: extra.closed,
            snoozed_until: extra.snoozed,
            parent: extra.parent,
            passages: extra.passages(),
            ..more.record
        };
        if let Some(name) = extra.reporter {
            record.reporter.get_or_insert_default().name = clean(name);
        }
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
                team: word(extra.team),
                category: word(extra.category),
                subcategory: word(extra.subcategory),
                record,
                source_clocks: more.source_clocks,
            }),
        })
    }
}

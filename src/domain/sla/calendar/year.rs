//! Working time of one year of UTC, made when it is first asked for. A part of [`super`].

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::local::{Local, merge};

/// The first year that is counted, and the one after the last: outside of them nothing is open.
pub(super) const YEARS: std::ops::Range<i32> = 1900..2200;

/// One stretch of working time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// The first second of it, since the epoch.
    pub(super) open: i64,
    /// The second after its last.
    pub(super) close: i64,
    /// Working seconds of the year before it.
    pub(super) before: i64,
}

/// One year.
#[derive(Debug, Clone)]
pub(super) struct Year {
    pub(super) segments: Box<[Segment]>,
    /// Working seconds of the whole year.
    pub(super) total: i64,
}

/// The first second of a year, since the epoch.
pub(super) fn begin(year: i32) -> i64 {
    NaiveDate::from_ymd_opt(year, 1, 1).map_or(0, |d| d.and_time(NaiveTime::MIN).and_utc().timestamp())
}

/// The year of an instant, within [`YEARS`].
pub(super) fn of(instant: i64) -> i32 {
    chrono::DateTime::from_timestamp(instant, 0)
        .map_or(if instant < 0 { YEARS.start } else { YEARS.end - 1 }, |t| t.year())
        .clamp(YEARS.start, YEARS.end - 1)
}

impl Year {
    pub(super) fn compile(members: &[Local], year: i32) -> Self {
        let (from, to) = (begin(year), begin(year + 1));
        let mut spans = Vec::new();
        // Local dates reach at most a day over the ends of the year of UTC, and a day for skipped ones.
        if let (Some(first), Some(last)) =
            (NaiveDate::from_ymd_opt(year - 1, 12, 30), NaiveDate::from_ymd_opt(year + 1, 1, 2))
        {
            for member in members {
                member.instants(first, last, &mut spans);
            }
        }
        for span in &mut spans {
            *span = (span.0.max(from), span.1.min(to));
        }
        spans.retain(|(open, close)| open < close);
        merge(&mut spans);
        let mut total = 0;
        let segments = spans
            .into_iter()
            .map(|(open, close)| {
                let segment = Segment { open, close, before: total };
                total += close - open;
                segment
            })
            .collect();
        Self { segments, total }
    }

    /// Working seconds of the year before `instant`.
    pub(super) fn before(&self, instant: i64) -> i64 {
        let next = self.segments.partition_point(|s| s.open <= instant);
        match next.checked_sub(1).and_then(|n| self.segments.get(n)) {
            Some(s) => s.before + instant.min(s.close) - s.open,
            None => 0,
        }
    }

    /// The earliest instant of the year before which there are `seconds` of working time, 1 to [`Year::total`].
    pub(super) fn at(&self, seconds: i64) -> Option<i64> {
        let n = self.segments.partition_point(|s| s.before < seconds).checked_sub(1)?;
        self.segments.get(n).map(|s| s.open + (seconds - s.before))
    }

    /// The stretch that is open at `instant`, or the next one of the year.
    pub(super) fn from(&self, instant: i64) -> Option<&Segment> {
        self.segments.get(self.segments.partition_point(|s| s.close <= instant))
    }
}

//! Incidents for tests and benchmarks: plain to build, told apart by a number.

use std::sync::Arc;

use super::{Detail, Incident, IncidentId, Number, Priority, SourceName, State, Time, time::MINUTE};
use crate::text::{Kind, Opaque, SafeText};

/// The instant at which samples live: 2026-11-23T03:02:00Z.
pub const NOW: Time = Time::from_unix(1_795_402_920);

/// An open, unacknowledged incident of source `am`, opened `n` minutes before [`NOW`]; priorities go round.
pub fn incident(n: u32) -> Incident {
    let source = SourceName::new("am");
    let level = (n % 5) as u8 + 1;
    let opened_at = NOW - i64::from(n % 5_000) * MINUTE;
    let label = |s: &str| SafeText::clean(s, Kind::Label);
    let native = format!("{n:016x}");
    let labels = vec![
        (label("alertname"), label("HighLatency")),
        (label("instance"), label(&format!("web-{n}"))),
        (label("severity"), label("critical")),
    ];
    Incident {
        id: IncidentId::new(&source, &format!("{native}@{}", opened_at.unix())),
        number: Number::new(1_000 + n),
        source,
        title: SafeText::clean(&format!("Latency above 2 s on web-{n}"), Kind::Line),
        service: Some(label(["checkout", "payments", "search", "auth"][n as usize % 4])),
        owner: None,
        state: State::New,
        priority: Priority::new(level).unwrap_or(Priority::P5),
        opened_at,
        acked_at: None,
        ack_until: None,
        resolved_at: None,
        updated_at: opened_at,
        count: 1,
        hold: None,
        hidden_chars: false,
        detail: Arc::new(Detail {
            native_id: Opaque::new(native.as_str()),
            keep: Opaque::new("{}"),
            raw_status: label("active"),
            severity: Some(label("critical")),
            labels,
            ..Detail::default()
        }),
    }
}

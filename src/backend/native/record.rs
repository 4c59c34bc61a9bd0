//! The API's incident as a row of ours. Another server may say anything: each text is fitted to its place first.

use crate::{
    domain::{Incident, SourceName},
    text::{Kind, SafeText},
    wire::IncidentRecord,
};

/// `record` as an incident of `source`: titles and names are one line and not too long, whatever the server sent.
pub fn incident(source: &SourceName, mut record: IncidentRecord) -> Incident {
    fit(&mut record.title, Kind::Line);
    for label in [&mut record.service, &mut record.owner, &mut record.team, &mut record.severity] {
        fit_some(label, Kind::Label);
    }
    for line in [&mut record.url, &mut record.runbook] {
        fit_some(line, Kind::Line);
    }
    fit_some(&mut record.description, Kind::Note);
    record.labels = std::mem::take(&mut record.labels)
        .into_iter()
        .map(|(name, value)| (name.fit(Kind::Label), value.fit(Kind::Label)))
        .collect();
    record.impact = record.impact.clamp(1, 3);
    record.urgency = record.urgency.clamp(1, 3);
    record.count = record.count.max(1);
    record.to_incident(source)
}

fn fit(text: &mut SafeText, kind: Kind) {
    *text = text.fit(kind);
}

fn fit_some(text: &mut Option<SafeText>, kind: Kind) {
    if let Some(text) = text {
        fit(text, kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{backend::native::sample, domain::State};

    #[test]
    fn a_hostile_server_cannot_break_a_row() {
        let mut record = sample::record(State::New, Some("jo"), 1);
        record.title = SafeText::clean("one\ntwo", Kind::Body);
        record.owner = Some(SafeText::clean(&"x".repeat(1_000), Kind::Body));
        record
            .labels
            .insert(SafeText::clean("a\nb", Kind::Body), SafeText::clean(&"y".repeat(1_000), Kind::Body));
        (record.impact, record.urgency, record.count) = (0, 9, 0);
        let row = incident(&SourceName::new("wf"), record);
        assert_eq!(row.title.lines().count(), 1);
        assert!(row.owner.is_some_and(|o| o.width() <= Kind::Label.cap()));
        let (name, value) = &row.detail.labels[0];
        assert!(name.lines().count() == 1 && value.width() <= Kind::Label.cap());
        assert_eq!((row.detail.impact, row.detail.urgency, row.count), (Some(1), Some(3), 1));
    }
}

//! The API's incident as a row of ours. Another server may say anything: each text is fitted to its place first.

use std::{collections::HashSet, sync::Arc};

use crate::{
    domain::{Incident, SourceName},
    text::{Kind, SafeText},
    wire::IncidentRecord,
};

/// One copy of what many rows of a page say: services, owners, labels, states.
#[derive(Default)]
pub struct Texts(HashSet<SafeText>);

impl Texts {
    /// `record` as an incident of `source`, its texts shared with those before it.
    pub fn incident(&mut self, source: &SourceName, record: IncidentRecord) -> Incident {
        let mut incident = incident(source, record);
        for text in [&mut incident.service, &mut incident.owner].into_iter().flatten() {
            self.share(text);
        }
        if let Some(detail) = Arc::get_mut(&mut incident.detail) {
            self.share(&mut detail.raw_status);
            for text in [&mut detail.severity, &mut detail.runbook].into_iter().flatten() {
                self.share(text);
            }
            for (name, value) in &mut detail.labels {
                self.share(name);
                self.share(value);
            }
        }
        incident
    }

    fn share(&mut self, text: &mut SafeText) {
        if let Some(had) = self.0.get(text) {
            text.clone_from(had);
        } else {
            self.0.insert(text.clone());
        }
    }
}

/// `record` as an incident of `source`: titles and names are one line and not too long, whatever the server sent.
pub fn incident(source: &SourceName, mut record: IncidentRecord) -> Incident {
    fit(&mut record.title, Kind::Line);
    for label in [
        &mut record.service,
        &mut record.owner,
        &mut record.team,
        &mut record.severity,
        &mut record.category,
        &mut record.subcategory,
    ] {
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
    // The most levels that a matrix may have.
    record.impact = record.impact.clamp(1, 9);
    record.urgency = record.urgency.clamp(1, 9);
    kept(&mut record);
    record.count = record.count.max(1);
    record.to_incident(source)
}

/// What people recorded beside the head.
fn kept(record: &mut IncidentRecord) {
    if let Some(hold) = &mut record.hold {
        fit(&mut hold.detail, Kind::Note);
    }
    let kept = &mut record.record;
    for caller in kept.reporter.as_deref_mut().into_iter().chain(&mut kept.callers) {
        fit(&mut caller.name, Kind::Label);
        let rest = [&mut caller.person, &mut caller.email, &mut caller.phone, &mut caller.on_behalf_of];
        for text in rest {
            fit_some(text, Kind::Label);
        }
    }
    if let Some(end) = &mut record.resolution {
        fit(&mut end.by, Kind::Label);
        fit_some(&mut end.code, Kind::Label);
        fit_some(&mut end.notes, Kind::Note);
    }
    if let Some(end) = &mut kept.ending {
        fit(&mut end.by, Kind::Label);
        fit_some(&mut end.detail, Kind::Note);
    }
    if let Some(major) = &mut kept.major {
        fit(&mut major.by, Kind::Label);
    }
    if let Some(set) = &mut kept.override_ {
        fit(&mut set.by, Kind::Label);
    }
    if let Some(told) = &mut kept.told {
        fit(&mut told.by, Kind::Label);
        fit_some(&mut told.audience, Kind::Label);
    }
    for (service, _) in &mut kept.links {
        fit(service, Kind::Label);
    }
    for excuse in &mut kept.excuses {
        fit(&mut excuse.clock, Kind::Label);
        fit(&mut excuse.by, Kind::Label);
    }
    fit_some(&mut kept.initial_category, Kind::Label);
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
    fn rows_share_what_they_say_alike() {
        let mut texts = Texts::default();
        let mut row = || {
            let mut record = sample::record(State::New, Some("jo"), 1);
            record.labels.insert(sample::text("region"), sample::text("eu"));
            texts.incident(&SourceName::new("wf"), record)
        };
        let (a, b) = (row(), row());
        assert_eq!(a, b);
        let at = |text: &SafeText| text.shown().as_ptr();
        assert_eq!(a.owner.as_ref().map(at), b.owner.as_ref().map(at));
        assert_eq!(at(&a.detail.raw_status), at(&b.detail.raw_status));
        assert_eq!(at(&a.detail.labels[0].1), at(&b.detail.labels[0].1));
    }

    #[test]
    fn a_hostile_server_cannot_break_a_row() {
        let mut record = sample::record(State::New, Some("jo"), 1);
        record.title = SafeText::clean("one\ntwo", Kind::Body);
        record.owner = Some(SafeText::clean(&"x".repeat(1_000), Kind::Body));
        record
            .labels
            .insert(SafeText::clean("a\nb", Kind::Body), SafeText::clean(&"y".repeat(1_000), Kind::Body));
        (record.impact, record.urgency, record.count) = (0, 99, 0);
        let row = incident(&SourceName::new("wf"), record);
        assert_eq!(row.title.lines().count(), 1);
        assert!(row.owner.is_some_and(|o| o.width() <= Kind::Label.cap()));
        let (name, value) = &row.detail.labels[0];
        assert!(name.lines().count() == 1 && value.width() <= Kind::Label.cap());
        assert_eq!((row.detail.impact, row.detail.urgency, row.count), (Some(1), Some(9), 1));
    }
}

//! What a held row takes, exactly: a million of them are a million times that.

use std::sync::Arc;

use super::{super::rows::Row, Change, Inbox, Lens, NOW, sample, text};
use crate::domain::{Detail, Incident, IncidentId, Number, SourceName, record::Origin};

/// One as our own server tells it: five labels of which one is its own, an address and a runbook of its kind.
fn told(n: u32) -> Incident {
    let source = SourceName::new("native");
    let kind = ["queue", "checkout", "payments", "search"][n as usize % 4];
    let region = ["eu-west", "us-east", "ap-south"][n as usize % 3];
    let native = format!("INC-{n:06}");
    let labels = [
        ("alertname", format!("{kind}Backlog")),
        ("cluster", format!("prod-{region}")),
        ("env", "prod".to_owned()),
        ("instance", format!("{kind}-{n}")),
        ("region", region.to_owned()),
    ];
    let mut incident = Incident {
        id: IncidentId::new(&source, &native),
        number: Number::new(n),
        source,
        title: text(&format!("{kind} backlog {n} deep in {region} and growing")),
        service: Some(text(kind)),
        owner: Some(text("mira")),
        ..sample::incident(n)
    };
    incident.detail = Arc::new(Detail {
        native_id: crate::text::Opaque::new(native.as_str()),
        raw_status: text("new"),
        severity: Some(text("critical")),
        url: Some(text(&format!("https://grafana.example.org/d/{kind}"))),
        runbook: Some(text(&format!("https://runbooks.example.org/{kind}/{kind}backlog"))),
        impact: Some(2),
        urgency: Some(2),
        labels: labels.iter().map(|(name, value)| (text(name), text(value))).collect(),
        record: crate::domain::Record {
            origin: Some(Origin::Monitoring),
            ..crate::domain::Record::default()
        },
        ..Detail::default()
    });
    incident
}

#[test]
fn a_row_takes_what_is_its_own() {
    let mut inbox = Inbox::new(Lens::default());
    let rows = 10_000;
    inbox.apply_all((100_000..100_000 + rows).map(|n| Change::Upsert(told(n))).collect(), NOW, false);
    assert_eq!(size_of::<Row>(), 32);
    let (words, rest) = inbox.rows.weight();
    // Number, id and title; then the rest, of which the name of the instance is a third. The length of each piece with it.
    assert_eq!(words / rows as usize, 73);
    assert_eq!(rest / rows as usize, 48);
}

#[test]
fn what_every_row_says_is_the_same_whether_it_is_a_word_or_not() {
    let mut inbox = Inbox::new(Lens::default());
    // More values than are kept once, each said twice.
    let all: Vec<Incident> = (0..60)
        .map(|n| told(n / 2 * 2))
        .zip(0..)
        .map(|(incident, n)| Incident {
            id: IncidentId::new(&SourceName::new("native"), &format!("INC-{n:06}")),
            ..incident
        })
        .collect();
    inbox.apply_all(all.iter().cloned().map(Change::Upsert).collect(), NOW, false);
    for incident in &all {
        assert_eq!(inbox.get(&incident.id), Some(incident));
    }
}

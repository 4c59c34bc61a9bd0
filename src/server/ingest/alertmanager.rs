//! Alertmanager's webhook, version 4. A part of [`super`].
//!
//! | ours | theirs |
//! |---|---|
//! | `dedup_key` | `fingerprint`; SHA-256 of the sorted labels where there is none |
//! | `title` | `annotations.summary`, `.title`, else `labels.alertname` and `.instance` |
//! | `service` | `labels.service`, `.job`, `.app`, `.component`, `.namespace` |
//! | `severity`, `labels` | `labels.severity`, all labels |
//! | `description`, `runbook`, `url` | `annotations.description` or `.message`, `.runbook_url` or `.runbook`, `generatorURL` |
//! | `at` | `startsAt`; of one that cleared `endsAt` |
//!
//! A body comes again at every `repeat_interval`, and holds all alerts of its group, also those that cleared.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Fault, key, label, not_too_many, said, sha256};
use crate::{
    domain::{Time, time::MINUTE},
    text::{Kind, SafeText},
    wire::{Signal, SignalStatus},
};

/// How many labels an incident may have; the rest is left out.
const MAX_LABELS: usize = 64;
/// The longest address, in bytes; a longer one is left out.
const MAX_URL: usize = 2_048;
/// How far their clock may be before ours, in seconds; what is later is told without its time.
const SLACK: i64 = 5 * MINUTE;

/// The body. Fields that are not read here may come and go.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Of the body's shape: "4".
    pub version: String,
    /// All of the group, up to the receiver's `max_alerts`.
    pub alerts: Vec<Alert>,
    /// So many more were left out.
    #[serde(default)]
    pub truncated_alerts: u64,
    /// The group, for the log.
    #[serde(default)]
    pub group_key: String,
}

/// One alert.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Whether it rings.
    pub status: SignalStatus,
    /// What it is.
    pub labels: BTreeMap<String, String>,
    /// What people are to know.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// When it began.
    #[serde(default)]
    pub starts_at: Option<Time>,
    /// When it cleared; the year 1 while it rings.
    #[serde(default)]
    pub ends_at: Option<Time>,
    /// The rule's page.
    #[serde(default, rename = "generatorURL")]
    pub generator_url: String,
    /// Of the labels: the same for the same labels, for ever.
    #[serde(default)]
    pub fingerprint: String,
}

impl Webhook {
    /// The alerts in the generic shape. `now` is the server's time.
    ///
    /// # Errors
    /// For another version than 4, and for too many at once.
    pub fn signals(&self, now: Time) -> Result<Vec<Signal>, Fault> {
        if self.version != "4" {
            let sent = &self.version;
            return Err(Fault::new(
                "version",
                format!("is `{sent}`; the webhook of version 4 is taken here"),
            ));
        }
        not_too_many(self.alerts.len(), "alerts")?;
        Ok(self.alerts.iter().map(|alert| alert.signal(now)).collect())
    }
}

impl Alert {
    fn signal(&self, now: Time) -> Signal {
        let note = |names: &[&str]| first(&self.annotations, names);
        let at = match self.status {
            SignalStatus::Firing => self.starts_at,
            SignalStatus::Resolved => self.ends_at,
        };
        Signal {
            dedup_key: self.key(),
            status: self.status,
            title: Some(SafeText::clean(&self.title(), Kind::Line)),
            description: note(&["description", "message"]).map(|t| SafeText::clean(t, Kind::Note)),
            service: first(&self.labels, &["service", "job", "app", "component", "namespace"]).map(label),
            severity: first(&self.labels, &["severity"]).map(label),
            labels: self.labels(),
            // "Not set" is the year 1.
            at: at.filter(|t| t.unix() > 0 && *t <= now + SLACK),
            url: url(&self.generator_url),
            runbook: note(&["runbook_url", "runbook"]).and_then(url),
            source: None,
        }
    }

    fn key(&self) -> SafeText {
        match said(&self.fingerprint) {
            Some(given) => key(given),
            None => label(&sha256(&self.labels.iter().flat_map(|(n, v)| [&**n, &**v]).collect::<Vec<_>>())),
        }
    }

    fn title(&self) -> String {
        if let Some(words) = first(&self.annotations, &["summary", "title"]) {
            return words.to_owned();
        }
        match (first(&self.labels, &["alertname"]), first(&self.labels, &["instance"])) {
            (Some(name), Some(instance)) => format!("{name} on {instance}"),
            (Some(name), None) => name.to_owned(),
            (None, _) => {
                let pairs: Vec<String> = self.labels.iter().map(|(n, v)| format!("{n}={v}")).collect();
                if pairs.is_empty() { "(an alert without labels)".to_owned() } else { pairs.join(", ") }
            }
        }
    }

    fn labels(&self) -> BTreeMap<SafeText, SafeText> {
        let named = self.labels.iter().filter(|(name, _)| said(name).is_some());
        named.take(MAX_LABELS).map(|(name, value)| (label(name), label(value))).collect()
    }
}

/// The first of these that says something.
fn first<'a>(texts: &'a BTreeMap<String, String>, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| said(texts.get(*name)?))
}

/// An address that can be kept: http or https, not too long.
fn url(text: &str) -> Option<SafeText> {
    let text = said(text).filter(|t| t.len() <= MAX_URL && !t.contains(char::is_whitespace))?;
    let parsed = url::Url::parse(text).ok()?;
    matches!(parsed.scheme(), "http" | "https").then(|| SafeText::clean(text, Kind::Note))
}

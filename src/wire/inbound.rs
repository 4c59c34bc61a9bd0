//! Alerts from outside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{domain::Time, text::SafeText};

/// Whether the alert rings or has cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignalStatus {
    /// It rings.
    #[default]
    Firing,
    /// It cleared.
    Resolved,
}

/// One alert in the generic shape: what `POST /v1/inbound/events` takes, and what the Alertmanager's body becomes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"dedup_key": "disk/log-07", "status": "firing", "title": "Disk 94 % on log-07", "service": "logging", "severity": "warning"}))]
pub struct Signal {
    /// What makes repeated alerts the same incident: 1 to 256 bytes.
    pub dedup_key: SafeText,
    /// Whether it rings.
    #[serde(default)]
    pub status: SignalStatus,
    /// One line; needed while it rings.
    #[serde(default)]
    pub title: Option<SafeText>,
    /// Longer words.
    #[serde(default)]
    pub description: Option<SafeText>,
    /// What it hits.
    #[serde(default)]
    pub service: Option<SafeText>,
    /// The monitoring's word; becomes impact and urgency.
    #[serde(default)]
    pub severity: Option<SafeText>,
    /// At most 64 names and values.
    #[serde(default)]
    pub labels: BTreeMap<SafeText, SafeText>,
    /// When it began or cleared; now when nobody says.
    #[serde(default)]
    pub at: Option<Time>,
    /// A page about it: http or https.
    #[serde(default)]
    pub url: Option<SafeText>,
    /// The runbook: http or https.
    #[serde(default)]
    pub runbook: Option<SafeText>,
    /// The sender's name for the log: `prometheus`.
    #[serde(default)]
    pub source: Option<SafeText>,
}

/// What became of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignalOutcome {
    /// A new incident.
    Raised,
    /// The open incident counts one more, or says something new.
    Updated,
    /// The incident came back within the reopen window.
    Reopened,
    /// The incident is resolved.
    Resolved,
    /// Cleared, and nothing was open; or told a second time.
    Ignored,
}

/// What became of one alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalResult {
    /// Which.
    pub dedup_key: SafeText,
    /// What became of it.
    pub outcome: SignalOutcome,
    /// The incident, where there is one.
    #[schema(example = "INC-000042")]
    pub incident: Option<String>,
}

/// What became of a body of alerts, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalsTaken {
    /// Each.
    pub signals: Vec<SignalResult>,
}

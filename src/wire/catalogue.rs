//! What incidents happen to and who answers for it: services, people, changes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::event::By;
use crate::{domain::Time, text::SafeText};

/// A service or configuration item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "checkout", "name": "Checkout", "team": "web", "criticality": 1, "depends_on": ["payments"], "runbooks": ["https://wiki.example.org/checkout"]}))]
pub struct Service {
    /// Its word in incidents and queries: 1 to 64 characters of `A-Z a-z 0-9 . _ -`.
    pub id: SafeText,
    /// What people call it.
    #[serde(default)]
    pub name: Option<SafeText>,
    /// The team that answers for it.
    #[serde(default)]
    pub team: Option<SafeText>,
    /// 1 (the business stops) to 4 (nobody notices); 3 when nobody says.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 4)]
    pub criticality: Option<u8>,
    /// Ids of services it cannot do without; at most 64. They need not exist yet; it may not depend on itself.
    #[serde(default)]
    pub depends_on: Vec<SafeText>,
    /// Addresses of its runbooks: http or https, at most 16.
    #[serde(default)]
    pub runbooks: Vec<SafeText>,
    /// The category that is suggested for its incidents: `database` or `database/replication`, 1 to 256 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "database/replication")]
    pub category: Option<SafeText>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "mira", "name": "Mira Lindqvist", "email": "mira@example.org", "team": "data", "time_zone": "Europe/Stockholm"}))]
pub struct Person {
    /// The word used as owner and author: 1 to 64 characters of `A-Z a-z 0-9 . _ -`.
    pub id: SafeText,
    /// The full name.
    #[serde(default)]
    pub name: Option<SafeText>,
    /// Mail.
    #[serde(default)]
    pub email: Option<SafeText>,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<SafeText>,
    /// Team.
    #[serde(default)]
    pub team: Option<SafeText>,
    /// An IANA zone.
    #[serde(default)]
    #[schema(example = "Europe/Stockholm")]
    pub time_zone: Option<String>,
    /// Somebody to be called back first.
    #[serde(default)]
    pub vip: bool,
}

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceChangeKind {
    /// A new version went out.
    #[default]
    Deploy,
    /// Configuration.
    Config,
    /// A feature flag.
    Flag,
    /// Planned work.
    Maintenance,
    /// Anything else.
    Other,
}

impl ServiceChangeKind {
    /// The word on the timeline.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Config => "config",
            Self::Flag => "flag",
            Self::Maintenance => "maintenance",
            Self::Other => "change",
        }
    }
}

/// A change that somebody tells us of: most trouble follows one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"service": "payments-api", "kind": "deploy", "title": "payments-api 4.18.2 to prod", "version": "4.18.2", "by": {"name": "jenkins", "at": "2026-11-23T02:51:00Z"}}))]
pub struct NewServiceChange {
    /// To what.
    pub service: SafeText,
    /// What kind.
    #[serde(default)]
    pub kind: ServiceChangeKind,
    /// One line.
    pub title: SafeText,
    /// The new version.
    #[serde(default)]
    pub version: Option<SafeText>,
    /// A page about it: http or https.
    #[serde(default)]
    pub url: Option<SafeText>,
    /// Who did it, and when it happened (up to 30 days ago).
    #[serde(default)]
    pub by: By,
}

/// The same, written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceChange {
    /// Its place in the log.
    pub seq: u64,
    /// To what.
    pub service: SafeText,
    /// What kind.
    pub kind: ServiceChangeKind,
    /// One line.
    pub title: SafeText,
    /// The new version.
    pub version: Option<SafeText>,
    /// A page about it.
    pub url: Option<SafeText>,
    /// By whom.
    pub by: SafeText,
    /// When it happened.
    pub at: Time,
}

//! People and services: who calls, who answers, what can break.

use serde::{Deserialize, Serialize};

use crate::text::SafeText;

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The word used as owner and author: 1 to 64 characters of `A-Z a-z 0-9 . _ -`.
    pub id: SafeText,
    /// The full name.
    pub name: Option<SafeText>,
    /// Mail.
    pub email: Option<SafeText>,
    /// Telephone.
    pub phone: Option<SafeText>,
    /// Team, department, place.
    pub team: Option<SafeText>,
    /// An IANA zone.
    pub time_zone: Option<SafeText>,
    /// To be called back first.
    pub vip: bool,
}

/// A service or configuration item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    /// Its word in incidents and queries.
    pub id: SafeText,
    /// What people call it.
    pub name: Option<SafeText>,
    /// The team that answers for it.
    pub team: Option<SafeText>,
    /// 1 (the business stops) to 4 (nobody notices).
    pub criticality: Option<u8>,
    /// Ids of services it cannot do without.
    pub depends_on: Vec<SafeText>,
    /// Addresses of its runbooks.
    pub runbooks: Vec<SafeText>,
    /// The category its incidents begin in: `database` or `database/replication`.
    pub category: Option<SafeText>,
}

/// Both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Directory {
    /// By id.
    pub people: Vec<Person>,
    /// By id.
    pub services: Vec<Service>,
}

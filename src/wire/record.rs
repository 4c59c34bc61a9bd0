//! One incident as the API says it, and what opens a new one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::event::By;
use crate::{
    domain::{
        Hold, Priority, Record, State, Time,
        record::{Caller, Verdict},
    },
    text::SafeText,
};

pub use crate::domain::record::{Origin, Resolution};

/// Callers as requests say them: what they do not know is refused, while those of answers may gain fields.
pub(crate) mod caller {
    use serde::{Deserialize, Deserializer};

    use crate::{domain::record::Caller, text::SafeText};

    /// Its fields once more, strictly.
    #[derive(Deserialize)]
    #[serde(remote = "Caller", deny_unknown_fields)]
    struct Strict {
        name: SafeText,
        #[serde(default)]
        person: Option<SafeText>,
        #[serde(default)]
        email: Option<SafeText>,
        #[serde(default)]
        phone: Option<SafeText>,
        #[serde(default)]
        vip: bool,
        #[serde(default)]
        on_behalf_of: Option<SafeText>,
    }

    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Said(#[serde(with = "Strict")] Caller);

    /// One that may be left out.
    pub fn maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Caller>, D::Error> {
        Ok(Option::<Said>::deserialize(from)?.map(|said| said.0))
    }

    /// One that must be there.
    pub fn boxed<'de, D: Deserializer<'de>>(from: D) -> Result<Box<Caller>, D::Error> {
        Ok(Box::new(Said::deserialize(from)?.0))
    }
}

/// One incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Incident)]
pub struct IncidentRecord {
    /// The tracking number as people say it: `INC-000042`. Never reused.
    #[schema(example = "INC-000042")]
    pub id: String,
    /// The same as a bare number.
    #[schema(example = 42)]
    pub number: u32,
    /// Grows with every change of what people decide on (state, owner, priority, texts); the `ETag` says it. Notes and
    /// repeated alerts leave it alone, so that they are no conflict.
    pub version: u64,
    /// One line: what is wrong.
    #[schema(example = "Checkout 5xx above 4 % in eu-west")]
    pub title: SafeText,
    /// Longer words. Lists that ask for `brief=true` leave them out, and of the record what [`BRIEF`] says.
    #[serde(default)]
    pub description: Option<SafeText>,
    /// Where it stands.
    pub state: State,
    /// How fast we work: from impact and urgency.
    pub priority: Priority,
    /// How much is hit: 1 high to 3 low.
    #[schema(minimum = 1, maximum = 3)]
    pub impact: u8,
    /// How long it can wait: 1 high to 3 low.
    #[schema(minimum = 1, maximum = 3)]
    pub urgency: u8,
    /// The reporter's or the monitoring's own word for how bad it is.
    pub severity: Option<SafeText>,
    /// First level of the category tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<SafeText>,
    /// Second level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<SafeText>,
    /// What it waits for, while it is on hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Box<Hold>>,
    /// What people decided and recorded beside all this: reporter, phase, major, parent, answers. Facts that are not
    /// there are left out.
    #[serde(default, skip_serializing_if = "Record::is_empty")]
    pub record: Record,
    /// What it hits; an id of the service catalogue, or any word.
    #[schema(example = "checkout")]
    pub service: Option<SafeText>,
    /// Who answers for it.
    #[schema(example = "mira")]
    pub owner: Option<SafeText>,
    /// The team that answers for it.
    pub team: Option<SafeText>,
    /// Names and values for queries (`label.region=eu`), sorted by name.
    #[serde(default)]
    pub labels: BTreeMap<SafeText, SafeText>,
    /// How it came to us.
    pub origin: Origin,
    /// What makes repeated alerts the same incident; only where it came by an alert.
    pub dedup_key: Option<SafeText>,
    /// A page about it.
    pub url: Option<SafeText>,
    /// The runbook.
    pub runbook: Option<SafeText>,
    /// When it was opened here.
    pub opened_at: Time,
    /// When it began, where somebody said.
    pub occurred_at: Option<Time>,
    /// First acknowledgement; taking it back does not clear it (the response clock stays stopped).
    pub acked_at: Option<Time>,
    /// When the acknowledgement runs out by itself.
    pub ack_until: Option<Time>,
    /// When it was resolved last.
    pub resolved_at: Option<Time>,
    /// The last change of anything, notes and repeats included.
    pub updated_at: Time,
    /// How it ended, while it is resolved.
    pub resolution: Option<Resolution>,
    /// How often it was raised, at least 1.
    pub count: u32,
    /// How often it came back after it was resolved.
    pub reopen_count: u32,
    /// The earlier incident of which this one is a recurrence (same key, after the reopen window).
    pub recurrence_of: Option<u32>,
    /// Characters that cannot be seen were taken out of its texts: somebody may be hiding something.
    #[serde(default)]
    pub hidden_chars: bool,
}

/// What lists that ask for `brief=true` leave out: paths in an incident's JSON.
pub const BRIEF: &[&str] = &[
    "$.description",
    "$.record.reporter.person",
    "$.record.reporter.email",
    "$.record.reporter.phone",
    "$.record.reporter.on_behalf_of",
    "$.record.callers",
    "$.record.confirmation",
    "$.record.told",
    "$.record.excuses",
    "$.record.links",
];

impl IncidentRecord {
    /// As lists say it that ask for `brief=true`.
    #[must_use]
    pub fn brief(mut self) -> Self {
        self.description = None;
        let record = &mut self.record;
        if let Some(reporter) = &mut record.reporter {
            let Caller { name, vip, .. } = std::mem::take(&mut **reporter);
            **reporter = Caller { name, vip, ..Caller::default() };
        }
        record.callers.clear();
        record.excuses.clear();
        record.links.clear();
        (record.confirmation, record.told) = (None, None);
        self
    }

    /// The strong `ETag` of this version: `"42.17"`, quotes included.
    pub fn etag(&self) -> String {
        format!("\"{}.{}\"", self.number, self.version)
    }
}

/// What opens an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Checkout 5xx above 4 % in eu-west", "service": "checkout", "impact": 1, "urgency": 1, "by": {"name": "ana", "via": "cli"}}))]
pub struct NewIncident {
    /// One line: what is wrong. 1 to 512 bytes.
    pub title: SafeText,
    /// Longer words, up to 64 KiB.
    #[serde(default)]
    pub description: Option<SafeText>,
    /// What it hits.
    #[serde(default)]
    pub service: Option<SafeText>,
    /// 1 high to 3 low; 2 when nobody says.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3)]
    pub impact: Option<u8>,
    /// 1 high to 3 low; 2 when nobody says.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3)]
    pub urgency: Option<u8>,
    /// How bad it is in the reporter's own word.
    #[serde(default)]
    pub severity: Option<SafeText>,
    /// Who answers for it from the start.
    #[serde(default)]
    pub owner: Option<SafeText>,
    /// Which team does.
    #[serde(default)]
    pub team: Option<SafeText>,
    /// At most 64 names and values.
    #[serde(default)]
    pub labels: BTreeMap<SafeText, SafeText>,
    /// How it came to us.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// A page about it: http or https.
    #[serde(default)]
    pub url: Option<SafeText>,
    /// The runbook: http or https.
    #[serde(default)]
    pub runbook: Option<SafeText>,
    /// Who told of it.
    #[serde(default, deserialize_with = "caller::maybe")]
    pub reporter: Option<Caller>,
    /// What triage found: `incident` when nobody says. A `request` is logged and no clock runs; `not_an_incident` is
    /// logged and cancelled at once.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// First level of the category tree.
    #[serde(default)]
    pub category: Option<SafeText>,
    /// Second level.
    #[serde(default)]
    pub subcategory: Option<SafeText>,
    /// The first alert or report, where that is not now.
    #[serde(default)]
    pub detected_at: Option<Time>,
    /// The closed one that this one goes on with, by number: what is not said is taken from it.
    #[serde(default)]
    pub follow_up_of: Option<u32>,
    /// The incident it hangs under, by number.
    #[serde(default)]
    pub parent: Option<u32>,
    /// It is a major from the start.
    #[serde(default)]
    pub major: bool,
    /// When it began, not later than five minutes from now.
    #[serde(default)]
    pub occurred_at: Option<Time>,
    /// Who says so.
    #[serde(default)]
    pub by: By,
}

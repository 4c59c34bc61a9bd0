//! The shapes of calendars, promises, matrix, categories, closing, people and services for editors. A part of [`super`];
//! a test keeps its keys in step with the reader.

use schemars::JsonSchema;

/// Working hours: exactly one of `weekly`, `always` and `union` says when it is open.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(in crate::config) struct Calendar {
    /// One line, unique.
    #[schemars(length(min = 1, max = 64))]
    name: String,
    /// The zone of its hours, an IANA name; must be there for `weekly`.
    tz: Option<String>,
    /// Windows by day: mon to sun, or spans such as mon-fri; each `"09:00-17:00"` or `["09:00", "17:00"]`. One that ends
    /// before it begins goes over midnight.
    weekly: Option<std::collections::BTreeMap<String, Windows>>,
    /// Around the clock.
    always: Option<bool>,
    /// Open whenever one of these calendars is.
    union: Option<Vec<String>>,
    /// Days without windows.
    holidays: Option<Vec<Holiday>>,
    /// Parts of one day without windows.
    breaks: Option<Vec<Break>>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its shape is used")]
enum Windows {
    /// One.
    One(String),
    /// Several.
    Several(Vec<Window>),
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its shape is used")]
enum Window {
    /// "09:00-17:00".
    Text(String),
    /// `["09:00", "17:00"]`.
    Pair([String; 2]),
}

#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
enum Holiday {
    /// "2026-12-25".
    Day(String),
    /// All days from the first to the last.
    Range {
        /// The first.
        from: String,
        /// The last.
        to: String,
    },
    /// Every year.
    Recurring {
        /// The first and the last day as MM-DD; may go over the turn of the year.
        recurring: Vec<String>,
    },
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct Break {
    /// Which day.
    date: String,
    /// From, in local time.
    from: String,
    /// To.
    to: String,
}

/// One promise. Any of them replaces all that hold without configuration.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(in crate::config) struct Sla {
    /// One line, unique.
    #[schemars(length(min = 1, max = 64))]
    name: String,
    /// What it measures.
    metric: Metric,
    /// To which incidents, in the language of the filter line; asks for no clock and no age.
    query: String,
    /// How long: 4h, 1h30m, or in business days 3bd.
    target: Option<String>,
    /// The same in seconds.
    target_s: Option<u32>,
    /// Warns at so many percent of the target. Default: 50, 75, 90.
    warn: Option<Vec<u16>>,
    /// Warns so long before the target.
    warn_before: Option<Vec<String>>,
    /// In whose hours. Default: 24x7.
    calendar: Option<String>,
    /// Which holds pause it. Default: `awaiting_reporter`, `awaiting_vendor`, scheduled; none for response, `update_cadence`,
    /// closure.
    pause_on: Option<Vec<Reason>>,
    /// Whether holds pause it at all.
    pausable: Option<bool>,
    /// Default: retroactive.
    on_priority_change: Option<OnPriorityChange>,
    /// Default: resume.
    on_reopen: Option<OnReopen>,
}

/// A closed set of words, the same as the domain's.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[schemars(rename_all = "snake_case")]
        #[expect(dead_code, reason = "only its shape is used")]
        enum $name { $($variant),* }
    };
}

words! {
    /// What a clock measures.
    Metric { Response, UpdateCadence, Mitigation, Resolution, Closure, Ola, Uc }
}
words! {
    /// Why an incident waits.
    Reason {
        AwaitingReporter, AwaitingVendor, AwaitingChange, AwaitingProblem, AwaitingEvidence, AwaitingParent, Scheduled,
        Other, Silenced, Inhibited, Muted,
    }
}
words! {
    /// What a change of priority does to a clock whose policy no longer applies.
    OnPriorityChange { Retroactive, Restart, Keep }
}
words! {
    /// What a reopening does to a clock that had stopped.
    OnReopen { Resume, Count, Reset }
}

/// Impact and urgency to priority.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(in crate::config) struct Priority {
    /// A table that is shipped. Default: itil.
    matrix: Option<Preset>,
    /// Your own: a row for each impact, in it a priority (1 to 5) for each urgency; the highest comes first.
    cells: Option<Vec<Vec<u8>>>,
    /// Names of the levels of impact.
    impacts: Option<Vec<String>>,
    /// Names of the levels of urgency.
    urgencies: Option<Vec<String>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its shape is used")]
enum Preset {
    /// 3x3.
    Itil,
    /// 3x4.
    Itop,
    /// 5x5.
    Glpi,
}

/// One category. Any of them replaces all that are there without configuration.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(in crate::config) struct Category {
    /// The first level.
    #[schemars(length(min = 1, max = 64))]
    name: String,
    /// The second.
    sub: Option<Vec<String>>,
}

/// How resolved incidents are closed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(in crate::config) struct Closing {
    /// How long after the resolution it closes by itself where the caller does not answer, or off. Default: 5bd.
    auto_close: Option<String>,
    /// In whose days. Default: Monday to Friday in `time_zone`.
    calendar: Option<String>,
    /// Resolution codes that people are offered.
    codes: Option<Vec<String>>,
}

/// Somebody who calls, or answers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(in crate::config) struct Person {
    /// The word used as owner and author.
    #[schemars(regex(pattern = r"^[A-Za-z0-9._-]{1,64}$"))]
    id: String,
    /// The full name.
    name: Option<String>,
    /// Mail.
    email: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// Team, department, place.
    team: Option<String>,
    /// An IANA zone.
    time_zone: Option<String>,
    /// To be called back first. Default: false.
    vip: Option<bool>,
}

/// Something that can break.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
pub(in crate::config) struct Service {
    /// Its word in incidents and queries.
    #[schemars(regex(pattern = r"^[A-Za-z0-9._-]{1,64}$"))]
    id: String,
    /// What people call it.
    name: Option<String>,
    /// The team that answers for it.
    team: Option<String>,
    /// 1 (the business stops) to 4 (nobody notices).
    #[schemars(range(min = 1, max = 4))]
    criticality: Option<u8>,
    /// Ids of services it cannot do without.
    depends_on: Option<Vec<String>>,
    /// Addresses of its runbooks.
    runbooks: Option<Vec<String>>,
    /// The category its incidents begin in: database or database/replication.
    category: Option<String>,
}

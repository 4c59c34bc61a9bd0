//! What a case of clocks looks like in the file. Keys that are not listed here are commentary. A part of [`super`].

use serde::Deserialize;

use crate::domain::{
    Time,
    sla::{CalendarSpec, OnPriorityChange, OnReopen},
};

/// A case.
#[derive(Debug, Deserialize)]
pub(super) struct Case {
    /// `business_days`, `validate`, or absent for clocks.
    #[serde(default)]
    pub(super) kind: Option<String>,
    /// Several clocks of one incident.
    #[serde(default)]
    pub(super) clocks: Option<Vec<ClockCase>>,
    /// One clock, or what the kinds need.
    #[serde(flatten)]
    pub(super) one: ClockCase,
    /// Of `business_days`.
    #[serde(default)]
    pub(super) start: Option<Time>,
    /// Of `business_days`.
    #[serde(default)]
    pub(super) days: Option<u32>,
}

/// One clock.
#[derive(Debug, Deserialize)]
pub(super) struct ClockCase {
    #[serde(default)]
    pub(super) calendar: Option<CalendarSpec>,
    #[serde(default)]
    pub(super) policy: Option<PolicyCase>,
    #[serde(default)]
    pub(super) events: Vec<Event>,
    /// The instant of evaluation; later events are not known yet.
    #[serde(default)]
    pub(super) now: Option<Time>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PolicyCase {
    pub(super) metric: String,
    pub(super) target_s: i64,
    /// Where it does not say: response clocks do not pause (P7), all others do.
    #[serde(default)]
    pub(super) pausable: Option<bool>,
    #[serde(default)]
    pub(super) warn: Vec<u16>,
    #[serde(default)]
    pub(super) warn_before_s: Vec<i64>,
    #[serde(default)]
    pub(super) on_priority_change: Option<OnPriorityChange>,
    #[serde(default)]
    pub(super) on_reopen: Option<OnReopen>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub(super) at: Time,
    #[serde(rename = "type")]
    pub(super) what: What,
    /// Of `retarget`.
    #[serde(default)]
    pub(super) target_s: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    Start,
    Pause,
    Resume,
    Stop,
    Resolve,
    Reopen,
    Retarget,
    Cancel,
    Update,
}

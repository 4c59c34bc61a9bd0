//! A case of clocks and calendars, evaluated by the engine that incidents have. A part of [`super`].

use std::{collections::HashMap, sync::Arc};

use chrono::TimeZone;
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::{Value, json};

use super::case::{Case, ClockCase, Event, PolicyCase, What};
use crate::{
    domain::{
        Time,
        incident::HoldReason,
        query::Query,
        sla::{
            Calendar, CalendarFault, CalendarSpec, Clock, ClockState, Metric, OnPriorityChange, OnReopen,
            Past, Policy, Step, Target,
        },
    },
    text::SafeText,
};

/// What is kept from case to case: a calendar is compiled once.
#[derive(Default)]
pub(super) struct Run {
    calendars: HashMap<String, Result<Arc<Calendar>, CalendarFault>>,
}

/// What a clock says at `now`.
#[derive(Debug, Serialize)]
struct Answer {
    elapsed_s: i64,
    elapsed_wall_s: i64,
    remaining_s: i64,
    percent: Option<f64>,
    paused_business_s: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    projected_due_if_resumed_now: Option<Time>,
    state: ClockState,
    due_at: Option<Time>,
    breach_at: Option<Time>,
    breached: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_local: Option<String>,
    overrun_s: i64,
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    warn_at: HashMap<String, Option<Time>>,
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    warn_before_at: HashMap<String, Option<Time>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    history: Vec<PastAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reopen_count: Option<u32>,
}

#[derive(Debug, Serialize)]
struct PastAnswer {
    target_s: i64,
    start: Time,
    ended: Time,
    state: ClockState,
    elapsed_s: i64,
    breached: bool,
}

impl From<&Past> for PastAnswer {
    fn from(past: &Past) -> Self {
        let Past { target_s, start, ended, state, elapsed_s, breached, .. } = *past;
        Self { target_s, start, ended, state, elapsed_s, breached }
    }
}

fn words(fault: &CalendarFault) -> String {
    format!("{}: {fault}", fault.code())
}

impl Run {
    /// What a case comes to, or why it cannot be evaluated.
    pub(super) fn case(&mut self, case: Value) -> Result<Value, String> {
        let case: Case = serde_json::from_value(case).map_err(|e| format!("not a case: {e}"))?;
        match case.kind.as_deref() {
            None => {}
            Some("business_days") => return self.business_days(&case),
            Some("validate") => {
                let spec = case.one.calendar.ok_or("there is no `calendar` to validate")?;
                return Ok(json!({ "error": self.calendar(&spec).err().map(|fault| fault.code()) }));
            }
            Some(other) => {
                return Err(format!("unknown kind `{other}`: business_days, validate, or none for clocks"));
            }
        }
        let Some(clocks) = case.clocks else {
            let (clock, now) = self.clock(&case.one, None)?;
            return to_value(&answer(&clock, &case.one, now));
        };
        let mut answers = Vec::new();
        let mut next: Option<(Time, String)> = None;
        for one in &clocks {
            let (clock, now) = self.clock(one, case.one.now)?;
            let answer = answer(&clock, one, now);
            // Of those that run and have not run over, the nearest; of equals the first (M1).
            let ahead = answer.breach_at.filter(|_| answer.state == ClockState::Running);
            if let (Some(at), Some(policy)) = (ahead, &one.policy)
                && next.as_ref().is_none_or(|(nearest, _)| at < *nearest)
            {
                next = Some((at, policy.metric.clone()));
            }
            answers.push(answer);
        }
        let any = answers.iter().any(|a| a.breached);
        let next = next.map(|(at, metric)| json!([at, SafeText::clean(&metric, crate::text::Kind::Label)]));
        Ok(json!({ "clocks": to_value(&answers)?, "next_breach": next, "any_breached": any }))
    }

    fn calendar(&mut self, spec: &CalendarSpec) -> Result<Arc<Calendar>, CalendarFault> {
        let key = serde_json::to_string(spec).unwrap_or_default();
        self.calendars.entry(key).or_insert_with(|| Calendar::compile(spec).map(Arc::new)).clone()
    }

    fn business_days(&mut self, case: &Case) -> Result<Value, String> {
        let spec = case.one.calendar.as_ref().ok_or("there is no `calendar`")?;
        let calendar = self.calendar(spec).map_err(|f| words(&f))?;
        let start = known(case.start.ok_or("there is no `start`")?)?;
        let days = case.days.ok_or("there is no number of `days`")?;
        let due = calendar.business_days(start, days).ok_or("that is after the year 2199")?;
        Ok(json!({ "due_at": due, "due_local": local(due, calendar.zone()) }))
    }

    /// The clock as its events leave it, and when it is looked at.
    fn clock(&mut self, case: &ClockCase, now: Option<Time>) -> Result<(Clock, Time), String> {
        let now = known(case.now.or(now).ok_or("there is no `now`")?)?;
        let spec = case.calendar.as_ref().ok_or("there is no `calendar`")?;
        let calendar = self.calendar(spec).map_err(|f| words(&f))?;
        let policy = case.policy.as_ref().ok_or("there is no `policy`")?;
        let policy = Arc::new(policy_of(policy, calendar)?);
        let mut events: Vec<&Event> = case.events.iter().filter(|e| e.at <= now).collect();
        events.sort_by_key(|e| e.at);
        let start = events.iter().find(|e| e.what == What::Start);
        let start = start.ok_or("the clock has not begun: no event of type `start` up to `now`")?.at;
        known(start)?;
        let mut clock = Clock::begin(&policy, start);
        // What is allowed changed while it was resolved: holds once it is reopened.
        let mut waiting = None;
        for event in events {
            known(event.at)?;
            let target = || match event.target_s {
                Some(seconds @ 0..) => Ok(seconds),
                Some(_) => Err("a `retarget` to less than nothing".to_owned()),
                None => Err("a `retarget` without `target_s`".to_owned()),
            };
            let step = match event.what {
                What::Start => continue,
                What::Pause => Step::Hold(HoldReason::Other),
                What::Resume => Step::Resume,
                What::Stop | What::Resolve => Step::Stop,
                What::Reopen => Step::Reopen(policy.on_reopen),
                What::Retarget if clock.stopped_at.is_some() => {
                    waiting = Some(target()?);
                    continue;
                }
                What::Retarget => Step::Retarget(target()?),
                What::Cancel => Step::Cancel,
                What::Update => Step::Update,
            };
            clock.step(event.at, step);
            if clock.stopped_at.is_none()
                && let Some(seconds) = waiting.take()
            {
                clock.step(event.at, Step::Retarget(seconds));
            }
        }
        Ok((clock, now))
    }
}

fn to_value(answer: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(answer).map_err(|e| e.to_string())
}

/// Calendars know the years from 1900 to 2199.
fn known(at: Time) -> Result<Time, String> {
    const FIRST: Time = Time::from_unix(-2_208_988_800);
    const LAST: Time = Time::from_unix(7_258_118_400);
    if (FIRST..LAST).contains(&at) {
        Ok(at)
    } else {
        Err(format!("{} is not within the years 1900 to 2199", at.rfc3339()))
    }
}

fn policy_of(case: &PolicyCase, calendar: Arc<Calendar>) -> Result<Policy, String> {
    if case.target_s < 0 {
        return Err("`target_s` is less than nothing".to_owned());
    }
    // The file has names of its own (`ola_resolution`); what matters is what never pauses, reopens or is told.
    let metric = match case.metric.as_str() {
        m if m.starts_with("response") => Metric::Response,
        m if m.starts_with("update") => Metric::UpdateCadence,
        m => Metric::parse(m).unwrap_or(Metric::Resolution),
    };
    Ok(Policy {
        name: SafeText::default(),
        metric,
        query: Query::all(),
        target: Target::Seconds(case.target_s),
        calendar,
        calendar_name: SafeText::default(),
        pausable: case.pausable.unwrap_or(metric != Metric::Response),
        // Reasons are free text here: every pause stops a clock that can pause.
        pause_on: vec![HoldReason::Other],
        warn: case.warn.clone(),
        warn_before_s: case.warn_before_s.clone(),
        on_priority_change: case.on_priority_change.unwrap_or(OnPriorityChange::Retroactive),
        on_reopen: case.on_reopen.unwrap_or(OnReopen::Resume),
    })
}

/// A time as its zone shows it, with the offset in figures.
fn local(at: Time, zone: Tz) -> String {
    zone.from_utc_datetime(&at.utc().naive_utc()).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn answer(clock: &Clock, case: &ClockCase, now: Time) -> Answer {
    let due_at = clock.due_at();
    let (warn, before) = match &case.policy {
        Some(policy) => (policy.warn.as_slice(), policy.warn_before_s.as_slice()),
        None => Default::default(),
    };
    Answer {
        elapsed_s: clock.elapsed(now),
        elapsed_wall_s: clock.elapsed_wall(now),
        remaining_s: clock.remaining(now),
        percent: clock.percent(now),
        paused_business_s: clock.paused_business_s(now),
        projected_due_if_resumed_now: clock.projected_due(now),
        state: clock.state(now),
        due_at,
        breach_at: clock.breach_at(),
        breached: clock.breached(now),
        due_local: due_at.map(|due| local(due, clock.calendar().zone())),
        overrun_s: (-clock.remaining(now)).max(0),
        warn_at: warn.iter().map(|p| (p.to_string(), clock.warn_at(*p))).collect(),
        warn_before_at: before.iter().map(|s| (s.to_string(), clock.warn_before_at(*s))).collect(),
        history: clock.history.iter().map(PastAnswer::from).collect(),
        reopen_count: (clock.reopen_count > 0).then_some(clock.reopen_count),
    }
}

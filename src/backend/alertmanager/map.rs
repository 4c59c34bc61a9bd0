//! An alert becomes an incident.
//!
//! | ours | theirs |
//! |---|---|
//! | id | fingerprint and start: the same labels have the same fingerprint for ever, so an occurrence is both |
//! | title | `annotations.summary`, `.title`, else `labels.alertname` and `.instance` |
//! | service | `labels.service`, `.job`, `.app`, `.component`, `.namespace` |
//! | owner | `createdBy` of our acknowledgement |
//! | updated | start, or the last change of a silence on it; that it was sent again is no news |
//!
//! Nothing that is listed is left out: what is missing gets a default, and `raw_status` says so.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use url::Url;

use super::{
    dto::Alert,
    intern::Intern,
    standing::{Silences, Standing, Whose, silenced_by, who_and_why},
};
use crate::{
    domain::{
        Detail, Hold, Incident, IncidentId, Priority, SourceName, State, Time, incident::HoldReason,
        priority::from_severity,
    },
    text::{Kind, Opaque, SafeText},
};

/// Inhibiting alerts named in one line.
const NAMED: usize = 3;

/// All of a listing.
pub struct Mapped {
    /// One for each alert, in the source's order.
    pub incidents: Vec<Incident>,
    /// An alert names a silence that is not in the list: the two answers were not of the same moment.
    pub torn: bool,
}

/// Maps a whole listing. `now` (the source's clock) stands in for a start that is not told.
pub fn incidents<'a>(
    source: &SourceName,
    alerts: &'a [Alert<'a>],
    silences: &Silences<'a>,
    now: Time,
) -> Mapped {
    let mut mapper = Mapper::new(source, alerts, silences, now);
    let incidents = alerts.iter().map(|alert| mapper.incident(alert)).collect();
    Mapped { incidents, torn: mapper.torn }
}

/// The id of the occurrence that began at `starts_at`.
pub fn incident_id(source: &SourceName, fingerprint: &str, starts_at: Option<Time>) -> IncidentId {
    IncidentId::new(source, &format!("{fingerprint}@{}", starts_at.map_or(0, Time::unix)))
}

/// The start that stands in an id made by [`incident_id`]; `None` where the source told none.
pub fn occurrence(id: &IncidentId) -> Option<Time> {
    let (_, start) = id.as_str().rsplit_once('@')?;
    start.parse().ok().filter(|s| *s != 0).map(Time::from_unix)
}

/// The source's id of an alert; made from its labels where the source gave none.
pub fn fingerprint<'a>(alert: &'a Alert<'_>) -> Cow<'a, str> {
    match alert.fingerprint.raw() {
        "" => Cow::Owned(alert.labels.fingerprint()),
        given => Cow::Borrowed(given),
    }
}

/// The title, not yet cleaned.
pub fn title<'a>(alert: &'a Alert<'_>) -> Cow<'a, str> {
    let words = ["summary", "title"].into_iter().find_map(|n| alert.annotations.get(n));
    if let Some(words) = words {
        return Cow::Borrowed(words);
    }
    match (alert.labels.get("alertname"), alert.labels.get("instance")) {
        (Some(name), Some(instance)) => Cow::Owned(format!("{name} on {instance}")),
        (Some(name), None) => Cow::Borrowed(name),
        (None, _) if alert.labels.0.is_empty() => Cow::Borrowed("(an alert without labels)"),
        (None, _) => {
            let pairs: Vec<String> = alert.labels.iter().map(|(n, v)| format!("{n}={v}")).collect();
            Cow::Owned(pairs.join(", "))
        }
    }
}

/// Maps alerts of one listing, each with the others in view.
pub struct Mapper<'a, 'm> {
    source: &'m SourceName,
    silences: &'m Silences<'a>,
    by_fingerprint: HashMap<&'a str, &'a Alert<'a>>,
    intern: Intern<'a>,
    now: Time,
    torn: bool,
}

impl<'a, 'm> Mapper<'a, 'm> {
    /// For the alerts of one answer and the silences of another.
    pub fn new(
        source: &'m SourceName,
        alerts: &'a [Alert<'a>],
        silences: &'m Silences<'a>,
        now: Time,
    ) -> Self {
        let inhibits = alerts.iter().any(|a| !a.status.inhibited_by.is_empty());
        let by_fingerprint =
            if inhibits { alerts.iter().map(|a| (a.fingerprint.raw(), a)).collect() } else { HashMap::new() };
        Self { source, silences, by_fingerprint, intern: Intern::default(), now, torn: false }
    }

    /// One of them.
    pub fn incident(&mut self, alert: &'a Alert<'a>) -> Incident {
        let standing = Standing::of(alert, self.silences);
        self.torn |= !standing.unknown.is_empty();
        let mut hidden = false;
        let mut clean = |raw: &str, kind: Kind| {
            let (text, had) = SafeText::inspect(raw, kind);
            hidden |= had;
            text
        };
        let title = clean(&title(alert), Kind::Line);
        let description = ["description", "message"]
            .into_iter()
            .find_map(|n| alert.annotations.get(n))
            .map(|words| clean(words, Kind::Note));
        let mut lines = marks(&standing);
        let inhibitors = self.inhibitors(alert);
        lines.extend(inhibitors.as_ref().map(|names| format!("inhibited by {names}")));
        let muted = muted(alert);
        lines.extend(muted.clone());
        let marks = lines.iter().map(|line| clean(line, Kind::Line)).collect();
        let hold = hold(&standing, inhibitors.as_deref(), muted, &mut clean);
        let raw_status = raw_status(alert, &standing).map(|status| clean(&status, Kind::Line));

        let severity = alert.labels.get("severity");
        let (impact, urgency) = from_severity(severity.unwrap_or_default());
        let labels = alert
            .labels
            .iter()
            .map(|(n, v)| (self.intern.label(n, &mut hidden), self.intern.label(v, &mut hidden)))
            .collect();
        let service = ["service", "job", "app", "component", "namespace"]
            .into_iter()
            .find_map(|n| alert.labels.get(n))
            .map(|raw| self.intern.label(raw, &mut hidden));
        let owner = standing.ours.first().map(|(s, _)| self.intern.label(s.who(), &mut hidden));
        let severity = severity.map(|raw| self.intern.label(raw, &mut hidden));

        // Almost every row: one shared "active".
        let raw_status =
            raw_status.unwrap_or_else(|| self.intern.label(alert.status.state.raw(), &mut hidden));

        let starts_at = alert.starts_at.time();
        let opened_at = starts_at.or_else(|| alert.updated_at.time()).unwrap_or(self.now);
        let silenced_at = standing
            .ours
            .iter()
            .map(|(s, _)| *s)
            .chain(standing.others.iter().map(|(s, _)| *s))
            .filter_map(|s| s.updated_at.time())
            .max();
        let fingerprint = fingerprint(alert);
        let state = match &hold {
            Some(hold) if hold.reason != HoldReason::Silenced && !standing.ours.is_empty() => {
                State::Acknowledged
            }
            Some(_) => State::OnHold,
            None if !standing.ours.is_empty() => State::Acknowledged,
            None => State::New,
        };
        Incident {
            id: incident_id(self.source, &fingerprint, starts_at),
            number: None,
            source: self.source.clone(),
            title,
            service,
            owner,
            state,
            priority: Priority::of(impact, urgency),
            opened_at,
            acked_at: standing.ours.iter().filter_map(|(s, _)| s.starts_at.time()).min(),
            ack_until: standing.ours.iter().filter_map(|(s, _)| s.ends_at.time()).max(),
            resolved_at: None,
            updated_at: silenced_at.map_or(opened_at, |t| t.max(opened_at)),
            count: 1,
            hold: hold.filter(|_| state == State::OnHold).map(Box::new),
            hidden_chars: hidden,
            detail: Arc::new(Detail {
                native_id: Opaque::new(&*fingerprint),
                keep: Opaque::new(serde_json::to_string(&alert.labels).unwrap_or_default()),
                raw_status,
                severity,
                description,
                url: self.intern.page(alert.generator_url.raw(), web),
                runbook: alert.annotations.get("runbook_url").and_then(|raw| self.intern.page(raw, web)),
                impact: Some(impact),
                urgency: Some(urgency),
                labels,
                marks,
                ..Detail::default()
            }),
        }
    }

    /// What inhibits it: titles of those that are listed, else their fingerprints.
    fn inhibitors(&self, alert: &Alert<'_>) -> Option<String> {
        let by = &alert.status.inhibited_by;
        let names: Vec<Cow<'_, str>> = by
            .iter()
            .take(NAMED)
            .map(|f| match self.by_fingerprint.get(f.raw()) {
                Some(alert) => title(alert),
                None => Cow::Owned(format!("alert {}", f.raw())),
            })
            .collect();
        match by.len() {
            0 => None,
            n if n > NAMED => Some(format!("{} and {} more", names.join(", "), n - NAMED)),
            _ => Some(names.join(", ")),
        }
    }
}

/// One line for each silence; one before them when somebody acknowledged it and somebody else silenced it.
fn marks(standing: &Standing<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some((ours, _)), Some((theirs, Whose::Foreign))) =
        (standing.ours.first(), standing.others.first())
    {
        lines.push(format!("acknowledged by {}, and silenced by {}", ours.who(), theirs.who()));
    }
    lines.extend(standing.ours.iter().map(|(s, m)| silenced_by(s, Whose::Ours(*m))));
    lines.extend(
        standing.others.iter().map(|(s, w)| format!("{} (silence {})", silenced_by(s, *w), s.id.raw())),
    );
    lines.extend(
        standing.unknown.iter().map(|id| format!("silenced by {id}, which the source does not list")),
    );
    lines
}

/// Which time intervals mute it. Alertmanager knows that of a group, since 0.28, and says so in `/api/v2/alerts/groups`
/// alone; in the list of alerts the field is there and empty. Others that speak its language fill it.
fn muted(alert: &Alert<'_>) -> Option<String> {
    let by = &alert.status.muted_by;
    let names: Vec<&str> = by.iter().take(NAMED).map(super::dto::Text::raw).collect();
    let s = if by.len() == 1 { "" } else { "s" };
    let more =
        by.len().checked_sub(NAMED).filter(|n| *n > 0).map_or_else(String::new, |n| format!(" and {n} more"));
    (!by.is_empty()).then(|| format!("muted by the time interval{s} {}{more}", names.join(", ")))
}

/// Why it waits. A silence that is not our acknowledgement of this occurrence holds it, acknowledged or not.
fn hold(
    standing: &Standing<'_>,
    inhibitors: Option<&str>,
    muted: Option<String>,
    clean: &mut impl FnMut(&str, Kind) -> SafeText,
) -> Option<Hold> {
    if standing.is_held() {
        let who = standing.others.iter().map(|(s, w)| who_and_why(s, *w));
        let unknown = standing.unknown.iter().map(|id| format!("silence {id}"));
        let why: Vec<String> = who.chain(unknown).collect();
        let times = || standing.others.iter().map(|(s, _)| *s);
        return Some(Hold {
            reason: HoldReason::Silenced,
            detail: clean(&why.join("; "), Kind::Line),
            since: times().filter_map(|s| s.starts_at.time()).min(),
            until: times().filter_map(|s| s.ends_at.time()).max(),
        });
    }
    let reason = if inhibitors.is_some() { HoldReason::Inhibited } else { HoldReason::Muted };
    let inhibited = inhibitors.map(|names| format!("inhibited by {names}"));
    let words = inhibited.into_iter().chain(muted).collect::<Vec<_>>().join("; ");
    (!words.is_empty()).then(|| Hold { reason, detail: clean(&words, Kind::Line), since: None, until: None })
}

/// The source's word, what stands behind it, and which fields were not there; `None` when the word is all.
fn raw_status(alert: &Alert<'_>, standing: &Standing<'_>) -> Option<String> {
    let status = match alert.status.state.raw() {
        "" => "(no state)",
        state => state,
    };
    let mut by: Vec<String> =
        standing.ours.iter().map(|(s, _)| format!("acknowledged by {}", s.who())).collect();
    by.extend(standing.others.iter().map(|(s, _)| format!("silenced by {}", s.who())));
    by.extend(standing.unknown.iter().map(|_| "silenced".to_owned()));
    if !alert.status.inhibited_by.is_empty() {
        by.push("inhibited".to_owned());
    }
    if !alert.status.muted_by.is_empty() {
        by.push("muted".to_owned());
    }
    let missing = [
        (alert.fingerprint.raw().is_empty(), "no fingerprint"),
        (alert.starts_at.time().is_none(), "no startsAt"),
        (alert.labels.0.is_empty(), "no labels"),
        (alert.odd, "fields of an unknown shape"),
    ];
    let missing: Vec<&str> = missing.into_iter().filter_map(|(is, what)| is.then_some(what)).collect();
    let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
    let missing = if missing.is_empty() { String::new() } else { format!(" [{}]", missing.join(", ")) };
    let whole = format!("{status}{by}{missing}");
    (whole != alert.status.state.raw()).then_some(whole)
}

/// A link that may be opened: http or https, in the encoded form that holds no surprises.
fn web(raw: &str) -> Option<SafeText> {
    let url = Url::parse(raw).ok().filter(|u| matches!(u.scheme(), "http" | "https"))?;
    Some(SafeText::clean(url.as_str(), Kind::Note))
}

#[cfg(test)]
mod tests;

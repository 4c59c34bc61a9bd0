//! What we send: filters that find one alert, silences that are acknowledgements, alerts that are over.

use serde::Serialize;

use super::dto::{Alert, Matcher, Pairs, Silence, Text};
use crate::{
    domain::{Time, time::MINUTE},
    text::SafeText,
};

/// Filters stop here, in bytes: proxies refuse request lines over 8 KiB, and encoding at most triples these.
const FILTER_BUDGET: usize = 2_000;

/// A label set as the matchers of a silence: every label, untouched.
pub fn matchers(labels: &Pairs<'_>) -> Vec<Matcher<'static>> {
    labels.iter().map(|(name, value)| matcher(name, value, false, true)).collect()
}

/// Filters for `GET api/v2/alerts` that this label set passes; the fingerprint decides among what comes back.
/// Names that older versions cannot read in a filter are passed over, which only makes it find more.
pub fn filters(labels: &Pairs<'_>) -> Vec<String> {
    let mut pairs: Vec<(&str, &str)> = labels.iter().filter(|(name, _)| is_plain(name)).collect();
    pairs.sort_by_key(|(name, _)| *name != "alertname");
    let mut left = FILTER_BUDGET;
    pairs
        .into_iter()
        .map_while(|(name, value)| {
            let filter = format!("{name}={}", quote(value));
            left = left.checked_sub(filter.len())?;
            Some(filter)
        })
        .collect()
}

/// `[a-zA-Z_][a-zA-Z0-9_]*`: what every version reads without quotes.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A value in quotes. Backslash, quote and newline are all that both of Alertmanager's parsers unescape.
pub fn quote(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The body of `POST api/v2/silences`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PostSilence {
    /// The silence to change, in place as long as matchers (with their order) and start stay what they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it silences.
    pub matchers: Vec<Matcher<'static>>,
    /// Since when; Alertmanager makes a past start the present.
    pub starts_at: String,
    /// Until when.
    pub ends_at: String,
    /// Who.
    pub created_by: Who,
    /// Why, with our marker.
    pub comment: String,
}

/// A silence's author.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Who {
    /// A person who acts now.
    Person(SafeText),
    /// As it stood there.
    Untouched(String),
}

impl PostSilence {
    /// A new one from `now` (the source's clock) till `ends_at`. The start is put a minute back, so that a clock that
    /// is read wrongly by some seconds does not make it begin later.
    pub fn fresh(labels: &Pairs<'_>, now: Time, ends_at: Time, who: SafeText, comment: String) -> Self {
        Self {
            id: None,
            matchers: matchers(labels),
            starts_at: (now - MINUTE).rfc3339(),
            ends_at: ends_at.rfc3339(),
            created_by: Who::Person(who),
            comment,
        }
    }

    /// The same silence with another end.
    pub fn prolonged(silence: &Silence<'_>, ends_at: Time) -> Self {
        let copy = |m: &Matcher<'_>| matcher(m.name.raw(), m.value.raw(), m.is_regex, m.is_equal);
        Self {
            id: Some(silence.id.raw().to_owned()),
            matchers: silence.matchers.iter().map(copy).collect(),
            starts_at: silence.starts_at.raw().to_owned(),
            ends_at: ends_at.rfc3339(),
            created_by: Who::Untouched(silence.created_by.raw().to_owned()),
            comment: silence.comment.raw().to_owned(),
        }
    }
}

fn matcher(name: &str, value: &str, is_regex: bool, is_equal: bool) -> Matcher<'static> {
    let text = |s: &str| Text(s.to_owned().into());
    Matcher { name: text(name), value: text(value), is_regex, is_equal }
}

/// One alert of the body of `POST api/v2/alerts`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PostAlert {
    labels: serde_json::Value,
    annotations: serde_json::Value,
    #[serde(skip_serializing_if = "String::is_empty")]
    starts_at: String,
    ends_at: String,
    #[serde(rename = "generatorURL", skip_serializing_if = "String::is_empty")]
    generator_url: String,
}

impl PostAlert {
    /// `alert` as it is, but over by `now` (the source's clock). The end is put two seconds back: one that lies
    /// ahead of the source's clock would not be an end yet.
    pub fn over(alert: &Alert<'_>, now: Time) -> Self {
        let starts_at = alert.starts_at.raw().to_owned();
        let ends_at = now - 2;
        let began = alert.starts_at.time();
        Self {
            labels: serde_json::to_value(&alert.labels).unwrap_or_default(),
            annotations: serde_json::to_value(&alert.annotations).unwrap_or_default(),
            ends_at: if began.is_some_and(|t| t >= ends_at) { starts_at.clone() } else { ends_at.rfc3339() },
            starts_at: if began.is_some() { starts_at } else { String::new() },
            generator_url: alert.generator_url.raw().to_owned(),
        }
    }
}

/// Whether a rule engine raises the alert, and would raise it again: Prometheus and Thanos link to their graph,
/// vmalert and Grafana to the rule.
pub fn raised_by_a_rule(alert: &Alert<'_>) -> bool {
    let url = alert.generator_url.raw();
    ["/graph?g0.expr", "/vmalert/", "/alerting/"].iter().any(|sign| url.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(json: &str) -> Pairs<'_> {
        serde_json::from_str(json).expect("labels")
    }

    #[test]
    fn filters_quote_what_values_may_hold() {
        let labels = pairs(r#"{"alertname":"A","b":"q\"b\\s\nü\u001b[31m","bad-name":"x","_ok1":""}"#);
        assert_eq!(filters(&labels), ["alertname=\"A\"", "_ok1=\"\"", "b=\"q\\\"b\\\\s\\nü\u{1b}[31m\""]);
    }

    #[test]
    fn filters_stay_short_and_begin_with_the_name() {
        let json = format!(r#"{{"a":"{}","alertname":"A","z":"1"}}"#, "x".repeat(5_000));
        assert_eq!(filters(&pairs(&json)), ["alertname=\"A\""]);
        assert!(filters(&pairs("{}")).is_empty());
    }

    #[test]
    fn an_end_is_never_ahead_nor_before_the_start() {
        let alert = |start: &str| Alert { starts_at: Text(start.to_owned().into()), ..Alert::default() };
        let now = Time::parse("2026-11-23T02:29:09Z").expect("a time");
        let over = |start| PostAlert::over(&alert(start), now).ends_at;
        assert_eq!(over("2026-11-23T02:00:00.5Z"), "2026-11-23T02:29:07Z");
        assert_eq!(over("2026-11-23T02:29:08.123Z"), "2026-11-23T02:29:08.123Z");
        assert_eq!(over("2026-11-23T02:29:07.9Z"), "2026-11-23T02:29:07.9Z");
        assert_eq!(over("0001-01-01T00:00:00Z"), "2026-11-23T02:29:07Z");
    }

    #[test]
    fn rules_are_known_by_their_links() {
        let by = |url: &str| {
            raised_by_a_rule(&Alert { generator_url: Text(url.to_owned().into()), ..Alert::default() })
        };
        assert!(by("http://prom:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1"));
        assert!(by("https://grafana/alerting/grafana/abc/view?orgId=1"));
        assert!(!by("http://example.invalid/graph"));
        assert!(!by(""));
    }
}

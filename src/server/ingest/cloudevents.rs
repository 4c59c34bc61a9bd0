//! `CloudEvents` 1.0 in the JSON format and the HTTP binding. A part of [`super`].
//!
//! | ours | theirs |
//! |---|---|
//! | `dedup_key` | `subject`, else `data.dedup_key`, else `source` and `type` |
//! | `status` | `data.status` (firing, resolved); else a `type` that ends in `.resolved` cleared, any other rings |
//! | `title` | `data.title`, `.summary` or `.message`, else `type` and `subject` |
//! | `description`, `service`, `severity`, `labels`, `url`, `runbook` | the same in `data` |
//! | `at`, `source` | `time`, `source` |
//!
//! `source` and `id` name an event for ever: told again, it is answered from what was stored.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use super::{Fault, key, label, not_too_many, said, sha256};
use crate::{
    domain::Time,
    text::{Kind, SafeText},
    wire::{Signal, SignalStatus},
};

/// The media type of one event.
pub const STRUCTURED: &str = "application/cloudevents+json";
/// The media type of a list of events.
pub const BATCH: &str = "application/cloudevents-batch+json";

/// Events as alerts, and the name of the delivery: the same events have the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// In their order.
    pub signals: Vec<Signal>,
    /// 67 visible ASCII characters.
    pub name: String,
}

impl Taken {
    fn of(events: Vec<(Signal, [String; 2])>) -> Self {
        let names: Vec<&str> = events.iter().flat_map(|(_, name)| name.iter().map(|n| &**n)).collect();
        let name = format!("ce-{}", sha256(&names));
        Self { signals: events.into_iter().map(|(signal, _)| signal).collect(), name }
    }
}

/// One event in structured mode.
///
/// # Errors
/// The first fault, by its path.
pub fn structured(body: &Value) -> Result<Taken, Fault> {
    Ok(Taken::of(vec![one(body, "")?]))
}

/// A list of events.
///
/// # Errors
/// The first fault, by its path: `2.specversion`.
pub fn batch(body: &Value) -> Result<Taken, Fault> {
    let Value::Array(events) = body else {
        return Err(Fault::new("body", format!("`{BATCH}` is a list of events")));
    };
    not_too_many(events.len(), "body")?;
    let events = events.iter().enumerate().map(|(nth, event)| one(event, &format!("{nth}.")));
    Ok(Taken::of(events.collect::<Result<_, _>>()?))
}

/// One event in binary mode: `header` gives the attribute of a name (`ce-…`), already decoded; `media` is the data's.
///
/// # Errors
/// The first fault, by its header's name or its path in the data.
pub fn binary(
    header: impl Fn(&str) -> Option<String>,
    media: Option<&str>,
    body: &[u8],
) -> Result<Taken, Fault> {
    let get = |name: &str| Ok(header(&format!("ce-{name}")));
    let attributes = Attributes::read("ce-", get)?;
    let data = Data::of(body, media, "body")?;
    Ok(Taken::of(vec![attributes.signal(&data, "")?]))
}

fn one(event: &Value, path: &str) -> Result<(Signal, [String; 2]), Fault> {
    let Value::Object(fields) = event else {
        let field = if path.is_empty() { "body" } else { path.trim_end_matches('.') };
        return Err(Fault::new(field, "an event is an object with specversion, id, source and type"));
    };
    let get = |name: &str| text(fields, name, path).map(|t| t.map(str::to_owned));
    let attributes = Attributes::read(path, get)?;
    let media = text(fields, "datacontenttype", path)?;
    let data = match (fields.get("data"), text(fields, "data_base64", path)?) {
        (Some(_), Some(_)) => {
            return Err(Fault::new(
                format!("{path}data_base64"),
                "comes beside `data`; only one of them can be",
            ));
        }
        (None, Some(packed)) => {
            let field = format!("{path}data_base64");
            let bytes =
                STANDARD.decode(packed).map_err(|e| Fault::new(&field, format!("is no base64: {e}")))?;
            Data::of(&bytes, media, &field)?
        }
        (Some(Value::Object(fields)), None) => Data::Fields(fields.clone()),
        (Some(Value::String(words)), None) => Data::Words(words.clone()),
        // Numbers and lists say nothing that we know.
        (_, None) => Data::Nothing,
    };
    attributes.signal(&data, &format!("{path}data."))
}

/// A text field: `None` where it is missing or null.
fn text<'a>(fields: &'a Map<String, Value>, name: &str, path: &str) -> Result<Option<&'a str>, Fault> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Fault::new(format!("{path}{name}"), "must be a string")),
    }
}

/// What every event says about itself.
struct Attributes {
    id: String,
    source: String,
    kind: String,
    subject: Option<String>,
    time: Option<Time>,
}

impl Attributes {
    fn read(path: &str, get: impl Fn(&str) -> Result<Option<String>, Fault>) -> Result<Self, Fault> {
        let field = |name: &str| format!("{path}{name}");
        let must = |name: &str| match get(name)?.as_deref().and_then(said) {
            Some(text) => Ok(text.to_owned()),
            None => Err(Fault::new(field(name), format!("`{name}` is missing; a CloudEvent has one"))),
        };
        let version = must("specversion")?;
        if version != "1.0" {
            return Err(Fault::new(
                field("specversion"),
                format!("is `{version}`; CloudEvents 1.0 are taken here"),
            ));
        }
        let time = match get("time")? {
            None => None,
            Some(text) => Some(Time::parse(&text).ok_or_else(|| {
                Fault::new(field("time"), "is no time; write one like 2026-11-23T02:28:25Z")
            })?),
        };
        let subject = get("subject")?.as_deref().and_then(said).map(str::to_owned);
        Ok(Self { id: must("id")?, source: must("source")?, kind: must("type")?, subject, time })
    }

    /// The alert, and the event's name. `path` is where the data's fields are.
    fn signal(self, data: &Data, path: &str) -> Result<(Signal, [String; 2]), Fault> {
        let nothing = Map::new();
        let fields = if let Data::Fields(fields) = data { fields } else { &nothing };
        let get = |name: &str| Ok(text(fields, name, path)?.and_then(said));
        let any = |names: &[&str]| {
            names.iter().map(|n| get(n)).find(|t| !matches!(t, Ok(None))).unwrap_or(Ok(None))
        };
        let named = get("dedup_key")?;
        let dedup_key = match (&self.subject, named) {
            (Some(subject), _) => key(subject),
            (None, Some(named)) => key(named),
            (None, None) => key(&format!("{} {}", self.source, self.kind)),
        };
        let status = match get("status")? {
            Some("firing") => SignalStatus::Firing,
            Some("resolved") => SignalStatus::Resolved,
            Some(_) => {
                return Err(Fault::new(
                    format!("{path}status"),
                    "is not one of its values: firing, resolved",
                ));
            }
            None if self.kind.ends_with(".resolved") => SignalStatus::Resolved,
            None => SignalStatus::Firing,
        };
        let spoken = any(&["title", "summary", "message"])?.map(str::to_owned);
        let title = spoken.unwrap_or_else(|| match &self.subject {
            Some(subject) => format!("{}: {subject}", self.kind),
            None => self.kind.clone(),
        });
        let words = if let Data::Words(words) = data { said(words) } else { get("description")? };
        let signal = Signal {
            dedup_key,
            status,
            title: Some(SafeText::clean(&title, Kind::Line)),
            description: words.map(|t| SafeText::clean(t, Kind::Note)),
            service: get("service")?.map(label),
            severity: get("severity")?.map(label),
            labels: labels(fields, path)?,
            at: self.time,
            url: get("url")?.map(|t| SafeText::clean(t, Kind::Note)),
            runbook: any(&["runbook", "runbook_url"])?.map(|t| SafeText::clean(t, Kind::Note)),
            source: Some(label(&self.source)),
        };
        Ok((signal, [self.source, self.id]))
    }
}

fn labels(fields: &Map<String, Value>, path: &str) -> Result<BTreeMap<SafeText, SafeText>, Fault> {
    let fault = |at: String| Fault::new(at, "must be a string");
    match fields.get("labels") {
        None | Some(Value::Null) => Ok(BTreeMap::new()),
        Some(Value::Object(labels)) => labels
            .iter()
            .map(|(name, value)| match value {
                Value::String(value) => Ok((label(name), label(value))),
                _ => Err(fault(format!("{path}labels.{name}"))),
            })
            .collect(),
        Some(_) => Err(Fault::new(format!("{path}labels"), "must be an object of names and texts")),
    }
}

/// What an event carries.
enum Data {
    Nothing,
    Fields(Map<String, Value>),
    Words(String),
}

impl Data {
    /// Of bytes with a media type; JSON where none is told, as the format says.
    fn of(bytes: &[u8], media: Option<&str>, field: &str) -> Result<Self, Fault> {
        let media = media.map(|m| m.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
        let media = media.as_deref().unwrap_or("application/json");
        if bytes.is_empty() {
            return Ok(Self::Nothing);
        }
        if media == "application/json" || media.ends_with("+json") {
            let value = serde_json::from_slice(bytes);
            return Ok(match value.map_err(|e| Fault::new(field, format!("is not JSON: {e}")))? {
                Value::Object(fields) => Self::Fields(fields),
                Value::String(words) => Self::Words(words),
                _ => Self::Nothing,
            });
        }
        if media.starts_with("text/") {
            return Ok(Self::Words(String::from_utf8_lossy(bytes).into_owned()));
        }
        // A picture, say: the event itself is still worth telling.
        Ok(Self::Nothing)
    }
}

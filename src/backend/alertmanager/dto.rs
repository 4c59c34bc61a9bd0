//! Alertmanager's JSON as it comes: borrowed from the body, forgiving about what is missing.
//!
//! The fast path decodes a list in one go. When that fails because a field has a shape that Alertmanager itself
//! never sends (look-alikes do), each alert is mended on its own, so that one odd alert hides no other.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use crate::domain::{Time, time::DAY};

/// A text, borrowed from the body where it holds no escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

impl Text<'_> {
    /// The text as it came.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// The instant it names; Alertmanager writes `0001-01-01T00:00:00Z` for "unset".
    pub fn time(&self) -> Option<Time> {
        Time::parse(&self.0).filter(|t| t.unix() > YEAR_ONE + DAY)
    }
}

/// 0001-01-01T00:00:00Z.
const YEAR_ONE: i64 = -62_135_596_800;

/// Names and values, sorted by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs<'a>(pub Vec<(Text<'a>, Text<'a>)>);

impl Pairs<'_> {
    /// These pairs.
    pub fn of(pairs: &[(String, String)]) -> Pairs<'_> {
        let pairs = pairs.iter().map(|(name, value)| (Text(Cow::Borrowed(name)), Text(Cow::Borrowed(value))));
        Pairs(pairs.collect())
    }

    /// The value of `name`, unless it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|(n, _)| n.raw().cmp(name)).ok()?;
        Some(self.0[at].1.raw()).filter(|v| !v.is_empty())
    }

    /// Names and values as they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.raw(), v.raw()))
    }

    /// The hash by which Prometheus names a label set (FNV-1a over sorted names and values, 255 after each).
    pub fn fingerprint(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for (name, value) in self.iter() {
            for byte in name.bytes().chain([255]).chain(value.bytes()).chain([255]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }
}

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.iter())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Into;
        impl<'de> Visitor<'de> for Into {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(8));
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                // Go sorts the keys of what it writes, so this is one pass.
                pairs.sort_by(|a: &(Text<'_>, Text<'_>), b| a.0.cmp(&b.0));
                pairs.dedup_by(|later, kept| {
                    let same = later.0 == kept.0;
                    if same {
                        kept.1 = std::mem::take(&mut later.1);
                    }
                    same
                });
                Ok(Pairs(pairs))
            }
        }
        d.deserialize_map(Into)
    }
}

/// An alert of `GET api/v2/alerts`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Alert<'a> {
    /// The hash of its labels: its id, the same for ever.
    #[serde(borrow, deserialize_with = "or_default")]
    pub fingerprint: Text<'a>,
    /// What it is.
    #[serde(borrow, deserialize_with = "or_default")]
    pub labels: Pairs<'a>,
    /// Words for people.
    #[serde(borrow, deserialize_with = "or_default")]
    pub annotations: Pairs<'a>,
    /// Since when it fires.
    #[serde(borrow, deserialize_with = "or_default")]
    pub starts_at: Text<'a>,
    /// When it expires unless it is sent again; not the end.
    #[serde(borrow, deserialize_with = "or_default")]
    pub ends_at: Text<'a>,
    /// When it was last sent.
    #[serde(borrow, deserialize_with = "or_default")]
    pub updated_at: Text<'a>,
    /// The page of the rule that raised it.
    #[serde(rename = "generatorURL", borrow, deserialize_with = "or_default")]
    pub generator_url: Text<'a>,
    /// What Alertmanager does with it.
    #[serde(borrow, deserialize_with = "or_default")]
    pub status: AlertStatus<'a>,
    /// It had fields of shapes Alertmanager never sends, and was mended.
    #[serde(skip)]
    pub odd: bool,
}

/// What Alertmanager does with an alert.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AlertStatus<'a> {
    /// `unprocessed`, `active` or `suppressed`.
    #[serde(borrow, deserialize_with = "or_default")]
    pub state: Text<'a>,
    /// Ids of silences.
    #[serde(borrow, deserialize_with = "or_default")]
    pub silenced_by: Vec<Text<'a>>,
    /// Fingerprints of alerts.
    #[serde(borrow, deserialize_with = "or_default")]
    pub inhibited_by: Vec<Text<'a>>,
    /// Names of time intervals (0.28 and later).
    #[serde(borrow, deserialize_with = "or_default")]
    pub muted_by: Vec<Text<'a>>,
}

/// A silence of `GET api/v2/silences`; expired ones are listed for days.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Silence<'a> {
    /// Its id.
    #[serde(borrow, deserialize_with = "or_default")]
    pub id: Text<'a>,
    /// Whether it works now.
    #[serde(borrow, deserialize_with = "or_default")]
    pub status: SilenceStatus<'a>,
    /// Last change.
    #[serde(borrow, deserialize_with = "or_default")]
    pub updated_at: Text<'a>,
    /// Why.
    #[serde(borrow, deserialize_with = "or_default")]
    pub comment: Text<'a>,
    /// Who.
    #[serde(borrow, deserialize_with = "or_default")]
    pub created_by: Text<'a>,
    /// Since when.
    #[serde(borrow, deserialize_with = "or_default")]
    pub starts_at: Text<'a>,
    /// Until when.
    #[serde(borrow, deserialize_with = "or_default")]
    pub ends_at: Text<'a>,
    /// What it silences. Their order is part of a silence's identity when it is updated.
    #[serde(borrow, deserialize_with = "or_default")]
    pub matchers: Vec<Matcher<'a>>,
}

impl Silence<'_> {
    /// Silences now.
    pub fn is_active(&self) -> bool {
        self.status.state.raw() == "active"
    }

    /// Who made it, for people.
    pub fn who(&self) -> &str {
        match self.created_by.raw().trim() {
            "" => "somebody",
            who => who,
        }
    }
}

/// A silence's state.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct SilenceStatus<'a> {
    /// `pending`, `active` or `expired`.
    #[serde(borrow, deserialize_with = "or_default")]
    pub state: Text<'a>,
}

/// One condition of a silence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Matcher<'a> {
    /// The label.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// Its value, or an expression.
    #[serde(borrow)]
    pub value: Text<'a>,
    /// The value is an expression.
    #[serde(default)]
    pub is_regex: bool,
    /// Equal, not unequal; not sent before 0.22.
    #[serde(default = "yes")]
    pub is_equal: bool,
}

const fn yes() -> bool {
    true
}

/// `null` is the same as missing.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(d: D) -> Result<T, D::Error> {
    Option::deserialize(d).map(Option::unwrap_or_default)
}

/// Decodes a list of alerts; each of them comes out, mended where it has to be.
///
/// A list in which nothing has a label, an annotation or a fingerprint is an error: it is of something else, and would
/// be shown as alerts that do not exist.
pub fn alerts(body: &[u8]) -> Result<Vec<Alert<'_>>, serde_json::Error> {
    let body = without_mark(body);
    let alerts: Vec<Alert<'_>> = serde_json::from_slice(body).or_else(|_| {
        let values: Vec<Value> = serde_json::from_slice(body)?;
        values
            .into_iter()
            .map(|value| match Alert::deserialize(&value) {
                Ok(_) => Alert::deserialize(value),
                Err(_) => Alert::deserialize(mended(&value)).map(|alert| Alert { odd: true, ..alert }),
            })
            .collect::<Result<_, serde_json::Error>>()
    })?;
    let is_nothing =
        |a: &Alert<'_>| a.labels.0.is_empty() && a.annotations.0.is_empty() && a.fingerprint.raw().is_empty();
    if !alerts.is_empty() && alerts.iter().all(is_nothing) {
        return Err(serde::de::Error::custom("a list of something that is no alert"));
    }
    Ok(alerts)
}

/// Decodes a list of silences. One that cannot be read is left out: its alerts still say that they are silenced.
pub fn silences(body: &[u8]) -> Result<Vec<Silence<'_>>, serde_json::Error> {
    let body = without_mark(body);
    serde_json::from_slice(body).or_else(|_| {
        let values: Vec<Value> = serde_json::from_slice(body)?;
        Ok(values.into_iter().filter_map(|value| Silence::deserialize(value).ok()).collect())
    })
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// The fields we know, as texts; what has no such form is left out.
fn mended(value: &Value) -> Value {
    let text = |v: &Value| match v {
        Value::Null => None,
        Value::String(text) => Some(Value::String(text.clone())),
        other => Some(Value::String(other.to_string())),
    };
    let texts = |v: &Value| match v {
        Value::Object(fields) => Value::Object(
            fields.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect(),
        ),
        _ => Value::Null,
    };
    let list = |v: &Value| match v {
        Value::Array(items) => Value::Array(items.iter().filter_map(text).collect()),
        other => Value::Array(text(other).into_iter().collect()),
    };
    let status = &value["status"];
    serde_json::json!({
        "fingerprint": text(&value["fingerprint"]),
        "labels": texts(&value["labels"]),
        "annotations": texts(&value["annotations"]),
        "startsAt": text(&value["startsAt"]),
        "endsAt": text(&value["endsAt"]),
        "updatedAt": text(&value["updatedAt"]),
        "generatorURL": text(&value["generatorURL"]),
        "status": {
            "state": text(&status["state"]),
            "silencedBy": list(&status["silencedBy"]),
            "inhibitedBy": list(&status["inhibitedBy"]),
            "mutedBy": list(&status["mutedBy"]),
        },
    })
}

#[cfg(test)]
mod tests;

//! What an address and its conditions name: an incident, an entry of a catalogue, a version. A part of [`super`].

use axum::{
    extract::{FromRequestParts, Path},
    http::{HeaderMap, header, request::Parts},
};

use super::{app::App, problem::Refusal};
use crate::domain::Number;

/// The `{id}` of a route, decoded.
async fn segment(parts: &mut Parts, app: &App) -> Result<String, Refusal> {
    let Path(text) = Path::<String>::from_request_parts(parts, app)
        .await
        .map_err(|_| Refusal::bad_parameter("id", "the id in the address is not UTF-8"))?;
    if text.chars().any(char::is_control) {
        return Err(Refusal::bad_parameter("id", "the id in the address holds a control character"));
    }
    Ok(text)
}

/// An incident's number as people say it: `42`, `INC-42`, `INC-000042`.
#[derive(Debug, Clone, Copy)]
pub struct Named(pub Number);

impl FromRequestParts<App> for Named {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let text = segment(parts, app).await?;
        number(&text).map(Self).ok_or_else(|| {
            let words = format!("`{text}` names no incident; expected a number like 42 or INC-000042");
            Refusal::bad_parameter("id", words)
        })
    }
}

fn number(text: &str) -> Option<Number> {
    let prefixed = text.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("inc-"));
    let digits = if prefixed { &text[4..] } else { text };
    let plain = (1..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok().and_then(Number::new)).flatten()
}

/// The id of a service or a person, as it stands in the address.
#[derive(Debug, Clone)]
pub struct Word(pub String);

impl FromRequestParts<App> for Word {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        segment(parts, app).await.map(Self)
    }
}

/// A version named by a strong tag: `"42.17"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tag {
    number: u32,
    version: u64,
}

fn tag(text: &str) -> Option<Tag> {
    let inner = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    let (number, version) = inner.split_once('.')?;
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    (digits(number) && digits(version)).then_some(())?;
    Some(Tag { number: number.parse().ok()?, version: version.parse().ok()? })
}

/// The version that `If-Match` asks for. `*` asks only that the incident exists, which every verb does anyway.
pub fn if_match(headers: &HeaderMap, of: Number) -> Result<Option<u64>, Refusal> {
    const NAME: &str = "If-Match";
    let mut given = headers.get_all(header::IF_MATCH).iter();
    let Some(first) = given.next() else { return Ok(None) };
    let text = first.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let one = given.next().is_none();
    let tag = one.then(|| tag(text)).flatten().ok_or_else(|| {
        let words = "expected one strong tag as an ETag of this server says it, like \"42.17\", or `*`";
        Refusal::bad_header(NAME, words)
    })?;
    // Another incident's tag is no version of this one; no incident has version 0.
    Ok(Some(if tag.number == of.get() { tag.version } else { 0 }))
}

/// Refuses a condition where none is looked at: whoever sends one relies on it.
pub fn no_conditions(headers: &HeaderMap) -> Result<(), Refusal> {
    for name in [header::IF_MATCH, header::IF_UNMODIFIED_SINCE] {
        if headers.contains_key(&name) {
            let words = format!("`{name}` is not looked at on this route; leave it out");
            return Err(Refusal::bad_header(name.as_str(), words));
        }
    }
    Ok(())
}

/// Whether the client has this version already (`If-None-Match`; weak comparison, RFC 9110 13.1.2).
pub fn has_already(headers: &HeaderMap, etag: &str) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok()).any(|list| {
        list.split(',').map(str::trim).any(|t| t == "*" || t.strip_prefix("W/").unwrap_or(t) == etag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_say_them() {
        for text in ["42", "INC-42", "INC-000042", "inc-42", "000042"] {
            assert_eq!(number(text), Number::new(42), "{text}");
        }
        for text in
            ["", "0", "INC-", "INC-0", "-42", "+42", "42 ", "4294967296", "INC--42", "é42", "ÏNC-4", "4e1"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn conditions_are_strict() {
        let of = Number::new(42).expect("a number");
        let with = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, text.parse().expect("a header"));
            if_match(&headers, of).map_err(|r| r.problem().field.clone())
        };
        assert_eq!(with("\"42.17\""), Ok(Some(17)));
        assert_eq!(with("\"41.17\""), Ok(Some(0)));
        assert_eq!(with("*"), Ok(None));
        for text in ["42.17", "W/\"42.17\"", "\"42\"", "\"42.17\", \"42.18\"", "\"\"", "\"42.+1\"", "x"] {
            assert_eq!(with(text), Err(Some("If-Match".into())), "{text}");
        }
    }

    #[test]
    fn a_known_version_is_recognized() {
        let with = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, text.parse().expect("a header"));
            has_already(&headers, "\"42.17\"")
        };
        assert!(with("\"42.17\"") && with("W/\"42.17\"") && with("\"1.1\", \"42.17\"") && with("*"));
        assert!(!with("\"42.16\"") && !with("42.17"));
    }
}

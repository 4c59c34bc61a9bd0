//! What is wrong with a body, in words: which field, by its path, and which word was probably meant. A part of
//! [`super`].

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{error::Category, value::RawValue};
use serde_path_to_error::Path;

use super::problem::Refusal;

/// Reads JSON. Nesting deeper than serde's limit of 128 is refused before it costs anything.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    if body.is_empty() {
        return Err(Refusal::bad_json("the body is empty; a request without fields is `{}`"));
    }
    let mut source = serde_json::Deserializer::from_slice(body);
    // serde would take the fields of a struct in their order, too: `["x"]` is nobody's incident.
    if matches!(body.trim_ascii_start().first(), Some(b'[' | b'"' | b'0'..=b'9' | b'-' | b't' | b'f' | b'n'))
    {
        return Err(Refusal::bad_field("body", "expected an object with fields: `{…}`"));
    }
    let value = serde_path_to_error::deserialize(&mut source)
        .map_err(|fault| explain(fault.path(), fault.inner(), body))?;
    source.end().map_err(|fault| Refusal::bad_json(format!("after the value: {fault}")))?;
    Ok(value)
}

/// Reads a list of objects; faults name the place: `2.title`.
pub fn list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Refusal> {
    // Each on its own, so that each is held to be an object, too.
    let items: Vec<Box<RawValue>> = serde_json::from_slice(body)
        .map_err(|fault| Refusal::bad_json(format!("the body is not a JSON list: {fault}")))?;
    let item = |(nth, raw): (usize, Box<RawValue>)| {
        read(raw.get().as_bytes()).map_err(|refusal| {
            let at = match refusal.problem().field.as_deref() {
                None | Some("body") => nth.to_string(),
                Some(field) => format!("{nth}.{field}"),
            };
            refusal.field(at)
        })
    };
    items.into_iter().enumerate().map(item).collect()
}

fn explain(path: &Path, fault: &serde_json::Error, body: &[u8]) -> Refusal {
    let at = path.to_string();
    let at = if at == "." { String::new() } else { at };
    let words = fault.to_string();
    if fault.classify() != Category::Data {
        // serde calls it a fault of the syntax when a number stands where it looks for one of some words.
        let is_json =
            || std::str::from_utf8(body).is_ok_and(|b| serde_json::from_str::<IgnoredAny>(b).is_ok());
        if !at.is_empty() && is_json() {
            return Refusal::bad_field(at, "expected one of its words, as a string");
        }
        let refusal = Refusal::bad_json(format!("the body is not JSON: {words}"));
        return if at.is_empty() { refusal } else { refusal.field(at) };
    }
    let words = words.rsplit_once(" at line ").map_or(&*words, |(words, _)| words);
    if let Some((name, known)) = unknown(words, "unknown field `") {
        let path = with(&at, name);
        return Refusal::unknown_field(path, format!("`{name}` is not known here; {}", offer(name, &known)));
    }
    if let Some((name, known)) = unknown(words, "unknown variant `") {
        return Refusal::bad_field(at, format!("`{name}` is not one of its values; {}", offer(name, &known)));
    }
    if let Some(name) = words.strip_prefix("missing field `").and_then(|w| w.strip_suffix('`')) {
        return Refusal::bad_field(with(&at, name), format!("`{name}` is missing"));
    }
    if let Some(name) = words.strip_prefix("duplicate field `").and_then(|w| w.strip_suffix('`')) {
        return Refusal::bad_field(with(&at, name), format!("`{name}` comes twice"));
    }
    let field = if at.is_empty() { "body".to_owned() } else { at };
    Refusal::bad_field(field, words)
}

/// Splits serde's "unknown field x, expected one of a, b" (each word in backticks) into the word and the known ones.
fn unknown<'a>(words: &'a str, begin: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let rest = words.strip_prefix(begin)?;
    // From the end: the word is the client's and may hold anything.
    let (name, known) = rest.rsplit_once("`, expected ").or_else(|| rest.rsplit_once("`, there are no "))?;
    Some((name, known.split('`').skip(1).step_by(2).collect()))
}

/// `path` and a name under it, once: serde tells some faults with the name in the path and some without.
fn with(path: &str, name: &str) -> String {
    match path.strip_suffix(name) {
        Some(before) if before.is_empty() || before.ends_with('.') => path.to_owned(),
        _ if path.is_empty() => name.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

/// The nearest known word, or all of them.
pub fn offer(typed: &str, known: &[&str]) -> String {
    match nearest(typed, known) {
        Some(word) => format!("did you mean `{word}`?"),
        None if known.is_empty() => "nothing is taken here".to_owned(),
        None => {
            format!("known are {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", "))
        }
    }
}

fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    // Longer than any of our words: not worth measuring, and somebody may send a megabyte.
    if typed.len() > 64 {
        return None;
    }
    let typed = typed.to_lowercase();
    let bound = (typed.chars().count() / 3).max(1);
    known
        .iter()
        .map(|word| (strsim::osa_distance(&typed, word), *word))
        .filter(|(distance, word)| *distance <= bound && *distance < word.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{NewIncident, problem::kind};

    fn fault(body: &str) -> (String, Option<String>, String) {
        let refusal = read::<NewIncident>(body.as_bytes()).expect_err(body);
        let p = refusal.problem();
        (p.kind.clone(), p.field.clone(), p.detail.clone())
    }

    #[test]
    fn faults_name_the_field_by_its_path() {
        for (body, kind, field, says) in [
            (r#"{"titel":"x"}"#, kind::UNKNOWN_FIELD, "titel", "did you mean `title`?"),
            (r#"{"title":"x","zzz":1}"#, kind::UNKNOWN_FIELD, "zzz", "known are `title`"),
            (r#"{"title":"x","by":{"nam":"a"}}"#, kind::UNKNOWN_FIELD, "by.nam", "`name`"),
            (r#"{"title":7}"#, kind::BAD_FIELD, "title", "expected a string"),
            (r#"{"title":"x","impact":"high"}"#, kind::BAD_FIELD, "impact", "expected u8"),
            (r#"{"title":"x","impact":-1}"#, kind::BAD_FIELD, "impact", "expected u8"),
            (r#"{"title":"x","impact":999}"#, kind::BAD_FIELD, "impact", "expected u8"),
            (r#"{"title":"x","labels":{"a":1}}"#, kind::BAD_FIELD, "labels.a", "expected a string"),
            (r#"{"title":"x","labels":[]}"#, kind::BAD_FIELD, "labels", "expected a map"),
            (r#"{"title":"x","by":{"at":"yesterday"}}"#, kind::BAD_FIELD, "by.at", "expected a time"),
            (r#"{"title":"x","origin":"pone"}"#, kind::BAD_FIELD, "origin", "did you mean `phone`?"),
            (r#"{"title":"x","origin":7}"#, kind::BAD_FIELD, "origin", "one of its words"),
            (r#"{"service":"x"}"#, kind::BAD_FIELD, "title", "missing"),
            (r#"{"title":"x","title":"y"}"#, kind::BAD_FIELD, "title", "twice"),
            ("[]", kind::BAD_FIELD, "body", "an object"),
            (" [\"x\"]", kind::BAD_FIELD, "body", "an object"),
            ("7", kind::BAD_FIELD, "body", "expected"),
        ] {
            let (was, at, words) = fault(body);
            assert_eq!((&*was, at.as_deref()), (kind, Some(field)), "{body}: {words}");
            assert!(words.contains(says), "{body}: {words}");
        }
    }

    #[test]
    fn what_is_not_json_says_where() {
        for body in ["", "{", r#"{"title":"x"} x"#, "{\"title\":\"\u{0}\"}", "{'title':1}", "\u{feff}{}"] {
            assert_eq!(fault(body).0, kind::BAD_JSON, "{body}");
        }
        let not_utf8 = read::<NewIncident>(b"{\"title\":\"\xff\"}").expect_err("not UTF-8");
        assert_eq!(not_utf8.problem().kind, kind::BAD_JSON);
        assert_eq!(not_utf8.problem().field.as_deref(), Some("title"));
    }

    #[test]
    fn depth_and_length_cost_nothing() {
        let deep = format!("{{\"title\":{}", "[".repeat(100_000));
        let (_, _, words) = fault(&deep);
        assert!(words.len() < 1_000, "{words}");
        let deep = format!("{{\"labels\":{}", "{\"a\":".repeat(100_000));
        fault(&deep);
        let long = format!("{{\"{}\":1}}", "x".repeat(900_000));
        let (kind, field, words) = fault(&long);
        assert_eq!(kind, kind::UNKNOWN_FIELD);
        assert!(words.len() < 2_000 && field.is_some_and(|f| f.len() < 2_000), "{words}");
    }

    #[test]
    fn a_hostile_name_does_not_fool_the_reader() {
        let (_, field, words) = fault(r#"{"x`, expected one of `evil":1}"#);
        assert_eq!(field.as_deref(), Some("x`, expected one of `evil"));
        assert!(words.contains("known are `title`"), "{words}");
    }
}

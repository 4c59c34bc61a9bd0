//! The source's own words out of the body of a refusal. Pure.
//!
//! Error bodies have many shapes, several of them within one product: a JSON string or `{code, message}` or nothing
//! (Alertmanager), `{error, status}` or `results[].status` (Icinga), `{error: {message, errors[]}}` (`PagerDuty`),
//! `{error: {message, data}}` with status 200 (Zabbix), `{errors: [{message}]}` (incident.io), `{title, detail}`
//! (RFC 9457), plain text, or a proxy's web page.

use serde_json::Value;

use crate::text::{Kind, SafeText};

use super::scrub::Scrub;

/// What is said instead of a web page's source.
pub(super) const HTML: &str = "a web page (HTML), not JSON";

/// Sentences taken from one body.
const MOST: usize = 4;

/// One line of words for a person, cleaned and without secrets; empty when the body says nothing.
pub(super) fn words(content_type: Option<&str>, body: &[u8], scrub: &Scrub) -> SafeText {
    if is_html(content_type, body) {
        let page = match title(body) {
            Some(title) => format!("{HTML}, with the title: {title}"),
            None => HTML.to_owned(),
        };
        return SafeText::clean(&scrub.text(&page), Kind::Line);
    }
    let said = match serde_json::from_slice::<Value>(body) {
        Ok(value) => {
            let mut said = Vec::new();
            gather(&value, 0, &mut said);
            said.truncate(MOST);
            said.join("; ")
        }
        Err(_) => first_line(body),
    };
    SafeText::clean(scrub.text(said.trim()).as_str(), Kind::Line)
}

/// Whether the body is a web page, by its type or its first characters.
pub(super) fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    if content_type.is_some_and(|t| t.contains("html"))
        && !matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
    {
        return true;
    }
    let start = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
    let start = start[..start.len().min(64)].to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body"].iter().any(|tag| start.starts_with(tag))
}

/// The title of a web page, or its first heading: what a proxy or a login page says of itself.
pub(super) fn title(body: &[u8]) -> Option<String> {
    // Long enough for any head; a page is not searched to its end.
    let page = String::from_utf8_lossy(&body[..body.len().min(16 << 10)]).into_owned();
    // ASCII only, so that positions stay the same.
    let folded = page.to_ascii_lowercase();
    ["title", "h1"].into_iter().find_map(|tag| {
        let open = folded.find(&format!("<{tag}>"))? + tag.len() + 2;
        let close = open + folded[open..].find("</")?;
        let words: Vec<&str> = page[open..close].split_whitespace().collect();
        Some(words.join(" ")).filter(|words| !words.is_empty())
    })
}

/// The error that a body with a success status tells of: JSON with `error`, `errors` or `message` in its first level.
pub(super) fn told_error(body: &[u8], scrub: &Scrub) -> Option<SafeText> {
    let value: Value = serde_json::from_slice(body).ok()?;
    ["error", "errors", "message"].iter().find(|name| value.get(**name).is_some_and(|v| !v.is_null()))?;
    Some(words(None, body, scrub)).filter(|words| !words.is_empty())
}

/// The first line that is not blank, as text.
pub(super) fn first_line(body: &[u8]) -> String {
    let line = body.split(|b| matches!(b, b'\n' | b'\r')).find(|line| !line.trim_ascii().is_empty());
    String::from_utf8_lossy(line.unwrap_or_default()).into_owned()
}

/// Adds what `value` says, most telling words first.
fn gather(value: &Value, depth: u8, said: &mut Vec<String>) {
    if depth > 4 || said.len() >= MOST {
        return;
    }
    let mut say = |text: &str| {
        let text = text.trim();
        if !text.is_empty() && !said.iter().any(|s| s == text) {
            said.push(text.to_owned());
        }
    };
    match value {
        Value::String(text) => say(text),
        Value::Array(items) => items.iter().for_each(|item| gather(item, depth + 1, said)),
        Value::Object(fields) => {
            let before = said.len();
            // `title` and `reason` are general, `message`, `detail` and `data` say what was wrong.
            for name in
                ["message", "error", "title", "detail", "data", "reason", "description", "errors", "results"]
            {
                if let Some(inner) = fields.get(name) {
                    gather(inner, depth + 1, said);
                }
            }
            if said.len() == before
                && let Some(status) = fields.get("status")
            {
                gather(status, depth + 1, said);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests;

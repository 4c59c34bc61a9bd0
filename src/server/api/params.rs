//! Parameters of the address, read as strictly as bodies are: what is unknown, comes twice or cannot be read is
//! refused by its name. A part of [`super`].

use std::ops::RangeInclusive;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{app::App, explain, problem::Refusal};
use crate::{
    domain::Time,
    text::{Kind, SafeText},
};

/// The parameters of a request, decoded. A handler says with [`Params::only`] which ones it knows.
#[derive(Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `a=1&b=two%20words`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|p| !p.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name).map_err(|why| Refusal::bad_parameter(name, format!("its name {why}")))?;
            let value =
                decode(value).map_err(|why| Refusal::bad_parameter(&*name, format!("`{name}` {why}")))?;
            if pairs.iter().any(|(known, _)| *known == name) {
                let words = format!("`{name}` comes twice");
                return Err(Refusal::bad_parameter(name, words));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// Refuses every parameter but these.
    pub fn only(self, known: &[&str]) -> Result<Self, Refusal> {
        match self.0.iter().find(|(name, _)| !known.contains(&&**name)) {
            None => Ok(self),
            Some((name, _)) => {
                let words = format!("`{name}` is not known here; {}", explain::offer(name, known));
                Err(Refusal::bad_parameter(name, words))
            }
        }
    }

    /// A value as it came; an empty one counts as none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| &**v).filter(|v| !v.is_empty())
    }

    /// A name or a word.
    pub fn label(&self, name: &str) -> Option<SafeText> {
        self.get(name).map(|v| SafeText::clean(v, Kind::Label))
    }

    /// A whole number within bounds.
    pub fn number(&self, name: &str, bounds: RangeInclusive<u32>, otherwise: u32) -> Result<u32, Refusal> {
        let Some(text) = self.get(name) else { return Ok(otherwise) };
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().filter(|n| bounds.contains(n)).ok_or_else(|| {
            let (least, most) = bounds.into_inner();
            Refusal::bad_parameter(name, format!("`{name}={text}`: expected a number from {least} to {most}"))
        })
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(text) => {
                Err(Refusal::bad_parameter(name, format!("`{name}={text}`: expected `true` or `false`")))
            }
        }
    }

    /// One of some words; the first when nothing is said.
    pub fn word<T: Copy>(&self, name: &str, words: &[(&str, T)], otherwise: T) -> Result<T, Refusal> {
        let Some(text) = self.get(name) else { return Ok(otherwise) };
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            Refusal::bad_parameter(name, format!("`{name}={text}`: {}", explain::offer(text, &known)))
        })
    }

    /// An instant.
    pub fn time(&self, name: &str) -> Result<Option<Time>, Refusal> {
        let Some(text) = self.get(name) else { return Ok(None) };
        Time::parse(text).map(Some).ok_or_else(|| {
            let words = format!("`{name}={text}`: expected a time like 2026-11-23T02:28:25Z");
            Refusal::bad_parameter(name, words)
        })
    }
}

impl FromRequestParts<App> for Params {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        Self::parse(parts.uri.query().unwrap_or(""))
    }
}

/// For routes that know no parameters.
#[derive(Debug)]
pub struct NoParams;

impl FromRequestParts<App> for NoParams {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        Params::parse(parts.uri.query().unwrap_or(""))?.only(&[]).map(|_| Self)
    }
}

/// `%XX` and `+`, strictly: what is not UTF-8 afterwards, or holds a control character, is nothing a person typed.
fn decode(text: &str) -> Result<String, &'static str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
                match (digit(rest.next()), digit(rest.next())) {
                    (Some(high), Some(low)) => (high * 16 + low) as u8,
                    _ => return Err("has a `%` without two hexadecimal digits (a percent sign is `%25`)"),
                }
            }
            other => other,
        });
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8")?;
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err("holds a control character");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (String, String) {
        let refusal =
            Params::parse(text).and_then(|p| p.only(&["limit", "cursor", "brief"])).expect_err(text);
        let p = refusal.problem();
        (p.field.clone().unwrap_or_default(), p.detail.clone())
    }

    #[test]
    fn parameters_are_decoded() {
        let params = Params::parse("q=state%3Anew+p%3C3&me=").expect("read");
        assert_eq!(params.get("q"), Some("state:new p<3"));
        assert_eq!(params.get("me"), None);
    }

    #[test]
    fn faults_name_the_parameter() {
        for (text, field, says) in [
            ("limt=1", "limt", "did you mean `limit`?"),
            ("limit=1&limit=2", "limit", "twice"),
            ("cursor=%ff", "cursor", "UTF-8"),
            ("cursor=%00", "cursor", "control"),
            ("cursor=%1", "cursor", "hexadecimal"),
            ("cursor=%+1", "cursor", "hexadecimal"),
            ("zzzzzzzzzz", "zzzzzzzzzz", "known are `limit`"),
        ] {
            let (at, words) = fault(text);
            assert_eq!(at, field, "{text}: {words}");
            assert!(words.contains(says), "{text}: {words}");
        }
    }

    #[test]
    fn values_are_checked() {
        let params = Params::parse("limit=0&brief=yes&from=now").expect("read");
        assert!(params.number("limit", 1..=5, 1).is_err());
        assert!(params.flag("brief").is_err());
        assert!(params.time("from").is_err());
        for text in ["limit=%2B1", "limit=-1", "limit=1.0", "limit=99999999999"] {
            assert!(Params::parse(text).expect("read").number("limit", 0..=5_000, 1).is_err(), "{text}");
        }
    }
}

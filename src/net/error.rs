//! What can go wrong on the way to a source and back. Every message says what was tried, what came back, what to do.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{Method, Url};

use crate::text::SafeText;

use super::{scrub::Scrub, secret::SecretError};

/// What was tried: `GET https://host/path?…`, without user info, query and anything secret. The query is ours, long and
/// the same each time: it would push what came back out of sight.
#[derive(Clone, PartialEq, Eq)]
pub struct Tried(Arc<str>);

impl Tried {
    /// The showable form of a request.
    pub(super) fn new(method: &Method, url: &Url, scrub: &Scrub) -> Self {
        let query = if url.query().is_some() { "?…" } else { "" };
        let out = format!("{method} {}{}{query}", url.origin().ascii_serialization(), url.path());
        Self(scrub.text(&out).into())
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a call gave no usable answer. Holds no secret; words from outside are cleaned and shown in quotes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// No connection came about, so nothing was sent.
    #[error("{tried}: could not connect to {host}: {cause:?}. Is the source up, and its `url` right?")]
    Unreachable {
        /// The request.
        tried: Tried,
        /// Host and port, and the proxy on the way if one is configured.
        host: String,
        /// Refused, no such name, no route, in words.
        cause: SafeText,
    },
    /// The time for the whole call (or for connecting) ran out.
    #[error(
        "{tried}: {} within {:.1} s. Try again; if it stays so, look at the source or raise its `timeout`",
        if *connecting { "could not connect" } else { "no complete answer" }, after.as_secs_f32()
    )]
    Timeout {
        /// The request.
        tried: Tried,
        /// How long we waited.
        after: Duration,
        /// Whether it was still connecting: then nothing was sent.
        connecting: bool,
    },
    /// The TLS handshake failed: nothing was sent.
    #[error("{tried}: no trusted TLS connection to {host}: {cause:?}. {}", advice.unwrap_or("Check the certificate"))]
    Tls {
        /// The request.
        tried: Tried,
        /// Host and port.
        host: String,
        /// What the certificate check or the handshake said.
        cause: SafeText,
        /// What to do about it, where we know.
        advice: Option<&'static str>,
    },
    /// The connection broke after the request was sent, or what came back was not HTTP.
    #[error(
        "{tried}: the answer broke off: {cause:?}. Try again; if it stays so, look at the source or a proxy before it"
    )]
    Broken {
        /// The request.
        tried: Tried,
        /// Reset, closed too early, malformed, in words.
        cause: SafeText,
    },
    /// The source answered with a status that is not a success.
    #[error("{tried}: refused with status {status}{}. {}", said(words), status_advice(*status))]
    Refused {
        /// The request.
        tried: Tried,
        /// The HTTP status.
        status: u16,
        /// The source's own words, cleaned; may be empty.
        words: SafeText,
    },
    /// The source asks us to come later, and later is after this call's deadline.
    #[error("{tried}: {} (status {status}{}){}", later(*status), said(words), wait(*status, retry_after.as_ref()))]
    Throttled {
        /// The request.
        tried: Tried,
        /// 429 or 503.
        status: u16,
        /// How long to wait, at most ten minutes; nothing when the source did not say.
        retry_after: Option<Duration>,
        /// The source's own words, cleaned; may be empty.
        words: SafeText,
    },
    /// The body is not JSON, or not of the shape we know.
    #[error("{tried}: answered, but the body {cause:?}{}. Is the `url` right, and the source's version one we know?", near(*line, *column, snippet))]
    NotJson {
        /// The request.
        tried: Tried,
        /// What is wrong with it.
        cause: SafeText,
        /// Line of the fault, from 1; 0 when there is none.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
        /// The text around the fault, cleaned and without secrets.
        snippet: SafeText,
    },
    /// The body, after decompression, passed its cap and was dropped.
    #[error("{tried}: the answer is larger than the cap of {} and was dropped. Narrow the filter or ask for smaller pages", size(*cap_bytes))]
    TooLarge {
        /// The request.
        tried: Tried,
        /// The cap in bytes.
        cap_bytes: usize,
    },
    /// A redirect that we do not follow: to another origin, of a write, or the fourth in a row.
    #[error(
        "{tried}: sent on from {from} to {to}: {why}. If that is meant, put the final address into `url`"
    )]
    Redirect {
        /// The request.
        tried: Tried,
        /// The origin asked.
        from: String,
        /// The origin named by the answer.
        to: String,
        /// Why we stay.
        why: &'static str,
    },
    /// The token could not be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// What was asked of this layer cannot be done: a wrong URL, header or file. The text says which and what to do.
    #[error("{0}")]
    Config(String),
}

impl NetError {
    /// Whether the source could not be reached, so that what is shown of it grows old.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Timeout { .. } | Self::Broken { .. })
    }

    /// Whether the same call may succeed later without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused { status, .. } => matches!(status, 408 | 425 | 429 | 502 | 503 | 504),
            other => other.is_unreachable() || matches!(other, Self::Throttled { .. }),
        }
    }

    /// Whether a write may have taken effect in spite of the error: then look before sending it again.
    pub fn may_have_happened(&self) -> bool {
        match self {
            // A write answered with "see the result over there" was done.
            Self::Broken { .. } | Self::NotJson { .. } | Self::TooLarge { .. } | Self::Redirect { .. } => {
                true
            }
            Self::Timeout { connecting, .. } => !connecting,
            Self::Refused { status, .. } => *status >= 500 || *status == 408,
            Self::Throttled { status, .. } => *status >= 500,
            Self::Unreachable { .. } | Self::Tls { .. } | Self::Secret(_) | Self::Config(_) => false,
        }
    }

    /// The status the source answered with, if it did.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } | Self::Throttled { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// How long the source asked us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::Throttled { retry_after, .. } = self { *retry_after } else { None }
    }
}

fn said(words: &SafeText) -> String {
    if words.is_empty() { String::new() } else { format!(": {words:?}") }
}

/// 429 is about us, 503 is about the source.
fn later(status: u16) -> &'static str {
    if status == 429 { "asked to slow down" } else { "not available now" }
}

fn wait(status: u16, retry_after: Option<&Duration>) -> String {
    let how_long = retry_after.map(Duration::as_secs);
    match (status, how_long) {
        (429, Some(s)) => format!(" for {s} s. Fewer or later requests help"),
        (429, None) => ". Fewer or later requests help".to_owned(),
        (_, Some(s)) => format!(", it says for {s} s. Try again then; if it stays so, tell its operators"),
        (_, None) => ". Try again later; if it stays so, tell its operators".to_owned(),
    }
}

fn near(line: usize, column: usize, snippet: &SafeText) -> String {
    match (line, snippet.is_empty()) {
        (0, true) => String::new(),
        (0, false) => format!(", near {snippet:?}"),
        _ => format!(" at line {line}, column {column}, near {snippet:?}"),
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        n if n >= 1 << 20 && n % (1 << 20) == 0 => format!("{} MiB", n >> 20),
        n if n >= 1 << 10 && n % (1 << 10) == 0 => format!("{} KiB", n >> 10),
        n => format!("{n} bytes"),
    }
}

fn status_advice(status: u16) -> &'static str {
    match status {
        401 => "Check the token: it is missing, wrong or expired",
        403 => "The token is known but lacks the right for this",
        404 | 410 => "It is not there: was it removed, or is the `url` wrong?",
        405 | 406 | 415 => "The source does not offer this call: is its version one we know?",
        409 | 412 => "It was changed meanwhile: look again, then decide",
        429 => "Wait and try again",
        400..=499 => "Change the request as the words say",
        _ => "The fault is at the source: try again later or tell its operators",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Kind;

    fn tried(url: &str) -> Tried {
        Tried::new(&Method::GET, &Url::parse(url).unwrap(), &Scrub::new(["CANARY".to_owned()]))
    }

    #[test]
    fn what_was_tried_shows_no_user_info_no_query_and_no_token_in_the_path() {
        assert_eq!(
            tried("https://u:p4ss@h:9/bot/CANARY/x?api_key=s3cret&filter=a%3Db&bare#frag").to_string(),
            "GET https://h:9/bot/[redacted]/x?…"
        );
    }

    #[test]
    fn what_may_have_happened_and_what_may_be_tried_again() {
        let t = tried("http://h/");
        let words = SafeText::clean("x", Kind::Line);
        let refused = |status| NetError::Refused { tried: t.clone(), status, words: words.clone() };
        for (error, retryable, happened) in [
            (NetError::Unreachable { tried: t.clone(), host: "h".into(), cause: words.clone() }, true, false),
            (NetError::Broken { tried: t.clone(), cause: words.clone() }, true, true),
            (NetError::Timeout { tried: t.clone(), after: Duration::ZERO, connecting: true }, true, false),
            (NetError::Timeout { tried: t.clone(), after: Duration::ZERO, connecting: false }, true, true),
            (refused(503), true, true),
            (refused(500), false, true),
            (refused(409), false, false),
            (NetError::Config("no".into()), false, false),
        ] {
            assert_eq!((error.is_retryable(), error.may_have_happened()), (retryable, happened), "{error}");
        }
    }

    #[test]
    fn messages_have_their_three_parts() {
        let error = NetError::Refused {
            tried: tried("http://h/api"),
            status: 422,
            words: SafeText::clean("filter is required", Kind::Line),
        };
        assert_eq!(
            error.to_string(),
            r#"GET http://h/api: refused with status 422: "filter is required". Change the request as the words say"#
        );
        let error = NetError::TooLarge { tried: tried("http://h/"), cap_bytes: 8 << 20 };
        assert!(error.to_string().contains("8 MiB"), "{error}");
    }
}

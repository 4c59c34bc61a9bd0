//! What came back, and how it becomes values.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::text::{Kind, Opaque, SafeText};

use super::{
    NetError, Tried, Validator, next_link,
    scrub::Scrub,
    words::{HTML, first_line, is_html, title, told_error},
};

/// Bodies from this size are decoded on a thread of their own: at about 100 MB/s this is 2.5 ms.
const OFF_THREAD: usize = 256 << 10;

/// Bytes shown on each side of a fault.
const NEAR: usize = 40;

/// A successful answer with its whole body. `Debug` shows sizes, not content.
#[derive(Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// How long to wait before the next call, where the source said so: at most ten minutes.
    pub retry_after: Option<Duration>,
    /// The source's clock, in seconds since 1970, from `Date`.
    pub date_s: Option<i64>,
    /// From sending to the end of the body, in milliseconds; the last try only.
    pub elapsed_ms: u64,
    /// How far the source's clock is ahead of ours, in seconds; nothing without `Date` or when the answer took over 2 s.
    pub offset_s: Option<i64>,
    /// What we sent as `X-Request-Id`, for the source's logs.
    pub request_id: Uuid,
    /// Nothing changed since the validator that was sent along; the body is empty then.
    pub unchanged: bool,
    pub(super) headers: HeaderMap,
    pub(super) body: Arc<Vec<u8>>,
    pub(super) validator: Validator,
    pub(super) tried: Tried,
    pub(super) scrub: Scrub,
}

impl Answer {
    /// The body, after decompression.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// A header, to be sent back or looked at; not for eyes.
    pub fn header(&self, name: &str) -> Option<Opaque> {
        self.headers.get(name)?.to_str().ok().map(Opaque::new)
    }

    /// The version of what was read, for `If-Match`.
    pub fn etag(&self) -> Option<Opaque> {
        self.header("etag")
    }

    /// The type the source gave the body.
    pub fn content_type(&self) -> Option<SafeText> {
        Some(SafeText::clean(self.headers.get("content-type")?.to_str().ok()?, Kind::Label))
    }

    /// Where the next page is (`Link: rel="next"`): a path for the next [`super::Call`].
    pub fn next_link(&self) -> Option<Opaque> {
        next_link(&self.headers)
    }

    /// What to remember of this answer once it has been taken in.
    pub fn validator(&self) -> Validator {
        self.validator.clone()
    }

    /// The request this answers, for messages.
    pub fn tried(&self) -> &Tried {
        &self.tried
    }

    /// Decodes the body; large ones (from 256 KiB) off the caller's thread.
    ///
    /// Depth over 127, `NaN`, lone surrogates and bytes that are not UTF-8 are errors; a byte order mark is passed over.
    pub async fn json<T: DeserializeOwned + Send + 'static>(&self) -> Result<T, NetError> {
        if self.body.len() < OFF_THREAD {
            return self.decode();
        }
        let answer = self.clone();
        tokio::task::spawn_blocking(move || answer.decode())
            .await
            .unwrap_or_else(|_| Err(self.not_json("could not be decoded", 0, 0, SafeText::default())))
    }

    fn decode<T: DeserializeOwned>(&self) -> Result<T, NetError> {
        let body = self.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.body);
        serde_json::from_slice(body).map_err(|error| self.explain(body, &error))
    }

    /// Says what is wrong with a body that did not decode.
    fn explain(&self, body: &[u8], error: &serde_json::Error) -> NetError {
        let content_type = self.headers.get("content-type").and_then(|v| v.to_str().ok());
        if body.trim_ascii().is_empty() {
            return self.not_json("is empty", 0, 0, SafeText::default());
        }
        if is_html(content_type, body) {
            let near = title(body).unwrap_or_else(|| first_line(&body[..body.len().min(4_096)]));
            let near = SafeText::clean(&self.scrub.text(&near), Kind::Label);
            return self.not_json(&format!("is {HTML}"), 0, 0, near);
        }
        if error.is_data()
            && let Some(words) = told_error(body, &self.scrub)
        {
            return self.not_json("is an error of its own", 0, 0, words);
        }
        let what = match error.classify() {
            serde_json::error::Category::Eof => "ends in the middle of its JSON".to_owned(),
            serde_json::error::Category::Data => format!("is JSON of another shape than expected: {error}"),
            _ => format!("is not JSON: {error}"),
        };
        // The position is a field of its own.
        let what = what.split(" at line ").next().unwrap_or_default();
        let (line, column) = (error.line(), error.column());
        let snippet = SafeText::clean_bytes(&self.around(body, line, column), Kind::Label);
        self.not_json(what, line, column, snippet)
    }

    /// The bytes around a fault, secrets masked before anything is cut.
    fn around(&self, body: &[u8], line: usize, column: usize) -> Vec<u8> {
        let line_start = match line {
            0 | 1 => 0,
            n => body.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(n - 2).map_or(0, |(at, _)| at + 1),
        };
        let at = (line_start + column).min(body.len());
        let wide = NEAR + self.scrub.longest();
        let start = at.saturating_sub(wide);
        let mut window = body[start..(at + wide).min(body.len())].to_vec();
        self.scrub.bytes(&mut window);
        let middle = at - start;
        window[middle.saturating_sub(NEAR)..(middle + NEAR).min(window.len())].to_vec()
    }

    fn not_json(&self, cause: &str, line: usize, column: usize, snippet: SafeText) -> NetError {
        let cause = SafeText::clean(&self.scrub.text(cause), Kind::Line);
        NetError::NotJson { tried: self.tried.clone(), cause, line, column, snippet }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("tried", &self.tried)
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .field("elapsed_ms", &self.elapsed_ms)
            .field("unchanged", &self.unchanged)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use reqwest::{Method, Url, header::HeaderValue};
    use rstest::rstest;
    use serde::Deserialize;
    use serde_json::Value;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Row {
        #[allow(dead_code)]
        id: u64,
    }

    fn answer(content_type: &'static str, body: impl Into<Vec<u8>>) -> Answer {
        let scrub = Scrub::new(["CANARY-TOKEN".to_owned()]);
        let tried = Tried::new(&Method::GET, &Url::parse("http://h/api").unwrap(), &scrub);
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(content_type));
        Answer {
            status: 200,
            retry_after: None,
            date_s: None,
            elapsed_ms: 1,
            offset_s: None,
            request_id: Uuid::nil(),
            unchanged: false,
            headers,
            body: Arc::new(body.into()),
            validator: Validator::default(),
            tried,
            scrub,
        }
    }

    #[tokio::test]
    async fn a_byte_order_mark_is_passed_over_and_large_bodies_decode_too() {
        let row: Vec<Row> = answer("application/json", "\u{feff}[{\"id\":7}]").json().await.unwrap();
        assert_eq!(row.len(), 1);
        let many = format!("[{}]", vec![r#"{"id":1}"#; 100_000].join(","));
        assert!(many.len() > OFF_THREAD);
        let rows: Vec<Row> = answer("application/json", many).json().await.unwrap();
        assert_eq!(rows.len(), 100_000);
    }

    #[rstest]
    #[case::page("text/html", b"<!doctype html><title>Sign in</title>".to_vec(), "a web page (HTML), not JSON\", near \"Sign in\"")]
    #[case::error("application/json", br#"{"status":"error","error":"no org id"}"#.to_vec(), "an error of its own\", near \"no org id\"")]
    #[case::empty("application/json", b" \n".to_vec(), "is empty")]
    #[case::cut("application/json", b"[{\"id\":1".to_vec(), "ends in the middle")]
    #[case::shape("application/json", b"[{\"id\":\"x\"}]".to_vec(), "another shape")]
    #[case::nan("application/json", b"[{\"id\":NaN}]".to_vec(), "is not JSON")]
    #[case::surrogate("application/json", br#"["\ud800"]"#.to_vec(), "JSON")]
    #[case::not_utf8("application/json", b"[\"\xff\"]".to_vec(), "JSON")]
    #[case::deep("application/json", vec![b'['; 100_000], "recursion limit")]
    #[case::deep_and_large("application/json", vec![b'['; 400_000], "recursion limit")]
    #[case::huge_number("application/json", b"[{\"id\":1e400}]".to_vec(), "JSON")]
    #[tokio::test]
    async fn hostile_bodies_are_errors_that_say_where(
        #[case] content_type: &'static str,
        #[case] body: Vec<u8>,
        #[case] says: &str,
    ) {
        let error = if says == "recursion limit" {
            answer(content_type, body).json::<Value>().await.unwrap_err()
        } else {
            answer(content_type, body).json::<Vec<Row>>().await.unwrap_err()
        };
        assert!(matches!(error, NetError::NotJson { .. }), "{error:?}");
        let words = error.to_string();
        assert!(words.starts_with("GET http://h/api: ") && words.contains(says), "{words}");
    }

    #[tokio::test]
    async fn the_fault_is_shown_with_its_place_and_without_the_token() {
        let body = "[\n  {\"id\": 1},\n  {\"id\": \"CANARY-TOKEN\"}\n]";
        let error = answer("application/json", body).json::<Vec<Row>>().await.unwrap_err();
        let NetError::NotJson { line, column, .. } = &error else { unreachable!("{error}") };
        assert_eq!((*line, *column), (3, 23));
        assert!(!format!("{error} {error:?}").contains("CANARY"), "{error}");
        assert!(!format!("{error} {error:?}").contains("TOKEN"), "{error}");
        // Also when the cut goes through it.
        for before in 0..60 {
            let body = format!("{{\"a\":\"{}CANARY-TOKEN\",!}}", "x".repeat(before));
            let error = answer("application/json", body).json::<Value>().await.unwrap_err();
            assert!(!format!("{error:?}").contains("OKEN"), "{error:?}");
        }
    }

    #[test]
    fn debug_shows_no_content() {
        assert!(!format!("{:?}", answer("text/plain", "CANARY-TOKEN")).contains("CANARY"));
    }
}

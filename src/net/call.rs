//! What to ask: method, path, query, body and options of one call.

use std::{fmt, time::Duration};

use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde::Serialize;

use super::{Client, DEFAULT_CAP, LIST_CAP, NetError, Validator};

/// The body of a request.
#[derive(Clone, Default)]
pub enum Payload {
    /// None.
    #[default]
    None,
    /// JSON text.
    Json(Vec<u8>),
    /// `application/x-www-form-urlencoded` text.
    Form(Vec<u8>),
}

impl Payload {
    /// `value` as JSON.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, NetError> {
        serde_json::to_vec(value)
            .map(Self::Json)
            .map_err(|e| NetError::Config(format!("a request body could not be written as JSON: {e}")))
    }

    /// Pairs as a form.
    pub fn form(pairs: &[(&str, &str)]) -> Self {
        Self::Form(
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes(),
        )
    }

    /// What is sent.
    pub fn bytes(&self) -> Option<&Vec<u8>> {
        match self {
            Self::None => None,
            Self::Json(bytes) | Self::Form(bytes) => Some(bytes),
        }
    }
}

impl fmt::Debug for Payload {
    /// Its size only: a body may hold what people wrote.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} bytes)", self.bytes().map_or(0, Vec::len))
    }
}

/// What differs from the usual call.
#[derive(Clone)]
pub struct Opts {
    /// The answer's cap in bytes, after decompression.
    pub cap: usize,
    /// For the whole call, retries included; nothing: the client's `timeout`.
    pub deadline: Option<Duration>,
    /// The call may be sent twice without harm though it is a POST or PATCH (it carries an idempotency key).
    pub idempotent: bool,
    /// Hand out every status as an [`super::Answer`] instead of [`NetError::Refused`].
    pub any_status: bool,
    /// Hand out these statuses as an [`super::Answer`] too: the source's body says more than words.
    pub hand_out: &'static [u16],
    /// Tries at most, the first included; 1 switches retries off (pollers that keep their own [`super::Backoff`]).
    pub tries: u32,
    /// Instead of `Accept: application/json`.
    pub accept: Option<String>,
    /// More headers (`From`, `If-Match`, `Idempotency-Key`).
    pub headers: Vec<(String, String)>,
}

impl Default for Opts {
    fn default() -> Self {
        Self {
            cap: DEFAULT_CAP,
            deadline: None,
            idempotent: false,
            any_status: false,
            hand_out: &[],
            tries: 3,
            accept: None,
            headers: Vec::new(),
        }
    }
}

impl Opts {
    /// For lists: the cap is 64 MiB.
    pub fn list() -> Self {
        Self { cap: LIST_CAP, ..Self::default() }
    }
}

impl fmt::Debug for Opts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Opts")
            .field("cap", &self.cap)
            .field("deadline", &self.deadline)
            .field("idempotent", &self.idempotent)
            .field("any_status", &self.any_status)
            .field("tries", &self.tries)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

/// One call. The methods of [`Client`] make the common ones.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// The HTTP method.
    pub method: Method,
    /// Relative to the base URL, or absolute on the same origin. Ids in it must have gone through [`super::segment`].
    pub path: &'a str,
    /// Names and values, not yet encoded.
    pub query: &'a [(&'a str, &'a str)],
    /// The body.
    pub payload: Payload,
    /// What differs from the usual.
    pub opts: &'a Opts,
    /// What was seen last, for a conditional read.
    pub seen: Option<&'a Validator>,
}

impl<'a> Call<'a> {
    /// A call without a body.
    pub fn new(method: Method, path: &'a str, query: &'a [(&'a str, &'a str)], opts: &'a Opts) -> Self {
        Self { method, path, query, payload: Payload::None, opts, seen: None }
    }

    /// Whether sending it twice does what sending it once does (RFC 9110 section 9.2.2).
    pub(super) fn is_idempotent(&self) -> bool {
        self.opts.idempotent
            || matches!(self.method, Method::GET | Method::HEAD | Method::PUT | Method::DELETE)
    }

    /// Whether it only reads.
    pub(super) fn is_read(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD)
    }

    /// The headers that the call itself brings.
    pub(super) fn headers(&self) -> Result<HeaderMap, NetError> {
        let value = |name: &str, text: &str| {
            HeaderValue::from_str(text).map_err(|_| {
                NetError::Config(format!("the value of header {name:?} has characters HTTP cannot carry"))
            })
        };
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, value("Accept", self.opts.accept.as_deref().unwrap_or("application/json"))?);
        let content_type = match self.payload {
            Payload::None => None,
            Payload::Json(_) => Some("application/json"),
            Payload::Form(_) => Some("application/x-www-form-urlencoded"),
        };
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        for (name, text) in &self.opts.headers {
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| NetError::Config(format!("{name:?} cannot be the name of an HTTP header")))?;
            headers.insert(header, value(name, text)?);
        }
        Ok(headers)
    }
}

/// The common calls.
impl Client {
    /// Reads.
    pub async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
        opts: &Opts,
    ) -> Result<super::Answer, NetError> {
        self.call(Call::new(Method::GET, path, query, opts)).await
    }

    /// Reads, unless it is what `seen` describes: then the answer is `unchanged` and empty. Keep
    /// [`super::Answer::validator`] once the answer has been taken in.
    pub async fn get_if_changed(
        &self,
        path: &str,
        query: &[(&str, &str)],
        seen: &Validator,
        opts: &Opts,
    ) -> Result<super::Answer, NetError> {
        self.call(Call { seen: Some(seen), ..Call::new(Method::GET, path, query, opts) }).await
    }

    /// Sends `body` as JSON; never sent twice unless `opts.idempotent`.
    pub async fn post_json<T: Serialize + ?Sized>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: &T,
        opts: &Opts,
    ) -> Result<super::Answer, NetError> {
        let payload = Payload::json(body)?;
        self.call(Call { payload, ..Call::new(Method::POST, path, query, opts) }).await
    }

    /// Replaces what is at `path` by `body`.
    pub async fn put_json<T: Serialize + ?Sized>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: &T,
        opts: &Opts,
    ) -> Result<super::Answer, NetError> {
        let payload = Payload::json(body)?;
        self.call(Call { payload, ..Call::new(Method::PUT, path, query, opts) }).await
    }

    /// Changes parts of what is at `path`; like a POST, never sent twice unless `opts.idempotent`.
    pub async fn patch_json<T: Serialize + ?Sized>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: &T,
        opts: &Opts,
    ) -> Result<super::Answer, NetError> {
        let payload = Payload::json(body)?;
        self.call(Call { payload, ..Call::new(Method::PATCH, path, query, opts) }).await
    }

    /// Removes what is at `path`.
    pub async fn delete(
        &self,
        path: &str,
        query: &[(&str, &str)],
        opts: &Opts,
    ) -> Result<super::Answer, NetError> {
        self.call(Call::new(Method::DELETE, path, query, opts)).await
    }
}

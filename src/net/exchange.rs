//! One try of a call: send, follow same-origin redirects of reads, read the body up to its cap.

use std::{
    sync::{Arc, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use reqwest::{
    Response, StatusCode,
    header::{ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, LOCATION},
};
use tokio::time::{Instant, timeout_at};
use url::Url;
use uuid::Uuid;

use crate::text::{Opaque, SafeText};

use super::{
    Answer, Call, ClockOffset, NetError, Tried, Validator,
    body::{BodyError, ERROR_CAP, read_capped, read_head},
    cause::{Where, explain},
    client::Inner,
    headers::{date, retry_after},
    spec::origin,
    words::words,
};

/// Redirects followed in a row.
const HOPS: u32 = 3;

/// A call made ready: each try sends the same.
pub(super) struct Exchange<'a> {
    inner: &'a Inner,
    call: &'a Call<'a>,
    url: Url,
    headers: HeaderMap,
    request_id: Uuid,
    deadline: Instant,
    budget: Duration,
}

/// An answer's head with what is known of its way.
struct Head {
    response: Response,
    tried: Tried,
    host: String,
    started: Instant,
    offset_s: Option<i64>,
    url: Url,
}

/// An answer whose body is still to come.
pub(super) struct Opened {
    pub(super) response: Response,
    pub(super) tried: Tried,
    pub(super) host: String,
    /// From sending to the head of the answer.
    pub(super) elapsed: Duration,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(
        inner: &'a Inner,
        call: &'a Call<'a>,
        url: Url,
        deadline: Instant,
    ) -> Result<Self, NetError> {
        let mut headers = call.headers()?;
        if let Some((name, value)) = &inner.auth {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(etag) = call.seen.and_then(|seen| seen.etag_for(url.as_str()))
            && let Ok(etag) = HeaderValue::from_str(etag.to_source())
        {
            headers.insert(IF_NONE_MATCH, etag);
        }
        let request_id = Uuid::now_v7();
        if let Ok(id) = HeaderValue::from_str(&request_id.to_string()) {
            headers.insert(HeaderName::from_static("x-request-id"), id);
        }
        let budget = deadline.saturating_duration_since(Instant::now());
        Ok(Self { inner, call, url, headers, request_id, deadline, budget })
    }

    /// Sends it once.
    pub(super) async fn run(&self) -> Result<Answer, NetError> {
        let head = self.head().await?;
        self.finish(head).await
    }

    /// Sends it once and hands out the body unread, where the source agreed.
    pub(super) async fn open(&self) -> Result<Opened, NetError> {
        let Head { response, tried, host, started, .. } = self.head().await?;
        if !response.status().is_success() {
            return Err(self.refusal(response, tried).await);
        }
        Ok(Opened { response, tried, host, elapsed: started.elapsed() })
    }

    /// The head of the answer at the end of all redirects that may be followed.
    async fn head(&self) -> Result<Head, NetError> {
        let mut url = self.url.clone();
        for hop in 0..=HOPS {
            let head = self.send(&url).await?;
            if !is_redirect(head.response.status()) || self.call.opts.any_status {
                return Ok(head);
            }
            let Some(to) = location(&head) else { return Ok(head) };
            url = self.follow(&head, to, hop)?;
        }
        Err(NetError::Config("redirects were not counted".into()))
    }

    async fn send(&self, url: &Url) -> Result<Head, NetError> {
        let tried = Tried::new(&self.call.method, url, &self.inner.scrub);
        let host = self.host(url);
        let mut request =
            self.inner.http.request(self.call.method.clone(), url.clone()).headers(self.headers.clone());
        if let Some(body) = self.call.payload.bytes() {
            request = request.body(body.clone());
        }
        let started = Instant::now();
        let sent = timeout_at(self.deadline, request.send()).await;
        let response = match sent {
            Err(_) => return Err(self.too_late(&tried)),
            Ok(Err(error)) => return Err(self.explain(error, &tried, &host, started)),
            Ok(Ok(response)) => response,
        };
        let rtt = started.elapsed();
        tracing::debug!(
            status = response.status().as_u16(),
            ms = rtt.as_millis() as u64,
            id = %self.request_id,
            "{tried}"
        );
        let offset_s = date(response.headers())
            .and_then(|date| ClockOffset::sample(epoch_ms(date) / 1_000, rtt, epoch_ms(SystemTime::now())));
        if let Some(offset) = offset_s {
            self.inner.clock.lock().unwrap_or_else(PoisonError::into_inner).push(offset);
        }
        Ok(Head { response, tried, host, started, offset_s, url: url.clone() })
    }

    /// Where to go next, if we may.
    fn follow(&self, head: &Head, to: &str, hop: u32) -> Result<Url, NetError> {
        let refuse = |to: String, why| NetError::Redirect {
            tried: head.tried.clone(),
            from: origin(&head.url),
            to,
            why,
        };
        let Ok(target) = head.url.join(to) else {
            return Err(refuse("an address that is no URL".into(), "it leads nowhere"));
        };
        let shown = origin(&target);
        if !self.call.is_read() {
            return Err(refuse(shown, "a call that changes something is never sent on"));
        }
        if target.origin() != head.url.origin()
            || !target.username().is_empty()
            || target.password().is_some()
        {
            return Err(refuse(shown, "the token and the request stay with the source they were meant for"));
        }
        if hop == HOPS {
            return Err(refuse(shown, "it was the fourth redirect in a row"));
        }
        Ok(target)
    }

    /// Reads the body and judges the status.
    async fn finish(&self, head: Head) -> Result<Answer, NetError> {
        let Head { response, tried, host, started, offset_s, url: _ } = head;
        let status = response.status();
        let headers = response.headers().clone();
        let retry_after = retry_after(&headers, SystemTime::now());
        if status == StatusCode::NOT_MODIFIED && self.headers.contains_key(IF_NONE_MATCH) {
            let validator = self.call.seen.cloned().unwrap_or_default();
            return Ok(self.answer(
                status,
                headers,
                Vec::new(),
                validator,
                true,
                tried,
                started,
                offset_s,
                retry_after,
            ));
        }
        let opts = self.call.opts;
        if !status.is_success() && !opts.any_status && !opts.hand_out.contains(&status.as_u16()) {
            return Err(self.refusal(response, tried).await);
        }
        let body = match timeout_at(self.deadline, read_capped(response, self.call.opts.cap)).await {
            Err(_) => return Err(self.too_late(&tried)),
            Ok(Err(BodyError::TooLarge(cap_bytes))) => return Err(NetError::TooLarge { tried, cap_bytes }),
            Ok(Err(BodyError::Read(error))) => return Err(self.explain(error, &tried, &host, started)),
            Ok(Ok(body)) => body,
        };
        let etag = headers.get(ETAG).and_then(|v| v.to_str().ok()).map(Opaque::new);
        // Of what was asked for, not of where a redirect led: the next call asks for the same again.
        let validator = Validator::of(self.url.as_str(), etag, &body);
        let unchanged = self.call.seen.is_some_and(|seen| seen.same_body(&validator));
        let body = if unchanged { Vec::new() } else { body };
        Ok(self.answer(status, headers, body, validator, unchanged, tried, started, offset_s, retry_after))
    }

    /// What a status that is no success means, in the source's own words.
    async fn refusal(&self, response: Response, tried: Tried) -> NetError {
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers(), SystemTime::now());
        let content_type =
            response.headers().get("content-type").and_then(|v| v.to_str().ok()).map(str::to_owned);
        // Without its words a refusal is still a refusal: neither a cut nor a late body changes it.
        let body = timeout_at(self.deadline, read_head(response, ERROR_CAP)).await.unwrap_or_default();
        let words: SafeText = words(content_type.as_deref(), &body, &self.inner.scrub);
        if status == 429 || (status == 503 && retry_after.is_some()) {
            NetError::Throttled { tried, status, retry_after, words }
        } else {
            NetError::Refused { tried, status, words }
        }
    }

    #[allow(clippy::too_many_arguments)] // the one place that fills the struct in
    fn answer(
        &self,
        status: StatusCode,
        headers: HeaderMap,
        body: Vec<u8>,
        validator: Validator,
        unchanged: bool,
        tried: Tried,
        started: Instant,
        offset_s: Option<i64>,
        retry_after: Option<Duration>,
    ) -> Answer {
        Answer {
            status: status.as_u16(),
            retry_after,
            date_s: date(&headers).map(|date| epoch_ms(date) / 1_000),
            elapsed_ms: started.elapsed().as_millis() as u64,
            offset_s,
            request_id: self.request_id,
            unchanged,
            headers,
            body: Arc::new(body),
            validator,
            tried,
            scrub: self.inner.scrub.clone(),
        }
    }

    fn too_late(&self, tried: &Tried) -> NetError {
        NetError::Timeout { tried: tried.clone(), after: self.budget, connecting: false }
    }

    fn explain(&self, error: reqwest::Error, tried: &Tried, host: &str, started: Instant) -> NetError {
        explain(error, &Where { tried, host, scrub: &self.inner.scrub, since: started.elapsed() })
    }

    /// Host and port, and the proxy on the way.
    fn host(&self, url: &Url) -> String {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        match &self.inner.via {
            Some(proxy) => format!("{host}:{port} (through the proxy {proxy})"),
            None => format!("{host}:{port}"),
        }
    }
}

/// The statuses that name another place (RFC 9110 section 15.4); 304 does not.
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn location(head: &Head) -> Option<&str> {
    head.response.headers().get(LOCATION)?.to_str().ok()
}

/// Milliseconds since 1970.
fn epoch_ms(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

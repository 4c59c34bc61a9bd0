//! A call whose answer does not end: events as they come, with a deadline for silence instead of one for the whole.

use std::{collections::VecDeque, fmt, time::Duration};

use reqwest::{Method, Response};
use tokio::time::{Instant, timeout};

use crate::text::{Kind, Opaque, SafeText};

use super::{
    Call, Client, NetError, Opts, Tried,
    body::{ERROR_CAP, read_head},
    cause::{Where, explain},
    exchange::{Exchange, Opened},
    scrub::Scrub,
    spec::join,
    sse::{Event, Parser},
    words::{HTML, first_line, is_html, title},
};

/// A stream that brings no byte for so long, heartbeats included, is dead.
pub const IDLE: Duration = Duration::from_secs(30);

const MEDIA_TYPE: &str = "text/event-stream";

/// What a stream brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// An event.
    Event(Event),
    /// Bytes that complete no event: a heartbeat, or a part of one.
    Beat,
}

/// An open stream of server-sent events. Dropped, it is closed.
pub struct EventStream {
    response: Response,
    parser: Parser,
    ready: VecDeque<Event>,
    idle: Duration,
    tried: Tried,
    host: String,
    scrub: Scrub,
    elapsed: Duration,
}

impl Client {
    /// Opens a stream of events (`Accept: text/event-stream`); `last` is the last id that was seen of it, if any.
    ///
    /// The call's deadline (or the client's `timeout`) is for the head of the answer. It is tried once: whoever follows
    /// a stream keeps a [`super::Backoff`]. Token, redirects and what may be shown are as for every call.
    ///
    /// # Errors
    /// Those of a call; and [`NetError::NotJson`] when what comes is no stream of events, such as a proxy's web page.
    pub async fn stream(
        &self,
        path: &str,
        query: &[(&str, &str)],
        last: Option<&Opaque>,
        opts: &Opts,
    ) -> Result<EventStream, NetError> {
        let inner = self.inner();
        let mut opts = Opts { accept: Some(MEDIA_TYPE.into()), any_status: false, ..opts.clone() };
        opts.headers.push(("Cache-Control".into(), "no-store".into()));
        // A compressor on the way would keep small events back until it has enough of them.
        opts.headers.push(("Accept-Encoding".into(), "identity".into()));
        if let Some(last) = last.filter(|last| !last.is_empty()) {
            opts.headers.push(("Last-Event-ID".into(), last.to_source().to_owned()));
        }
        let call = Call::new(Method::GET, path, query, &opts);
        let url = join(&inner.base, path, query)?;
        let deadline = Instant::now() + opts.deadline.unwrap_or(inner.timeout);
        let opened = Exchange::new(inner, &call, url, deadline)?.open().await?;
        if !is_event_stream(&opened.response) {
            return Err(not_a_stream(opened, deadline, &inner.scrub).await);
        }
        let Opened { response, tried, host, elapsed } = opened;
        Ok(EventStream {
            response,
            parser: Parser::new(last.cloned().unwrap_or_default()),
            ready: VecDeque::new(),
            idle: IDLE,
            tried,
            host,
            scrub: inner.scrub.clone(),
            elapsed,
        })
    }
}

impl EventStream {
    /// The same with another time than [`IDLE`] after which silence is death.
    #[must_use]
    pub fn with_idle(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// What comes next; `None` when the source ended the stream in order. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`NetError::Timeout`] after silence, [`NetError::Broken`], or [`NetError::NotJson`] for a line or an event that is
    /// larger than its cap.
    pub async fn next(&mut self) -> Result<Option<Heard>, NetError> {
        if let Some(event) = self.ready.pop_front() {
            return Ok(Some(Heard::Event(event)));
        }
        let chunk = match timeout(self.idle, self.response.chunk()).await {
            Err(_) => {
                return Err(NetError::Timeout {
                    tried: self.tried.clone(),
                    after: self.idle,
                    connecting: false,
                });
            }
            Ok(Err(error)) => {
                let place =
                    Where { tried: &self.tried, host: &self.host, scrub: &self.scrub, since: self.idle };
                return Err(explain(error, &place));
            }
            Ok(Ok(None)) => return Ok(None),
            Ok(Ok(Some(chunk))) => chunk,
        };
        let mut events = Vec::new();
        let taken = self.parser.push(&chunk, &mut events);
        self.ready.extend(events);
        if let Err(error) = taken {
            return Err(self.unusable(&error.to_string()));
        }
        Ok(Some(self.ready.pop_front().map_or(Heard::Beat, Heard::Event)))
    }

    /// What the source asks us to wait before we connect again: 0.5 to 60 s.
    pub fn retry(&self) -> Option<Duration> {
        self.parser.retry()
    }

    /// From sending to the head of the answer.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The request it answers, for messages.
    pub fn tried(&self) -> &Tried {
        &self.tried
    }

    /// The error for a stream whose content is of no use: `cause` goes on after "answered, but the body".
    pub fn unusable(&self, cause: &str) -> NetError {
        NetError::NotJson {
            tried: self.tried.clone(),
            cause: SafeText::clean(&self.scrub.text(cause), Kind::Line),
            line: 0,
            column: 0,
            snippet: SafeText::default(),
        }
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventStream({:?})", self.tried)
    }
}

fn content_type(response: &Response) -> Option<&str> {
    response.headers().get("content-type")?.to_str().ok()
}

fn is_event_stream(response: &Response) -> bool {
    let essence = content_type(response).and_then(|t| t.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(MEDIA_TYPE)
}

/// Says what came instead of a stream.
async fn not_a_stream(opened: Opened, deadline: Instant, scrub: &Scrub) -> NetError {
    let Opened { response, tried, .. } = opened;
    let kind = content_type(&response).map(str::to_owned);
    let wait = deadline.min(Instant::now() + Duration::from_secs(1));
    let body = tokio::time::timeout_at(wait, read_head(response, ERROR_CAP)).await.unwrap_or_default();
    let (cause, near) = if is_html(kind.as_deref(), &body) {
        (format!("is {HTML}").replace("JSON", "a stream of events"), title(&body))
    } else {
        let kind = kind.as_deref().unwrap_or("without a content type");
        (format!("is {kind}, not a stream of events ({MEDIA_TYPE})"), None)
    };
    let near = near.unwrap_or_else(|| first_line(&body[..body.len().min(4_096)]));
    NetError::NotJson {
        tried,
        cause: SafeText::clean(&scrub.text(&cause), Kind::Line),
        line: 0,
        column: 0,
        snippet: SafeText::clean(&scrub.text(&near), Kind::Label),
    }
}

//! The stream: the log as it grows, as server-sent events or by long poll.
//!
//! | file | what it does |
//! |---|---|
//! | [`hub`] | the last part of the log in memory, once for all readers; the pulse that wakes them |
//! | [`stream`] | one reader: hello, catching up, following, gaps, heartbeats |
//! | [`poll`] | the same for those behind proxies that hold streams back |
//! | [`frame`] | messages as bytes |
//!
//! The log comes first and the wake-up second: a reader is a place in the log and nothing else, so whatever is lost on
//! the way (a wake-up, a connection, the server) costs time and never an entry.

pub mod frame;
pub mod hub;
pub mod poll;
pub mod stream;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};

use super::{app::App, params::Params, problem::Refusal};
use crate::wire::{EventId, Gap, GapReason, StreamPage};

/// Whoever is further behind than this many entries lists anew and goes on from the end.
pub const FAR_BEHIND: u64 = 10_000;

/// The most streams that are open at once.
pub const STREAMS: usize = 20_000;

/// What the stream is asked with.
const KNOWN: [&str; 2] = ["after", "wait"];

/// Everything that happens
///
/// With `Accept: text/event-stream` a stream of server-sent events: first `hello` (`{"id": …, "now": …}`, the end of the
/// log and the server's clock), then one `change` for every entry of the log, its `id` the place to resume from; `gap`
/// where entries are left out (list anew, then go on); a comment every ten seconds. Resume with `Last-Event-ID` (or
/// `after=`); without either it begins now.
///
/// With `Accept: application/json` a long poll: answers as soon as there is something after `after`, or with an empty
/// page after `wait` seconds.
#[utoipa::path(get, path = "/v1/events", tag = "events",
    params(
        ("after" = Option<String>, Query, description = "The last event that is known; from now on when left out", example = "019ab1c2-0000-7000-8000-000000000000-1042"),
        ("wait" = Option<u32>, Query, description = "Seconds that a long poll may wait: 0 to 30, 25 when left out", minimum = 0, maximum = 30),
        ("Last-Event-ID" = Option<String>, Header, description = "The same as `after`, and goes before it: what a browser's EventSource sends when it comes back", example = "019ab1c2-0000-7000-8000-000000000000-1042"),
    ),
    responses((status = 200, description = "A page, or the stream", content(
        (StreamPage = "application/json"),
        (String = "text/event-stream", example = json!("id: 019ab1c2-0000-7000-8000-000000000000-1043\nevent: change\ndata: {\"event\":{\"seq\":1043}}\n\n")),
    ))))]
pub async fn events(State(app): State<App>, params: Params, headers: HeaderMap) -> Result<Response, Refusal> {
    let params = params.only(&KNOWN)?;
    let place = asked_place(&params, &headers)?;
    let wait = params.number("wait", 0..=30, 25)?;
    match accepted(&headers) {
        Some(Form::Stream) => stream::open(&app, place),
        Some(Form::Page) => poll::answer(&app, place, wait).await,
        None => Err(Refusal::not_acceptable(
            "events come as `text/event-stream`, or as `application/json` by long poll",
        )),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Stream,
    Page,
}

/// The first form that is accepted; the stream for those who accept anything.
fn accepted(headers: &HeaderMap) -> Option<Form> {
    let mut said = false;
    for list in headers.get_all(header::ACCEPT) {
        said = true;
        for one in list.to_str().unwrap_or("").split(',') {
            match one.split(';').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
                "text/event-stream" | "text/*" | "*/*" => return Some(Form::Stream),
                "application/json" | "application/*" => return Some(Form::Page),
                _ => {}
            }
        }
    }
    (!said).then_some(Form::Stream)
}

/// The place a client says it knows.
fn asked_place(params: &Params, headers: &HeaderMap) -> Result<Option<EventId>, Refusal> {
    const HEADER: &str = "Last-Event-ID";
    if let Some(text) = headers.get("last-event-id").filter(|v| !v.is_empty()) {
        let id = text.to_str().unwrap_or("").parse::<EventId>();
        return id.map(Some).map_err(|why| Refusal::bad_header(HEADER, why));
    }
    params
        .get("after")
        .map(str::parse::<EventId>)
        .transpose()
        .map_err(|why| Refusal::bad_parameter("after", why))
}

/// Where a reader begins, and what it must be told first if that is not where it asked to.
struct Begin {
    seq: u64,
    gap: Option<Gap>,
}

impl App {
    fn place(&self, seq: u64) -> EventId {
        EventId { store: self.store().id(), seq }
    }

    /// The end of the log, as far as anybody can have heard of it.
    fn head(&self) -> u64 {
        self.store().head().max(self.hub().pulse().borrow().head)
    }

    fn leave_out(&self, reason: GapReason, head: u64) -> Gap {
        self.metrics().gap(reason);
        Gap { reason, next: self.place(head) }
    }

    /// Where to begin for a client that knows `place`.
    fn begin(&self, place: Option<EventId>) -> Begin {
        let head = self.head();
        let reason = match place {
            None => return Begin { seq: head, gap: None },
            Some(place) if place.store != self.store().id() => GapReason::OtherStore,
            Some(place) if place.seq > head => GapReason::NotKept,
            Some(place) if head - place.seq > FAR_BEHIND => GapReason::TooFarBehind,
            Some(place) => return Begin { seq: place.seq, gap: None },
        };
        Begin { seq: head, gap: Some(self.leave_out(reason, head)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_accepted_form_counts() {
        let of = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, header::HeaderValue::from_static(text));
            accepted(&headers)
        };
        assert_eq!(of("text/event-stream"), Some(Form::Stream));
        assert_eq!(of("application/json"), Some(Form::Page));
        assert_eq!(of("application/json;q=0.9, text/event-stream"), Some(Form::Page));
        assert_eq!(of("*/*"), Some(Form::Stream));
        assert_eq!(of("image/png"), None);
        assert_eq!(accepted(&HeaderMap::new()), Some(Form::Stream));
    }
}

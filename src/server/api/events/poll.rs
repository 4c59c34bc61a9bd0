//! The long poll: for those behind proxies that hold streams back. A part of [`super`].

use std::time::Duration;

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use tokio::time::Instant;

use super::FAR_BEHIND;
use crate::{
    server::api::{app::App, problem::Refusal},
    wire::{EventId, GapReason, StreamPage},
};

/// The most entries of an answer; whoever is further behind asks again at once.
const PAGE: u32 = 500;

/// What there is after `place`, as soon as there is something, but not later than in `wait` seconds.
pub async fn answer(app: &App, place: Option<EventId>, wait: u32) -> Result<Response, Refusal> {
    let until = Instant::now() + Duration::from_secs(u64::from(wait));
    let mut pulse = app.hub().pulse();
    let begin = app.begin(place);
    if begin.gap.is_some() {
        return Ok(page(StreamPage { items: Vec::new(), gap: begin.gap, next: app.place(begin.seq) }));
    }
    loop {
        let over = pulse.borrow_and_update().over;
        let head = app.head();
        if head.saturating_sub(begin.seq) > FAR_BEHIND {
            let gap = app.leave_out(GapReason::TooFarBehind, head);
            return Ok(page(StreamPage { items: Vec::new(), next: gap.next, gap: Some(gap) }));
        }
        if head > begin.seq {
            let since = app.store().since(begin.seq, PAGE).await?;
            if since.last > begin.seq || since.gap.is_some() {
                let next = app.place(since.last.max(begin.seq));
                return Ok(page(StreamPage { items: since.items, gap: since.gap, next }));
            }
        }
        let changed = async { if over { Err(()) } else { pulse.changed().await.map_err(|_| ()) } };
        if !matches!(tokio::time::timeout_at(until, changed).await, Ok(Ok(()))) {
            return Ok(page(StreamPage { items: Vec::new(), gap: None, next: app.place(begin.seq) }));
        }
    }
}

fn page(page: StreamPage) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(page)).into_response()
}

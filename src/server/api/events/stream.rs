//! One reader of the stream. A part of [`super`].

use std::convert::Infallible;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::watch;

use super::{
    FAR_BEHIND, STREAMS, frame,
    hub::{Inside, Piece, Pulse},
};
use crate::{
    server::api::{app::App, problem::Refusal},
    wire::{EventId, GapReason},
};

/// Entries that are read from the store at once while catching up.
const PAGE: u32 = 256;

/// The stream for a client that knows `place`.
pub fn open(app: &App, place: Option<EventId>) -> Result<Response, Refusal> {
    let inside = app.hub().enter(STREAMS).ok_or_else(|| {
        Refusal::unavailable(format!("{STREAMS} streams are open, the most this server serves"))
    })?;
    let pulse = app.hub().pulse();
    let begin = app.begin(place);
    let mut first = frame::hello(app.place(app.head()), app.now()).to_vec();
    if let Some(gap) = &begin.gap {
        first.extend_from_slice(&frame::gap(gap));
    }
    let beat = pulse.borrow().beat;
    let reader =
        Reader { app: app.clone(), pulse, sent: begin.seq, beat, first: Some(first.into()), _inside: inside };
    let body = Body::from_stream(stream::unfold(reader, |mut reader| async move {
        let bytes = reader.next().await?;
        Some((Ok::<_, Infallible>(bytes), reader))
    }));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // nginx would hold the stream back until its buffer is full.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, body).into_response())
}

struct Reader {
    app: App,
    pulse: watch::Receiver<Pulse>,
    /// The last entry that was handed out.
    sent: u64,
    /// The last heartbeat that was.
    beat: u64,
    first: Option<Bytes>,
    _inside: Inside,
}

impl Reader {
    /// What goes out next; waits until there is something. `None` ends the stream, and the client comes back.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            let pulse = *self.pulse.borrow_and_update();
            if pulse.over {
                return None;
            }
            // Asked again each time: whoever reads slowly can fall behind at any moment.
            if pulse.head.saturating_sub(self.sent) > FAR_BEHIND {
                let gap = self.app.leave_out(GapReason::TooFarBehind, pulse.head);
                self.sent = pulse.head;
                return Some(frame::gap(&gap));
            }
            match self.app.hub().read(self.sent) {
                Piece::Frames { bytes, last } => {
                    self.sent = last;
                    return Some(bytes);
                }
                Piece::Elsewhere => match self.catch_up().await {
                    Ok(Some(bytes)) => return Some(bytes),
                    Ok(None) => {}
                    Err(()) => return None,
                },
                Piece::Nothing if pulse.beat != self.beat => {
                    self.beat = pulse.beat;
                    return Some(frame::HEARTBEAT);
                }
                Piece::Nothing => {}
            }
            if self.pulse.changed().await.is_err() {
                return None;
            }
        }
    }

    /// A page of the log from the store. `None`: it has nothing after our place yet.
    async fn catch_up(&mut self) -> Result<Option<Bytes>, ()> {
        let app = &self.app;
        let _turn = app.catching_up().acquire().await.map_err(|_| ())?;
        let page = app.store().since(self.sent, PAGE).await.map_err(|why| {
            tracing::error!(%why, "a stream could not catch up and ends; its client comes back");
        })?;
        let mut bytes = page.gap.as_ref().map(frame::gap).unwrap_or_default();
        if let Some(gap) = &page.gap {
            app.metrics().gap(gap.reason);
            self.sent = self.sent.max(gap.next.seq);
        }
        if !page.items.is_empty() {
            let changes = frame::changes(app.store().id(), &page.items);
            bytes = if bytes.is_empty() { changes } else { [bytes, changes].concat().into() };
        }
        self.sent = self.sent.max(page.last);
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}

//! Alerts from outside. A part of [`super`].
//!
//! Whoever sends is known before anything of the body is read as JSON; a body that is refused leaves nothing behind.

use super::{answer, app::App, body, explain, guard, params::NoParams, problem::Refusal};
use crate::{
    server::{
        ingest::{
            self, Denied, Fault, Given,
            alertmanager::Webhook,
            cloudevents::{self, Taken},
            keys,
        },
        ledger::{Answered, Done, IdempotencyKey, Op},
    },
    text::{Kind, SafeText},
    wire::{Signal, SignalsTaken},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, Uri, header, request::Parts},
    response::Response,
};
use bytes::Bytes;

/// The most that a body of alerts may have, in bytes.
pub const BODY: usize = 512 * 1024;

/// Alertmanager's webhook
///
/// The body of a `webhook_config` (version 4). Repeats count up, what cleared is resolved, what comes back within half
/// an hour is reopened.
#[utoipa::path(post, path = "/v1/inbound/alertmanager", tag = "inbound",
    request_body(content = Value, content_type = "application/json", description = "As Alertmanager sends it"),
    responses((status = 200, description = "What became of each alert", body = SignalsTaken)))]
pub async fn alertmanager(
    State(app): State<App>,
    _: NoParams,
    request: Request,
) -> Result<Response, Refusal> {
    let sent = Sent::read(&app, request).await?;
    if sent.media.as_deref() != Some("application/json") {
        return Err(sent.other_media("`application/json`"));
    }
    let hook: Webhook = explain::read(&sent.body)?;
    let signals = hook.signals(app.now())?;
    if hook.truncated_alerts > 0 {
        let words = "alerts were left out by Alertmanager (max_alerts of its webhook_config): they are not known here";
        tracing::warn!(left_out = hook.truncated_alerts, "{words}");
    }
    sent.take(&app, signals, "alertmanager", None).await
}

/// Alerts in the generic shape, or as `CloudEvents`
///
/// One alert, a list of at most 1,000, or `CloudEvents` 1.0: structured, as a batch, or binary (`ce-` headers). An event
/// that comes again (the same `source` and `id`) is answered with what was answered before.
#[utoipa::path(post, path = "/v1/inbound/events", tag = "inbound",
    request_body(content((Signal = "application/json"), (Value = "application/cloudevents+json"),
        (Vec<Value> = "application/cloudevents-batch+json")), description = "One or several"),
    responses((status = 200, description = "What became of each alert", body = SignalsTaken)))]
pub async fn events(State(app): State<App>, _: NoParams, request: Request) -> Result<Response, Refusal> {
    let sent = Sent::read(&app, request).await?;
    let taken: Taken = match sent.media.as_deref() {
        Some(cloudevents::STRUCTURED) => cloudevents::structured(&explain::read(&sent.body)?)?,
        Some(cloudevents::BATCH) => {
            let fault = |e| Refusal::bad_json(format!("the body is not JSON: {e}"));
            cloudevents::batch(&serde_json::from_slice(&sent.body).map_err(fault)?)?
        }
        media if sent.headers.contains_key("ce-specversion") || sent.headers.contains_key("ce-id") => {
            cloudevents::binary(|name| sent.attribute(name), media, &sent.body)?
        }
        Some("application/json") => {
            let signals = generic(&sent.body)?;
            return sent.take(&app, signals, "events", None).await;
        }
        _ => {
            return Err(sent.other_media(
                "`application/json`, `application/cloudevents+json` or `application/cloudevents-batch+json`, or it \
                 has `ce-` headers",
            ));
        }
    };
    sent.take(&app, taken.signals, "cloudevents", Some(taken.name)).await
}

/// Our own shape: one, or a list.
fn generic(body: &[u8]) -> Result<Vec<Signal>, Refusal> {
    if body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[') {
        let signals = explain::list(body)?;
        ingest::not_too_many(signals.len(), "body")?;
        return Ok(signals);
    }
    Ok(vec![explain::read(body)?])
}

/// A body of somebody who may send alerts.
struct Sent {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    media: Option<String>,
    body: Bytes,
}

impl Sent {
    async fn read(app: &App, request: Request) -> Result<Self, Refusal> {
        let (Parts { method, uri, headers, .. }, body) = request.into_parts();
        let keys = &app.options().inbound;
        let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
        let given = Given {
            bearer: guard::bearer(&headers),
            signature: text(keys::SIGNATURE),
            hub: text(keys::HUB_SIGNATURE),
        };
        // Who may use the whole API may also send alerts; without a token of the API only the keys count.
        let whole = app.options().token.is_some() && app.may_use(&headers);
        let signed = given.signature.is_some() || given.hub.is_some();
        let open = keys.is_empty() || whole;
        if !open && !signed {
            // Nothing needs the body: it is not read.
            keys.check(given, b"", app.now())?;
        }
        let media = body::media_type(&headers);
        let body = body::read(&headers, body, BODY).await?;
        if !open {
            keys.check(given, &body, app.now())?;
        }
        Ok(Self { method, uri, headers, media, body })
    }

    fn other_media(&self, wanted: &str) -> Refusal {
        let sent = self.media.as_ref().map_or("nothing".to_owned(), |m| format!("`{m}`"));
        Refusal::unsupported_media_type(format!("the body must be {wanted}; sent was {sent}"))
    }

    /// An attribute of a `CloudEvent` in a header, whose other characters are percent-encoded UTF-8.
    fn attribute(&self, name: &str) -> Option<String> {
        let raw = self.headers.get(name)?.as_bytes();
        let mut text = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((first, more)) = rest.split_first() {
            let hex = |b: u8| char::from(b).to_digit(16);
            rest = more;
            match (first, more) {
                (b'%', [high, low, after @ ..]) if let (Some(h), Some(l)) = (hex(*high), hex(*low)) => {
                    text.push((h * 16 + l) as u8);
                    rest = after;
                }
                _ => text.push(*first),
            }
        }
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    /// Has the ledger take them. `name` is the delivery's own, where it has one: used unless the client gave a key.
    async fn take(
        self,
        app: &App,
        signals: Vec<Signal>,
        from: &str,
        name: Option<String>,
    ) -> Result<Response, Refusal> {
        if signals.is_empty() {
            return Ok(answer::done(Answered { done: Done::Signals(Vec::new()), replayed: false }));
        }
        let key: Option<IdempotencyKey> = match (body::key(&self.headers)?, name) {
            (Some(key), _) => Some(body::named(key, &self.method, &self.uri, &self.body)),
            // The event's name is the request: in whichever mode it comes again, it is the same event.
            (None, Some(name)) => Some(body::named(name.clone(), &self.method, &self.uri, name.as_bytes())),
            (None, None) => None,
        };
        let media = self.headers.get(header::CONTENT_TYPE).and_then(|m| m.to_str().ok()).unwrap_or_default();
        let raw = Some((self.body, media.to_owned()));
        let op = Op::Signals { signals, raw, from: SafeText::clean(from, Kind::Label) };
        Ok(answer::done(app.submit(op, key).await?))
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::bad_field(fault.field, fault.why)
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        let field = match denied {
            Denied::Nobody(_) | Denied::Token => "Authorization",
            Denied::Unreadable(_) | Denied::Time { .. } | Denied::Signature => "X-Watchfloor-Signature",
        };
        Self::unauthorized(denied.to_string()).field(field)
    }
}

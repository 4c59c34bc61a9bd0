//! What every request passes: time limit, token, panics, `Date`, counting. A part of [`super`].

use std::{
    any::Any,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{app::App, problem::Refusal, router};

/// How long a request may take, its body included. Streams and long polls are under no such limit.
pub const REQUEST: Duration = Duration::from_secs(10);

/// The outermost: counts, times, dates, and ends what takes too long.
pub async fn edge(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let mut response = if route == router::EVENTS {
        next.run(request).await
    } else {
        tokio::time::timeout(REQUEST, next.run(request)).await.unwrap_or_else(|_| {
            let detail = format!(
                "the request was not done within {} s; ask again with the same Idempotency-Key",
                REQUEST.as_secs()
            );
            Refusal::timeout(detail).into_response()
        })
    };
    let headers = response.headers_mut();
    let date = httpdate::fmt_http_date(app.now().utc().into());
    if let Ok(date) = HeaderValue::from_str(&date) {
        headers.insert(header::DATE, date);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    app.metrics().answered(&method, route, response.status(), began.elapsed());
    response
}

/// Lets in who carries the token. Cookies count for nothing, so no web page can ask in somebody's name.
pub async fn token(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Alerts have keys of their own, and their handlers look at them (signatures need the body).
    let own_keys = path.starts_with(router::INBOUND) && inbound_has_keys(&app);
    if path == router::HEALTHZ || own_keys || app.may_use(request.headers()) {
        return next.run(request).await;
    }
    let detail = if request.headers().contains_key(header::AUTHORIZATION) {
        "this token is not the server's; send the right one as `Authorization: Bearer <token>`"
    } else {
        "this server asks for a token: send `Authorization: Bearer <token>`"
    };
    Refusal::unauthorized(detail).into_response()
}

fn inbound_has_keys(app: &App) -> bool {
    let keys = &app.options().inbound;
    !keys.tokens.is_empty() || !keys.secrets.is_empty()
}

/// The bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether `given` is the token with this SHA-256. Takes the same time whichever byte differs.
pub fn is_token(given: &str, sha256: &[u8; 32]) -> bool {
    Sha256::digest(given.as_bytes()).as_slice().ct_eq(sha256).into()
}

/// A fault of ours must not end the connection without a word.
#[allow(clippy::needless_pass_by_value)] // the layer's signature
pub fn panicked(fault: Box<dyn Any + Send>) -> Response {
    let words = fault.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| fault.downcast_ref::<&str>().copied()).unwrap_or("no words");
    tracing::error!(why = words, "a handler panicked");
    Refusal::internal().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_compared_by_its_digest() {
        let sha: [u8; 32] = Sha256::digest(b"wf_secret").into();
        assert!(is_token("wf_secret", &sha));
        for other in ["", "wf_secre", "wf_secret ", "WF_SECRET"] {
            assert!(!is_token(other, &sha), "{other}");
        }
    }

    #[test]
    fn only_bearer_is_a_bearer() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(of("Bearer x").as_deref(), Some("x"));
        assert_eq!(of("bearer x").as_deref(), Some("x"));
        assert_eq!(of("Basic x"), None);
        assert_eq!(of("Bearer"), None);
    }
}

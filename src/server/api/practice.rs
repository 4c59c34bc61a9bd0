//! How this server's team works. A part of [`super`].

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{address::has_already, app::App, params::NoParams};
use crate::{domain::Practice, wire::PracticeDoc};

/// The document as it is sent: a server works one way as long as it runs.
#[derive(Debug)]
pub struct Written {
    json: Bytes,
    etag: String,
}

impl Written {
    /// Of `practice`.
    pub fn of(practice: &Practice) -> Self {
        let json = serde_json::to_vec(&PracticeDoc::from(practice)).unwrap_or_default();
        let digest = Sha256::digest(&json);
        let etag =
            digest.iter().take(8).fold(String::from("\"p"), |etag, byte| etag + &format!("{byte:02x}"));
        Self { json: json.into(), etag: etag + "\"" }
    }
}

/// How this server's team works
///
/// Its matrix of priorities, categories, resolution codes, working hours and promises. Clocks are not sent: they follow
/// from an incident's times and passages and from this.
#[utoipa::path(get, path = "/v1/practice", tag = "catalogue",
    responses(
        (status = 200, description = "The practice; `ETag` says which", body = PracticeDoc),
        (status = 304, description = "`If-None-Match` names the present one"),
    ))]
pub async fn practice(State(app): State<App>, _: NoParams, headers: HeaderMap) -> Response {
    let written = app.practice();
    let tags = [(header::ETAG, written.etag.clone())];
    if has_already(&headers, &written.etag) {
        return (StatusCode::NOT_MODIFIED, tags).into_response();
    }
    (tags, [(header::CONTENT_TYPE, "application/json")], written.json.clone()).into_response()
}

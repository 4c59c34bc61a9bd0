//! For those who watch the server itself. A part of [`super`].

use axum::{extract::State, http::header, response::IntoResponse};

use super::{app::App, params::NoParams, problem::Refusal};

/// Whether the server can do its work
///
/// Needs no token.
#[utoipa::path(get, path = "/healthz", tag = "server",
    responses((status = 200, description = "It can", body = String, content_type = "text/plain", example = "ok")))]
pub async fn healthz(State(app): State<App>, _: NoParams) -> Result<&'static str, Refusal> {
    if let Some(why) = app.store().fault() {
        return Err(Refusal::unavailable(format!("the last write failed: {why}")));
    }
    // The cheapest question that reads the file.
    app.store().services(None, 1).await?;
    Ok("ok")
}

/// Counters and gauges for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "server",
    responses((status = 200, description = "In the OpenMetrics text format", body = String, content_type = "application/openmetrics-text")))]
pub async fn metrics(State(app): State<App>, _: NoParams) -> impl IntoResponse {
    const MEDIA: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, MEDIA)], app.metrics().text(app.store().totals(), app.hub().open()))
}

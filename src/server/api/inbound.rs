//! Alerts from outside. A part of [`super`].

use axum::extract::{Request, State};

use super::{app::App, problem::Refusal};
use crate::wire::SignalsTaken;

/// Alertmanager's webhook
#[utoipa::path(post, path = "/v1/inbound/alertmanager", tag = "inbound",
    responses((status = 200, description = "What became of each alert", body = SignalsTaken)))]
pub async fn alertmanager(State(_): State<App>, _: Request) -> Result<(), Refusal> {
    Err(Refusal::unavailable("alerts are not taken yet"))
}

/// Alerts in the generic shape, or as `CloudEvents`
#[utoipa::path(post, path = "/v1/inbound/events", tag = "inbound",
    responses((status = 200, description = "What became of each alert", body = SignalsTaken)))]
pub async fn events(State(_): State<App>, _: Request) -> Result<(), Refusal> {
    Err(Refusal::unavailable("alerts are not taken yet"))
}

//! The routes, as one table: the router is made from it, and a test holds the OpenAPI document against it. A part of
//! [`super`].

use axum::{
    Router,
    extract::Request,
    http::Method,
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    app::App, catalogue, events, guard, health, inbound, incidents, openapi, practice, problem::Refusal,
    verbs,
};

/// The route without time limit.
pub const EVENTS: &str = "/v1/events";
/// The route without token.
pub const HEALTHZ: &str = "/healthz";
/// The routes with keys of their own begin so.
pub const INBOUND: &str = "/v1/inbound/";

/// One address with its methods.
struct Route {
    path: &'static str,
    methods: &'static [Method],
    does: MethodRouter<App>,
}

const READ: &[Method] = &[Method::GET];
const WRITE: &[Method] = &[Method::POST];
const READ_WRITE: &[Method] = &[Method::GET, Method::POST];
const READ_PUT: &[Method] = &[Method::GET, Method::PUT];

fn routes() -> Vec<Route> {
    let route = |path, methods, does| Route { path, methods, does };
    vec![
        route("/v1/incidents", READ_WRITE, get(incidents::list).post(incidents::create)),
        route("/v1/incidents/{id}", READ, get(incidents::get)),
        route("/v1/incidents/{id}/timeline", READ, get(incidents::timeline)),
        route("/v1/incidents/{id}/ack", WRITE, post(verbs::ack)),
        route("/v1/incidents/{id}/unack", WRITE, post(verbs::unack)),
        route("/v1/incidents/{id}/assign", WRITE, post(verbs::assign)),
        route("/v1/incidents/{id}/note", WRITE, post(verbs::note)),
        route("/v1/incidents/{id}/start", WRITE, post(verbs::start)),
        route("/v1/incidents/{id}/phase", WRITE, post(verbs::phase)),
        route("/v1/incidents/{id}/hold", WRITE, post(verbs::hold)),
        route("/v1/incidents/{id}/resume", WRITE, post(verbs::resume)),
        route("/v1/incidents/{id}/snooze", WRITE, post(verbs::snooze)),
        route("/v1/incidents/{id}/wake", WRITE, post(verbs::wake)),
        route("/v1/incidents/{id}/mitigate", WRITE, post(verbs::mitigate)),
        route("/v1/incidents/{id}/relapse", WRITE, post(verbs::relapse)),
        route("/v1/incidents/{id}/resolve", WRITE, post(verbs::resolve)),
        route("/v1/incidents/{id}/reopen", WRITE, post(verbs::reopen)),
        route("/v1/incidents/{id}/close", WRITE, post(verbs::close)),
        route("/v1/incidents/{id}/cancel", WRITE, post(verbs::cancel)),
        route("/v1/incidents/{id}/merge", WRITE, post(verbs::merge)),
        route("/v1/incidents/{id}/restore", WRITE, post(verbs::restore)),
        route("/v1/incidents/{id}/attach", WRITE, post(verbs::attach)),
        route("/v1/incidents/{id}/priority", WRITE, post(verbs::priority)),
        route("/v1/incidents/{id}/major", WRITE, post(verbs::major)),
        route("/v1/incidents/{id}/category", WRITE, post(verbs::category)),
        route("/v1/incidents/{id}/update", WRITE, post(verbs::update)),
        route("/v1/incidents/{id}/contact", WRITE, post(verbs::contact)),
        route("/v1/incidents/{id}/caller", WRITE, post(verbs::caller)),
        route("/v1/incidents/{id}/correct", WRITE, post(verbs::correct)),
        route("/v1/incidents/{id}/excuse", WRITE, post(verbs::excuse)),
        route("/v1/incidents/{id}/link", WRITE, post(verbs::link)),
        route("/v1/practice", READ, get(practice::practice)),
        route("/v1/services", READ, get(catalogue::services)),
        route("/v1/services/{id}", READ_PUT, get(catalogue::service).put(catalogue::put_service)),
        route("/v1/people", READ, get(catalogue::people)),
        route("/v1/people/{id}", READ_PUT, get(catalogue::person).put(catalogue::put_person)),
        route("/v1/changes", READ_WRITE, get(catalogue::changes).post(catalogue::create_change)),
        route(EVENTS, READ, get(events::events)),
        route("/v1/inbound/alertmanager", WRITE, post(inbound::alertmanager)),
        route("/v1/inbound/events", WRITE, post(inbound::events)),
        route("/v1/openapi.json", READ, get(openapi::document)),
        route(HEALTHZ, READ, get(health::healthz)),
        route("/metrics", READ, get(health::metrics)),
    ]
}

/// Every address with its methods.
pub fn table() -> Vec<(&'static str, &'static [Method])> {
    routes().into_iter().map(|r| (r.path, r.methods)).collect()
}

/// The API around its state. Also without a socket: it is a `tower` service.
pub fn router(app: App) -> Router {
    let router = routes().into_iter().fold(Router::new(), |router, r| router.route(r.path, r.does));
    router
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
        // The last one is the outermost.
        .layer(middleware::from_fn_with_state(app.clone(), guard::token))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), guard::edge))
        .with_state(app)
}

async fn nowhere(request: Request) -> Response {
    let path = request.uri().path();
    Refusal::not_found(format!("there is nothing at `{path}`; `/v1/openapi.json` lists what there is"))
        .into_response()
}

async fn not_so(request: Request) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    Refusal::method_not_allowed(format!("`{path}` does not take {method}; `Allow` says what it takes"))
        .into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use utoipa::OpenApi;

    use super::*;

    #[test]
    fn every_route_is_in_the_document_and_the_other_way_round() {
        let ours: BTreeSet<(String, String)> = table()
            .into_iter()
            .flat_map(|(path, methods)| methods.iter().map(move |m| (path.to_owned(), m.to_string())))
            .collect();
        let mut document = openapi::Document::openapi();
        let mut told = BTreeSet::new();
        for (path, item) in &mut document.paths.paths {
            for (method, _) in openapi::operations(item) {
                told.insert((path.clone(), method.to_string()));
            }
        }
        assert_eq!(ours, told);
    }
}

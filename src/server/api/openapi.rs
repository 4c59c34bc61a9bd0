//! The OpenAPI document: made from the handlers and the wire types, so that it says what is so. A part of [`super`].

use std::sync::LazyLock;

use axum::{
    http::{Method, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, ContentBuilder, Ref, RefOr, ResponseBuilder,
        path::{Operation, ParameterBuilder, ParameterIn, PathItem},
        schema::{ObjectBuilder, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{catalogue, events, health, inbound, incidents, params::NoParams, practice, verbs};
use crate::wire::{self, problem::PROBLEM_JSON};

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "watchfloor",
        description = "Incidents and what happens to them. Requests refuse fields and parameters they do not know; answers may gain \
                       fields at any time. Times are RFC 3339, lengths of time whole seconds, what is absent is null. Every refusal is \
                       `application/problem+json` (RFC 9457)."
    ),
    paths(
        incidents::list, incidents::create, incidents::get, incidents::timeline,
        verbs::ack, verbs::unack, verbs::assign, verbs::note, verbs::start, verbs::phase, verbs::hold, verbs::resume,
        verbs::snooze, verbs::wake, verbs::mitigate, verbs::relapse, verbs::resolve, verbs::reopen, verbs::close,
        verbs::cancel, verbs::merge, verbs::restore, verbs::attach, verbs::priority, verbs::major, verbs::category,
        verbs::update, verbs::contact, verbs::caller, verbs::correct, verbs::excuse, verbs::link,
        practice::practice,
        catalogue::services, catalogue::service, catalogue::put_service,
        catalogue::people, catalogue::person, catalogue::put_person,
        catalogue::changes, catalogue::create_change,
        events::events,
        inbound::alertmanager, inbound::events,
        document, health::healthz, health::metrics,
    ),
    components(schemas(wire::Problem, wire::Gap, wire::StreamItem)),
    modifiers(&Common),
    tags(
        (name = "incidents", description = "What people work on"),
        (name = "verbs", description = "What people do to an incident"),
        (name = "events", description = "Everything that happens, as it happens"),
        (name = "catalogue", description = "What incidents happen to and who answers for it"),
        (name = "inbound", description = "Alerts from outside"),
        (name = "server", description = "The server itself"),
    )
)]
pub struct Document;

/// What holds for every route: how it refuses, the token, the name for life of whatever changes something.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("Only where the server was started with a token"))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
        for item in document.paths.paths.values_mut() {
            for (method, operation) in operations(item) {
                let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
                let refusal = ResponseBuilder::new()
                    .description("Refused: nothing of it was done")
                    .content(PROBLEM_JSON, content)
                    .build();
                operation.responses.responses.insert("default".into(), RefOr::T(refusal));
                if method != Method::GET {
                    operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
                }
            }
        }
        for (path, item) in &mut document.paths.paths {
            for (_, operation) in operations(item) {
                let open = path == super::router::HEALTHZ;
                let token = openapi::security::SecurityRequirement::new("token", Vec::<String>::new());
                operation.security =
                    (!open).then(|| vec![openapi::security::SecurityRequirement::default(), token]);
            }
        }
    }
}

fn idempotency_key() -> openapi::path::Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "Names the request for life: sent again with the same key it is done once, and the stored answer comes \
             with `Idempotent-Replayed: true`",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255))))
        .example(Some("01938f5e-7c1a-7b3e-9b1e-0a8f6b1d2c3e".into()))
        .build()
}

/// The operations of a path.
pub fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [(Method::GET, item.get.as_mut()), (Method::POST, item.post.as_mut()), (Method::PUT, item.put.as_mut())]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation?)))
}

static TEXT: LazyLock<Bytes> =
    LazyLock::new(|| serde_json::to_vec(&Document::openapi()).unwrap_or_default().into());

/// This document
#[utoipa::path(get, path = "/v1/openapi.json", tag = "server",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub async fn document(_: NoParams) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], TEXT.clone()).into_response()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Every `$ref` below a value.
    fn refs(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(|r| r.as_str()).map(str::to_owned));
                map.values().for_each(|v| refs(v, found));
            }
            Value::Array(all) => all.iter().for_each(|v| refs(v, found)),
            _ => {}
        }
    }

    #[test]
    fn every_schema_that_is_named_is_there() {
        let document: Value = serde_json::from_slice(&TEXT).expect("JSON");
        let mut found = Vec::new();
        refs(&document, &mut found);
        assert!(found.len() > 50, "{found:?}");
        for name in found {
            let pointer = name.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{name} is not in the document");
        }
    }

    #[test]
    fn every_route_says_how_it_refuses_and_every_body_has_an_example() {
        let document: Value = serde_json::from_slice(&TEXT).expect("JSON");
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("methods") {
                let what = format!("{method} {path}");
                assert!(operation["summary"].is_string(), "{what} says nothing about itself");
                let refusal = &operation["responses"]["default"]["content"][PROBLEM_JSON]["schema"];
                assert_eq!(refusal["$ref"], "#/components/schemas/Problem", "{what}");
                assert_eq!(operation.get("security").is_none(), path == crate::server::api::router::HEALTHZ);
                let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
                let Some(schema) = body.as_str() else { continue };
                let schema = document.pointer(schema.trim_start_matches('#')).expect("a schema");
                assert!(schema["example"].is_object() || schema["examples"].is_array(), "{what}: {schema}");
            }
        }
    }
}

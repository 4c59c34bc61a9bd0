//! What was done, as an answer. The same for the first time and for a repetition, byte for byte. A part of [`super`].

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    server::ledger::{Answered, Done},
    wire::{self, IncidentRecord, SignalsTaken},
};

/// The answer to a change.
pub fn done(answered: Answered) -> Response {
    let mut response = match answered.done {
        Done::New(record) => {
            let place = format!("/v1/incidents/{}", record.number);
            let tags = [(header::LOCATION, place), (header::ETAG, record.etag())];
            (StatusCode::CREATED, tags, Json(record)).into_response()
        }
        Done::Acted(acted) => (etag(&acted.incident), Json(acted)).into_response(),
        Done::Signals(signals) => Json(SignalsTaken { signals }).into_response(),
        Done::Service(service, new) => (made(new), Json(service)).into_response(),
        Done::Person(person, new) => (made(new), Json(person)).into_response(),
        Done::Change(change) => (StatusCode::CREATED, Json(change)).into_response(),
    };
    if answered.replayed {
        let name = HeaderName::from_static(wire::REPLAYED);
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    response
}

fn etag(record: &IncidentRecord) -> [(HeaderName, String); 1] {
    [(header::ETAG, record.etag())]
}

fn made(new: bool) -> StatusCode {
    if new { StatusCode::CREATED } else { StatusCode::OK }
}

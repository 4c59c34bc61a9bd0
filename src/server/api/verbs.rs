//! What is asked of an incident: one route a verb. A part of [`super`].

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::de::DeserializeOwned;

use super::{
    address::{Named, if_match},
    answer,
    app::App,
    body::Sent,
    params::NoParams,
    problem::Refusal,
};
use crate::{
    server::ledger::Op,
    wire::{Ack, Acted, Action, Assign, NoteText, Reopen, Resolve, Unack},
};

async fn act<T: DeserializeOwned + Into<Action>>(
    app: App,
    Named(number): Named,
    headers: HeaderMap,
    sent: Sent<T>,
) -> Result<Response, Refusal> {
    let if_version = if_match(&headers, number)?;
    let op = Op::Act { number, action: Box::new(sent.value.into()), if_version };
    Ok(answer::done(app.submit(op, sent.key).await?))
}

/// A verb: its function, its word in the route, its body, and the first lines of its documentation.
macro_rules! verb {
    ($name:ident, $path:literal, $body:ty, $(#[$about:meta])*) => {
        $(#[$about])*
        #[utoipa::path(post, path = $path, tag = "verbs", request_body = $body,
            params(
                ("id" = String, Path, description = "`42`, `INC-42` or `INC-000042`", example = "42"),
                ("If-Match" = Option<String>, Header, description = "Only if this is still its version: an `ETag` of it", example = "\"42.17\""),
            ),
            responses(
                (status = 200, description = "Done, or so already", body = Acted),
                (status = 409, description = "Its state does not allow it", body = crate::wire::Problem, content_type = "application/problem+json"),
                (status = 412, description = "It changed meanwhile: `current` and `since` say how", body = crate::wire::Problem, content_type = "application/problem+json"),
            ))]
        pub async fn $name(
            State(app): State<App>,
            id: Named,
            _: NoParams,
            headers: HeaderMap,
            sent: Sent<$body>,
        ) -> Result<Response, Refusal> {
            act(app, id, headers, sent).await
        }
    };
}

verb!(ack, "/v1/incidents/{id}/ack", Ack,
    /// Acknowledge
    ///
    /// Somebody works on it. Takes it where nobody owns it, and never from somebody.
);
verb!(unack, "/v1/incidents/{id}/unack", Unack,
    /// Take an acknowledgement back
);
verb!(assign, "/v1/incidents/{id}/assign", Assign,
    /// Give it to somebody
);
verb!(note, "/v1/incidents/{id}/note", NoteText,
    /// Write a note
    ///
    /// Leaves the version alone: a note is no conflict.
);
verb!(resolve, "/v1/incidents/{id}/resolve", Resolve,
    /// Say that it is over
);
verb!(reopen, "/v1/incidents/{id}/reopen", Reopen,
    /// Say that it is not over after all
);

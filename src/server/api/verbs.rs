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
    wire::{Acted, Action, verb as body},
};

async fn act<T: DeserializeOwned + Into<Action>>(
    app: App,
    Named(number): Named,
    headers: HeaderMap,
    sent: Sent<T>,
) -> Result<Response, Refusal> {
    let if_version = if_match(&headers, number)?;
    let op = Op::Act { number, action: Box::new(sent.value.into()), if_version };
    match app.submit(op, sent.key).await {
        Ok(answered) => Ok(answer::done(answered)),
        Err(refusal) if refusal.wants_moves() => {
            let incident = app.store().incident(number).await?;
            Err(refusal.instead(incident.as_ref()))
        }
        Err(refusal) => Err(refusal),
    }
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
                (status = 409, description = "Its state does not allow it; `allowed` says what it does allow", body = crate::wire::Problem, content_type = "application/problem+json"),
                (status = 412, description = "It changed meanwhile: `current` and `since` say how", body = crate::wire::Problem, content_type = "application/problem+json"),
                (status = 422, description = "A value is not taken: `field` says which", body = crate::wire::Problem, content_type = "application/problem+json"),
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

verb!(ack, "/v1/incidents/{id}/ack", body::Ack,
    /// Acknowledge
    ///
    /// Somebody works on it. Takes it where nobody owns it, and never from somebody. The response clock stops.
);
verb!(unack, "/v1/incidents/{id}/unack", body::Unack,
    /// Take an acknowledgement back
    ///
    /// The response clock stays stopped: the first acknowledgement counts.
);
verb!(assign, "/v1/incidents/{id}/assign", body::Assign,
    /// Give it to somebody
);
verb!(note, "/v1/incidents/{id}/note", body::NoteText,
    /// Write a note
    ///
    /// Leaves the version alone: a note is no conflict. Always possible, also when it is closed.
);
verb!(start, "/v1/incidents/{id}/start", body::Start,
    /// Begin to work on it
    ///
    /// Takes it where nobody owns it, and acknowledges it.
);
verb!(phase, "/v1/incidents/{id}/phase", body::SetPhase,
    /// Say how far the work is
    ///
    /// While it is acknowledged, in progress or mitigated.
);
verb!(hold, "/v1/incidents/{id}/hold", body::PutOnHold,
    /// Let it wait
    ///
    /// Clocks whose policy names the reason stand still. With `until` it goes on by itself.
);
verb!(resume, "/v1/incidents/{id}/resume", body::Resume,
    /// Go on after a hold
);
verb!(snooze, "/v1/incidents/{id}/snooze", body::Snooze,
    /// Out of sight until then
    ///
    /// Its clocks go on.
);
verb!(wake, "/v1/incidents/{id}/wake", body::Wake,
    /// Back in sight now
);
verb!(mitigate, "/v1/incidents/{id}/mitigate", body::Mitigate,
    /// The impact is gone, the cause is not
    ///
    /// The mitigation clock stops.
);
verb!(relapse, "/v1/incidents/{id}/relapse", body::Relapse,
    /// The impact is back
    ///
    /// The mitigation clock goes on.
);
verb!(resolve, "/v1/incidents/{id}/resolve", body::Resolve,
    /// Say that it is over
    ///
    /// Needs a `code` and a `note`: how it ended and what was done. It then waits for the caller, if there is one, to confirm it.
);
verb!(reopen, "/v1/incidents/{id}/reopen", body::Reopen,
    /// Say that it is not over after all
);
verb!(close, "/v1/incidents/{id}/close", body::Close,
    /// Close it
    ///
    /// Needs the caller's answer where there is a caller; without one, after an attempt to reach them, `no_answer`. `still_broken` reopens it. Majors need a `waiver`. Closed is final: what comes after is a new incident with `follow_up_of`.
);
verb!(cancel, "/v1/incidents/{id}/cancel", body::Cancel,
    /// It is nobody's incident
    ///
    /// Its clocks end and count nowhere. Whoever did it may take it back for 15 minutes.
);
verb!(merge, "/v1/incidents/{id}/merge", body::Merge,
    /// It lives on in another one
    ///
    /// Its callers and its past are found there. Whoever did it may take it back for 15 minutes.
);
verb!(restore, "/v1/incidents/{id}/restore", body::Restore,
    /// Take a cancellation or a merge back
    ///
    /// Within 15 minutes, by whoever did it.
);
verb!(attach, "/v1/incidents/{id}/attach", body::Attach,
    /// Hang it under a parent, or take it out
    ///
    /// What the parent begins, waits for and resolves, its children do too.
);
verb!(priority, "/v1/incidents/{id}/priority", body::SetPriority,
    /// Change impact and urgency, or set the priority
    ///
    /// Raising is free; lowering, and setting it against the matrix, needs a reason.
);
verb!(major, "/v1/incidents/{id}/major", body::DeclareMajor,
    /// Declare it a major, or no longer one
);
verb!(category, "/v1/incidents/{id}/category", body::Categorize,
    /// Put it into a category
);
verb!(update, "/v1/incidents/{id}/update", body::TellStakeholders,
    /// Tell the stakeholders
    ///
    /// Closes the update interval. The server sends nothing: it is written down what they were told.
);
verb!(contact, "/v1/incidents/{id}/contact", body::ContactAttempt,
    /// Somebody tried to reach the caller
);
verb!(caller, "/v1/incidents/{id}/caller", body::AddCaller,
    /// One more caller has it too
);
verb!(correct, "/v1/incidents/{id}/correct", body::Correct,
    /// Correct a time that was recorded wrong
    ///
    /// The old one stays in the log, with who corrected it and why.
);
verb!(excuse, "/v1/incidents/{id}/excuse", body::ExplainBreach,
    /// Say why a clock was breached
);
verb!(link, "/v1/incidents/{id}/link", body::LinkItem,
    /// Link a service or configuration item, or take the link out
);

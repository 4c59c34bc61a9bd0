//! Incidents: the list, one of them, its timeline, a new one. A part of [`super`].

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    address::{Named, has_already, no_conditions},
    answer,
    app::App,
    body::Sent,
    cursor::List,
    params::{NoParams, Params},
    problem::Refusal,
};
use crate::{
    domain::{Time, query::Query},
    server::{
        ledger::Op,
        store::{ListAsked, Sort},
    },
    text::{Kind, SafeText},
    wire::{EventId, EventRecord, IncidentPage, IncidentRecord, NewIncident, Page},
};

/// The most rows of a page, and how many there are when nobody says.
const LIMIT: u32 = 5_000;
const LIMIT_UNSAID: u32 = 100;

/// What a list is asked with.
const LIST: [&str; 6] = ["q", "me", "sort", "limit", "cursor", "brief"];

/// The words of `sort`.
const SORTS: [(&str, Sort); 4] = [
    ("number", Sort::Number),
    ("-number", Sort::NumberDown),
    ("priority", Sort::Priority),
    ("-updated", Sort::UpdatedDown),
];

/// [`IncidentPage`] with the rows as the database has them: they are JSON already.
#[derive(Serialize)]
struct RawPage {
    incidents: Vec<Box<RawValue>>,
    next: Option<String>,
    as_of: EventId,
    now: Time,
}

/// Incidents in pages
///
/// By `number` a page never misses a row and never has one twice, whatever is written meanwhile. Ask on with
/// `cursor=` the page's `next`; then follow `/v1/events` from the first page's `as_of` to miss nothing.
#[utoipa::path(get, path = "/v1/incidents", tag = "incidents",
    params(
        ("q" = Option<String>, Query, description = "Which, in the query language; all of them when left out", example = "state:new priority<=2"),
        ("me" = Option<String>, Query, description = "Who `me` is in the query", example = "ana"),
        ("sort" = Option<String>, Query, description = "`number` (the default), `-number`, `priority` or `-updated`", example = "-number"),
        ("limit" = Option<u32>, Query, description = "At most so many: 1 to 5000, 100 when left out", minimum = 1, maximum = 5000),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before, with the same `q`, `me` and `sort`"),
        ("brief" = Option<bool>, Query, description = "Leave out what rows and clocks do not need: the description, what is known of the reporter beside the name, further callers, the caller's answer, what the stakeholders were told, reasons for breaches, links"),
    ),
    responses((status = 200, description = "A page", body = IncidentPage)))]
pub async fn list(State(app): State<App>, params: Params) -> Result<Response, Refusal> {
    let params = params.only(&LIST)?;
    let q = params.get("q").unwrap_or("");
    let query = query(q)?;
    let me = params.get("me").unwrap_or("");
    let sort = params.word("sort", &SORTS, Sort::Number)?;
    let limit = params.number("limit", 1..=LIMIT, LIMIT_UNSAID)?;
    let brief = params.flag("brief")?;
    let list = List::new(app.store().id(), &["incidents", q, &format!("{sort:?}"), me]);
    let after = params.get("cursor").map(|c| list.read_key(c)).transpose()?;
    let me = SafeText::clean(me, Kind::Label);
    let page = app.store().list(ListAsked { query, me, sort, limit, after, brief }).await?;
    Ok(Json(RawPage {
        incidents: page.rows,
        next: page.next.map(|key| list.write_key(key)),
        as_of: EventId { store: app.store().id(), seq: page.head },
        now: app.now(),
    })
    .into_response())
}

/// Reads a query; a fault is told with its place, so that a client can put a caret under it.
fn query(text: &str) -> Result<Query, Refusal> {
    if text.is_empty() {
        return Ok(Query::all());
    }
    Query::parse(text).map_err(|fault| {
        let (from, to) = (fault.at + 1, fault.at + fault.len.max(1));
        let place =
            if to > from { format!("characters {from} to {to}") } else { format!("character {from}") };
        Refusal::bad_query(format!("`q`, {place}: {}", fault.words()))
    })
}

/// Open an incident
#[utoipa::path(post, path = "/v1/incidents", tag = "incidents", request_body = NewIncident,
    responses((status = 201, description = "Opened; `Location` and `ETag` say where and which version", body = IncidentRecord)))]
pub async fn create(
    State(app): State<App>,
    _: NoParams,
    headers: HeaderMap,
    sent: Sent<NewIncident>,
) -> Result<Response, Refusal> {
    no_conditions(&headers)?;
    Ok(answer::done(app.submit(Op::New(Box::new(sent.value)), sent.key).await?))
}

/// One incident
#[utoipa::path(get, path = "/v1/incidents/{id}", tag = "incidents",
    params(("id" = String, Path, description = "`42`, `INC-42` or `INC-000042`", example = "INC-000042")),
    responses(
        (status = 200, description = "The incident; `ETag` says which version", body = IncidentRecord),
        (status = 304, description = "`If-None-Match` names the present version"),
    ))]
pub async fn get(
    State(app): State<App>,
    Named(number): Named,
    _: NoParams,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let record = app.store().incident(number).await?.ok_or_else(|| missing(number.get()))?;
    let etag = record.etag();
    let tags = [(header::ETAG, etag.clone())];
    if has_already(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, tags).into_response());
    }
    Ok((tags, Json(record)).into_response())
}

/// What happened to it
///
/// Its part of the log, oldest first, whole. The changes of its service, and of those it depends on, are among it from
/// two hours before it opened.
#[utoipa::path(get, path = "/v1/incidents/{id}/timeline", tag = "incidents",
    params(("id" = String, Path, description = "`42`, `INC-42` or `INC-000042`", example = "42")),
    responses((status = 200, description = "The timeline", body = Page<EventRecord>)))]
pub async fn timeline(
    State(app): State<App>,
    Named(number): Named,
    _: NoParams,
) -> Result<Json<Page<EventRecord>>, Refusal> {
    let items = app.store().timeline(number).await?.ok_or_else(|| missing(number.get()))?;
    Ok(Json(Page { items, next: None }))
}

fn missing(number: u32) -> Refusal {
    crate::server::ledger::Refused::NoIncident(number).into()
}

//! Services, people and changes: what incidents happen to and who answers for it. A part of [`super`].

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    address::{Word, no_conditions},
    answer,
    app::App,
    body::Sent,
    cursor::List,
    params::{NoParams, Params},
    problem::Refusal,
};
use crate::{
    server::{ledger::Op, store::Key},
    text::{Kind, SafeText},
    wire::{By, NewServiceChange, Page, Person, Service, ServiceChange},
};

/// The most entries of a page, and how many there are when nobody says.
const LIMIT: u32 = 1_000;
const LIMIT_UNSAID: u32 = 100;

/// Who puts something, and through what: these bodies are the thing itself and have no room for it.
const PUT: [&str; 2] = ["by", "via"];

/// A page of at most `limit` of the `limit + 1` that were read: the one too many says that there are more.
fn page<T: Serialize>(mut items: Vec<T>, limit: u32, cursor: impl Fn(&T) -> String) -> Page<T> {
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().filter(|_| more).map(cursor);
    Page { items, next }
}

/// The words of a text of ours, as JSON has them.
fn plain(text: &SafeText) -> String {
    serde_json::to_value(text).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The body's id must be the address's: else one of the two is a mistake.
fn same_id(address: &str, id: &SafeText) -> Result<(), Refusal> {
    if *id == SafeText::clean(address, Kind::Label) {
        return Ok(());
    }
    Err(Refusal::invalid("id", format!("the address says `{address}`; the body must say the same `id`")))
}

fn by(params: Params) -> Result<By, Refusal> {
    let params = params.only(&PUT)?;
    Ok(By { name: params.label("by"), via: params.label("via"), at: None })
}

/// Services in pages, by id
#[utoipa::path(get, path = "/v1/services", tag = "catalogue",
    params(
        ("limit" = Option<u32>, Query, description = "At most so many: 1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
    ),
    responses((status = 200, description = "A page", body = Page<Service>)))]
pub async fn services(State(app): State<App>, params: Params) -> Result<Json<Page<Service>>, Refusal> {
    let params = params.only(&["limit", "cursor"])?;
    let limit = params.number("limit", 1..=LIMIT, LIMIT_UNSAID)?;
    let list = List::new(app.store().id(), &["services"]);
    let after = params.get("cursor").map(|c| list.read(c)).transpose()?;
    let items = app.store().services(after.as_deref(), limit + 1).await?;
    Ok(Json(page(items, limit, |last| list.write(&plain(&last.id)))))
}

/// One service
#[utoipa::path(get, path = "/v1/services/{id}", tag = "catalogue",
    params(("id" = String, Path, description = "Its id", example = "checkout")),
    responses((status = 200, description = "The service", body = Service)))]
pub async fn service(State(app): State<App>, Word(id): Word, _: NoParams) -> Result<Json<Service>, Refusal> {
    let missing = || Refusal::not_found(format!("there is no service `{id}`")).field("id");
    app.store().service(&id).await?.map(Json).ok_or_else(missing)
}

/// Put a service into the catalogue, or change it
#[utoipa::path(put, path = "/v1/services/{id}", tag = "catalogue", request_body = Service,
    params(
        ("id" = String, Path, description = "Its id, as in the body", example = "checkout"),
        ("by" = Option<String>, Query, description = "Who does it", example = "ana"),
        ("via" = Option<String>, Query, description = "Through what", example = "terraform"),
    ),
    responses(
        (status = 200, description = "Changed", body = Service),
        (status = 201, description = "New", body = Service),
    ))]
pub async fn put_service(
    State(app): State<App>,
    Word(id): Word,
    params: Params,
    headers: HeaderMap,
    sent: Sent<Service>,
) -> Result<Response, Refusal> {
    no_conditions(&headers)?;
    same_id(&id, &sent.value.id)?;
    let op = Op::Service(Box::new(sent.value), by(params)?);
    Ok(answer::done(app.submit(op, sent.key).await?))
}

/// People in pages, by id
#[utoipa::path(get, path = "/v1/people", tag = "catalogue",
    params(
        ("limit" = Option<u32>, Query, description = "At most so many: 1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
    ),
    responses((status = 200, description = "A page", body = Page<Person>)))]
pub async fn people(State(app): State<App>, params: Params) -> Result<Json<Page<Person>>, Refusal> {
    let params = params.only(&["limit", "cursor"])?;
    let limit = params.number("limit", 1..=LIMIT, LIMIT_UNSAID)?;
    let list = List::new(app.store().id(), &["people"]);
    let after = params.get("cursor").map(|c| list.read(c)).transpose()?;
    let items = app.store().people(after.as_deref(), limit + 1).await?;
    Ok(Json(page(items, limit, |last| list.write(&plain(&last.id)))))
}

/// Somebody
#[utoipa::path(get, path = "/v1/people/{id}", tag = "catalogue",
    params(("id" = String, Path, description = "Their id", example = "mira")),
    responses((status = 200, description = "The person", body = Person)))]
pub async fn person(State(app): State<App>, Word(id): Word, _: NoParams) -> Result<Json<Person>, Refusal> {
    let missing = || Refusal::not_found(format!("there is nobody called `{id}`")).field("id");
    app.store().person(&id).await?.map(Json).ok_or_else(missing)
}

/// Put somebody into the directory, or change them
#[utoipa::path(put, path = "/v1/people/{id}", tag = "catalogue", request_body = Person,
    params(
        ("id" = String, Path, description = "Their id, as in the body", example = "mira"),
        ("by" = Option<String>, Query, description = "Who does it", example = "ana"),
        ("via" = Option<String>, Query, description = "Through what", example = "cli"),
    ),
    responses(
        (status = 200, description = "Changed", body = Person),
        (status = 201, description = "New", body = Person),
    ))]
pub async fn put_person(
    State(app): State<App>,
    Word(id): Word,
    params: Params,
    headers: HeaderMap,
    sent: Sent<Person>,
) -> Result<Response, Refusal> {
    no_conditions(&headers)?;
    same_id(&id, &sent.value.id)?;
    let op = Op::Person(Box::new(sent.value), by(params)?);
    Ok(answer::done(app.submit(op, sent.key).await?))
}

/// What a list of changes is asked with.
const CHANGES: [&str; 5] = ["service", "from", "to", "limit", "cursor"];

/// Deploys and other changes in pages, newest first
#[utoipa::path(get, path = "/v1/changes", tag = "catalogue",
    params(
        ("service" = Option<String>, Query, description = "Of one service", example = "payments-api"),
        ("from" = Option<String>, Query, description = "That happened then or later", example = "2026-11-23T00:00:00Z"),
        ("to" = Option<String>, Query, description = "That happened before", example = "2026-11-24T00:00:00Z"),
        ("limit" = Option<u32>, Query, description = "At most so many: 1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before, with the same `service`, `from` and `to`"),
    ),
    responses((status = 200, description = "A page", body = Page<ServiceChange>)))]
pub async fn changes(State(app): State<App>, params: Params) -> Result<Json<Page<ServiceChange>>, Refusal> {
    let params = params.only(&CHANGES)?;
    let service = params.get("service");
    let (from, to) = (params.time("from")?, params.time("to")?);
    let limit = params.number("limit", 1..=LIMIT, LIMIT_UNSAID)?;
    let words = ["service", "from", "to"].map(|name| params.get(name).unwrap_or(""));
    let list = List::new(app.store().id(), &["changes", words[0], words[1], words[2]]);
    let after = params.get("cursor").map(|c| list.read_key(c)).transpose()?;
    let items = app.store().changes(service, from, to, after, limit + 1).await?;
    // The log's places are given to every change of anything; the store compares as many bits as a key has.
    let key = |last: &ServiceChange| Key { value: last.at.unix(), number: last.seq as u32 };
    Ok(Json(page(items, limit, |last| list.write_key(key(last)))))
}

/// Write down a deploy or another change
#[utoipa::path(post, path = "/v1/changes", tag = "catalogue", request_body = NewServiceChange,
    responses((status = 201, description = "Written down", body = ServiceChange)))]
pub async fn create_change(
    State(app): State<App>,
    _: NoParams,
    headers: HeaderMap,
    sent: Sent<NewServiceChange>,
) -> Result<Response, Refusal> {
    no_conditions(&headers)?;
    Ok(answer::done(app.submit(Op::Change(Box::new(sent.value)), sent.key).await?).into_response())
}

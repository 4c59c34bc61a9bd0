//! Bodies of requests: the media type, the size, the name for life, and the value. A part of [`super`].

use std::fmt::Write;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, Method, Uri, header},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{app::App, explain, problem::Refusal};
use crate::{server::ledger::IdempotencyKey, wire};

/// The most that a body may have, in bytes.
pub const BODY: usize = 1024 * 1024;

/// A request that is to be done: its value, and its name for life if it has one.
#[derive(Debug)]
pub struct Sent<T> {
    /// What it says.
    pub value: T,
    /// `Idempotency-Key` with the request's digest.
    pub key: Option<IdempotencyKey>,
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Refusal;
    async fn from_request(request: Request, _: &App) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let media = media_type(&parts.headers);
        if media.as_deref() != Some("application/json") {
            let sent = media.map_or("nothing".to_owned(), |m| format!("`{m}`"));
            let words = format!("the body must be `Content-Type: application/json`; sent was {sent}");
            return Err(Refusal::unsupported_media_type(words));
        }
        let name = key(&parts.headers)?;
        let body = read(&parts.headers, body, BODY).await?;
        let value = explain::read(&body)?;
        let key = name.map(|key| named(key, &parts.method, &parts.uri, &body));
        Ok(Self { value, key })
    }
}

/// The media type of a body, without its parameters, in small letters.
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or("").trim().to_ascii_lowercase()).filter(|m| !m.is_empty())
}

/// The bytes of a body, up to `limit`; more than that is not even read.
pub async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Refusal> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        let words = "compressed bodies are not taken; send it as it is";
        return Err(Refusal::unsupported_media_type(words).field("Content-Encoding"));
    }
    let told = headers.get(header::CONTENT_LENGTH).and_then(|l| l.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|told| told > limit) {
        return Err(Refusal::too_large(limit));
    }
    let mut read = BytesMut::with_capacity(told.unwrap_or(0));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|fault| Refusal::bad_json(format!("the body broke off: {fault}")))?;
        if read.len() + chunk.len() > limit {
            return Err(Refusal::too_large(limit));
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.freeze())
}

/// The `Idempotency-Key` of a request.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    const NAME: &str = "Idempotency-Key";
    let mut given = headers.get_all(wire::IDEMPOTENCY_KEY).iter();
    let Some(first) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err(Refusal::bad_header(NAME, "Idempotency-Key comes twice"));
    }
    let visible = first.as_bytes().iter().all(u8::is_ascii_graphic);
    if !visible || !(1..=255).contains(&first.len()) {
        let words = "an Idempotency-Key has 1 to 255 visible ASCII characters, a UUID for example";
        return Err(Refusal::bad_header(NAME, words));
    }
    Ok(first.to_str().ok().map(str::to_owned))
}

/// A key with the digest of its request: the same key for other words is a mistake, not a repetition.
pub fn named(key: String, method: &Method, uri: &Uri, body: &[u8]) -> IdempotencyKey {
    let mut head = String::new();
    let address = uri.path_and_query().map_or("", |p| p.as_str());
    // Newlines keep the parts apart: neither a method nor an address can hold one.
    let _ = write!(head, "{method}\n{address}\n");
    let digest = Sha256::new().chain_update(head).chain_update(body).finalize();
    IdempotencyKey { key, request: digest.into() }
}

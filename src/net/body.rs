//! The only way a response body is read: in pieces, up to a cap that counts after decompression.
//!
//! One megabyte of gzip can be a gigabyte of JSON, and `Content-Length` is not known for compressed bodies, so only
//! counting while reading helps.

use reqwest::Response;

/// The usual cap: 8 MiB.
pub const DEFAULT_CAP: usize = 8 << 20;

/// The cap for lists: 64 MiB.
pub const LIST_CAP: usize = 64 << 20;

/// What is read of a refusal's body at most: its words are in the first lines.
pub(super) const ERROR_CAP: usize = 64 << 10;

/// A header's word is not trusted with more memory than this.
const FIRST_GUESS: u64 = 256 << 10;

/// Why a body was not read to its end.
#[derive(Debug)]
pub enum BodyError {
    /// It is longer than this many bytes; what had come was dropped, the connection closed.
    TooLarge(usize),
    /// The connection or the decompression failed.
    Read(reqwest::Error),
}

/// Reads the whole body, or fails as soon as it passes `cap` bytes.
pub async fn read_capped(response: Response, cap: usize) -> Result<Vec<u8>, BodyError> {
    let (body, rest) = read(response, cap).await?;
    if rest { Err(BodyError::TooLarge(cap)) } else { Ok(body) }
}

/// Reads the first `cap` bytes and drops the rest; what came before a failure counts.
pub(super) async fn read_head(response: Response, cap: usize) -> Vec<u8> {
    read(response, cap).await.map(|(body, _)| body).unwrap_or_default()
}

/// At most `cap` bytes, and whether there was more.
async fn read(mut response: Response, cap: usize) -> Result<(Vec<u8>, bool), BodyError> {
    let guess = response.content_length().unwrap_or(0).min(FIRST_GUESS);
    let mut body = Vec::with_capacity(usize::try_from(guess).unwrap_or(0).min(cap));
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Read)? {
        let room = cap - body.len();
        if chunk.len() > room {
            body.extend_from_slice(&chunk[..room]);
            return Ok((body, true));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((body, false))
}

//! The small HTTP client layer; knows nothing of incidents.
//!
//! ```text
//! ClientSpec --Client::new--> Client --get/post_json/...--> Answer | NetError
//!   spec.rs      client.rs      call.rs (what to ask)        answer.rs  error.rs
//!                exchange.rs (one try: redirects, caps)      words.rs (the source's own words)
//!             --stream--> EventStream: events as they come (stream.rs, sse.rs)
//! pure: backoff.rs (jitter, retry budget), clock.rs (offset), headers.rs (Retry-After, Link), validator.rs
//! secret.rs: where a token comes from            auth.rs: how it travels        scrub.rs: that it never shows
//! ```
//!
//! The promises: one constructor makes every client; a token never leaves the origin it was given for; no body
//! grows past its cap, also after decompression; every error says what was tried, what came back, what to do.

mod answer;
mod auth;
pub mod backoff;
pub mod body;
mod call;
mod cause;
mod client;
mod clock;
mod error;
mod exchange;
mod headers;
mod scrub;
pub mod secret;
mod spec;
pub mod sse;
mod stream;
mod validator;
mod words;

pub use answer::Answer;
pub use auth::Auth;
pub use backoff::{Backoff, RetryBudget};
pub use body::{DEFAULT_CAP, LIST_CAP};
pub use call::{Call, Opts, Payload};
pub use client::Client;
pub use clock::ClockOffset;
pub use error::{NetError, Tried};
pub use headers::{RETRY_AFTER_CAP, next_link, retry_after};
pub use secret::{SecretError, TokenRef};
pub use spec::{ClientSpec, is_loopback, segment};
pub use stream::{EventStream, Heard, IDLE};
pub use validator::Validator;

/// Installs ring as the process's TLS provider, once; later calls do nothing.
///
/// reqwest is built without a provider of its own (`rustls-no-provider`) and panics when none is installed, so
/// [`Client::new`], the only constructor, calls this first.
pub fn install_crypto() {
    // Err means that a provider is there already, which is all we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

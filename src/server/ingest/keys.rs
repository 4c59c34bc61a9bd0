//! Who may send alerts. A part of [`super`].
//!
//! Two kinds of signature, both HMAC-SHA256 with a secret that both sides know:
//!
//! * `X-Watchfloor-Signature: t=1795402342,v1=HEX[,v1=HEX]` over `1795402342.` and the body: a copy of the request is
//!   worth nothing five minutes later;
//! * `X-Hub-Signature-256: sha256=HEX` over the body alone, as GitHub and many others send it. Sent again, the same
//!   body is the same alert.
//!
//! Whatever is compared is compared in the same time whichever byte differs, with all secrets, before anybody decides.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::domain::{Time, time::MINUTE};

/// Our signature, with its time.
pub const SIGNATURE: &str = "x-watchfloor-signature";
/// GitHub's.
pub const HUB_SIGNATURE: &str = "x-hub-signature-256";

/// How far the time of a signature may be from ours, in seconds.
pub const TOLERANCE: i64 = 5 * MINUTE;

/// More signatures than this are none: each is compared with each secret.
const MAX_SIGNATURES: usize = 8;

/// Who may send alerts: with none of these, whoever may use the API.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Bearer tokens that may send alerts and nothing else, as SHA-256.
    pub tokens: Vec<Arc<[u8; 32]>>,
    /// Secrets with which bodies are signed (HMAC-SHA256 over the raw body); several while one is exchanged.
    pub secrets: Vec<Arc<[u8]>>,
}

/// What a request carries to say who sends it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// Of `Authorization: Bearer`.
    pub bearer: Option<&'a str>,
    /// [`SIGNATURE`].
    pub signature: Option<&'a str>,
    /// [`HUB_SIGNATURE`].
    pub hub: Option<&'a str>,
}

/// Why a body is not taken. Says what to do, and not how near it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nothing says who sends it.
    #[error("alerts are taken with {0} only")]
    Nobody(&'static str),
    /// The token is none of ours.
    #[error("this token is none that may send alerts")]
    Token,
    /// The header cannot be read.
    #[error("the signature cannot be read: write {0}")]
    Unreadable(&'static str),
    /// It was signed too long ago, or is yet to be.
    #[error("the signature is of {at}, and here it is {now}: it may be five minutes old; look at the clocks")]
    Time {
        /// When it was signed, RFC 3339.
        at: String,
        /// The server's clock.
        now: String,
    },
    /// It is not made of this body with a secret that we know.
    #[error("the signature is not of this body, or made with another secret")]
    Signature,
}

impl Keys {
    /// Whether anybody who may use the API may send alerts.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.secrets.is_empty()
    }

    /// Whether a bearer token is one that may send alerts.
    pub fn knows(&self, bearer: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(bearer.as_bytes()).into();
        let known = self.tokens.iter().map(|token| given.ct_eq(&**token));
        known.fold(Choice::from(0), |any, one| any | one).into()
    }

    /// Whether a request may send alerts: by its token, or by a signature of its body.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, given: Given<'_>, body: &[u8], now: Time) -> Result<(), Denied> {
        if given.bearer.is_some_and(|token| self.knows(token)) {
            return Ok(());
        }
        match (given.signature, given.hub) {
            _ if self.secrets.is_empty() => {}
            (Some(header), _) => return self.timed(header, body, now),
            (None, Some(header)) => return self.hub(header, body),
            (None, None) => {}
        }
        Err(match (given.bearer, self.tokens.is_empty(), self.secrets.is_empty()) {
            (Some(_), false, _) => Denied::Token,
            (_, false, true) => Denied::Nobody("a token (`Authorization: Bearer …`)"),
            (_, true, _) => Denied::Nobody("a signature (`X-Watchfloor-Signature` or `X-Hub-Signature-256`)"),
            (..) => Denied::Nobody(
                "a token (`Authorization: Bearer …`) or a signature (`X-Watchfloor-Signature`)",
            ),
        })
    }

    fn timed(&self, header: &str, body: &[u8], now: Time) -> Result<(), Denied> {
        let unreadable = || Denied::Unreadable("`t=UNIX,v1=HEX` with 64 hexadecimal digits");
        let (mut time, mut given) = (None, Vec::new());
        for part in header.split(',') {
            match part.trim().split_once('=').ok_or_else(unreadable)? {
                ("t", _) if time.is_some() => return Err(unreadable()),
                ("t", value) if value.bytes().all(|b| b.is_ascii_digit()) => time = Some(value),
                ("v1", value) => given.push(digest(value).ok_or_else(unreadable)?),
                ("t", _) => return Err(unreadable()),
                // Other schemes may come beside ours.
                _ => {}
            }
        }
        let text = time.ok_or_else(unreadable)?;
        let at = text.parse().map(Time::from_unix).map_err(|_| unreadable())?;
        if given.is_empty() || given.len() > MAX_SIGNATURES {
            return Err(unreadable());
        }
        // First of all: whoever does not know a secret learns nothing of our clock.
        self.signed(&[text.as_bytes(), b".", body], &given)?;
        if (now - at).saturating_abs() > TOLERANCE {
            return Err(Denied::Time { at: at.rfc3339(), now: now.rfc3339() });
        }
        Ok(())
    }

    fn hub(&self, header: &str, body: &[u8]) -> Result<(), Denied> {
        let given = header.trim().strip_prefix("sha256=").and_then(digest);
        let given = given.ok_or(Denied::Unreadable("`sha256=HEX` with 64 hexadecimal digits"))?;
        self.signed(&[body], &[given])
    }

    /// Whether any of the secrets made any of the signatures of these pieces.
    fn signed(&self, pieces: &[&[u8]], given: &[[u8; 32]]) -> Result<(), Denied> {
        let mut any = Choice::from(0);
        for secret in &self.secrets {
            // A secret of any length will do.
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { continue };
            for piece in pieces {
                mac.update(piece);
            }
            let made: [u8; 32] = mac.finalize().into_bytes().into();
            for one in given {
                any |= made.ct_eq(one);
            }
        }
        if bool::from(any) { Ok(()) } else { Err(Denied::Signature) }
    }
}

/// 64 hexadecimal digits.
fn digest(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let digits = hex.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        let digit = |d: u8| char::from(d).to_digit(16);
        *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
    }
    Some(bytes)
}

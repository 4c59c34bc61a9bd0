//! How a token travels: which header carries it.

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::{NetError, scrub::Scrub};

/// How a source knows us. The token is resolved already ([`super::TokenRef::resolve`]); `Debug` never shows it.
#[derive(Debug, Clone, Default)]
pub enum Auth {
    /// No credentials.
    #[default]
    None,
    /// `Authorization: Basic base64(user:token)` (RFC 7617).
    Basic {
        /// The user name; not a secret.
        user: String,
        /// The password or API token.
        token: SecretString,
    },
    /// `Authorization: Bearer token` (RFC 6750).
    Bearer {
        /// The token alone, without the word `Bearer`.
        token: SecretString,
    },
    /// Any other header, such as `X-Api-Key: token` or `Authorization: GenieKey token`.
    Header {
        /// The header's name.
        name: String,
        /// What stands before the token, its space included (`"GenieKey "`, `"Token token="`); often empty.
        prefix: String,
        /// The token alone.
        token: SecretString,
    },
}

/// The header to send, marked sensitive so that no `Debug` prints it.
pub(super) type AuthHeader = Option<(HeaderName, HeaderValue)>;

impl Auth {
    /// Whether a token would be sent.
    pub fn has_token(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// The header that carries the token, and what must never be shown.
    pub(super) fn prepare(&self) -> Result<(AuthHeader, Vec<String>), NetError> {
        let (name, value, token) = match self {
            Self::None => return Ok((None, Vec::new())),
            Self::Basic { user, token } => {
                if user.contains(':') {
                    return Err(NetError::Config(
                        "the user name of a basic login must not hold a `:` (RFC 7617)".into(),
                    ));
                }
                (AUTHORIZATION, basic(user, token.expose_secret()), token)
            }
            Self::Bearer { token } => (AUTHORIZATION, format!("Bearer {}", token.expose_secret()), token),
            Self::Header { name, prefix, token } => {
                let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                    NetError::Config(format!("`{name:?}` cannot be the name of an HTTP header"))
                })?;
                (header, format!("{prefix}{}", token.expose_secret()), token)
            }
        };
        let mut header = HeaderValue::from_str(&value).map_err(|_| {
            NetError::Config(
                "the token holds a character that an HTTP header cannot carry (a line break, or a non-ASCII \
                 letter): check its source"
                    .into(),
            )
        })?;
        header.set_sensitive(true);
        let mut secrets = vec![token.expose_secret().to_owned()];
        if let Some((_, coded)) = value.split_once("Basic ") {
            secrets.push(coded.to_owned());
        }
        Ok((Some((name, header)), secrets))
    }

    /// Hides this token in text; for those who have an `Auth` but no client yet.
    pub(super) fn scrub(&self, also: Vec<String>) -> Result<(AuthHeader, Scrub), NetError> {
        let (header, mut secrets) = self.prepare()?;
        secrets.extend(also);
        Ok((header, Scrub::new(secrets)))
    }
}

/// `Basic` and the base64 of `user:token` (RFC 4648 section 4).
fn basic(user: &str, token: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("Basic ");
    for chunk in format!("{user}:{token}").as_bytes().chunks(3) {
        let word =
            chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let symbol = ALPHABET[(word >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { char::from(symbol) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_login_is_the_example_of_rfc_7617_and_pads() {
        assert_eq!(basic("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(basic("a", "b"), "Basic YTpi");
        assert_eq!(basic("a", "bc"), "Basic YTpiYw==");
        assert_eq!(basic("a", "bcd"), "Basic YTpiY2Q=");
    }

    #[test]
    fn no_debug_shows_a_token() {
        let auth = Auth::Header {
            name: "Authorization".into(),
            prefix: "GenieKey ".into(),
            token: "CANARY-1".to_owned().into(),
        };
        let prepared = auth.prepare().unwrap().0;
        assert!(!format!("{auth:?} {prepared:?}").contains("CANARY"));
    }

    #[test]
    fn a_token_that_headers_cannot_carry_is_refused_without_showing_it() {
        let auth = Auth::Bearer { token: "CANARY\nX-Evil: 1".to_owned().into() };
        let error = auth.prepare().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("CANARY"));
        assert!(error.to_string().contains("line break"), "{error}");
    }
}

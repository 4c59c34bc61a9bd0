//! Turns what reqwest says into our errors: the whole chain is read, because the cause is at its end.

use std::{error::Error as StdError, io, time::Duration};

use rustls::CertificateError;

use crate::text::{Kind, SafeText};

use super::{NetError, Tried, scrub::Scrub};

/// Where a request was going.
pub(super) struct Where<'a> {
    pub(super) tried: &'a Tried,
    pub(super) host: &'a str,
    pub(super) scrub: &'a Scrub,
    pub(super) since: Duration,
}

/// What `error` means. Its URL is dropped first: it holds query values.
pub(super) fn explain(error: reqwest::Error, place: &Where<'_>) -> NetError {
    let error = error.without_url();
    let (tried, host) = (place.tried.clone(), place.host.to_owned());
    if let Some(tls) = tls(&error) {
        let cause = clean(&tls.to_string(), place.scrub);
        return NetError::Tls { tried, host, cause, advice: tls_advice(tls) };
    }
    if error.is_timeout() {
        return NetError::Timeout { tried, after: place.since, connecting: error.is_connect() };
    }
    if error.is_builder() {
        return NetError::Config(format!("{tried}: could not be built: {}", place.scrub.text(&last(&error))));
    }
    let cause = clean(&plain(&error), place.scrub);
    if error.is_connect() {
        return NetError::Unreachable { tried, host, cause };
    }
    NetError::Broken { tried, cause }
}

fn clean(words: &str, scrub: &Scrub) -> SafeText {
    SafeText::clean(&scrub.text(words), Kind::Line)
}

/// All causes, outermost first; an `io::Error` hides the one it wraps from `source`.
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        let error: &'a (dyn StdError + 'static) = *error;
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|inner| inner as &(dyn StdError + 'static)).or_else(|| error.source())
    })
}

fn tls(error: &reqwest::Error) -> Option<&rustls::Error> {
    chain(error).find_map(|cause| cause.downcast_ref())
}

fn last(error: &reqwest::Error) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

/// The cause in the words of an operator, else in those of the last one in the chain.
fn plain(error: &reqwest::Error) -> String {
    if error.is_dns() {
        return format!("no such name ({})", last(error));
    }
    let kind = chain(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).last().map(io::Error::kind);
    let known = match kind {
        Some(io::ErrorKind::ConnectionRefused) => "connection refused: nothing listens there",
        Some(io::ErrorKind::ConnectionReset) => "connection reset by the other side",
        Some(io::ErrorKind::UnexpectedEof) => "the connection was closed before the end",
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => "no route to it",
        Some(io::ErrorKind::PermissionDenied) => "this machine does not allow it (firewall or permissions)",
        _ => return last(error),
    };
    known.to_owned()
}

fn tls_advice(error: &rustls::Error) -> Option<&'static str> {
    use CertificateError as C;
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            C::UnknownIssuer => Some(
                "Its certificate is signed by an authority this machine does not know: name that one's as `ca_file`",
            ),
            C::Expired | C::ExpiredContext { .. } => Some("Its certificate has expired: have it renewed"),
            C::NotValidYet | C::NotValidYetContext { .. } => {
                Some("Its certificate is not valid yet: is this machine's clock right?")
            }
            C::NotValidForName | C::NotValidForNameContext { .. } => {
                Some("Its certificate is for another name: use that name in `url`")
            }
            _ => None,
        },
        rustls::Error::InvalidMessage(_) => Some("It does not speak TLS on this port: is it http:// there?"),
        rustls::Error::PeerIncompatible(_) => {
            Some("It speaks no TLS version or cipher that is still safe (1.2 or 1.3)")
        }
        _ => None,
    }
}

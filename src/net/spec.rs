//! What a client is made from, what is refused before anything is sent, and how a path joins the base URL.

use std::{fmt, net::IpAddr, path::PathBuf, time::Duration};

use url::{Host, Url};

use super::{Auth, NetError};

/// Everything a [`super::Client`] needs to know of its source. `Debug` shows no secret.
#[derive(Clone)]
pub struct ClientSpec {
    /// Where the source's API starts, such as `https://alerts.example.org/alertmanager`. No user info, no query.
    pub base: Url,
    /// How the source knows us.
    pub auth: Auth,
    /// A PEM file of certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// The proxy to use (http or https) instead of the environment's; never used for this machine.
    pub proxy: Option<Url>,
    /// Speak over this Unix socket instead of TCP; counts as this machine.
    pub unix_socket: Option<PathBuf>,
    /// For a whole call, its retries and its body included.
    pub timeout: Duration,
    /// For making a connection, TLS included.
    pub connect_timeout: Duration,
    /// Who we say we are.
    pub user_agent: String,
}

impl ClientSpec {
    /// A client without credentials: 15 s for a call, 5 s to connect.
    pub fn new(base: Url) -> Self {
        Self {
            base,
            auth: Auth::None,
            ca_file: None,
            proxy: None,
            unix_socket: None,
            timeout: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(5),
            user_agent: concat!("watchfloor/", env!("CARGO_PKG_VERSION")).into(),
        }
    }

    /// Whether the source is on this machine, so that nothing on the way can listen.
    pub fn is_local(&self) -> bool {
        self.unix_socket.is_some() || is_loopback(&self.base)
    }

    /// Refuses what must not be sent: see the messages.
    pub(super) fn check(&self) -> Result<(), NetError> {
        let shown = origin(&self.base);
        if !matches!(self.base.scheme(), "http" | "https") || self.base.host().is_none() {
            let scheme = self.base.scheme();
            return Err(NetError::Config(format!(
                "the `url` starts with {scheme:?}: it must be http:// or https://"
            )));
        }
        if !self.base.username().is_empty() || self.base.password().is_some() {
            return Err(NetError::Config(format!(
                "the `url` of {shown} holds a user name or password, which URLs leak into logs: take it out and name \
                 the token's source instead (environment, file or command)"
            )));
        }
        if self.base.query().is_some() || self.base.fragment().is_some() {
            return Err(NetError::Config(format!(
                "the `url` of {shown} holds a `?` or `#` part: take it out"
            )));
        }
        if self.auth.has_token() && self.base.scheme() == "http" && !self.is_local() {
            let host = self.base.host_str().unwrap_or_default();
            return Err(NetError::Config(format!(
                "refused to send a token unencrypted to {host}: use https://{host}, or a tunnel that ends on this \
                 machine (http://127.0.0.1:PORT)"
            )));
        }
        if let Some(proxy) = &self.proxy
            && !matches!(proxy.scheme(), "http" | "https")
        {
            return Err(NetError::Config(format!(
                "the `proxy` starts with {:?}: it must be http:// or https://",
                proxy.scheme()
            )));
        }
        Ok(())
    }
}

impl fmt::Debug for ClientSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSpec")
            .field("base", &format_args!("{}{}", origin(&self.base), self.base.path()))
            .field("auth", &self.auth)
            .field("ca_file", &self.ca_file)
            .field("proxy", &self.proxy.as_ref().map(origin))
            .field("unix_socket", &self.unix_socket)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Scheme, host and port: what may be shown of any URL.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Whether `url` names this machine: 127.0.0.0/8, `::1` (also as `::ffff:127.0.0.1`) or `localhost`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).to_canonical().is_loopback(),
        Some(Host::Domain(name)) => matches!(name, "localhost" | "localhost."),
        None => false,
    }
}

/// One path segment, percent-encoded: for ids that come from a source. `.` and `..` cannot be encoded (RFC 3986 section
/// 6.2.2.3 has them removed) and an empty id would name the collection, so these are refused.
pub fn segment(id: &str) -> Result<String, NetError> {
    if matches!(id, "" | "." | "..") {
        return Err(NetError::Config(format!("the source gave {id:?} as an id, which no URL can carry")));
    }
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    Ok(out)
}

/// `path` under `base`: `http://h/prefix` and `api/v2/alerts` make `http://h/prefix/api/v2/alerts`. A path may bring a
/// query of its own, and may be absolute (the next page as a source names it) when it stays on the base's origin.
pub(super) fn join(base: &Url, path: &str, query: &[(&str, &str)]) -> Result<Url, NetError> {
    let mut url = if path.starts_with("http://") || path.starts_with("https://") {
        let url = Url::parse(path)
            .map_err(|e| NetError::Config(format!("the source named a next page that is no URL: {e}")))?;
        if url.origin() != base.origin() || !url.username().is_empty() || url.password().is_some() {
            return Err(NetError::Config(format!(
                "the source at {} named a page at {}: refused to leave the source's own origin. If that is meant, put \
                 that address into `url`",
                origin(base),
                origin(&url)
            )));
        }
        url
    } else {
        let (path, own_query) =
            path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let prefix = base.path().trim_end_matches('/');
        let mut url = base.clone();
        url.set_path(&format!("{prefix}/{}", path.trim_start_matches('/')));
        url.set_query(own_query);
        let inside =
            url.path().strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !inside {
            return Err(NetError::Config(format!(
                "the path {path:?} leads out of {}{}",
                origin(base),
                base.path()
            )));
        }
        url
    };
    url.set_fragment(None);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(url)
}

#[cfg(test)]
mod tests;

//! The one constructor of clients, and the loop around the tries of a call.

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::{Certificate, Proxy, redirect};
use tokio::time::Instant;
use url::Url;

use super::{
    Answer, Backoff, Call, ClientSpec, ClockOffset, NetError, RetryBudget,
    auth::AuthHeader,
    exchange::Exchange,
    install_crypto,
    scrub::Scrub,
    spec::{join, origin},
};

/// Idle connections kept per source: as many as a burst of actions uses at once, so that each of them need not shake
/// hands anew.
const IDLE: usize = 8;

/// The client of one source. Cheap to clone: clones share connections, retry budget and clock.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

pub(super) struct Inner {
    pub(super) http: reqwest::Client,
    pub(super) base: Url,
    pub(super) auth: AuthHeader,
    pub(super) scrub: Scrub,
    /// The proxy that the configuration names, for messages.
    pub(super) via: Option<String>,
    pub(super) clock: Mutex<ClockOffset>,
    pub(super) timeout: Duration,
    budget: RetryBudget,
}

impl Client {
    /// Makes a client; the only place that does.
    ///
    /// It reads `ca_file` and, for https, the system's certificates (some ten milliseconds): call it from a task, or use
    /// [`Client::open`], so that the first frame does not wait. It does not connect.
    pub fn new(spec: &ClientSpec) -> Result<Self, NetError> {
        install_crypto();
        spec.check()?;
        let proxy_password = spec.proxy.as_ref().and_then(Url::password).map(str::to_owned);
        let (auth, scrub) = spec.auth.scrub(proxy_password.into_iter().collect())?;
        let mut builder = reqwest::Client::builder()
            .user_agent(&spec.user_agent)
            // reqwest would take `X-Api-Key` along to another host: `exchange` follows what may be followed.
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(spec.connect_timeout.min(spec.timeout))
            .pool_max_idle_per_host(IDLE)
            .pool_idle_timeout(Duration::from_mins(1))
            .tcp_keepalive(Duration::from_secs(30));
        if spec.is_local() {
            // The system's proxy settings know no exception for this machine.
            builder = builder.no_proxy();
        } else if let Some(proxy) = &spec.proxy {
            let proxy = Proxy::all(proxy.clone())
                .map_err(|_| NetError::Config(format!("the `proxy` at {} cannot be used", origin(proxy))))?;
            builder = builder.no_proxy().proxy(proxy);
        }
        if let Some(socket) = &spec.unix_socket {
            builder = builder.unix_socket(socket.clone());
        }
        let certificates = spec.ca_file.as_deref().map(read_certificates).transpose()?.unwrap_or_default();
        builder = if spec.is_local() && spec.base.scheme() == "http" {
            // No TLS will be spoken: a machine without certificates can still talk to itself, and sooner.
            builder.tls_certs_only(certificates)
        } else {
            builder.tls_certs_merge(certificates)
        };
        let http = builder.build().map_err(|error| {
            let also = spec.ca_file.as_ref().map(|path| format!(" and {}", path.display())).unwrap_or_default();
            NetError::Config(format!(
                "no client for {}: the trusted certificates of the system{also} could not be used ({}). Install \
                 `ca-certificates`, or name a `ca_file`",
                origin(&spec.base),
                root_cause(&error)
            ))
        })?;
        let via = spec.proxy.as_ref().filter(|_| !spec.is_local()).map(origin);
        Ok(Self(Arc::new(Inner {
            http,
            base: spec.base.clone(),
            auth,
            scrub,
            via,
            clock: Mutex::default(),
            timeout: spec.timeout,
            budget: RetryBudget::new(),
        })))
    }

    /// [`Client::new`] off the caller's thread.
    pub async fn open(spec: ClientSpec) -> Result<Self, NetError> {
        tokio::task::spawn_blocking(move || Self::new(&spec))
            .await
            .unwrap_or_else(|_| Err(NetError::Config("a client could not be made".into())))
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.0
    }

    /// How far the source's clock is ahead of ours, in seconds: the median of the last nine answers.
    pub fn clock_offset_s(&self) -> Option<i64> {
        self.0.clock.lock().unwrap_or_else(PoisonError::into_inner).seconds()
    }

    /// Forgets the clock's samples: after a suspend or a jump of our own clock.
    pub fn forget_clock(&self) {
        self.0.clock.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Makes a call: sends it, follows what may be followed, tries again what may be tried again, all before its
    /// deadline.
    pub async fn call(&self, call: Call<'_>) -> Result<Answer, NetError> {
        let inner = &*self.0;
        let url = join(&inner.base, call.path, call.query)?;
        let deadline = Instant::now() + call.opts.deadline.unwrap_or(inner.timeout);
        let exchange = Exchange::new(inner, &call, url, deadline)?;
        let mut backoff = Backoff::default();
        inner.budget.earn();
        for left in (0..call.opts.tries.max(1)).rev() {
            let error = match exchange.run().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let wait =
                may_retry(&call, &error).then(|| backoff.next().max(error.retry_after().unwrap_or_default()));
            match wait {
                Some(wait) if left > 0 && Instant::now() + wait < deadline && inner.budget.spend() => {
                    tracing::debug!(wait_ms = wait.as_millis() as u64, "a call is tried again: {error}");
                    tokio::time::sleep(wait).await;
                }
                _ => return Err(error),
            }
        }
        Err(NetError::Config("a call needs at least one try".into()))
    }
}

/// Reads again after any passing fault; repeats a write only if that is harmless and it cannot have been half done.
fn may_retry(call: &Call<'_>, error: &NetError) -> bool {
    if call.is_read() {
        return error.is_retryable();
    }
    call.is_idempotent()
        && match error {
            NetError::Unreachable { .. } | NetError::Throttled { .. } => true,
            NetError::Timeout { connecting, .. } => *connecting,
            NetError::Refused { status, .. } => matches!(status, 502..=504),
            _ => false,
        }
}

fn read_certificates(path: &Path) -> Result<Vec<Certificate>, NetError> {
    let shown = path.display();
    let pem = std::fs::read(path).map_err(|e| {
        NetError::Config(format!("the `ca_file` {shown} could not be read: {e}. Check its path"))
    })?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|_| {
        NetError::Config(format!(
            "the `ca_file` {shown} is not a PEM file of certificates: check its content"
        ))
    })?;
    if certificates.is_empty() {
        return Err(NetError::Config(format!(
            "the `ca_file` {shown} holds no certificate: it should start with -----BEGIN CERTIFICATE-----"
        )));
    }
    Ok(certificates)
}

fn root_cause(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(Some(error as &dyn std::error::Error), |e| e.source());
    chain.last().map(ToString::to_string).unwrap_or_default()
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({}{})", origin(&self.0.base), self.0.base.path())
    }
}

//! Sources as configured: the only place that knows every kind.

use std::{path::PathBuf, sync::Arc};

use super::SourceSpec;
use crate::{
    backend::{
        Backend, Capabilities, Support,
        alertmanager::{self, Alertmanager},
        native::{self, Native},
    },
    config::{AuthConfig, Config, SourceConfig, SourceKind, TokenConfig},
    net::{Auth, Client, ClientSpec, TokenRef},
    outbox::Paths,
    text::{Kind, SafeText},
};

/// What the engine needs to know of the configured sources.
///
/// `via` is through what they are asked, as logs of sources that keep one will say: `tui` or `cli`.
pub fn specs(config: &Config, via: &'static str) -> Vec<SourceSpec> {
    let me = SafeText::clean(&config.me, Kind::Label);
    config.sources.iter().map(|source| spec(source, &me, via)).collect()
}

/// Where our files go.
pub fn paths(config: &Config) -> Paths {
    Paths {
        data: config.dirs.data.clone(),
        state: config.dirs.state.clone(),
        cache: config.dirs.cache.clone(),
        runtime: std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|p| p.is_absolute()),
    }
}

fn spec(source: &SourceConfig, me: &SafeText, via: &'static str) -> SourceSpec {
    let capabilities = match source.kind {
        SourceKind::Alertmanager => Capabilities {
            ack: Support::Native,
            unack: Support::Native,
            assign: Support::Local,
            note: Support::Local,
            resolve: Support::Native,
            read_only: source.read_only,
            keeps_all: false,
        },
        SourceKind::Native => Capabilities {
            ack: Support::Native,
            unack: Support::Native,
            assign: Support::Native,
            note: Support::Native,
            resolve: Support::Native,
            read_only: source.read_only,
            keeps_all: true,
        },
    };
    let (config, me) = (Arc::new(source.clone()), me.clone());
    SourceSpec {
        name: source.name.clone(),
        kind: source.kind.word(),
        url: SafeText::clean(&source.address(), Kind::Line),
        poll: source.poll,
        capabilities,
        make: Box::new(move || Box::pin(make(Arc::clone(&config), me.clone(), via))),
    }
}

/// Resolves the token and builds the client; some ten milliseconds for https.
async fn make(
    source: Arc<SourceConfig>,
    me: SafeText,
    via: &'static str,
) -> Result<Arc<dyn Backend>, SafeText> {
    let auth = auth(&source.auth).await.map_err(|e| super::words(&e))?;
    let client = ClientSpec {
        auth,
        ca_file: source.ca_file.clone(),
        proxy: source.proxy.clone(),
        unix_socket: source.socket.clone(),
        timeout: source.timeout,
        ..ClientSpec::new(source.url.clone())
    };
    let client = Client::open(client).await.map_err(|e| super::words(&e))?;
    match source.kind {
        SourceKind::Alertmanager => {
            let ack_for_s = i64::try_from(source.ack_for.as_secs()).unwrap_or(i64::MAX);
            let options = alertmanager::Options { ack_for_s, me, read_only: source.read_only };
            Ok(Arc::new(Alertmanager::new(source.name.clone(), client, options)))
        }
        SourceKind::Native => {
            let options = native::Options { me, via, read_only: source.read_only, local: source.local };
            Ok(Arc::new(Native::new(source.name.clone(), client, options)))
        }
    }
}

async fn auth(auth: &AuthConfig) -> Result<Auth, crate::net::SecretError> {
    Ok(match auth {
        AuthConfig::None => Auth::None,
        AuthConfig::Basic { user, token } => {
            Auth::Basic { user: user.clone(), token: reference(token).resolve().await? }
        }
        AuthConfig::Bearer { token } => Auth::Bearer { token: reference(token).resolve().await? },
        AuthConfig::Header { header, token } => Auth::Header {
            name: header.clone(),
            prefix: String::new(),
            token: reference(token).resolve().await?,
        },
    })
}

fn reference(token: &TokenConfig) -> TokenRef {
    match token {
        TokenConfig::Env(name) => TokenRef::Env(name.clone()),
        TokenConfig::File(path) => TokenRef::File(path.clone()),
        TokenConfig::Command(argv) => TokenRef::Command(argv.clone()),
    }
}

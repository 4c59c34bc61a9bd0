//! The typed configuration that the rest of the program works with. A part of [`super`].

use std::{
    collections::BTreeMap,
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use chrono_tz::Tz;
use url::Url;

use super::practice::model::PracticeConfig;
use crate::domain::{Practice, SourceName, directory::Directory, query::Query, view::Arrange};

/// Everything that files, environment and options say, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The name of the person at the keyboard: `owner:me`, `assign me`, author of notes. Default `$USER`.
    pub me: String,
    /// The zone the screen shows times in. Default UTC.
    pub time_zone: Tz,
    /// Name of the theme; whether it exists is for the theme loader to say. Default `dark`.
    pub theme: String,
    /// Whether to keep to ASCII; `None`: as the terminal can.
    pub ascii: Option<bool>,
    /// Whether to hear the mouse. Default no: selecting stays the terminal's.
    pub mouse: bool,
    /// When to use colour. Default auto.
    pub color: Color,
    /// Where incidents come from, in the order of the files.
    pub sources: Vec<SourceConfig>,
    /// Views on the board; the built-in ones where none is configured.
    pub views: Vec<ViewConfig>,
    /// How `watchfloor serve` serves.
    pub serve: ServeConfig,
    /// How the team works: calendars, promises, matrix, categories, closing. What our own server serves by, and what
    /// holds for sources that do not say themselves.
    pub practice: Arc<Practice>,
    /// People and services, each by id.
    pub directory: Arc<Directory>,
    /// The same as it was written, for `config show` and `config check`.
    pub desk: PracticeConfig,
    /// The files that were read, in order: later ones win.
    pub files: Vec<PathBuf>,
    /// Where this program keeps things.
    pub dirs: Dirs,
    /// What is not wrong, but should be said once at the start.
    pub warnings: Vec<String>,
    /// Where the values come from, by key; what is not in here is the default.
    pub origins: BTreeMap<&'static str, Origin>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// On a terminal that has it.
    #[default]
    Auto,
    /// Into pipes, too.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Always, Self::Never];

    /// The word in files and options.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.word() == word)
    }
}

/// Where this program keeps things; each is its own directory for watchfloor alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirs {
    /// `config.toml`, `keys.toml`, `themes/`.
    pub config: PathBuf,
    /// What must not be lost: `local.db`, `server.db`.
    pub data: PathBuf,
    /// What must survive a restart: `outbox.db`, drafts, logs.
    pub state: PathBuf,
    /// What can be fetched again: `cache.db`.
    pub cache: PathBuf,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// Nobody said anything.
    #[default]
    Default,
    /// A file, with the line (from 1).
    File(PathBuf, usize),
    /// An environment variable.
    Env(&'static str),
    /// An option on the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(file, line) => write!(f, "{}:{line}", file.display()),
            Self::Env(name) => write!(f, "environment {name}"),
            Self::Flag(name) => write!(f, "option {name}"),
        }
    }
}

/// Kinds of sources this build can talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// Prometheus Alertmanager, API v2.
    Alertmanager,
    /// Our own server: `watchfloor serve`.
    Native,
}

impl SourceKind {
    /// Every kind of this build.
    pub const ALL: [Self; 2] = [Self::Alertmanager, Self::Native];

    /// The word in files and options.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Alertmanager => "alertmanager",
            Self::Native => "native",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }

    /// The variable in which a source given by `--source` finds its token.
    pub const fn token_variable(self) -> &'static str {
        match self {
            Self::Alertmanager => "WATCHFLOOR_ALERTMANAGER_TOKEN",
            Self::Native => "WATCHFLOOR_NATIVE_TOKEN",
        }
    }
}

/// One source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceConfig {
    /// `[A-Za-z0-9_-]{1,32}`, unique.
    pub name: SourceName,
    /// What it is.
    pub kind: SourceKind,
    /// Its address: http or https, no credentials, query or fragment.
    pub url: Url,
    /// The Unix socket it is spoken to through, absolute; `url` is then [`SourceConfig::over_socket`]. Native ones only.
    pub socket: Option<PathBuf>,
    /// It is the embedded server on this person's own data (see `server::host`): theirs alone, and no production.
    pub local: bool,
    /// How to log in.
    pub auth: AuthConfig,
    /// Between two polls: 1 s to 1 h, default 15 s.
    pub poll: Duration,
    /// For one request: 1 s to 5 min, default 5 s.
    pub timeout: Duration,
    /// A CA certificate (PEM) to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// The proxy for this source; `None`: as the system says.
    pub proxy: Option<Url>,
    /// Never change anything there.
    pub read_only: bool,
    /// How long one acknowledgement silence lasts before it is renewed: 5 min to 30 days, default 2 h. Alertmanager
    /// only.
    pub ack_for: Duration,
    /// Where the values come from, by key; what is not in here is the default.
    pub origins: BTreeMap<&'static str, Origin>,
}

impl SourceConfig {
    /// Default of `poll`.
    pub const POLL: Duration = Duration::from_secs(15);
    /// Default of `timeout`.
    pub const TIMEOUT: Duration = Duration::from_secs(5);
    /// Default of `ack_for`.
    pub const ACK_FOR: Duration = Duration::from_hours(2);

    /// A source with defaults for all that is not said.
    pub fn new(name: SourceName, kind: SourceKind, url: Url) -> Self {
        Self {
            name,
            kind,
            url,
            socket: None,
            local: false,
            auth: AuthConfig::None,
            poll: Self::POLL,
            timeout: Self::TIMEOUT,
            ca_file: None,
            proxy: None,
            read_only: false,
            ack_for: Self::ACK_FOR,
            origins: BTreeMap::new(),
        }
    }

    /// What stands for the address of a source behind a Unix socket: HTTP needs a host, and this one is never asked.
    pub fn over_socket() -> Option<Url> {
        Url::parse("http://localhost/").ok()
    }

    /// Its address as people write it: the url, or `unix:PATH`.
    pub fn address(&self) -> String {
        match &self.socket {
            Some(path) => format!("unix:{}", path.display()),
            None => self.url.to_string(),
        }
    }
}

/// How to log in to a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthConfig {
    /// Not at all.
    None,
    /// RFC 7617.
    Basic {
        /// The user's name, without `:`.
        user: String,
        /// The password.
        token: TokenConfig,
    },
    /// RFC 6750.
    Bearer {
        /// The token.
        token: TokenConfig,
    },
    /// The token alone in a header of this name.
    Header {
        /// The header's name, an RFC 9110 token.
        header: String,
        /// The token.
        token: TokenConfig,
    },
}

impl AuthConfig {
    /// The word in files.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic { .. } => "basic",
            Self::Bearer { .. } => "bearer",
            Self::Header { .. } => "header",
        }
    }

    /// Where the secret is, if there is one.
    pub const fn token(&self) -> Option<&TokenConfig> {
        match self {
            Self::None => None,
            Self::Basic { token, .. } | Self::Bearer { token } | Self::Header { token, .. } => Some(token),
        }
    }
}

/// Where a secret is to be had. The secret itself is never in the configuration, so this may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenConfig {
    /// An environment variable.
    Env(String),
    /// A file of mode 0600, absolute.
    File(PathBuf),
    /// The first line a command prints, run by argv without a shell; never empty.
    Command(Vec<String>),
}

/// How `watchfloor serve` serves: what of it files say; options beat it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServeConfig {
    /// Where it listens; `None` is [`ListenAt::standard`].
    pub listen: Option<ListenAt>,
    /// The database's file, absolute; `None` is `server.db` in the data directory.
    pub database: Option<PathBuf>,
    /// The token that whoever uses the API has to give.
    pub token: Option<TokenConfig>,
    /// Tokens that may send alerts and nothing else.
    pub inbound_tokens: Vec<TokenConfig>,
    /// Secrets with which the bodies of alerts are signed.
    pub inbound_secrets: Vec<TokenConfig>,
    /// Somebody in front speaks TLS and lets in whom they know.
    pub behind_proxy: bool,
    /// Where the values come from, by key; what is not in here is the default.
    pub origins: BTreeMap<&'static str, Origin>,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListenAt {
    /// An address of this machine and a port; port 0 lets the system choose.
    Tcp(SocketAddr),
    /// A Unix socket, absolute.
    Unix(PathBuf),
}

impl ListenAt {
    /// Where a server listens when nobody says otherwise: this machine only.
    pub const fn standard() -> Self {
        Self::Tcp(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7717))
    }

    /// Reads `127.0.0.1:7717`, `[::1]:7717`, `localhost:7717` or `unix:PATH`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() {
                Err("`unix:` names no file".into())
            } else {
                Ok(Self::Unix(path.into()))
            };
        }
        let plain = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
        plain.as_deref().unwrap_or(text).parse().map(Self::Tcp).map_err(|_| {
            "this is not an address to listen at: write an IP address and a port such as 127.0.0.1:7717, \
             0.0.0.0:7717 or [::1]:7717, or unix:PATH"
                .into()
        })
    }
}

impl fmt::Display for ListenAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// A named query on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewConfig {
    /// One line of 1 to 32 characters, unique.
    pub name: String,
    /// What it shows.
    pub query: Query,
    /// How it arranges that.
    pub arrange: Arrange,
    /// Where it comes from.
    pub origin: Origin,
}

/// What the command line says; each beats files and environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--config FILE`: instead of the user's file; it must exist.
    pub config: Option<PathBuf>,
    /// `--source KIND=URL`: instead of all configured sources; a name without `=` keeps that configured one.
    pub sources: Vec<String>,
    /// `--theme NAME`.
    pub theme: Option<String>,
    /// `--ascii`.
    pub ascii: Option<bool>,
    /// `--mouse`.
    pub mouse: Option<bool>,
    /// `--color`.
    pub color: Option<Color>,
}

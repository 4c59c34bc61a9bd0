//! The same server for a team: `watchfloor serve`. A part of [`super`].

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tokio::signal::unix::{SignalKind, signal};

use super::{
    Beside, DATABASE, Endpoint, Held, ListenError, Listening, Lock, listen,
    place::{self, Bound},
    tell,
};
use crate::{
    config::{ListenAt, TokenConfig},
    net::{SecretError, TokenRef},
    server::{
        api::{self, Listen, Options},
        ingest::Keys,
        stop,
        store::{OpenError, Place, Store},
    },
};

/// How long a lock is waited for: a command that is about to end may hold it.
const PATIENCE: Duration = Duration::from_secs(2);

/// A server for a team.
pub struct Team {
    /// Where it listens.
    pub listen: ListenAt,
    /// Its database, absolute.
    pub database: PathBuf,
    /// What whoever uses the API has to give.
    pub token: Option<TokenConfig>,
    /// Tokens that may send alerts and nothing else.
    pub inbound_tokens: Vec<TokenConfig>,
    /// Secrets with which the bodies of alerts are signed.
    pub inbound_secrets: Vec<TokenConfig>,
    /// Somebody in front speaks TLS.
    pub behind_proxy: bool,
    /// This person's data directory: where the database is the one in there, their screens find this server too.
    pub data_dir: PathBuf,
    /// Where sockets go.
    pub runtime_dir: Option<PathBuf>,
    /// The clock, and what goes on beside: a demonstration.
    pub beside: Beside,
}

/// Why it does not serve. The words say what was tried, what came back, what to do.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// It cannot or must not listen there.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// Somebody else has the database.
    #[error(transparent)]
    Held(#[from] Held),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A token or secret cannot be had.
    #[error("{0}: {1}")]
    Secret(&'static str, SecretError),
    /// The folder of the database cannot be made.
    #[error("the folder {0:?} for the database cannot be made: {1}")]
    Folder(PathBuf, io::Error),
    /// What should go on beside cannot.
    #[error("{0}")]
    Beside(String),
    /// The system refused something else.
    #[error("the server stopped: {0}")]
    Io(#[from] io::Error),
}

impl Team {
    /// Serves until SIGTERM or SIGINT; what is in hand then is finished within five seconds. `ready` hears where it
    /// listens as soon as it does.
    pub async fn serve(self, ready: impl FnOnce(&Listening)) -> Result<(), TeamError> {
        listen::check(&self.listen, self.token.is_some(), self.behind_proxy)?;
        let options = self.options().await?;
        raise_limit();
        let folder = self.database.parent().unwrap_or(Path::new("/")).to_owned();
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(|why| TeamError::Folder(folder.clone(), why))?;
        let lock = Lock::take_within(&folder, PATIENCE)?;
        // From here on a signal means a stop in good order.
        let mut ends = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];

        let (listener, listening, _bound) = listen::listen(&self.listen, options.token.is_some()).await?;
        let store = Store::open_with(&Place::File(self.database.clone()), self.beside.opening()).await?;
        let (stopper, stop) = stop::pair();
        let putting = self.beside.put_directory(&store);
        if let Some(work) = self.beside.before {
            work(store.clone(), stop.clone()).await.map_err(TeamError::Beside)?;
        }
        let during = self.beside.during.map(|work| tokio::spawn(work(store.clone(), stop.clone())));
        let own = own(&self.data_dir, self.runtime_dir.as_deref(), &self.database);
        ready(&listening);
        tracing::info!(at = %listening, database = %self.database.display(), "serving");
        tell::manager("READY=1");

        let for_all = api::serve(store.clone(), vec![listener], options, stop.clone());
        let for_own = async {
            match own {
                Some((listen, options, _bound)) => {
                    api::serve(store.clone(), vec![listen], options, stop).await
                }
                None => Ok(()),
            }
        };
        let [terminate, interrupt] = &mut ends;
        let told = async {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            tracing::info!("stopping");
            tell::manager("STOPPING=1");
            stopper.stop();
            std::future::pending::<()>().await;
        };
        let served = tokio::select! {
            served = async { tokio::try_join!(for_all, for_own) } => served,
            () = told => Ok(((), ())),
        };
        if let Some(during) = during {
            during.abort();
            let _ = during.await;
        }
        if let Some(putting) = putting {
            putting.abort();
            let _ = putting.await;
        }
        store.close().await;
        drop(lock);
        served?;
        tracing::info!("stopped");
        Ok(())
    }

    async fn options(&self) -> Result<Options, TeamError> {
        let token = match &self.token {
            Some(token) => Some(hashed(&resolve("token", token).await?)),
            None => None,
        };
        let mut inbound = Keys::default();
        for token in &self.inbound_tokens {
            inbound.tokens.push(hashed(&resolve("inbound_tokens", token).await?));
        }
        for secret in &self.inbound_secrets {
            let secret = resolve("inbound_secrets", secret).await?;
            inbound.secrets.push(secret.expose_secret().as_bytes().into());
        }
        Ok(Options { token, inbound })
    }
}

/// Listens for the screens of the person whose `data` this is, if `database` is theirs: without a token, for the socket
/// is theirs alone.
fn own(data: &Path, runtime: Option<&Path>, database: &Path) -> Option<(Listen, Options, Bound)> {
    let data = std::fs::canonicalize(data).ok()?;
    if std::fs::canonicalize(database).ok()? != data.join(DATABASE) {
        return None;
    }
    match place::listen(&data, runtime, &Endpoint::of(&data)) {
        Ok((listen, token, bound)) => {
            let token = token.map(|t| Arc::new(Sha256::digest(t.as_bytes()).into()));
            Some((listen, Options { token, ..Options::default() }, bound))
        }
        Err(error) => {
            tracing::warn!(%error, "screens without a configured source will not find this server");
            None
        }
    }
}

async fn resolve(key: &'static str, token: &TokenConfig) -> Result<SecretString, TeamError> {
    let reference = match token {
        TokenConfig::Env(name) => TokenRef::Env(name.clone()),
        TokenConfig::File(path) => TokenRef::File(path.clone()),
        TokenConfig::Command(argv) => TokenRef::Command(argv.clone()),
    };
    reference.resolve().await.map_err(|e| TeamError::Secret(key, e))
}

fn hashed(token: &SecretString) -> Arc<[u8; 32]> {
    Arc::new(Sha256::digest(token.expose_secret().as_bytes()).into())
}

/// As many open connections as this user may have: the usual 1,024 are fewer than a large team's streams.
fn raise_limit() {
    let now = getrlimit(Resource::Nofile);
    if now.current != now.maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: now.maximum, maximum: now.maximum })
    {
        tracing::warn!(%error, "the number of open files could not be raised");
    }
}

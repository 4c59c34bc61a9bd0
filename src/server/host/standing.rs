//! The thread that waits in line for `server.lock` and then serves. A part of [`super`].

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::{DATABASE, Endpoint, Lock, Work, directory, place};
use crate::{
    domain::{Practice, directory::Directory},
    server::{
        Clock,
        api::{self, Options},
        stop::{self, Stopper},
        store,
    },
};

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// In line: somebody else serves, or is about to.
    Waiting,
    /// The lock is ours; the database is being opened.
    Opening,
    /// We serve.
    Serving,
    /// We cannot serve: what was tried, what came back, what to do. The lock is free again.
    Failed(String),
    /// Not in line any more.
    Ended,
}

/// What a host does beside what every host does.
#[derive(Default)]
pub struct Beside {
    /// The server's clock.
    pub clock: Clock,
    /// Nothing in the database needs to outlive the machine.
    pub scratch: bool,
    /// How the team works; `None`: as where nothing is configured.
    pub practice: Option<Arc<Practice>>,
    /// People and services that everybody who uses it has.
    pub directory: Option<Arc<Directory>>,
    /// Fills the database before the first request is answered; who connects meanwhile waits.
    pub before: Option<Work>,
    /// Goes on while it serves.
    pub during: Option<Work>,
}

impl Beside {
    /// How its store is opened.
    pub(super) fn opening(&self) -> store::Opening {
        let practice = self.practice.as_ref().unwrap_or_else(|| Practice::standard());
        store::Opening { clock: self.clock, scratch: self.scratch, practice: Arc::clone(practice) }
    }

    /// Puts the configured directory in, beside all else.
    pub(super) fn put_directory(&self, store: &store::Store) -> Option<tokio::task::JoinHandle<()>> {
        let directory = Arc::clone(self.directory.as_ref()?);
        let store = store.clone();
        Some(tokio::spawn(async move { directory::put(store, &directory).await }))
    }
}

/// A place in the line. Dropped, it is given up; who serves finishes what is in hand first.
#[derive(Debug)]
pub struct Standing {
    endpoint: Endpoint,
    state: Arc<watch::Sender<State>>,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Standing {
    /// Gets in line for the server of `data_dir`, which is made if it is not there. Never waits, never fails: what goes
    /// wrong is [`State::Failed`].
    pub fn begin(data_dir: &Path, runtime_dir: Option<&Path>) -> (Endpoint, Self) {
        Self::begin_with(data_dir, runtime_dir, Beside::default())
    }

    /// The same with more to do.
    pub fn begin_with(data_dir: &Path, runtime_dir: Option<&Path>, beside: Beside) -> (Endpoint, Self) {
        let data = place::data(data_dir);
        let endpoint = Endpoint::of(&data);
        let state = Arc::new(watch::Sender::new(State::Waiting));
        let (stopper, stop) = stop::pair();
        let host = Host {
            data,
            runtime: runtime_dir.map(Path::to_owned),
            endpoint: endpoint.clone(),
            state: Arc::clone(&state),
        };
        let spawned = thread::Builder::new().name("server".into()).spawn(move || {
            let failed = match host.run(beside, stop) {
                Ok(()) => State::Ended,
                Err(words) => {
                    tracing::warn!("the embedded server: {words}");
                    State::Failed(words)
                }
            };
            host.state.send_replace(failed);
        });
        let thread = spawned
            .map_err(|error| {
                state
                    .send_replace(State::Failed(format!("the system refused the server a thread ({error})")));
            })
            .ok();
        (endpoint.clone(), Self { endpoint, state, stopper, thread })
    }

    /// How it stands, now and from now on. What is borrowed of it must not be held while this is dropped.
    pub fn state(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }

    /// Returns when somebody serves: we or another one. After `patience` it returns as well; then whoever asks the
    /// server hears why there is none.
    ///
    /// # Errors
    /// We cannot serve, in words.
    pub async fn ready(&self, patience: Duration) -> Result<(), String> {
        let mut state = self.state.subscribe();
        let answered = async {
            let mut wait = Duration::from_millis(2);
            // While we open the database ourselves, that somebody listens says nothing.
            while !(self.endpoint.answers().await && *self.state.borrow() == State::Waiting) {
                tokio::time::sleep(wait).await;
                wait = (2 * wait).min(Duration::from_millis(50));
            }
        };
        let said = async {
            match state
                .wait_for(|s| matches!(s, State::Serving | State::Failed(_) | State::Ended))
                .await
                .as_deref()
            {
                Ok(State::Failed(words)) => Err(words.clone()),
                _ => Ok(()),
            }
        };
        let either = async {
            tokio::select! {
                biased;
                said = said => said,
                () = answered => Ok(()),
            }
        };
        tokio::time::timeout(patience, either).await.unwrap_or(Ok(()))
    }

    /// Leaves the line; if we serve, what is in hand is finished first (at most some five seconds), and the next one
    /// takes over.
    pub fn finish(self) {
        drop(self);
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.stopper.stop();
        let waited = self.state.send_if_modified(|state| {
            let waits = *state == State::Waiting;
            if waits {
                *state = State::Ended;
            }
            waits
        });
        // One who only waits sleeps in the kernel and ends with the process; woken before that, it sees that it is over.
        if let Some(thread) = self.thread.take().filter(|_| !waited) {
            let _ = thread.join();
        }
    }
}

struct Host {
    data: PathBuf,
    runtime: Option<PathBuf>,
    endpoint: Endpoint,
    state: Arc<watch::Sender<State>>,
}

impl Host {
    /// Waits for the lock, serves until the word, lets the lock go.
    fn run(&self, beside: Beside, stop: stop::Stop) -> Result<(), String> {
        let lock = Lock::wait(&self.data).map_err(|e| e.to_string())?;
        let ours = self.state.send_if_modified(|state| {
            let wanted = *state == State::Waiting;
            if wanted {
                *state = State::Opening;
            }
            wanted
        });
        if !ours {
            return Ok(());
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| format!("the system refused what the server needs ({e})"))?;
        let done = runtime.block_on(self.serve(beside, stop));
        // Nothing may write into the database when the lock is another's.
        drop(runtime);
        drop(lock);
        done
    }

    async fn serve(&self, beside: Beside, stop: stop::Stop) -> Result<(), String> {
        // First of all, so that who comes now waits a moment and is not turned away.
        let (listen, token, _bound) = place::listen(&self.data, self.runtime.as_deref(), &self.endpoint)
            .map_err(|e| format!("the embedded server cannot listen in {}: {e}", self.data.display()))?;
        let place = store::Place::File(self.data.join(DATABASE));
        let store = store::Store::open_with(&place, beside.opening()).await.map_err(|e| e.to_string())?;
        let putting = beside.put_directory(&store);
        if let Some(work) = beside.before {
            let mut over = stop.clone();
            tokio::select! {
                done = work(store.clone(), stop.clone()) => done?,
                () = over.heard() => return Ok(()),
            }
        }
        let options = Options {
            token: token.map(|token| Arc::new(Sha256::digest(token.as_bytes()).into())),
            ..Options::default()
        };
        let during = beside.during.map(|work| tokio::spawn(work(store.clone(), stop.clone())));
        self.state.send_replace(State::Serving);
        tracing::info!(data = %self.data.display(), "the embedded server is ours");
        let served = api::serve(store.clone(), vec![listen], options, stop).await;
        if let Some(during) = during {
            during.abort();
            let _ = during.await;
        }
        if let Some(putting) = putting {
            putting.abort();
            let _ = putting.await;
        }
        store.close().await;
        served.map_err(|e| format!("the embedded server stopped: {e}"))
    }
}

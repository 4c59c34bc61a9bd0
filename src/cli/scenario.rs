//! `demo`, and what `serve --demo` has in common with it: a made-up working day. Belongs to the command line.

use std::{
    fs,
    io::{self, IsTerminal},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    args::{Common, Scenario},
    exit::{Code, Failure},
    local, open,
    screen::{self, Shown},
    theme,
};
use crate::{
    config::{self, Config},
    runtime::screen::Begin,
    server::{
        Clock, demo,
        host::{Beside, Lock, Standing},
    },
    text::{Kind, SafeText},
};

/// What our folders in the system's temporary one begin with.
const PREFIX: &str = "watchfloor-demo-";
/// A folder that nobody holds and that is older than this is a dead demonstration's.
const DEAD: Duration = Duration::from_mins(1);
/// How long the screen waits for the first answer: a day of a million incidents takes its time to be made up.
const PATIENCE: Duration = Duration::from_mins(5);

/// A folder that is gone when this is dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: Lock,
}

impl Folder {
    /// A new one, for its owner alone. Those that killed demonstrations left are removed.
    pub fn new() -> Result<Self, Failure> {
        let all = std::env::temp_dir();
        sweep(&all);
        let path = all.join(format!("{PREFIX}{}-{:08x}", std::process::id(), fastrand::u32(..)));
        let failed = |why: &dyn std::fmt::Display| {
            let path = path.display();
            Failure::usage(format!(
                "the folder {path} for the demonstration cannot be made: {why}; set TMPDIR"
            ))
        };
        fs::DirBuilder::new().mode(0o700).create(&path).map_err(|e| failed(&e))?;
        let lock = Lock::take(&path).map_err(|e| failed(&e))?;
        Ok(Self { path, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(folder = %self.path.display(), %error, "the demonstration's folder is left");
        }
    }
}

/// Removes what demonstrations left that were killed: folders whose lock is free.
fn sweep(all: &Path) {
    for entry in fs::read_dir(all).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let old = entry.metadata().ok().filter(fs::Metadata::is_dir).and_then(|m| m.modified().ok());
        let old = old.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > DEAD);
        // Those of other people cannot be locked.
        if ours && old && entry.path().join("server.lock").exists() && Lock::take(&entry.path()).is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// What a server does for such a day.
pub fn beside(scenario: &Scenario, me: &str) -> Beside {
    let usual = demo::Options::default();
    let options = demo::Options {
        seed: scenario.seed,
        incidents: scenario.incidents.unwrap_or(usual.incidents),
        speed: scenario.speed,
        updates: scenario.updates,
        me: SafeText::clean(me, Kind::Label),
    };
    let going_on = options.clone();
    Beside {
        clock: scenario.frozen.map_or(Clock::System, Clock::Frozen),
        scratch: true,
        before: Some(Box::new(move |store, _| {
            Box::pin(async move {
                let seeded = demo::seed(&store, &options).await;
                seeded.map_err(|e| format!("the demonstration cannot begin: {e}"))
            })
        })),
        during: Some(Box::new(move |store, stop| {
            Box::pin(async move {
                demo::live(store, going_on, stop).await;
                Ok(())
            })
        })),
        ..Beside::default()
    }
}

/// `demo`: the screen over a server of its own; with the person's keys, theme, zone and name, and nothing else of
/// theirs.
pub fn run(common: &Common, scenario: &Scenario) -> Result<Code, Failure> {
    let mut config = open::configure(common)?;
    let (keymap, notices) = screen::own_keys(&config)?;
    let theme = theme::choose(&config)?;
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Failure::usage(
            "the screen needs a terminal, and standard input or output is none: `watchfloor serve --demo` serves the \
             same day without one",
        ));
    }
    // Made before all else, and dropped after all else.
    let folder = Folder::new()?;
    let standing = begin(&mut config, scenario, &folder);
    // What is saved on the screen goes where all of the day goes: nothing of the person's own is written.
    let file = Some(folder.path().join("config.toml"));
    let shown = Shown { begin: Begin::Board, keymap, notices, frozen: scenario.frozen, file };
    screen::show(common, &config, theme, shown, Some(standing))
}

/// The day's server in this process, as the only source; everything is kept in `folder`.
pub fn begin(config: &mut Config, scenario: &Scenario, folder: &Folder) -> Standing {
    elsewhere(config, folder.path());
    let (endpoint, standing) = Standing::begin_with(
        &config.dirs.data,
        local::runtime_dir().as_deref(),
        beside(scenario, &config.me),
    );
    config.sources = endpoint.source("demo").into_iter().collect();
    for source in &mut config.sources {
        source.timeout = PATIENCE;
    }
    standing
}

/// Keeps everything in `folder`, and asks nothing of the person's own sources.
fn elsewhere(config: &mut Config, folder: &Path) {
    config.dirs.data = folder.join("data");
    config.dirs.state = folder.join("state");
    config.dirs.cache = folder.join("cache");
    config.sources.clear();
    config.views.retain(|view| view.query.named_sources().is_empty());
    if config.views.is_empty() {
        config.views = config::default_views();
    }
}

//! The screen: one loop on one thread, everything else beside it.
//!
//! ```text
//!   reader thread ──keys──┐                         ┌── frames ──> terminal
//!   signals, clock ───────┼──> desk: update, draw ──┤
//!   pollers, senders ─msg─┘      (this thread)      └── effects ─> tasks (one worker thread)
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | [`desk`] | the loop: wait, drain, draw once |
//! | [`open`] | before and right after the first frame |
//! | [`paint`], [`mod@title`] | pictures to bytes, the window's title |
//! | [`effects`] | what the core asks, as tasks |
//! | [`poller`], [`sender`], [`bells`] | the tasks of each source, and how they wake each other |
//! | [`backlog`] | what of a source waits for the screen |
//! | [`keys`], [`signals`], [`stop`], [`mod@panic`] | what comes from terminal and system |
//! | [`outside`], [`editor`], [`words`] | other programs |
//! | [`beside`], [`known`] | what is asked of whoever started it |
//! | [`leave`] | the end |

mod again;
mod backlog;
mod bells;
pub mod beside;
mod desk;
mod editor;
pub(in crate::runtime) mod effects;
mod folders;
mod keys;
mod known;
mod leave;
mod open;
mod outside;
mod paint;
mod panic;
mod poller;
mod sender;
mod shift;
mod signals;
mod stop;
mod title;
mod words;

#[cfg(test)]
mod tests;

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use futures_util::future::BoxFuture;
use tokio::{runtime, sync::SetOnce, sync::mpsc, time::Instant};

use self::{bells::Bells, desk::Desk, effects::Effects, paint::Painter, panic::Panicked, signals::Signals};
use super::{clock::Clock, hub};
use crate::{
    app::{
        Model, Msg,
        key::{Code, Key},
        keymap::Keymap,
        model::{Notice, Setup, Size, SourceState, View},
    },
    backend::Health,
    config::{Color, Config},
    domain::{Practices, Time},
    outbox::OpenError,
    term::{
        backend::{BackendOptions, TermBackend},
        input,
        probe::{Caps, ColorDepth, probe},
        session::{Session, SessionError, SessionOptions},
    },
    text::{Kind, SafeText},
    ui::{Depth, Theme},
};

/// Messages that may wait for the screen; more hold up their senders.
const WAITING: usize = 256;
/// Threads for what blocks (names of hosts, files, texts to be parsed): each keeps freed memory of its own, so few.
const BLOCKING: usize = 4;
/// Keys that may wait; more hold up the reader, and with it the terminal.
const TYPED: usize = 1_024;

/// What the screen shows at first.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Begin {
    /// The board.
    #[default]
    Board,
    /// The board behind this filter.
    Query(String),
    /// This incident: its number, its id or the beginning of one.
    Incident(String),
}

impl Begin {
    /// What it takes to get there, once what is known was taken in.
    pub(in crate::runtime) fn msgs(&self) -> Vec<Msg> {
        match self {
            Self::Board => Vec::new(),
            // As if it had been typed: one parser, one place for its errors.
            Self::Query(query) => {
                vec![Msg::Key(Key::char('/')), Msg::Paste(query.clone()), Msg::Key(Key::plain(Code::Enter))]
            }
            Self::Incident(wanted) => vec![Msg::OpenOn(wanted.clone())],
        }
    }
}

/// How the screen is begun.
#[derive(Default)]
pub struct Options {
    /// Spend fewer bytes: no preview, a cursor of one cell, fewer ticks, no synchronization marks, no window title.
    pub low_bandwidth: bool,
    /// What is shown at first.
    pub begin: Begin,
    /// Own keys.
    pub keymap: Option<Keymap>,
    /// What must be known from the start: no configuration was found, a file could not be read.
    pub notices: Vec<Notice>,
    /// The clock stands at this time: nothing counts, nothing ticks. For pictures and rehearsals.
    pub frozen: Option<Time>,
    /// What may have to be told later.
    pub told: Option<Told>,
    /// Whoever started the screen.
    pub beside: Option<Arc<dyn beside::Beside>>,
}

/// A notice that comes when it comes, or never.
pub type Told = BoxFuture<'static, Option<Notice>>;

/// How the screen ended; all of these are exit code 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Actions that are in the outbox and not confirmed.
    pub queued: usize,
    /// The terminal went away.
    pub hung_up: bool,
}

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Not a terminal, or it refused. Exit code 2.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// One of our own files must not be written over. Exit code 2.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The system refused a thread, a pipe or a signal handler.
    #[error("the screen could not be started or kept up ({0})")]
    Io(#[from] io::Error),
    /// A fault of this program, already reported. Exit code 101.
    #[error("watchfloor stopped because of a fault of its own; what was queued is kept")]
    Panicked,
}

/// What this terminal can do, told by the environment and held down by the configuration.
pub fn caps(config: &Config) -> Caps {
    let mut caps = probe(|name| std::env::var(name).ok());
    if let Some(ascii) = config.ascii {
        caps.unicode = !ascii;
    }
    if config.color == Color::Never {
        caps.color = ColorDepth::None;
    }
    caps
}

/// As many colours as this terminal has, in the theme's words.
pub const fn depth(caps: Caps) -> Depth {
    match caps.color {
        ColorDepth::None => Depth::None,
        ColorDepth::Ansi16 => Depth::Ansi16,
        ColorDepth::Ansi256 => Depth::Ansi256,
        ColorDepth::True => Depth::True,
    }
}

/// Runs the screen until the person leaves or the terminal goes. `theme` is made for what [`caps`] says.
///
/// # Errors
/// See [`RunError`]; the terminal is as it was before.
pub fn run(config: &Config, theme: Theme, mut options: Options) -> Result<Exit, RunError> {
    let told = options.told.take();
    let beside = options.beside.take().unwrap_or_else(|| Arc::new(beside::Alone));
    let clock = options.frozen.map_or_else(Clock::default, Clock::frozen);
    let work = runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(BLOCKING)
        .thread_name("work")
        .enable_all()
        .build()?;
    let opening = open::begin(work.handle(), hub::paths(config));
    let caps = caps(config);
    let local = runtime::Builder::new_current_thread().enable_all().build()?;
    // Before the terminal is ours: a signal in between must not leave it wild.
    let signals = {
        let _inside = local.enter();
        Signals::new()?
    };
    let session = Session::enter(SessionOptions {
        title: !options.low_bandwidth && !caps.linux_console,
        mouse: config.mouse,
        ..SessionOptions::for_caps(&caps)
    })?;
    let panicked = Panicked::watch(&session.restorer());
    work.spawn(leave::watchdog(session.restorer()));
    let on_screen = async {
        let start = Instant::from_std(clock.start());
        let specs = hub::specs(config, "tui");
        let (to, msgs) = mpsc::channel(WAITING);
        let effects = Effects {
            hub: Arc::new(SetOnce::new()),
            bells: Arc::new(Bells::new(specs.iter().map(|s| s.name.clone()))),
            to,
            work: work.handle().clone(),
            me: SafeText::clean(&config.me, Kind::Label),
        };
        let (typed, keys) = mpsc::channel(TYPED);
        let input =
            input::spawn(session.input()?, Box::new(move |input| typed.blocking_send(input).is_ok()))?;
        let size = session.size().map_or(Size { cols: 80, rows: 24 }, |(cols, rows)| Size { cols, rows });
        let mut frames = BackendOptions::for_caps(&caps);
        frames.sync &= !options.low_bandwidth;
        // An address is longer than the words that lead to it.
        frames.links &= !options.low_bandwidth;
        let painter = Painter::new(TermBackend::new(session.writer()?, (size.cols, size.rows), frames), size);

        let files = open::Files::wait(opening, start).await;
        let known = files.known();
        let sources = specs.iter().map(unasked).collect();
        let model = model(config, &options, size, sources, known.last_visit, &clock);
        let mut desk = Desk::new(desk::Parts {
            model,
            clock,
            theme,
            painter,
            session: &session,
            input,
            keys,
            msgs,
            effects: effects.clone(),
            panicked: panicked.clone(),
            titled: !options.low_bandwidth && !caps.linux_console,
            scratch: config.dirs.state.clone(),
            signals,
            beside,
        });
        desk.first_frame(known.page, options.notices, &options.begin);
        let Effects { hub, bells, to, .. } = effects;
        let configured = (Arc::clone(&config.practice), Arc::clone(&config.directory));
        if let Some(told) = told {
            let to = to.clone();
            work.spawn(async move {
                if let Some(notice) = told.await {
                    let _ = to.send(Msg::Notice(notice)).await;
                }
            });
        }
        let going_on = work.spawn(files.go_on(specs, configured, hub, bells, to));
        desk.run(going_on).await
    };
    // What is half done in there is not looked at again.
    let ended = catch_unwind(AssertUnwindSafe(|| local.block_on(on_screen)));
    session.suspend();
    let ended = match ended {
        Ok(ended) if !panicked.happened() => ended?,
        _ => {
            work.shutdown_background();
            return Err(RunError::Panicked);
        }
    };
    let exit = leave::finish(&work, ended);
    work.shutdown_background();
    Ok(exit)
}

/// A source before it was asked.
pub(in crate::runtime) fn unasked(spec: &hub::SourceSpec) -> SourceState {
    SourceState {
        name: spec.name.clone(),
        kind: spec.kind,
        url: spec.url.clone(),
        capabilities: spec.capabilities,
        health: Health::unasked(spec.name.clone(), i64::try_from(spec.poll.as_secs()).unwrap_or(i64::MAX)),
    }
}

/// What is shown before anything is known.
pub(in crate::runtime) fn model(
    config: &Config,
    options: &Options,
    size: Size,
    sources: Vec<SourceState>,
    last_visit: Option<Time>,
    clock: &Clock,
) -> Model {
    let views = config
        .views
        .iter()
        .map(|v| View {
            name: SafeText::clean(&v.name, Kind::Label),
            query: v.query.clone(),
            arrange: v.arrange.clone(),
        })
        .collect();
    let setup = Setup {
        me: SafeText::clean(&config.me, Kind::Label),
        zone: config.time_zone,
        size,
        low_bandwidth: options.low_bandwidth,
        sources,
        views,
        keymap: options.keymap.clone().unwrap_or_default(),
        last_visit,
    };
    let mut model = Model::new(setup, clock.now().utc);
    model.frozen = clock.is_frozen();
    model.mouse = config.mouse;
    model.directory = Arc::clone(&config.directory);
    let practices = Practices::new(Arc::clone(&config.practice));
    model.inbox.look(|lens| lens.practices = practices, clock.now().utc);
    model
}

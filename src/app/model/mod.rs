//! What the program holds; all that is shown comes from here.
//!
//! | file | what it holds |
//! |---|---|
//! | [`board`], [`suppressed`], [`triage`], [`output`], [`screen`] | the screens: board, what is out of sight, one at a time, what a command wrote, the rest |
//! | [`layer`], [`menu`], [`explain`], [`new`], [`palette`] | what lies over a screen and takes the keys first |
//! | [`pending`], [`repeat`], [`undo`] | what is not confirmed, the last verb, the ways back |
//! | [`source`], [`view`], [`seen`] | where incidents come from, the tabs over them, the words on them |
//! | [`layout`], [`mouse`] | how many rows a terminal gives to what; what lies where |
//! | [`gait`] | whether the cursor walks or runs |
//! | [`now`] | the time of a message |

pub mod board;
pub mod explain;
pub mod gait;
pub mod layer;
pub mod layout;
pub mod menu;
pub mod mouse;
pub mod new;
pub mod now;
pub mod output;
pub mod palette;
pub mod pending;
pub mod repeat;
pub mod screen;
pub mod seen;
pub mod source;
pub mod suppressed;
pub mod triage;
pub mod undo;
pub mod view;

use std::sync::Arc;

use chrono_tz::Tz;

use self::{
    board::Board,
    gait::Gait,
    layer::Layer,
    layout::BoardLayout,
    mouse::Region,
    palette::{Grammar, History},
    pending::Pending,
    repeat::Repeat,
};
pub use self::{
    layout::Size,
    now::Now,
    screen::{Help, IncidentScreen, Screen, Tab},
    source::SourceState,
    undo::{Asking, Undo},
    view::View,
};
use crate::app::{
    action::{Action, Place},
    inbox::{Folded, Inbox, Lens},
    keymap::{KeyState, Keymap, context::ScreenWord},
};
use crate::{
    backend::{Freshness, Support, Verb},
    domain::{
        Incident, IncidentId, Practice, SourceName, Time, directory::Directory, sla::Book, time::Ticks,
    },
    text::{Kind, SafeText},
};

/// Everything that is shown comes from here.
#[derive(Debug)]
pub struct Model {
    /// Who sits here: `owner:me`, author of what is done.
    pub me: SafeText,
    /// In which zone times are shown.
    pub zone: Tz,
    /// The terminal.
    pub size: Size,
    /// Bytes are dear: no preview, the cursor's row is told by its gutter, fewer seconds tick.
    pub low_bandwidth: bool,
    /// The configured sources, in that order.
    pub sources: Vec<SourceState>,
    /// The incidents.
    pub inbox: Inbox,
    /// Actions that are not confirmed, and receipts.
    pub pending: Pending,
    /// People and services, as far as sources and configuration know them.
    pub directory: Arc<Directory>,
    /// Tabs over the board.
    pub views: Vec<View>,
    /// Which view is shown.
    pub view: usize,
    /// Cursor, marks, filter.
    pub board: Board,
    /// The last verb and its words, for `.`.
    pub last: Option<Repeat>,
    /// A view that was saved just now: it is shown once it is read back.
    pub saved_view: Option<SafeText>,
    /// The theme that is painted.
    pub theme: SafeText,
    /// The themes there are.
    pub themes: Vec<SafeText>,
    /// Which commands can be typed behind `:`.
    pub grammar: Arc<Grammar>,
    /// The lines that were.
    pub history: History,
    /// What is searched for in help.
    pub help: Help,
    /// What lies above the board; empty is the board itself.
    pub screens: Vec<Screen>,
    /// What takes the keys first.
    pub layer: Option<Layer>,
    /// Keys to actions.
    pub keymap: Keymap,
    /// A sequence or count begun.
    pub keys: KeyState,
    /// What `u` can take back, newest last.
    pub undo: Vec<Undo>,
    /// The link's round trip in milliseconds, once measured.
    pub link_ms: Option<u32>,
    /// What holds and must be known.
    pub notices: Vec<Notice>,
    /// A short word on something just done, with the monotonic time it was said.
    pub said: Option<(SafeText, u64)>,
    /// When the last key was pressed (monotonic): the order stands still until 5 s later.
    pub last_key_ms: Option<u64>,
    /// How the cursor of the board moved last.
    pub gait: Gait,
    /// The order waits for the keys to rest.
    pub unsettled: bool,
    /// `q` was pressed with actions still queued: the next one leaves.
    pub leaving: bool,
    /// Numbers the asks.
    pub groups: u64,
    /// Asks whose outbox row is not committed yet: their text comes back if it fails.
    pub asking: Vec<Asking>,
    /// When the screen was last left, for the view of what came since.
    pub last_visit: Option<Time>,
    /// The incident the screen was asked to open on, until it is known or a key was pressed.
    pub wanted: Option<String>,
    /// Lines of the scrolling body as last drawn: where scrolling ends.
    pub body: usize,
    /// The mouse was asked for.
    pub mouse: bool,
    /// What lies where on the last frame, what was drawn later behind.
    pub hits: Vec<Region>,
    /// The minute for which time-dependent views were judged last.
    pub judged_minute: i64,
    /// The wall clock stands still (for pictures and rehearsals): nothing changes because of it.
    pub frozen: bool,
}

/// Something that must be known for as long as it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names it, so that a later one replaces it.
    pub about: &'static str,
    /// The words; empty takes it away.
    pub words: SafeText,
    /// Whether something is at risk.
    pub warning: bool,
}

/// What a model is made of.
#[derive(Debug)]
pub struct Setup {
    /// Who sits here.
    pub me: SafeText,
    /// The zone of the screen.
    pub zone: Tz,
    /// The terminal.
    pub size: Size,
    /// Whether bytes are dear.
    pub low_bandwidth: bool,
    /// The sources.
    pub sources: Vec<SourceState>,
    /// The tabs; the one of what came since the last visit is added behind them.
    pub views: Vec<View>,
    /// Own keys.
    pub keymap: Keymap,
    /// When the screen was last left.
    pub last_visit: Option<Time>,
}

impl Model {
    /// What is promised to incidents of `source`.
    pub fn book(&self, source: &SourceName) -> &Book {
        self.inbox.lens().practices.book(source.as_str())
    }

    /// How the team behind `source` works.
    pub fn practice(&self, source: &SourceName) -> &Practice {
        self.inbox.lens().practices.of(source.as_str())
    }

    /// A model that knows nothing yet.
    pub fn new(setup: Setup, now: Time) -> Self {
        let mut views = setup.views;
        views.extend(View::since(setup.last_visit, now));
        let lens = Lens {
            me: setup.me.clone(),
            views: views.iter().map(|v| v.query.clone()).collect(),
            ..Lens::default()
        };
        let mut inbox = Inbox::new(lens);
        if let Some(first) = views.first() {
            inbox.arrange(0, &first.arrange.sort, first.arrange.group.as_ref(), Folded::new(), now);
        }
        Self {
            directory: Arc::default(),
            me: setup.me,
            zone: setup.zone,
            size: setup.size,
            low_bandwidth: setup.low_bandwidth,
            sources: setup.sources,
            inbox,
            pending: Pending::default(),
            views,
            view: 0,
            board: Board::default(),
            last: None,
            saved_view: None,
            theme: SafeText::default(),
            themes: Vec::new(),
            grammar: Arc::default(),
            history: History::default(),
            help: Help::default(),
            screens: Vec::new(),
            layer: None,
            keymap: setup.keymap,
            keys: KeyState::default(),
            undo: Vec::new(),
            link_ms: None,
            notices: Vec::new(),
            said: None,
            last_key_ms: None,
            gait: Gait::default(),
            unsettled: false,
            leaving: false,
            groups: 0,
            asking: Vec::new(),
            last_visit: setup.last_visit,
            wanted: None,
            body: 0,
            mouse: false,
            hits: Vec::new(),
            judged_minute: now.unix() / 60,
            frozen: false,
        }
    }

    /// Lines of the board's list.
    pub const fn list_height(&self) -> usize {
        self.layout(self.size).list as usize
    }

    /// Where the parts of the board lie on a terminal of this size.
    pub const fn layout(&self, size: Size) -> BoardLayout {
        let whole = layout::board(size);
        if self.low_bandwidth { whole.without_preview() } else { whole }
    }

    /// From when on countdowns are written with seconds.
    pub const fn ticks(&self) -> Ticks {
        if self.low_bandwidth { Ticks::OneMinute } else { Ticks::TenMinutes }
    }

    /// The incident that verbs act on when nothing is marked: under the cursor, or the one on screen.
    pub fn current(&self) -> Option<&Incident> {
        match self.screens.last() {
            Some(Screen::Incident(screen)) => self.held(&screen.id),
            Some(Screen::Triage(triage)) => triage.current().and_then(|id| self.held(id)),
            Some(Screen::Suppressed(list)) => list.here().and_then(|id| self.held(id)),
            Some(_) => None,
            None if self.board.ghost.is_some() => None,
            None => self.board.cursor.as_ref().and_then(|id| self.inbox.get(id)),
        }
    }

    /// The incident with this id: one of the list, or the one on screen after it ended. A source that ended it takes a
    /// note on it still, and a cancellation back; of one that only vanished nobody knows what could be done to it.
    pub fn held(&self, id: &IncidentId) -> Option<&Incident> {
        let ended = || {
            let last = self.incident_screen().filter(|s| s.id == *id)?.last.as_deref();
            last.filter(|i| i.state.is_final())
        };
        self.inbox.get(id).or_else(ended)
    }

    /// The incidents that a verb pressed now acts on: the marks that are held, else the current one, on the head of a
    /// group its rows that are shown, folded or not.
    pub fn targets(&self) -> Vec<&Incident> {
        self.targeted().collect()
    }

    /// The same one after the other: who only wants to know whether there are any does not unpack a thousand.
    pub fn targeted(&self) -> Box<dyn Iterator<Item = &Incident> + '_> {
        let board = self.screens.is_empty().then_some(&self.board);
        if let Some(board) = board.filter(|b| !b.marks.is_empty()) {
            return Box::new(board.marks.iter().filter_map(|id| self.inbox.get(id)));
        }
        if let Some(name) = board.filter(|b| b.ghost.is_none()).and_then(|b| b.head.as_ref()) {
            return Box::new(self.inbox.member_rows(name));
        }
        Box::new(self.current().into_iter())
    }

    /// Why the source of this incident cannot do this, if so.
    pub fn refuses(&self, incident: &Incident, verb: &Verb) -> Option<SafeText> {
        match self.source(&incident.source)?.capabilities.of(verb) {
            Support::No(reason) => Some(SafeText::clean(reason, Kind::Line)),
            Support::Native | Support::Local => None,
        }
    }

    /// Whether `u` would bring marks back now. Asked in every frame: of very many only the first are looked for.
    pub fn marks_return(&self) -> bool {
        let mut dropped = self.board.dropped_marks.iter().take(1_000);
        self.screens.is_empty() && dropped.any(|id| self.inbox.place(id).is_some())
    }

    /// The screen on top.
    pub fn on(&self) -> ScreenWord {
        match self.screens.last() {
            None => ScreenWord::Board,
            Some(Screen::Incident(_)) => ScreenWord::Incident,
            Some(Screen::Triage(_)) => ScreenWord::Triage,
            Some(Screen::Outbox { .. }) => ScreenWord::Outbox,
            Some(Screen::Sources { .. }) => ScreenWord::Sources,
            Some(Screen::Suppressed(_)) => ScreenWord::Suppressed,
            Some(Screen::Help { .. }) => ScreenWord::Help,
            Some(Screen::Output(_)) => ScreenWord::Output,
        }
    }

    /// Where keys are taken, the most particular place first.
    pub fn places(&self) -> &'static [Place] {
        self.on().places()
    }

    /// Says a short word on something just done.
    pub fn say(&mut self, words: &str, now: Now) {
        self.said = Some((SafeText::clean(words, Kind::Line), now.ms));
    }

    /// What to press for an action ([`Keymap::key`](super::keymap::Keymap::key)): no sentence names a key by heart.
    pub fn key(&self, action: Action) -> String {
        self.keymap.key(action)
    }

    /// Whether the cursor runs over the board: then only what is looked for meanwhile is painted.
    pub fn runs(&self, now: Now) -> bool {
        self.screens.is_empty() && self.layer.is_none() && self.gait.runs(now.ms)
    }

    /// The source of this name.
    pub fn source(&self, name: &SourceName) -> Option<&SourceState> {
        self.sources.iter().find(|s| s.name == *name)
    }

    /// How fresh the rows of this source are; unknown ones (removed from the configuration) are stale.
    pub fn freshness(&self, name: &SourceName, now: Time) -> Freshness {
        self.source(name).map_or(Freshness::Stale, |s| s.health.freshness(now))
    }

    /// Now, by the clock of this source: countdowns run on it.
    pub fn server_now(&self, name: &SourceName, now: Time) -> Time {
        now + self.source(name).map_or(0, |s| s.health.offset_s)
    }

    /// Since when the view at this place tells what changed, if it is the one that does: the last one.
    pub fn tells_since(&self, view: usize) -> Option<Time> {
        let last = view + 1 == self.views.len();
        let name = SafeText::clean(view::SINCE, Kind::Label);
        self.last_visit.filter(|_| last && self.views.last().is_some_and(|tab| tab.name == name))
    }

    /// The incident screen on top, if one is.
    pub fn incident_screen(&self) -> Option<&IncidentScreen> {
        match self.screens.last() {
            Some(Screen::Incident(i)) => Some(i),
            _ => None,
        }
    }
}

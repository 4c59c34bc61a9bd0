//! Everything that can happen to the screen, as one enum into one loop.

use std::sync::Arc;

use super::model::{
    mouse::{Mouse, Region},
    palette::Grammar,
    pending::{ActState, PendingAct},
};
use crate::{
    app::{
        key::Key,
        keymap::Keymap,
        model::{Notice, Size, View},
    },
    backend::{ActionKey, Health, Target, Verb},
    domain::{Change, Event, Incident, IncidentId, Practice, SourceName, Time, directory::Directory},
    text::{Opaque, SafeText},
};

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something, where it was asked for.
    Mouse(Mouse),
    /// What lies where on the frame that was drawn.
    Hits(Vec<Region>),
    /// Text was pasted: capped, and else as it came, control characters in it. Only what takes text takes it
    /// ([`super::entry`] leaves them out and tells how many); it is never executed as keys.
    Paste(String),
    /// The terminal has a new size.
    Resize(Size),
    /// The terminal window got or lost the focus.
    Focus(bool),
    /// The instant that [`super::wake::next`] named has come.
    Wake,
    /// The last known state from the cache, before any network answer.
    Cached {
        /// Incidents, any order.
        incidents: Vec<Incident>,
        /// How old each source's rows are.
        as_of: Vec<(SourceName, Time)>,
    },
    /// What changed at a source since the last time.
    Changes {
        /// Which source.
        source: SourceName,
        /// In order.
        changes: Vec<Change>,
    },
    /// How a source does.
    Health(Health),
    /// The outbox committed these: only now are they painted.
    Queued {
        /// Names the ask they came from ([`super::effect::Effect::Enqueue`]).
        group: u64,
        /// One for each target.
        acts: Vec<PendingAct>,
    },
    /// The outbox could not take them: nothing was saved, and the words say why.
    NotQueued {
        /// Names the ask.
        group: u64,
        /// What was tried, what came back, what to do.
        words: SafeText,
    },
    /// What lies in the outbox from earlier sessions or other processes.
    Outbox(Vec<PendingAct>),
    /// An action moved on.
    Act {
        /// Which.
        key: ActionKey,
        /// To what.
        state: ActState,
    },
    /// An action was taken out of the outbox before it was sent.
    Dropped(ActionKey),
    /// A timeline that was asked for.
    Timeline {
        /// Of which incident.
        id: IncidentId,
        /// Oldest first, or why there is none.
        events: Result<Vec<Event>, SafeText>,
    },
    /// How the team behind a source works: its clocks, matrix, categories.
    Practice {
        /// Which.
        source: SourceName,
        /// How.
        practice: Arc<Practice>,
    },
    /// People and services a source, or the configuration, knows.
    Directory(Arc<Directory>),
    /// Incidents that were searched for ([`super::effect::Effect::Find`]).
    Found {
        /// Names the search.
        ask: u64,
        /// The newest first, or why there are none.
        incidents: Result<Vec<Incident>, SafeText>,
    },
    /// A key that was asked for ([`super::effect::Effect::MakeKey`]).
    KeyMade {
        /// Names the form.
        slot: String,
        /// For life.
        key: ActionKey,
    },
    /// A new incident was opened, or was not ([`super::effect::Effect::OpenNew`]).
    Opened {
        /// Names the form.
        slot: String,
        /// As it is, or what was tried, what came back, what to do. The draft is kept then.
        incident: Result<Box<Incident>, SafeText>,
    },
    /// A draft that was asked for, with its speakable id.
    Draft {
        /// Names the form.
        slot: String,
        /// The words, if there are any.
        text: Option<Opaque>,
    },
    /// A draft was written; its id is shown.
    DraftSaved {
        /// Names the form.
        slot: String,
        /// `D-4821`.
        id: String,
    },
    /// `$EDITOR` came back with these words.
    Edited {
        /// Names the form.
        slot: String,
        /// The words.
        text: String,
    },
    /// The link's measured round trip, milliseconds.
    Link(u32),
    /// Something to say for as long as it holds: not saved across exit, configuration could not be re-read.
    Notice(Notice),
    /// Open on this incident as soon as it is known: its number, its id or the beginning of one.
    OpenOn(String),
    /// A frame was drawn: how many lines the scrolling body of the top screen has in all.
    Drawn {
        /// Lines.
        body: usize,
    },
    /// A line of the command line was done, or read ([`super::effect::Effect::Command`]).
    Commanded {
        /// Names the ask.
        ask: u64,
        /// What came of it.
        outcome: Outcome,
    },
    /// The theme that is painted now, or why another could not be.
    Themed(Result<SafeText, SafeText>),
    /// The themes there are, by name.
    Themes(Vec<SafeText>),
    /// Which commands can be typed behind `:`, and what they take.
    Grammar(Arc<Grammar>),
    /// A view was saved or taken out, or was not: what was tried, what came back, what to do.
    ViewSaved {
        /// Its name.
        name: SafeText,
        /// Where it stands now: the file.
        outcome: Result<SafeText, SafeText>,
    },
    /// Keys that were read again; on a fault the old ones hold and the words say where it is.
    Keys(Result<Box<Keymap>, SafeText>),
    /// Views that were read again; the same of a fault.
    Views(Result<Vec<View>, SafeText>),
    /// A short word on something just done: copied, refused, saved.
    Say(SafeText),
}

/// What came of a line of the command line.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It is a verb: it goes the way of every other verb, with its receipt and its way back.
    Verbs(Vec<(Target, Verb)>),
    /// It ran, and wrote this.
    Output {
        /// The line, for the title.
        line: SafeText,
        /// Its exit code, in words where it is not 0.
        failed: Option<SafeText>,
        /// What it wrote, at most as much as anybody would read.
        text: SafeText,
    },
    /// It was not done: what is wrong with it, at which character, what to write instead.
    Refused {
        /// In characters of the line, where it is known.
        at: Option<usize>,
        /// The words.
        words: SafeText,
    },
}

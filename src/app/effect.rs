//! Everything the core asks of the world; the runtime turns each into a task.

use super::model::palette::Scope;
use crate::{
    backend::{ActionKey, Draft, Target, Verb},
    domain::{SourceName, query::Query, view::Arrange},
    text::{Opaque, SafeText},
};

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Make keys, commit to the outbox, answer `Msg::Queued`, then send.
    Enqueue {
        /// Names this ask in the answer.
        group: u64,
        /// Target and verb of each.
        acts: Vec<(Target, Verb)>,
    },
    /// Send a failed or waiting action again now, with its key.
    Retry(ActionKey),
    /// Take actions out of the outbox that were not sent yet.
    Drop(Vec<ActionKey>),
    /// Read an incident whole, now: lists leave out what only its detail shows. Answered by `Msg::Changes`.
    Look(Target),
    /// Search a source (all of them with `None`), open or not. Answered by `Msg::Found`.
    Find {
        /// Names the search.
        ask: u64,
        /// Where.
        source: Option<SourceName>,
        /// What for.
        query: Query,
        /// At most so many.
        limit: u32,
    },
    /// Make a key for life for this form, before anything is sent with it: it is kept with the draft, so that trying
    /// again after a lost answer or a crash opens no second incident. Answered by `Msg::KeyMade`.
    MakeKey(String),
    /// Open a new incident; the key is for life, so that trying again opens no second one. Answered by `Msg::Opened`.
    OpenNew {
        /// Names the form, and its draft.
        slot: String,
        /// Where.
        source: SourceName,
        /// For life.
        key: ActionKey,
        /// What.
        draft: Box<Draft>,
    },
    /// Read an incident's timeline.
    LoadTimeline(Target),
    /// Ask a source now (all of them with `None`).
    Refresh(Option<SourceName>),
    /// Keep what was typed.
    SaveDraft {
        /// Names the form: `note:am/abc@1`.
        slot: String,
        /// The words.
        text: Opaque,
    },
    /// Forget what was typed: it was sent.
    DeleteDraft(String),
    /// Read what was typed earlier.
    LoadDraft(String),
    /// Put words on the clipboard of whoever looks at the terminal. Answered by `Msg::Say` with the way it went.
    Copy {
        /// The words, with their lines.
        text: SafeText,
        /// What the receipt calls them: `3 ids`.
        what: String,
    },
    /// Open a link that was shown.
    OpenLink(SafeText),
    /// Hand the words to `$EDITOR`.
    Editor {
        /// Names the form.
        slot: String,
        /// The words.
        text: String,
    },
    /// Do a line of the command line, as typed behind `:`. Answered by `Msg::Commanded`.
    Command {
        /// Names the ask.
        ask: u64,
        /// Without the name of the program.
        line: String,
        /// What its words may mean.
        scope: Box<Scope>,
    },
    /// Paint with this theme from now on; with `keep` also the next time. Answered by `Msg::Themed`.
    Theme {
        /// Its name.
        name: String,
        /// Whether it is remembered, or only looked at.
        keep: bool,
    },
    /// Write a view into the configuration, or with `None` take it out; comments there are kept. Answered by
    /// `Msg::ViewSaved`.
    SaveView {
        /// Its name.
        name: SafeText,
        /// What it shows, and how.
        view: Option<(Query, Arrange)>,
    },
    /// Read keys, views and theme again. Answered by `Msg::Keys`, `Msg::Views`, `Msg::Themed`.
    Reload,
    /// Ring.
    Bell,
    /// Stop like any program on Ctrl-Z.
    Suspend,
    /// Paint everything anew.
    Redraw,
    /// Leave; the screen is put back.
    Quit,
}

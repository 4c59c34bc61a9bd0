//! Name, title, help, default keys, danger and place of every action.

use super::Action;

/// What an action may do outside the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// Looks or moves only.
    None,
    /// Changes something, and can be taken back: acts at once.
    Undoable,
    /// Cannot be taken back, or tells others: asks in a strip first.
    Asks,
}

/// Where its keys are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On every screen.
    Everywhere,
    /// On the board.
    Board,
    /// Where an incident is under the cursor: board, what is out of sight, triage, the incident itself.
    Incident,
    /// On the incident's own screen.
    Detail,
    /// On the outbox screen.
    Outbox,
    /// While going through the unacknowledged ones, one by one.
    Triage,
}

impl Place {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Everywhere, Self::Board, Self::Incident, Self::Detail, Self::Outbox, Self::Triage];

    /// Where that is, in words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Board => "on the board",
            Self::Incident => "where an incident is",
            Self::Detail => "on an incident's own screen",
            Self::Outbox => "in the outbox",
            Self::Triage => "in triage",
        }
    }
}

/// How help sorts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Moving about.
    Move,
    /// Choosing what verbs act on.
    Select,
    /// Acting on incidents.
    Verbs,
    /// Again and back.
    Again,
    /// Looking.
    Look,
    /// Other screens.
    Go,
    /// To the clipboard.
    Copy,
    /// The program itself.
    App,
}

impl Group {
    /// The heading in help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Select => "select",
            Self::Verbs => "verbs",
            Self::Again => "again",
            Self::Look => "look",
            Self::Go => "go",
            Self::Copy => "copy",
            Self::App => "app",
        }
    }
}

/// One action.
#[derive(Debug)]
pub struct Spec {
    /// Which.
    pub action: Action,
    /// In `keys.toml`, log and, for verbs, on the command line.
    pub name: &'static str,
    /// On the hint line, one word where one will do.
    pub title: &'static str,
    /// In help: a sentence.
    pub help: &'static str,
    /// Default keys, each a sequence as [`crate::app::key::Key::parse_sequence`] reads it; the first is shown.
    pub keys: &'static [&'static str],
    /// What it may do.
    pub danger: Danger,
    /// Where.
    pub place: Place,
    /// For help.
    pub group: Group,
    /// The command that does the same, where there is one.
    pub cli: Option<&'static str>,
}

macro_rules! table {
    ($($action:expr, $name:literal, $title:literal, $keys:expr, $danger:ident, $place:ident, $group:ident, $cli:expr, $help:literal;)*) => {
        &[$(Spec { action: $action, name: $name, title: $title, help: $help, keys: &$keys, danger: Danger::$danger,
                   place: Place::$place, group: Group::$group, cli: $cli }),*]
    };
}

/// Every action there is, in the order of help.
#[rustfmt::skip]
pub const TABLE: &[Spec] = table! {
    Action::Down,            "down",         "down",     ["j", "Down"],              None, Everywhere, Move,   None, "Down one row; a count in front says how many.";
    Action::Up,              "up",           "up",       ["k", "Up"],                None, Everywhere, Move,   None, "Up one row.";
    Action::Top,             "top",          "top",      ["gg", "Home"],             None, Everywhere, Move,   None, "To the first row.";
    Action::Bottom,          "bottom",       "bottom",   ["G", "End"],               None, Everywhere, Move,   None, "To the last row.";
    Action::HalfDown,        "half-down",    "half down",["Ctrl-d", "PgDn"],         None, Everywhere, Move,   None, "Down half a screen.";
    Action::HalfUp,          "half-up",      "half up",  ["Ctrl-u", "PgUp"],         None, Everywhere, Move,   None, "Up half a screen.";
    Action::NextView,        "next-view",    "view",     ["Tab"],                    None, Everywhere, Move,   None, "Next view; on an incident the next tab.";
    Action::PreviousView,    "previous-view","view back",["Shift-Tab"],              None, Everywhere, Move,   None, "Previous view or tab.";
    Action::View(1),         "view",         "view n",   ["g1"],                     None, Board,      Move,   None, "g1 to g9: that view.";
    Action::Open,            "open",         "open",     ["Enter"],                  None, Incident,   Move,   Some("show"), "Open the incident, full screen.";
    Action::Back,            "back",         "back",     ["q", "Backspace"],         None, Everywhere, Move,   None, "Back; on the board, leave.";
    Action::Overview,        "overview",     "overview", ["'o"],                     None, Incident,   Look,   Some("show"), "The incident's overview.";
    Action::Timeline,        "timeline",     "timeline", ["'t"],                     None, Incident,   Look,   Some("timeline"), "The incident's timeline.";
    Action::Turn,            "turn",         "turn",     ["S"],                      None, Detail,     Look,   None, "Newest or oldest entry first.";
    Action::Mark,            "mark",         "mark",     ["Space"],                  None, Board,      Select, None, "Mark and move down; a count in front marks so many.";
    Action::Range,           "range",        "range",    ["V"],                      None, Board,      Select, None, "Mark from here to where it is pressed again.";
    Action::MarkAll,         "mark-all",     "all",      ["*"],                      None, Board,      Select, None, "Mark all that are shown.";
    Action::Acknowledge,     "ack",          "ack",      ["a"],                      Undoable, Incident, Verbs, Some("ack"), "Acknowledge; takes it if nobody owns it.";
    Action::AcknowledgeWith, "ack-with",     "ack…",     ["A"],                      Undoable, Incident, Verbs, Some("unack"), "Acknowledge with words and for how long; on an acknowledged one, take it back.";
    Action::Assign,          "assign",       "assign",   ["s"],                      Undoable, Incident, Verbs, Some("assign"), "Assign (Enter at once: to me).";
    Action::Note,            "note",         "note",     ["n"],                      Undoable, Incident, Verbs, Some("note"), "Write a note; what was typed is kept as a draft.";
    Action::Resolve,         "resolve",      "resolve",  ["r"],                      Asks, Incident, Verbs, Some("resolve"), "Resolve, where the source can.";
    Action::Status,          "status",       "status",   ["f"],                      Undoable, Incident, Verbs, Some("start"), "Every move its state allows, each by its letter: start, phases, mitigated, relapse, reopen.";
    Action::Priority,        "priority",     "priority", ["p"],                      Undoable, Incident, Verbs, Some("priority"), "The matrix of impact and urgency; M in it declares a major.";
    Action::Category,        "category",     "category", ["c"],                      Undoable, Incident, Verbs, Some("category"), "Put it into a category: the tree, searched as you type.";
    Action::Hold,            "hold",         "hold",     ["h"],                      Undoable, Incident, Verbs, Some("hold"), "Let it wait for somebody, or go on with it.";
    Action::Snooze,          "snooze",       "snooze",   ["z"],                      Undoable, Incident, Verbs, Some("snooze"), "Out of sight for a while, or back; clocks go on.";
    Action::Merge,           "merge",        "merge",    ["m"],                      Asks, Incident, Verbs, Some("merge"), "Merge it into another one, or hang it under a parent; shows first what will happen.";
    Action::Close,           "close-it",     "close",    ["x"],                      Asks, Incident, Verbs, Some("close"), "Close a resolved one with the caller's answer.";
    Action::Cancel,          "cancel",       "cancel",   ["X"],                      Asks, Incident, Verbs, Some("cancel"), "It is no incident, a request, a duplicate, a false alarm, withdrawn, a test, something else.";
    Action::Contact,         "contact",      "contact",  ["T"],                      Undoable, Incident, Verbs, Some("contact"), "Tried to reach the caller: with or without an answer.";
    Action::Update,          "update",       "update",   ["C"],                      Asks, Incident, Verbs, Some("update"), "Record what the stakeholders were told, and when they hear again.";
    Action::New,             "new",          "new",      ["N"],                      Undoable, Everywhere, Verbs, Some("new"), "Log an incident: made for a phone call.";
    Action::Explain,         "explain",      "explain",  ["K"],                      None, Incident, Look,   Some("clock"), "Why its clocks say what they say: windows, pauses, holidays, rules.";
    Action::Retry,           "retry",        "retry",    ["R"],                      Undoable, Outbox, Verbs, Some("outbox retry"), "Send this action again now.";
    Action::Drop,            "drop",         "drop",     ["X"],                      Undoable, Outbox, Verbs, Some("outbox drop"), "Take this action out of the outbox.";
    Action::Repeat,          "repeat",       "repeat",   ["."],                      Undoable, Incident, Again, None, "Do the last verb again, with its words, to what is marked or under the cursor.";
    Action::Undo,            "undo",         "undo",     ["u"],                      Undoable, Everywhere, Again, None, "Take back what the receipt line names; after Esc, the marks.";
    Action::Triage,          "triage",       "triage",   ["t"],                      None, Board,      Look,   None, "Go through the unacknowledged ones (or the marked ones), one at a time, one key a decision.";
    Action::Skip,            "skip",         "skip",     ["j", "Space", "Tab"],   None, Triage,     Move,   None, "The next one; this one is left as it is.";
    Action::StepBack,        "step-back",    "back one", ["k", "Backspace"],      None, Triage,     Move,   None, "Back to the one before.";
    Action::OpenThis,        "open-this",    "open",     ["Enter"],               None, Triage,     Look,   Some("show"), "Open it full screen; at the summary, back to the board.";
    Action::Filter,          "filter",       "find",     ["/"],                      None, Board,      Look,   Some("list"), "Filter: p<=2 state:new service:checkout \"words\".";
    Action::Sort,            "sort",         "sort",     ["S"],                      None, Board,      Look,   None, "Sort by a column; the same one again turns it round.";
    Action::Group,           "group",        "group",    ["b"],                      None, Board,      Look,   None, "Group by service, owner, team, category, a label, or not at all.";
    Action::Collapse,        "collapse",     "fold",     ["Left"],                   None, Board,      Look,   None, "Fold the group under the cursor.";
    Action::Expand,          "expand",       "unfold",   ["Right"],                  None, Board,      Look,   None, "Unfold it.";
    Action::CollapseAll,     "collapse-all", "fold all", [],                         None, Board,      Look,   None, "Fold every group, or unfold them when all are folded.";
    Action::Columns,         "columns",      "columns",  ["W"],                      None, Board,      Look,   None, "Choose the columns and how wide they are.";
    Action::SaveView,        "save-view",    "save view",[],                         None, Board,      Look,   None, "Save what is shown, its filter, order, groups and columns, as a view in the configuration.";
    Action::RemoveView,      "remove-view",  "drop view",[],                         None, Board,      Look,   None, "Take this view out of the configuration.";
    Action::OpenLink,        "open-link",    "link",     ["o"],                      None, Incident,   Look,   None, "Show the link, then open it.";
    Action::Refresh,         "refresh",      "refresh",  ["R", "F5"],                None, Everywhere, Look,   None, "Ask the sources now; try what is queued now.";
    Action::GoBoard,         "go-board",     "board",    ["gb"],                     None, Everywhere, Go,     None, "The board.";
    Action::GoOutbox,        "go-outbox",    "outbox",   ["gx"],                     None, Everywhere, Go,     Some("outbox list"), "What waits, was refused or was confirmed.";
    Action::GoSources,       "go-sources",   "sources",  ["gs"],                     None, Everywhere, Go,     Some("sources"), "The sources and how they do.";
    Action::GoSuppressed,    "go-suppressed","suppressed",["gz"],                   None, Everywhere, Go,     None, "What is out of sight: snoozed, silenced, inhibited, muted; by what, until when.";
    Action::CopyId,          "copy-id",      "id",       ["yi"],                     None, Incident,   Copy,   None, "Copy the id.";
    Action::CopyLink,        "copy-link",    "link",     ["yu"],                     None, Incident,   Copy,   None, "Copy the link.";
    Action::CopyMarkdown,    "copy-markdown","markdown", ["ym"],                     None, Incident,   Copy,   None, "Copy it as markdown, for a ticket.";
    Action::CopySitrep,      "copy-sitrep",  "sitrep",   ["ys"],                     None, Incident,   Copy,   None, "Copy five lines for a chat: what, since when, who, what was done last, where.";
    Action::Palette,         "palette",      "command",  [":"],                      None, Everywhere, App,    None, "Every command, incident, service, person, view and theme by a few letters; a number goes to that incident.";
    Action::Theme,           "theme",        "theme",    [],                         None, Everywhere, App,    Some("theme list"), "Choose the colours, seen while choosing.";
    Action::Reload,          "reload",       "reload",   [],                         None, Everywhere, App,    None, "Read keys, views and theme again.";
    Action::Help,            "help",         "help",     ["?"],                      None, Everywhere, App,    None, "This page.";
    Action::Redraw,          "redraw",       "redraw",   ["Ctrl-l"],                 None, Everywhere, App,    None, "Paint the whole screen anew.";
    Action::Suspend,         "suspend",      "suspend",  ["Ctrl-z"],                 None, Everywhere, App,    None, "Stop; fg comes back.";
    Action::Escape,          "escape",       "close",    ["Esc"],                    None, Everywhere, App,    None, "Close what is open, clear what is typed, then the marks.";
    Action::Quit,            "quit",         "quit",     ["Ctrl-c"],                 None, Everywhere, App,    None, "Close what is open; with nothing open, leave from any screen; asks once more while actions are queued.";
};

//! What lies over a screen and takes the keys first: a line being typed, a form, a strip that asks.

use super::{
    explain::Explain,
    menu::{MatrixPick, Menu, Search, SearchFor},
    new::{self, NewForm},
    palette::{self, Palette},
    seen::Seen,
};
use crate::{
    app::{action::Action, entry::Entry},
    backend::{Target, Verb},
    domain::{
        Number, Priority, SourceName,
        incident::HoldReason,
        query::{Completion, complete},
        record::{Answer, CancelReason},
        view::{ColumnSpec, GroupBy, SortBy},
    },
    text::SafeText,
};

/// At most one is open.
#[derive(Debug)]
pub enum Layer {
    /// `/`: the filter line.
    Filter(FilterLine),
    /// `n`, and the words of `A` and `r`: a form of one multi-line text.
    Words(Words),
    /// `s`: whom.
    Assign(Assign),
    /// What cannot be undone or touches many: targets, count, worst priority; confirmed by a key it names.
    Strip(Strip),
    /// `o`: the link is shown before it is opened.
    Link(SafeText),
    /// `f`, `h`, `x`, `X`, `T`: a menu of letters.
    Menu(Menu),
    /// `p`: the matrix.
    Matrix(MatrixPick),
    /// `c`, `m`: a list that is searched.
    Search(Search),
    /// `N`: a new incident.
    New(Box<NewForm>),
    /// `K`: why the clocks say what they say.
    Explain(Explain),
    /// `:`: everything there is, by a few letters.
    Palette(Box<Palette>),
    /// `W`: which columns.
    Columns(Box<ColumnPick>),
}

impl Layer {
    /// What is being typed in it.
    pub fn entry(&mut self) -> Option<&mut Entry> {
        match self {
            Self::Filter(line) => Some(&mut line.input),
            Self::Words(words) => Some(&mut words.input),
            Self::Assign(assign) => Some(&mut assign.input),
            Self::Matrix(pick) => pick.reason.as_mut(),
            Self::Search(search) => Some(&mut search.input),
            Self::Palette(palette) => Some(&mut palette.input),
            Self::New(form) => form.line_mut(form.field).map(|line| &mut line.input),
            Self::Strip(_) | Self::Link(_) | Self::Menu(_) | Self::Explain(_) | Self::Columns(_) => None,
        }
    }

    /// Names what is being typed to `$EDITOR`, and where it is kept as a draft, to the drafts.
    pub fn slot(&self) -> Option<&str> {
        match self {
            Self::Filter(_) => Some("filter"),
            Self::Words(words) => Some(&words.slot),
            Self::Assign(_) => Some("assign"),
            Self::Matrix(_) => Some("reason"),
            Self::Search(_) => Some("search"),
            Self::New(_) => Some(new::SLOT),
            Self::Palette(_) => Some(palette::SLOT),
            Self::Strip(_) | Self::Link(_) | Self::Menu(_) | Self::Explain(_) | Self::Columns(_) => None,
        }
    }
}

/// The filter line, and how it can go on.
#[derive(Debug, Default)]
pub struct FilterLine {
    /// The text and its caret.
    pub input: Entry,
    /// What can stand at the caret, the most likely first.
    pub offers: Vec<Completion>,
    /// Which of them Tab has put there.
    pub pick: Option<usize>,
    /// What the offers are for: the text before the first Tab.
    base: String,
    seen: Seen,
}

impl FilterLine {
    /// A line with this text, the caret at its end, over what stands on the board.
    pub fn new(text: &str, seen: Seen) -> Self {
        let mut line = Self { input: Entry::line(text), seen, ..Self::default() };
        line.look();
        line
    }

    /// Looks again at what can stand at the caret, after something was typed.
    pub fn look(&mut self) {
        self.base.clear();
        self.base.push_str(self.input.value());
        self.offers = complete(&self.base, self.input.caret(), &self.seen.vocabulary());
        self.pick = None;
    }

    /// Puts the next offer at the caret, or the one before. True if the text changed.
    pub fn turn(&mut self, back: bool) -> bool {
        let count = self.offers.len();
        let pick = match self.pick {
            _ if count == 0 => return false,
            None if back => count - 1,
            None => 0,
            Some(pick) if back => (pick + count - 1) % count,
            Some(pick) => (pick + 1) % count,
        };
        let (text, caret) = self.offers[pick].apply(&self.base);
        let changed = text != self.input.value();
        self.input.replace(&text, Some(caret));
        self.pick = Some(pick);
        if count == 1 {
            // There is nothing to choose: the next Tab goes on behind it.
            self.look();
        }
        changed
    }
}

/// For what the words are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordsFor {
    /// A note.
    Note,
    /// An acknowledgement with words and for how long (`1h: words`).
    Ack,
    /// What was done, of a resolution with this code.
    Resolve {
        /// One of the practice's; `None`: it stands in front of the words (`workaround: words`).
        code: Option<SafeText>,
    },
    /// What is left of the impact.
    Mitigate,
    /// What was seen of the impact that is back.
    Relapse,
    /// Why it is not over after all.
    Reopen,
    /// What it waits for; `tomorrow 9:00: words` for an appointment, words to the caller for the caller.
    Hold(HoldReason),
    /// Until when it is out of sight: `2h`, `tomorrow 9:00`.
    Snooze,
    /// Why it is cancelled.
    Cancel(CancelReason),
    /// What the caller said; of a major, why it needs no retrospective.
    Close {
        /// The caller's answer; `None` where there is nobody to ask.
        answer: Option<Answer>,
        /// The words are the waiver.
        waiver: bool,
    },
    /// What the stakeholders were told (`30m: words`: they hear again in half an hour).
    Update {
        /// Outside the team too.
        public: bool,
    },
    /// Why a clock was breached.
    Excuse {
        /// The clock.
        clock: SafeText,
        /// Those that are asked about after it.
        more: Vec<SafeText>,
    },
}

impl WordsFor {
    /// The word for what is done, in titles and drafts.
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Ack => "ack",
            Self::Resolve { .. } => "resolve",
            Self::Mitigate => "mitigate",
            Self::Relapse => "relapse",
            Self::Reopen => "reopen",
            Self::Hold(_) => "hold",
            Self::Snooze => "snooze",
            Self::Cancel(_) => "cancel",
            Self::Close { .. } => "close",
            Self::Update { .. } => "update",
            Self::Excuse { .. } => "excuse",
        }
    }

    /// Whether it is sent with nothing written.
    pub const fn may_be_empty(&self) -> bool {
        matches!(self, Self::Ack | Self::Close { waiver: false, .. })
    }
}

/// A multi-line text being written.
#[derive(Debug)]
pub struct Words {
    /// What it becomes.
    pub purpose: WordsFor,
    /// For which incidents, captured when the form was opened.
    pub targets: Vec<Target>,
    /// The text with its newlines and the place of the caret.
    pub input: Entry,
    /// Names the draft: `note:am/abc@1`.
    pub slot: String,
    /// `D-4821` once it was saved.
    pub draft: Option<String>,
    /// Monotonic time of the first change that is not saved yet.
    pub unsaved_ms: Option<u64>,
}

/// Picking an owner.
#[derive(Debug)]
pub struct Assign {
    /// For which incidents.
    pub targets: Vec<Target>,
    /// What was typed; empty means "me".
    pub input: Entry,
    /// Whom one can pick: me first, then owners seen on the board, then nobody.
    pub people: Vec<SafeText>,
    /// Which of the matching ones.
    pub pick: usize,
}

/// A question that is answered by a key it names.
#[derive(Debug, Clone)]
pub struct Strip {
    /// What is asked about, as a word: `resolve`, `unack`.
    pub verb: &'static str,
    /// To which, with the worst priority first.
    pub targets: Vec<(Option<Number>, SourceName)>,
    /// The worst of them.
    pub worst: Priority,
    /// What happens then, in words.
    pub consequence: SafeText,
    /// The ways to go on; Esc is always "leave it".
    pub choices: Vec<Choice>,
    /// Takes no key before this monotonic time: one round trip + 400 ms after it was drawn.
    pub armed_at_ms: u64,
}

/// One way to answer a strip.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The key that does it.
    pub key: char,
    /// What it does, in a word or two.
    pub title: &'static str,
    /// What is done.
    pub then: Then,
}

/// What an answer does.
#[derive(Debug, Clone)]
pub enum Then {
    /// These verbs, now; `u` takes them back where there is a way.
    Act(Vec<(Target, Verb)>),
    /// The same, for words that were written in the form of this draft.
    Send {
        /// What is asked.
        acts: Vec<(Target, Verb)>,
        /// The draft, to be forgotten once the outbox has it.
        slot: String,
    },
    /// These verbs, now, which take back the newest thing that can be; left alone, it still can.
    TakeBack(Vec<(Target, Verb)>),
    /// Show this link, to be opened.
    Link(SafeText),
    /// Open a form of words.
    Words(WordsFor, Vec<Target>),
    /// Open another menu.
    Menu(Box<Menu>),
    /// Sort the view by this column; the same again turns it round.
    Sort(SortBy),
    /// Group the view, or not.
    Group(Option<GroupBy>),
    /// Open a searched list.
    Search(SearchFor, Vec<Target>),
    /// Ask in a strip first.
    Confirm(Box<Confirm>),
    /// What another key does for these incidents: its menu, its form.
    Verb(Action, Vec<Target>),
    /// Leave the program.
    Quit,
}

/// What is to be asked in a strip.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// What is asked about, as a word.
    pub verb: &'static str,
    /// What happens then.
    pub consequence: SafeText,
    /// What is done.
    pub acts: Vec<(Target, Verb)>,
    /// The draft of the words in it, if they were written in a form.
    pub slot: Option<String>,
}

/// Choosing the columns of a view.
#[derive(Debug)]
pub struct ColumnPick {
    /// Every column in its place, and whether it is shown.
    pub rows: Vec<(ColumnSpec, bool)>,
    /// Which row the cursor is on.
    pub at: usize,
}

//! What lies over a screen and takes the keys first: a line being typed, a form, a strip that asks.

use tui_input::Input;

use crate::{
    backend::{Target, Verb},
    domain::{Number, Priority, SourceName},
    text::SafeText,
};

/// At most one is open.
#[derive(Debug)]
pub enum Layer {
    /// `/`: the filter line.
    Filter(Input),
    /// `n`, and the words of `A` and `r`: a form of one multi-line text.
    Words(Words),
    /// `s`: whom.
    Assign(Assign),
    /// What cannot be undone or touches many: targets, count, worst priority; confirmed by a key it names.
    Strip(Strip),
    /// `o`: the link is shown before it is opened.
    Link(SafeText),
}

/// For what the words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsFor {
    /// A note.
    Note,
    /// An acknowledgement with words and for how long (`1h: words`).
    Ack,
    /// A resolution.
    Resolve,
}

/// A multi-line text being written.
#[derive(Debug)]
pub struct Words {
    /// What it becomes.
    pub purpose: WordsFor,
    /// For which incidents, captured when the form was opened.
    pub targets: Vec<Target>,
    /// The text with its newlines and the place of the caret.
    pub input: Input,
    /// Names the draft: `note:am/abc@1`.
    pub slot: String,
    /// `D-4821` once it was saved.
    pub draft: Option<String>,
    /// Monotonic time of the first change that is not saved yet.
    pub unsaved_ms: Option<u64>,
    /// `Ctrl-x` was pressed: `Ctrl-e` opens `$EDITOR`.
    pub chord: bool,
}

/// Picking an owner.
#[derive(Debug)]
pub struct Assign {
    /// For which incidents.
    pub targets: Vec<Target>,
    /// What was typed; empty means "me".
    pub input: Input,
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
    /// These verbs, now.
    Act(Vec<(Target, Verb)>),
    /// Open the form for the words and the length of an acknowledgement.
    Words(Vec<Target>),
    /// Leave the program.
    Quit,
}

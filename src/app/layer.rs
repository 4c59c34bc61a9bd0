//! What lies over a screen and takes the keys first: a line being typed, a form, a strip that asks.

use tui_input::Input;

use crate::{
    backend::Target,
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
    /// What would be done, as a word.
    pub verb: &'static str,
    /// The key that does it.
    pub key: char,
    /// To which, with the worst priority first.
    pub targets: Vec<(Option<Number>, SourceName)>,
    /// The worst of them.
    pub worst: Priority,
    /// What happens then, in words.
    pub consequence: SafeText,
    /// What is done on yes.
    pub acts: Vec<(Target, crate::backend::Verb)>,
    /// Takes no key before this monotonic time: one round trip + 400 ms after it was drawn.
    pub armed_at_ms: u64,
}

//! Steps back.

use std::collections::VecDeque;

/// Steps that are kept.
const STEPS: usize = 200;
/// Bytes of taken text that are kept for them.
const BYTES: usize = 512 * 1024;

/// What a step was: steps of one kind that follow each other without a gap are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Characters typed one after the other; a new word begins a new step.
    Typed {
        /// This one stands between words.
        blank: bool,
    },
    /// Characters deleted one after the other.
    Deleted,
    /// By itself: a paste, a cut, a completion.
    Whole,
}

/// One step: `put` bytes stand at `at` in place of `took`, and the caret was before character `caret`.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: usize,
    pub(super) took: String,
    pub(super) put: usize,
    pub(super) caret: usize,
    kind: Kind,
}

/// The steps, the newest last.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    steps: VecDeque<Step>,
    bytes: usize,
    /// The caret was moved: the next step is one of its own.
    closed: bool,
}

impl History {
    /// Remembers a step.
    pub(super) fn push(&mut self, at: usize, took: String, put: usize, caret: usize, kind: Kind) {
        let open = !std::mem::take(&mut self.closed);
        if open && let Some(last) = self.steps.back_mut() {
            match (last.kind, kind) {
                (Kind::Typed { blank: was }, Kind::Typed { blank })
                    if last.at + last.put == at && took.is_empty() && (blank || !was) =>
                {
                    last.put += put;
                    last.kind = kind;
                    return;
                }
                // Backwards.
                (Kind::Deleted, Kind::Deleted) if put == 0 && at + took.len() == last.at => {
                    self.bytes += took.len();
                    last.took.insert_str(0, &took);
                    last.at = at;
                    return;
                }
                // Forwards.
                (Kind::Deleted, Kind::Deleted) if put == 0 && at == last.at => {
                    self.bytes += took.len();
                    last.took.push_str(&took);
                    return;
                }
                _ => {}
            }
        }
        self.bytes += took.len();
        self.steps.push_back(Step { at, took, put, caret, kind });
        while self.steps.len() > STEPS || (self.bytes > BYTES && self.steps.len() > 1) {
            if let Some(oldest) = self.steps.pop_front() {
                self.bytes -= oldest.took.len();
            }
        }
    }

    /// The newest, to be taken back.
    pub(super) fn pop(&mut self) -> Option<Step> {
        let step = self.steps.pop_back()?;
        self.bytes -= step.took.len();
        self.closed = true;
        Some(step)
    }

    /// The next step begins anew.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

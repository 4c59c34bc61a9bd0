//! Going through the unacknowledged ones, one at a time: which, how far, what was decided, what is known of the one
//! that is shown. What keys and answers do is in `update::triage`, the picture in `ui::triage`.

use crate::{
    backend::ActionKey,
    domain::{Event, Incident, IncidentId},
    text::SafeText,
};

/// The inbox that empties.
#[derive(Debug, Default)]
pub struct Triage {
    /// Those it began with, in the order of the board; new P1s that came meanwhile behind them.
    pub ids: Vec<IncidentId>,
    /// How each of them ended; `None` while nothing is decided.
    pub ends: Vec<Option<End>>,
    /// Which of them is shown; past the last one the summary stands.
    pub at: usize,
    /// They were marked: acknowledged ones are gone through as well.
    pub marked: bool,
    /// When it began, monotonic milliseconds.
    pub begun_ms: u64,
    /// When the summary was reached.
    pub ended_ms: Option<u64>,
    /// The one that is shown takes no verb before this monotonic time: what is pressed until it can have been read was
    /// meant for the one before.
    pub armed_at_ms: u64,
    /// First shown line.
    pub top: usize,
    /// Decisions on their way into the outbox.
    pub asks: Vec<Asked>,
    /// What was read about the one that is shown.
    pub known: Option<Box<Known>>,
    /// New P1s in the batch of changes that is being taken.
    pub fresh: Vec<IncidentId>,
}

/// A decision on its way.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Names the ask.
    pub group: u64,
    /// About which.
    pub id: IncidentId,
    /// What.
    pub verb: &'static str,
}

/// How one of them ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// Decided here.
    Done {
        /// By which verb.
        verb: &'static str,
        /// The outbox rows, by which `u` finds it.
        keys: Vec<ActionKey>,
    },
    /// Left as it is.
    Skipped,
    /// Somebody else did, or it has gone: how.
    Elsewhere(SafeText),
}

/// What was read about one of them.
#[derive(Debug)]
pub struct Known {
    /// About which.
    pub id: IncidentId,
    /// As it was last known, for when it leaves.
    pub last: Option<Incident>,
    /// Why it left, once it has.
    pub gone: Option<SafeText>,
    /// Names the search for past ones.
    pub ask: u64,
    /// Past ones like it, the most alike first; `None` while they are searched for.
    pub past: Option<Result<Vec<Incident>, SafeText>>,
    /// Open ones like it.
    pub open: Vec<Incident>,
    /// Open ones of services that its service cannot do without.
    pub beneath: Vec<Incident>,
    /// Its timeline, oldest first; `None` while it is being read.
    pub timeline: Option<Result<Vec<Event>, SafeText>>,
    /// Something changed since: what is open is looked through again.
    pub dirty: bool,
}

/// How many ended in which way.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Decided, by verb, in the order in which the verbs were first used.
    pub done: Vec<(&'static str, usize)>,
    /// Left as they are.
    pub skipped: usize,
    /// Done by somebody else, or gone.
    pub elsewhere: usize,
    /// Not looked at.
    pub unseen: usize,
}

impl Triage {
    /// The one that is shown; `None` at the summary.
    pub fn current(&self) -> Option<&IncidentId> {
        self.ids.get(self.at)
    }

    /// How the one that is shown ended, if it was decided before.
    pub fn end(&self) -> Option<&End> {
        self.ends.get(self.at)?.as_ref()
    }

    /// Milliseconds it took, or takes so far.
    pub fn took(&self, now_ms: u64) -> u64 {
        self.ended_ms.unwrap_or(now_ms).saturating_sub(self.begun_ms)
    }

    /// How many ended in which way.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for end in &self.ends {
            match end {
                Some(End::Done { verb, .. }) => match tally.done.iter_mut().find(|(v, _)| v == verb) {
                    Some((_, n)) => *n += 1,
                    None => tally.done.push((verb, 1)),
                },
                Some(End::Skipped) => tally.skipped += 1,
                Some(End::Elsewhere(_)) => tally.elsewhere += 1,
                None => tally.unseen += 1,
            }
        }
        tally
    }
}

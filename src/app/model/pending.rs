//! The pending layer: actions that lie in the outbox and are not confirmed, painted over what the source says;
//! and the receipts that tell how each ended.

use std::collections::HashMap;

use crate::{
    backend::{ActionKey, Target, Verb},
    domain::{IncidentId, Number, Time},
    text::SafeText,
};

/// How far an action is. Each step is shown; nothing ends silently.
#[derive(Debug, Clone, PartialEq)]
pub enum ActState {
    /// On disk, not sent yet.
    Queued,
    /// On its way.
    Sending,
    /// The source could not be reached; it is tried again at `next_at`.
    Waiting {
        /// What came back.
        words: SafeText,
        /// When.
        next_at: Time,
        /// How many tries there were.
        tries: u32,
    },
    /// Read back and seen.
    Confirmed {
        /// From key to confirmation, milliseconds.
        elapsed_ms: u64,
        /// More to say: `already acknowledged by ana`.
        words: Option<SafeText>,
        /// Kept by us, the source has no such thing.
        local: bool,
    },
    /// Refused, with the source's own words.
    Failed(SafeText),
}

impl ActState {
    /// Confirmed or failed.
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Confirmed { .. } | Self::Failed(_))
    }
}

/// One action in the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingAct {
    /// For life.
    pub key: ActionKey,
    /// To which incident.
    pub target: Target,
    /// What.
    pub verb: Verb,
    /// How far.
    pub state: ActState,
    /// When it was asked.
    pub since: Time,
}

impl PendingAct {
    /// The incident's short number for receipts: `1042`, or the id's tail where it has none.
    pub fn number(&self) -> Option<Number> {
        self.target.number
    }
}

/// All that is not settled, and what was settled lately.
#[derive(Debug, Default)]
pub struct Pending {
    by_key: HashMap<ActionKey, PendingAct>,
    by_incident: HashMap<IncidentId, Vec<ActionKey>>,
    receipts: Vec<Receipt>,
}

/// One line about one action, newest last.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The action; `None` for words that belong to none.
    pub key: Option<ActionKey>,
    /// `ack INC-001042` without the state.
    pub verb: &'static str,
    /// The ask it came with: what was asked of many at once is told in one line.
    pub group: Option<u64>,
    /// Whose.
    pub number: Option<Number>,
    /// When it was asked.
    pub since: Time,
    /// How far.
    pub state: ActState,
    /// Monotonic milliseconds when the line last changed.
    pub at_ms: u64,
}

impl Receipt {
    /// Whether both came from one ask; of what an earlier session asked, whether they were asked at once and stand
    /// alike.
    fn goes_with(&self, other: &Self) -> bool {
        self.verb == other.verb
            && match (self.group, other.group) {
                (Some(one), Some(other)) => one == other,
                (None, None) => {
                    self.since == other.since
                        && std::mem::discriminant(&self.state) == std::mem::discriminant(&other.state)
                }
                _ => false,
            }
    }

    /// How pressing it is, the most pressing first.
    const fn rank(&self) -> u8 {
        match self.state {
            ActState::Failed(_) => 0,
            ActState::Waiting { .. } => 1,
            ActState::Queued => 2,
            ActState::Sending => 3,
            ActState::Confirmed { .. } => 4,
        }
    }
}

/// A receipt on the line.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'p> {
    /// The most pressing of those it speaks for.
    pub receipt: &'p Receipt,
    /// How many more.
    pub also: usize,
    /// Confirmed ones.
    pub done: usize,
    /// Those on their way, or that wait for their source.
    pub waiting: usize,
    /// Refused ones.
    pub refused: usize,
}

impl<'p> Standing<'p> {
    const fn of(receipt: &'p Receipt) -> Self {
        let mut one = Self { receipt, also: 0, done: 0, waiting: 0, refused: 0 };
        one.count(receipt);
        one
    }

    const fn count(&mut self, receipt: &Receipt) {
        match receipt.state {
            ActState::Confirmed { .. } => self.done += 1,
            ActState::Failed(_) => self.refused += 1,
            ActState::Queued | ActState::Sending | ActState::Waiting { .. } => self.waiting += 1,
        }
    }

    /// Whether they went different ways: then they are told by their counts.
    pub fn mixed(&self) -> bool {
        [self.done, self.waiting, self.refused].iter().filter(|n| **n > 0).count() > 1
    }
}

/// Receipts kept; older ones are in the outbox screen.
const RECEIPTS: usize = 2_048;

/// How long a receipt of something confirmed stays on the line, milliseconds. Failures stay until another verb.
pub const RECEIPT_SHOWN_MS: u64 = 20_000;

impl Pending {
    /// Takes in an action, or a newer state of it.
    pub fn put(&mut self, act: PendingAct, now_ms: u64) {
        self.put_of(None, act, now_ms);
    }

    /// The same of an ask of this session, by which receipts are told together.
    pub fn put_of(&mut self, group: Option<u64>, act: PendingAct, now_ms: u64) {
        self.receipt(group, &act, now_ms);
        let keys = self.by_incident.entry(act.target.id.clone()).or_default();
        if !keys.contains(&act.key) {
            keys.push(act.key);
        }
        self.by_key.insert(act.key, act);
    }

    /// Moves an action on; a settled one leaves the layer. Returns it as it was asked.
    pub fn advance(&mut self, key: ActionKey, state: ActState, now_ms: u64) -> Option<PendingAct> {
        let act = self.by_key.get_mut(&key)?;
        act.state = state;
        let act = act.clone();
        self.receipt(None, &act, now_ms);
        // A failed action stays until it is retried or dropped; a confirmed one is what the source now says.
        if matches!(act.state, ActState::Confirmed { .. }) {
            self.forget(key);
        }
        Some(act)
    }

    /// Takes an action out.
    pub fn forget(&mut self, key: ActionKey) -> Option<PendingAct> {
        let act = self.by_key.remove(&key)?;
        if let Some(keys) = self.by_incident.get_mut(&act.target.id) {
            keys.retain(|k| *k != key);
            if keys.is_empty() {
                self.by_incident.remove(&act.target.id);
            }
        }
        Some(act)
    }

    /// Takes an action and its receipt out: it was undone before it was sent.
    pub fn withdraw(&mut self, key: ActionKey) -> Option<PendingAct> {
        self.receipts.retain(|r| r.key != Some(key));
        self.forget(key)
    }

    /// The action with this key, while it is not confirmed.
    pub fn get(&self, key: ActionKey) -> Option<&PendingAct> {
        self.by_key.get(&key)
    }

    /// Unsettled and failed actions of an incident, oldest first.
    pub fn of(&self, id: &IncidentId) -> impl Iterator<Item = &PendingAct> {
        self.by_incident.get(id).into_iter().flatten().filter_map(|k| self.by_key.get(k))
    }

    /// All that are in the layer, oldest first.
    pub fn all(&self) -> Vec<&PendingAct> {
        let mut all: Vec<_> = self.by_key.values().collect();
        all.sort_by_key(|a| a.key);
        all
    }

    /// How many are not settled.
    pub fn unsettled(&self) -> usize {
        self.by_key.values().filter(|a| !a.state.is_settled()).count()
    }

    /// Receipts that still stand on the line, oldest first: all that wait or failed, and what was confirmed lately.
    /// What was asked of many at once is one, with how many stand behind it; its confirmed ones count as long as any of
    /// the others stands.
    pub fn standing(&self, now_ms: u64) -> Vec<Standing<'_>> {
        let mut standing: Vec<(Standing<'_>, u64)> = Vec::new();
        for receipt in &self.receipts {
            match standing.iter_mut().rfind(|(s, _)| s.receipt.goes_with(receipt)) {
                Some((one, latest)) => {
                    one.also += 1;
                    one.count(receipt);
                    *latest = receipt.at_ms.max(*latest);
                    if receipt.rank() < one.receipt.rank() {
                        one.receipt = receipt;
                    }
                }
                None => standing.push((Standing::of(receipt), receipt.at_ms)),
            }
        }
        let over = |s: &Standing<'_>, latest: u64| {
            s.waiting + s.refused == 0 && now_ms >= latest.saturating_add(RECEIPT_SHOWN_MS)
        };
        standing.into_iter().filter(|(s, latest)| !over(s, *latest)).map(|(s, _)| s).collect()
    }

    /// Receipts, oldest first.
    pub fn receipts(&self) -> &[Receipt] {
        &self.receipts
    }

    fn receipt(&mut self, group: Option<u64>, act: &PendingAct, now_ms: u64) {
        if let Some(old) = self.receipts.iter_mut().find(|r| r.key == Some(act.key)) {
            if old.state != act.state {
                old.state = act.state.clone();
                old.at_ms = now_ms;
            }
            return;
        }
        self.receipts.push(Receipt {
            key: Some(act.key),
            verb: act.verb.name(),
            group,
            number: act.number(),
            since: act.since,
            state: act.state.clone(),
            at_ms: now_ms,
        });
        if self.receipts.len() > RECEIPTS {
            let settled = self.receipts.iter().position(|r| r.state.is_settled()).unwrap_or(0);
            self.receipts.remove(settled);
        }
    }
}

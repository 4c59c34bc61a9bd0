//! A verb at work on one incident: what it was, what it becomes, what its log gains.

use std::sync::Arc;

use super::{ActorKind, Forbidden, Kin, Moved, Said, Who, check};
use crate::{
    domain::{
        Detail, Incident, Practice, Record, State, Time,
        event::EventKind,
        record::{Passage, Turn},
    },
    text::{Kind, SafeText},
};

/// What a move comes to: `Some` says in words that it was so already.
pub(super) type Outcome = Result<Option<SafeText>, Forbidden>;

/// It moved.
pub(super) const MOVED: Outcome = Ok(None);

/// The case.
pub(super) struct Case<'a> {
    /// As it was.
    pub before: &'a Incident,
    /// As it becomes.
    pub after: Incident,
    /// Who asks.
    pub who: &'a Who,
    /// Their name, checked.
    pub name: Option<SafeText>,
    /// When it happened.
    pub at: Time,
    /// How the team works.
    pub practice: &'a Practice,
    /// What else is known.
    pub kin: Kin<'a>,
    said: Vec<Said>,
}

impl<'a> Case<'a> {
    pub fn new(
        before: &'a Incident,
        who: &'a Who,
        practice: &'a Practice,
        kin: Kin<'a>,
    ) -> Result<Self, Forbidden> {
        Ok(Self {
            before,
            after: before.clone(),
            who,
            name: check::maybe_name("by.name", who.name.as_ref())?,
            at: check::happened(before, who)?,
            practice,
            kin,
            said: Vec::new(),
        })
    }

    /// What it was, in words of the record.
    pub fn was(&self) -> &'a Record {
        &self.before.detail.record
    }

    /// What only the detail keeps.
    pub fn detail(&mut self) -> &mut Detail {
        Arc::make_mut(&mut self.after.detail)
    }

    /// What people recorded.
    pub fn record(&mut self) -> &mut Record {
        &mut self.detail().record
    }

    /// The author's name: nobody's is `api`, the program's is `watchfloor`.
    pub fn by(&self) -> SafeText {
        let nobody = if self.who.kind == ActorKind::System { "watchfloor" } else { "api" };
        self.name.clone().unwrap_or_else(|| SafeText::clean(nobody, Kind::Label))
    }

    /// Notes what clocks look at. Passages stand in order: what was done while the line was down and is told after
    /// something later happened with it.
    pub fn turn(&mut self, turn: Turn) {
        let at = self.at;
        self.turn_at(at, turn);
    }

    /// The same with its own time.
    pub fn turn_at(&mut self, at: Time, turn: Turn) {
        let passages = &mut self.record().passages;
        let at = passages.last().map_or(at, |last| at.max(last.at));
        passages.push(Passage { at, turn });
    }

    /// An entry for the log.
    pub fn say(&mut self, kind: EventKind, text: SafeText) {
        self.said.push(Said { kind, text, code: None, public: false });
    }

    /// An entry with the reason's word.
    pub fn say_why(&mut self, kind: EventKind, text: SafeText, code: &str) {
        self.say_coded(kind, text, SafeText::clean(code, Kind::Label));
    }

    /// The same with a word of somebody else's.
    pub fn say_coded(&mut self, kind: EventKind, text: SafeText, code: SafeText) {
        self.said.push(Said { kind, text, code: Some(code), public: false });
    }

    /// The last entry may be read by callers.
    pub fn public(&mut self) {
        if let Some(last) = self.said.last_mut() {
            last.public = true;
        }
    }

    /// It stands there now. What does not go with that state goes: the phase, and an acknowledgement's end.
    pub fn to(&mut self, state: State) {
        self.after.state = state;
        if state != State::Acknowledged {
            self.after.ack_until = None;
        }
        if !state.has_phase() {
            self.record().phase = None;
        }
        if !state.is_open() {
            self.record().snoozed_until = None;
        }
    }

    /// Somebody has seen it: the response clock stops, for the first time only.
    pub fn acked(&mut self) {
        let at = self.at;
        self.after.acked_at.get_or_insert(at);
    }

    /// Whoever asks takes it where nobody has it; whether they did.
    pub fn takes(&mut self) -> bool {
        let takes = self.who.kind == ActorKind::User && self.after.owner.is_none() && self.name.is_some();
        if takes {
            self.after.owner.clone_from(&self.name);
        }
        takes
    }

    /// The hold ends, where there is one, whatever comes next.
    pub fn off_hold(&mut self) {
        self.after.hold = None;
        let held = |p: &&Passage| matches!(p.turn, Turn::Held { .. } | Turn::Resumed);
        let last = self.record().passages.iter().rev().find(held);
        if last.is_some_and(|p| p.turn != Turn::Resumed) {
            self.turn(Turn::Resumed);
        }
    }

    /// What follows.
    pub fn done(self, already: Option<SafeText>) -> Moved {
        Moved { incident: self.after, said: self.said, already }
    }
}

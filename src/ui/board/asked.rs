//! What is asked of an incident and not confirmed, as its row shows it.

use crate::{
    app::model::pending::{ActState, PendingAct},
    backend::Verb,
    domain::{Incident, Practice, Priority, record::Answer},
    text::SafeText,
    ui::View,
};

/// Whose an incident would be.
#[derive(Default, Clone, Copy, PartialEq)]
pub enum Owner<'a> {
    /// Nothing is asked about that.
    #[default]
    AsItIs,
    /// Nobody.
    Nobody,
    /// This person.
    Person(&'a SafeText),
}

/// What is asked of an incident and not confirmed.
#[derive(Default)]
pub struct Asked<'a> {
    /// The state it would have, and whether asking failed.
    pub state: Option<(&'static str, bool)>,
    /// The owner it would have.
    pub owner: Owner<'a>,
    /// The priority it would have.
    pub priority: Option<Priority>,
    /// Whether it would be a major.
    pub major: Option<bool>,
    /// It would be out of sight.
    pub asleep: bool,
    /// Anything was refused.
    pub failed: bool,
}

impl<'a> Asked<'a> {
    /// What lies in the outbox for it.
    pub fn of(view: &View<'a>, incident: &'a Incident) -> Self {
        let mut asked = Self::default();
        for act in view.model.pending.of(&incident.id) {
            asked.add(act, incident, &view.model.me);
            asked.change(act, view.model.practice(&incident.source));
        }
        asked
    }

    fn add(&mut self, act: &'a PendingAct, incident: &Incident, me: &'a SafeText) {
        let failed = matches!(act.state, ActState::Failed(_));
        self.failed |= failed;
        match &act.verb {
            Verb::Ack { .. }
                // An ack takes what nobody owns, and never steals.
                if incident.owner.is_none() && !failed => {
                    self.owner = Owner::Person(me);
                }
            Verb::Start if incident.owner.is_none() && !failed => self.owner = Owner::Person(me),
            Verb::Assign { to } if !failed => {
                self.owner = to.as_ref().map_or(Owner::Nobody, Owner::Person);
            }
            _ => {}
        }
        if let Some(word) = state_word(&act.verb) {
            self.state = Some((word, failed));
        }
    }

    fn change(&mut self, act: &PendingAct, practice: &Practice) {
        if matches!(act.state, ActState::Failed(_)) {
            return;
        }
        match &act.verb {
            Verb::Priority { impact, urgency, set, .. } => {
                let computed = || practice.matrix.priority((*impact)?, (*urgency)?);
                self.priority = set.or_else(computed).or(self.priority);
            }
            Verb::Major { on, .. } => self.major = Some(*on),
            Verb::Snooze { .. } => self.asleep = true,
            Verb::Wake => self.asleep = false,
            _ => {}
        }
    }
}

/// What stands in the state's column while this is on its way, at most four letters.
const fn state_word(verb: &Verb) -> Option<&'static str> {
    Some(match verb {
        Verb::Ack { .. } => "ack",
        Verb::Unack => "new",
        Verb::Start
        | Verb::Resume { .. }
        | Verb::Relapse { .. }
        | Verb::Reopen { .. }
        | Verb::Close { answer: Some(Answer::StillBroken), .. } => "work",
        Verb::Hold { .. } => "hold",
        Verb::Mitigate { .. } => "mitg",
        Verb::Resolve { .. } => "done",
        Verb::Close { .. } => "clsd",
        Verb::Cancel { .. } => "canc",
        Verb::Merge { .. } => "merg",
        Verb::Restore => "back",
        _ => return None,
    })
}

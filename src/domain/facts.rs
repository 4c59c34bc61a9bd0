//! What queries, clocks and the order ask of an incident, wherever and however it is kept: the board holds a million of
//! them packed, and none of these unpacks one.

use std::borrow::Cow;

use super::{
    Incident, Number, Phase, Priority, State, Time,
    incident::HoldReason,
    record::{Origin, Passage, Verdict},
};
use crate::text::SafeText;

/// The facts of one incident. Texts are for comparing, not for showing.
pub trait Facts {
    /// Unique over all sources.
    fn id(&self) -> &str;
    /// The tracking number.
    fn number(&self) -> Option<Number>;
    /// The configured name of its source.
    fn source(&self) -> &str;
    /// One line: what is wrong.
    fn title(&self) -> &str;
    /// Whether `found` says so of the title or the id, as UTF-8.
    fn is_named(&self, found: impl Fn(&[u8]) -> bool) -> bool {
        found(self.title().as_bytes()) || found(self.id().as_bytes())
    }
    /// What it hits.
    fn service(&self) -> Option<&str>;
    /// Who answers for it.
    fn owner(&self) -> Option<&str>;
    /// The source's own word for the severity.
    fn severity(&self) -> Option<&str>;
    /// The value of the first label whose name fits.
    fn label(&self, fits: impl Fn(&str) -> bool) -> Option<&str>;
    /// The canonical state.
    fn state(&self) -> State;
    /// Effective priority.
    fn priority(&self) -> Priority;
    /// How often it was raised.
    fn count(&self) -> u32;
    /// When it opened.
    fn opened_at(&self) -> Time;
    /// First acknowledgement.
    fn acked_at(&self) -> Option<Time>;
    /// When the acknowledgement runs out.
    fn ack_until(&self) -> Option<Time>;
    /// When it was resolved.
    fn resolved_at(&self) -> Option<Time>;
    /// Last change.
    fn updated_at(&self) -> Time;
    /// Until when it is held, where it is and somebody said.
    fn hold_until(&self) -> Option<Time>;
    /// Why it is held, and since when, where it is.
    fn hold(&self) -> Option<(HoldReason, Option<Time>)>;
    /// The team that answers for it.
    fn team(&self) -> Option<&str>;
    /// The first level of its category.
    fn category(&self) -> Option<&str>;
    /// The second.
    fn subcategory(&self) -> Option<&str>;
    /// How far the work is.
    fn phase(&self) -> Option<Phase>;
    /// How it came to us.
    fn origin(&self) -> Option<Origin>;
    /// Who told of it, by name.
    fn reporter(&self) -> Option<&str>;
    /// Whether it is a major.
    fn is_major(&self) -> bool;
    /// What triage found; absent is an incident.
    fn verdict(&self) -> Option<Verdict>;
    /// The incident it hangs under.
    fn parent(&self) -> Option<Number>;
    /// Out of sight until then.
    fn snoozed_until(&self) -> Option<Time>;
    /// When the impact began, where somebody said.
    fn occurred_at(&self) -> Option<Time>;
    /// When the impact ended, while it has.
    fn mitigated_at(&self) -> Option<Time>;
    /// When it was closed.
    fn closed_at(&self) -> Option<Time>;
    /// When it was cancelled or merged.
    fn ended_at(&self) -> Option<Time>;
    /// What clocks look at beside the times above, oldest first.
    fn passages(&self) -> Cow<'_, [Passage]>;
}

impl Facts for Incident {
    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn number(&self) -> Option<Number> {
        self.number
    }
    fn source(&self) -> &str {
        self.source.as_str()
    }
    fn title(&self) -> &str {
        self.title.shown()
    }
    fn service(&self) -> Option<&str> {
        self.service.as_ref().map(SafeText::shown)
    }
    fn owner(&self) -> Option<&str> {
        self.owner.as_ref().map(SafeText::shown)
    }
    fn severity(&self) -> Option<&str> {
        self.detail.severity.as_ref().map(SafeText::shown)
    }
    fn label(&self, fits: impl Fn(&str) -> bool) -> Option<&str> {
        let mut labels = self.detail.labels.iter();
        labels.find(|(name, _)| fits(name.shown())).map(|(_, value)| value.shown())
    }
    fn state(&self) -> State {
        self.state
    }
    fn priority(&self) -> Priority {
        self.priority
    }
    fn count(&self) -> u32 {
        self.count
    }
    fn opened_at(&self) -> Time {
        self.opened_at
    }
    fn acked_at(&self) -> Option<Time> {
        self.acked_at
    }
    fn ack_until(&self) -> Option<Time> {
        self.ack_until
    }
    fn resolved_at(&self) -> Option<Time> {
        self.resolved_at
    }
    fn updated_at(&self) -> Time {
        self.updated_at
    }
    fn hold_until(&self) -> Option<Time> {
        self.hold.as_ref().and_then(|h| h.until)
    }
    fn hold(&self) -> Option<(HoldReason, Option<Time>)> {
        self.hold.as_ref().map(|h| (h.reason, h.since))
    }
    fn team(&self) -> Option<&str> {
        self.detail.team.as_ref().map(SafeText::shown)
    }
    fn category(&self) -> Option<&str> {
        self.detail.category.as_ref().map(SafeText::shown)
    }
    fn subcategory(&self) -> Option<&str> {
        self.detail.subcategory.as_ref().map(SafeText::shown)
    }
    fn phase(&self) -> Option<Phase> {
        self.detail.record.phase
    }
    fn origin(&self) -> Option<Origin> {
        self.detail.record.origin
    }
    fn reporter(&self) -> Option<&str> {
        self.detail.record.reporter.as_ref().map(|r| r.name.shown())
    }
    fn is_major(&self) -> bool {
        self.detail.record.major.is_some()
    }
    fn verdict(&self) -> Option<Verdict> {
        self.detail.record.verdict
    }
    fn parent(&self) -> Option<Number> {
        self.detail.record.parent
    }
    fn snoozed_until(&self) -> Option<Time> {
        self.detail.record.snoozed_until
    }
    fn occurred_at(&self) -> Option<Time> {
        self.detail.record.occurred_at
    }
    fn mitigated_at(&self) -> Option<Time> {
        self.detail.record.mitigated_at
    }
    fn closed_at(&self) -> Option<Time> {
        self.detail.record.closed_at
    }
    fn ended_at(&self) -> Option<Time> {
        self.detail.record.ending.as_ref().map(|e| e.at)
    }
    fn passages(&self) -> Cow<'_, [Passage]> {
        Cow::Borrowed(&self.detail.record.passages)
    }
}

//! What queries, clocks and the order ask of an incident, wherever and however it is kept: the board holds a million of
//! them packed, and none of these unpacks one.

use super::{Incident, Number, Priority, State, Time};
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
}

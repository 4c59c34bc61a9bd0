//! The facts of a packed incident, read where they lie: none of them unpacks it, and only passages take memory.

use std::borrow::Cow;

use super::{super::bytes::Reader, Packed};
use crate::domain::{
    Facts, Number, Phase, Priority, State, Time,
    incident::HoldReason,
    record::{Origin, Passage, Verdict},
};

impl Facts for Packed<'_> {
    fn id(&self) -> &str {
        self.named().1
    }
    fn number(&self) -> Option<Number> {
        Number::new(Reader(self.words).small()?)
    }
    fn source(&self) -> &str {
        self.source.as_str()
    }
    fn title(&self) -> &str {
        self.named().2
    }
    fn is_named(&self, found: impl Fn(&[u8]) -> bool) -> bool {
        let mut reader = Reader(self.words);
        let length = reader.number().and_then(|_| reader.number());
        length.is_some() && found(reader.0)
    }
    fn service(&self) -> Option<&str> {
        self.known.text(self.head.service)
    }
    fn owner(&self) -> Option<&str> {
        self.known.text(self.times()?.owner)
    }
    fn severity(&self) -> Option<&str> {
        self.known.text(self.times()?.behind.small()?)
    }
    fn label(&self, fits: impl Fn(&str) -> bool) -> Option<&str> {
        let mut reader = self.times()?.behind;
        reader.number()?;
        for _ in 0..reader.number()? {
            let (name, value) = (reader.small()?, self.known.read_said(&mut reader)?);
            if self.known.text(name).is_some_and(&fits) {
                return Some(value.text());
            }
        }
        None
    }
    fn state(&self) -> State {
        self.head.state
    }
    fn priority(&self) -> Priority {
        self.head.priority
    }
    fn count(&self) -> u32 {
        self.times().map_or(1, |t| t.count)
    }
    fn opened_at(&self) -> Time {
        self.times().map_or_else(Time::default, |t| Time::from_unix(t.opened))
    }
    fn acked_at(&self) -> Option<Time> {
        self.times()?.acked
    }
    fn ack_until(&self) -> Option<Time> {
        self.times()?.ack_until
    }
    fn resolved_at(&self) -> Option<Time> {
        self.times()?.resolved
    }
    fn updated_at(&self) -> Time {
        self.times().map_or_else(Time::default, |t| Time::from_unix(t.updated))
    }
    fn hold_until(&self) -> Option<Time> {
        self.extra()?.hold_until
    }
    fn hold(&self) -> Option<(HoldReason, Option<Time>)> {
        let extra = self.extra()?;
        Some((extra.hold?, extra.hold_since))
    }
    fn team(&self) -> Option<&str> {
        self.known.text(self.extra()?.team)
    }
    fn category(&self) -> Option<&str> {
        self.known.text(self.extra()?.category)
    }
    fn subcategory(&self) -> Option<&str> {
        self.known.text(self.extra()?.subcategory)
    }
    fn phase(&self) -> Option<Phase> {
        self.extra()?.phase
    }
    fn origin(&self) -> Option<Origin> {
        self.times()?.origin
    }
    fn reporter(&self) -> Option<&str> {
        self.extra()?.reporter
    }
    fn is_major(&self) -> bool {
        self.extra().is_some_and(|e| e.major)
    }
    fn verdict(&self) -> Option<Verdict> {
        self.extra()?.verdict
    }
    fn parent(&self) -> Option<Number> {
        self.extra()?.parent
    }
    fn snoozed_until(&self) -> Option<Time> {
        self.extra()?.snoozed
    }
    fn occurred_at(&self) -> Option<Time> {
        self.extra()?.occurred
    }
    fn mitigated_at(&self) -> Option<Time> {
        self.extra()?.mitigated
    }
    fn closed_at(&self) -> Option<Time> {
        self.extra()?.closed
    }
    fn ended_at(&self) -> Option<Time> {
        self.extra()?.ended
    }
    fn passages(&self) -> Cow<'_, [Passage]> {
        // An empty vector takes no memory.
        Cow::Owned(self.extra().map(|e| e.passages()).unwrap_or_default())
    }
}

//! What Alertmanager knows of an alert's past: its start, and the silences on it, which stay readable for days.

use super::{
    Alertmanager,
    dto::{self, Alert, Pairs, Silence},
    error,
    map::{self, fingerprint},
    read::{decode, kept},
    request::filters,
    standing::{Whose, silenced_by, till, whose, words},
};
use crate::{
    backend::{ReadError, Target},
    domain::{Event, Time, event::EventKind},
    net::Validator,
    text::{Kind, SafeText},
};

/// The entries, oldest first: the start, our acknowledgements of this occurrence and their ends, and what else
/// silences it now.
pub fn events(
    alert: Option<&Alert<'_>>,
    labels: &Pairs<'_>,
    occurrence: Option<Time>,
    silences: &[Silence<'_>],
) -> Vec<Event> {
    // Beside each entry the time as it was written: an order within a second, where both are written alike.
    let mut events: Vec<(&str, Event)> = Vec::new();
    let began = occurrence.or_else(|| alert.and_then(|a| a.starts_at.time()));
    if let Some(at) = began {
        events.push(("", event(at, None, EventKind::Opened, "Alertmanager", "the alert began to fire")));
    }
    for silence in silences {
        let Some(at) = silence.starts_at.time() else { continue };
        let names = |a: &Alert<'_>| a.status.silenced_by.contains(&silence.id);
        let from = silence.starts_at.raw();
        let mut told = |kind, text: &str| {
            events.push((from, event(at, silence.updated_at.time(), kind, silence.who(), text)));
        };
        match whose(silence, labels, began) {
            Whose::Ours(_) if began.is_none_or(|b| silence.ends_at.time().is_none_or(|e| e >= b)) => {
                told(EventKind::Ack, &ack_words(silence));
                events.extend(ended(silence).map(|e| (silence.ends_at.raw(), e)));
            }
            w @ (Whose::Foreign | Whose::Wider | Whose::Earlier) if alert.is_some_and(names) => {
                told(EventKind::Hold, &silenced_by(silence, w));
            }
            _ => {}
        }
    }
    events.sort_by_key(|(written, e)| (e.at, *written));
    events.into_iter().map(|(_, event)| event).collect()
}

fn ack_words(silence: &Silence<'_>) -> String {
    match words(silence) {
        "" => format!("acknowledged{}", till(silence)),
        words => format!("acknowledged{}: {words}", till(silence)),
    }
}

/// The end of an acknowledgement that ended. Alertmanager does not say who ended it; when it was ended by somebody, it
/// was changed at that moment.
fn ended(silence: &Silence<'_>) -> Option<Event> {
    let at = silence.ends_at.time().filter(|_| silence.status.state.raw() == "expired")?;
    let by_hand = silence.updated_at.time().is_some_and(|t| t >= at);
    let text = if by_hand { "acknowledgement taken back" } else { "acknowledgement ran out" };
    Some(event(at, None, EventKind::Unack, "Alertmanager", text))
}

fn event(at: Time, recorded_at: Option<Time>, kind: EventKind, actor: &str, text: &str) -> Event {
    Event {
        at,
        recorded_at: recorded_at.unwrap_or(at).max(at),
        kind,
        actor: SafeText::clean(actor, Kind::Label),
        text: SafeText::clean(text, Kind::Note),
        local: false,
    }
}

impl Alertmanager {
    /// [`crate::backend::Backend::timeline`].
    pub(super) async fn past(&self, target: &Target) -> Result<Vec<Event>, ReadError> {
        if target.keep.is_empty() {
            // It is over and its labels are gone: the start stands in its id, the rest in our own timeline.
            return Ok(events(None, &Pairs::default(), map::occurrence(&target.id), &[]));
        }
        let filter = filters(&kept(target).map_err(ReadError::Setup)?);
        let fresh = Validator::default();
        let read = tokio::try_join!(self.read_alerts(&filter, &fresh), self.read_silences(&fresh));
        let (alerts, silences) = read.map_err(|e| error::read(&e))?;
        let target = target.clone();
        decode([&alerts, &silences], move |alerts, silences| {
            let (alerts, silences) = (dto::alerts(alerts)?, dto::silences(silences)?);
            let labels: Pairs<'_> = serde_json::from_str(target.keep.to_source())?;
            let alert = alerts.iter().find(|a| fingerprint(a) == target.native.to_source());
            Ok(events(alert, &labels, map::occurrence(&target.id), &silences))
        })
        .await
        .map_err(|e| error::read(&e))
    }
}

#[cfg(test)]
mod tests;

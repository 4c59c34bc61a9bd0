//! What waits for the screen to take it in: one change an incident, however often it changes meanwhile.

use std::collections::HashMap;

use tokio::sync::mpsc::{Permit, Sender, error::TrySendError};

use crate::{
    app::Msg,
    backend::Health,
    domain::{Change, IncidentId, SourceName},
};

/// Changes in one message: a millisecond or two of the screen's time.
const CHUNK: usize = 256;

/// News of one source.
pub(super) struct Backlog {
    source: SourceName,
    changes: Vec<Change>,
    health: Option<Health>,
}

impl Backlog {
    pub(super) const fn new(source: SourceName) -> Self {
        Self { source, changes: Vec::new(), health: None }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.health.is_none()
    }

    /// Takes in an answer; what the screen has not taken of earlier ones is said once, as it is now.
    pub(super) fn take(&mut self, changes: Vec<Change>, health: Health) {
        self.health = Some(health);
        if self.changes.is_empty() {
            self.changes = changes;
            return;
        }
        let mut places: HashMap<IncidentId, usize> =
            self.changes.iter().enumerate().map(|(at, change)| (id_of(change).clone(), at)).collect();
        for change in changes {
            let place = places.get(id_of(&change)).and_then(|at| self.changes.get_mut(*at));
            if let Some(earlier) = place {
                *earlier = change;
            } else {
                places.insert(id_of(&change).clone(), self.changes.len());
                self.changes.push(change);
            }
        }
    }

    /// Sends what the screen has room for; `false` when nobody listens.
    pub(super) fn send(&mut self, to: &Sender<Msg>) -> bool {
        while !self.is_empty() {
            match to.try_reserve() {
                Ok(room) => self.next(room),
                Err(TrySendError::Full(())) => return true,
                Err(TrySendError::Closed(())) => return false,
            }
        }
        true
    }

    /// Sends all of it, as the screen takes it in; `false` when nobody listens. What is not sent when this is given up
    /// stays.
    pub(super) async fn send_all(&mut self, to: &Sender<Msg>) -> bool {
        while !self.is_empty() {
            match to.reserve().await {
                Ok(room) => self.next(room),
                Err(_) => return false,
            }
        }
        true
    }

    fn next(&mut self, room: Permit<'_, Msg>) {
        // Of a listing that goes on this is known before its rows: what is not among them may still come.
        let first = self.changes.is_empty() || self.health.as_ref().is_some_and(|h| h.more);
        if first && let Some(health) = self.health.take() {
            room.send(Msg::Health(health));
            return;
        }
        let changes = self.changes.drain(..self.changes.len().min(CHUNK)).collect();
        room.send(Msg::Changes { source: self.source.clone(), changes });
    }
}

const fn id_of(change: &Change) -> &IncidentId {
    match change {
        Change::Upsert(incident) => &incident.id,
        Change::Gone { id, .. } => id,
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::domain::sample;

    fn health(more: bool) -> Health {
        Health { more, ..Health::unasked(SourceName::new("am"), 15) }
    }

    fn counted(n: u32, count: u32) -> Change {
        Change::Upsert(crate::domain::Incident { count, ..sample::incident(n) })
    }

    /// Number of changes in each message, 0 for health.
    fn told(msgs: &mut mpsc::Receiver<Msg>) -> Vec<usize> {
        let mut told = Vec::new();
        while let Ok(msg) = msgs.try_recv() {
            told.push(match msg {
                Msg::Changes { changes, .. } => changes.len(),
                _ => 0,
            });
        }
        told
    }

    #[test]
    fn what_changes_again_while_the_screen_is_busy_is_told_once() {
        let (to, mut msgs) = mpsc::channel(1);
        let mut backlog = Backlog::new(SourceName::new("am"));
        backlog.take((0..300).map(|n| counted(n, 1)).collect(), health(false));
        assert!(backlog.send(&to), "the first 256");
        for count in 2..50 {
            backlog.take((250..310).map(|n| counted(n, count)).collect(), health(false));
            assert!(backlog.send(&to), "full");
        }
        assert_eq!(told(&mut msgs), [256]);
        backlog.send(&to);
        let Ok(Msg::Changes { changes, .. }) = msgs.try_recv() else { panic!("the rest") };
        assert_eq!(changes.len(), 44 + 6 + 10);
        assert!(changes.contains(&counted(256, 49)) && !changes.contains(&counted(256, 1)));
        backlog.send(&to);
        assert_eq!(told(&mut msgs), [0], "health at last");
        assert!(backlog.is_empty());
        drop(msgs);
        backlog.take(Vec::new(), health(false));
        assert!(!backlog.send(&to), "nobody listens");
    }

    #[tokio::test]
    async fn of_a_listing_that_goes_on_this_is_told_first() {
        let (to, mut msgs) = mpsc::channel(8);
        let mut backlog = Backlog::new(SourceName::new("am"));
        backlog.take((0..300).map(|n| counted(n, 1)).collect(), health(true));
        assert!(backlog.send_all(&to).await);
        assert_eq!(told(&mut msgs), [0, 256, 44]);
    }
}

//! What was said of an incident beside the listings is said again after the next one.
//!
//! The answer to an action and a listing come to the screen by two tasks. A listing that was read before the action may
//! be handed on after it, and then nothing would ever mend the row: for the hub the newer state is what it has handed
//! out already. So what one task has sent, the other says once more, as it is then: the last word is the newest.

use std::collections::HashMap;

use super::{Hub, search::ended, source::Source};
use crate::{
    backend::Target,
    domain::{Change, IncidentId, SourceName},
    runtime::clock,
    text::{Kind, SafeText},
};

impl Hub {
    /// These changes of an action are on their way to the screen: the next listing of the source says how they stand
    /// then. Called after they were sent.
    pub fn handed_on(&self, name: &SourceName, changes: Vec<Change>) {
        if let Some(source) = self.source(name) {
            let mut again = source.again();
            for change in changes {
                // One that ended comes with its last state and its leaving: the state says both, and can be asked about.
                let ended = matches!(again.get(id(&change)), Some(Change::Upsert(i)) if i.state.is_final());
                if !(ended && matches!(change, Change::Gone { .. })) {
                    again.insert(id(&change).clone(), change);
                }
            }
        }
    }

    /// Adds to what a listing changed what was said beside it before.
    pub(super) async fn say_again(&self, source: &Source, changes: &mut Vec<Change>) {
        let said: HashMap<IncidentId, Change> = std::mem::take(&mut *source.again());
        // Also of what was listed: the listing's word may be older than the action's. Of two the last one counts.
        for (id, change) in said {
            if source.keeps_all() {
                changes.extend(self.told_again(source, change).await);
                continue;
            }
            let handed = source.handed().row(&id);
            changes.push(match (handed, change) {
                (Some(incident), _) => Change::Upsert(incident),
                (None, Change::Upsert(gone)) => {
                    let why = SafeText::clean("resolved at the source", Kind::Line);
                    Change::Gone { id, at: gone.updated_at, why }
                }
                (None, gone) => gone,
            });
        }
    }

    /// Of a source that keeps everything only a hash is here: what is not the newest is read.
    async fn told_again(&self, source: &Source, change: Change) -> Vec<Change> {
        let Change::Upsert(incident) = &change else {
            // It came back since: whoever said so said it later.
            let back = source.told().said_of(id(&change).as_str()).is_some();
            return if back { Vec::new() } else { vec![change] };
        };
        if source.told().is(incident) {
            return vec![change];
        }
        if incident.state.is_final() && source.told().said_of(incident.id.as_str()).is_none() {
            return ended(incident.clone(), clock::utc());
        }
        let target = Target::from(incident);
        match self.look(&target).await {
            // Handed out before, by a listing that the action overtook.
            Ok(changes) if changes.is_empty() => {
                let read = async { source.backend().await?.get(&target).await };
                match read.await {
                    Ok(Some(read)) if !read.state.is_final() => vec![Change::Upsert(read)],
                    _ => Vec::new(),
                }
            }
            Ok(changes) => changes,
            Err(words) => {
                tracing::warn!(source = source.spec.name.as_str(), why = ?words, "how it stands could not be read again");
                source.again().insert(incident.id.clone(), change);
                Vec::new()
            }
        }
    }
}

const fn id(change: &Change) -> &IncidentId {
    match change {
        Change::Upsert(incident) => &incident.id,
        Change::Gone { id, .. } => id,
    }
}

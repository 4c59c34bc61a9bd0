//! Listings of a source that keeps everything itself: its parts and changes go to the screen as they come. No overlay is
//! laid over them, no number of ours is given, and no second copy is kept (see [`super::told`]).

use super::{Hub, source::Source};
use crate::{
    backend::{Listing, Stamp},
    domain::{Change, Incident},
    runtime::clock,
    text::{Kind, SafeText},
};

impl Hub {
    /// What a listing changes of what was handed out.
    pub(super) fn hand_on(&self, source: &Source, listing: Listing, stamp: Stamp) -> Vec<Change> {
        let left = SafeText::clean("not open any more", Kind::Line);
        let whole = matches!(listing, Listing::Whole(..) | Listing::Part { last: true, .. });
        let mut told = source.told();
        let changes = match listing {
            Listing::Unchanged(_) => Vec::new(),
            Listing::Whole(incidents, _) => {
                told.begin();
                let mut changes: Vec<Change> = incidents.into_iter().filter_map(|i| told.put(i)).collect();
                changes.extend(told.end(stamp.at, &left));
                changes
            }
            Listing::Part { incidents, first, last, .. } => {
                if first {
                    told.begin();
                }
                let mut changes: Vec<Change> = incidents.into_iter().filter_map(|i| told.put(i)).collect();
                if last {
                    changes.extend(told.end(stamp.at, &left));
                }
                changes
            }
            Listing::Changed(changes, _) => changes
                .into_iter()
                .filter_map(|change| match change {
                    Change::Upsert(incident) => told.put(incident),
                    Change::Gone { id, at, why } => told.leave(id, at, why),
                })
                .collect(),
        };
        drop(told);
        self.keep_later(source, &changes, stamp.at, whole);
        changes
    }

    /// What such a source says of one incident: the change, if it is one. One that is not open any more is told whole
    /// before it leaves, for the screen on it.
    pub(super) fn said_of_one(&self, source: &Source, read: Incident) -> Vec<Change> {
        let over = read.state.is_final().then(|| read.clone());
        let left = source.told().put(read);
        self.keep_later(source, left.as_slice(), clock::utc(), false);
        match over {
            Some(over) => super::search::ended(over, clock::utc()),
            None => left.into_iter().collect(),
        }
    }
}

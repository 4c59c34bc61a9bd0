//! What hangs under something else, and what is the same: asked of the store when everything has its number.

use super::{
    book::{Book, Ready},
    fill::Facts,
};
use crate::{
    domain::{Number, Time, Verb, time::MINUTE},
    server::{ledger::Op, store::Past},
    text::SafeText,
    wire::{Action, By},
};

/// The trouble that others come from, and what comes of it.
const PARENT: &str = "ReplicationLag";
const CHILDREN: [&str; 2] = ["ReportLate", "StockDrift"];
/// Somebody else tells of the same.
const SAME: &str = "SlowQueries";

/// One incident of the morning that has kin.
#[derive(Debug, Clone)]
pub(super) struct Known {
    scene: &'static str,
    number: Number,
    opened_at: Time,
    owner: Option<SafeText>,
}

impl Known {
    /// An open one of those scenes.
    pub fn of(ready: &Ready, past: &Past) -> Option<Self> {
        let (record, scene) = (&past.record, ready.scene.id);
        let wanted = scene == PARENT || CHILDREN.contains(&scene);
        let number = Number::new(record.number).filter(|_| wanted && record.state.is_open())?;
        Some(Self { scene, number, opened_at: record.opened_at, owner: record.owner.clone() })
    }
}

/// What to ask of the store: children are hung under their parent, a second report of its trouble comes (with the next
/// number, `next`) and is merged into it.
pub(super) fn ops(book: &Book, known: &[Known], next: u64, now: Time) -> Vec<Op> {
    let newest = |scene: &str| known.iter().rev().find(|k| k.scene == scene);
    let Some(parent) = newest(PARENT).and_then(|p| Some((p, p.owner.as_ref()?))) else { return Vec::new() };
    let (parent, owner) = parent;
    let act = |number, verb, minutes: i64| {
        let by = By { at: Some((now - minutes * MINUTE).max(parent.opened_at)), ..book.by(owner) };
        Op::Act { number, action: Box::new(Action { verb, by }), if_version: None }
    };
    let children = CHILDREN.iter().zip([21, 17]).filter_map(|(scene, minutes)| {
        let child = newest(scene).filter(|c| c.opened_at < now - minutes * MINUTE)?;
        Some(act(child.number, Verb::Attach { parent: Some(parent.number) }, minutes))
    });
    let mut ops: Vec<Op> = children.collect();
    let next = u32::try_from(next).ok().and_then(Number::new);
    if let (Some(ready), Some(next)) = (book.scene(SAME), next) {
        let mut rng = fastrand::Rng::with_seed(u64::from(parent.number.get()));
        let facts = Facts { variant: 0, host: 40, ..Facts::roll(ready.scene, now, &mut rng) };
        ops.push(book.seen(ready, &facts, owner, now - 26 * MINUTE));
        ops.push(act(next, Verb::Merge { into: parent.number }, 24));
    }
    ops
}

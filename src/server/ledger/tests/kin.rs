//! Merges, families, and what a verb on one does to others.

use super::*;
use crate::domain::{
    incident::HoldReason,
    record::{Answer, Caller, CancelReason},
};

fn called(world: &mut World, title: &str, caller: &str) -> u32 {
    let reporter = Some(Caller { name: text(caller), ..Caller::default() });
    world.open(NewIncident { reporter, ..titled(title) })
}

fn merge(into: u32) -> Action {
    verb("mira", Verb::Merge { into: number(into) })
}

fn attach(parent: Option<u32>) -> Action {
    verb("mira", Verb::Attach { parent: parent.map(number) })
}

/// What the log says of one incident since entry `from`.
fn told_of(world: &World, n: u32, from: usize) -> Vec<SafeText> {
    let of = world.log[from..].iter().filter(|e| e.event.incident == Some(n));
    of.map(|e| e.event.text.clone()).collect()
}

#[test]
fn a_merge_is_told_on_both_sides_and_can_be_taken_back() {
    let mut world = World::new();
    let target = called(&mut world, "checkout down", "Ana");
    let other = called(&mut world, "cannot pay", "Ben");
    let (logged, version) = (world.log.len(), world.incidents[&target].version);
    let acted = world.act(other, merge(target)).expect("merged");
    assert_eq!(acted.incident.state, State::Merged);
    assert_eq!(acted.events.len(), 1, "the answer tells of its own incident only");
    assert_eq!(told_of(&world, other, logged), [text("merged into INC-000001: checkout down")]);
    let told = text("INC-000002 was merged into it: cannot pay; one more caller");
    assert_eq!(told_of(&world, target, logged), [told]);
    let after = &world.incidents[&target];
    let callers: Vec<SafeText> = after.record.callers.iter().map(|c| c.name.clone()).collect();
    assert_eq!((after.count, callers, after.version), (2, vec![text("Ben")], version + 1));
    // A second merge, or one into what is merged.
    assert_eq!(
        world.act(other, merge(target)).expect("so already").already,
        some("already merged into INC-000001")
    );
    match world.act(target, merge(other)) {
        Err(Refused::Invalid { field, why }) => {
            assert_eq!(field, "into");
            assert!(why.contains("merge INC-000001"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    world.pass(60);
    world.act(other, verb("mira", Verb::Restore)).expect("taken back");
    assert_eq!((world.incidents[&other].state, world.incidents[&target].count), (State::New, 1));
    let told = text("the merge of INC-000002 into it was taken back");
    assert_eq!(told_of(&world, target, logged).last(), Some(&told));
}

#[test]
fn a_parent_counts_its_children_and_hangs_under_none_of_them() {
    let mut world = World::new();
    let (top, middle, low) = (world.opened(), world.opened(), world.opened());
    world.act(middle, attach(Some(top))).expect("attached");
    world.act(low, attach(Some(middle))).expect("attached");
    let children = |world: &World, n: u32| world.incidents[&n].record.children;
    assert_eq!((children(&world, top), children(&world, middle)), (1, 1));
    assert_eq!(told_of(&world, top, 3), [text("INC-000002 hangs under it now: disk full")]);
    assert_eq!(world.incidents[&top].version, 1, "no conflict for whoever works on the parent");
    for action in [attach(Some(low)), merge(low)] {
        assert!(matches!(world.act(top, action), Err(Refused::Invalid { .. })), "a circle");
    }
    world.act(low, attach(Some(top))).expect("moved");
    assert_eq!((children(&world, top), children(&world, middle)), (2, 0));
    world.act(low, attach(None)).expect("out");
    assert_eq!(children(&world, top), 1);
}

#[test]
fn a_parents_moves_reach_the_whole_family() {
    let mut world = World::new();
    let family: Vec<u32> = (0..4).map(|_| world.opened()).collect();
    let &[top, child, grandchild, own] = family.as_slice() else { panic!("four") };
    world.act(child, attach(Some(top))).expect("attached");
    world.act(grandchild, attach(Some(child))).expect("attached");
    world.act(own, attach(Some(top))).expect("attached");
    let states = |world: &World| family.iter().map(|n| world.incidents[n].state).collect::<Vec<_>>();
    let logged = world.log.len();
    world.act(top, verb("mira", Verb::Start)).expect("started");
    assert_eq!(states(&world), [State::InProgress; 4]);
    let told = text("work began, takes it (as its parent INC-000002)");
    assert_eq!(told_of(&world, grandchild, logged), [told], "by whoever moved the parent");
    assert_eq!(world.incidents[&grandchild].owner, some("mira"));
    let hold = |reason| Verb::Hold { reason, detail: None, until: None, message: some_words("?") };
    // One waits for something of its own.
    world.act(own, verb("jo", hold(HoldReason::AwaitingChange))).expect("held");
    world.act(top, verb("mira", hold(HoldReason::AwaitingVendor))).expect("held");
    assert_eq!(states(&world), [State::OnHold; 4]);
    world.act(top, verb("mira", Verb::Resume { reason: None })).expect("resumed");
    let after = [State::InProgress, State::InProgress, State::InProgress, State::OnHold];
    assert_eq!(states(&world), after);
    // What is over refuses, and that is passed over.
    let cancel = Verb::Cancel { reason: CancelReason::Test, detail: None, duplicate_of: None };
    world.act(own, verb("jo", cancel)).expect("cancelled");
    let done = resolve("mira");
    world.act(top, done).expect("resolved");
    let after = [State::Resolved, State::Resolved, State::Resolved, State::Cancelled];
    assert_eq!(states(&world), after);
    let notes = world.incidents[&grandchild].resolution.as_ref().and_then(|r| r.notes.clone());
    assert_eq!(notes, some("pool restarted"));
    // A caller of the parent reopens only the parent; whoever works on it reopens all.
    let broken =
        Verb::Close { answer: Some(Answer::StillBroken), comment: None, satisfaction: None, waiver: None };
    world.act(top, verb("mira", broken)).expect("reopened");
    assert_eq!(states(&world)[..2], [State::InProgress, State::Resolved]);
    world.act(top, resolve("mira")).expect("resolved");
    world.act(top, reopen("mira", "no")).expect("reopened");
    assert_eq!(states(&world)[..3], [State::InProgress; 3]);
}

#[expect(clippy::unnecessary_wraps, reason = "what a verb takes")]
fn some_words(words: &str) -> Option<crate::text::Opaque> {
    Some(crate::text::Opaque::new(words))
}

#[test]
fn later_requests_of_a_batch_see_the_family_of_earlier_ones() {
    let mut world = World::new();
    let (parent, child) = (world.opened(), world.opened());
    let plain = |op| Asked { op, key: None };
    let replies =
        world.batch(&[plain(act(child, attach(Some(parent)))), plain(act(parent, resolve("mira")))]);
    assert!(replies.iter().all(Result::is_ok), "{replies:?}");
    assert_eq!(world.incidents[&child].state, State::Resolved);
}

#[test]
fn an_alert_that_clears_resolves_what_hangs_under_it() {
    let mut world = World::new();
    world.signal(firing("k"));
    let child = world.opened();
    world.act(child, attach(Some(1))).expect("attached");
    world.signal(cleared("k"));
    assert_eq!(world.incidents[&child].state, State::Resolved);
    let event = &world.log.last().expect("an entry").event;
    assert_eq!(event.text, text("resolved: auto_recovered (as its parent INC-000001)"));
    assert_eq!(event.actor.kind, crate::wire::ActorKind::Backend);
}

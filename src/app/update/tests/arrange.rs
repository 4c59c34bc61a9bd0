//! Sorting, grouping and folding, typed as a person would.

use proptest::prelude::*;

use super::{Desk, safe};
use crate::{
    app::{
        Effect,
        inbox::Shown,
        key::Key,
        model::{View, layer::Layer},
    },
    domain::{Change, Incident, IncidentId, SourceName, query::Query, sample},
    text::SafeText,
};

/// Rows of three services and two owners, in a view of all and one of P1 and P2.
fn desk(incidents: u32) -> Desk {
    let mut desk = Desk::new(0);
    let view = |name: &str, query: &str| View {
        name: safe(name),
        query: Query::parse(query).expect("a query"),
        arrange: crate::domain::view::Arrange::default(),
    };
    desk.model.views = vec![view("all", ""), view("worst", "p<=2")];
    let queries = desk.model.views.iter().map(|v| v.query.clone()).collect();
    desk.model.inbox.look(|lens| lens.views = queries, desk.now.utc);
    desk.changes((0..incidents).map(|n| Change::Upsert(row(n, n))).collect());
    desk
}

fn row(n: u32, dice: u32) -> Incident {
    let word = |words: [&str; 4]| Some(words[(dice % 4) as usize]).filter(|w| !w.is_empty()).map(safe);
    Incident {
        service: word(["web", "db", "queue", ""]),
        owner: if dice.is_multiple_of(3) { None } else { Some(safe(["jo", "ana"][(dice % 2) as usize])) },
        ..sample::incident(n)
    }
}

/// Heads as `name`, rows as their numbers.
fn lines(desk: &Desk) -> Vec<String> {
    let inbox = &desk.model.inbox;
    let tell = |line: Shown<'_>| match line {
        Shown::Head(head) => {
            let name = head.name.as_ref().map_or("-", |n| n.shown());
            format!("{}{name} {}", if head.folded { "+" } else { "" }, head.count)
        }
        Shown::Row(incident) => {
            (incident.number.map_or(0, crate::domain::incident::Number::get) - 1_000).to_string()
        }
    };
    (0..inbox.lines()).filter_map(|n| inbox.line(n)).map(tell).collect()
}

fn acked(fx: &[Effect]) -> Vec<IncidentId> {
    let mut ids: Vec<IncidentId> = fx
        .iter()
        .filter_map(|e| if let Effect::Enqueue { acts, .. } = e { Some(acts) } else { None })
        .flatten()
        .map(|(target, _)| target.id.clone())
        .collect();
    ids.sort();
    ids
}

#[test]
fn a_letter_sorts_the_view_and_again_turns_it_round_and_each_view_keeps_its_own() {
    let mut desk = desk(12);
    desk.keys("S");
    let Some(Layer::Menu(menu)) = &desk.model.layer else { panic!("a menu") };
    assert_eq!(menu.entries.len(), 14);
    desk.keys("i");
    let ids: Vec<String> = (0..12).map(|n: u32| n.to_string()).collect();
    assert_eq!(lines(&desk), ids);
    let first = desk.cursor();
    desk.keys("S i");
    assert_eq!(lines(&desk), ids.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(desk.cursor(), first, "the cursor stays on its incident");
    assert_eq!(desk.model.views[0].arrange.sort.to_string(), "-id");
    desk.keys("Tab");
    assert!(desk.model.inbox.lens().sort.is_attention());
    desk.keys("Tab");
    assert_eq!(desk.model.inbox.lens().sort.to_string(), "-id");
}

#[test]
fn groups_fold_and_the_cursor_goes_with_them() {
    let mut desk = desk(8);
    desk.keys("S i");
    desk.keys("b");
    desk.keys("s");
    assert_eq!(lines(&desk), ["web 2", "0", "4", "db 2", "1", "5", "queue 2", "2", "6", "- 2", "3", "7"]);
    desk.keys("gg j j");
    assert_eq!(desk.cursor(), 4);
    desk.keys("Left");
    assert_eq!((desk.model.board.cursor_row, desk.model.current().is_none()), (0, true), "to its head");
    desk.keys("Left");
    assert_eq!(lines(&desk), ["+web 2", "db 2", "1", "5", "queue 2", "2", "6", "- 2", "3", "7"]);
    desk.keys("j Enter");
    assert_eq!(lines(&desk), ["+web 2", "+db 2", "queue 2", "2", "6", "- 2", "3", "7"]);
    assert!(desk.model.screens.is_empty(), "Enter on a head opens nothing");
    // Another view has its own; coming back, these are folded still.
    desk.keys("Tab Tab");
    assert_eq!(lines(&desk)[..2], ["+web 2", "+db 2"]);
    desk.keys("gg j Right");
    assert_eq!(lines(&desk)[..2], ["+web 2", "db 2"]);
}

#[test]
fn verbs_on_a_head_act_on_its_rows_and_space_marks_them() {
    let mut desk = desk(12);
    desk.keys("S i");
    desk.keys("b");
    desk.keys("s");
    desk.keys("gg Left");
    let name = desk.model.board.head.clone().expect("a head");
    let mut members: Vec<IncidentId> = desk.model.inbox.members(&name).collect();
    members.sort();
    let mut targets: Vec<IncidentId> = desk.model.targets().iter().map(|i| i.id.clone()).collect();
    targets.sort();
    assert_eq!((targets.len(), &targets), (3, &members));
    let new: Vec<IncidentId> = members
        .iter()
        .filter(|id| desk.model.inbox.get(id).is_some_and(|i| i.state == crate::domain::State::New))
        .cloned()
        .collect();
    assert_eq!(acked(&desk.keys("a")), new);
    desk.keys("Space");
    assert_eq!(desk.model.board.marks.iter().cloned().collect::<Vec<_>>(), members);
    assert_ne!(desk.model.board.head.as_ref(), Some(&name), "and it is on the next head");
    desk.keys("k");
    assert_eq!(desk.model.board.head.as_ref(), Some(&name));
    desk.keys("Space");
    assert!(desk.model.board.marks.is_empty());
}

#[test]
fn a_group_that_is_gone_leaves_a_ghost_and_a_row_is_never_folded_away() {
    let mut desk = desk(8);
    desk.keys("S i");
    desk.keys("b");
    desk.keys("s");
    desk.keys("gg");
    let gone = |n| Change::Gone { id: sample::incident(n).id, at: sample::NOW, why: SafeText::default() };
    desk.changes(vec![gone(0), gone(4)]);
    assert!(desk.model.board.ghost.is_some());
    assert!(desk.keys("a").is_empty(), "no verb for the group that took its line");
    // The cursor on 1; its service becomes queue, which is folded.
    desk.keys("j j");
    assert_eq!(desk.cursor(), 1);
    desk.keys("j j Left");
    desk.keys("gg j");
    let queue = desk.model.inbox.line_of_head(&Some(safe("queue"))).expect("a head");
    desk.model.board.move_to(&desk.model.inbox, queue, 10);
    desk.keys("Left gg j");
    assert_eq!(desk.cursor(), 1);
    desk.changes(vec![
        Change::Upsert(row(1, 2)),
        Change::Upsert(Incident { id: sample::incident(1).id, ..row(1, 2) }),
    ]);
    assert_eq!(lines(&desk)[..2], ["db 2", "1"], "while somebody types it stays");
    desk.pass(10);
    assert_eq!(desk.cursor(), 1);
    assert_eq!(lines(&desk), ["queue 3", "1", "2", "6", "db 1", "5", "- 2", "3", "7"]);
}

/// What anybody may press, and what may come meanwhile.
#[derive(Debug, Clone)]
enum Act {
    Keys(&'static str),
    Changes(Vec<(u32, Option<u32>)>),
    Pass(i64),
}

fn act() -> impl Strategy<Value = Act> {
    let keys = vec![
        "j",
        "k",
        "5j",
        "gg",
        "G",
        "Ctrl-d",
        "Ctrl-u",
        "Space",
        "3 Space",
        "V",
        "*",
        "Left",
        "Right",
        "Enter",
        "q",
        "S v",
        "S v",
        "S t",
        "S a",
        "b s",
        "b o",
        "b p",
        "b x",
        "Tab",
        "a",
        "Esc",
        "/ w Enter",
        "/ Esc",
    ];
    let change = (0_u32..20, prop::option::weighted(0.7, 0_u32..12));
    prop_oneof![
        5 => prop::sample::select(keys).prop_map(Act::Keys),
        3 => prop::collection::vec(change, 1..8).prop_map(Act::Changes),
        1 => (1_i64..400).prop_map(Act::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn the_cursor_is_always_on_a_line(acts in prop::collection::vec(act(), 1..40)) {
        let mut desk = desk(10);
        for act in acts {
            match act {
                Act::Keys("q") => {
                    if !desk.model.screens.is_empty() {
                        desk.keys("q");
                    }
                }
                Act::Keys(keys) => {
                    if !desk.model.screens.is_empty() {
                        desk.keys("q");
                    }
                    for word in keys.split(' ') {
                        for key in Key::parse_sequence(word).or_else(|| Key::parse_sequence("j")).expect("keys") {
                            desk.send(crate::app::Msg::Key(key));
                        }
                    }
                }
                Act::Changes(changes) => {
                    let changes = changes.into_iter().map(|(n, dice)| match dice {
                        Some(dice) => Change::Upsert(row(n, dice)),
                        None => Change::Gone { id: sample::incident(n).id, at: sample::NOW, why: SafeText::default() },
                    }).collect();
                    desk.send(crate::app::Msg::Changes { source: SourceName::new("am"), changes });
                }
                Act::Pass(seconds) => desk.pass(seconds),
            }
            let (board, inbox) = (&desk.model.board, &desk.model.inbox);
            let last = board.rows(inbox).saturating_sub(1);
            prop_assert!(board.cursor_row <= last);
            prop_assert!(board.top <= board.cursor_row);
            prop_assert!(board.cursor_row - board.top < desk.model.list_height());
            if board.ghost.is_none() {
                let here = board.line_here(inbox);
                prop_assert_eq!(here, (inbox.lines() > 0).then_some(board.cursor_row), "{:?} {:?}", board.cursor, board.head);
                prop_assert!(board.cursor.is_none() || board.head.is_none());
            } else if desk.model.screens.is_empty() {
                prop_assert!(desk.model.board.marks.is_empty() == desk.model.targets().is_empty());
            }
            // One line has the cursor, and it is drawn.
            let here = (0..desk.model.list_height()).filter(|n| board.line(inbox, *n).1).count();
            prop_assert_eq!(here, usize::from(board.rows(inbox) > 0));
        }
    }
}

#[test]
fn on_group_is_the_head_of_a_group_and_nothing_else() {
    use crate::app::keymap::{context::Fact, merge, when::Atom};
    use crate::domain::wish::{Spot, Wanted, Wish};
    let spot = |text: &str| Spot { text: text.into(), span: 0..text.len() };
    let wanted = Wanted::Action(spot("collapse"));
    let merged = merge(&[Wish { wanted, keys: vec![spot("x")], when: Some(spot("on_group")), line: 1 }]);
    assert!(merged.faults.is_empty(), "{:?}", merged.faults);
    let mut desk = desk(8);
    desk.send(crate::app::Msg::Keys(Ok(Box::new(merged.keymap))));
    let on_group = |desk: &Desk| crate::app::may::context(&desk.model, &[]).is(&Atom::Fact(Fact::OnGroup));
    assert!(!on_group(&desk));
    desk.keys("b s gg");
    assert!(desk.model.board.head.is_some() && on_group(&desk));
    desk.keys("x");
    assert!(desk.model.inbox.heads()[0].folded, "its own key folds it");
    desk.keys("Right j");
    assert!(desk.model.board.head.is_none() && !on_group(&desk));
    desk.keys("gg gx");
    assert!(!on_group(&desk), "the outbox lies above it");
}

//! Orders and groups against what sorting and grouping plainly would give.

use super::*;
use crate::{
    app::inbox::{Folded, Shown},
    domain::{
        sla::Book,
        view::{GroupBy, Sort, compare::compare},
    },
};

const SORTS: [&str; 9] = [
    "attention",
    "title",
    "-title",
    "service,-age",
    "clock",
    "-clock,owner",
    "-attention",
    "team,state,-id,updated",
    "category,-source,p",
];
const GROUPS: [Option<GroupBy>; 4] =
    [None, Some(GroupBy::Service), Some(GroupBy::Owner), Some(GroupBy::Priority)];

#[derive(Debug, Clone)]
enum Act {
    /// So many changes in one message: which incident, and what it is made of, or that it left.
    Changes(Vec<(u8, Option<u16>)>, bool),
    Later(i64),
    Settle,
    Arrange(usize, usize),
    Filter(Option<&'static str>),
    Fold(u8),
}

fn act() -> impl Strategy<Value = Act> {
    let change = (0_u8..30, prop::option::weighted(0.8, any::<u16>()));
    prop_oneof![
        5 => (prop::collection::vec(change, 1..12), any::<bool>()).prop_map(|(c, s)| Act::Changes(c, s)),
        2 => (0_i64..3_000).prop_map(Act::Later),
        1 => Just(Act::Settle),
        2 => (0..SORTS.len(), 0..GROUPS.len()).prop_map(|(s, g)| Act::Arrange(s, g)),
        1 => prop::sample::select(vec![None, Some("w"), Some("p<3")]).prop_map(Act::Filter),
        1 => any::<u8>().prop_map(Act::Fold),
    ]
}

/// An incident with few words of each kind, in either case, and now and then none.
fn made_of(n: u8, dice: u16) -> Incident {
    let pick = |shift: u32, words: &[&str]| {
        let word = words[usize::from(dice >> shift) % words.len()];
        (!word.is_empty()).then(|| text(word))
    };
    let mut incident = made(n, (dice % 200) as u8, (dice >> 3) as u8 % 5 + 1);
    incident.title = pick(2, &["Web down", "web DOWN 2", "Übung", "übung b", "web down the long way", ""])
        .unwrap_or_default();
    incident.service = pick(4, &["checkout", "Checkout", "web", "", "älter"]);
    incident.owner = pick(6, &["", "jo", "ana"]);
    incident.state = State::ALL[usize::from(dice >> 9) % 4];
    let detail = Arc::make_mut(&mut incident.detail);
    detail.team = pick(1, &["", "desk", "net"]);
    detail.category = pick(5, &["", "net", "db"]);
    detail.subcategory = pick(8, &["", "dns", "Vpn"]);
    incident
}

/// What the lines say must fit together, whatever happened.
fn lines_fit(inbox: &Inbox) -> Result<(), TestCaseError> {
    let (mut rows, mut heads) = (0, 0);
    for line in 0..inbox.lines() {
        match inbox.line(line) {
            Some(Shown::Row(incident)) => {
                prop_assert_eq!(inbox.line_of(&incident.id), Some(line));
                rows += 1;
            }
            Some(Shown::Head(head)) => {
                prop_assert_eq!(inbox.line_of_head(&head.name), Some(line));
                let members: Vec<_> = inbox.members(&head.name).collect();
                prop_assert_eq!(members.len(), head.count);
                prop_assert!(head.count > 0);
                let new = inbox.member_rows(&head.name).filter(|i| i.state == State::New).count();
                prop_assert_eq!(new, head.new);
                prop_assert_eq!(inbox.member_rows(&head.name).map(|i| i.priority).min(), Some(head.worst));
                rows += if head.folded { head.count } else { 0 };
                heads += 1;
            }
            None => prop_assert!(false, "line {line} of {} is empty", inbox.lines()),
        }
    }
    prop_assert!(inbox.line(inbox.lines()).is_none());
    prop_assert_eq!((rows, heads), (inbox.shown_len(), inbox.heads().len()));
    Ok(())
}

fn shown_ids(inbox: &Inbox) -> Vec<IncidentId> {
    (0..inbox.shown_len()).filter_map(|n| inbox.shown_id(n)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn every_order_is_what_sorting_gives(acts in prop::collection::vec(act(), 1..40)) {
        let mut inbox = Inbox::new(Lens { me: text("ana"), ..Lens::default() });
        let mut held: BTreeMap<IncidentId, Incident> = BTreeMap::new();
        let mut now = NOW;
        for act in acts {
            match act {
                Act::Changes(changes, still) => {
                    let changes: Vec<Change> = changes.into_iter().map(|(n, dice)| match dice {
                        Some(dice) => Change::Upsert(made_of(n, dice)),
                        None => Change::Gone { id: made(n, 0, 1).id, at: now, why: SafeText::default() },
                    }).collect();
                    for change in &changes {
                        match change {
                            Change::Upsert(i) => drop(held.insert(i.id.clone(), i.clone())),
                            Change::Gone { id, .. } => drop(held.remove(id)),
                        }
                    }
                    let before = shown_ids(&inbox);
                    let mut inbox_groups: Vec<_> = before.iter().map(|id| inbox.head_of(id).map(|h| h.name.clone())).collect();
                    inbox.apply_all(changes, now, still);
                    if still {
                        // Whoever was shown and is, stands where it stood, under the head it stood under.
                        let after = shown_ids(&inbox);
                        let stayed: Vec<_> = before.iter().filter(|id| after.contains(id)).collect();
                        let now_stands: Vec<_> = after.iter().filter(|id| before.contains(id)).collect();
                        // One that left and came back in the same message came anew.
                        prop_assert_eq!(&stayed, &now_stands);
                        let kept: Vec<_> = before.iter().zip(inbox_groups.drain(..)).filter(|(id, _)| after.contains(id)).collect();
                        for (id, group) in kept {
                            prop_assert_eq!(inbox.head_of(id).map(|h| h.name.clone()), group);
                        }
                    }
                }
                Act::Later(seconds) => {
                    now = now + seconds;
                    inbox.advance(now);
                }
                Act::Settle => drop(inbox.settle()),
                Act::Arrange(sort, group) => {
                    let sort: Sort = SORTS[sort].parse().unwrap();
                    inbox.arrange(0, &sort, GROUPS[group].as_ref(), Folded::default(), now);
                }
                Act::Filter(filter) => inbox.filter(filter.map(|f| Query::parse(f).unwrap()), now),
                Act::Fold(which) => {
                    let name = inbox.heads().get(usize::from(which) % 5).map(|h| h.name.clone());
                    inbox.fold(name.into_iter().collect());
                }
            }
            lines_fit(&inbox)?;
            for place in 0..inbox.shown_len() {
                let id = inbox.shown_id(place).unwrap();
                prop_assert_eq!(inbox.place(&id), Some(place));
            }
        }
        inbox.advance(now);
        inbox.settle();
        lines_fit(&inbox)?;
        let key = |i: &Incident| order::key(i, Book::standard(), now).packed;
        let me = text("ana");
        let ctx = Ctx { now, me: &me, book: Book::standard() };
        let shown: Vec<Incident> = shown_ids(&inbox).iter().map(|id| inbox.get(id).unwrap().clone()).collect();
        let wanted = held.values().filter(|i| inbox.lens.filter.as_ref().is_none_or(|f| f.matches(*i, &ctx))).count();
        prop_assert_eq!(shown.len(), wanted);
        for pair in shown.windows(2) {
            let sort = &inbox.lens.sort;
            let told = compare(sort, (&pair[0], key(&pair[0])), (&pair[1], key(&pair[1])));
            prop_assert!(told.is_le(), "{sort}: {:?} {:?}", pair[0], pair[1]);
        }
        // Laying all out anew changes nothing.
        let heads = inbox.heads().to_vec();
        inbox.regroup();
        prop_assert_eq!(heads, inbox.heads().to_vec());
        lines_fit(&inbox)?;
        // Whatever the board is sorted by, what is looked for comes by attention.
        let every = Query::parse("").unwrap();
        let found: Vec<u64> = inbox.search(&every, now, 9).iter().map(key).collect();
        let mut pressing: Vec<u64> = held.values().map(key).collect();
        pressing.sort_unstable();
        pressing.truncate(9);
        prop_assert_eq!(found, pressing);
        // Heads in the order of their first rows, what has no value last; under each the rows of that value, in order.
        if let Some(by) = inbox.grouped_by().cloned() {
            let mut wanted: Vec<(Option<String>, Vec<IncidentId>)> = Vec::new();
            for incident in &shown {
                let value = by.value(incident).map(str::to_owned);
                match wanted.iter_mut().find(|(v, _)| *v == value) {
                    Some((_, ids)) => ids.push(incident.id.clone()),
                    None => wanted.push((value, vec![incident.id.clone()])),
                }
            }
            wanted.sort_by_key(|(value, _)| value.is_none());
            let got: Vec<(Option<String>, Vec<IncidentId>)> = inbox.heads().iter()
                .map(|h| (h.name.as_ref().map(|n| n.shown().to_owned()), inbox.members(&h.name).collect())).collect();
            prop_assert_eq!(got, wanted);
        }
    }
}

#[test]
fn labels_are_given_anew_where_a_gap_is_used_up() {
    let mut inbox = Inbox::new(Lens::default());
    inbox.arrange(0, &"title".parse().unwrap(), None, Folded::default(), NOW);
    // Each comes right behind the first: the gap is halved every time.
    for n in 0..200_u32 {
        let title = if n == 0 { "a".to_owned() } else { format!("b{}", 1_000 - n) };
        let incident = Incident { title: text(&title), ..sample::incident(n) };
        inbox.apply(Change::Upsert(incident), NOW, false);
    }
    let titles: Vec<String> = (0..200).map(|n| inbox.shown(n).unwrap().title.shown().to_owned()).collect();
    assert!(titles.is_sorted(), "{titles:?}");
}

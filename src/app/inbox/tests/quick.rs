//! How much a key costs in rows that are looked at, and that what was kept from a letter ago is what looking anew gives.

use super::*;
use crate::app::inbox::Folded;

fn many(count: u32) -> Inbox {
    let mut inbox = Inbox::new(Lens { me: text("ana"), ..Lens::default() });
    let changes = (0..count).map(|n| Change::Upsert(sample::incident(n))).collect();
    inbox.apply_all(changes, NOW, false);
    inbox
}

fn query(text: &str) -> Query {
    Query::parse(text).unwrap()
}

fn shown(inbox: &Inbox) -> Vec<IncidentId> {
    (0..inbox.shown_len()).filter_map(|n| inbox.shown_id(n)).collect()
}

/// A row that hangs under another one.
fn child(n: u32, parent: u32) -> Incident {
    let mut incident = sample::incident(n);
    Arc::make_mut(&mut incident.detail).record.parent = Number::new(parent);
    incident
}

#[test]
fn a_letter_looks_at_what_the_letters_before_it_showed_and_backspace_at_nothing() {
    let mut inbox = many(10_000);
    let slots = inbox.rows.slots().div_ceil(64) * 64;
    let mut type_in = |text: &str| {
        inbox.filter((!text.is_empty()).then(|| query(text)), NOW);
        (inbox.found.judged.get(), inbox.shown_len())
    };
    assert_eq!(type_in("w"), (slots.min(10_000), 10_000));
    assert_eq!(type_in("web-7"), (10_000, 1_111));
    assert_eq!(type_in("web-77"), (1_111, 111));
    assert_eq!(type_in("web-777"), (111, 11));
    assert_eq!(type_in("web-77"), (0, 111));
    assert_eq!(type_in("web-7"), (0, 1_111));
    assert_eq!(type_in(""), (0, 10_000));
    // One changed meanwhile: it alone is judged.
    let renamed = Incident { title: text("web-7 by another name"), ..sample::incident(1) };
    inbox.apply(Change::Upsert(renamed), NOW, false);
    inbox.filter(Some(query("web-7")), NOW);
    assert_eq!((inbox.found.judged.get(), inbox.shown_len()), (1, 1_112));
}

#[test]
fn the_palette_looks_through_all_rows_once_for_a_word() {
    let inbox = many(10_000);
    let look = |text: &str| {
        inbox.found.judged.set(0);
        (inbox.search(&query(text), NOW, 20).len(), inbox.found.judged.get())
    };
    // Enough of the most pressing ones have it.
    assert_eq!(look("web-9"), (20, 0));
    let all = inbox.rows.slots().div_ceil(64) * 64;
    assert_eq!(look("web-977"), (11, all));
    assert_eq!(look("web-9771"), (1, 11));
    assert_eq!(look("web-9771x"), (0, 1));
    assert_eq!(look("web-9771xy"), (0, 0));
    assert_eq!(look("zzq"), (0, all));
}

#[test]
fn relatives_are_found_among_many_without_looking_through_them() {
    let mut inbox = many(100_000);
    let am = SourceName::new("am");
    let parent = |n: u32| Number::new(n).unwrap();
    let under = |inbox: &Inbox, of: u32, most: usize| {
        let (all, some) = inbox.children(&am, parent(of), most);
        (all, some.iter().map(|i| i.number.unwrap().get()).collect::<Vec<_>>())
    };
    assert_eq!(inbox.numbered(&am, parent(100_999)).map(|i| i.id.clone()), Some(sample::incident(99_999).id));
    assert!(inbox.numbered(&am, parent(200_000)).is_none());
    assert!(inbox.numbered(&SourceName::new("other"), parent(1_000)).is_none());
    assert_eq!(under(&inbox, 1_000, 9), (0, Vec::new()));
    // Of the children the most pressing come first.
    let changes = [99_995, 99_990, 99_999].map(|n| Change::Upsert(child(n, 1_000)));
    inbox.apply_all(changes.into(), NOW, false);
    let by_attention: Vec<u32> = {
        let mut keys: Vec<(u64, u32)> = [99_995, 99_990, 99_999]
            .map(|n| {
                (order::key(&child(n, 1_000), crate::domain::sla::Book::standard(), NOW).packed, 1_000 + n)
            })
            .into();
        keys.sort_unstable();
        keys.into_iter().map(|(_, number)| number).collect()
    };
    assert_eq!(under(&inbox, 1_000, 9), (3, by_attention.clone()));
    assert_eq!(under(&inbox, 1_000, 2), (3, by_attention[..2].to_vec()));
    // One goes elsewhere, one goes, one gets another number.
    inbox.apply(Change::Upsert(child(99_995, 1_001)), NOW, false);
    let gone = Change::Gone { id: sample::incident(99_990).id, at: NOW, why: SafeText::default() };
    inbox.apply(gone, NOW, false);
    inbox.apply(Change::Upsert(Incident { number: Number::new(7), ..child(99_999, 1_000) }), NOW, false);
    assert_eq!((under(&inbox, 1_000, 9), under(&inbox, 1_001, 9)), ((1, vec![7]), (1, vec![100_995])));
    assert!(inbox.numbered(&am, parent(100_999)).is_none() && inbox.numbered(&am, parent(100_990)).is_none());
    assert_eq!(inbox.called("7").map(|i| i.id.clone()), Some(sample::incident(99_999).id));
}

#[derive(Debug, Clone)]
enum Act {
    Type(&'static str),
    Change(u32, &'static str),
    Go(u32),
    Sort(&'static str),
    Later(i64),
}

fn act() -> impl Strategy<Value = Act> {
    let words = ["", "w", "we", "web", "web-1", "web-12", "e", "x", "p:1", "w p:1", "7", "clock<1h", "a | x"];
    let sorts = ["attention", "title", "clock", "-clock", "p,-age", "service"];
    prop_oneof![
        4 => prop::sample::select(words.to_vec()).prop_map(Act::Type),
        2 => (0_u32..30, prop::sample::select(vec!["x", "web-1", "ew", ""])).prop_map(|(n, t)| Act::Change(n, t)),
        1 => (0_u32..30).prop_map(Act::Go),
        1 => prop::sample::select(sorts.to_vec()).prop_map(Act::Sort),
        1 => (0_i64..4_000).prop_map(Act::Later),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn what_is_shown_and_found_is_what_answers(acts in prop::collection::vec(act(), 1..40)) {
        let mut inbox = many(20);
        let mut now = NOW;
        let me = text("ana");
        let book = crate::domain::sla::Book::standard();
        for act in acts {
            match act {
                Act::Type(text) => inbox.filter((!text.is_empty()).then(|| query(text)), now),
                Act::Change(n, title) => {
                    let incident = Incident { title: text(title), ..sample::incident(n) };
                    inbox.apply(Change::Upsert(incident), now, false);
                }
                Act::Go(n) => {
                    let id = sample::incident(n).id;
                    inbox.apply(Change::Gone { id, at: now, why: SafeText::default() }, now, false);
                }
                Act::Sort(sort) => {
                    inbox.arrange(0, &sort.parse().unwrap(), None, Folded::new(), now);
                }
                Act::Later(s) => {
                    now = now + s;
                    inbox.advance(now);
                    inbox.rejudge(now);
                }
            }
            let ctx = Ctx { now, me: &me, book };
            let mut answer: Vec<IncidentId> = inbox
                .iter()
                .filter(|i| inbox.lens.filter.as_ref().is_none_or(|f| f.matches(i, &ctx)))
                .map(|i| i.id)
                .collect();
            let mut there = shown(&inbox);
            answer.sort();
            there.sort();
            // What asks for the time is judged as the minutes turn.
            if !inbox.lens.filter.as_ref().is_some_and(Query::time_dependent) {
                prop_assert_eq!(there, answer);
            }
            for word in ["w", "web-1", "x", "q"] {
                let word = query(word);
                let mut all: Vec<u64> = inbox.iter().filter(|i| word.matches(i, &ctx)).map(|i| order::key(&i, book, now).packed).collect();
                all.sort_unstable();
                all.truncate(3);
                if inbox.astray.is_empty() {
                    let found = inbox.search(&word, now, 3);
                    prop_assert_eq!(found.iter().map(|i| order::key(i, book, now).packed).collect::<Vec<_>>(), all);
                }
            }
        }
    }
}

#[test]
fn a_page_of_another_order_is_shown_before_all_is_laid_out() {
    let mut inbox = many(60_000);
    let sort = |inbox: &mut Inbox, by: &str| inbox.arrange(0, &by.parse().unwrap(), None, Folded::new(), NOW);
    let cursor = sample::incident(7).id;
    for by in ["clock", "-age", "service,-id", "p", "attention", "-count,clock"] {
        sort(&mut inbox, by);
        let Some(ahead) = &inbox.ahead else { panic!("{by} is laid out at once") };
        // The line of the cursor, and the screen around it.
        let place = inbox.place(&cursor).unwrap();
        let page: Vec<IncidentId> = (place..place + 60).filter_map(|n| inbox.shown_id(n)).collect();
        assert!(ahead.looked.get() < 5 * inbox.len(), "{by}: {}", ahead.looked.get());
        let looked = ahead.looked.get();
        assert_eq!((inbox.place(&cursor), inbox.shown_id(place)), (Some(place), Some(cursor.clone())));
        assert_eq!(inbox.ahead.as_ref().unwrap().looked.get(), looked, "what is known costs nothing");
        let (first, last) = (inbox.shown_id(0), inbox.shown_id(59_999));
        // Laid out as a whole nothing moves.
        inbox.settle();
        assert!(inbox.ahead.is_none());
        assert_eq!(inbox.place(&cursor), Some(place));
        assert_eq!((place..place + 60).filter_map(|n| inbox.shown_id(n)).collect::<Vec<_>>(), page);
        assert_eq!((inbox.shown_id(0), inbox.shown_id(59_999)), (first, last));
        inbox.kept.clear();
    }
    // From one that is not laid out to the one that is, and to a third; then something changes.
    sort(&mut inbox, "p");
    sort(&mut inbox, "-count,clock");
    assert!(inbox.ahead.is_none(), "it lies so still");
    sort(&mut inbox, "state");
    sort(&mut inbox, "clock");
    let before: Vec<IncidentId> = (0..100).filter_map(|n| inbox.shown_id(n)).collect();
    inbox.apply(Change::Upsert(Incident { count: 9, ..sample::incident(3) }), NOW, true);
    assert!(inbox.ahead.is_none());
    assert_eq!((0..100).filter_map(|n| inbox.shown_id(n)).collect::<Vec<_>>(), before);
}

//! What orders and groups cost beside attention's own order.

use std::cell::RefCell;

use divan::{Bencher, black_box};
use watchfloor::{
    app::inbox::{Folded, Inbox, Lens},
    domain::{
        Change, Incident,
        query::Query,
        sample,
        view::{GroupBy, Sort},
    },
    text::{Kind, SafeText},
};

use super::SIZES;

fn lens() -> Lens {
    let views = ["state:open", "owner:me", "p<=2"].iter().filter_map(|q| Query::parse(q).ok()).collect();
    Lens { views, me: SafeText::clean("ana", Kind::Label), ..Lens::default() }
}

fn held(incidents: u32) -> Inbox {
    let mut inbox = Inbox::new(lens());
    let changes = (0..incidents).map(|n| Change::Upsert(sample::incident(n))).collect();
    inbox.apply_all(changes, sample::NOW, false);
    inbox
}

fn show(inbox: &mut Inbox, sort: &str) {
    let sort: Sort = sort.parse().unwrap_or_default();
    inbox.arrange(0, &sort, None, Folded::new(), sample::NOW);
}

/// Another order, chosen for the first time, to the rows of its first page.
#[divan::bench(args = SIZES, consts = [0, 1, 2, 3, 4], sample_count = 10, sample_size = 1)]
fn sort<const BY: usize>(bench: Bencher, incidents: u32) {
    let by = ["title", "service,-age", "age", "clock", "attention"][BY];
    let inbox = RefCell::new(held(incidents));
    // Others between, so that this one is not kept.
    let others = || {
        let mut inbox = inbox.borrow_mut();
        for sort in ["p", "-p", "state,p"] {
            show(&mut inbox, sort);
            inbox.settle();
        }
    };
    bench.with_inputs(others).bench_local_values(|()| {
        let mut inbox = inbox.borrow_mut();
        show(&mut inbox, by);
        (0..60).filter_map(|n| inbox.shown_id(n)).count()
    });
}

/// The rest of it, once the keys rest: every row is compared, and gets a label.
#[divan::bench(args = SIZES, consts = [1, 2, 3, 4], sample_count = 10, sample_size = 1)]
fn sort_rest<const BY: usize>(bench: Bencher, incidents: u32) {
    let by = ["title", "service,-age", "age", "clock", "attention"][BY];
    let inbox = RefCell::new(held(incidents));
    let others = || {
        let mut inbox = inbox.borrow_mut();
        for sort in ["p", "-p", "state,p"] {
            show(&mut inbox, sort);
            inbox.settle();
        }
        show(&mut inbox, by);
    };
    bench.with_inputs(others).bench_local_values(|()| inbox.borrow_mut().settle());
}

/// From a tab to another one with its own order and back, while now and then an incident changes.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn tabs(bench: Bencher, incidents: u32) {
    let mut inbox = held(incidents);
    show(&mut inbox, "title");
    let mut n = 0;
    bench.bench_local(|| {
        n = (n + 7) % incidents;
        let incident = Incident { count: 7, ..sample::incident(n) };
        inbox.apply(Change::Upsert(incident), sample::NOW, false);
        show(&mut inbox, "attention");
        show(&mut inbox, "title");
    });
}

/// A message of 1,000 changes, each of which moves its row, under an order by words.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn apply_1000_by_title(bench: Bencher, incidents: u32) {
    let mut inbox = held(incidents);
    show(&mut inbox, "title");
    let mut n = 0;
    bench.bench_local(|| {
        let changes = (0..1_000).map(|_| {
            n = (n + 7_919) % incidents;
            let mut incident = sample::incident(n);
            incident.title = SafeText::clean(&format!("{} moved {n}", n % 26), Kind::Line);
            Change::Upsert(incident)
        });
        let changes = changes.collect();
        inbox.apply_all(changes, sample::NOW, false);
    });
}

/// One changed incident while rows stand under few heads, or under 5,000.
#[divan::bench(args = SIZES, consts = [4, 5_000], sample_count = 20, sample_size = 1)]
fn grouped_apply_one<const HEADS: u32>(bench: Bencher, incidents: u32) {
    let mut inbox = Inbox::new(lens());
    let made = |n: u32| {
        let owner = Some(SafeText::clean(&format!("owner-{}", n % HEADS), Kind::Label));
        Incident { owner, ..sample::incident(n) }
    };
    let changes = (0..incidents).map(|n| Change::Upsert(made(n))).collect();
    inbox.apply_all(changes, sample::NOW, false);
    inbox.arrange(0, &Sort::default(), Some(&GroupBy::Owner), Folded::new(), sample::NOW);
    let mut n = 0;
    bench.bench_local(|| {
        n = (n + 7) % incidents;
        let mut incident = made(n);
        incident.count += 1;
        // Now and then one goes to another group, and moves.
        if n % 3 == 0 {
            incident = Incident { opened_at: incident.opened_at + 99, ..sample::incident(n) };
        }
        inbox.apply(Change::Upsert(incident), sample::NOW, false);
        black_box(inbox.lines())
    });
}

/// A letter in the filter that every row has, and back, while rows stand under few heads, or under 5,000.
#[divan::bench(args = SIZES, consts = [4, 5_000], sample_count = 20, sample_size = 1)]
fn grouped_filter<const HEADS: u32>(bench: Bencher, incidents: u32) {
    let mut inbox = Inbox::new(lens());
    let changes = (0..incidents).map(|n| {
        let owner = Some(SafeText::clean(&format!("owner-{}", n % HEADS), Kind::Label));
        Change::Upsert(Incident { owner, ..sample::incident(n) })
    });
    inbox.apply_all(changes.collect(), sample::NOW, false);
    inbox.arrange(0, &Sort::default(), Some(&GroupBy::Owner), Folded::new(), sample::NOW);
    let query = Query::parse("e").ok();
    let mut on = false;
    bench.bench_local(|| {
        on = !on;
        inbox.filter(query.clone().filter(|_| on), sample::NOW);
        black_box(inbox.lines())
    });
}

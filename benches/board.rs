//! What a key, a frame and a burst of changes cost, at 1,000 to 1,000,000 incidents, and what they take of memory:
//! `cargo bench`.

#![allow(clippy::print_stdout)] // figures that divan cannot take

use chrono_tz::UTC;
use std::cell::RefCell;

use divan::Bencher;
use ratatui::{buffer::Buffer, layout::Rect};
use watchfloor::{
    app::{
        Model, Msg, Now,
        inbox::{Folded, Inbox, Lens},
        key::Key,
        keymap::Keymap,
        model::{Setup, Size},
        update,
    },
    domain::{
        Change, Incident, SourceName,
        query::Query,
        sample,
        view::{GroupBy, Sort},
    },
    text::{Kind, SafeText},
    ui::{Theme, draw},
};

mod arranged;
mod typed;

const SIZES: [u32; 3] = [1_000, 100_000, 1_000_000];

fn main() {
    memory();
    divan::main();
}

/// Resident bytes a row, the whole process: arrived in messages of 256, as from a source.
fn memory() {
    let resident = || {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or_default() * 4_096
    };
    let before = resident();
    let mut inbox = Inbox::new(lens());
    let (mut held, mut longest) = (0, std::time::Duration::ZERO);
    for rows in [10_000, 100_000, 1_000_000] {
        while held < rows {
            let until = rows.min(held + 256);
            let changes = (held..until).map(|n| Change::Upsert(sample::incident(n))).collect();
            let began = std::time::Instant::now();
            inbox.apply_all(changes, sample::NOW, false);
            longest = longest.max(began.elapsed());
            held = until;
        }
        let used = resident().saturating_sub(before);
        println!(
            "memory: {rows} rows {} MB, {} B a row; slowest message {longest:.1?}",
            used >> 20,
            used / u64::from(rows)
        );
    }
}

fn lens() -> Lens {
    let views = ["state:open", "owner:me", "p<=2"].iter().filter_map(|q| Query::parse(q).ok()).collect();
    Lens { views, me: SafeText::clean("ana", Kind::Label), ..Lens::default() }
}

fn now(ms: u64) -> Now {
    Now { utc: sample::NOW, ms, sub_ms: 0 }
}

fn model(incidents: u32) -> Model {
    let setup = Setup {
        me: SafeText::clean("ana", Kind::Label),
        zone: UTC,
        size: Size { cols: 200, rows: 60 },
        low_bandwidth: false,
        sources: Vec::new(),
        views: Vec::new(),
        keymap: Keymap::default(),
        last_visit: None,
    };
    let mut model = Model::new(setup, sample::NOW);
    let changes = (0..incidents).map(|n| Change::Upsert(sample::incident(n))).collect();
    update(&mut model, now(0), Msg::Changes { source: SourceName::new("am"), changes });
    model
}

/// A whole frame at 200x60, drawn into a buffer.
#[divan::bench(args = SIZES)]
fn frame(bench: Bencher, incidents: u32) {
    let model = model(incidents);
    let theme = Theme::default();
    let area = Rect::new(0, 0, 200, 60);
    let mut buffer = Buffer::empty(area);
    bench.bench_local(|| {
        buffer.reset();
        draw(&model, now(1), &theme, area, &mut buffer)
    });
}

/// A key that moves the cursor, without drawing.
#[divan::bench(args = SIZES)]
fn key_down(bench: Bencher, incidents: u32) {
    let mut model = model(incidents);
    let mut ms = 0;
    bench.bench_local(|| {
        ms += 1;
        update(&mut model, now(ms), Msg::Key(Key::char(if ms % 100 < 50 { 'j' } else { 'k' })))
    });
}

/// An inbox with so many, behind three views.
fn held(incidents: u32) -> Inbox {
    let mut inbox = Inbox::new(lens());
    let changes = (0..incidents).map(|n| Change::Upsert(sample::incident(n))).collect();
    inbox.apply_all(changes, sample::NOW, false);
    inbox
}

/// A message of 256 changes, each of which moves its row.
#[divan::bench(args = SIZES)]
fn apply_256_moving(bench: Bencher, incidents: u32) {
    let mut inbox = held(incidents);
    let mut n = 0;
    bench.bench_local(|| {
        let changes = (0..256).map(|_| {
            n = (n + 7_919) % incidents;
            let mut incident = sample::incident(n);
            incident.opened_at = incident.opened_at + i64::from(n % 977);
            Change::Upsert(incident)
        });
        let changes = changes.collect();
        inbox.apply_all(changes, sample::NOW, false);
    });
}

/// One changed incident, while nobody types.
#[divan::bench(args = SIZES)]
fn apply_one(bench: Bencher, incidents: u32) {
    let mut inbox = held(incidents);
    let mut n = 0;
    bench.bench_local(|| {
        n = (n + 7) % incidents;
        let mut incident = sample::incident(n);
        incident.count += 1;
        inbox.apply(Change::Upsert(incident), sample::NOW, false);
    });
}

/// The last letter of a word typed into the filter: what was shown before is judged.
#[divan::bench(args = SIZES)]
fn filter_letter(bench: Bencher, incidents: u32) {
    let inbox = held(incidents);
    let [before, after] = ["web-9", "web-99"].map(|q| Query::parse(q).ok());
    let inbox = RefCell::new(inbox);
    let begin = || forget(&mut inbox.borrow_mut(), before.as_ref());
    bench.with_inputs(begin).bench_local_values(|()| filtered(&mut inbox.borrow_mut(), after.as_ref()));
}

/// Forgets what was found before, and shows this.
fn forget(inbox: &mut Inbox, query: Option<&Query>) {
    inbox.look(|lens| lens.filter = query.cloned(), sample::NOW);
}

fn filtered(inbox: &mut Inbox, query: Option<&Query>) -> usize {
    inbox.filter(query.cloned(), sample::NOW);
    inbox.shown_len()
}

/// Backspace: what was shown a letter ago.
#[divan::bench(args = SIZES)]
fn filter_back(bench: Bencher, incidents: u32) {
    let inbox = RefCell::new(held(incidents));
    let [short, long] = ["web-9", "web-99"].map(|q| Query::parse(q).ok());
    filtered(&mut inbox.borrow_mut(), short.as_ref());
    let on = || filtered(&mut inbox.borrow_mut(), long.as_ref());
    bench.with_inputs(on).bench_local_values(|_| filtered(&mut inbox.borrow_mut(), short.as_ref()));
}

/// The first word of a filter, of which every row has a piece and few all.
#[divan::bench(args = SIZES)]
fn filter_word(bench: Bencher, incidents: u32) {
    let inbox = RefCell::new(held(incidents));
    let query = Query::parse("web-99").ok();
    let begin = || forget(&mut inbox.borrow_mut(), None);
    bench.with_inputs(begin).bench_local_values(|()| filtered(&mut inbox.borrow_mut(), query.as_ref()));
}

/// A filter that every row answers.
#[divan::bench(args = SIZES)]
fn filter_all(bench: Bencher, incidents: u32) {
    let inbox = RefCell::new(held(incidents));
    let query = Query::parse("e").ok();
    let begin = || forget(&mut inbox.borrow_mut(), None);
    bench.with_inputs(begin).bench_local_values(|()| filtered(&mut inbox.borrow_mut(), query.as_ref()));
}

/// Conditions on several facts.
#[divan::bench(args = SIZES)]
fn filter_facts(bench: Bencher, incidents: u32) {
    let inbox = RefCell::new(held(incidents));
    let query = Query::parse("p<=2 service:checkout label.instance:web-9* clock<1h").ok();
    let begin = || forget(&mut inbox.borrow_mut(), None);
    bench.with_inputs(begin).bench_local_values(|()| filtered(&mut inbox.borrow_mut(), query.as_ref()));
}

/// Another view: its rows by next deadline.
#[divan::bench(args = SIZES)]
fn view(bench: Bencher, incidents: u32) {
    let mut inbox = held(incidents);
    let mut view = 0;
    bench.bench_local(|| {
        view = 2 - view;
        inbox.show_view(view, sample::NOW);
    });
}

/// An inbox under 5,000 heads.
fn grouped(incidents: u32) -> Model {
    let mut model = model(incidents);
    let by = GroupBy::Owner;
    let changes = (0..incidents).map(|n| {
        let owner = Some(SafeText::clean(&format!("owner-{}", n % 5_000), Kind::Label));
        Change::Upsert(Incident { owner, ..sample::incident(n) })
    });
    let changes = changes.collect();
    model.inbox.apply_all(changes, sample::NOW, false);
    model.inbox.arrange(0, &Sort::default(), Some(&by), Folded::new(), sample::NOW);
    model.board.move_to(&model.inbox, 0, 50);
    model
}

/// A key that moves the cursor over lines, without drawing.
#[divan::bench(args = SIZES)]
fn grouped_key_down(bench: Bencher, incidents: u32) {
    let mut model = grouped(incidents);
    let mut ms = 0;
    bench.bench_local(|| {
        ms += 1;
        update(&mut model, now(ms), Msg::Key(Key::char(if ms % 100 < 50 { 'j' } else { 'k' })))
    });
}

//! What a key, a frame and a burst of changes cost, at 1,000 and 100,000 incidents: `cargo bench`.

use chrono_tz::UTC;
use divan::{Bencher, black_box};
use ratatui::{buffer::Buffer, layout::Rect};
use watchfloor::{
    app::{
        Model, Msg, Now,
        inbox::{Inbox, Lens},
        key::Key,
        keymap::Keymap,
        model::{Setup, Size},
        update,
    },
    domain::{Change, SourceName, query::Query, sample},
    text::{Kind, SafeText},
    ui::{Theme, draw},
};

const SIZES: [u32; 2] = [1_000, 100_000];

fn main() {
    divan::main();
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

/// One changed incident, while nobody types.
#[divan::bench(args = SIZES)]
fn apply_one(bench: Bencher, incidents: u32) {
    let mut inbox = Inbox::new(Lens::default());
    for n in 0..incidents {
        inbox.apply(Change::Upsert(sample::incident(n)), sample::NOW, false);
    }
    let mut n = 0;
    bench.bench_local(|| {
        n = (n + 7) % incidents;
        let mut incident = sample::incident(n);
        incident.count += 1;
        inbox.apply(Change::Upsert(incident), sample::NOW, false)
    });
}

/// A word typed into the filter: every row is judged, what is shown is sorted.
#[divan::bench(args = SIZES)]
fn filter_word(bench: Bencher, incidents: u32) {
    let mut model = model(incidents);
    let query = Query::parse("web-99").ok();
    bench.bench_local(|| {
        model.inbox.filter(query.clone(), sample::NOW);
        black_box(model.inbox.shown_len())
    });
}

/// The whole list put in order again.
#[divan::bench(args = SIZES)]
fn sort(bench: Bencher, incidents: u32) {
    let mut model = model(incidents);
    bench.bench_local(|| model.inbox.show_view(0, sample::NOW));
}

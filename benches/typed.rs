//! What a letter costs that is typed into the palette.

use std::cell::RefCell;

use divan::Bencher;
use watchfloor::app::{
    Msg,
    key::{Code, Key},
    update,
};

use super::{SIZES, model, now};

/// What is typed: every title has it; none has it, nor its letters; one has it; a number; a service.
const WORDS: [&str; 5] = ["latency", "zzqx", "web-99731", "1042", "checko"];

/// The last letter of a word.
#[divan::bench(args = SIZES, consts = [0, 1, 2, 3, 4], sample_count = 20, sample_size = 1)]
fn palette_letter<const WORD: usize>(bench: Bencher, incidents: u32) {
    let model = RefCell::new(model(incidents));
    let press = |key: Key| update(&mut model.borrow_mut(), now(1), Msg::Key(key));
    for c in ":".chars().chain(WORDS[WORD].chars()) {
        press(Key::char(c));
    }
    let last = WORDS[WORD].chars().last().unwrap_or_default();
    bench.with_inputs(|| press(Key::plain(Code::Backspace))).bench_local_values(|_| press(Key::char(last)));
}

/// The same while the board is sorted by title: the most pressing are looked for first.
#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn palette_letter_by_title(bench: Bencher, incidents: u32) {
    let mut sorted = model(incidents);
    let sort = "title".parse().unwrap_or_default();
    sorted.inbox.arrange(0, &sort, None, watchfloor::app::inbox::Folded::new(), now(1).utc);
    let model = RefCell::new(sorted);
    let press = |key: Key| update(&mut model.borrow_mut(), now(1), Msg::Key(key));
    ":zzqx".chars().for_each(|c| drop(press(Key::char(c))));
    bench.with_inputs(|| press(Key::plain(Code::Backspace))).bench_local_values(|_| press(Key::char('x')));
}

/// Opening it.
#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn palette_open(bench: Bencher, incidents: u32) {
    let model = RefCell::new(model(incidents));
    let press = |key: Key| update(&mut model.borrow_mut(), now(1), Msg::Key(key));
    bench.with_inputs(|| press(Key::plain(Code::Esc))).bench_local_values(|_| press(Key::char(':')));
}

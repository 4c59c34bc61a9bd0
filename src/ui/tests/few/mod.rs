//! Everything that can stand on the screen or lie over it, at every size, in 24-bit, 16 colours and none: nothing is cut
//! in half, nothing is wider than the frame, the caret stands where a person looks, and what colours say is said without
//! them.
//!
//! | file | what it has |
//! |---|---|
//! | `mod.rs` | what is true of every case, and how one is written down |
//! | [`kinds`] | which layers, screens and their variants there are: each has a case |
//! | [`stage`] | models to begin with, and what happens to them |
//! | [`layers`] | what lies over the board |
//! | [`strips`] | menus, strips and forms of words |
//! | [`screens`] | boards, screens, receipts |

mod carets;
mod kinds;
mod layers;
mod screens;
mod stage;
mod strips;

use std::fmt::Write;

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};

use self::stage::{Case, night};
use super::{
    fixture::{frame, lines},
    hostile::check,
};
use crate::{
    app::model::Model,
    ui::{Depth, Drawn, Theme},
};

/// The three sizes, and a window that somebody made small.
const SIZES: [(u16, u16); 4] = [(80, 24), (40, 10), (120, 40), (200, 60)];

/// The whole table.
fn cases() -> impl Iterator<Item = Case> {
    layers::CASES.iter().chain(strips::CASES).chain(screens::CASES).copied()
}

/// Every look of one model, the words of which must be the same.
fn looks(model: &Model, what: &str) -> [(Buffer, Drawn); 3] {
    let themes = [
        ("24-bit", Theme::default()),
        ("16 colours", Theme::default().for_depth(Depth::Ansi16)),
        ("mono", Theme::default().for_depth(Depth::None)),
    ];
    let drawn = themes.map(|(look, theme)| {
        let (buf, drawn) = frame(model, &theme);
        check(&buf, &format!("{what} {look}"));
        (buf, drawn)
    });
    for (buf, at) in &drawn {
        assert_eq!(lines(buf), lines(&drawn[0].0), "{what}: words depend on colours");
        assert_eq!(at.cursor, drawn[0].1.cursor, "{what}: the caret depends on colours");
    }
    let plain = |c| c == Color::Reset;
    let mono = &drawn[2].0;
    assert!(mono.content().iter().all(|cell| plain(cell.fg) && plain(cell.bg)), "{what}: colours in mono");
    drawn
}

#[test]
fn everything_there_is_is_whole_at_every_size_and_depth() {
    let bare = SIZES.map(|(cols, rows)| looks(&night(cols, rows), "the bare board").map(|(buf, _)| buf));
    // All of them are told at once.
    let mut astray = Vec::new();
    for case in cases() {
        let mut told = String::new();
        for ((cols, rows), bare) in SIZES.into_iter().zip(&bare) {
            let model = case.model(cols, rows);
            let looks = looks(&model, &format!("{} {cols}x{rows}", case.name));
            let caret = || carets::check(&model, &looks[2], case.name);
            astray.extend(
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(caret)).err().map(|_| case.name),
            );
            tell(&mut told, (cols, rows), &looks, (case.name != "board").then_some(bare));
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true,
            snapshot_path => "../snapshots/few" }, {
            insta::assert_snapshot!(case.name, told);
        });
    }
    assert!(astray.is_empty(), "the caret is astray in {astray:?}");
}

#[test]
fn each_of_them_is_really_there() {
    let mut seen: Vec<(&str, Vec<String>)> = Vec::new();
    for case in cases() {
        let shown = lines(&frame(&case.model(80, 24), &Theme::default()).0);
        if let Some((other, _)) = seen.iter().find(|(_, lines)| *lines == shown) {
            panic!("{} shows what {other} shows\n{}", case.name, shown.join("\n"));
        }
        assert!(seen.iter().all(|(name, _)| *name != case.name), "{} is there twice", case.name);
        seen.push((case.name, shown));
    }
}

/// The text of one size, and how its rows are painted in few colours. What is painted as on the bare board is left out;
/// on the larger sizes its words, too.
fn tell(
    out: &mut String,
    (cols, rows): (u16, u16),
    looks: &[(Buffer, Drawn); 3],
    bare: Option<&[Buffer; 3]>,
) {
    let (buf, drawn) = &looks[0];
    let caret = drawn.cursor.map_or("none".to_owned(), |(x, y)| format!("{x},{y}"));
    let _ = writeln!(out, "== {cols}x{rows}, caret at {caret}, {} lines to scroll", drawn.body);
    let same = |look: usize, y: u16| {
        let other = bare.map(|bare| &bare[look]);
        other.is_some_and(|other| (0..cols).all(|x| looks[look].0[(x, y)] == other[(x, y)]))
    };
    let all_same = |y: u16| (0..3).all(|look| same(look, y));
    for (y, line) in (0..rows).zip(lines(buf)) {
        if cols >= 120 && all_same(y) {
            if y == 0 || !all_same(y - 1) {
                let _ = writeln!(out, "...");
            }
            continue;
        }
        let _ = writeln!(out, "[{}]", line.trim_end());
    }
    for (look, name) in [(1, "16 colours"), (2, "mono")] {
        let _ = writeln!(out, "-- {name}");
        for y in (0..rows).filter(|y| !same(look, *y)) {
            let runs = runs(&looks[look].0, y);
            if !runs.is_empty() {
                let _ = writeln!(out, "{y:2}:{runs}");
            }
        }
    }
}

/// `0-3 lightred/- bold`, as far as it is not plain.
fn runs(buf: &Buffer, y: u16) -> String {
    let style = |x: u16| (buf[(x, y)].fg, buf[(x, y)].bg, buf[(x, y)].modifier);
    let mut out = String::new();
    let mut x = 0;
    while x < buf.area.width {
        let (from, run) = (x, style(x));
        while x < buf.area.width && style(x) == run {
            x += 1;
        }
        let colours = match (run.0, run.1) {
            (Color::Reset, Color::Reset) => String::new(),
            (front, Color::Reset) => format!(" {front:?}"),
            (Color::Reset, back) => format!(" on {back:?}"),
            (front, back) => format!(" {front:?} on {back:?}"),
        };
        let names = [
            (Modifier::BOLD, "bold"),
            (Modifier::DIM, "dim"),
            (Modifier::REVERSED, "reversed"),
            (Modifier::UNDERLINED, "underlined"),
        ];
        let set = names.iter().filter(|(bit, _)| run.2.contains(*bit));
        let attributes: String = set.flat_map(|(_, name)| [" ", name]).collect();
        if colours.is_empty() && attributes.is_empty() {
            continue;
        }
        let _ = write!(out, " {from}-{}{}{attributes};", x - 1, colours.to_lowercase());
    }
    out
}

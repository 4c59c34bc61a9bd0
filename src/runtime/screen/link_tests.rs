//! That the cells of links, and no others, are links on the terminal, whatever was there before.

use std::num::NonZeroU16;

use proptest::prelude::*;

use super::*;
use crate::{
    term::backend::{BackendOptions, ColorDepth},
    text::Kind,
};

const SIZE: Size = Size { cols: 20, rows: 8 };
const LIST: Rect = Rect { x: 0, y: 1, width: 20, height: 6 };
const ADDRESSES: [&str; 3] = ["https://a.example/1", "https://b.example/2", "javascript:alert(1)"];

fn painter(links: bool) -> Painter<Vec<u8>> {
    let color = ColorDepth::None;
    let options = BackendOptions { color, unicode: true, sync: false, bce: true, scroll: true, links };
    Painter::new(TermBackend::new(Vec::new(), (SIZE.cols, SIZE.rows), options), SIZE)
}

fn place((x, y, width): (u16, u16, u16), url: usize) -> (Rect, SafeText) {
    (Rect { x, y, width, height: 1 }, SafeText::clean(ADDRESSES[url], Kind::Line))
}

/// Paints these lines with these links; returns what went to the terminal.
fn frame(painter: &mut Painter<Vec<u8>>, lines: &[String], links: &[(Rect, SafeText)]) -> String {
    let view = |area: Rect, buffer: &mut Buffer| {
        for (y, line) in (0..area.height).zip(lines) {
            for (x, c) in (0..area.width).zip(line.chars()) {
                buffer[(x, y)].set_char(c);
            }
        }
        (Drawn { list: Some(LIST), ..Drawn::default() }, links.to_vec())
    };
    painter.paint(SIZE, view).unwrap();
    String::from_utf8(painter.backend.taken()).unwrap()
}

#[test]
fn a_link_goes_round_its_cells_and_is_written_only_when_it_changes() {
    let mut painter = painter(true);
    let lines = ["runbook here".to_owned(), "other".to_owned()];
    let link = |url| [place((8, 0, 4), url)];
    let first = frame(&mut painter, &lines, &link(0));
    assert!(first.contains("\x1b]8;;https://a.example/1\x1b\\here\x1b]8;;\x1b\\"), "{first:?}");
    assert_eq!(frame(&mut painter, &lines, &link(0)), "");
    // What stands beside it changes without it.
    let beside = ["runbooks here".to_owned(), "others".to_owned()];
    let told = frame(&mut painter, &[lines[0].clone(), beside[1].clone()], &link(0));
    assert!(told.ends_with('s') && !told.contains("]8;"), "{told:?}");
    // It leads elsewhere, and then nowhere.
    let told = frame(&mut painter, &lines, &link(1));
    assert!(told.contains("\x1b]8;;https://b.example/2\x1b\\here\x1b]8;;\x1b\\"), "{told:?}");
    let told = frame(&mut painter, &lines, &[]);
    assert!(told.contains("here") && !told.contains("]8;"), "{told:?}");
}

#[test]
fn what_is_no_web_address_and_a_terminal_without_links_cost_nothing() {
    let lines = ["runbook here".to_owned()];
    let without = frame(&mut painter(true), &lines, &[]);
    assert_eq!(frame(&mut painter(true), &lines, &[place((8, 0, 4), 2)]), without);
    assert_eq!(frame(&mut painter(false), &lines, &[place((8, 0, 4), 0)]), without);
}

/// One address of several lines is opened once.
#[test]
fn lines_of_one_link_share_its_address() {
    let lines = ["https://a".to_owned(), "rest".to_owned()];
    let told = frame(&mut painter(true), &lines, &[place((0, 0, 9), 0), place((0, 1, 4), 0)]);
    assert_eq!((told.matches("]8;;https").count(), told.matches("]8;;\x1b").count()), (1, 1), "{told:?}");
}

/// The bytes with underlining for the first address and reverse for the second, and no other attribute.
fn marked(bytes: &str) -> String {
    let mut out = String::new();
    let mut rest = bytes;
    while let Some(at) = rest.find('\x1b') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(link) = rest.strip_prefix("\x1b]8;;") {
            let (url, after) = link.split_once("\x1b\\").expect("an end of the sequence");
            out.push_str("\x1b[24;27m");
            out.push_str(match ADDRESSES.iter().position(|a| *a == url) {
                Some(0) => "\x1b[4m",
                Some(1) => "\x1b[7m",
                _ if url.is_empty() => "",
                _ => panic!("{url}"),
            });
            rest = after;
            continue;
        }
        let end = rest[2..].find(|c: char| c.is_ascii_alphabetic()).expect("an end of the sequence") + 3;
        if !rest[..end].ends_with('m') {
            out.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    out + rest
}

type Step = (Vec<String>, Vec<((u16, u16, u16), usize)>);

fn step() -> impl Strategy<Value = Step> {
    let line = proptest::string::string_regex("[ab ]{20}").unwrap();
    let lines = prop::collection::vec(line, usize::from(SIZE.rows));
    let links = prop::collection::vec(((0..20_u16, 0..8_u16, 1..9_u16), 0..3_usize), 0..4);
    (lines, links).prop_map(|(lines, mut links)| {
        // One a row: views do not write over links.
        links.sort_by_key(|((_, y, _), _)| *y);
        links.dedup_by_key(|((_, y, _), _)| *y);
        (lines, links)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Also where a list was scrolled under them, and whether much changed or little.
    #[test]
    fn the_cells_of_links_are_links(steps in prop::collection::vec((step(), -2..3_i16, any::<bool>()), 1..5)) {
        let size = (NonZeroU16::new(SIZE.rows).unwrap(), NonZeroU16::new(SIZE.cols).unwrap());
        let mut other = vt100::Parser::new(size.0, size.1, 0);
        let mut painter = painter(true);
        for ((lines, links), up, keeps) in steps {
            let links: Vec<_> = links.into_iter().map(|(at, url)| place(at, url)).collect();
            let mut moved = lines.clone();
            let list = &mut moved[usize::from(LIST.top())..usize::from(LIST.bottom())];
            let by = usize::from(up.unsigned_abs());
            if up > 0 { list.rotate_left(by) } else { list.rotate_right(by) }
            for (lines, links) in [(&lines, &links[..]), (&moved, if keeps { &links[..] } else { &[] })] {
                other.process(marked(&frame(&mut painter, lines, links)).as_bytes());
                for (y, line) in (0..SIZE.rows).zip(lines) {
                    for (x, c) in (0..SIZE.cols).zip(line.chars()) {
                        let cell = other.screen().cell(y, x).unwrap();
                        let shown = if cell.has_contents() { cell.contents() } else { " " };
                        prop_assert_eq!(shown, c.to_string(), "at {},{}", x, y);
                        let leads = |url: usize| {
                            let (x, y) = (x, y);
                            links.iter().any(|(r, u)| r.contains((x, y).into()) && u.shown() == ADDRESSES[url])
                        };
                        prop_assert_eq!(cell.underline(), leads(0), "at {},{}", x, y);
                        prop_assert_eq!(cell.inverse(), leads(1), "at {},{}", x, y);
                    }
                }
            }
        }
    }
}

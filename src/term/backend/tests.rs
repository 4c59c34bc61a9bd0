//! Exact bytes: what a frame costs.

use std::io::{self, Write};

use ratatui::{
    Terminal,
    style::{Color, Style, Stylize},
    text::Line,
};

use super::{BackendOptions, ColorDepth, SYNC_ABOVE, TermBackend};
use crate::{
    term::osc,
    text::{Kind, SafeText},
};

const OPTIONS: BackendOptions = BackendOptions {
    color: ColorDepth::True,
    unicode: true,
    sync: true,
    bce: true,
    scroll: true,
    links: true,
};

/// A terminal that takes `at_once` bytes a call and is interrupted now and then.
#[derive(Debug, Default)]
struct Wire {
    got: Vec<u8>,
    calls: usize,
    at_once: Option<usize>,
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.calls += 1;
        if self.at_once.is_some() && self.calls.is_multiple_of(3) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let n = self.at_once.unwrap_or(bytes.len()).min(bytes.len());
        self.got.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Screen = Terminal<TermBackend<Wire>>;

fn screen(options: BackendOptions) -> Screen {
    Terminal::new(TermBackend::new(Wire::default(), (80, 24), options)).unwrap()
}

/// Draws these lines and returns what went over the wire.
fn draw(screen: &mut Screen, lines: &[Line<'static>]) -> String {
    screen.backend_mut().out.got.clear();
    let area = |frame: &ratatui::Frame| frame.area();
    screen
        .draw(|frame| {
            let all = area(frame);
            for (y, line) in lines.iter().enumerate() {
                frame.buffer_mut().set_line(0, u16::try_from(y).unwrap(), line, all.width);
            }
        })
        .unwrap();
    String::from_utf8(screen.backend().out.got.clone()).unwrap()
}

#[test]
fn nothing_changed_costs_nothing() {
    let mut s = screen(OPTIONS);
    let lines = [Line::from("hello".red().on_blue()), Line::from("world")];
    draw(&mut s, &lines);
    let (bytes, writes) = (s.backend().bytes_written(), s.backend().writes());
    assert_eq!(draw(&mut s, &lines), "");
    assert_eq!((s.backend().bytes_written(), s.backend().writes()), (bytes, writes));
}

#[test]
fn one_cell_is_an_address_and_a_character() {
    let mut s = screen(OPTIONS);
    let line = |c: &str| Line::from(format!("{}{c}", "x".repeat(60)));
    let rows = |c: &str| vec![line("a"), line("a"), line(c)];
    assert_eq!(draw(&mut s, &rows("a")), format!("\x1b[H\x1b[m{0}a\r\n{0}a\r\n{0}a", "x".repeat(60)));
    assert_eq!(draw(&mut s, &rows("b")), "\x08b");
    let red = |n| vec![Line::from(n), Line::from("z".red())];
    draw(&mut s, &red("x"));
    let one = draw(&mut s, &red("y"));
    assert!(one.len() <= 20, "{one:?}");
    assert_eq!(one, "\x1b[H\x1b[my");
}

#[test]
fn a_countdown_that_ticks_costs_a_move_and_its_digits() {
    let mut s = screen(OPTIONS);
    let at = |second: u32| {
        let row = |left: &str| Line::from(vec!["P1 api-gateway 5xx ".into(), left.to_string().red()]);
        vec![row(&format!("12:{second:02}")), row("1h 20m")]
    };
    draw(&mut s, &at(59));
    draw(&mut s, &at(58));
    assert_eq!(draw(&mut s, &at(57)), "\x087");
    assert_eq!(draw(&mut s, &at(49)), "\x08\x0849");
}

#[test]
fn rows_cleared_are_erased() {
    let mut s = screen(OPTIONS);
    let full = Line::from("x".repeat(80));
    draw(&mut s, &[full.clone(), full.clone(), Line::from(format!("ab{}cd", "x".repeat(40)))]);
    let gone = draw(&mut s, &[Line::from(""), full, Line::from(format!("ab{}cd", " ".repeat(40)))]);
    assert_eq!(gone, "\x1b[H\x1b[K\x1b[3;3H\x1b[40X");
}

#[test]
fn one_write_a_frame_and_marks_for_large_ones_only() {
    let mut s = screen(OPTIONS);
    let many = vec![Line::from("y".repeat(79)); 24];
    let large = draw(&mut s, &many);
    assert_eq!(s.backend().writes(), 1);
    assert!(large.len() > SYNC_ABOVE);
    assert!(large.starts_with("\x1b[?2026h") && large.ends_with("\x1b[?2026l"));
    assert_eq!(s.backend().bytes_written(), large.len() as u64);
    assert!(!draw(&mut s, &many[1..]).contains("2026"));

    let mut plain = screen(BackendOptions { sync: false, ..OPTIONS });
    assert_eq!(draw(&mut plain, &many).len() + 16, large.len());
}

#[test]
fn a_slow_terminal_gets_all_of_it() {
    let mut s = screen(OPTIONS);
    let lines = vec![Line::from("y".repeat(79)); 24];
    let want = draw(&mut screen(OPTIONS), &lines);
    s.backend_mut().out.at_once = Some(7);
    assert_eq!(draw(&mut s, &lines), want);
}

#[test]
fn the_cursor_is_moved_only_where_it_can_be_seen() {
    let mut s = screen(OPTIONS);
    let mut at = |position: Option<(u16, u16)>| {
        s.backend_mut().out.got.clear();
        s.draw(|frame| {
            frame.buffer_mut().set_string(0, 0, "abc", Style::new());
            if let Some(position) = position {
                frame.set_cursor_position(position);
            }
        })
        .unwrap();
        String::from_utf8(s.backend().out.got.clone()).unwrap()
    };
    assert_eq!(at(None), "\x1b[H\x1b[mabc");
    assert_eq!(at(Some((3, 0))), "\x1b[?25h");
    assert_eq!(at(Some((3, 0))), "");
    assert_eq!(at(Some((2, 0))), "\x08");
    assert_eq!(at(None), "\x1b[?25l");
}

#[test]
fn without_colours_attributes_stay() {
    let mut s = screen(BackendOptions { color: ColorDepth::None, ..OPTIONS });
    let line = Line::from(vec!["a".red().bold(), "b".bg(Color::Rgb(1, 2, 3))]);
    assert_eq!(draw(&mut s, &[line]), "\x1b[H\x1b[;1ma\x1b[mb");
}

#[test]
fn without_unicode_there_is_ascii() {
    let mut s = screen(BackendOptions { unicode: false, ..OPTIONS });
    assert_eq!(draw(&mut s, &[Line::from("é漢x")]), "\x1b[H\x1b[m???x");
}

#[test]
fn sequences_ride_along() {
    let mut s = screen(OPTIONS);
    draw(&mut s, &[]);
    s.backend_mut().send(&osc::title(&SafeText::clean("t", Kind::Line)));
    assert_eq!(draw(&mut s, &[]), "\x1b]2;t\x07");
}

#[test]
fn a_resize_and_a_return_draw_everything_again() {
    let mut s = screen(OPTIONS);
    let lines = [Line::from("hello".red())];
    let first = draw(&mut s, &lines);
    s.backend_mut().set_size((40, 10));
    assert_eq!(draw(&mut s, &lines), format!("\x1b[m\x1b[2J{}", first.replace("[;", "[")));
    s.backend_mut().forget();
    s.clear().unwrap();
    assert!(draw(&mut s, &lines).ends_with("hello"));
}

#[test]
fn colour_is_erased_where_the_terminal_can() {
    let bar = [Line::from(" ".repeat(80).on_blue())];
    assert_eq!(draw(&mut screen(OPTIONS), &bar), "\x1b[H\x1b[;44m\x1b[K");
    let mut plain = screen(BackendOptions { bce: false, ..OPTIONS });
    assert_eq!(draw(&mut plain, &bar), format!("\x1b[H\x1b[;44m{}", " ".repeat(80)));
}

#[test]
fn what_has_one_colour_is_written_together() {
    let mut s = screen(OPTIONS);
    let (one, two) = (Color::Rgb(100, 101, 102), Color::Rgb(200, 201, 202));
    let row = |c: &'static str| Line::from(vec![c.fg(one), "    ".into(), c.fg(two)]);
    draw(&mut s, &[row("a"), row("a")]);
    let changed = draw(&mut s, &[row("b"), row("b")]);
    assert_eq!(changed, "\x08b\x1b[A\x08b\r\x1b[38;2;100;101;102mb\r\nb");
}

#[test]
fn rows_are_scrolled_by_the_terminal() {
    let mut s = screen(OPTIONS);
    let mut scroll = |rows, up| {
        s.backend_mut().out.got.clear();
        s.backend_mut().scroll(rows, up);
        s.draw(|_| ()).unwrap();
        String::from_utf8(s.backend().out.got.clone()).unwrap()
    };
    assert_eq!(scroll(3..20, 1), "\x1b[m\x1b[;20r\x1b[4H\x1b[M\x1b[r");
    assert_eq!(scroll(3..20, -2), "\x1b[;20r\x1b[4H\x1b[2L\x1b[r");
    assert_eq!(scroll(3..24, 1), "\x1b[4H\x1b[M");
    assert_eq!(scroll(3..25, 1), "");
    let mut dumb = screen(BackendOptions { scroll: false, ..OPTIONS });
    dumb.backend_mut().scroll(3..20, 1);
    assert_eq!(draw(&mut dumb, &[]), "");
}

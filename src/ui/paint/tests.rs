//! Cutting, aligning, wrapping and typing by cells.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Canvas, Ink, Page, Phrase, Typed, host, made, wrap};
use crate::{
    app::entry::Entry,
    domain::time::Ticks,
    text::{Kind, SafeText},
    ui::theme::{Theme, Token},
};

const WIDTH: u16 = 12;

fn painted(paint: impl FnOnce(&mut Canvas<'_>)) -> Vec<String> {
    let theme = Theme::default().ascii(true);
    let area = Rect { x: 0, y: 0, width: WIDTH, height: 3 };
    let mut buf = Buffer::filled(area, ratatui::buffer::Cell::new("."));
    paint(&mut Canvas::new(&mut buf, &theme, area));
    (0..3).map(|y| (0..WIDTH).map(|x| buf[(x, y)].symbol().to_owned()).collect()).collect()
}

fn safe(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Note)
}

#[test]
fn text_is_cut_by_cells_and_never_through_a_wide_letter() {
    for (words, width, want) in [
        ("disk", 4, "disk"),
        ("disk full", 4, "dis~"),
        ("disk", 1, "~"),
        ("disk", 0, ""),
        ("警告", 4, "警 告 "),
        ("警告だ", 5, "警 告 ~"),
        ("警告だ", 4, "警 ~"),
        ("a警", 2, "a~"),
        ("警", 1, "~"),
        ("a\nb", 5, "a b"),
    ] {
        let words = safe(words);
        let mut used = 0;
        let row = painted(|c| used = c.text(0, 0, width, &words, Token::Text)).remove(0);
        let row = row.trim_end_matches('.');
        assert_eq!(row, want, "{words:?} in {width}");
        assert!(used <= width);
    }
}

#[test]
fn nothing_is_written_outside_the_area() {
    let theme = Theme::default();
    let mut buf = Buffer::filled(Rect { x: 0, y: 0, width: 10, height: 4 }, ratatui::buffer::Cell::new("."));
    let area = Rect { x: 3, y: 1, width: 4, height: 2 };
    let words = safe("警告警告警告警告");
    {
        let mut canvas = Canvas::new(&mut buf, &theme, area);
        for y in 0..6 {
            for x in 0..12 {
                canvas.text(x, y, 50, &words, Token::Text);
                canvas.text_right(x, y, 9, "right", Token::Text);
                canvas.repeat(x, y, 50, "-", Token::Border);
            }
        }
        canvas.fill(Rect { x: 0, y: 0, width: 50, height: 50 }, Token::Header);
    }
    for y in 0..4 {
        for x in 0..10 {
            let inside = area.contains((x, y).into());
            assert_eq!(buf[(x, y)].symbol() == ".", !inside, "{x} {y}");
        }
    }
}

#[test]
fn half_of_a_wide_letter_never_stays() {
    let words = safe("警告");
    let row = painted(|c| {
        c.text(0, 0, 4, &words, Token::Text);
        c.text(1, 0, 1, "x", Token::Text);
    });
    assert!(row[0].starts_with(" x告"), "{}", row[0]);
}

#[test]
fn fields_align_and_phrases_are_cut_as_one() {
    let row = painted(|c| {
        c.text_right(0, 0, 7, made::countdown(281, crate::domain::Time::from_unix(0), true, Ticks::default()), Token::Text);
    });
    assert_eq!(&row[0][..7], "..~4:41");
    let row = painted(|c| {
        let phrase =
            Phrase::new(c.theme()).with("ack ", Token::Dim).with("1042", Token::Text).with(" x", Token::Dim);
        assert_eq!(phrase.width(), 10);
        c.phrase(0, 0, 10, &phrase);
        c.phrase(0, 1, 8, &phrase);
        c.phrase(0, 2, 6, &phrase);
    });
    assert_eq!(row, ["ack 1042 x..", "ack 104~....", "ack 1~......"]);
}

#[test]
fn lines_break_at_spaces_and_count_even_when_not_painted() {
    let show = |words: &str, width| {
        let words = safe(words);
        wrap(&words, width).iter().map(|i| i.text().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(show("replica 3 rebuilt, lag falling", 12), ["replica 3", "rebuilt, lag", "falling"]);
    assert_eq!(show("aaaaaaaaaaaaaaa b", 6), ["aaaaaa", "aaaaaa", "aaa b"]);
    assert_eq!(show("a\n\nb", 6), ["a", "", "b"]);
    assert_eq!(show("警告警告", 5), ["警告", "警告"]);
    for width in 0..5 {
        assert!(!show("警告 disk full 警", width).is_empty());
    }
    let words = safe("one\ntwo\nthree\nfour\nfive");
    let rows = painted(|c| {
        let mut page = Page::new(c, Rect { x: 1, y: 1, width: 6, height: 2 }, 2);
        page.wrapped(1, &words, Token::Text);
        assert_eq!(page.lines(), 5);
    });
    assert_eq!(rows, ["............", "..three.....", "..four......"]);
}

#[test]
fn the_caret_stands_where_the_next_letter_goes() {
    let input = |text: &str, caret: usize| Entry::lines(text).with_cursor(caret);
    let line = |text: &str, caret: usize| {
        let mut at = (0, 0);
        let rows = painted(|c| at = Typed::line(&input(text, caret)).paint(c, 0, 0, WIDTH));
        (at.0, rows[0].trim_end_matches('.').to_owned())
    };
    assert_eq!(line("p<=2", 4), (4, "p<=2".into()));
    assert_eq!(line("p<=2", 1), (1, "p<=2".into()));
    assert_eq!(line("service:checkout", 16), (11, "ce:checkout".into()));
    assert_eq!(line("警告x", 2).0, 4);
    let form = |text: &str, caret: usize| {
        let mut at = (0, 0);
        painted(|c| at = Typed::lines(&input(text, caret)).paint_lines(c, 0, 0, WIDTH, 3));
        at
    };
    assert_eq!(form("", 0), (0, 0));
    assert_eq!(form("one\n", 4), (0, 1));
    assert_eq!(form("one\ntwo", 5), (1, 1));
    assert_eq!(form("a\nb\nc\nd\ne", 9), (1, 2));
    assert_eq!(form("twelve cells and more", 21), (8, 1));
}

#[test]
fn typed_escapes_are_shown_clean() {
    let typed = Typed::line(&Entry::line("a\u{1b}[2Jb\u{202e}c"));
    let row = painted(|c| {
        typed.paint(c, 0, 0, WIDTH);
    })
    .remove(0);
    assert!(row.chars().all(|c| crate::text::is_clean_symbol(&c.to_string())), "{row:?}");
}

#[test]
fn the_host_is_what_is_really_opened() {
    let shown = |url: &str| host(&safe(url)).map(|h| h.text().to_owned());
    assert_eq!(shown("https://wiki.example/a@b"), Some("wiki.example".into()));
    assert_eq!(shown("https://wiki.example@evil.example/x"), Some("evil.example".into()));
    assert_eq!(shown("http://evil.example\\@wiki.example/"), Some("evil.example".into()));
    assert_eq!(shown("ftp://x/"), None);
}

#[test]
fn widths_of_what_we_make() {
    for s in [0, 59, 600, 86_399, 10_000_000, i64::MAX] {
        assert!(Ink::from(made::countdown(-s, crate::domain::Time::from_unix(0), true, Ticks::default())).width() <= 8, "{s}");
        assert!(Ink::from(made::age(s)).width() <= 5);
    }
    assert_eq!(Ink::from(made::count(2, true)).text(), "2+?");
}

#[test]
fn a_day_far_away_carries_its_year() {
    use crate::domain::Time;
    let now = Time::parse("2026-11-23T06:00:00Z").expect("a time");
    let text = |at: &str, how: fn(Time, Time, chrono_tz::Tz) -> made::Made| {
        Ink::from(how(Time::parse(at).expect("a time"), now, chrono_tz::UTC)).text().to_owned()
    };
    for (at, near, short, until) in [
        ("2026-11-23T07:00:00Z", "07:00Z", "07:00Z", "07:00Z"),
        ("2026-11-29T07:00:00Z", "Sun 29 Nov 07:00Z", "29 Nov 07:00Z", "29 Nov"),
        ("2036-11-23T07:00:00Z", "23 Nov 2036 07:00Z", "23 Nov 2036", "2036-11"),
    ] {
        assert_eq!(text(at, made::near), near);
        assert_eq!(text(at, made::near_short), short);
        assert_eq!(text(at, made::until), until);
    }
    assert_eq!(text("1970-01-01T00:00:00Z", made::near), " 1 Jan 1970 00:00Z");
}

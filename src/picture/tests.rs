//! The formats against buffers whose every cell is known.

use std::num::NonZero;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};

use super::{
    Page, Picture, Window,
    frame::{CELL_H, CELL_W, Measures},
    glyphs::Glyphs,
    shapes,
};
use crate::text::hostile;

const WINDOW: Window<'static> =
    Window { title: "a <b> & \"c\"", description: "what is on it", bar: true, page: Page::DARK };

/// A frame of the kinds of things that screens have.
fn buffer() -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 6));
    let bar = Style::new().bg(Color::Rgb(0x17, 0x1d, 0x27));
    buffer.set_style(Rect::new(0, 0, 24, 1), bar);
    let red = Style::new().fg(Color::Rgb(255, 107, 107)).add_modifier(Modifier::BOLD);
    buffer.set_string(0, 0, "▐1 open", red);
    buffer.set_string(10, 0, "<a&b>  \"c\"", bar);
    buffer.set_string(0, 1, "警告 95 %", Style::new());
    buffer.set_string(12, 1, "▰▰▱▱ ✓", Style::new().fg(Color::LightGreen));
    buffer.set_string(0, 2, "╌".repeat(24), Style::new().fg(Color::Indexed(240)));
    buffer.set_string(2, 3, "under lined", Style::new().add_modifier(Modifier::UNDERLINED));
    buffer.set_string(14, 3, "back", Style::new().fg(Color::Blue).add_modifier(Modifier::REVERSED));
    buffer.set_string(0, 4, "dim", Style::new().add_modifier(Modifier::DIM));
    buffer.set_string(4, 4, "slanted", Style::new().add_modifier(Modifier::ITALIC));
    buffer
}

#[test]
fn text_is_one_line_a_row_and_no_blanks_at_its_end() {
    let text = Picture::of(&buffer()).text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "▐1 open   <a&b>  \"c\"",
            "警告 95 %   ▰▰▱▱ ✓",
            &"╌".repeat(24),
            "  under lined back",
            "dim slanted",
            ""
        ]
    );
    assert!(text.ends_with("slanted\n\n"));
}

/// What a terminal shows of it, by the emulator that the screen's own tests believe.
#[test]
fn ansi_shows_the_same_cells_on_a_terminal() {
    let buffer = buffer();
    let ansi = Picture::of(&buffer).ansi();
    let (rows, cols) = (NonZero::new(6).unwrap(), NonZero::new(24).unwrap());
    let mut terminal = vt100::Parser::new(rows, cols, 0);
    // No more than what fits: the last line end would scroll.
    terminal.process(ansi.trim_end_matches('\n').replace('\n', "\r\n").as_bytes());
    for y in 0..6 {
        for x in 0..24 {
            let (ours, seen) = (&buffer[(x, y)], terminal.screen().cell(y, x).expect("a cell"));
            if seen.is_wide_continuation() {
                continue;
            }
            let symbol = if seen.contents().is_empty() { " " } else { seen.contents() };
            assert_eq!(ours.symbol(), symbol, "{x},{y}");
            assert_eq!(ours.modifier.contains(Modifier::BOLD), seen.bold(), "{x},{y}");
            assert_eq!(ours.modifier.contains(Modifier::UNDERLINED), seen.underline(), "{x},{y}");
            assert_eq!(ours.modifier.contains(Modifier::REVERSED), seen.inverse(), "{x},{y}");
            assert_eq!(terminal_colour(ours.bg), seen.bgcolor(), "{x},{y}");
            if symbol != " " {
                assert_eq!(terminal_colour(ours.fg), seen.fgcolor(), "{x},{y}");
            }
        }
    }
}

fn terminal_colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::LightGreen => vt100::Color::Idx(10),
        Color::Blue => vt100::Color::Idx(4),
        _ => vt100::Color::Default,
    }
}

#[test]
fn ansi_has_sgr_and_nothing_else_and_each_line_ends_with_everything_off() {
    let ansi = Picture::of(&buffer()).ansi();
    for part in ansi.split('\x1b').skip(1) {
        let end = part.find(|c: char| c.is_ascii_alphabetic()).expect("a final byte");
        assert!(part.starts_with('[') && part.as_bytes()[end] == b'm', "{part:?}");
        assert!(part[1..end].chars().all(|c| c.is_ascii_digit() || c == ';'), "{part:?}");
    }
    for line in ansi.lines().filter(|l| l.contains('\x1b')) {
        assert!(line.ends_with("\x1b[m"), "{line:?}");
    }
    // A run, not a cell: the rule of 24 cells is one sequence.
    assert_eq!(ansi.lines().nth(2).map(|l| l.matches('\x1b').count()), Some(2));
}

/// `x`, `y`, `textLength` and the text of each `<text>` of the screen.
fn texts(svg: &str) -> Vec<(u16, u16, u16, String)> {
    let number = |tag: &str, name: &str| -> f32 {
        let value = tag.split(&format!(" {name}=\"")).nth(1).and_then(|r| r.split('"').next());
        value.and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{name} in {tag}"))
    };
    svg.split("<text")
        .skip(1)
        .map(|rest| rest.split("</text>").next().expect("an end"))
        .filter(|rest| !rest.contains("class=\"bar\""))
        .map(|rest| {
            let (tag, text) = rest.split_once('>').expect("a tag");
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            let (x, y) = (number(tag, "x") as u16, number(tag, "y") as u16);
            (x, y, number(tag, "textLength") as u16, text.replace("&amp;", "&"))
        })
        .collect()
}

/// The text of an SVG put back where it stands.
fn read(svg: &str, at: Measures, rows: u16) -> String {
    let mut lines = vec![String::new(); usize::from(rows)];
    for (x, y, _, text) in texts(svg) {
        let line = &mut lines[usize::from((y - at.top as u16) / CELL_H)];
        let column = usize::from((x - at.left as u16) / CELL_W);
        let width = unicode_width::UnicodeWidthStr::width(&**line);
        line.push_str(&" ".repeat(column - width));
        line.push_str(&text);
    }
    lines.iter().flat_map(|l| [l.trim_end(), "\n"]).collect()
}

#[test]
fn svg_text_is_the_text_and_stands_in_its_columns() {
    let picture = Picture::of(&buffer());
    let svg = picture.svg(&WINDOW);
    assert_eq!(read(&svg, Measures::of(&picture, &WINDOW), 6), picture.text());
    for (x, _, length, text) in texts(&svg) {
        assert_eq!((x - 14) % CELL_W, 0, "{text}");
        assert_eq!(usize::from(length / CELL_W), unicode_width::UnicodeWidthStr::width(&*text), "{text}");
        assert!(!text.trim().contains("  "), "{text:?}: two columns in one run");
    }
}

#[test]
fn svg_is_small_self_contained_and_escaped() {
    let svg = Picture::of(&buffer()).svg(&WINDOW);
    assert!(svg.contains("<title id=\"title\">a &lt;b&gt; &amp; &quot;c&quot;</title>"), "{svg}");
    assert!(svg.contains("<desc id=\"desc\">what is on it</desc>"));
    assert!(!svg.contains("style=") && !svg.contains("href"), "{svg}");
    assert!(svg.contains("&lt;a&amp;b&gt;"));
    // One element for 24 dashes, and one path that paints them.
    assert_eq!(svg.matches("╌╌").count(), 12);
    assert_eq!(svg.lines().filter(|l| l.contains('╌')).count(), 1);
    assert!(svg.len() < 4_500, "{} bytes", svg.len());
    // Tags close, quotes pair.
    assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    assert_eq!(svg.matches('"').count() % 2, 0);
}

#[test]
fn hostile_cells_reach_no_format() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
    let bad = ["\x1b[2J", "\u{202e}", "\u{9b}", "a\u{200b}"];
    for (cell, symbol) in buffer.content.iter_mut().zip(bad) {
        cell.set_symbol(symbol);
    }
    let picture = Picture::of(&buffer);
    assert_eq!(picture.text(), "····\n");
    assert_eq!(picture.ansi(), "····\n");
    assert!(picture.svg(&WINDOW).contains(">····</text>"));
    for text in hostile::HOSTILE {
        let title = Window { title: text, description: text, ..WINDOW };
        let svg = picture.svg(&title);
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!svg.contains(control), "{text:?}");
        picture.png(&title).unwrap();
    }
}

struct Image {
    width: u32,
    pixels: Vec<u8>,
}

impl Image {
    fn of(bytes: &[u8]) -> Self {
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        Self { width: info.width, pixels }
    }

    fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let at = ((y * self.width + x) * 4) as usize;
        self.pixels[at..at + 4].try_into().unwrap()
    }
}

#[test]
fn png_is_the_window_with_the_colours_of_the_cells() {
    let picture = Picture::of(&buffer());
    let at = Measures::of(&picture, &WINDOW);
    let image = Image::of(&picture.png(&WINDOW).unwrap());
    assert_eq!(image.width, 2 * at.width);
    assert_eq!(image.at(0, 0)[3], 0, "outside a rounded corner");
    let cell = |x: u32, y: u32| (2 * (at.left + 9 * x), 2 * (at.top + 19 * y));
    // The right half block covers its half exactly, from the first row of pixels to the last.
    let (x, y) = cell(0, 0);
    for dy in [0, 20, 37] {
        assert_eq!(image.at(x + 8, y + dy), [0x17, 0x1d, 0x27, 255], "{dy}");
        assert_eq!(image.at(x + 9, y + dy), [255, 107, 107, 255], "{dy}");
        assert_eq!(image.at(x + 17, y + dy), [255, 107, 107, 255], "{dy}");
    }
    // The ground ends where the row does.
    let (x, y) = cell(23, 0);
    assert_eq!(image.at(x + 17, y + 37), [0x17, 0x1d, 0x27, 255]);
    assert_eq!(image.at(x + 17, y + 38), [0x10, 0x14, 0x1b, 255]);
    // Reversed: the ground is the letter's colour.
    let (x, y) = cell(14, 3);
    assert_eq!(image.at(x, y), [0x6f, 0xa8, 0xff, 255]);
    // Some pixel of a letter has its colour in full, and of a missing one there is a box of two columns.
    let (x, y) = cell(1, 0);
    assert!((0..18 * 30).any(|n| image.at(x + n % 18, y + n / 18)[..3] == [255, 107, 107]));
    let (x, y) = cell(0, 1);
    assert!(image.at(x + 2, y + 20)[0] > 0xa0 && image.at(x + 33, y + 20)[0] > 0xa0);
    assert_eq!(image.at(x + 18, y + 20), [0x10, 0x14, 0x1b, 255], "nothing in the middle of the box");
}

#[test]
fn bold_is_heavier_and_italic_leans() {
    let ink = |modifier| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        buffer.set_string(0, 0, "lll", Style::new().add_modifier(modifier));
        Picture::of(&buffer).png(&Window { bar: false, ..WINDOW }).unwrap()
    };
    let weight =
        |bytes: &[u8]| Image::of(bytes).pixels.chunks(4).map(|p| u64::from(p[0])).sum::<u64>() as f64;
    let (plain, bold) = (ink(Modifier::empty()), ink(Modifier::BOLD));
    assert!(weight(&bold) > weight(&plain) * 1.02, "{} {}", weight(&bold), weight(&plain));
    assert_ne!(ink(Modifier::ITALIC), plain);
}

#[test]
fn lines_join_over_rows_and_columns() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 3));
    for (y, row) in ["┌─┐", "│█│", "╰━┛"].iter().enumerate() {
        buffer.set_string(0, y as u16, row, Style::new().fg(Color::Rgb(255, 255, 255)));
    }
    let picture = Picture::of(&buffer);
    let at = Measures::of(&picture, &WINDOW);
    let image = Image::of(&picture.png(&WINDOW).unwrap());
    let (left, top) = (2 * at.left, 2 * at.top);
    // Down the left side from the middle of the first row to the last, without a gap.
    for y in 19..(38 * 2) {
        assert_eq!(image.at(left + 8, top + y), [255; 4], "row of pixels {y}");
    }
    for x in 9..(18 * 2 + 9) {
        assert_eq!(image.at(left + x, top + 19), [255; 4], "column of pixels {x}");
    }
    // The full block is full.
    for (x, y) in [(18, 38), (35, 75)] {
        assert_eq!(image.at(left + x, top + y), [255; 4]);
    }
}

#[test]
fn every_shape_stays_in_its_cell_and_every_sign_of_ours_can_be_drawn() {
    for c in ('\u{2500}'..='\u{25b1}').chain(['⋯', '…']) {
        let Some(shape) = shapes::of(&c.to_string()) else { continue };
        assert!(!shape.areas.is_empty(), "{c} paints nothing");
        for (x, y) in shape.areas.iter().flatten() {
            let (w, h) = (f32::from(CELL_W), f32::from(CELL_H));
            assert!((0.0..=w).contains(x) && (0.0..=h).contains(y), "{c}: {x},{y}");
        }
    }
    let glyphs = Glyphs::new().unwrap();
    for c in "▐*╎╌⋯▰▱✓↻✗⚠│─…●○▲▼◐→←äöüßéñŁżЖΩ€°·×–—„“’".chars()
    {
        assert!(shapes::of(&c.to_string()).is_some() || glyphs.has(c), "{c} would be a box");
    }
}

#[test]
fn a_page_is_as_light_as_its_theme() {
    let light = Page::of(Some(Color::Rgb(20, 20, 20)), Some(Color::Rgb(250, 250, 250)));
    let red = |page: Page| page.ink_of(Color::LightRed);
    assert_eq!(red(light), red(Page::LIGHT));
    assert_eq!(Page::of(None, None), Page::DARK);
    assert_ne!(red(Page::DARK), red(Page::LIGHT));
}

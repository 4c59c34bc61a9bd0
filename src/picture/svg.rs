//! `svg`: text stays text. Belongs to [`super`].
//!
//! Every run of one look is one `<text>` with the width it must have (`textLength`), so that a font with another
//! advance shifts nothing; runs end at two blanks, and characters that fonts take from elsewhere stand alone. What is
//! geometry is painted as paths over text that cannot be seen but can be read, searched and copied.

use std::fmt::{self, Write};

use super::{
    Picture,
    cells::{Cell, Paint},
    colour::Rgb,
    frame::{BAR, BASE, CELL_H, CELL_W, FONT, Measures, PAD, RADIUS, Window},
    shapes::{self, Corner, Shape},
};

/// A picture in its window.
pub(super) fn svg(picture: &Picture, window: &Window<'_>) -> String {
    let mut drawing =
        Drawing { window, at: Measures::of(picture, window), paints: Vec::new(), grounds: Vec::new() };
    let body = drawing.rows(picture);
    let mut out = String::with_capacity(body.len() + 2_048);
    // Writing to a string does not fail.
    let _ = drawing.document(&mut out, &body);
    out
}

struct Drawing<'a> {
    window: &'a Window<'a>,
    at: Measures,
    /// Classes of characters, in the order they were met.
    paints: Vec<(Ink, Paths)>,
    /// Classes of grounds, each with its rectangles as one path.
    grounds: Vec<(Rgb, String)>,
}

/// What a class of characters is made of; what lies behind them is painted before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ink {
    fg: Rgb,
    bold: bool,
    italic: bool,
    underline: bool,
    crossed: bool,
}

impl From<Paint> for Ink {
    fn from(p: Paint) -> Self {
        Self { fg: p.fg, bold: p.bold, italic: p.italic, underline: p.underline, crossed: p.crossed }
    }
}

impl Ink {
    /// Whether a blank of it can be seen.
    const fn lined(self) -> bool {
        self.underline || self.crossed
    }
}

/// Geometry in one colour.
#[derive(Debug, Default)]
struct Paths {
    solid: String,
    /// Shades, by how much of the ground they hide.
    shaded: Vec<(f32, String)>,
}

/// How a character may share a run with its neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sort<'a> {
    /// A letter that every monospace font has.
    Letter,
    /// Only with others of the same.
    Other(&'a str),
    /// The same, painted as geometry.
    Shape(&'a str),
}

fn sort(cell: &Cell) -> Sort<'_> {
    // Latin with its accents, and common punctuation.
    let common = |c: char| matches!(c, ' '..='~' | '\u{a1}'..='\u{17f}' | '–' | '—' | '‘' | '’' | '“' | '”' | '•' | '€');
    if cell.width == 1 && cell.symbol.chars().all(common) {
        Sort::Letter
    } else if cell.width == 1 && shapes::of(&cell.symbol).is_some() {
        Sort::Shape(&cell.symbol)
    } else {
        Sort::Other(&cell.symbol)
    }
}

impl Drawing<'_> {
    fn rows(&mut self, picture: &Picture) -> String {
        let mut texts = String::new();
        for (row, y) in picture.rows.iter().zip(0_u32..) {
            let top = self.at.top + y * u32::from(CELL_H);
            self.grounds(row, top);
            for (run, ink, sort) in self.runs(row) {
                self.text(&mut texts, run, ink, sort, top);
            }
        }
        texts
    }

    fn x(&self, column: u16) -> u32 {
        self.at.left + u32::from(column) * u32::from(CELL_W)
    }

    /// What lies behind a row: neighbours of one colour are one rectangle.
    fn grounds(&mut self, row: &[Cell], top: u32) {
        let page = self.window.page;
        for run in row.chunk_by(|a, b| a.look.paint(page).bg == b.look.paint(page).bg) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let bg = first.look.paint(page).bg;
            if bg == page.ground() {
                continue;
            }
            let width = u32::from(last.x + last.width - first.x) * u32::from(CELL_W);
            let rect = format!("M{} {top}h{width}v{CELL_H}h-{width}z", self.x(first.x));
            match self.grounds.iter_mut().find(|(rgb, _)| *rgb == bg) {
                Some((_, path)) => path.push_str(&rect),
                None => self.grounds.push((bg, rect)),
            }
        }
    }

    /// Runs of a row, without the blanks around them.
    fn runs<'r>(&self, row: &'r [Cell]) -> Vec<(&'r [Cell], Ink, Sort<'r>)> {
        let page = self.window.page;
        let ink = |cell: &Cell| Ink::from(cell.look.paint(page));
        let mut runs = Vec::new();
        let mut at = 0;
        while let Some(first) = row.get(at) {
            let (look, kind) = (ink(first), sort(first));
            if first.is_blank() && !look.lined() {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while let Some(cell) = row.get(end) {
                let blank = cell.is_blank() && !look.lined();
                // One blank may be inside a run, two are a gap between columns.
                let gap = blank && row.get(end + 1).is_none_or(Cell::is_blank);
                if gap || (!blank && ink(cell) != look) || sort(cell) != kind {
                    break;
                }
                end += 1;
            }
            let run = &row[at..end];
            let kept = if look.lined() {
                end - at
            } else {
                run.iter().rposition(|c| !c.is_blank()).map_or(1, |n| n + 1)
            };
            runs.push((&run[..kept], look, kind));
            at = end;
        }
        runs
    }

    fn text(&mut self, out: &mut String, run: &[Cell], ink: Ink, sort: Sort<'_>, top: u32) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let n = self.paints.iter().position(|(i, _)| *i == ink).unwrap_or_else(|| {
            self.paints.push((ink, Paths::default()));
            self.paints.len() - 1
        });
        let seen = if let Sort::Shape(symbol) = sort {
            if let Some(shape) = shapes::of(symbol) {
                for cell in run {
                    let corner = (self.x(cell.x) as f32, top as f32);
                    self.paints[n].1.add(&shape, corner);
                }
            }
            " q"
        } else {
            ""
        };
        let (x, y) = (self.x(first.x), Number(top as f32 + BASE));
        let length = u32::from(last.x + last.width - first.x) * u32::from(CELL_W);
        let _ =
            write!(out, "<text x=\"{x}\" y=\"{y}\" class=\"{}{seen}\" textLength=\"{length}\">", Class(n));
        for cell in run {
            escape(out, &cell.symbol);
        }
        out.push_str("</text>\n");
    }

    fn document(&self, out: &mut String, body: &str) -> fmt::Result {
        let (window, Measures { width, height, .. }) = (self.window, self.at);
        writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\">"
        )?;
        for (tag, words) in [("title", window.title), ("desc", window.description)] {
            write!(out, "<{tag} id=\"{tag}\">")?;
            escape(out, words);
            writeln!(out, "</{tag}>")?;
        }
        self.style(out)?;
        self.window(out)?;
        for (n, (_, path)) in self.grounds.iter().enumerate() {
            writeln!(out, "<path class=\"g{n}\" d=\"{path}\"/>")?;
        }
        out.push_str(body);
        for (n, (_, paths)) in self.paints.iter().enumerate() {
            if !paths.solid.is_empty() {
                writeln!(out, "<path class=\"{}\" d=\"{}\"/>", Class(n), paths.solid)?;
            }
            for (cover, path) in &paths.shaded {
                writeln!(out, "<path class=\"{}\" opacity=\"{}\" d=\"{path}\"/>", Class(n), Number(*cover))?;
            }
        }
        out.push_str("</svg>\n");
        Ok(())
    }

    fn style(&self, out: &mut String) -> fmt::Result {
        let font = Number(FONT);
        writeln!(out, "<style>")?;
        writeln!(
            out,
            "text{{font:{font}px ui-monospace,\"DejaVu Sans Mono\",Menlo,Consolas,monospace;white-space:pre}}"
        )?;
        for (n, (rgb, _)) in self.grounds.iter().enumerate() {
            writeln!(out, ".g{n}{{fill:{rgb}}}")?;
        }
        for (n, (ink, _)) in self.paints.iter().enumerate() {
            write!(out, ".{}{{fill:{}", Class(n), ink.fg)?;
            if ink.bold {
                out.push_str(";font-weight:700");
            }
            if ink.italic {
                out.push_str(";font-style:italic");
            }
            match (ink.underline, ink.crossed) {
                (true, true) => out.push_str(";text-decoration:underline line-through"),
                (true, false) => out.push_str(";text-decoration:underline"),
                (false, true) => out.push_str(";text-decoration:line-through"),
                (false, false) => {}
            }
            writeln!(out, "}}")?;
        }
        // What is painted as geometry is there for those who read, search and copy.
        writeln!(out, ".q{{fill-opacity:0}}\n</style>")
    }

    fn window(&self, out: &mut String) -> fmt::Result {
        let (window, Measures { width, height, .. }) = (self.window, self.at);
        // Half a pixel in, so that the line around it is sharp.
        let (inner_w, inner_h) = (width - 1, height - 1);
        writeln!(
            out,
            "<rect x=\".5\" y=\".5\" width=\"{inner_w}\" height=\"{inner_h}\" rx=\"{RADIUS}\" fill=\"{}\" stroke=\"{}\"/>",
            window.page.ground(),
            window.border()
        )?;
        if !window.bar {
            return Ok(());
        }
        let r = RADIUS;
        let (side, ground) = (inner_w - 1 - 2 * u32::from(r), window.bar_ground());
        writeln!(
            out,
            "<path fill=\"{ground}\" d=\"M1 {BAR}V{}a{r} {r} 0 0 1 {r} -{r}h{side}a{r} {r} 0 0 1 {r} {r}V{BAR}z\"/>",
            r + 1
        )?;
        for n in 0..3 {
            let x = PAD + 6 + n * 18;
            writeln!(out, "<circle cx=\"{x}\" cy=\"{}\" r=\"5\" fill=\"{}\"/>", BAR / 2, window.buttons())?;
        }
        // Not `<text>`: that is the screen's own.
        write!(
            out,
            "<g aria-hidden=\"true\"><text class=\"bar\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{}\">",
            width / 2,
            BAR / 2 + 5,
            window.bar_ink()
        )?;
        escape(out, window.title);
        out.push_str("</text></g>\n");
        Ok(())
    }
}

impl Paths {
    fn add(&mut self, shape: &Shape, corner: Corner) {
        let solid = (shape.cover - 1.0).abs() < f32::EPSILON;
        let path = if solid {
            &mut self.solid
        } else if let Some(n) = self.shaded.iter().position(|(c, _)| (c - shape.cover).abs() < f32::EPSILON) {
            &mut self.shaded[n].1
        } else {
            self.shaded.push((shape.cover, String::new()));
            let last = self.shaded.len() - 1;
            &mut self.shaded[last].1
        };
        for area in &shape.areas {
            outline(path, area, corner);
        }
    }
}

/// One area: where it begins, then only what changes. Rounded once, so that errors do not add up.
fn outline(path: &mut String, area: &[Corner], (left, top): Corner) {
    let mut corners = area.iter().map(|(x, y)| (hundredth(left + x), hundredth(top + y)));
    let Some((mut x, mut y)) = corners.next() else { return };
    let _ = write!(path, "M{} {}", Number(x), Number(y));
    for (to_x, to_y) in corners {
        let (dx, dy) = (Number(to_x - x), Number(to_y - y));
        let _ = match (hundredth(to_x - x) == 0.0, hundredth(to_y - y) == 0.0) {
            (true, true) => Ok(()),
            (false, true) => write!(path, "h{dx}"),
            (true, false) => write!(path, "v{dy}"),
            (false, false) => write!(path, "l{dx} {dy}"),
        };
        (x, y) = (to_x, to_y);
    }
    path.push('z');
}

fn hundredth(n: f32) -> f32 {
    (n * 100.0).round() / 100.0
}

/// A number as short as two decimals allow.
struct Number(f32);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

/// The name of a class: a to z without g and q, which have other uses, then two letters.
struct Class(usize);

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LETTERS: &[u8; 24] = b"abcdefhijklmnoprstuvwxyz";
        let Self(n) = *self;
        if n >= LETTERS.len() {
            Self(n / LETTERS.len() - 1).fmt(f)?;
        }
        f.write_char(char::from(LETTERS[n % LETTERS.len()]))
    }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 allows no control characters, not even escaped.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}

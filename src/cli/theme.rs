//! `theme list|check`, and which theme is chosen. Belongs to the command line.

use std::{fmt::Write as _, path::Path};

use ratatui::style::{Color, Modifier, Style};
use serde::Serialize;

use super::{
    args::{Common, ThemeCommand},
    conf,
    exit::{Code, Failure},
    open,
    print::{self, Cell, Format, Look, Printer, Table},
};
use crate::{
    config::Config,
    runtime::screen,
    ui::{
        Depth, Theme,
        theme::{
            NAMES, Shelf, ShelfError, Token,
            report::{self, Report},
        },
    },
};

/// All themes of this person: the embedded ones, and those in `themes/` beside the configuration.
pub fn shelf(config: &Config) -> Shelf {
    Shelf::new(config.dirs.config.join("themes"))
}

/// The theme made for the console of Linux: sixteen colours, and glyphs that its fonts have.
const CONSOLE: &str = "linux-console";

/// The theme that is configured; where none is, the one made for this terminal.
pub fn choose(config: &Config) -> Result<Theme, Failure> {
    shelf(config).load(chosen(config)).map_err(|error| match &error {
        ShelfError::Unknown { name, .. } => {
            let from = config.origins.get("theme").cloned().unwrap_or_default();
            let said = error.to_string();
            let end = said.split_once("`: ").map_or("", |(_, end)| end);
            Failure::usage(format!("there is no theme `{name}` ({from}): {end}"))
        }
        _ => Failure::usage(error),
    })
}

/// The name of it.
pub fn chosen(config: &Config) -> &str {
    picked(&config.theme, config.origins.contains_key("theme"), screen::caps(config).linux_console)
}

/// Whoever named one gets that, on the console too.
const fn picked(theme: &str, named: bool, console: bool) -> &str {
    if console && !named { CONSOLE } else { theme }
}

/// `theme …`
pub fn run(common: &Common, what: &ThemeCommand) -> Result<Code, Failure> {
    match what {
        ThemeCommand::List => list(common),
        ThemeCommand::Check { which } => check(common, which.as_deref()),
    }
}

#[derive(Serialize)]
struct ListedJson<'a> {
    name: &'a str,
    from: &'a str,
    chosen: bool,
}

fn list(common: &Common) -> Result<Code, Failure> {
    let config = open::configure(common)?;
    let mut printer = open::printer(common, Some(&config));
    let shelf = shelf(&config);
    let painted = chosen(&config);
    let own = shelf.own();
    let from = |name: &str| {
        own.iter()
            .find(|(n, _)| n == name)
            .map_or_else(|| "built in".to_owned(), |(_, file)| file.display().to_string())
    };
    let found: Vec<(String, String)> =
        shelf.names().into_iter().map(|name| (name.clone(), from(&name))).collect();
    if printer.format() == Format::Json {
        printer.json_array(found.iter().map(|(name, from)| ListedJson {
            name,
            from,
            chosen: *name == painted,
        }));
        return conf::done(&mut printer);
    }
    let chosen = |name: &str| if name == painted { "yes" } else { "" };
    if printer.coloured() && printer.format() == Format::Table {
        let depth = screen::depth(screen::caps(&config)).max(Depth::Ansi16);
        for (name, from) in &found {
            let chosen = if chosen(name).is_empty() { "" } else { ", chosen" };
            printer.line(&[Cell::ours(name).look(Look::Bold), Cell::ours(format!("  {from}{chosen}"))]);
            match shelf.load(name) {
                Ok(theme) => printer.document(swatch(&theme.for_depth(depth)).as_bytes()),
                Err(error) => printer.line(&[Cell::ours(format!("  {error}")).look(Look::Warn)]),
            }
        }
        return conf::done(&mut printer);
    }
    let mut table = Table::new(&["NAME", "FROM", "CHOSEN"]);
    for (name, from) in &found {
        table.row(vec![Cell::ours(name), Cell::ours(from), Cell::ours(chosen(name))]);
    }
    printer.table(&table);
    conf::done(&mut printer)
}

/// Every priority, what went how, and what is chosen, on the theme's ground: one line of escape sequences.
fn swatch(theme: &Theme) -> String {
    const SHOWN: [(&str, Token); 11] = [
        (" P1", Token::Priority1),
        (" P2", Token::Priority2),
        (" P3", Token::Priority3),
        (" P4", Token::Priority4),
        (" P5", Token::Priority5),
        ("  text", Token::Text),
        (" dim", Token::Dim),
        (" good", Token::Good),
        (" warning", Token::Warning),
        (" error ", Token::Error),
        (" chosen ", Token::MenuPick),
    ];
    let ground = theme.style(Token::Ground);
    let mut line = "  ".to_owned();
    for (words, token) in SHOWN {
        let _ = write!(line, "\x1b[0{}m{words}", sgr(ground.patch(theme.style(token))));
    }
    line + "\x1b[0m\n"
}

/// The numbers of a style, each after a `;`.
fn sgr(style: Style) -> String {
    let mut numbers = String::new();
    let attributes =
        [(Modifier::BOLD, 1), (Modifier::DIM, 2), (Modifier::UNDERLINED, 4), (Modifier::REVERSED, 7)];
    for (attribute, number) in attributes {
        if style.add_modifier.contains(attribute) {
            let _ = write!(numbers, ";{number}");
        }
    }
    for (colour, base) in [(style.fg, 30), (style.bg, 40)] {
        let _ = match colour {
            Some(Color::Rgb(r, g, b)) => write!(numbers, ";{};2;{r};{g};{b}", base + 8),
            Some(Color::Indexed(n)) => write!(numbers, ";{};5;{n}", base + 8),
            Some(named) => write!(numbers, ";{}", base + offset(named)),
            None => Ok(()),
        };
    }
    numbers
}

/// Where a named colour stands after 30 or 40 (ECMA-48, and the bright ones of aixterm).
const fn offset(colour: Color) -> u8 {
    match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        _ => 9,
    }
}

/// What was measured, and of what.
type Measured = Vec<Result<Report, String>>;

fn check(common: &Common, which: Option<&str>) -> Result<Code, Failure> {
    let config = open::configure(common)?;
    let shelf = shelf(&config);
    let measured: Measured = if let Some(which) = which {
        let named = NAMES.contains(&which) || shelf.own().iter().any(|(name, _)| name == which);
        let theme = if named { shelf.load(which) } else { named_file(&shelf, which) };
        vec![Ok(report::measure(&theme.map_err(Failure::usage)?))]
    } else {
        let names = shelf.names().into_iter();
        names.map(|n| shelf.load(&n).map(|t| report::measure(&t)).map_err(|e| e.to_string())).collect()
    };
    let mut printer = open::printer(common, Some(&config));
    match printer.format() {
        Format::Json => printer.json_array(measured.iter().flatten()),
        Format::Csv => printer.table(&table(&measured)),
        Format::Table => measured.iter().flatten().for_each(|report| page(&mut printer, report)),
    }
    conf::done(&mut printer)?;
    let mut wrong = 0;
    for one in &measured {
        match one {
            Ok(report) => wrong += usize::from(!report.faults.is_empty()),
            Err(words) => {
                print::say(words);
                wrong += 1;
            }
        }
    }
    Ok(if wrong == 0 { Code::Done } else { Code::Usage })
}

/// A file; a word that is no file was meant as a name.
fn named_file(shelf: &Shelf, which: &str) -> Result<Theme, ShelfError> {
    let file = Path::new(which);
    let path = which.contains(['/', '\\']) || file.extension().is_some() || file.exists();
    if path { Shelf::read(file) } else { shelf.load(which) }
}

fn page(printer: &mut Printer, report: &Report) {
    let verdict = match report.faults.len() {
        0 => "right".to_owned(),
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    };
    let look = if report.faults.is_empty() { Look::Plain } else { Look::Alarm };
    printer
        .line(&[Cell::ours(format!("{}: ", report.theme)).look(Look::Bold), Cell::ours(verdict).look(look)]);
    let mut say = |what: &str, words: String| {
        printer.line(&[Cell::ours(format!("  {what:<13}")).look(Look::Dim), Cell::ours(words)]);
    };
    for fault in &report.faults {
        say("fault", fault.words.clone());
    }
    say("tokens", format!("all {} have a look", report.tokens));
    match report.weakest() {
        Some(weakest) => {
            let held = report.contrasts.iter().filter(|c| c.least.is_some()).count();
            say("contrast", format!("{held} pairs; the least is {}", weakest.words()));
        }
        None => say("contrast", "no colours: the terminal's own".to_owned()),
    }
    let exempt = report.contrasts.iter().filter(|c| c.least.is_none());
    if let Some(least) = exempt.min_by(|a, b| a.ratio.total_cmp(&b.ratio)) {
        say("exempt", format!("{} ({})", least.words(), report.exempt));
    }
    for alike in &report.alike {
        let told = alike.told_by.unwrap_or("nothing");
        say("16 colours", format!("{} look the same; {told} tells them apart", alike.words()));
    }
    for near in &report.nearest {
        say(near.sight, format!("{}, the two nearest: {}", near.among, near.words()));
    }
}

/// Every pair that was measured.
fn table(measured: &Measured) -> Table {
    let mut table = Table::new(&["theme", "token", "ground", "text", "back", "colours", "contrast", "least"]);
    for report in measured.iter().flatten() {
        for c in &report.contrasts {
            let [text, back] = &c.colours;
            table.row(vec![
                Cell::ours(&report.theme),
                Cell::ours(c.token),
                Cell::ours(c.ground),
                Cell::ours(text),
                Cell::ours(back),
                Cell::ours(if c.full { "24 bits" } else { "16" }),
                Cell::number(c.ratio),
                c.least.map_or_else(Cell::default, Cell::number),
            ]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_has_its_theme_unless_one_was_named() {
        assert_eq!(picked("dark", false, false), "dark");
        assert_eq!(picked("dark", false, true), "linux-console");
        assert_eq!(picked("dark", true, true), "dark", "asked for by name");
        assert_eq!(picked("nord", true, true), "nord");
        assert!(NAMES.contains(&CONSOLE), "{NAMES:?}");
    }
}

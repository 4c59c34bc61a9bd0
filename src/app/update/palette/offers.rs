//! What can stand at the caret of a command: its options, the words they take, names of the board.

use std::ops::Range;

use super::catalog;
use crate::{
    app::model::{
        Model,
        palette::{
            Does, Kind, Palette, Row,
            grammar::{CommandSpec, Local, OptionSpec, line, local},
            words::{self, Word, quoted},
        },
    },
    domain::{
        Phase,
        query::complete,
        view::{GroupBy, SortBy},
    },
    text::SafeText,
};

/// Offers at once.
const MOST: usize = 60;
/// Incidents of the board that are offered as ids.
const IDS: usize = 12;

/// One offer, before it is a row.
struct Offer(String, SafeText);

/// What stands at the caret.
struct At<'a> {
    /// The words before.
    before: &'a [Word],
    /// What is typed of this one.
    typed: &'a str,
    /// Its characters in the line.
    range: Range<usize>,
    /// The line up to the caret.
    head: &'a str,
}

/// What can stand at the caret of a command that is typed there; `None` where no command stands in front.
pub fn offers(model: &Model, palette: &Palette) -> Option<Vec<Row>> {
    let text = palette.input.value();
    let caret = palette.input.caret();
    let head: String = text.chars().take(caret).collect();
    let split = words::split(&head);
    let fresh = split.open.is_none() && head.ends_with(char::is_whitespace);
    let (before, typed) = match split.words.split_last() {
        Some((last, before)) if !fresh => (before, Some(last)),
        _ => (&*split.words, None),
    };
    let first = before.first()?;
    let at = At {
        before,
        typed: typed.map_or("", |w| &w.text),
        range: typed.map_or(caret, |w| w.start)..caret,
        head: &head,
    };
    if let Some(local) = local(&first.text)
        && let Some(rows) = of_local(model, palette, local, &at)
    {
        return Some(rows);
    }
    let command = model.grammar.command(&first.text)?;
    Some(of_command(model, palette, command, &at))
}

fn of_local(model: &Model, palette: &Palette, local: Local, at: &At<'_>) -> Option<Vec<Row>> {
    let plain = |words: Vec<Offer>| Some(rows(at, words, true));
    match local {
        Local::Filter => Some(query(palette, at, at.before.get(1).map_or(at.range.start, |w| w.start))),
        Local::Sort => {
            let from = at.typed.rfind([',', '-']).map_or(0, |b| b + 1);
            let before = &at.typed[..from];
            let words = SortBy::ALL.map(|by| Offer(format!("{before}{}", by.word()), SafeText::default()));
            plain(words.into())
        }
        Local::Group => {
            let words = GroupBy::WORDS.into_iter().chain(["none"]);
            plain(words.map(|w| Offer(w.to_owned(), SafeText::default())).collect())
        }
        // The command line has some of that name, too.
        Local::Theme if at.before.len() > 1 => None,
        Local::Theme => {
            let fitting = rows(
                at,
                model.themes.iter().map(|t| Offer(t.shown().to_owned(), SafeText::default())).collect(),
                false,
            );
            let themes = fitting.into_iter().filter_map(|row| {
                let theme = model.themes.iter().find(|t| **t == row.title)?;
                Some(catalog::theme(model, theme))
            });
            let mut all: Vec<Row> = themes.collect();
            if let Some(command) = model.grammar.command("theme") {
                all.extend(of_command(model, palette, command, at));
            }
            Some(all)
        }
        Local::View => {
            if at.before.len() > 1 {
                return Some(Vec::new());
            }
            let mut words: Vec<Offer> =
                model.views.iter().map(|v| Offer(v.name.shown().to_owned(), line(v.query.text()))).collect();
            words.push(Offer("save".to_owned(), line("keep what is shown as a view of this name")));
            plain(words)
        }
        Local::SaveView | Local::Quit | Local::Help | Local::Write => Some(Vec::new()),
    }
}

fn of_command(model: &Model, palette: &Palette, command: &CommandSpec, at: &At<'_>) -> Vec<Row> {
    let mut command = command;
    let mut depth = 1;
    while let Some(under) = at.before.get(depth).and_then(|w| command.command(&w.text)) {
        command = under;
        depth += 1;
    }
    if !command.commands.is_empty() {
        let words = command.commands.iter().map(|c| Offer(c.name.clone(), c.about.clone())).collect();
        return rows(at, words, true);
    }
    let behind = &at.before[depth..];
    if let Some(option) = behind.last().and_then(|w| command.option(&w.text)).filter(|o| o.takes.is_some()) {
        return of_option(model, palette, command, option, at);
    }
    if let Some((name, typed)) = at.typed.split_once('=')
        && let Some(option) = command.option(name)
    {
        let skip = name.chars().count() + 1;
        let at = At { typed, range: at.range.start + skip..at.range.end, ..*at };
        return of_option(model, palette, command, option, &at);
    }
    let unused = command.options.iter().filter(|o| !behind.iter().any(|w| w.text == o.name));
    let options = unused.map(|o| Offer(o.name.clone(), o.about.clone())).collect();
    if at.typed.starts_with("--") {
        return rows(at, options, true);
    }
    if command.words.iter().any(|w| w.contains("QUERY")) {
        let mut all = query(palette, at, behind.first().map_or(at.range.start, |w| w.start));
        if at.typed.is_empty() {
            all.extend(rows(at, options, true));
        }
        return all;
    }
    let mut all = rows(at, positional(model, palette, command), true);
    all.extend(rows(at, options, true));
    all
}

/// What stands without an option.
fn positional(model: &Model, palette: &Palette, command: &CommandSpec) -> Vec<Offer> {
    let mut all = Vec::new();
    for word in command.words.iter().flat_map(|w| w.split(" | ")) {
        match word {
            "PHASE" => all.extend(Phase::ALL.iter().map(|p| Offer(p.word().to_owned(), line(p.title())))),
            w if w.starts_with("CATEGORY") => all.extend(categories(model, palette)),
            "SERVICE" => all.extend(services(model, palette)),
            _ => {}
        }
    }
    if command.name == "assign" {
        all.extend(people(model, palette));
    }
    if command.words.iter().any(|w| w.starts_with("ID")) {
        all.extend(ids(model));
    }
    all
}

fn of_option(
    model: &Model,
    palette: &Palette,
    command: &CommandSpec,
    option: &OptionSpec,
    at: &At<'_>,
) -> Vec<Row> {
    if !option.values.is_empty() {
        let words = option.values.iter().map(|(word, about)| Offer(word.clone(), about.clone())).collect();
        return rows(at, words, true);
    }
    let some = |words: &[&str]| -> Vec<Offer> {
        words.iter().map(|w| Offer((*w).to_owned(), SafeText::default())).collect()
    };
    let takes = option.takes.as_deref().unwrap_or_default();
    let practice = || {
        let first = palette.targets.first().map(|t| &t.source);
        first.or_else(|| model.sources.first().map(|s| &s.name)).map(|source| model.practice(source))
    };
    let words = match &*option.name {
        "--query" => return query_in_word(palette, at),
        "--impact" if takes == "N" => practice().map_or_else(Vec::new, |p| {
            (1..=p.matrix.impacts()).map(|n| Offer(n.to_string(), p.matrix.impact_title(n))).collect()
        }),
        "--urgency" => practice().map_or_else(Vec::new, |p| {
            (1..=p.matrix.urgencies()).map(|n| Offer(n.to_string(), p.matrix.urgency_title(n))).collect()
        }),
        "--set" | "--satisfaction" => some(&["1", "2", "3", "4", "5"]),
        "--code" => practice().map_or_else(Vec::new, |p| {
            p.codes.iter().map(|c| Offer(c.shown().to_owned(), SafeText::default())).collect()
        }),
        "--for" => some(&["30m", "1h", "2h", "4h", "8h", "1d"]),
        "--next" => some(&["15m", "30m", "1h", "tomorrow 9:00"]),
        "--until" => some(&["1h", "4h", "tomorrow 9:00", "mon 9:00"]),
        "--wait" => some(&["5s", "15s", "1m"]),
        "--service" => services(model, palette),
        "--category" => categories(model, palette),
        "--team" => names(palette.seen.vocabulary().teams),
        _ if takes.starts_with("WHO") => people(model, palette),
        _ if takes.starts_with("ID") => ids(model),
        _ => Vec::new(),
    };
    let _ = command;
    rows(at, words, true)
}

fn names(words: &[SafeText]) -> Vec<Offer> {
    words.iter().map(|w| Offer(w.shown().to_owned(), SafeText::default())).collect()
}

fn people(model: &Model, palette: &Palette) -> Vec<Offer> {
    let mut all = vec![Offer("me".to_owned(), model.me.clone())];
    let known = &model.directory.people;
    all.extend(known.iter().map(|p| Offer(p.id.shown().to_owned(), p.name.clone().unwrap_or_default())));
    let seen = palette.seen.vocabulary().owners.iter().filter(|o| !known.iter().any(|p| p.id == **o));
    all.extend(seen.map(|o| Offer(o.shown().to_owned(), SafeText::default())));
    all.push(Offer("nobody".to_owned(), SafeText::default()));
    all
}

fn services(model: &Model, palette: &Palette) -> Vec<Offer> {
    let known = &model.directory.services;
    let seen = palette.seen.vocabulary().services.iter().filter(|s| !known.iter().any(|k| k.id == **s));
    let known = known.iter().map(|s| Offer(s.id.shown().to_owned(), s.name.clone().unwrap_or_default()));
    known.chain(seen.map(|s| Offer(s.shown().to_owned(), SafeText::default()))).collect()
}

fn categories(model: &Model, palette: &Palette) -> Vec<Offer> {
    let first = palette.targets.first().map(|t| &t.source);
    let Some(source) = first.or_else(|| model.sources.first().map(|s| &s.name)) else { return Vec::new() };
    let tree = model.practice(source).categories.paths();
    tree.map(|path| Offer(path.shown().to_owned(), SafeText::default())).collect()
}

/// The first ones of the board by their numbers.
fn ids(model: &Model) -> Vec<Offer> {
    let shown = (0..IDS).filter_map(|n| model.inbox.shown(n));
    shown.filter_map(|i| Some(Offer(i.number?.get().to_string(), i.title.clone()))).collect()
}

/// How a query that begins at this character can go on.
fn query(palette: &Palette, at: &At<'_>, from: usize) -> Vec<Row> {
    let text: String = at.head.chars().skip(from).collect();
    let offers = complete(&text, text.chars().count(), &palette.seen.vocabulary());
    let rows = offers.into_iter().take(MOST).map(|offer| {
        let range = from + offer.replace.start..from + offer.replace.end;
        catalog::row(Kind::Argument, offer.shown, line(offer.about), Does::Put(range, offer.insert))
    });
    rows.collect()
}

/// The same for a query that is one word of the line.
fn query_in_word(palette: &Palette, at: &At<'_>) -> Vec<Row> {
    let offers = complete(at.typed, at.typed.chars().count(), &palette.seen.vocabulary());
    let rows = offers.into_iter().take(MOST).map(|offer| {
        let (whole, _) = offer.apply(at.typed);
        let put = Does::Put(at.range.clone(), quoted(&whole));
        catalog::row(Kind::Argument, offer.shown.clone(), line(offer.about), put)
    });
    rows.collect()
}

/// Those that begin with what was typed, then those that have it in them.
fn rows(at: &At<'_>, offers: Vec<Offer>, blank: bool) -> Vec<Row> {
    let typed = at.typed.to_lowercase();
    let mut fitting: Vec<(bool, Offer)> = offers
        .into_iter()
        .filter_map(|offer| {
            let folded = offer.0.to_lowercase();
            folded.contains(&typed).then(|| (!folded.starts_with(&typed), offer))
        })
        .collect();
    fitting.sort_by_key(|(within, _)| *within);
    fitting
        .into_iter()
        .take(MOST)
        .map(|(_, Offer(word, about))| {
            let put = format!("{}{}", quoted(&word), if blank { " " } else { "" });
            let title = line(&word);
            let from = title.shown().to_lowercase().find(&typed).unwrap_or(0);
            let hits = (from as u32..(from + typed.len()) as u32).filter(|_| word.is_ascii()).collect();
            Row { hits, ..catalog::row(Kind::Argument, title, about, Does::Put(at.range.clone(), put)) }
        })
        .collect()
}

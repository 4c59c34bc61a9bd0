//! The commands that only a screen has: `filter`, `sort`, `group`, `view`, `theme`, `quit`, `help`.

use super::{
    enter::{choose_theme, keep, refuse},
    filter, leave,
};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        model::{
            Model, Now, Screen,
            palette::{
                Palette,
                grammar::{Local, local},
                words::Word,
            },
        },
        update::{
            board::{arrange, columns, moves},
            screens,
        },
    },
    domain::{
        query::Query,
        view::{GroupBy, Sort},
    },
    text::SafeText,
};

/// Whether the command says nothing without a word behind it.
pub fn takes(name: &str) -> bool {
    matches!(local(name), Some(Local::Sort | Local::Group | Local::View | Local::SaveView | Local::Filter))
}

/// Does it.
pub fn run(
    model: &mut Model,
    now: Now,
    mut palette: Box<Palette>,
    text: &str,
    local: Local,
    words: &[Word],
    fx: &mut Vec<Effect>,
) {
    palette.input.replace(text, None);
    let second = words.get(1);
    let at = second.map(|w| w.start);
    let missing = |what: &str| super::words(&format!("{} needs {what}", words[0].text));
    match (local, second) {
        (Local::Quit, _) => {
            leave(palette, fx);
            screens::quit(model, now, Action::Quit, fx);
        }
        (Local::Help, _) => {
            leave(palette, fx);
            screens::go(model, Screen::Help { top: 0 });
        }
        (Local::Write, _) => {
            leave(palette, fx);
            model.say("nothing to write: what is done is kept; :view save NAME keeps what is shown", now);
        }
        (Local::Filter, _) => {
            let from = second.map_or(text.chars().count(), |w| w.start);
            let query: String = text.chars().skip(from).collect();
            if let Err(e) = Query::parse(&query)
                .map(drop)
                .or_else(|e| if query.trim().is_empty() { Ok(()) } else { Err(e) })
            {
                return refuse(model, palette, Some(from + e.at), super::words(&e.words()));
            }
            done(model, palette, text, fx);
            filter(model, now, query.trim().to_owned());
        }
        (Local::Sort, None) => refuse(model, palette, None, missing("columns: sort service,-age")),
        (Local::Sort, Some(word)) => match word.text.parse::<Sort>() {
            Ok(sort) => {
                done(model, palette, text, fx);
                model.screens.clear();
                arrange::set_sort(model, now, sort);
            }
            Err(e) => refuse(model, palette, at, near(&e.to_string(), e.nearest)),
        },
        (Local::Group, None) => refuse(model, palette, None, missing("a column: group team, group none")),
        (Local::Group, Some(word)) if matches!(&*word.text, "none" | "-" | "off") => {
            done(model, palette, text, fx);
            model.screens.clear();
            arrange::group(model, now, None);
        }
        (Local::Group, Some(word)) => match word.text.parse::<GroupBy>() {
            Ok(by) => {
                done(model, palette, text, fx);
                model.screens.clear();
                arrange::group(model, now, Some(by));
            }
            Err(e) => refuse(model, palette, at, near(&e.to_string(), e.nearest)),
        },
        (Local::Theme, None) => {
            leave(palette, fx);
            super::themes(model, now, fx);
        }
        (Local::Theme, Some(word)) => theme(model, now, palette, text, word, fx),
        (Local::SaveView, None) => refuse(model, palette, None, missing("a name: save-view night")),
        (Local::SaveView, Some(_)) => {
            let name: String = text.chars().skip(at.unwrap_or_default()).collect();
            let name = if words.len() == 2 { words[1].text.clone() } else { name };
            done(model, palette, text, fx);
            columns::save(model, now, &name, fx);
        }
        (Local::View, None) => {
            refuse(model, palette, None, missing("a name; view save NAME keeps what is shown"));
        }
        (Local::View, Some(word)) => view(model, now, palette, text, word, words.get(2), fx),
    }
}

/// The line was right: it is remembered, and the palette closes.
fn done(model: &mut Model, palette: Box<Palette>, text: &str, fx: &mut Vec<Effect>) {
    leave(palette, fx);
    keep(model, text, fx);
}

fn theme(model: &mut Model, now: Now, palette: Box<Palette>, text: &str, word: &Word, fx: &mut Vec<Effect>) {
    let wanted = word.text.to_lowercase();
    if let Some(name) = model.themes.iter().find(|t| t.eq_folded(&wanted)).cloned() {
        drop(palette);
        keep(model, text, fx);
        choose_theme(model, now, &name, fx);
    } else {
        let names = model.themes.iter().map(SafeText::shown);
        let words = no_such("theme", &word.text, names);
        refuse(model, palette, Some(word.start), words);
    }
}

fn view(
    model: &mut Model,
    now: Now,
    palette: Box<Palette>,
    text: &str,
    word: &Word,
    name: Option<&Word>,
    fx: &mut Vec<Effect>,
) {
    if word.text == "save" {
        let Some(name) = name else {
            let words = super::words("view save needs a name: view save night");
            return refuse(model, palette, Some(word.end), words);
        };
        done(model, palette, text, fx);
        columns::save(model, now, &name.text, fx);
        return;
    }
    let wanted = word.text.to_lowercase();
    let number =
        wanted.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < model.views.len());
    if let Some(n) = model.views.iter().position(|v| v.name.eq_folded(&wanted)).or(number) {
        done(model, palette, text, fx);
        model.screens.clear();
        moves::view(model, now, n);
    } else {
        let names = model.views.iter().map(|v| v.name.shown());
        let words = no_such("view", &word.text, names);
        refuse(model, palette, Some(word.start), words);
    }
}

/// `no theme "nrod": did you mean nord?`
fn no_such<'a>(what: &str, word: &str, names: impl Iterator<Item = &'a str>) -> SafeText {
    let all: Vec<&str> = names.collect();
    let near =
        all.iter().map(|n| (strsim::damerau_levenshtein(n, word), *n)).min().filter(|(far, _)| *far <= 2);
    let hint = match near {
        Some((_, name)) => format!("did you mean {name}?"),
        None => format!("there are {}", all.join(", ")),
    };
    super::words(&format!("no {what} \"{word}\": {hint}"))
}

fn near(words: &str, nearest: Option<&str>) -> SafeText {
    super::words(&nearest.map_or_else(|| words.to_owned(), |n| format!("did you mean {n}? {words}")))
}

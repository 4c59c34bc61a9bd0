//! A line, read by the definition that the program itself parses by. Nothing is done here.

use clap::{CommandFactory, FromArgMatches, error::ErrorKind};

use super::grammar::{REFUSED, grammar};
use crate::{
    app::{
        inbox::called::number,
        model::palette::words::{self, Line},
    },
    cli::{
        args::{Cli, Command, ConfigCommand, desk::Desk},
        asked,
        exit::Failure,
        verbs::Asked,
    },
    config::Config,
    text::{Kind, SafeText},
};

/// What a verb means that names nothing: what stands marked or under the cursor.
pub(super) const HERE: &str = ".";

/// What a line is.
pub(super) enum Read {
    /// A verb, its ids as they were typed.
    Verb(Box<Asked>),
    /// A command that runs by itself, in words.
    Run(Vec<String>),
    /// Help, or the version.
    Told(SafeText),
}

/// Why a line is not done.
#[derive(Debug)]
pub(super) struct Wrong {
    /// At which character.
    pub(super) at: Option<usize>,
    /// What, and what to write instead.
    pub(super) words: SafeText,
}

/// A fault in words.
pub(super) fn wrong(at: Option<usize>, words: &str) -> Wrong {
    Wrong { at, words: SafeText::clean(words, Kind::Line) }
}

/// Reads a line. `known` says whether a word names an incident.
pub(super) fn read(line: &str, config: &Config, known: impl Fn(&str) -> bool) -> Result<Read, Wrong> {
    let mut split = words::split(line);
    if let Some(at) = split.open {
        return Err(wrong(Some(at), "this quote is not closed"));
    }
    // As it stands in manuals.
    if split.words.len() > 1 && split.words[0].text == "watchfloor" {
        split.words.remove(0);
    }
    let Some(first) = split.words.first() else { return Err(wrong(None, "nothing was typed")) };
    let (name, at) = (first.text.clone(), first.start);
    if let Some((_, why)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Err(wrong(Some(at), &format!("{name} is not done from here: {why}")));
    }
    let mut cli = relaxed();
    if cli.find_subcommand(&name).is_none() && !matches!(&*name, "--help" | "-h" | "--version" | "-V") {
        let near = grammar().nearest(&name).map(str::to_owned);
        let hint = near.map_or_else(|| "Esc leaves".to_owned(), |n| format!("did you mean {n}?"));
        return Err(wrong(Some(at), &format!("no command {name:?}: {hint}")));
    }
    let typed = typed_out(&split);
    let args = std::iter::once("watchfloor").chain(typed.iter().map(String::as_str));
    let cli =
        cli.try_get_matches_from_mut(args).and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let command = match cli {
        Ok(cli) => cli.command,
        Err(e) if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return Ok(Read::Told(SafeText::clean(&e.render().to_string(), Kind::Body)));
        }
        Err(e) => return Err(unread(&e, &split)),
    };
    let Some(mut command) = command else {
        return Err(wrong(Some(at), "this is the screen already: name a command"));
    };
    if matches!(&command, Command::Config(ConfigCommand::Init(_))) {
        return Err(wrong(Some(at), "config init asks questions: leave the screen and type it in the shell"));
    }
    name_here(&mut command, known);
    if piped(&command) {
        let at = split.words.iter().rev().find(|w| w.text == "-").map(|w| w.start);
        return Err(wrong(at, "- reads from standard input, and here is none: type the words"));
    }
    let verb = asked(command, config).map_err(|failure| failed(&failure, &split))?;
    Ok(verb.map_or(Read::Run(typed), |asked| Read::Verb(Box::new(asked))))
}

/// The definition in which a verb need not name its incidents.
fn relaxed() -> clap::Command {
    Cli::command().color(clap::ColorChoice::Never).mut_subcommands(|command| {
        let verb = command.get_arguments().any(|a| a.get_id() == "ids");
        if !verb {
            return command;
        }
        command.mut_arg("ids", |ids| {
            ids.required(false).required_unless_present(clap::builder::Resettable::<clap::Id>::Reset)
        })
    })
}

/// The words as the program takes them: `assign ana` is short for `assign --to ana`.
fn typed_out(line: &Line) -> Vec<String> {
    let mut words: Vec<String> = line.words.iter().map(|w| w.text.clone()).collect();
    let to = words.iter().any(|w| w == "--to" || w.starts_with("--to=") || w == "--help" || w == "-h");
    let plain = |w: Option<&String>| w.is_some_and(|w| !w.starts_with('-'));
    if words.first().is_some_and(|w| w == "assign") && words.len() > 1 && !to {
        let last = words.len() - 1;
        let value = last > 1 && !plain(words.get(last - 1)) && !words[last - 1].contains('=');
        if plain(words.last()) && !value {
            words.insert(last, "--to".to_owned());
        }
    }
    words
}

/// The ids of a verb, and how many words behind them are none.
fn ids(command: &mut Command) -> Option<(&mut Vec<String>, usize, bool)> {
    Some(match command {
        Command::Ack { targets, .. }
        | Command::Unack { targets }
        | Command::Assign { targets, .. }
        | Command::Resolve { targets, .. } => (&mut targets.ids, 0, targets.which.query.is_some()),
        Command::Note { words, which } => (words, 1, which.query.is_some()),
        Command::Desk(desk) => match desk {
            Desk::Start { targets }
            | Desk::Hold { targets, .. }
            | Desk::Resume { targets, .. }
            | Desk::Snooze { targets, .. }
            | Desk::Wake { targets }
            | Desk::Mitigate { targets, .. }
            | Desk::Relapse { targets, .. }
            | Desk::Reopen { targets, .. }
            | Desk::Close { targets, .. }
            | Desk::Cancel { targets, .. }
            | Desk::Merge { targets, .. }
            | Desk::Restore { targets }
            | Desk::Attach { targets, .. }
            | Desk::Major { targets, .. }
            | Desk::Update { targets, .. }
            | Desk::Contact { targets, .. }
            | Desk::Caller { targets, .. } => (&mut targets.ids, 0, targets.which.query.is_some()),
            Desk::Priority(p) => (&mut p.targets.ids, 0, p.targets.which.query.is_some()),
            Desk::Phase { words, which }
            | Desk::Category { words, which }
            | Desk::Correct { words, which, .. }
            | Desk::Excuse { words, which, .. }
            | Desk::Link { words, which, .. } => (words, 1, which.query.is_some()),
        },
        _ => return None,
    })
}

/// A verb that names nothing means what stands here.
fn name_here(command: &mut Command, known: impl Fn(&str) -> bool) {
    let note = matches!(command, Command::Note { .. });
    let Some((ids, behind, query)) = ids(command) else { return };
    // `note rebooted web-1`: words, not an incident of that name and a word.
    if note
        && ids.len() > 1
        && !query
        && ids.first().is_some_and(|w| w != HERE && number(w).is_none() && !known(w))
    {
        let text = ids.join(" ");
        ids.splice(.., [text]);
    }
    if ids.len() <= behind && !query {
        ids.insert(0, HERE.to_owned());
    }
}

/// Whether it would read standard input.
fn piped(command: &Command) -> bool {
    match command {
        Command::Note { words, .. } => words.last().is_some_and(|w| w == "-"),
        Command::Desk(Desk::Update { text, .. }) => text == "-",
        _ => false,
    }
}

/// What the parser says, on one line, with the place of the word it is about.
fn unread(error: &clap::Error, line: &Line) -> Wrong {
    use clap::error::{ContextKind, ContextValue};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    let value = context(ContextKind::InvalidValue).filter(|v| !v.is_empty());
    let arg = context(ContextKind::InvalidArg).or_else(|| context(ContextKind::InvalidSubcommand));
    let missing = matches!(error.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand);
    let at = match (value, arg) {
        _ if missing => line.words.last().map(|w| w.end),
        (Some(value), _) => place(line, &value),
        (None, Some(arg)) => place(line, arg.split([' ', '=']).next().unwrap_or_default()),
        (None, None) => None,
    };
    let told = error.render().to_string();
    let mut words = String::new();
    for said in
        told.lines().map(str::trim).take_while(|l| !l.starts_with("Usage:") && !l.starts_with("For more"))
    {
        let said = said.strip_prefix("error: ").unwrap_or(said);
        let (tip, said) = said.strip_prefix("tip: ").map_or((false, said), |said| (true, said));
        if !said.is_empty() {
            words.push_str(match () {
                () if words.is_empty() => "",
                () if tip => "; ",
                () => " ",
            });
            words.push_str(said);
        }
    }
    wrong(at, &words)
}

fn failed(failure: &Failure, line: &Line) -> Wrong {
    // Behind the name: none of the words is wrong by itself.
    Wrong { at: line.words.get(1).map(|w| w.start), words: failure.words.fit(Kind::Line) }
}

/// Where a word stands.
pub(super) fn place(line: &Line, word: &str) -> Option<usize> {
    let exact = line.words.iter().skip(1).find(|w| w.text == word);
    let within = || {
        let has = |w: &&words::Word| !word.is_empty() && w.text.contains(word);
        line.words.iter().skip(1).find(has)
    };
    exact.or_else(within).map(|w| w.start)
}

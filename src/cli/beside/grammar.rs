//! Which commands there are and what they take: read off the definition that the program itself parses by.

use clap::{Arg, CommandFactory};

use crate::{
    app::model::palette::grammar::{CommandSpec, Grammar, OptionSpec},
    cli::args::{COMMON, Cli},
    text::{Kind, SafeText},
};

/// Commands that take the terminal, or end only with it.
pub(super) const REFUSED: &[(&str, &str)] = &[
    ("demo", "it needs a terminal of its own: leave the screen first"),
    ("serve", "it runs until it is stopped: start it in a shell of its own"),
    ("wall", "it needs a terminal of its own: leave the screen first"),
    ("watch", "it runs until it is stopped: the board shows the same"),
];

/// All of it.
pub fn grammar() -> Grammar {
    let mut cli = Cli::command();
    cli.build();
    let commands = cli.get_subcommands().filter(|c| !c.is_hide_set() && c.get_name() != "help");
    Grammar { commands: commands.map(command).collect() }
}

fn line(text: &str) -> SafeText {
    SafeText::clean(text.trim_end_matches('.'), Kind::Line)
}

fn command(c: &clap::Command) -> CommandSpec {
    let own =
        |a: &&Arg| a.get_help_heading() != Some(COMMON) && !matches!(a.get_id().as_str(), "help" | "version");
    let options: Vec<OptionSpec> =
        c.get_arguments().filter(own).filter(|a| !a.is_positional()).filter_map(option).collect();
    let words: Vec<&Arg> = c.get_positionals().collect();
    let named = |a: &Arg| a.get_value_names().unwrap_or_default().join(" ");
    let more = |a: &&Arg| a.is_required_set() && named(a) != "ID";
    CommandSpec {
        name: c.get_name().to_owned(),
        about: c.get_about().map(|about| line(&about.to_string())).unwrap_or_default(),
        needs: options.iter().any(|o| o.required)
            || words.iter().any(more)
            || c.get_groups().any(clap::ArgGroup::is_required_set),
        options,
        words: words.into_iter().map(named).collect(),
        refused: REFUSED.iter().find(|(name, _)| *name == c.get_name()).map(|(_, why)| *why),
        commands: c.get_subcommands().filter(|c| c.get_name() != "help").map(command).collect(),
    }
}

fn option(a: &Arg) -> Option<OptionSpec> {
    let takes = a.get_action().takes_values().then(|| a.get_value_names().unwrap_or_default().join(" "));
    let values = a.get_possible_values().into_iter().filter(|_| takes.is_some()).map(|v| {
        let about = v.get_help().map(|help| line(&help.to_string())).unwrap_or_default();
        (v.get_name().to_owned(), about)
    });
    Some(OptionSpec {
        name: format!("--{}", a.get_long()?),
        about: a.get_help().map(|help| line(&help.to_string())).unwrap_or_default(),
        values: values.collect(),
        required: a.is_required_set(),
        takes,
    })
}

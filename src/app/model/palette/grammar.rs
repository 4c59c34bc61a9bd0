//! Which commands there are and what they take, as the command line says it; and the few that only a screen has.

use crate::text::{Kind, SafeText};

/// What can be typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grammar {
    /// In the order of help.
    pub commands: Vec<CommandSpec>,
}

/// One command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommandSpec {
    /// Its word.
    pub name: String,
    /// What it does.
    pub about: SafeText,
    /// Its options, those of every command left out.
    pub options: Vec<OptionSpec>,
    /// What stands without an option: `ID`, `CATEGORY[/SUB]`.
    pub words: Vec<String>,
    /// Something must be said beside which incidents.
    pub needs: bool,
    /// Why it is not done from here, if so.
    pub refused: Option<&'static str>,
    /// Commands under it.
    pub commands: Vec<CommandSpec>,
}

/// One option.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionSpec {
    /// With its dashes.
    pub name: String,
    /// What it means.
    pub about: SafeText,
    /// What it takes: `TEXT`; `None` is nothing.
    pub takes: Option<String>,
    /// The words it takes, with what each means, where there are only some.
    pub values: Vec<(String, SafeText)>,
    /// It must be given.
    pub required: bool,
}

/// A command that only a screen has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Local {
    /// `filter QUERY`
    Filter,
    /// `sort service,-age`
    Sort,
    /// `group team`, `group none`
    Group,
    /// `theme nord`
    Theme,
    /// `view mine`, `view save NAME`
    View,
    /// `save-view NAME`
    SaveView,
    /// `q`, and what else fingers do by themselves.
    Quit,
    /// `help`
    Help,
    /// `w`: there is nothing to write.
    Write,
}

/// Their words and what they do. Those without a sentence are aliases: typed, never offered.
pub const LOCAL: &[(&str, Local, &str)] = &[
    ("filter", Local::Filter, "Show what answers a query."),
    ("sort", Local::Sort, "Sort by columns: service,-age."),
    ("group", Local::Group, "Group by service, owner, team, category, a label; none."),
    ("theme", Local::Theme, "Choose the colours."),
    ("view", Local::View, "Show a view; view save NAME keeps what is shown as one."),
    ("save-view", Local::SaveView, "Save what is shown as a view of this name."),
    ("quit", Local::Quit, "Leave."),
    ("help", Local::Help, "Every key."),
    ("q", Local::Quit, ""),
    ("q!", Local::Quit, ""),
    ("qa", Local::Quit, ""),
    ("wq", Local::Quit, ""),
    ("exit", Local::Quit, ""),
    ("h", Local::Help, ""),
    ("w", Local::Write, ""),
];

/// The command of the screen with this word.
pub fn local(word: &str) -> Option<Local> {
    LOCAL.iter().find(|(name, ..)| *name == word).map(|(_, local, _)| *local)
}

impl Grammar {
    /// The command of this word.
    pub fn command(&self, word: &str) -> Option<&CommandSpec> {
        self.commands.iter().find(|c| c.name == word)
    }

    /// The word that was most likely meant.
    pub fn nearest(&self, word: &str) -> Option<&str> {
        let offered = LOCAL.iter().filter(|(.., about)| !about.is_empty()).map(|(name, ..)| *name);
        let far = if word.chars().count() < 4 { 1 } else { 2 };
        self.commands
            .iter()
            .map(|c| c.name.as_str())
            .chain(offered)
            .map(|name| (strsim::damerau_levenshtein(name, word), name))
            .filter(|(d, _)| *d <= far)
            .min()
            .map(|(_, name)| name)
    }
}

impl CommandSpec {
    /// The command under it with this word.
    pub fn command(&self, word: &str) -> Option<&Self> {
        self.commands.iter().find(|c| c.name == word)
    }

    /// The option of this word, with its dashes.
    pub fn option(&self, word: &str) -> Option<&OptionSpec> {
        self.options.iter().find(|o| o.name == word)
    }
}

/// Words of ours as text.
pub fn line(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

//! What help and documents say, from the tables behind keys and queries: one text, so that the page in the program and
//! the page on paper agree.
//!
//! | file | what it is |
//! |---|---|
//! | `mod` | sections and their rows; the keys |
//! | `words` | the query language, the signs of the screen |

mod words;

pub use words::{query, signs};

use super::{
    action::{Action, Danger, Group, Place, Spec, TABLE},
    keymap::{Does, Keymap, context::ScreenWord},
};

/// Rows under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// What stands under it.
    pub rows: Vec<Row>,
}

/// One thing and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Keys, a field, a sign; empty where an action has no key.
    pub left: String,
    /// What it is called in files and on the command line; empty where it has no name.
    pub name: String,
    /// What it does or means.
    pub text: String,
}

impl Row {
    /// Whether every word of the filter stands somewhere in it, in either case.
    pub fn fits(&self, filter: &str) -> bool {
        let all = format!("{} {} {}", self.left, self.name, self.text).to_lowercase();
        // A key is asked for as it is written: `A` is not `a`.
        filter.split_whitespace().all(|word| {
            if word.chars().count() == 1 {
                self.left.split_whitespace().any(|key| key == word)
            } else {
                all.contains(&word.to_lowercase())
            }
        })
    }
}

/// What most people press most, for the first screen of the cheat sheet.
pub const MOST_USED: [Action; 24] = [
    Action::Down,
    Action::Up,
    Action::Open,
    Action::Back,
    Action::NextView,
    Action::Mark,
    Action::MarkAll,
    Action::Acknowledge,
    Action::Assign,
    Action::Note,
    Action::Status,
    Action::Priority,
    Action::Hold,
    Action::Resolve,
    Action::Close,
    Action::Triage,
    Action::Repeat,
    Action::Undo,
    Action::New,
    Action::Filter,
    Action::Explain,
    Action::GoOutbox,
    Action::Palette,
    Action::Help,
];

/// The headings of the table, in the order of help.
pub fn groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for spec in TABLE {
        if !groups.contains(&spec.group) {
            groups.push(spec.group);
        }
    }
    groups.sort();
    groups
}

/// The line of an action: its keys, its name, what it does and where.
pub fn row(keymap: &Keymap, spec: &Spec) -> Row {
    let place = match spec.place {
        Place::Everywhere | Place::Board | Place::Incident => String::new(),
        other => format!(" ({})", other.word()),
    };
    let asks = if spec.danger == Danger::Asks { " Asks first." } else { "" };
    let text = format!("{}{asks}{place}", spec.help);
    let mut keys = keymap.keys_of(spec.action);
    // The one under a condition is said to be.
    for b in keymap.bindings().filter(|b| b.does == Does::Action(spec.action)) {
        if let Some(when) = &b.when {
            keys.retain(|k| *k != b.written());
            keys.push(format!("{} [{when}]", b.written()));
        }
    }
    Row { left: keys.join(" "), name: spec.name.to_owned(), text }
}

/// Every key: first what is particular to the screen that was asked about, then the table by its groups, at last what a
/// person bound to lines of commands.
pub fn keys(keymap: &Keymap, about: Option<ScreenWord>) -> Vec<Section> {
    let mut sections = Vec::new();
    let own: Vec<Row> = keymap
        .bindings()
        .filter_map(|b| match &b.does {
            Does::Run(line) => {
                let when = b.when.as_ref().map_or_else(String::new, |w| format!(" (when {w})"));
                Some(Row { left: b.written(), name: String::new(), text: format!(":{line}{when}") })
            }
            Does::Action(_) => None,
        })
        .collect();
    let here = about
        .map(|screen| (screen, screen.places()[0]))
        .filter(|(screen, place)| *screen != ScreenWord::Board && *place != Place::Everywhere);
    if let Some((screen, place)) = here {
        let rows: Vec<Row> = TABLE.iter().filter(|s| s.place == place).map(|s| row(keymap, s)).collect();
        if !rows.is_empty() {
            sections.push(Section { title: format!("here: {}", screen.word()), rows });
        }
    }
    for group in groups() {
        let rows = TABLE.iter().filter(|s| s.group == group).map(|s| row(keymap, s)).collect();
        sections.push(Section { title: group.title().to_owned(), rows });
    }
    if !own.is_empty() {
        sections.push(Section { title: "your own".to_owned(), rows: own });
    }
    sections
}

/// All of help, for the screen it was asked on; `filter` leaves the rows that fit, and no empty section.
pub fn help(keymap: &Keymap, about: Option<ScreenWord>, filter: &str) -> Vec<Section> {
    let mut sections = keys(keymap, about);
    sections.extend(query());
    sections.push(signs());
    for section in &mut sections {
        section.rows.retain(|row| row.fits(filter));
    }
    sections.retain(|s| !s.rows.is_empty());
    sections
}

#[cfg(test)]
mod tests;

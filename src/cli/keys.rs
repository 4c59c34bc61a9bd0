//! Own keys: `keys.toml` as the keymap wants it, its faults with their places, and `keys`. Belongs to the command line.

use std::{fmt, path::Path};

use serde::Serialize;

use super::{
    args::Common,
    conf,
    exit::{Code, Failure},
    open,
    print::{Cell, Format, Look, Printer, Table},
};
use crate::{
    app::{
        action::{Place, TABLE},
        keymap::{Binding, Does, Keymap, merge},
    },
    config::{Config, ConfigError, ConfigErrors, Keys},
};

/// The keys that are in force.
pub struct Own {
    /// Keys to actions.
    pub keymap: Keymap,
    /// Its file, as people know it; empty without one.
    pub file: String,
    /// What can stand and should be known.
    pub warnings: Vec<Warning>,
}

impl Own {
    /// The warnings in one line for the screen; `watchfloor keys` tells all of them.
    pub fn told(&self) -> Option<String> {
        let first = self.warnings.first()?;
        Some(match self.warnings.len() {
            1 => first.to_string(),
            n => format!("{first} (and {} more: `watchfloor keys`)", n - 1),
        })
    }
}

/// A fault that stops nothing.
pub struct Warning(ConfigError);

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Where nothing is refused the line of the file need not be shown.
        f.write_str(first_line(&self.0.to_string()))
    }
}

/// The first line of a fault: place, words and what to do, without the excerpt.
pub fn first_line(words: &str) -> &str {
    words.lines().next().unwrap_or_default()
}

/// The defaults with the `keys.toml` of this folder laid over them.
///
/// # Errors
/// Every fault of the file, in the order of its lines.
pub fn read(folder: &Path) -> Result<Own, ConfigErrors> {
    let keys = Keys::load(folder)?;
    judge(&keys)
}

/// The same of a file that was read.
pub fn judge(keys: &Keys) -> Result<Own, ConfigErrors> {
    let merged = merge(&keys.wishes);
    let told = |f: &crate::app::keymap::own::Fault| keys.fault(&f.span, &f.words, f.instead.clone());
    let mut faults: Vec<ConfigError> = keys.faults.clone();
    faults.extend(merged.faults.iter().filter(|f| !f.warning).map(told));
    if !faults.is_empty() {
        faults.sort_by_key(|f| (f.line, f.column));
        return Err(ConfigErrors(faults));
    }
    let warnings = merged.faults.iter().map(told).map(Warning).collect();
    Ok(Own { keymap: merged.keymap, file: keys.file.clone(), warnings })
}

/// The keys of this configuration.
///
/// # Errors
/// Exit code 2 with every fault of `keys.toml`.
pub fn own(config: &Config) -> Result<Own, Failure> {
    read(&config.dirs.config).map_err(Failure::usage)
}

/// `keys`
pub fn run(common: &Common) -> Result<Code, Failure> {
    let config = open::configure(common)?;
    let own = own(&config)?;
    for warning in &own.warnings {
        super::print::say(warning.to_string());
    }
    let mut printer = open::printer(common, Some(&config));
    print(&mut printer, &own);
    conf::done(&mut printer)
}

#[derive(Serialize)]
struct KeyJson<'a> {
    keys: String,
    #[serde(rename = "where")]
    place: &'static str,
    when: Option<String>,
    action: Option<&'static str>,
    run: Option<&'a str>,
    help: Option<&'static str>,
    from: String,
}

fn print(printer: &mut Printer, own: &Own) {
    let rows: Vec<KeyJson<'_>> = in_order(&own.keymap)
        .into_iter()
        .map(|b| {
            let spec = match &b.does {
                Does::Action(action) => Some(action.spec()),
                Does::Run(_) => None,
            };
            KeyJson {
                keys: b.written(),
                place: b.place.word(),
                when: b.when.as_ref().map(ToString::to_string),
                action: spec.map(|s| s.name),
                run: match &b.does {
                    Does::Run(line) => Some(line),
                    Does::Action(_) => None,
                },
                help: spec.map(|s| s.help),
                from: b.line.map_or_else(|| "default".to_owned(), |line| format!("{}:{line}", own.file)),
            }
        })
        .collect();
    if printer.format() == Format::Json {
        printer.json_array(rows);
        return;
    }
    let mut table = Table::new(&["KEYS", "ACTION", "WHERE", "FROM"]).grows(2);
    for row in rows {
        let place = match row.when {
            Some(when) if row.place == Place::Everywhere.word() => when,
            Some(when) => format!("{}, when {when}", row.place),
            None => row.place.to_owned(),
        };
        let does = row.action.map_or_else(|| format!(":{}", row.run.unwrap_or_default()), str::to_owned);
        let look = if row.from == "default" { Look::Dim } else { Look::Plain };
        table.row(vec![
            Cell::ours(row.keys),
            Cell::ours(does),
            Cell::ours(place),
            Cell::ours(row.from).look(look),
        ]);
    }
    printer.table(&table);
}

/// Every binding as the table of actions has them, own lines last; of one action those with a condition first.
fn in_order(keymap: &Keymap) -> Vec<&Binding> {
    let place = |b: &Binding| match b.does {
        Does::Action(action) => {
            TABLE.iter().position(|s| s.action == action.spec().action).unwrap_or(usize::MAX - 1)
        }
        Does::Run(_) => usize::MAX,
    };
    let mut all: Vec<&Binding> = keymap.bindings().collect();
    all.sort_by_key(|b| place(b));
    all
}

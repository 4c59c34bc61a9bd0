//! `config path|check|show|example|schema`. Belongs to the command line.

use std::path::Path;

use serde::Serialize;

use super::{
    args::{Common, ConfigCommand},
    check,
    exit::{Code, Failure},
    init, open,
    print::{Cell, Format, Printer, Table},
    theme,
};
use crate::{
    config::{self, Config},
    runtime::clock,
};

/// `config …`
pub fn config(common: &Common, what: ConfigCommand) -> Result<Code, Failure> {
    match what {
        ConfigCommand::Example => document(common, config::example().as_bytes()),
        ConfigCommand::Schema => {
            let mut printer = open::printer(common, None);
            printer.json(&config::schema());
            done(&mut printer)
        }
        ConfigCommand::Path => {
            let config = open::configure(common)?;
            let mut printer = open::printer(common, Some(&config));
            path(&mut printer, &config);
            done(&mut printer)
        }
        ConfigCommand::Show => {
            let config = open::configure(common)?;
            let mut printer = open::printer(common, Some(&config));
            printer.document(config::show(&config).as_bytes());
            done(&mut printer)
        }
        ConfigCommand::Check => {
            let config = open::configure(common)?;
            theme::choose(&config)?;
            let own = super::keys::own(&config)?;
            let mut printer = open::printer(common, Some(&config));
            for warning in &config.warnings {
                super::print::say(warning);
            }
            for warning in &own.warnings {
                super::print::say(warning.to_string());
            }
            let words = format!(
                "right: {}, {}, {}",
                several(config.files.len(), "file"),
                several(config.sources.len(), "source"),
                several(config.views.len(), "view"),
            );
            printer.line(&[Cell::ours(words)]);
            check::print(&mut printer, &config, clock::utc());
            done(&mut printer)
        }
        ConfigCommand::Init(args) => init::run(common, &args),
    }
}

fn several(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Writes a document of our own to stdout.
pub fn document(common: &Common, bytes: &[u8]) -> Result<Code, Failure> {
    let mut printer = open::printer(common, None);
    printer.document(bytes);
    done(&mut printer)
}

/// Writes what was printed; a reader that went away is no failure.
pub fn done(printer: &mut Printer) -> Result<Code, Failure> {
    printer
        .flush()
        .map_err(|e| Failure::new(Code::SomeFailed, format!("standard output cannot be written: {e}")))?;
    Ok(Code::Done)
}

#[derive(Serialize)]
struct PathJson<'a> {
    what: &'a str,
    path: String,
    there: bool,
}

fn path(printer: &mut Printer, config: &Config) {
    let mut rows: Vec<(&str, &Path)> = config.files.iter().map(|f| ("config", f.as_path())).collect();
    let dirs = &config.dirs;
    let usual = dirs.config.join("config.toml");
    if config.files.is_empty() {
        rows.push(("config", &usual));
    }
    let themes = dirs.config.join("themes");
    rows.extend([
        ("themes", themes.as_path()),
        ("data", dirs.data.as_path()),
        ("state", dirs.state.as_path()),
        ("cache", dirs.cache.as_path()),
    ]);
    if printer.format() == Format::Json {
        printer.json_array(rows.iter().map(|(what, path)| PathJson {
            what,
            path: path.display().to_string(),
            there: path.exists(),
        }));
        return;
    }
    let mut table = Table::new(&["WHAT", "PATH", "THERE"]);
    for (what, path) in rows {
        table.row(vec![
            Cell::ours(what),
            Cell::ours(path.display().to_string()),
            Cell::ours(if path.exists() { "yes" } else { "no" }),
        ]);
    }
    printer.table(&table);
}

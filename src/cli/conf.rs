//! `config path|check|show|example|schema` and `theme list|check`. Belongs to the command line.

use std::{fs, path::Path};

use serde::Serialize;

use super::{
    args::{Common, ConfigCommand, ThemeCommand},
    check,
    exit::{Code, Failure},
    init, open,
    print::{Cell, Format, Printer, Table},
};
use crate::{
    config::{self, Config},
    runtime::clock,
    ui::{Theme, theme},
};

/// The largest theme file that is read, in bytes.
const THEME_BYTES: u64 = 1 << 20;

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
            choose_theme(&config)?;
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

/// The theme that is configured: an embedded one, or `themes/NAME.toml` beside the configuration.
pub fn choose_theme(config: &Config) -> Result<Theme, Failure> {
    let file = config.dirs.config.join("themes").join(format!("{}.toml", config.theme));
    if file.exists() {
        return read_theme(&file);
    }
    Theme::named(&config.theme).ok_or_else(|| {
        let from = config.origins.get("theme").cloned().unwrap_or_default();
        Failure::usage(format!(
            "there is no theme `{}` ({from}): `watchfloor theme list` shows them, or put it into {}",
            config.theme,
            file.display()
        ))
    })
}

fn read_theme(file: &Path) -> Result<Theme, Failure> {
    let unread = |why: String| Failure::usage(format!("the theme {} cannot be read: {why}", file.display()));
    match fs::metadata(file) {
        Ok(meta) if meta.len() > THEME_BYTES => {
            return Err(unread(format!("it is larger than {THEME_BYTES} bytes")));
        }
        Ok(_) => {}
        Err(e) => return Err(unread(e.to_string())),
    }
    let text = fs::read_to_string(file).map_err(|e| unread(e.to_string()))?;
    let name = file.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    Theme::load(&text, &name)
        .map_err(|e| Failure::usage(format!("{}:{}:{}: {}", file.display(), e.line, e.column, e.words())))
}

/// `theme …`
pub fn themes(common: &Common, what: &ThemeCommand) -> Result<Code, Failure> {
    match what {
        ThemeCommand::Check { file } => {
            read_theme(file)?;
            let mut printer = open::printer(common, None);
            printer.line(&[Cell::ours(format!("right: {}", file.display()))]);
            done(&mut printer)
        }
        ThemeCommand::List => {
            let config = open::configure(common)?;
            let mut printer = open::printer(common, Some(&config));
            let mut found: Vec<(String, String)> =
                theme::NAMES.iter().map(|n| ((*n).to_owned(), "built in".to_owned())).collect();
            found.extend(own_themes(&config));
            if printer.format() == Format::Json {
                printer.json_array(found.iter().map(|(name, from)| {
                    serde_json::json!({ "name": name, "from": from, "chosen": *name == config.theme })
                }));
            } else {
                let mut table = Table::new(&["NAME", "FROM", "CHOSEN"]);
                for (name, from) in &found {
                    let chosen = if *name == config.theme { "yes" } else { "" };
                    table.row(vec![Cell::ours(name), Cell::ours(from), Cell::ours(chosen)]);
                }
                printer.table(&table);
            }
            done(&mut printer)
        }
    }
}

fn own_themes(config: &Config) -> Vec<(String, String)> {
    let dir = config.dirs.config.join("themes");
    let entries = fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path());
    let mut found: Vec<(String, String)> = entries
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .filter_map(|p| Some((p.file_stem()?.to_str()?.to_owned(), p.display().to_string())))
        .collect();
    found.sort();
    found
}

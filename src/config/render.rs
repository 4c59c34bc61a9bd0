//! Writing configuration: what is in force, and files for people to go on from. A part of [`super`].

use std::{fmt::Write, path::Path, time::Duration};

use chrono_tz::Tz;

use super::{
    model::{AuthConfig, Config, Origin, ServeConfig, SourceConfig, SourceKind, TokenConfig},
    practice,
};

/// The commented sample that `config example` prints. It reads without faults.
pub const fn example() -> &'static str {
    include_str!("example.toml")
}

/// What is in force, as TOML that reads back to the same, each line with where its value comes from.
///
/// Secrets are not in the configuration, so only where they are to be had is shown.
pub fn show(config: &Config) -> String {
    let mut out =
        String::from("# What is in force: defaults < system file < your file < environment < options\n");
    for file in &config.files {
        line(&mut out, &format!("# read: {}", file.display()));
    }
    let dirs = &config.dirs;
    for (what, dir) in
        [("config", &dirs.config), ("data", &dirs.data), ("state", &dirs.state), ("cache", &dirs.cache)]
    {
        line(&mut out, &format!("# {what}: {}", dir.display()));
    }
    for warning in &config.warnings {
        line(&mut out, &format!("# warning: {warning}"));
    }
    out.push('\n');
    let from = |key: &str| config.origins.get(key).cloned().unwrap_or_default();
    let mut rows = vec![
        ("me", quote(&config.me), from("me")),
        ("time_zone", quote(config.time_zone.name()), from("time_zone")),
        ("theme", quote(&config.theme), from("theme")),
    ];
    if let Some(ascii) = config.ascii {
        rows.push(("ascii", ascii.to_string(), from("ascii")));
    }
    rows.push(("color", quote(config.color.word()), from("color")));
    rows.extend(practice::people_row(&config.desk));
    table(&mut out, &rows);
    for source in &config.sources {
        out.push_str("\n[[source]]\n");
        table(&mut out, &source_rows(source));
    }
    let serve = serve_rows(&config.serve);
    if !serve.is_empty() {
        out.push_str("\n[serve]\n");
        table(&mut out, &serve);
    }
    for view in &config.views {
        out.push_str("\n[[view]]\n");
        let rows = [
            ("name", quote(&view.name), view.origin.clone()),
            ("query", quote(view.query.text()), view.origin.clone()),
        ];
        let arrange = &view.arrange;
        let mut rows = rows.to_vec();
        if !arrange.sort.is_attention() {
            rows.push(("sort", quote(&arrange.sort.to_string()), view.origin.clone()));
        }
        if let Some(by) = &arrange.group {
            rows.push(("group", quote(&by.to_string()), view.origin.clone()));
        }
        if let Some(columns) = &arrange.columns {
            let words: Vec<String> = columns.0.iter().map(|c| quote(&c.to_string())).collect();
            rows.push(("columns", format!("[{}]", words.join(", ")), view.origin.clone()));
        }
        table(&mut out, &rows);
    }
    practice::render(&mut out, &config.desk);
    out
}

/// The file that `config init` writes: who, where, and the sources. Defaults are left out.
pub fn init(me: &str, time_zone: Tz, sources: &[SourceConfig]) -> String {
    let mut out = String::from(
        "# watchfloor: `watchfloor config example` shows every key, `config check` reads this file\n\n",
    );
    line(&mut out, &format!("me        = {}", quote(me)));
    line(&mut out, &format!("time_zone = {}", quote(time_zone.name())));
    for source in sources {
        out.push('\n');
        out.push_str(&source_table(source));
    }
    out
}

/// One `[[source]]` to put at the end of a file. Defaults are left out.
pub fn source_table(source: &SourceConfig) -> String {
    let mut plain = SourceConfig::new(source.name.clone(), source.kind, source.url.clone());
    plain.socket.clone_from(&source.socket);
    let defaults = source_rows(&plain);
    let mut out = String::from("[[source]]\n");
    for (key, value, _) in source_rows(source) {
        let needed = matches!(key, "name" | "kind" | "url");
        if needed || !defaults.iter().any(|(k, v, _)| *k == key && *v == value) {
            line(&mut out, &format!("{key:<9} = {value}"));
        }
    }
    out
}

/// A key, its value, and where that comes from.
pub(super) type Row = (&'static str, String, Origin);

fn source_rows(source: &SourceConfig) -> Vec<Row> {
    let mut rows: Vec<(&'static str, String)> = vec![
        ("name", quote(source.name.as_str())),
        ("kind", quote(source.kind.word())),
        ("url", quote(&source.address())),
        ("auth", quote(source.auth.word())),
    ];
    match &source.auth {
        AuthConfig::Basic { user, .. } => rows.push(("user", quote(user))),
        AuthConfig::Header { header, .. } => rows.push(("header", quote(header))),
        AuthConfig::None | AuthConfig::Bearer { .. } => {}
    }
    if let Some(token) = source.auth.token() {
        rows.push(("token", reference(token)));
    }
    rows.push(("poll", quote(&seconds(source.poll))));
    rows.push(("timeout", quote(&seconds(source.timeout))));
    rows.extend(source.ca_file.iter().map(|path| ("ca_file", quote_path(path))));
    rows.extend(source.proxy.iter().map(|url| ("proxy", quote(url.as_str()))));
    rows.push(("read_only", source.read_only.to_string()));
    if source.kind == SourceKind::Alertmanager {
        rows.push(("ack_for", quote(&seconds(source.ack_for))));
    }
    rows.into_iter()
        .map(|(key, value)| (key, value, source.origins.get(key).cloned().unwrap_or_default()))
        .collect()
}

/// What files say of `[serve]`; nothing where they say nothing.
fn serve_rows(serve: &ServeConfig) -> Vec<Row> {
    let list =
        |all: &[TokenConfig]| format!("[{}]", all.iter().map(reference).collect::<Vec<_>>().join(", "));
    let mut rows: Vec<(&'static str, String)> = Vec::new();
    rows.extend(serve.listen.iter().map(|at| ("listen", quote(&at.to_string()))));
    rows.extend(serve.database.iter().map(|p| ("database", quote(&format!("sqlite:{}", p.display())))));
    rows.extend(serve.token.iter().map(|t| ("token", reference(t))));
    rows.push(("inbound_tokens", list(&serve.inbound_tokens)));
    rows.push(("inbound_secrets", list(&serve.inbound_secrets)));
    rows.push(("behind_proxy", serve.behind_proxy.to_string()));
    rows.retain(|(key, _)| serve.origins.contains_key(key));
    let from = |key| serve.origins.get(key).cloned().unwrap_or_default();
    rows.into_iter().map(|(key, value)| (key, value, from(key))).collect()
}

/// Where a secret is to be had, as files say it.
fn reference(token: &TokenConfig) -> String {
    match token {
        TokenConfig::Env(name) => format!("{{ env = {} }}", quote(name)),
        TokenConfig::File(path) => format!("{{ file = {} }}", quote_path(path)),
        TokenConfig::Command(argv) => {
            let argv = argv.iter().map(|a| quote(a)).collect::<Vec<_>>().join(", ");
            format!("{{ command = [{argv}] }}")
        }
    }
}

/// Keys, values and origins in columns.
pub(super) fn table(out: &mut String, rows: &[Row]) {
    let keys = rows.iter().map(|(key, ..)| key.len()).max().unwrap_or(0);
    let values = rows.iter().map(|(_, value, _)| value.chars().count()).max().unwrap_or(0).min(48);
    for (key, value, origin) in rows {
        line(out, &format!("{key:<keys$} = {value:<values$}  # {origin}"));
    }
}

/// Adds one line; a line break in it would end a comment and begin something else.
fn line(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    out.push('\n');
}

/// A TOML basic string: everything a line or a terminal could trip over is escaped.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

pub(super) fn quote_path(path: &Path) -> String {
    quote(&path.to_string_lossy())
}

/// As people write it and the reader reads it: in the largest unit that loses nothing.
fn seconds(length: Duration) -> String {
    let s = length.as_secs();
    match s {
        0 => "0s".to_owned(),
        s if s % 86_400 == 0 => format!("{}d", s / 86_400),
        s if s % 3_600 == 0 => format!("{}h", s / 3_600),
        s if s % 60 == 0 => format!("{}m", s / 60),
        s => format!("{s}s"),
    }
}

//! Reading one configuration file. A part of [`super`].

use std::{ops::Range, path::Path};

use chrono_tz::{TZ_VARIANTS, Tz};
use toml::de::DeTable;

use super::{
    error::{ConfigError, choose, nearest},
    model::{Color, Origin, ServeConfig, SourceConfig, ViewConfig},
    practice, serve, source,
    table::{File, Table},
    view,
};

/// The largest file that is read, in bytes.
pub(super) const MAX_BYTES: u64 = 1024 * 1024;

/// What one file says, each value with its place.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) me: Option<(String, Origin)>,
    pub(super) time_zone: Option<(Tz, Origin)>,
    pub(super) theme: Option<(String, Origin)>,
    pub(super) ascii: Option<(bool, Origin)>,
    pub(super) color: Option<(Color, Origin)>,
    pub(super) sources: Vec<SourceConfig>,
    pub(super) views: Vec<ViewConfig>,
    pub(super) serve: ServeConfig,
    pub(super) practice: practice::Said,
    /// What can be checked only when all files are read: sources that views ask for.
    pub(super) wanted: Vec<Wanted>,
}

/// A source that a view asks for by name.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The view.
    pub(super) view: String,
    /// The source's name in lower case.
    pub(super) source: String,
    /// The fault if there is no such source.
    pub(super) fault: ConfigError,
}

/// Reads `text` as the file `path`.
pub(super) fn read(path: &Path, text: &str, home: Option<&Path>) -> Result<Layer, Vec<ConfigError>> {
    let mut file = File { path, text, home, errors: Vec::new() };
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            file.error(&span, format!("this is not TOML: {}", error.message()), None);
            return Err(file.errors);
        }
    };
    let layer = top(&mut file, Table::new(document.get_ref(), 0..0));
    if file.errors.is_empty() {
        return Ok(layer);
    }
    file.errors.sort_by_key(|e| (e.line, e.column));
    Err(file.errors)
}

fn top(file: &mut File<'_>, mut table: Table<'_>) -> Layer {
    let mut layer = Layer::default();
    if let Some((me, span)) = table.text(file, "me", "ana") {
        match check_me(&me) {
            Ok(()) => layer.me = Some((me, file.origin(&span))),
            Err(message) => file.error(&span, message, None),
        }
    }
    if let Some((name, span)) = table.text(file, "time_zone", "Europe/Paris") {
        match zone(&name) {
            Ok(zone) => layer.time_zone = Some((zone, file.origin(&span))),
            Err((message, hint)) => file.error(&span, message, Some(hint)),
        }
    }
    if let Some((theme, span)) = table.text(file, "theme", "dark") {
        match check_theme(&theme) {
            Ok(()) => layer.theme = Some((theme, file.origin(&span))),
            Err(message) => file.error(&span, message, None),
        }
    }
    if let Some((ascii, span)) = table.truth(file, "ascii") {
        layer.ascii = Some((ascii, file.origin(&span)));
    }
    if let Some((word, span)) = table.text(file, "color", "auto") {
        match color(&word) {
            Ok(color) => layer.color = Some((color, file.origin(&span))),
            Err((message, hint)) => file.error(&span, message, Some(hint)),
        }
    }
    for item in table.tables(file, "source") {
        let Some((source, span)) = source::read(file, item) else { continue };
        if let Some(first) = layer.sources.iter().find(|s| s.name == source.name) {
            let at = first.origins.get("name").cloned().unwrap_or_default();
            twice(file, &span, "source", source.name.as_str(), &at);
        } else {
            layer.sources.push(source);
        }
    }
    for item in table.tables(file, "view") {
        view::read(file, item, &mut layer);
    }
    if let Some(item) = table.table(file, "serve") {
        layer.serve = serve::read(file, item);
    }
    layer.practice = practice::read(file, &mut table);
    layer.practice.zone = layer.time_zone.as_ref().map(|(zone, _)| *zone);
    table.finish(file);
    layer
}

/// A second one of the same name; the first stands at `first`.
pub(super) fn twice(file: &mut File<'_>, span: &Range<usize>, what: &str, name: &str, first: &Origin) {
    let line = if let Origin::File(_, line) = first { *line } else { 0 };
    // More than one category are categories; an id is as good as a name.
    let all = match what.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if what == "person" => "people".to_owned(),
        None => format!("{what}s"),
    };
    file.error(
        span,
        format!("there are two {all} named `{name}`"),
        Some(format!("the first is in line {line}")),
    );
}

/// The rule for people's names.
pub(super) fn check_me(me: &str) -> Result<(), String> {
    let right = (1..=64).contains(&me.chars().count()) && !me.contains(char::is_control) && me.trim() == me;
    if right { Ok(()) } else { Err("`me` is a name of 1 to 64 characters on one line".into()) }
}

/// The rule for names of themes: they are names of files.
pub(super) fn check_theme(theme: &str) -> Result<(), String> {
    let right = (1..=64).contains(&theme.len())
        && theme.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if right { Ok(()) } else { Err("a theme's name is 1 to 64 letters, digits, `_` or `-`".into()) }
}

pub(super) fn color(word: &str) -> Result<Color, (String, String)> {
    Color::parse(word).ok_or_else(|| {
        let hint = choose(word, Color::ALL.iter().map(|c| c.word()), "write one of");
        ("this is not a choice of colour".to_owned(), hint)
    })
}

/// A zone by its IANA name.
pub(super) fn zone(name: &str) -> Result<Tz, (String, String)> {
    name.parse::<Tz>().map_err(|_| {
        let all = || TZ_VARIANTS.iter().map(|tz| tz.name());
        let city = |full: &str| full.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name));
        let meant = all()
            .find(|full| full.eq_ignore_ascii_case(name))
            .or_else(|| all().find(|full| city(full)))
            .or_else(|| nearest(name, all()));
        let hint = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write an IANA name such as `Europe/Paris`".into(),
        };
        (format!("unknown time zone `{}`", name.escape_debug()), hint)
    })
}

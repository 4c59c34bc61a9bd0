//! Putting the layers together: defaults, system files, the user's file, environment, options. A part of [`super`].

use std::{collections::BTreeMap, fs::File, io::Read, path::Path, sync::Arc};

use chrono_tz::Tz;

use super::{
    dirs::Environment,
    error::{ConfigError, ConfigErrors, nearest},
    file::{self, Layer, MAX_BYTES, Wanted},
    model::{AuthConfig, Color, Config, Origin, Overrides, ServeConfig, SourceConfig, ViewConfig},
    practice, serve, source,
};
use crate::domain::{Practice, directory::Directory, query::Query, view::Arrange};

/// The views of a board for which none are configured.
const VIEWS: [(&str, &str); 6] = [
    ("open", "state:open"),
    ("mine", "owner:me state:open"),
    ("new", "state:new"),
    ("at risk", "state:open clock<15m"),
    ("hold", "state:hold"),
    ("to close", "state:resolved"),
];

/// Reads the configuration. Touches files and variables, never the network, and creates nothing.
///
/// # Errors
/// All faults of all files, each with file, line, column and what to write instead.
pub fn load(overrides: &Overrides, env: &Environment) -> Result<Config, ConfigErrors> {
    let mut errors = Vec::new();
    let mut config = defaults(env)?;
    let home = env.home();

    let mut files: Vec<_> = env.system_files().into_iter().map(|path| (path, false)).collect();
    files.push(match (&overrides.config, env.os("WATCHFLOOR_CONFIG")) {
        (Some(path), _) => (path.clone(), true),
        (None, Some(path)) => (path.into(), true),
        (None, None) => (config.dirs.config.join("config.toml"), false),
    });
    let mut wanted = Vec::new();
    let mut said = practice::Said::default();
    for (path, must) in files {
        let path = std::path::absolute(&path).unwrap_or(path);
        let text = match read_capped(&path, must) {
            Ok(Some(text)) => text,
            Ok(None) => continue,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        match file::read(&path, &text, home.as_deref()) {
            Ok(layer) => merge(&mut config, layer, &mut wanted, &mut said),
            Err(faults) => errors.extend(faults),
        }
        config.files.push(path);
    }

    environment(&mut config, env, &mut errors);
    options(&mut config, overrides, env, &mut errors);
    // With `--source` the configured names are gone on purpose; after other faults some may be missing.
    let named = overrides.sources.is_empty();
    if errors.is_empty() {
        let names: Vec<&str> = config.sources.iter().map(|s| s.name.as_str()).collect();
        match practice::resolve(said, named.then_some(&names)) {
            Ok(resolved) => {
                config.practice = Arc::new(resolved.practice);
                config.directory = Arc::new(resolved.directory);
                config.desk = resolved.said;
            }
            Err(faults) => errors.extend(faults),
        }
        if named {
            errors.extend(dangling(&config, wanted));
        }
    }
    if config.views.is_empty() {
        config.views = default_views();
    }
    plain_tokens(&mut config);
    if errors.is_empty() { Ok(config) } else { Err(ConfigErrors(errors)) }
}

/// The views of a board for which none are configured.
pub fn default_views() -> Vec<ViewConfig> {
    VIEWS
        .into_iter()
        .filter_map(|(name, query)| {
            let query = Query::parse(query).ok()?;
            Some(ViewConfig {
                name: name.to_owned(),
                query,
                arrange: Arrange::default(),
                origin: Origin::Default,
            })
        })
        .collect()
}

fn defaults(env: &Environment) -> Result<Config, ConfigError> {
    let mut origins = BTreeMap::new();
    let user = ["USER", "LOGNAME"].into_iter().find_map(|name| {
        let me = env.text(name).filter(|me| file::check_me(me).is_ok())?;
        Some((me, Origin::Env(name)))
    });
    let (me, origin) = user.unwrap_or_else(|| ("operator".to_owned(), Origin::Default));
    origins.insert("me", origin);
    Ok(Config {
        me,
        time_zone: Tz::UTC,
        theme: "dark".to_owned(),
        ascii: None,
        mouse: false,
        color: Color::default(),
        sources: Vec::new(),
        views: Vec::new(),
        serve: ServeConfig::default(),
        practice: Arc::clone(Practice::standard()),
        directory: Arc::new(Directory::default()),
        desk: practice::model::PracticeConfig::default(),
        files: Vec::new(),
        dirs: env.dirs()?,
        warnings: Vec::new(),
        origins,
    })
}

/// The text of a file; `None` if there is none and none is needed.
fn read_capped(path: &Path, must: bool) -> Result<Option<String>, ConfigError> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)) {
        Ok(_) if bytes.len() as u64 > MAX_BYTES => {
            Err(ConfigError::bare(name, format!("the file is larger than {MAX_BYTES} bytes"), None))
        }
        Ok(_) => String::from_utf8(bytes).map(Some).map_err(|error| {
            let upto = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes());
            ConfigError::at(&name, &text, &(upto..upto), "the file is not UTF-8 from here on", None)
        }),
        Err(error) if !must && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ConfigError::bare(name, format!("the file cannot be read: {error}"), None)),
    }
}

/// Lays a file over what came before: values replace values, sources and views those of the same name.
fn merge(config: &mut Config, layer: Layer, wanted: &mut Vec<Wanted>, said: &mut practice::Said) {
    fn set<T>(
        place: &mut T,
        key: &'static str,
        new: Option<(T, Origin)>,
        origins: &mut BTreeMap<&'static str, Origin>,
    ) {
        if let Some((value, origin)) = new {
            *place = value;
            origins.insert(key, origin);
        }
    }
    let origins = &mut config.origins;
    set(&mut config.me, "me", layer.me, origins);
    set(&mut config.time_zone, "time_zone", layer.time_zone, origins);
    set(&mut config.theme, "theme", layer.theme, origins);
    set(&mut config.ascii, "ascii", layer.ascii.map(|(ascii, origin)| (Some(ascii), origin)), origins);
    set(&mut config.mouse, "mouse", layer.mouse, origins);
    set(&mut config.color, "color", layer.color, origins);
    for source in layer.sources {
        match config.sources.iter_mut().find(|s| s.name == source.name) {
            Some(old) => *old = source,
            None => config.sources.push(source),
        }
    }
    serve::merge(&mut config.serve, layer.serve);
    practice::merge(said, layer.practice);
    // What a replaced view asked for does not matter any more.
    wanted.retain(|w: &Wanted| !layer.views.iter().any(|v| v.name == w.view));
    wanted.extend(layer.wanted);
    for view in layer.views {
        match config.views.iter_mut().find(|v| v.name == view.name) {
            Some(old) => *old = view,
            None => config.views.push(view),
        }
    }
}

fn environment(config: &mut Config, env: &Environment, errors: &mut Vec<ConfigError>) {
    let mut refuse = |name: &str, message: String, hint| errors.push(ConfigError::bare(name, message, hint));
    if let Some(me) = env.text("WATCHFLOOR_ME") {
        match file::check_me(&me) {
            Ok(()) => {
                config.me = me;
                config.origins.insert("me", Origin::Env("WATCHFLOOR_ME"));
            }
            Err(message) => refuse("WATCHFLOOR_ME", message, None),
        }
    }
    if let Some(name) = env.text("WATCHFLOOR_TIME_ZONE") {
        match file::zone(&name) {
            Ok(zone) => {
                config.time_zone = zone;
                config.origins.insert("time_zone", Origin::Env("WATCHFLOOR_TIME_ZONE"));
            }
            Err((message, hint)) => refuse("WATCHFLOOR_TIME_ZONE", message, Some(hint)),
        }
    } else if let Some(name) = env.text("TZ") {
        // Not ours alone, and POSIX allows more in it than names of zones: never a fault.
        let plain = name.trim_start_matches(':');
        let plain = plain.split_once("zoneinfo/").map_or(plain, |(_, zone)| zone);
        match file::zone(plain) {
            Ok(zone) => {
                config.time_zone = zone;
                config.origins.insert("time_zone", Origin::Env("TZ"));
            }
            Err((message, hint)) => {
                let stays = config.time_zone.name();
                config.warnings.push(format!("TZ: {message}; {hint} Times are shown in {stays}."));
            }
        }
    }
    if let Some(theme) = env.text("WATCHFLOOR_THEME") {
        match file::check_theme(&theme) {
            Ok(()) => {
                config.theme = theme;
                config.origins.insert("theme", Origin::Env("WATCHFLOOR_THEME"));
            }
            Err(message) => refuse("WATCHFLOOR_THEME", message, None),
        }
    }
    if let Some(word) = env.text("WATCHFLOOR_ASCII") {
        match word.as_str() {
            "1" | "true" | "yes" => config.ascii = Some(true),
            "0" | "false" | "no" => config.ascii = Some(false),
            _ => refuse(
                "WATCHFLOOR_ASCII",
                "this is neither true nor false".into(),
                Some("write 1 or 0".into()),
            ),
        }
        config.origins.insert("ascii", Origin::Env("WATCHFLOOR_ASCII"));
    }
    if let Some(word) = env.text("WATCHFLOOR_MOUSE") {
        match word.as_str() {
            "1" | "true" | "yes" => config.mouse = true,
            "0" | "false" | "no" => config.mouse = false,
            _ => refuse(
                "WATCHFLOOR_MOUSE",
                "this is neither true nor false".into(),
                Some("write 1 or 0".into()),
            ),
        }
        config.origins.insert("mouse", Origin::Env("WATCHFLOOR_MOUSE"));
    }
    if let Some(word) = env.text("WATCHFLOOR_COLOR") {
        match file::color(&word) {
            Ok(color) => {
                config.color = color;
                config.origins.insert("color", Origin::Env("WATCHFLOOR_COLOR"));
            }
            Err((message, hint)) => refuse("WATCHFLOOR_COLOR", message, Some(hint)),
        }
    } else if env.os("NO_COLOR").is_some() {
        config.color = Color::Never;
        config.origins.insert("color", Origin::Env("NO_COLOR"));
    }
}

fn options(config: &mut Config, overrides: &Overrides, env: &Environment, errors: &mut Vec<ConfigError>) {
    if let Some(theme) = &overrides.theme {
        match file::check_theme(theme) {
            Ok(()) => config.theme.clone_from(theme),
            Err(message) => errors.push(ConfigError::bare("--theme", message, None)),
        }
        config.origins.insert("theme", Origin::Flag("--theme"));
    }
    if let Some(ascii) = overrides.ascii {
        config.ascii = Some(ascii);
        config.origins.insert("ascii", Origin::Flag("--ascii"));
    }
    if let Some(mouse) = overrides.mouse {
        config.mouse = mouse;
        config.origins.insert("mouse", Origin::Flag("--mouse"));
    }
    if let Some(color) = overrides.color {
        config.color = color;
        config.origins.insert("color", Origin::Flag("--color"));
    }
    if !overrides.sources.is_empty() {
        config.sources = source::from_flags(&overrides.sources, &config.sources, env, errors);
    }
}

/// Sources that views ask for and nobody configured.
fn dangling(config: &Config, wanted: Vec<Wanted>) -> Vec<ConfigError> {
    let names = || config.sources.iter().map(|s: &SourceConfig| s.name.as_str());
    wanted
        .into_iter()
        .filter(|w| !names().any(|name| name.eq_ignore_ascii_case(&w.source)))
        .map(|w| {
            let hint = nearest(&w.source, names()).map(|name| format!("did you mean `{name}`?"));
            ConfigError { hint, ..w.fault }
        })
        .collect()
}

/// A secret that leaves the machine unencrypted is worth a word.
fn plain_tokens(config: &mut Config) {
    for source in config.sources.iter().filter(|s| s.socket.is_none()) {
        let local = match source.url.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        if source.auth != AuthConfig::None && source.url.scheme() == "http" && !local {
            let name = source.name.as_str();
            config
                .warnings
                .push(format!("source {name}: its token travels unencrypted, for the address is http"));
        }
    }
}

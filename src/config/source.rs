//! Sources: `[[source]]` in a file, and `--source KIND=URL`. A part of [`super`].

use std::ops::Range;

use url::Url;

use super::{
    dirs::Environment,
    error::{ConfigError, choose, nearest},
    model::{AuthConfig, Origin, SourceConfig, SourceKind, TokenConfig},
    table::{File, Table},
    token,
};
use crate::domain::{
    SourceName,
    time::{DAY, HOUR, MINUTE},
};

/// The name of the source that stands in where none is configured.
pub const LOCAL: &str = "local";

/// Kinds the configuration format has words for and this build has no adapter for.
const LATER: &[&str] = &[
    "pagerduty",
    "icinga2",
    "icinga",
    "zabbix",
    "opsgenie",
    "grafana",
    "servicenow",
    "jira",
    "nagios",
    "checkmk",
    "sensu",
    "prtg",
    "webhook",
    "mail",
];

/// One `[[source]]`; `None` after a fault that was reported.
pub(super) fn read(file: &mut File<'_>, mut table: Table<'_>) -> Option<(SourceConfig, Range<usize>)> {
    let faults = file.errors.len();
    let name = table.text(file, "name", "am-prod");
    let kind = table.text(file, "kind", "alertmanager");
    let url = table.text(file, "url", "http://127.0.0.1:9093");
    let by_file = table.later(file, "file", "adapters described by a file are not built in yet", built_in());
    for (key, missing) in
        [("name", name.is_none()), ("kind", kind.is_none() && !by_file), ("url", url.is_none())]
    {
        if missing && table.any(key).is_none() {
            let span = table.span.clone();
            file.error(&span, format!("this source has no `{key}`"), None);
        }
    }
    let name = name.and_then(|(text, span)| match check_name(&text) {
        Ok(()) => Some((text, span)),
        Err(message) => {
            file.error(&span, message, None);
            None
        }
    });
    let kind = kind.and_then(|(text, span)| match check_kind(&text) {
        Ok(kind) => Some((kind, span)),
        Err((message, hint)) => {
            file.error(&span, message, hint);
            None
        }
    });
    let native = kind.as_ref().is_some_and(|(kind, _)| *kind == SourceKind::Native);
    let socket = url.as_ref().filter(|_| native).and_then(|(text, _)| text.strip_prefix("unix:"));
    let socket = socket.map(|path| file.absolute(path));
    let url = match (&socket, url) {
        (Some(_), Some((_, span))) => SourceConfig::over_socket().map(|url| (url, span)),
        (_, url) => url.and_then(|(text, span)| address(file, "url", &text, span)),
    };
    let auth = auth(file, &mut table);
    let poll = table.time(file, "poll", "15s", (1, HOUR));
    let timeout = table.time(file, "timeout", "5s", (1, 5 * MINUTE));
    let ca_file = table.text(file, "ca_file", "ca.pem");
    let proxy = table.text(file, "proxy", "http://proxy:3128");
    let proxy = proxy.and_then(|(text, span)| address(file, "proxy", &text, span));
    let read_only = table.truth(file, "read_only");
    let ack_for = table.time(file, "ack_for", "2h", (5 * MINUTE, 30 * DAY));
    if native && ack_for.is_some() {
        let span = table.key_span("ack_for");
        let hint = "take it out: an acknowledgement there lasts until it is taken back";
        file.error(&span, "`ack_for` is for silences, and this source has none", Some(hint.into()));
    }
    table.finish(file);
    if file.errors.len() > faults {
        return None;
    }

    let ((name, name_span), (kind, kind_span), (url, url_span)) = (name?, kind?, url?);
    let mut source = SourceConfig::new(SourceName::new(&name), kind, url);
    let mut origins = vec![("name", name_span.clone()), ("kind", kind_span), ("url", url_span)];
    origins.extend(auth.1);
    source.auth = auth.0;
    source.socket = socket;
    let mut set = |key, span| origins.push((key, span));
    if let Some((value, span)) = poll {
        source.poll = value;
        set("poll", span);
    }
    if let Some((value, span)) = timeout {
        source.timeout = value;
        set("timeout", span);
    }
    if let Some((value, span)) = ca_file {
        source.ca_file = Some(file.absolute(&value));
        set("ca_file", span);
    }
    if let Some((value, span)) = proxy {
        source.proxy = Some(value);
        set("proxy", span);
    }
    if let Some((value, span)) = read_only {
        source.read_only = value;
        set("read_only", span);
    }
    if let Some((value, span)) = ack_for {
        source.ack_for = value;
        set("ack_for", span);
    }
    source.origins = origins.into_iter().map(|(key, span)| (key, file.origin(&span))).collect();
    Some((source, name_span))
}

type Places = Vec<(&'static str, Range<usize>)>;

/// `auth` with `user`, `header` and `token`, which must fit each other. Without `auth` a token is a bearer token.
fn auth(file: &mut File<'_>, table: &mut Table<'_>) -> (AuthConfig, Places) {
    let word = table.text(file, "auth", "bearer");
    let user = table.text(file, "user", "watchfloor");
    let header = table.text(file, "header", "X-Api-Key");
    let given = table.any("token").is_some();
    let token = token::read(file, table, "token");
    let auth = word.as_ref().map_or(if given { "bearer" } else { "none" }, |(word, _)| word);
    let here = word.as_ref().map_or_else(|| table.span.clone(), |(_, span)| span.clone());
    let words = ["none", "basic", "bearer", "header"];
    if !words.contains(&auth) {
        let hint = choose(auth, words.into_iter(), "write one of");
        file.error(&here, format!("unknown auth `{auth}`"), Some(hint));
        return (AuthConfig::None, Vec::new());
    }
    if auth != "none" && !given {
        let hint = "write token = { env = \"…\" }, { file = \"…\" } or { command = [\"…\"] }";
        file.error(&here, format!("auth `{auth}` needs a `token`"), Some(hint.into()));
    }
    for (key, value, with) in [("user", &user, "basic"), ("header", &header, "header")] {
        match value {
            None if auth == with && table.any(key).is_none() => {
                file.error(&here, format!("auth `{auth}` needs a `{key}`"), None);
            }
            Some(_) if auth != with => {
                let span = table.key_span(key);
                file.error(
                    &span,
                    format!("`{key}` belongs to auth = \"{with}\", and this source has \"{auth}\""),
                    None,
                );
            }
            _ => {}
        }
    }
    if auth == "none" && given {
        let span = table.key_span("token");
        file.error(
            &span,
            "a token is given, and auth = \"none\" does not use it",
            Some("write bearer, basic or header, or leave `auth` out".into()),
        );
    }
    if let Some((name, span)) = &user
        && (name.is_empty() || name.contains(':') || name.contains(char::is_control))
    {
        file.error(span, "a `user` is a name without `:`", None);
    }
    let tchar = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if let Some((name, span)) = &header
        && (name.is_empty() || !name.chars().all(tchar))
    {
        file.error(span, "this is not the name of a header", Some("such as \"X-Api-Key\"".into()));
    }
    let mut places: Places = Vec::new();
    places.extend(word.iter().map(|(_, span)| ("auth", span.clone())));
    places.extend(user.iter().map(|(_, span)| ("user", span.clone())));
    places.extend(header.iter().map(|(_, span)| ("header", span.clone())));
    let Some((token, span)) = token else { return (AuthConfig::None, places) };
    places.push(("token", span));
    let auth = match (auth, user, header) {
        ("basic", Some((user, _)), _) => AuthConfig::Basic { user, token },
        ("header", _, Some((header, _))) => AuthConfig::Header { header, token },
        ("bearer", ..) => AuthConfig::Bearer { token },
        _ => AuthConfig::None,
    };
    (auth, places)
}

fn address(file: &mut File<'_>, key: &str, text: &str, span: Range<usize>) -> Option<(Url, Range<usize>)> {
    match check_url(text) {
        Ok(url) => Some((url, span)),
        Err((message, hint)) => {
            let login = "use auth = \"basic\", user = \"…\" and token = { env = \"…\" }";
            let hint = hint.or_else(|| (key == "url" && text.contains('@')).then(|| login.into()));
            file.error(&span, format!("`{key}` {message}"), hint);
            None
        }
    }
}

/// The rule for names of sources: what can be typed after `source:` and stands in ids.
fn check_name(name: &str) -> Result<(), String> {
    let right = (1..=32).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if right { Ok(()) } else { Err("a source's name is 1 to 32 letters, digits, `_` or `-`".into()) }
}

fn built_in() -> String {
    format!("this build has: {}", SourceKind::ALL.map(SourceKind::word).join(", "))
}

type Refusal = (String, Option<String>);

fn check_kind(word: &str) -> Result<SourceKind, Refusal> {
    if let Some(kind) = SourceKind::parse(word) {
        return Ok(kind);
    }
    if LATER.contains(&word) {
        return Err((format!("kind `{word}` is not built in yet"), Some(built_in())));
    }
    let hint = match nearest(word, SourceKind::ALL.iter().map(|k| k.word())) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => built_in(),
    };
    Err((format!("unknown kind `{word}`"), Some(hint)))
}

/// The address of a source or proxy. Says nothing of the text where it could hold a secret.
fn check_url(text: &str) -> Result<Url, Refusal> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(url) = url else {
        let plain =
            text.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]/".contains(c)) && !text.contains("//");
        let host = plain && !text.is_empty() && Url::parse(&format!("http://{text}")).is_ok();
        let hint = if host {
            format!("did you mean \"http://{text}\"?")
        } else {
            "write it like \"http://127.0.0.1:9093\"".into()
        };
        return Err(("is not an http or https address".into(), Some(hint)));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(("must not hold credentials".into(), None));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(("is the base address alone, without `?` and `#`".into(), None));
    }
    Ok(url)
}

/// The sources of `--source`: configured ones by their names, and `KIND=URL`, named `kind`, `kind-2`, … A token comes
/// from `WATCHFLOOR_<KIND>_TOKEN`.
pub(super) fn from_flags(
    specs: &[String],
    configured: &[SourceConfig],
    env: &Environment,
    errors: &mut Vec<ConfigError>,
) -> Vec<SourceConfig> {
    let mut sources: Vec<SourceConfig> = Vec::new();
    for spec in specs {
        if let Some(known) = configured.iter().find(|s| s.name.as_str().eq_ignore_ascii_case(spec)) {
            if !sources.contains(known) {
                sources.push(known.clone());
            }
            continue;
        }
        if configured.is_empty() && spec == LOCAL {
            // What there is without any: the embedded server puts itself in.
            continue;
        }
        match parse_spec(spec, env) {
            Ok(mut source) => {
                let (kind, mut nth) = (source.kind.word(), 1);
                while sources.iter().any(|s| s.name == source.name) {
                    nth += 1;
                    source.name = SourceName::new(&format!("{kind}-{nth}"));
                }
                sources.push(source);
            }
            Err(error) => errors.push(match nearest(spec, configured.iter().map(|s| s.name.as_str())) {
                Some(name) if !spec.contains('=') => {
                    let words = "there is no source of that name".to_owned();
                    ConfigError::bare("--source", words, Some(format!("did you mean `{name}`?")))
                }
                _ => error,
            }),
        }
    }
    sources
}

/// One `KIND=URL`, as `--source` and `source add` take it; named like its kind.
///
/// # Errors
/// What is wrong with it; the address is never repeated, for it may hold a password.
pub fn parse_spec(spec: &str, env: &Environment) -> Result<SourceConfig, ConfigError> {
    let refused = |(message, hint)| ConfigError::bare("--source", message, hint);
    let Some((kind, url)) = spec.split_once('=') else {
        let hint = Some("write KIND=URL, such as alertmanager=http://127.0.0.1:9093".into());
        return Err(refused(("a source is a kind and an address".into(), hint)));
    };
    let kind = check_kind(kind.trim()).map_err(refused)?;
    let socket = url.trim().strip_prefix("unix:").filter(|_| kind == SourceKind::Native);
    let url = match socket {
        Some(_) => SourceConfig::over_socket().ok_or_else(|| "is none".to_owned()).map_err(|m| (m, None)),
        None => check_url(url.trim()),
    };
    let url = url.map_err(|(m, hint)| refused((format!("the address {m}"), hint)))?;
    let mut source = SourceConfig::new(SourceName::new(kind.word()), kind, url);
    source.socket = socket.map(|path| std::path::absolute(path).unwrap_or_else(|_| path.into()));
    for key in ["name", "kind", "url"] {
        source.origins.insert(key, Origin::Flag("--source"));
    }
    let variable = kind.token_variable();
    if env.text(variable).is_some() {
        source.auth = AuthConfig::Bearer { token: TokenConfig::Env(variable.into()) };
        source.origins.insert("auth", Origin::Env(variable));
        source.origins.insert("token", Origin::Env(variable));
    }
    Ok(source)
}

//! Sources: `[[source]]` in a file, and `--source KIND=URL`. A part of [`super`].

use std::ops::Range;

use toml::de::DeValue;
use url::Url;

use super::{
    dirs::Environment,
    error::{ConfigError, choose, nearest},
    model::{AuthConfig, Origin, SourceConfig, SourceKind, TokenConfig},
    table::{File, Table, kind},
};
use crate::domain::{
    SourceName,
    time::{DAY, HOUR, MINUTE},
};

/// Kinds the configuration format has words for and this build has no adapter for.
const LATER: &[&str] = &[
    "native",
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
    let url = url.and_then(|(text, span)| address(file, "url", &text, span));
    let auth = auth(file, &mut table);
    let poll = table.time(file, "poll", "15s", (1, HOUR));
    let timeout = table.time(file, "timeout", "5s", (1, 5 * MINUTE));
    let ca_file = table.text(file, "ca_file", "ca.pem");
    let proxy = table.text(file, "proxy", "http://proxy:3128");
    let proxy = proxy.and_then(|(text, span)| address(file, "proxy", &text, span));
    let read_only = table.truth(file, "read_only");
    let ack_for = table.time(file, "ack_for", "2h", (5 * MINUTE, 30 * DAY));
    table.finish(file);
    if file.errors.len() > faults {
        return None;
    }

    let ((name, name_span), (kind, kind_span), (url, url_span)) = (name?, kind?, url?);
    let mut source = SourceConfig::new(SourceName::new(&name), kind, url);
    let mut origins = vec![("name", name_span.clone()), ("kind", kind_span), ("url", url_span)];
    origins.extend(auth.1);
    source.auth = auth.0;
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
    let token = token(file, table);
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

/// `token = { env = … }` and its like. The value is in no message.
fn token(file: &mut File<'_>, table: &mut Table<'_>) -> Option<(TokenConfig, Range<usize>)> {
    const HINT: &str = "use { env = \"NAME\" }, { file = \"PATH\" } or { command = [\"pass\", \"am\"] }";
    let value = table.any("token")?;
    let span = value.span();
    let inner = match value.get_ref() {
        DeValue::Table(inner) => inner,
        DeValue::String(_) => {
            file.error(&span, "`token` says where the secret is, never the value itself", Some(HINT.into()));
            return None;
        }
        other => {
            file.error(&span, format!("`token` must be a table, not {}", kind(other)), Some(HINT.into()));
            return None;
        }
    };
    let mut inner = Table::new(inner, span.clone());
    let env = inner.text(file, "env", "AM_TOKEN");
    let path = inner.text(file, "file", "am.token");
    let command = inner.texts(file, "command", "[\"pass\", \"am\"]");
    let given = ["env", "file", "command"].iter().filter(|key| inner.any(key).is_some()).count();
    let faults = file.errors.len();
    inner.finish(file);
    if given == 0 && file.errors.len() > faults {
        return None;
    }
    if given != 1 {
        let found = if given == 0 { "no place" } else { "more than one place" };
        file.error(&span, format!("`token` names {found} for the secret"), Some(HINT.into()));
        return None;
    }
    if let Some((name, span)) = env {
        let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if !first || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            file.error(
                &span,
                "`env` takes the name of a variable, never the value itself",
                Some(HINT.into()),
            );
            return None;
        }
        return Some((TokenConfig::Env(name), span));
    }
    if let Some((path, span)) = path {
        if path.is_empty() {
            file.error(&span, "`file` is empty", None);
            return None;
        }
        return Some((TokenConfig::File(file.absolute(&path)), span));
    }
    let (argv, span) = command?;
    if argv.first().is_none_or(String::is_empty) {
        file.error(&span, "`command` names no program", Some(HINT.into()));
        return None;
    }
    Some((TokenConfig::Command(argv), span))
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

/// The sources of `--source KIND=URL`, named `kind`, `kind-2`, … A token comes from `WATCHFLOOR_<KIND>_TOKEN`.
pub(super) fn from_flags(
    specs: &[String],
    env: &Environment,
    errors: &mut Vec<ConfigError>,
) -> Vec<SourceConfig> {
    let mut sources: Vec<SourceConfig> = Vec::new();
    for spec in specs {
        match parse_spec(spec, env) {
            Ok(mut source) => {
                let nth = 1 + sources.iter().filter(|s| s.kind == source.kind).count();
                if nth > 1 {
                    source.name = SourceName::new(&format!("{}-{nth}", source.kind.word()));
                }
                sources.push(source);
            }
            Err(error) => errors.push(error),
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
    let url = check_url(url.trim()).map_err(|(m, hint)| refused((format!("the address {m}"), hint)))?;
    let mut source = SourceConfig::new(SourceName::new(kind.word()), kind, url);
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

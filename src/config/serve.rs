//! `[serve]`: how `watchfloor serve` serves. A part of [`super`].

use std::path::{Path, PathBuf};

use super::{
    model::{ListenAt, ServeConfig},
    table::{File, Table},
    token,
};

/// Reads the table; faults are reported, and what is right is kept.
pub(super) fn read(file: &mut File<'_>, mut table: Table<'_>) -> ServeConfig {
    let mut serve = ServeConfig::default();
    if let Some((text, span)) = table.text(file, "listen", "127.0.0.1:7717") {
        match ListenAt::parse(&text) {
            Ok(ListenAt::Unix(path)) => {
                serve.listen = Some(ListenAt::Unix(file.absolute(&path.to_string_lossy())));
            }
            Ok(at) => serve.listen = Some(at),
            Err(message) => file.error(&span, message, None),
        }
        serve.origins.insert("listen", file.origin(&span));
    }
    if let Some((text, span)) = table.text(file, "database", "sqlite:/var/lib/watchfloor/server.db") {
        match database(&text) {
            Ok(path) => serve.database = Some(file.absolute(&path.to_string_lossy())),
            Err((message, hint)) => file.error(&span, message, Some(hint)),
        }
        serve.origins.insert("database", file.origin(&span));
    }
    if let Some((token, span)) = token::read(file, &mut table, "token") {
        serve.token = Some(token);
        serve.origins.insert("token", file.origin(&span));
    }
    if let Some((tokens, span)) = token::read_all(file, &mut table, "inbound_tokens") {
        serve.inbound_tokens = tokens;
        serve.origins.insert("inbound_tokens", file.origin(&span));
    }
    if let Some((secrets, span)) = token::read_all(file, &mut table, "inbound_secrets") {
        serve.inbound_secrets = secrets;
        serve.origins.insert("inbound_secrets", file.origin(&span));
    }
    if let Some((behind, span)) = table.truth(file, "behind_proxy") {
        serve.behind_proxy = behind;
        serve.origins.insert("behind_proxy", file.origin(&span));
    }
    table.finish(file);
    serve
}

/// Lays `over` over `under`, key by key.
pub(super) fn merge(under: &mut ServeConfig, over: ServeConfig) {
    let said = |key: &str| over.origins.contains_key(key);
    if said("inbound_tokens") {
        under.inbound_tokens.clone_from(&over.inbound_tokens);
    }
    if said("inbound_secrets") {
        under.inbound_secrets.clone_from(&over.inbound_secrets);
    }
    if said("behind_proxy") {
        under.behind_proxy = over.behind_proxy;
    }
    under.listen = over.listen.or(under.listen.take());
    under.database = over.database.or(under.database.take());
    under.token = over.token.or(under.token.take());
    under.origins.extend(over.origins);
}

/// Reads `sqlite:PATH`.
///
/// # Errors
/// What is wrong with it, and what to write instead.
pub fn database(text: &str) -> Result<PathBuf, (String, String)> {
    let like = || "write sqlite:PATH, such as sqlite:/var/lib/watchfloor/server.db".to_owned();
    match text.trim().split_once(':') {
        Some(("sqlite", path)) => {
            // As in URLs: sqlite:///var/lib/…
            let path = path.strip_prefix("//").filter(|rest| rest.starts_with('/')).unwrap_or(path);
            if path.is_empty() || path.contains('?') || Path::new(path).file_name().is_none() {
                return Err(("this names no file of a database".into(), like()));
            }
            Ok(path.into())
        }
        Some(("postgres" | "postgresql", _)) => Err(("PostgreSQL is not built in yet".into(), like())),
        _ => Err(("this is not a database".into(), like())),
    }
}

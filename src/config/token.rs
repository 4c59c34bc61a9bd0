//! Where a secret is to be had: `token = { env = … }` and its like. A part of [`super`].

use std::ops::Range;

use toml::{Spanned, de::DeValue};

use super::{
    model::TokenConfig,
    table::{File, Table, kind},
};

const HINT: &str = "use { env = \"NAME\" }, { file = \"PATH\" } or { command = [\"pass\", \"am\"] }";

/// The reference under `key`. The value is in no message.
pub(super) fn read(
    file: &mut File<'_>,
    table: &mut Table<'_>,
    key: &'static str,
) -> Option<(TokenConfig, Range<usize>)> {
    let value = table.any(key)?;
    one(file, key, value)
}

/// A list of references under `key`; one alone needs no list. `None` after a fault, which was reported.
pub(super) fn read_all(
    file: &mut File<'_>,
    table: &mut Table<'_>,
    key: &'static str,
) -> Option<(Vec<TokenConfig>, Range<usize>)> {
    let value = table.any(key)?;
    let span = value.span();
    let DeValue::Array(list) = value.get_ref() else {
        return one(file, key, value).map(|(token, _)| (vec![token], span));
    };
    let found: Vec<_> = list.iter().map(|item| one(file, key, item)).collect();
    let tokens = found.into_iter().map(|one| one.map(|(token, _)| token)).collect::<Option<Vec<_>>>()?;
    Some((tokens, span))
}

fn one(file: &mut File<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Option<(TokenConfig, Range<usize>)> {
    let span = value.span();
    let inner = match value.get_ref() {
        DeValue::Table(inner) => inner,
        DeValue::String(_) => {
            file.error(
                &span,
                format!("`{key}` says where the secret is, never the value itself"),
                Some(HINT.into()),
            );
            return None;
        }
        other => {
            file.error(&span, format!("`{key}` must be a table, not {}", kind(other)), Some(HINT.into()));
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
        file.error(&span, format!("`{key}` names {found} for the secret"), Some(HINT.into()));
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

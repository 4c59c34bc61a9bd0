//! Reading one table of a file key by key, with the place of every fault. A part of [`super`].
//!
//! A reader asks for the keys it knows; whatever else stands in the table is unknown, and the keys asked for are
//! what the nearest right word is chosen from. So there is no list of keys to keep in step.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    error::{ConfigError, choose},
    model::Origin,
};
use crate::domain::time::{length, parse_duration};

/// One file while it is read: its text for the places, and its faults so far.
pub(super) struct File<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    /// For `~/`.
    pub(super) home: Option<&'a Path>,
    pub(super) errors: Vec<ConfigError>,
}

impl File<'_> {
    pub(super) fn error(&mut self, span: &Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let file = self.path.display().to_string();
        self.errors.push(ConfigError::at(&file, self.text, span, message, hint));
    }

    /// The place of `span`, for a fault that is found out only when all files are read.
    pub(super) fn place(&self, span: &Range<usize>) -> ConfigError {
        ConfigError::at(&self.path.display().to_string(), self.text, span, "", None)
    }

    /// Where the value at `span` comes from.
    pub(super) fn origin(&self, span: &Range<usize>) -> Origin {
        let before = &self.text[..self.text.floor_char_boundary(span.start)];
        Origin::File(self.path.to_owned(), before.matches('\n').count() + 1)
    }

    /// The bytes of characters `at..at + len` of the text that stands quoted at `span`, escapes included.
    pub(super) fn within(&self, span: &Range<usize>, at: usize, len: usize) -> Range<usize> {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|q| raw.starts_with(q)).unwrap_or_default();
        let mut rest = raw[quote.len()..].char_indices().peekable();
        if quote.len() == 3 {
            rest.next_if(|(_, c)| *c == '\n');
        }
        let mut starts = Vec::new();
        while let Some((byte, c)) = rest.next() {
            starts.push(span.start + quote.len() + byte);
            if c == '\\' && quote.starts_with('"') {
                let digits = match rest.next() {
                    Some((_, 'x')) => 2,
                    Some((_, 'u')) => 4,
                    Some((_, 'U')) => 8,
                    _ => 0,
                };
                for _ in 0..digits {
                    rest.next();
                }
            }
        }
        let end = span.end.saturating_sub(quote.len());
        let place = |nth: usize| starts.get(nth).copied().unwrap_or(end).min(end);
        place(at)..place(at + len)
    }

    /// A path as written: `~/` is the home directory, and a relative one is seen from this file.
    pub(super) fn absolute(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.path.parent().unwrap_or(Path::new("")).join(path),
        }
    }
}

/// A table, and the keys asked for so far.
pub(super) struct Table<'t> {
    entries: &'t DeTable<'t>,
    /// Where it stands: for what is missing.
    pub(super) span: Range<usize>,
    asked: Vec<&'static str>,
    /// Known, but never offered.
    later: Vec<&'static str>,
}

/// A value and its bytes in the file.
pub(super) type Read<T> = (T, Range<usize>);

impl<'t> Table<'t> {
    pub(super) fn new(entries: &'t DeTable<'t>, span: Range<usize>) -> Self {
        Self { entries, span, asked: Vec::new(), later: Vec::new() }
    }

    /// The value of `key`, whatever it is.
    pub(super) fn any(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries.get(key)
    }

    /// A key that the format knows and this build does not: says so.
    pub(super) fn later(
        &mut self,
        file: &mut File<'_>,
        key: &'static str,
        message: &str,
        hint: String,
    ) -> bool {
        self.later.push(key);
        let found = self.entries.contains_key(key);
        if found {
            let span = self.key_span(key);
            file.error(&span, message, Some(hint));
        }
        found
    }

    /// The bytes of `key` itself.
    pub(super) fn key_span(&self, key: &str) -> Range<usize> {
        self.entries.get_key_value(key).map_or_else(|| self.span.clone(), |(k, _)| k.span())
    }

    pub(super) fn text(
        &mut self,
        file: &mut File<'_>,
        key: &'static str,
        like: &str,
    ) -> Option<Read<String>> {
        let value = self.any(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some((text.to_string(), value.span()));
        }
        let found = kind(value.get_ref());
        file.error(
            &value.span(),
            format!("`{key}` must be text, not {found}"),
            Some(format!("such as {key} = \"{like}\"")),
        );
        None
    }

    pub(super) fn truth(&mut self, file: &mut File<'_>, key: &'static str) -> Option<Read<bool>> {
        let value = self.any(key)?;
        if let DeValue::Boolean(truth) = value.get_ref() {
            return Some((*truth, value.span()));
        }
        let found = kind(value.get_ref());
        let hint = Some(format!("write {key} = true or {key} = false, without quotes"));
        file.error(&value.span(), format!("`{key}` must be true or false, not {found}"), hint);
        None
    }

    /// A length of time such as `15s`, within `range` (whole seconds, inclusive).
    pub(super) fn time(
        &mut self,
        file: &mut File<'_>,
        key: &'static str,
        like: &str,
        range: (i64, i64),
    ) -> Option<Read<Duration>> {
        let (text, span) = self.text(file, key, like)?;
        match parse_duration(&text) {
            Ok(seconds) if (range.0..=range.1).contains(&seconds) => {
                Some((Duration::from_secs(seconds.unsigned_abs()), span))
            }
            Ok(_) => {
                let (low, high) = (length(range.0), length(range.1));
                file.error(&span, format!("`{key}` must be between {low} and {high}"), None);
                None
            }
            Err(byte) => {
                let at = text.get(..byte).map_or(0, |t| t.chars().count());
                let place = file.within(&span, at, 1);
                file.error(
                    &place,
                    format!("`{key}` is not a length of time"),
                    Some(format!("write it like \"{like}\", with s, m, h, d or w")),
                );
                None
            }
        }
    }

    /// A list of text.
    pub(super) fn texts(
        &mut self,
        file: &mut File<'_>,
        key: &'static str,
        like: &str,
    ) -> Option<Read<Vec<String>>> {
        let value = self.any(key)?;
        let texts = value.get_ref().as_array().and_then(|list| {
            list.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        if texts.is_none() {
            file.error(
                &value.span(),
                format!("`{key}` must be a list of text"),
                Some(format!("such as {key} = {like}")),
            );
        }
        Some((texts?, value.span()))
    }

    /// A whole number within `range` (inclusive).
    pub(super) fn number(
        &mut self,
        file: &mut File<'_>,
        key: &'static str,
        range: (i64, i64),
    ) -> Option<Read<i64>> {
        let value = self.any(key)?;
        whole(file, key, value, range).map(|n| (n, value.span()))
    }

    /// The items of a list, whatever they are; one alone needs no brackets.
    pub(super) fn items(&mut self, key: &'static str) -> Option<Read<Vec<&'t Spanned<DeValue<'t>>>>> {
        let value = self.any(key)?;
        let items = match value.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            _ => vec![value],
        };
        Some((items, value.span()))
    }

    /// Every key and its value, in no order worth keeping: for tables whose keys are names.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'t str, Range<usize>, &'t Spanned<DeValue<'t>>)> {
        self.entries.iter().map(|(key, value)| (&**key.get_ref(), key.span(), value))
    }

    /// The table of `[key]`.
    pub(super) fn table(&mut self, file: &mut File<'_>, key: &'static str) -> Option<Table<'t>> {
        let value = self.any(key)?;
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Table::new(table, value.span()));
        }
        let span = self.key_span(key);
        let found = kind(value.get_ref());
        file.error(
            &span,
            format!("`{key}` must be a table, not {found}"),
            Some(format!("write [{key}] above it")),
        );
        None
    }

    /// The tables of `[[key]]`.
    pub(super) fn tables(&mut self, file: &mut File<'_>, key: &'static str) -> Vec<Table<'t>> {
        let Some(value) = self.any(key) else { return Vec::new() };
        let fault = format!("`{key}` must be a list of tables");
        let hint = || Some(format!("write [[{key}]] above each"));
        let DeValue::Array(list) = value.get_ref() else {
            let span = self.key_span(key);
            file.error(&span, fault, hint());
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in list {
            match item.get_ref() {
                DeValue::Table(table) => tables.push(Table::new(table, item.span())),
                _ => file.error(&item.span(), fault.clone(), hint()),
            }
        }
        tables
    }

    /// Whatever nobody asked for is a fault.
    pub(super) fn finish(self, file: &mut File<'_>) {
        for key in self.entries.keys() {
            let name: &str = key.get_ref();
            if !self.asked.contains(&name) && !self.later.contains(&name) {
                let hint = choose(name, self.asked.iter().copied(), "the keys here are");
                file.error(&key.span(), format!("unknown key `{name}`"), Some(hint));
            }
        }
    }
}

/// A whole number within `range` (inclusive); anything else is reported.
pub(super) fn whole(
    file: &mut File<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    range: (i64, i64),
) -> Option<i64> {
    let number = match value.get_ref() {
        DeValue::Integer(n) => i64::from_str_radix(&n.as_str().replace('_', ""), n.radix()).ok(),
        other => {
            let found = kind(other);
            file.error(&value.span(), format!("`{key}` must be a whole number, not {found}"), None);
            return None;
        }
    };
    let right = number.filter(|n| (range.0..=range.1).contains(n));
    if right.is_none() {
        file.error(&value.span(), format!("`{key}` must be between {} and {}", range.0, range.1), None);
    }
    right
}

/// What a value is, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

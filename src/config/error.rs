//! What is wrong with the configuration, where, and what to write instead. A part of [`super`].

use std::{fmt, ops::Range};

use unicode_width::UnicodeWidthStr;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, or the option or variable, as people know it.
    pub file: String,
    /// From 1; 0 where there is no line (an option, a variable, a file that cannot be read).
    pub line: usize,
    /// From 1, in characters; 0 where there is none.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The line of the file, as far as it may be shown, and the columns (cells from 0) to mark under it.
    pub(super) excerpt: Option<Box<(String, Range<usize>)>>,
}

impl ConfigError {
    pub(super) fn bare(file: impl Into<String>, message: impl Into<String>, hint: Option<String>) -> Self {
        let (message, hint) = (clean(&message.into()), hint.map(|hint| clean(&hint)));
        Self { file: clean(&file.into()), line: 0, column: 0, message, hint, excerpt: None }
    }

    /// The same place with these words.
    pub(super) fn saying(&self, message: impl Into<String>, hint: Option<String>) -> Self {
        Self { message: clean(&message.into()), hint: hint.map(|hint| clean(&hint)), ..self.clone() }
    }

    /// At the bytes `span` of `text`; the line is shown only as far as it may be.
    pub(super) fn at(
        file: &str,
        text: &str,
        span: &Range<usize>,
        message: impl Into<String>,
        hint: Option<String>,
    ) -> Self {
        Self::place(text, span, Self::bare(file, message, hint), false)
    }

    /// The same of a file in which nothing is secret: the line is shown whole.
    pub(super) fn open(
        file: &str,
        text: &str,
        span: &Range<usize>,
        message: impl Into<String>,
        hint: Option<String>,
    ) -> Self {
        Self::place(text, span, Self::bare(file, message, hint), true)
    }

    fn place(text: &str, span: &Range<usize>, bare: Self, open: bool) -> Self {
        let start = text.floor_char_boundary(span.start);
        let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = text[begin..].lines().next().unwrap_or_default();
        let end = text.floor_char_boundary(span.end).clamp(start, (begin + line.len()).max(start));
        let (before, marked) = (&text[begin..start], &text[start..end]);
        let shown = if open {
            let from = before.width();
            (clean(line), from..from + marked.width().max(1))
        } else {
            excerpt(text, line, before, marked)
        };
        Self {
            line: text[..begin].matches('\n').count() + 1,
            column: text[begin..start].chars().count() + 1,
            excerpt: Some(Box::new(shown)),
            ..bare
        }
    }
}

/// Without characters that a terminal would obey.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Keys whose values are no secrets: only lines that begin with one of them are shown whole.
const HARMLESS: &[&str] = &[
    "me",
    "time_zone",
    "theme",
    "ascii",
    "mouse",
    "color",
    "name",
    "kind",
    "url",
    "auth",
    "user",
    "header",
    "poll",
    "timeout",
    "ca_file",
    "proxy",
    "read_only",
    "ack_for",
    "query",
    "listen",
    "database",
    "behind_proxy",
    "tz",
    "always",
    "weekly",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "mon-fri",
    "holidays",
    "breaks",
    "union",
    "metric",
    "target",
    "target_s",
    "warn",
    "warn_before",
    "calendar",
    "pause_on",
    "pausable",
    "on_priority_change",
    "on_reopen",
    "matrix",
    "cells",
    "impacts",
    "urgencies",
    "sub",
    "auto_close",
    "codes",
    "people",
    "id",
    "team",
    "vip",
    "criticality",
    "depends_on",
    "category",
];

/// Words that make a line one with a secret, whatever else it is.
const SECRET: &[&str] = &["token", "passw", "secret", "api_key", "apikey", "bearer ", "@"];

/// What of a faulty line is shown, and where the marks go. Nobody's password ends up on a screen or in a log.
fn excerpt(text: &str, line: &str, before: &str, marked: &str) -> (String, Range<usize>) {
    let key = line.split('=').next().unwrap_or_default().trim();
    let lower = line.to_lowercase();
    let known = if line.contains('=') {
        HARMLESS.contains(&key)
    } else {
        // A line without a key can be the middle of a text over several lines.
        line.trim_start().starts_with('[') || !(text.contains("\"\"\"") || text.contains("'''"))
    };
    let harmless = known && !SECRET.iter().any(|word| lower.contains(word));
    let start = before.width();
    let marks = start..start + marked.width().max(1);
    if harmless {
        return (clean(line), marks);
    }
    let shown = line.split_inclusive('=').next().filter(|t| t.ends_with('=')).map_or_else(String::new, clean);
    let value = shown.width() + usize::from(!shown.is_empty());
    let shown = if shown.is_empty() { "…".to_owned() } else { format!("{shown} …") };
    if marks.end <= value { (shown, marks) } else { (shown, value..value + 1) }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "; {hint}")?;
        }
        if let Some((line, marks)) = self.excerpt.as_deref() {
            let number = self.line.to_string();
            let gutter = " ".repeat(number.len());
            write!(
                f,
                "\n {number} | {line}\n {gutter} | {}{}",
                " ".repeat(marks.start),
                "^".repeat(marks.len())
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// All faults that were found, in the order of the files and lines; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, error) in self.0.iter().enumerate() {
            if nth > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

impl From<ConfigError> for ConfigErrors {
    fn from(error: ConfigError) -> Self {
        Self(vec![error])
    }
}

/// `did you mean …?`, or a list of what there is.
pub(super) fn choose<'a>(typed: &str, words: impl Iterator<Item = &'a str> + Clone, what: &str) -> String {
    match nearest(typed, words.clone()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("{what}: {}", words.collect::<Vec<_>>().join(", ")),
    }
}

/// The word that was probably meant.
pub(super) fn nearest<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let length = typed.chars().count();
    words
        .filter_map(|word| {
            let lower = word.to_lowercase();
            let distance = strsim::osa_distance(&typed, &lower);
            let begins = length >= 3 && lower.starts_with(&typed);
            (begins || distance <= (length / 3).max(1) && distance < length.min(lower.len()))
                .then_some((distance, word))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

//! `[priority]`, `[[category]]` and `[closing]`. A part of [`super`].

use std::ops::Range;

use super::{
    super::{
        error::choose,
        table::{File, Table, whole},
    },
    Placed, Said, Want,
    model::{CategoryConfig, MatrixConfig},
    named, one_line, policy,
};

/// Tables of impact and urgency that are shipped.
pub(super) const PRESETS: [&str; 3] = ["itil", "itop", "glpi"];

/// The most levels of impact, and of urgency.
const LEVELS: usize = 9;
/// The most categories, and the most in one of them.
const MOST: usize = 200;

/// `[priority]`.
pub(super) fn priority(file: &mut File<'_>, mut table: Table<'_>) -> Option<MatrixConfig> {
    let faults = file.errors.len();
    let preset = table.text(file, "matrix", "itil");
    let cells = cells(file, &mut table);
    let found = match (preset, cells) {
        (Some(_), Some((_, span))) => {
            file.error(&span, "`matrix` names a table and `cells` is another", Some("leave one out".into()));
            None
        }
        (Some((word, span)), None) => {
            let known = PRESETS.into_iter().find(|p| p.eq_ignore_ascii_case(&word));
            if known.is_none() {
                let hint = choose(&word, PRESETS.into_iter(), "write one of");
                let words = format!("there is no matrix `{}`", word.escape_debug());
                file.error(&span, words, Some(format!("{hint} or your own cells = [[1, 2, 3], …]")));
            }
            known.map(Ok)
        }
        (None, Some((cells, _))) => Some(Err(cells)),
        (None, None) => Some(Ok(PRESETS[0])),
    };
    let impacts = levels(file, &mut table, "impacts");
    let urgencies = levels(file, &mut table, "urgencies");
    table.finish(file);
    let cells = found?;
    let (rows, columns) = match &cells {
        Ok("itop") => (3, 4),
        Ok("glpi") => (5, 5),
        Ok(_) => (3, 3),
        Err(cells) => (cells.len(), cells.first().map_or(0, Vec::len)),
    };
    for (key, given, wanted) in [("impacts", &impacts, rows), ("urgencies", &urgencies, columns)] {
        if let Some((names, span)) = given
            && names.len() != wanted
        {
            let words = format!("`{key}` has {} names, and the matrix {wanted} levels", names.len());
            file.error(span, words, Some("the highest comes first".into()));
        }
    }
    if file.errors.len() > faults {
        return None;
    }
    let names =
        |given: Option<(Vec<String>, Range<usize>)>| given.map(|(names, _)| names).unwrap_or_default();
    Some(MatrixConfig { cells, impacts: names(impacts), urgencies: names(urgencies) })
}

/// `cells = [[1, 2, 3], [2, 3, 4], [3, 4, 5]]`: every row as long as the first, every cell 1 to 5.
fn cells(file: &mut File<'_>, table: &mut Table<'_>) -> Option<(Vec<Vec<u8>>, Range<usize>)> {
    let (rows, span) = table.items("cells")?;
    let hint =
        || Some("write one list for each impact with a priority for each urgency: [[1, 2], [2, 3]]".into());
    let mut cells: Vec<Vec<u8>> = Vec::new();
    for row in &rows {
        let Some(list) = row.get_ref().as_array() else {
            file.error(&row.span(), "`cells` is a list of lists of priorities", hint());
            return Some((cells, span));
        };
        let before = file.errors.len();
        let numbers: Vec<u8> = list
            .iter()
            .filter_map(|cell| whole(file, "cells", cell, (1, 5)).and_then(|n| u8::try_from(n).ok()))
            .collect();
        let wanted = cells.first().map_or(numbers.len(), Vec::len);
        if file.errors.len() == before && (numbers.len() != wanted || numbers.is_empty()) {
            let words = format!("this row has {} cells, and the first {wanted}", numbers.len());
            file.error(&row.span(), words, Some("every impact and every urgency need a priority".into()));
        }
        cells.push(numbers);
    }
    if cells.is_empty() || cells.len() > LEVELS || cells.first().is_some_and(|row| row.len() > LEVELS) {
        file.error(&span, format!("a matrix has 1 to {LEVELS} levels each way"), hint());
    }
    Some((cells, span))
}

/// Names of levels, the highest first.
fn levels(
    file: &mut File<'_>,
    table: &mut Table<'_>,
    key: &'static str,
) -> Option<(Vec<String>, Range<usize>)> {
    let (names, span) = table.texts(file, key, "[\"high\", \"medium\", \"low\"]")?;
    if let Some(bad) = names.iter().find(|name| !one_line(name, 32)) {
        let words = format!("`{}` is no name: write one line of 1 to 32 characters", bad.escape_debug());
        file.error(&span, words, None);
    }
    Some((names, span))
}

/// One `[[category]]`, and where its name stands.
pub(super) fn category(file: &mut File<'_>, mut table: Table<'_>) -> Option<(CategoryConfig, Range<usize>)> {
    let faults = file.errors.len();
    let name = named(file, &mut table, "category", "database");
    let sub = table.texts(file, "sub", "[\"replication\", \"backup\"]");
    table.finish(file);
    if let Some((text, span)) = &name
        && text.contains('/')
    {
        file.error(span, "a category's name has no `/`", Some("what stands below it goes into `sub`".into()));
    }
    if let Some((names, span)) = &sub {
        for (nth, sub) in names.iter().enumerate() {
            if !one_line(sub, 64) || sub.contains('/') {
                let words = format!(
                    "`{}` is no name: one line of 1 to 64 characters without `/`",
                    sub.escape_debug()
                );
                file.error(span, words, None);
            } else if names[..nth].iter().any(|other| other.to_lowercase() == sub.to_lowercase()) {
                file.error(span, format!("`{sub}` is in it twice"), None);
            }
        }
        if names.len() > MOST {
            file.error(span, format!("at most {MOST} are taken"), None);
        }
    }
    if file.errors.len() > faults {
        return None;
    }
    let (name, span) = name?;
    let origin = file.origin(&span);
    Some((CategoryConfig { name, sub: sub.map(|(sub, _)| sub).unwrap_or_default(), origin }, span))
}

/// `[closing]`.
pub(super) fn closing(file: &mut File<'_>, mut table: Table<'_>, said: &mut Said) {
    if let Some((text, span)) = table.text(file, "auto_close", "5bd") {
        let hint = "write it like \"5bd\", \"7d\" or \"off\"";
        let origin = file.origin(&span);
        match policy::allowed(&text) {
            _ if text.trim().eq_ignore_ascii_case("off") => said.auto_close = Some((None, origin)),
            Ok(crate::domain::sla::Target::Seconds(0)) => {
                file.error(&span, "at once would ask nobody", Some(hint.into()));
            }
            Ok(target) => said.auto_close = Some((Some(target), origin)),
            Err(message) => file.error(&span, message, Some(hint.into())),
        }
    }
    if let Some((name, span)) = table.text(file, "calendar", "office") {
        let place = file.place(&span);
        let wants = vec![(Want::Calendar, name.clone(), place.clone())];
        said.closing_calendar = Some(Placed { item: (name, file.origin(&span)), place, wants });
    }
    if let Some((codes, span)) = table.texts(file, "codes", "[\"fixed\", \"workaround\"]") {
        match codes.iter().find(|code| !one_line(code, 64)) {
            Some(bad) => {
                let words =
                    format!("`{}` is no code: write one line of 1 to 64 characters", bad.escape_debug());
                file.error(&span, words, None);
            }
            None => said.codes = Some((codes, file.origin(&span))),
        }
    }
    table.finish(file);
}

//! `list --sort --group`: in which order the rows stand, and under which heads. Belongs to the command line.

use std::collections::HashMap;

use super::{exit::Failure, open::Seen};
use crate::{
    domain::{
        order,
        view::{Arrange, ArrangeError, GroupBy, Sort, compare::compare},
    },
    runtime::hub::Row,
};

/// Reads both before anybody is asked anything.
///
/// # Errors
/// Names the word that is not known, and the nearest of those that are; exit 2.
pub fn of(sort: Option<&str>, group: Option<&str>) -> Result<Arrange, Failure> {
    let sort = sort.map_or_else(|| Ok(Sort::default()), str::parse).map_err(|e| wrong("--sort", &e))?;
    let group = match group.map(str::trim) {
        None | Some("none") => None,
        Some(word) => Some(word.parse::<GroupBy>().map_err(|e| wrong("--group", &e))?),
    };
    Ok(Arrange { sort, group, columns: None })
}

fn wrong(option: &str, error: &ArrangeError) -> Failure {
    let near = error.nearest.map_or_else(String::new, |word| format!("; did you mean `{word}`?"));
    Failure::usage(format!("{option}: {error}{near}"))
}

/// Puts rows that stand in the order of attention into this one, group by group: groups in the order of their first
/// rows, what has no value last.
pub fn put(rows: &mut Vec<&Row>, seen: &Seen, arrange: &Arrange) {
    if !arrange.sort.is_attention() {
        let mut keyed: Vec<(u64, &Row)> = rows.iter().map(|row| (attention(row, seen), *row)).collect();
        keyed.sort_by(|(x, a), (y, b)| compare(&arrange.sort, (&a.incident, *x), (&b.incident, *y)));
        *rows = keyed.into_iter().map(|(_, row)| row).collect();
    }
    if let Some(by) = &arrange.group {
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (nth, row) in rows.iter().enumerate() {
            if let Some(value) = by.value(&row.incident) {
                places.entry(value).or_insert(nth);
            }
        }
        let place = |row: &Row| by.value(&row.incident).and_then(|v| places.get(v)).copied();
        let mut placed: Vec<(usize, &Row)> =
            rows.iter().map(|r| (place(r).unwrap_or(usize::MAX), *r)).collect();
        placed.sort_by_key(|(place, _)| *place);
        *rows = placed.into_iter().map(|(_, row)| row).collect();
    }
}

fn attention(row: &Row, seen: &Seen) -> u64 {
    let source = &row.incident.source;
    order::key(&row.incident, seen.book_of(source), seen.now_of(source)).packed
}

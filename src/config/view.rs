//! Reading one `[[view]]`: what it shows, and how it arranges that. A part of [`super`].

use std::{ops::Range, str::FromStr};

use super::{
    error::ConfigError,
    file::{Layer, Wanted, twice},
    model::ViewConfig,
    table::{File, Table},
};
use crate::domain::{
    query::Query,
    view::{Arrange, ArrangeError, ColumnSpec, Columns},
};

/// Reads a view into `layer`; faults go to the file.
pub(super) fn read(file: &mut File<'_>, mut table: Table<'_>, layer: &mut Layer) {
    let name = table.text(file, "name", "mine");
    let query = table.text(file, "query", "owner:me state:open");
    for key in ["name", "query"] {
        if table.any(key).is_none() {
            let span = table.span.clone();
            file.error(&span, format!("this view has no `{key}`"), None);
        }
    }
    let arrange = arrange(file, &mut table);
    table.finish(file);
    if let Some((name, span)) = &name {
        if !(1..=32).contains(&name.chars().count()) || name.contains(char::is_control) || name.trim() != name
        {
            file.error(span, "a view's name is one line of 1 to 32 characters", None);
        } else if let Some(first) = layer.views.iter().find(|v| v.name == *name) {
            let at = first.origin.clone();
            twice(file, span, "view", name, &at);
        }
    }
    let Some((text, span)) = query else { return };
    // Queries are trimmed of nothing before they are read, so places within them are places within the file.
    match Query::parse(&text) {
        Ok(query) => {
            let (Some((name, name_span)), Some(arrange)) = (name, arrange) else { return };
            for wanted in query.named_sources() {
                let place = file.within(&span, wanted.at, wanted.len);
                let message = format!(
                    "view `{name}` asks for the source `{}`, and there is none of that name",
                    wanted.name
                );
                let fault =
                    ConfigError::at(&file.path.display().to_string(), file.text, &place, message, None);
                layer.wanted.push(Wanted { view: name.clone(), source: wanted.name.clone(), fault });
            }
            layer.views.push(ViewConfig { name, query, arrange, origin: file.origin(&name_span) });
        }
        Err(fault) => {
            let place = file.within(&span, fault.at, fault.len);
            let hint = fault.suggestion.map(|word| format!("did you mean `{word}`?"));
            file.error(&place, fault.message, hint);
        }
    }
}

/// `sort`, `group`, `columns`. `None` after a fault, which was told.
fn arrange(file: &mut File<'_>, table: &mut Table<'_>) -> Option<Arrange> {
    let faults = file.errors.len();
    let mut arrange = Arrange::default();
    if let Some((text, span)) = table.text(file, "sort", "service,-age") {
        arrange.sort = word(file, &text, &span).unwrap_or_default();
    }
    if let Some((text, span)) = table.text(file, "group", "team")
        && text.trim() != "none"
    {
        arrange.group = word(file, &text, &span);
    }
    if let Some((items, span)) = table.items("columns") {
        let mut columns: Vec<ColumnSpec> = Vec::with_capacity(items.len());
        for item in items {
            let span = item.span();
            let Some(text) = item.get_ref().as_str() else {
                let hint = Some("write columns = [\"state\", \"title:40\"]".to_owned());
                file.error(&span, "a column is text", hint);
                continue;
            };
            let Some(column) = word::<ColumnSpec>(file, text, &span) else { continue };
            if columns.iter().any(|c| c.column == column.column) {
                file.error(&span, format!("the column `{column}` stands there twice"), None);
            }
            columns.push(column);
        }
        if columns.is_empty() && file.errors.len() == faults {
            file.error(&span, "a list needs at least one column", None);
        }
        arrange.columns = Some(Columns(columns));
    }
    (file.errors.len() == faults).then_some(arrange)
}

/// Reads a word, or tells what is wrong with it and what was probably meant.
fn word<T: FromStr<Err = ArrangeError>>(file: &mut File<'_>, text: &str, span: &Range<usize>) -> Option<T> {
    match text.parse() {
        Ok(read) => Some(read),
        Err(fault) => {
            let at = text.find(&fault.word).map_or(0, |byte| text[..byte].chars().count());
            let place = file.within(span, at, fault.word.chars().count());
            let hint = fault.nearest.map(|near| format!("did you mean `{near}`?"));
            file.error(&place, fault.to_string(), hint);
            None
        }
    }
}

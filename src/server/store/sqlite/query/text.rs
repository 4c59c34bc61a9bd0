//! Fields that are text, and labels. A part of [`super`].

use super::{
    Asking,
    sql::{Bound, Sql},
};
use crate::{
    domain::query::tree::{Atom, Glob, Text, Value},
    server::store::sqlite::columns::{EMPTY_OWNER, EMPTY_SERVICE, EMPTY_SEVERITY, LABEL_END, LABEL_IS},
};

/// A label's value where it is there (takes: name with its marks, name with its marks, the end mark; twice the length
/// of the first). SQLite's words; PostgreSQL says `split_part(split_part(labels_f, ?, 2), ?, 1)`.
pub(super) const LABEL: &str = "substr(substr(labels_f, instr(labels_f, ?) + length(?)), 1, \
     instr(substr(labels_f, instr(labels_f, ?) + length(?)), ?) - 1)";

/// `database/replication`; `database` where nothing stands under it.
const BOTH_LEVELS: &str =
    "(category_f || CASE WHEN subcategory_f = '' THEN '' ELSE '/' || subcategory_f END)";

const HAS_CATEGORY: Sql = Sql::raw("category_f <> ''");

/// In place of a bit of `empties`: an empty text is none, so that none is there and empty.
const NEVER_EMPTY: u8 = u8::MAX;

/// Behind every `LIKE`: what takes the special meaning from `%`, `_` and itself.
const ESCAPE: &str = " ESCAPE '\\'";

impl Asking {
    pub(super) fn text(&self, field: &Text, values: &[Value]) -> Sql {
        let (column, empty) = match field {
            Text::Service => ("service_f", EMPTY_SERVICE),
            Text::Owner => ("owner_f", EMPTY_OWNER),
            Text::Severity => ("severity_f", EMPTY_SEVERITY),
            // Always there.
            Text::Title => ("title_f", 0),
            Text::Team => ("team_f", NEVER_EMPTY),
            Text::Reporter => ("reporter_f", NEVER_EMPTY),
            Text::Category => return Sql::any(values.iter().map(category).collect()),
            Text::Label(name) => {
                return Sql::any(values.iter().map(|v| self.label(name, v)).collect());
            }
            Text::Source => return if self.is_source(values) { Sql::TRUE } else { Sql::FALSE },
            Text::Id => return self.ids(values),
        };
        // Texts that are compared as a whole go into one list; what has a `*`, and the empty text, stand alone.
        let mut whole = Vec::new();
        let mut parts = Vec::new();
        for value in values {
            match self.exact(value) {
                Some(text) if !possible(&text) => {}
                Some(text) if text.is_empty() => parts.push(there_and_empty(column, empty)),
                Some(text) => whole.push(Bound::Text(text)),
                None => match value {
                    Value::Absent => parts.push(Sql::raw(column).push(" = ''")),
                    Value::Like(glob) if !glob_possible(glob) => {}
                    Value::Like(glob) if glob.matches("") => {
                        let some = Sql::raw(column).push(" <> ''");
                        parts.push(Sql::any(vec![some, there_and_empty(column, empty)]));
                    }
                    Value::Like(glob) => parts.push(like(Sql::raw(column), &pattern(glob))),
                    Value::Me => {}
                },
            }
        }
        match &whole[..] {
            [] => {}
            [Bound::Text(one)] => parts.push(Sql::raw(column).push(" = ").bind(one.clone())),
            _ => parts.push(Sql::within(column, whole.into_iter())),
        }
        Sql::any(parts)
    }

    /// The whole folded text that a value asks for.
    pub(in super::super) fn exact(&self, value: &Value) -> Option<String> {
        match value {
            Value::Absent => None,
            Value::Me => Some(self.me.clone()),
            Value::Like(glob) => glob.exact(),
        }
    }

    fn is_source(&self, values: &[Value]) -> bool {
        values.iter().any(|value| match value {
            Value::Absent => self.source.is_empty(),
            Value::Me => self.source == self.me,
            Value::Like(glob) => glob.matches(&self.source),
        })
    }

    /// Names are letters, digits and `_.-/`, so they have no mark in them.
    fn label(&self, name: &str, value: &Value) -> Sql {
        let begin = format!("{LABEL_END}{name}{LABEL_IS}");
        if !possible(name) {
            return if *value == Value::Absent { Sql::TRUE } else { Sql::FALSE };
        }
        let has = |text: &str| like(Sql::raw("labels_f"), &format!("%{}%", escaped(text)));
        match value {
            Value::Absent => Sql::any(vec![has(&begin).negated(), has(&format!("{begin}{LABEL_END}"))]),
            _ => match (self.exact(value), value) {
                (Some(text), _) if possible(&text) => has(&format!("{begin}{text}{LABEL_END}")),
                (None, Value::Like(glob)) if glob_possible(glob) => {
                    let found = Sql::parts(LABEL, [&begin, &begin, &begin, &begin, &LABEL_END.to_string()]);
                    Sql::all(vec![has(&begin), like(found, &pattern(glob))])
                }
                _ => Sql::FALSE,
            },
        }
    }
}

/// With a `/` both levels are compared, else the first alone. What has no first level has no category.
fn category(value: &Value) -> Sql {
    let Value::Like(glob) = value else {
        return if *value == Value::Absent { Sql::raw("category_f = ''") } else { Sql::FALSE };
    };
    if !glob_possible(glob) {
        return Sql::FALSE;
    }
    let compared = match (glob.exact(), glob.has_slash()) {
        (Some(text), false) => return Sql::all(vec![HAS_CATEGORY, Sql::raw("category_f = ").bind(text)]),
        (Some(text), true) => Sql::raw(BOTH_LEVELS).push(" = ").bind(text),
        (None, false) => like(Sql::raw("category_f"), &pattern(glob)),
        (None, true) => like(Sql::raw(BOTH_LEVELS), &pattern(glob)),
    };
    Sql::all(vec![HAS_CATEGORY, compared])
}

/// An empty text that is there: `owner:""` finds it, as it does in memory.
fn there_and_empty(column: &'static str, bit: u8) -> Sql {
    if bit == NEVER_EMPTY {
        return Sql::FALSE;
    }
    if bit == 0 {
        return Sql::raw(column).push(" = ''");
    }
    Sql::raw("(empties & ").int(bit.into()).push(") <> 0")
}

/// `value LIKE pattern`. Both sides are folded, so it does not matter that SQLite's `LIKE` passes over case.
pub(super) fn like(value: Sql, pattern: &str) -> Sql {
    value.push(" LIKE ").bind(pattern).push(ESCAPE)
}

/// Whether a row could contain it. [`crate::text::SafeText`] has no control character but the newline; PostgreSQL
/// refuses a NUL, and SQLite ends a pattern there.
pub(super) fn possible(text: &str) -> bool {
    !text.chars().any(|c| c < ' ' && c != '\n')
}

fn glob_possible(glob: &Glob) -> bool {
    glob.atoms().iter().all(|a| !matches!(a, Atom::Char(c) if *c < ' ' && *c != '\n'))
}

/// A glob as a pattern of `LIKE`.
pub(super) fn pattern(glob: &Glob) -> String {
    let mut out = String::new();
    for atom in glob.atoms() {
        match atom {
            Atom::Star if out.ends_with('%') && !out.ends_with("\\%") => {}
            Atom::Star => out.push('%'),
            Atom::Char(c) => out.push_str(&escaped(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

/// A text that `LIKE` takes as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

//! Which index leads. A part of [`super`].
//!
//! Each condition that an index knows is asked for at most so many of its rows as can be sorted at once, which takes well under a millisecond.
//! If one has fewer, those rows are looked at and put in order. If all have many, walking in the order that was asked
//! for meets enough of them soon, and stops when the page is full.

use std::{cmp::Reverse, collections::BTreeSet};

use sqlx::{Row, SqliteConnection};

use super::fetch;
use crate::{
    domain::State,
    domain::query::tree::{Atom, Glob, Length, Node, Number, Op, States, Text, Value, Word, rarity},
    server::store::{
        Sort,
        sqlite::{
            columns::{LABEL_END, LABEL_IS},
            query::{Asking, sql::Sql},
        },
    },
};

/// So many pieces of a text are looked up: the rarest by the look of them. Each costs the time to pass over all rows
/// that have it, and those of `instance` are in every row.
const PIECES: usize = 4;

/// What leads.
pub(super) struct Drive {
    hint: &'static str,
    condition: Sql,
    /// The numbers it finds, where it is more than a condition on the table.
    found: Option<Sql>,
    few: bool,
}

impl Drive {
    /// Stands behind the table's name. SQLite's own word; in PostgreSQL nothing stands there.
    pub(super) const fn hint(&self) -> &'static str {
        self.hint
    }

    /// Follows from the query; it is what lets the index be used.
    pub(super) const fn condition(&self) -> &Sql {
        &self.condition
    }

    /// Few enough that they can be sorted.
    pub(super) const fn few(&self) -> bool {
        self.few
    }

    pub(super) async fn choose(
        conn: &mut SqliteConnection,
        asking: &Asking,
        node: &Node,
        sort: Sort,
        few: i64,
    ) -> sqlx::Result<Self> {
        let all: Vec<&Node> = match node {
            Node::And(nodes) => nodes.iter().collect(),
            one => vec![one],
        };
        let open = all.iter().any(|n| is_open(n));
        let mut known: Vec<Self> = Vec::new();
        for one in &all {
            if let Node::Text(Text::Id, values) = one
                && values.iter().all(|v| asking.exact(v).is_some())
            {
                return Ok(Self { hint: NUMBER, condition: asking.node(one), found: None, few: true });
            }
            known.extend(asking.by_column(one, open));
            if let Node::Word(word) = one {
                known.extend(asking.by_word(word));
            }
        }
        known.extend(by_pieces(asking, &all));
        if open {
            known.push(Self { hint: OPEN, condition: Sql::raw("is_open = 1"), found: None, few: false });
        }
        let mut best: Option<(i64, Self)> = None;
        for drive in known {
            let count = drive.count(conn, few).await?;
            if best.as_ref().is_none_or(|(least, _)| count < *least) {
                best = Some((count, drive));
            }
        }
        Ok(match best {
            Some((count, drive)) if count <= few => Self { few: true, ..drive },
            best => Self::walk(best.map(|(_, drive)| drive), open, sort),
        })
    }

    /// In the order that was asked for; that by number is also the order within any one value of a column.
    fn walk(best: Option<Self>, open: bool, sort: Sort) -> Self {
        let hint = match (sort, open) {
            (Sort::Priority, true) => "INDEXED BY incident_open_by_priority",
            (Sort::Priority, false) => "INDEXED BY incident_by_priority",
            (Sort::UpdatedDown, true) => "INDEXED BY incident_open_by_updated",
            (Sort::UpdatedDown, false) => "INDEXED BY incident_by_updated",
            (Sort::Number | Sort::NumberDown, open) => match best {
                Some(drive) if drive.hint != NUMBER => return drive,
                _ if open => OPEN,
                _ => NUMBER,
            },
        };
        let condition = if open { Sql::raw("is_open = 1") } else { Sql::TRUE };
        Self { hint, condition, found: None, few: false }
    }

    /// How many rows it leads to, counted up to one more than `few`.
    async fn count(&self, conn: &mut SqliteConnection, few: i64) -> sqlx::Result<i64> {
        let rows = match &self.found {
            Some(found) => found.clone(),
            None => Sql::raw("SELECT 1 FROM incident ")
                .push(self.hint)
                .push(" WHERE ")
                .then(self.condition.clone()),
        };
        let sql = Sql::raw("SELECT count(*) AS n FROM (").then(rows).push(" LIMIT ").int(few + 1).push(")");
        fetch(conn, &sql).await?.first().map_or(Ok(0), |row| row.try_get("n"))
    }
}

/// By the table's own key.
const NUMBER: &str = "NOT INDEXED";
const OPEN: &str = "INDEXED BY incident_open";
const REPORTED: &str = "INDEXED BY incident_by_reporter";
const TEAM: &str = "INDEXED BY incident_open_by_team";
const CHILDREN: &str = "INDEXED BY incident_by_parent";

/// Whether an incident of this priority can answer.
pub(super) fn may_be(node: &Node, priority: i64) -> bool {
    match node {
        Node::And(nodes) => nodes.iter().all(|n| may_be(n, priority)),
        Node::Number(Number::Priority, op, wanted) => op.holds(priority, wanted),
        _ => true,
    }
}

/// Whether only open incidents can answer it.
fn is_open(node: &Node) -> bool {
    let only = |states: &States| State::ALL.into_iter().all(|s| s.is_open() || !states.has(s));
    match node {
        Node::State(states) => only(states),
        Node::Length(Length::Clock, ..) => true,
        Node::Not(inner) => {
            matches!(&**inner, Node::State(states) if State::ALL.into_iter().all(|s| s.is_open() || states.has(s)))
        }
        _ => false,
    }
}

impl Asking {
    /// An index on one column, where the condition is one value of it.
    fn by_column(&self, node: &Node, open: bool) -> Option<Drive> {
        let pair = match node {
            Node::Number(Number::Priority, Op::Is, values) if values.len() == 1 => {
                ("INDEXED BY incident_by_priority", "INDEXED BY incident_open_by_priority")
            }
            Node::Text(field, values) => {
                let [value] = &values[..] else { return None };
                // An empty text is no value of the column.
                if *value != Value::Absent && self.exact(value)?.is_empty() {
                    return None;
                }
                match field {
                    Text::Service => {
                        ("INDEXED BY incident_by_service", "INDEXED BY incident_open_by_service")
                    }
                    Text::Owner => ("INDEXED BY incident_by_owner", "INDEXED BY incident_open_by_owner"),
                    // Few have a reporter, and what is asked of all teams is not asked of what is over.
                    Text::Reporter if *value != Value::Absent => (REPORTED, REPORTED),
                    Text::Team if open => (TEAM, TEAM),
                    _ => return None,
                }
            }
            Node::Parent(parents) if !parents.none => (CHILDREN, CHILDREN),
            _ => return None,
        };
        let (hint, is_open) = if open { (pair.1, Sql::raw("is_open = 1")) } else { (pair.0, Sql::TRUE) };
        // What the partial index is of.
        let of = match hint {
            REPORTED => Sql::raw("reporter_f <> ''"),
            CHILDREN => Sql::raw("parent IS NOT NULL"),
            _ => Sql::TRUE,
        };
        let is_open = if matches!(hint, REPORTED | CHILDREN) { Sql::TRUE } else { is_open };
        Some(Drive { hint, condition: Sql::all(vec![self.node(node), of, is_open]), found: None, few: false })
    }

    /// A word stands in one of the texts, or is the number, or begins it.
    fn by_word(&self, word: &Word) -> Option<Drive> {
        let text = word.text();
        let matched = matching(&pieces(text))?;
        // What looks for the source's name finds everything, or begins in it: that is no text of a row.
        if !self.in_texts(text) {
            return None;
        }
        let numbers = Self::number_of(word);
        let found = found(matched);
        let found = if numbers == Sql::FALSE {
            found
        } else {
            found.push(" UNION ALL SELECT number FROM incident WHERE ").then(numbers)
        };
        Some(by_number(found))
    }
}

/// Pieces of whole values, of titles and services with `*`, of labels: what all of them stand in.
fn by_pieces(asking: &Asking, all: &[&Node]) -> Option<Drive> {
    let mut wanted = BTreeSet::new();
    for node in all {
        let Node::Text(field, values) = node else { continue };
        let [value @ Value::Like(glob)] = &values[..] else { continue };
        let begin = match field {
            Text::Title | Text::Service => String::new(),
            // Its name stands in most rows.
            Text::Label(_) => LABEL_IS.to_string(),
            _ => continue,
        };
        if let Some(text) = asking.exact(value) {
            let end = if begin.is_empty() { String::new() } else { LABEL_END.to_string() };
            wanted.extend(pieces(&(begin + &text + &end)));
        } else {
            let mut runs = runs(glob);
            if !begin.is_empty()
                && let Some(first) = runs.first_mut()
            {
                *first = begin + first;
            }
            wanted.extend(runs.iter().flat_map(|run| pieces(run)));
        }
    }
    Some(by_number(found(matching(&wanted)?)))
}

/// What the index of texts finds, and what is not in it yet.
fn found(matched: String) -> Sql {
    Sql::raw("SELECT rowid FROM incident_text WHERE incident_text MATCH ")
        .bind(matched)
        .push(" UNION ALL SELECT number FROM incident_text_due")
}

fn by_number(found: Sql) -> Drive {
    let condition = Sql::raw("number IN (").then(found.clone()).push(")");
    Drive { hint: NUMBER, condition, found: Some(found), few: false }
}

/// What stands between the stars, in order; empty where two meet.
fn runs(glob: &Glob) -> Vec<String> {
    let literal = |run: &[Atom]| {
        run.iter().filter_map(|a| if let Atom::Char(c) = a { Some(*c) } else { None }).collect()
    };
    glob.atoms().split(|a| *a == Atom::Star).map(literal).collect()
}

/// Every three characters that follow each other: what the index of texts knows.
fn pieces(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(3).map(|w| w.iter().collect()).collect()
}

/// Asks the index of texts for the rarest of these; nothing where there are none.
fn matching(pieces: &BTreeSet<String>) -> Option<String> {
    let mut rarest: Vec<&String> = pieces.iter().filter(|p| !p.contains('\0')).collect();
    rarest.sort_by_key(|p| Reverse(p.bytes().map(rarity).sum::<usize>()));
    rarest.truncate(PIECES);
    let quoted: Vec<String> = rarest.iter().map(|p| format!("\"{}\"", p.replace('"', "\"\""))).collect();
    (!quoted.is_empty()).then(|| quoted.join(" AND "))
}

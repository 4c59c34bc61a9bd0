//! Columns that a person chose (`W`, or `columns` of a view): in their order, with their widths.
//!
//! Priority and state stand first unless they are placed; the title takes what is left, at least twelve cells; what does
//! not fit is left out from the right, and the owner last of all.

use super::columns::{Column, Columns, Ruler};
use crate::{
    domain::{
        Incident, Time,
        time::together,
        view::{self, ColumnSpec, ColumnWord},
    },
    ui::{
        paint::{Canvas, made},
        theme::Token,
    },
};

/// Lays the chosen columns out on a list this wide; `long` has whole numbers.
pub fn columns(own: &view::Columns, width: u16, long: bool) -> Columns {
    let mut specs: Vec<ColumnSpec> = Vec::with_capacity(own.0.len() + 2);
    for always in [ColumnWord::Priority, ColumnWord::State] {
        if own.0.iter().all(|spec| spec.column != always) {
            specs.push(ColumnSpec { column: always, width: None });
        }
    }
    specs.extend(own.0.iter().cloned());
    let cells = |spec: &ColumnSpec| spec.width.unwrap_or_else(|| usual(&spec.column, long));
    // Two gutters in front, a cell between two columns.
    let needed = |specs: &[ColumnSpec]| 2 + specs.iter().map(|s| cells(s) + 1).sum::<u16>();
    while needed(&specs) > width + 1 {
        let stays = [ColumnWord::Priority, ColumnWord::State, ColumnWord::Title];
        let last = specs
            .iter()
            .rposition(|s| !stays.contains(&s.column) && s.column != ColumnWord::Who)
            .or_else(|| specs.iter().rposition(|s| !stays.contains(&s.column)));
        let Some(last) = last else { break };
        specs.remove(last);
    }
    let spare = (width + 1).saturating_sub(needed(&specs));
    let grows = specs.iter().any(|s| s.column == ColumnWord::Title && s.width.is_none());
    let mut ruler = Ruler(2);
    let mut columns = Columns { long, ..Columns::default() };
    for spec in &specs {
        let mut take = cells(spec).min(width.saturating_sub(ruler.0));
        match &spec.column {
            ColumnWord::Priority => columns.priority = ruler.next(take, 1),
            ColumnWord::State => columns.state = ruler.next(take, 1),
            ColumnWord::Clock => {
                columns.kind = ruler.next(take.min(3), 1);
                columns.value = ruler.next(take.saturating_sub(4), 1);
            }
            ColumnWord::Bar => columns.bar = ruler.next(take, 1),
            ColumnWord::Who => columns.who = ruler.next(take, 1),
            ColumnWord::Title => {
                if grows {
                    take += spare;
                }
                columns.title = ruler.next(take, 1);
            }
            ColumnWord::Service => columns.service = ruler.next(take, 1),
            ColumnWord::Age => columns.age = ruler.next(take, 1),
            ColumnWord::Id => columns.id = ruler.next(take, 1),
            ColumnWord::Source => columns.source = ruler.next(take, 1),
            other => columns.extra.push((other.clone(), ruler.next(take, 1))),
        }
    }
    columns
}

/// As many cells as a column commonly needs; some get more where whole numbers have room.
const fn usual(column: &ColumnWord, long: bool) -> u16 {
    match column {
        ColumnWord::Who if long => 8,
        ColumnWord::Service if long => 13,
        ColumnWord::Id if long => 10,
        other => other.usual_width(),
    }
}

/// The head of a column that only a person chooses.
const fn head(column: &ColumnWord) -> Option<&'static str> {
    Some(match column {
        ColumnWord::Team => "TEAM",
        ColumnWord::Category => "CATEGORY",
        ColumnWord::Reporter => "REPORTER",
        ColumnWord::Updated => "UPD",
        ColumnWord::Count => "TIMES",
        _ => return None,
    })
}

/// Writes their heads.
pub fn heads(canvas: &mut Canvas<'_>, extra: &[(ColumnWord, Column)], x: u16, y: u16) {
    for (word, column) in extra {
        match (word, head(word)) {
            (ColumnWord::Updated | ColumnWord::Count, Some(head)) => {
                canvas.text_right(x + column.x, y, column.width, head, Token::Dim);
            }
            (ColumnWord::Label(name), _) => {
                let name = crate::text::SafeText::clean(name, crate::text::Kind::Label);
                canvas.text(x + column.x, y, column.width, &name, Token::Dim);
            }
            (_, Some(head)) => {
                canvas.text(x + column.x, y, column.width, head, Token::Dim);
            }
            (_, None) => {}
        }
    }
}

/// Writes their cells of the row at `at`.
pub fn cells(
    canvas: &mut Canvas<'_>,
    extra: &[(ColumnWord, Column)],
    at: (u16, u16),
    incident: &Incident,
    now: Time,
    look: Token,
) {
    let detail = &incident.detail;
    for (word, column) in extra {
        let (x, width) = (at.0 + column.x, column.width);
        match word {
            ColumnWord::Team => {
                if let Some(team) = &detail.team {
                    canvas.text(x, at.1, width, team, look);
                }
            }
            ColumnWord::Category => {
                if let Some(first) = &detail.category {
                    let mut pen = canvas.pen(x, at.1, width);
                    pen.put(first, look);
                    if let Some(second) = &detail.subcategory {
                        pen.put("/", Token::Dim).put(second, look);
                    }
                }
            }
            ColumnWord::Reporter => {
                if let Some(caller) = &detail.record.reporter {
                    canvas.text(x, at.1, width, &caller.name, look);
                }
            }
            ColumnWord::Updated => {
                canvas.text_right(x, at.1, width, made::age(together(now) - incident.updated_at), Token::Dim);
            }
            ColumnWord::Count => {
                canvas.text_right(x, at.1, width, made::number(incident.count as usize), Token::Dim);
            }
            ColumnWord::Label(name) => {
                if let Some((_, value)) = detail.labels.iter().find(|(n, _)| n.eq_folded(name)) {
                    canvas.text(x, at.1, width, value, look);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(words: &[&str]) -> view::Columns {
        view::Columns(words.iter().map(|w| w.parse().expect("a column")).collect())
    }

    #[test]
    fn columns_stand_in_their_order_and_the_title_takes_the_rest() {
        let c = columns(&chosen(&["clock", "title", "label.region", "who:10"]), 80, false);
        assert_eq!((c.priority.x, c.state.x, c.kind.x, c.value.x), (2, 4, 10, 14));
        assert_eq!((c.title.x, c.title.width), (22, 36));
        assert_eq!(c.extra, [(ColumnWord::Label("region".into()), Column { x: 59, width: 10 })]);
        assert_eq!((c.who.x, c.who.width), (70, 10));
        assert_eq!((c.service.width, c.age.width), (0, 0));
    }

    #[test]
    fn what_does_not_fit_goes_from_the_right_and_the_owner_last() {
        let c = columns(&chosen(&["who", "title:30", "service:30", "team:30"]), 60, false);
        assert_eq!((c.who.width, c.title.width, c.service.width), (6, 30, 0));
        assert!(c.extra.is_empty());
        for width in 41..300 {
            let own = chosen(&["bar", "id", "title:200", "category", "updated", "count", "who", "source"]);
            let c = columns(&own, width, true);
            let all = [c.priority, c.state, c.bar, c.id, c.title, c.who, c.source];
            let extra = c.extra.iter().map(|(_, column)| *column);
            for column in all.into_iter().chain(extra) {
                assert!(column.width == 0 || column.x + column.width <= width, "{width}: {c:?}");
            }
        }
    }
}

//! Which rows the form has on a frame of this size: where it is low, what says least goes first, and never the field
//! that takes the keys.

use super::Sheet;
use crate::app::model::new::Field;

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Title,
    Field(Field),
    /// The nth row of the long words.
    More(u16),
    /// The caller's nth open one.
    Theirs(usize),
    /// The nth of what looks like it.
    Alike(usize),
    /// That nothing does.
    Unlike,
    /// How one attaches to them.
    Attach,
    /// What to tell the caller.
    Tell,
    /// What is missing.
    Missing,
    /// The nth line of why it was refused.
    Refused(usize),
    Keys,
    Blank,
}

/// Rows of a frame from which on groups are set apart.
const ROOMY: u16 = 34;
/// Rows from which on there is room for anything.
const HIGH: u16 = 50;

/// The rows, from the top, no more than the frame has.
pub(super) fn rows(sheet: &Sheet<'_, '_>) -> Vec<Row> {
    let height = sheet.view.area.height;
    let form = sheet.form;
    let (theirs, alike, more) = match height {
        h if h >= HIGH => (3, 6, 6),
        h if h >= ROOMY => (2, 4, 3),
        _ => (1, 2, 1),
    };
    let mut rows = vec![(Row::Title, 0)];
    let blank = |rows: &mut Vec<(Row, u8)>| {
        if height >= ROOMY {
            rows.push((Row::Blank, 99));
        }
    };
    let beside = sheet.behalf_beside();
    for field in form.fields() {
        match field {
            Field::Caller => {
                rows.push((Row::Field(field), 12));
                rows.extend((0..form.theirs.len().min(theirs)).map(|n| (Row::Theirs(n), 84 + n as u8)));
            }
            Field::Behalf if beside => {}
            Field::Behalf => rows.push((Row::Field(field), empty(sheet, field, 40))),
            Field::What => {
                blank(&mut rows);
                rows.push((Row::Field(field), 11));
                let shown = form.alike.len().min(alike);
                rows.extend((0..shown).map(|n| (Row::Alike(n), if n == 0 { 45 } else { 74 + n as u8 })));
                if shown == 0 && !form.text(field).is_empty() {
                    rows.push((Row::Unlike, 92));
                }
                if shown > 0 {
                    rows.push((Row::Attach, 90));
                    blank(&mut rows);
                }
            }
            Field::More => {
                let lines = sheet.more_lines();
                let least = if form.field == Field::More { 2 } else { 1 };
                let count = lines.clamp(least.min(more), more);
                rows.push((Row::Field(field), empty(sheet, field, 38)));
                rows.extend((1..count).map(|n| (Row::More(n), 80)));
            }
            Field::Impact => {
                blank(&mut rows);
                rows.push((Row::Field(field), 14));
            }
            Field::Urgency => rows.push((Row::Field(field), 13)),
            Field::Service => rows.push((Row::Field(field), empty(sheet, field, 30))),
            Field::Category => rows.push((Row::Field(field), empty(sheet, field, 56))),
            Field::Since => rows.push((Row::Field(field), empty(sheet, field, 36))),
            Field::Team => rows.push((Row::Field(field), empty(sheet, field, 58))),
            Field::Through => rows.push((Row::Field(field), 50)),
            Field::IsIt => rows.push((Row::Field(field), 60)),
            Field::Source => rows.push((Row::Field(field), 70)),
            Field::Done => rows.push((Row::Field(field), 10)),
        }
    }
    blank(&mut rows);
    rows.push((Row::Tell, if sheet.promise.by.is_some() { 35 } else { 78 }));
    match sheet.refused_lines() {
        lines @ 1.. => rows.extend((0..lines.min(2)).map(|n| (Row::Refused(n), 5 + n as u8))),
        _ => rows.push((Row::Missing, 8)),
    }
    rows.push((Row::Keys, 6));
    while rows.len() > usize::from(height) {
        let may_go = |(_, (row, _)): &(usize, &(Row, u8))| *row != Row::Field(form.field);
        let Some((least, _)) = rows.iter().enumerate().filter(may_go).max_by_key(|(_, (_, rank))| *rank)
        else {
            break;
        };
        rows.remove(least);
    }
    rows.into_iter().map(|(row, _)| row).collect()
}

/// What is not filled in says less.
fn empty(sheet: &Sheet<'_, '_>, field: Field, rank: u8) -> u8 {
    if sheet.form.text(field).is_empty() { rank + 30 } else { rank }
}

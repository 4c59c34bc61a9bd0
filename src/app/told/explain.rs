//! `K`: why the clocks of an incident say what they say.

use crate::{
    app::model::Model,
    domain::{
        Incident, Time, clock,
        sla::explain::{self, Line},
    },
};

/// Cells that a line's words stand behind.
pub const INDENT: u16 = 12;

/// What is said of one clock.
pub type Section = Vec<Line>;

/// What is said of each clock of `incident`.
pub fn sections(model: &Model, incident: &Incident, now: Time) -> Vec<Section> {
    let now = model.server_now(&incident.source, now);
    clock::clocks(incident, model.book(&incident.source)).iter().map(|c| explain::explain(c, now)).collect()
}

/// About how many rows that takes in a sheet of so many columns: how far it can be scrolled.
pub fn rows(sections: &[Section], cols: u16) -> usize {
    let room = usize::from(cols.saturating_sub(INDENT + 2)).max(10);
    let line =
        |l: &Line| l.pieces.iter().map(crate::text::SafeText::width).sum::<usize>().div_ceil(room).max(1);
    sections.iter().map(|s| s.iter().map(line).sum::<usize>() + 1).sum()
}

/// How many rows the sheet has, its rule and its keys not among them.
pub fn height(rows: u16) -> usize {
    usize::from((rows * 4 / 5).saturating_sub(2).max(1))
}

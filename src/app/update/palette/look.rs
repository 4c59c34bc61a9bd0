//! What fits what was typed, the best first.

use std::cmp::Reverse;

use super::{
    catalog::{self, Found},
    offers,
};
use crate::{
    app::{
        action::{Group, Spec, TABLE},
        inbox::called::number,
        model::{
            Model, Now,
            palette::{
                Does, Kind, Palette, Row,
                fuzzy::{Fit, Needle},
            },
        },
    },
    domain::{Incident, query::Query},
    text::SafeText,
};

/// Rows kept: more nobody looks through.
const ROWS: usize = 60;
/// Incidents offered.
const INCIDENTS: usize = 20;
/// Where fewer than this have the words in them, letters in that order are looked for, too.
const FEW: usize = 8;
/// Among so many of the most pressing ones: a key is answered within a frame however many are held.
const LOOKED: usize = 4_000;
/// Lines of before that an empty line offers.
const RECENT: usize = 4;

/// Looks again, after something was typed.
pub fn look(model: &Model, now: Now, palette: &mut Palette) {
    palette.moved = false;
    palette.wrong = None;
    let typed = palette.input.value().trim().to_owned();
    if palette.themes {
        palette.rows = themes(model, &typed);
        let here = palette.rows.iter().position(|r| r.title == palette.painted);
        palette.pick = here.or((!palette.rows.is_empty()).then_some(0));
        return;
    }
    if typed.is_empty() {
        palette.rows = possible(model);
        // Enter on an empty line does nothing.
        palette.pick = None;
        return;
    }
    if let Some(rows) = offers::offers(model, palette) {
        palette.rows = rows;
        palette.pick = None;
        return;
    }
    let mut needle = Needle::new(&typed);
    let mut found = Vec::new();
    catalog::find(model, palette, &mut needle, &mut found);
    incidents(model, now, &mut needle, &mut found);
    palette.rows = sorted(found);
    palette.pick = (!palette.rows.is_empty()).then_some(0);
}

fn sorted(mut found: Vec<Found>) -> Vec<Row> {
    found.sort_by_key(|f| (Reverse(f.fit), f.row.kind, Reverse(f.score)));
    found.into_iter().take(ROWS).map(|f| f.row).collect()
}

fn themes(model: &Model, typed: &str) -> Vec<Row> {
    if typed.is_empty() {
        return model.themes.iter().map(|theme| catalog::theme(model, theme)).collect();
    }
    let mut found = Vec::new();
    catalog::themes(model, &mut Needle::new(typed), &mut found);
    sorted(found)
}

/// Nothing typed: the last lines, then what can be done here, then what cannot.
fn possible(model: &Model) -> Vec<Row> {
    let recent = model.history.iter().take(RECENT).map(|line| {
        let title = crate::app::model::palette::grammar::line(line);
        catalog::row(Kind::Recent, title, SafeText::default(), Does::Line(line.to_owned()))
    });
    let place = |spec: &Spec| match spec.group {
        Group::Verbs => 0,
        Group::Again => 1,
        Group::Look => 2,
        Group::Go => 3,
        Group::Copy => 4,
        Group::App => 5,
        Group::Select => 6,
        Group::Move => 7,
    };
    let mut actions: Vec<(u8, Row)> = TABLE.iter().map(|s| (place(s), catalog::action(model, s))).collect();
    actions.sort_by_key(|(place, row)| (row.refused.is_some(), *place));
    recent.chain(actions.into_iter().map(|(_, row)| row)).collect()
}

fn incidents(model: &Model, now: Now, needle: &mut Needle, out: &mut Vec<Found>) {
    let typed = needle.folded().to_owned();
    let incident =
        |i: &Incident, does: Does| catalog::row(Kind::Incident, i.title.clone(), SafeText::default(), does);
    let mut known = Vec::new();
    if number(&typed).is_some()
        && let Some(i) = model.inbox.called(&typed)
    {
        known.push(i.id.clone());
        out.push(Found { fit: Fit::Whole, score: u32::MAX, row: incident(i, Does::Jump(i.id.clone())) });
    }
    let Some(query) = words(&typed) else { return };
    let here = model.inbox.search(&query, now.utc, INCIDENTS);
    for (nth, i) in here.iter().enumerate().filter(|(_, i)| !known.contains(&i.id)) {
        let (fit, hits) = match needle.fit(&i.title) {
            Some((fit, _, hits)) => (fit.min(Fit::Begins), hits),
            // The number, the id or the service has it.
            None => (Fit::Within, Vec::new()),
        };
        let row = Row { hits, ..incident(i, Does::Incident(i.id.clone())) };
        // The most pressing first, whatever the board is sorted by.
        out.push(Found { fit, score: (INCIDENTS - nth) as u32, row });
    }
    if here.len() >= FEW {
        return;
    }
    known.extend(here.into_iter().map(|i| i.id));
    for (score, i) in model.inbox.fuzzy(LOOKED, INCIDENTS, |title| needle.score(title)) {
        if known.contains(&i.id) {
            continue;
        }
        let hits = needle.fit(&i.title).map(|(.., hits)| hits).unwrap_or_default();
        let row = Row { hits, ..incident(i, Does::Incident(i.id.clone())) };
        out.push(Found { fit: Fit::Letters, score, row });
    }
}

/// Every word stands in it.
fn words(typed: &str) -> Option<Query> {
    let mut text = String::new();
    for word in typed.split_whitespace().take(8) {
        let plain: String = word.chars().filter(|c| !"\"\\".contains(*c)).collect();
        if !plain.is_empty() {
            text.extend(["\"", &plain, "\" "]);
        }
    }
    if text.is_empty() { None } else { Query::parse(&text).ok() }
}

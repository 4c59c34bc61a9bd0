//! `K`: why the clocks say what they say.

use crate::app::{
    key::{Code, Key},
    model::{Model, Now, explain::Explain, layer::Layer},
    told::explain,
};

/// Opens the page of the incident under the cursor.
pub fn open(model: &mut Model) {
    let Some(id) = model.current().map(|i| i.id.clone()) else { return };
    model.layer = Some(Layer::Explain(Explain { id, top: 0 }));
}

/// A key on it: scrolls, or leaves it.
pub fn key(model: &mut Model, now: Now, mut explain: Explain, key: Key) {
    let (cols, rows) = (model.size.cols, model.size.rows);
    let lines = model
        .inbox
        .get(&explain.id)
        .or(model.incident_screen().filter(|s| s.id == explain.id).and_then(|s| s.last.as_deref()))
        .map_or(0, |i| explain::rows(&explain::sections(model, i, now.utc), cols));
    let page = explain::height(rows);
    let last = lines.saturating_sub(page);
    explain.top = match key.code {
        Code::Esc | Code::Char('K' | 'q') | Code::Enter => return,
        Code::Down | Code::Char('j') => explain.top + 1,
        Code::Up | Code::Char('k') => explain.top.saturating_sub(1),
        Code::PageDown | Code::Char(' ') => explain.top + page,
        Code::Char('d') if key.ctrl => explain.top + page / 2,
        Code::PageUp => explain.top.saturating_sub(page),
        Code::Char('u') if key.ctrl => explain.top.saturating_sub(page / 2),
        Code::Home | Code::Char('g') => 0,
        Code::End | Code::Char('G') => last,
        _ => explain.top,
    }
    .min(last);
    model.layer = Some(Layer::Explain(explain));
}

//! Where the real cursor stands: screen readers read the line it is on, and a terminal types there.

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::super::fixture::lines;
use crate::{
    app::model::{Model, Screen, layer::Layer},
    ui::{Drawn, Theme},
};

/// Every frame has one: in a list on the selected row, where something is typed at the caret, in a menu or a strip on
/// its first key, else where reading begins.
pub fn check(model: &Model, (buf, drawn): &(Buffer, Drawn), name: &str) {
    let what = || format!("{name} {}x{}\n{}", buf.area.width, buf.area.height, lines(buf).join("\n"));
    let Some((x, y)) = drawn.cursor else { panic!("no caret in {}", what()) };
    assert!(x < buf.area.width && y < buf.area.height, "the caret at {x},{y} is outside of {}", what());
    let at = |x: u16| buf[(x, y)].symbol();
    let cursor = Theme::default().glyphs.cursor;
    let typed = |text: &str, caret: usize| {
        let before: String = text.chars().take(caret).collect();
        let last = before.chars().next_back().filter(|c| !c.is_whitespace());
        if let Some(last) = last.map(String::from) {
            let width = last.width() as u16;
            // At the edge it stands on the last cell, or at the beginning of the next line.
            let behind = x.checked_sub(width).is_some_and(|x| at(x) == last);
            let edge = x + 2 >= buf.area.width || x <= 1;
            assert!(behind || edge, "the caret at {x},{y} is not behind {last:?} in {}", what());
        }
    };
    match &model.layer {
        None => {}
        Some(Layer::Filter(line)) => return typed(line.input.value(), line.input.caret()),
        Some(Layer::Words(form)) => return typed(form.input.value(), form.input.caret()),
        Some(Layer::Assign(form)) => return typed(form.input.value(), form.input.caret()),
        Some(Layer::Search(form)) => return typed(form.input.value(), form.input.caret()),
        Some(Layer::Palette(form)) => return typed(form.input.value(), form.input.caret()),
        Some(Layer::New(form)) => {
            if let Some(line) = form.line(form.field) {
                return typed(line.input.value(), line.input.caret());
            }
            // On what is chosen; where nothing is yet, on the first.
            let chosen = lines(buf)[usize::from(y)].contains('[');
            assert!(!chosen || x > 0 && at(x - 1) == "[", "the caret at {x},{y} in {}", what());
            return;
        }
        Some(Layer::Matrix(form)) => {
            return match &form.reason {
                Some(reason) => typed(reason.value(), reason.caret()),
                None => assert_eq!(at(x - 1), "[", "the caret at {x},{y} in {}", what()),
            };
        }
        Some(Layer::Menu(menu)) => {
            return assert_eq!(at(x), menu.entries[0].key.to_string(), "the caret in {}", what());
        }
        Some(Layer::Strip(strip)) => {
            return assert_eq!(at(x), strip.choices[0].key.to_string(), "the caret in {}", what());
        }
        Some(Layer::Columns(_)) => return assert_eq!(at(x), cursor, "the caret at {x},{y} in {}", what()),
        // What is read, with nothing to choose.
        Some(Layer::Link(_) | Layer::Explain(_)) => return,
    }
    let rows = match model.screens.last() {
        None => model.board.rows(&model.inbox),
        Some(Screen::Outbox { .. }) => model.pending.all().len(),
        Some(Screen::Sources { .. }) => model.sources.len(),
        Some(Screen::Suppressed(list)) => list.rows().len(),
        Some(Screen::Help { .. }) if model.help.typing => {
            return typed(&model.help.filter, model.help.filter.chars().count());
        }
        Some(Screen::Incident(_) | Screen::Triage(_) | Screen::Output(_) | Screen::Help { .. }) => 0,
    };
    if rows > 0 {
        assert_eq!(at(x), cursor, "the caret at {x},{y} is not on the selected row of {}", what());
        // The narrowest rows have no number.
        let number = model
            .current()
            .filter(|_| buf.area.width >= 80)
            .and_then(|i| i.number)
            .map(|n| n.get().to_string());
        let row = &lines(buf)[usize::from(y)];
        assert!(
            number.is_none_or(|number| model.board.head.is_some() || row.contains(&number)),
            "the caret at {x},{y} is on another row of {}",
            what()
        );
    }
}

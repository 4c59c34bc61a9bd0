//! A key in the palette.

use super::{enter, leave, look, preview};
use crate::app::{
    effect::Effect,
    key::{Code, Key},
    model::{
        Model, Now,
        layer::Layer,
        palette::{Does, Palette, SLOT},
    },
    update::forms,
};

/// A key.
pub fn key(model: &mut Model, now: Now, mut palette: Box<Palette>, key: Key, fx: &mut Vec<Effect>) {
    if key.code == Code::Esc {
        return leave(palette, fx);
    }
    if palette.asked.is_some() {
        // It is being done: what is typed meanwhile would be lost either way.
        model.layer = Some(Layer::Palette(palette));
        return;
    }
    match (key.code, key.ctrl) {
        (Code::Enter, _) => return enter::enter(model, now, palette, fx),
        (Code::Tab, _) => complete(model, now, &mut palette),
        (Code::Up, _) | (Code::Char('p'), true) => up(model, now, &mut palette),
        (Code::Down, _) | (Code::Char('n'), true) => down(model, now, &mut palette),
        (Code::BackTab, _) => step(&mut palette, true),
        (Code::Backspace, false) if palette.input.is_empty() => return leave(palette, fx),
        _ => {
            if forms::edit(model, now, &mut palette.input, key, SLOT, fx) {
                palette.back = None;
                look(model, now, &mut palette);
            } else if palette.wrong.is_none() {
                // The caret may stand in another word now.
                look(model, now, &mut palette);
            }
        }
    }
    preview(&mut palette, fx);
    model.layer = Some(Layer::Palette(palette));
}

/// The next row, round the end.
fn step(palette: &mut Palette, back: bool) {
    let count = palette.rows.len();
    if count == 0 {
        return;
    }
    palette.moved = true;
    palette.pick = Some(match palette.pick {
        None if back => count - 1,
        None => 0,
        Some(at) if back => (at + count - 1) % count,
        Some(at) => (at + 1) % count,
    });
}

/// Up: the row before; on an empty line, and from a line of before, the one before that.
fn up(model: &Model, now: Now, palette: &mut Palette) {
    let walking = palette.back.is_some() && !palette.moved;
    let begins = palette.input.is_empty() && !palette.moved && !palette.themes;
    if !walking && !begins {
        return step(palette, true);
    }
    let nth = palette.back.as_ref().map_or(0, |(nth, _)| nth + 1);
    if let Some(line) = model.history.newest(nth).map(str::to_owned) {
        let typed = palette.back.take().map_or_else(|| palette.input.value().to_owned(), |(_, typed)| typed);
        recall(model, now, palette, &line);
        palette.back = Some((nth, typed));
    }
}

/// Down: the next row; from a line of before, the one after that.
fn down(model: &Model, now: Now, palette: &mut Palette) {
    match palette.back.take().filter(|_| !palette.moved) {
        Some((0, typed)) => recall(model, now, palette, &typed),
        Some((nth, typed)) => {
            if let Some(line) = model.history.newest(nth - 1).map(str::to_owned) {
                recall(model, now, palette, &line);
            }
            palette.back = Some((nth - 1, typed));
        }
        None => step(palette, false),
    }
}

fn recall(model: &Model, now: Now, palette: &mut Palette, line: &str) {
    palette.input.replace(line, None);
    look(model, now, palette);
    // It is done as it stands there, not what else it is like.
    palette.pick = None;
}

/// Tab: what is chosen, else what fits best, into the line.
fn complete(model: &Model, now: Now, palette: &mut Palette) {
    let Some(row) = palette.row().or_else(|| palette.rows.first()) else { return };
    let does = row.does.clone();
    put(model, now, palette, &does);
}

/// Puts what a row stands for into the line, so that it can go on.
pub(super) fn put(model: &Model, now: Now, palette: &mut Palette, does: &Does) {
    let (text, caret) = match does {
        Does::Put(range, word) => {
            let old = palette.input.value();
            let before: String = old.chars().take(range.start).collect();
            let behind: String = old.chars().skip(range.end).collect();
            // A blank is there already.
            let word = if behind.starts_with(' ') { word.trim_end() } else { word };
            let caret = range.start + word.chars().count();
            (format!("{before}{word}{behind}"), Some(caret))
        }
        other => match enter::written(model, other) {
            Some(text) => (text, None),
            None => return,
        },
    };
    palette.themes = false;
    palette.back = None;
    palette.input.replace(&text, caret);
    look(model, now, palette);
}

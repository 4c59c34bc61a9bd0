//! `?`: help for the screen it was pressed on, and what is searched for in it.

use super::screens;
use crate::app::{
    key::{Code, Key},
    model::{Model, Screen},
};

/// Characters a filter of help takes.
const MOST: usize = 60;

/// `?`
pub fn open(model: &mut Model) {
    if !matches!(model.screens.last(), Some(Screen::Help { .. })) {
        model.help.about = Some(model.on());
    }
    model.help.filter.clear();
    model.help.typing = false;
    screens::go(model, Screen::Help { top: 0 });
}

/// A key on the help screen, where something is searched for. False if it is none of that.
pub fn key(model: &mut Model, key: Key) -> bool {
    let Some(Screen::Help { top }) = model.screens.last_mut() else { return false };
    let help = &mut model.help;
    if !help.typing {
        if key == Key::char('/') {
            help.typing = true;
            return true;
        }
        let clears = key == Key::plain(Code::Esc) && !help.filter.is_empty();
        if clears {
            help.filter.clear();
            *top = 0;
        }
        return clears;
    }
    match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) if help.filter.chars().count() < MOST => help.filter.push(c),
        (Code::Backspace, ..) => {
            help.filter.pop();
        }
        (Code::Char('u'), true, _) => help.filter.clear(),
        (Code::Enter, ..) => help.typing = false,
        (Code::Esc, ..) => {
            help.filter.clear();
            help.typing = false;
        }
        (Code::Char(_), false, false) => {}
        // Moving about in what was found.
        _ => return false,
    }
    *top = 0;
    true
}

/// Pasted text.
pub fn paste(model: &mut Model, text: &str) -> bool {
    if !matches!(model.screens.last(), Some(Screen::Help { .. })) || !model.help.typing {
        return false;
    }
    let room = MOST.saturating_sub(model.help.filter.chars().count());
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    model.help.filter.extend(line.chars().filter(|c| !c.is_control()).take(room));
    true
}

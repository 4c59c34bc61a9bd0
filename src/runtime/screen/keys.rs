//! What the terminal says, in the core's words.

use crate::{
    app::{
        Msg,
        key::{Code, Key},
        model::{
            Size,
            mouse::{Deed, Mouse},
        },
    },
    term::input::{Input, KeyCode, MouseDeed, RawKey},
    text::{Kind, SafeText},
};

/// What one input asks of the loop.
pub(super) enum Heard {
    /// For the core; most are one message, a paste that was cut says so with a second.
    Msgs(Vec<Msg>),
    /// The answer to our cursor question.
    Echo,
    /// The terminal is gone.
    Closed,
}

/// Reads one input.
pub(super) fn hear(input: Input) -> Heard {
    Heard::Msgs(match input {
        Input::Key(key) => vec![Msg::Key(read(key))],
        Input::Paste { text, dropped } => {
            let mut msgs = vec![Msg::Paste(text)];
            if dropped > 0 {
                let words = format!("the paste was cut: {dropped} bytes were too many");
                msgs.push(Msg::Say(SafeText::clean(&words, Kind::Line)));
            }
            msgs
        }
        Input::Resize { cols, rows } => vec![Msg::Resize(Size { cols, rows })],
        Input::Mouse { deed, col, row } => {
            let deed = match deed {
                MouseDeed::Click => Deed::Click,
                MouseDeed::WheelUp => Deed::WheelUp,
                MouseDeed::WheelDown => Deed::WheelDown,
            };
            vec![Msg::Mouse(Mouse { deed, x: col, y: row })]
        }
        Input::FocusIn => vec![Msg::Focus(true)],
        Input::FocusOut => vec![Msg::Focus(false)],
        Input::CursorReport { .. } => return Heard::Echo,
        Input::Closed => return Heard::Closed,
    })
}

fn read(key: RawKey) -> Key {
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if key.shift => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
    };
    Key { code, ctrl: key.ctrl, alt: key.alt }
}

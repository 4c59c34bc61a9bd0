//! A key as the terminal sent it, freed of termina's types; the runtime turns it into the application's key.

use termina::event::{self as wire, KeyEvent, KeyEventKind, Modifiers};

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A character, never a control character; upper case when it was typed so.
    Char(char),
    /// Return, also Ctrl-m.
    Enter,
    /// Escape, also Ctrl-[.
    Esc,
    /// Tab, also Ctrl-i.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace, also Ctrl-h.
    Backspace,
    /// Delete forward.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Function key, from 1.
    F(u8),
}

/// A key with the modifiers that were held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RawKey {
    /// Which key.
    pub code: KeyCode,
    /// Control was held.
    pub ctrl: bool,
    /// Alt (or Option, or Meta) was held, or Esc came within its waiting time before the key.
    pub alt: bool,
    /// Shift was held; never set for a plain character, which says it by its case.
    pub shift: bool,
}

impl RawKey {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// The same with Alt.
    #[must_use]
    pub const fn with_alt(self, alt: bool) -> Self {
        Self { alt: self.alt || alt, ..self }
    }

    /// The key that a control byte (below 0x20, or 0x7f) stands for; `None` for Esc, which needs time to tell.
    pub(super) fn from_control(byte: u8) -> Option<Self> {
        let ctrl = |c| Self { ctrl: true, ..Self::plain(KeyCode::Char(c)) };
        Some(match byte {
            0x00 => ctrl(' '),
            0x08 | 0x7f => Self::plain(KeyCode::Backspace),
            b'\t' => Self::plain(KeyCode::Tab),
            b'\r' => Self::plain(KeyCode::Enter),
            0x01..=0x1a => ctrl(char::from(byte - 1 + b'a')),
            0x1c..=0x1f => ctrl(char::from(byte + b'@')),
            _ => return None,
        })
    }

    /// A typed character; `None` for a control character in disguise (U+0080 to U+009F).
    pub(super) fn from_char(c: char) -> Option<Self> {
        (!c.is_control()).then_some(Self::plain(KeyCode::Char(c)))
    }

    /// Reads termina's event; `None` for releases, keys we have no name for, and keys held with Super,
    /// Hyper or Meta, which belong to the desktop and must not read as the plain key.
    pub(super) fn from_termina(event: &KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release
            || event.modifiers.intersects(Modifiers::SUPER | Modifiers::HYPER | Modifiers::META)
        {
            return None;
        }
        let code = match event.code {
            wire::KeyCode::Char(c) if !c.is_control() => KeyCode::Char(c),
            wire::KeyCode::Enter => KeyCode::Enter,
            wire::KeyCode::Escape => KeyCode::Esc,
            wire::KeyCode::Tab => KeyCode::Tab,
            wire::KeyCode::BackTab => KeyCode::BackTab,
            wire::KeyCode::Backspace => KeyCode::Backspace,
            wire::KeyCode::Delete => KeyCode::Delete,
            wire::KeyCode::Up => KeyCode::Up,
            wire::KeyCode::Down => KeyCode::Down,
            wire::KeyCode::Left => KeyCode::Left,
            wire::KeyCode::Right => KeyCode::Right,
            wire::KeyCode::Home => KeyCode::Home,
            wire::KeyCode::End => KeyCode::End,
            wire::KeyCode::PageUp => KeyCode::PageUp,
            wire::KeyCode::PageDown => KeyCode::PageDown,
            wire::KeyCode::Function(n) => KeyCode::F(n),
            _ => return None,
        };
        let key = Self {
            code,
            ctrl: event.modifiers.contains(Modifiers::CONTROL),
            alt: event.modifiers.contains(Modifiers::ALT),
            shift: event.modifiers.contains(Modifiers::SHIFT),
        };
        Some(key.normal())
    }

    /// One name for keys that terminals send in several ways: shift goes into the character, and the
    /// control characters that have keys of their own become those keys, as on every older terminal.
    fn normal(self) -> Self {
        let KeyCode::Char(c) = self.code else {
            let shift = self.shift && self.code != KeyCode::BackTab;
            return Self { shift, ..self };
        };
        if self.ctrl {
            let twin = match c.to_ascii_lowercase() {
                'h' => KeyCode::Backspace,
                'i' => KeyCode::Tab,
                'm' => KeyCode::Enter,
                '[' => KeyCode::Esc,
                lower => return Self { code: KeyCode::Char(lower), ..self },
            };
            return Self { code: twin, ctrl: false, shift: false, ..self };
        }
        let c = if self.shift { c.to_uppercase().next().unwrap_or(c) } else { c };
        Self { code: KeyCode::Char(c), shift: false, ..self }
    }
}

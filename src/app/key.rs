//! A key as pressed, and how it is written in `keys.toml`, help and hints.

use std::fmt;

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character, as typed (Shift is in the character).
    Char(char),
    /// Enter, also Ctrl-m.
    Enter,
    /// A lone Escape.
    Esc,
    /// Tab, also Ctrl-i.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace, also Ctrl-h.
    Backspace,
    /// Delete.
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
    /// A function key; nothing is bound to one by default.
    F(u8),
}

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which.
    pub code: Code,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Alt; unbound it reads as Esc, then the key.
    pub alt: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// A character.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Ctrl and a character.
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false }
    }

    /// Reads `j`, `Enter`, `Ctrl-d`, `Space`, `Alt-x`, `F5`, `Shift-Tab`.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut ctrl, mut alt, mut rest) = (false, false, text);
        loop {
            if let Some(r) = rest.strip_prefix("Ctrl-").filter(|r| !r.is_empty()) {
                (ctrl, rest) = (true, r);
            } else if let Some(r) = rest.strip_prefix("Alt-").filter(|r| !r.is_empty()) {
                (alt, rest) = (true, r);
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => Code::Char(c),
            _ => NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(rest)).map(|(_, c)| *c).or_else(|| {
                rest.strip_prefix('F')
                    .and_then(|n| n.parse().ok())
                    .filter(|n| (1..=24).contains(n))
                    .map(Code::F)
            })?,
        };
        Some(Self { code, ctrl, alt })
    }

    /// Names of keys that are no characters.
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Reads a sequence as written in tables: `gg`, `'t`, `Ctrl-d`, `yi`; names stand between spaces (`g Tab`).
    pub fn parse_sequence(text: &str) -> Option<Vec<Self>> {
        if let Some(key) = Self::parse(text) {
            return Some(vec![key]);
        }
        if text.contains(' ') {
            return text.split_whitespace().map(Self::parse).collect();
        }
        Some(text.chars().map(Self::char).collect())
    }

    /// Reads keys as a person would tell them: `5j<Enter>`, `/p<=2<Esc>`, `<Ctrl-d>`. A `<` begins a name where a
    /// letter follows and a `>` closes it; `<lt>` is always the character.
    ///
    /// # Errors
    /// The name that is no key's.
    pub fn parse_script(text: &str) -> Result<Vec<Self>, String> {
        let mut keys = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            let name =
                rest.split_once('>').filter(|_| c == '<' && rest.starts_with(|c: char| c.is_alphabetic()));
            let Some((name, after)) = name else {
                keys.push(Self::char(c));
                continue;
            };
            let key = if name.eq_ignore_ascii_case("lt") { Some(Self::char('<')) } else { Self::parse(name) };
            keys.push(key.ok_or_else(|| name.to_owned())?);
            rest = after;
        }
        Ok(keys)
    }
}

const NAMES: &[(&str, Code)] = &[
    ("Space", Code::Char(' ')),
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("Shift-Tab", Code::BackTab),
    ("Backspace", Code::Backspace),
    ("Delete", Code::Delete),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PgUp", Code::PageUp),
    ("PgDn", Code::PageDown),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            Code::F(n) => write!(f, "F{n}"),
            code => match NAMES.iter().find(|(_, c)| *c == code) {
                Some((name, _)) => f.write_str(name),
                None => match code {
                    Code::Char(c) => write!(f, "{c}"),
                    _ => Ok(()),
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Result<String, String> {
        let keys = Key::parse_script(text)?;
        Ok(keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_script_is_keys_as_a_person_would_tell_them() {
        assert_eq!(written("5j<Enter>").as_deref(), Ok("5 j Enter"));
        assert_eq!(written("/p<=2 é<esc>").as_deref(), Ok("/ p < = 2 Space é Esc"));
        assert_eq!(
            written("<Ctrl-d><Alt-x><F5><Shift-Tab><lt>Enter>").as_deref(),
            Ok("Ctrl-d Alt-x F5 Shift-Tab < E n t e r >")
        );
        assert_eq!(written("clock<15m a<b").as_deref(), Ok("c l o c k < 1 5 m Space a < b"));
        assert_eq!(written(""), Ok(String::new()));
    }

    #[test]
    fn a_name_that_is_no_keys_is_named() {
        assert_eq!(written("j<Entr>k"), Err("Entr".to_owned()));
    }
}

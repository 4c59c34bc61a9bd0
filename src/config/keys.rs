//! `keys.toml`: own keys for actions. What the names and keys mean is the keymap's to say; here they get their places.
//!
//! ```toml
//! ack = ["a", "Ctrl-k"]           # these keys instead of the defaults
//! hold = { add = ["F6"] }         # beside the defaults
//! redraw = []                     # none
//!
//! [[bind]]
//! keys = "Ctrl-k"
//! run = "ack --note 'on it'"      # or action = "ack"
//! when = "board && marked"
//! ```

use std::{fs, ops::Range, path::Path};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{ConfigError, ConfigErrors, error::choose, file::MAX_BYTES};
use crate::domain::wish::{Spot, Wanted, Wish};

/// The file as read.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Its path, as people know it; empty without a file.
    pub file: String,
    text: String,
    /// In the order of the file.
    pub wishes: Vec<Wish>,
    /// What is wrong with how it is written.
    pub faults: Vec<ConfigError>,
}

impl Keys {
    /// Reads `keys.toml` in this folder; without one there are no changes.
    ///
    /// # Errors
    /// The file cannot be read or is no TOML. What can be read and is wrong stands in [`Keys::faults`].
    pub fn load(folder: &Path) -> Result<Self, ConfigErrors> {
        let path = folder.join("keys.toml");
        let file = path.display().to_string();
        let one = |e: ConfigError| ConfigErrors(vec![e]);
        match fs::metadata(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Ok(m) if m.len() > MAX_BYTES => {
                return Err(one(ConfigError::bare(
                    file,
                    format!("the file is larger than {MAX_BYTES} bytes"),
                    None,
                )));
            }
            _ => {}
        }
        let text = fs::read_to_string(&path)
            .map_err(|e| one(ConfigError::bare(file.clone(), format!("cannot be read: {e}"), None)))?;
        Self::parse(file, text)
    }

    /// Reads the text of such a file.
    ///
    /// # Errors
    /// It is no TOML.
    pub fn parse(file: String, text: String) -> Result<Self, ConfigErrors> {
        let mut keys = Self { file, ..Self::default() };
        let table = DeTable::parse(&text).map_err(|e| {
            let span = e.span().unwrap_or(0..0);
            ConfigErrors(vec![ConfigError::open(&keys.file, &text, &span, e.message(), None)])
        })?;
        let mut reading = Reading { file: &keys.file, text: &text, wishes: Vec::new(), faults: Vec::new() };
        for (name, value) in table.get_ref() {
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("bind", DeValue::Array(list)) => list.iter().for_each(|one| reading.bind(one)),
                ("bind", _) => {
                    reading.fault(
                        &value.span(),
                        "expected tables",
                        "write [[bind]] and keys, action or run, when",
                    );
                }
                (word, _) => reading.short(spot(word, name.span()), value),
            }
        }
        let Reading { mut wishes, mut faults, .. } = reading;
        wishes.sort_by_key(|e| e.line);
        faults.sort_by_key(|e| (e.line, e.column));
        (keys.wishes, keys.faults) = (wishes, faults);
        drop(table);
        keys.text = text;
        Ok(keys)
    }

    /// A fault at these bytes of the file.
    pub fn fault(&self, span: &Range<usize>, message: &str, hint: Option<String>) -> ConfigError {
        if span.is_empty() {
            return ConfigError::bare(self.file.clone(), message, hint);
        }
        ConfigError::open(&self.file, &self.text, span, message, hint)
    }
}

fn spot(text: &str, span: Range<usize>) -> Spot {
    Spot { text: text.to_owned(), span }
}

struct Reading<'t> {
    file: &'t str,
    text: &'t str,
    wishes: Vec<Wish>,
    faults: Vec<ConfigError>,
}

const LIST: &str = "write one key or a list of keys: [\"a\", \"Ctrl-k\"]";

impl Reading<'_> {
    fn fault(&mut self, span: &Range<usize>, message: &str, hint: &str) {
        self.faults.push(ConfigError::open(self.file, self.text, span, message, Some(hint.to_owned())));
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.text[..self.text.floor_char_boundary(span.start)].matches('\n').count() + 1
    }

    /// `name = "key"`, `name = ["key", …]`, `name = { add = … }`.
    fn short(&mut self, action: Spot, value: &Spanned<DeValue<'_>>) {
        let line = self.line(&action.span);
        let (add, value) = match value.get_ref() {
            DeValue::Table(table) => {
                if let (Some(list), 1) = (table.get("add"), table.len()) {
                    (true, list)
                } else {
                    let like = format!("write {} = {{ add = [\"Ctrl-k\"] }}", action.text);
                    return self.fault(&value.span(), "expected `add` and nothing else", &like);
                }
            }
            _ => (false, value),
        };
        if let Some(keys) = self.keys(value) {
            self.wishes.push(Wish { wanted: Wanted::Keys { action, add }, keys, when: None, line });
        }
    }

    fn keys(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<Spot>> {
        match value.get_ref() {
            DeValue::String(key) => Some(vec![spot(key, value.span())]),
            DeValue::Array(list) => {
                let mut keys = Vec::with_capacity(list.len());
                for one in list {
                    match one.get_ref() {
                        DeValue::String(key) => keys.push(spot(key, one.span())),
                        _ => self.fault(&one.span(), "expected a key in quotation marks", LIST),
                    }
                }
                Some(keys)
            }
            _ => {
                self.fault(&value.span(), "expected a key or a list of keys", LIST);
                None
            }
        }
    }

    fn bind(&mut self, one: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = one.get_ref() else {
            return self.fault(&one.span(), "expected a table", "write [[bind]] on a line of its own");
        };
        let (mut keys, mut action, mut run, mut when) = (None, None, None, None);
        let mut whole = true;
        for (name, value) in table {
            let slot = match name.get_ref().as_ref() {
                "keys" | "key" => {
                    keys = self.keys(value);
                    whole &= keys.is_some();
                    continue;
                }
                "action" => &mut action,
                "run" => &mut run,
                "when" => &mut when,
                word => {
                    let hint = choose(word, ["keys", "action", "run", "when"].into_iter(), "a [[bind]] has");
                    self.fault(&name.span(), &format!("`{word}` is nothing a [[bind]] has"), &hint);
                    continue;
                }
            };
            if let DeValue::String(text) = value.get_ref() {
                *slot = Some(spot(text, value.span()));
            } else {
                whole = false;
                self.fault(
                    &value.span(),
                    "expected words in quotation marks",
                    "write them between \" and \"",
                );
            }
        }
        if !whole {
            return;
        }
        let line = keys
            .iter()
            .flatten()
            .map(|s| &s.span)
            .next()
            .map_or_else(|| self.line(&one.span()), |s| self.line(s));
        let wanted = match (action, run) {
            (Some(action), None) => Wanted::Action(action),
            (None, Some(run)) => Wanted::Run(run),
            (None, None) => {
                return self.fault(
                    &one.span(),
                    "this binding does nothing",
                    "add action = \"…\" or run = \"…\"",
                );
            }
            (Some(_), Some(Spot { span, .. })) => {
                return self.fault(&span, "this binding has an action and a line", "keep `action` or `run`");
            }
        };
        match keys {
            Some(keys) if !keys.is_empty() => self.wishes.push(Wish { wanted, keys, when, line }),
            _ => self.fault(&one.span(), "this binding has no keys", "add keys = \"Ctrl-k\""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Keys {
        Keys::parse("keys.toml".into(), text.into()).expect("TOML")
    }

    fn faults(text: &str) -> Vec<String> {
        keys(text)
            .faults
            .iter()
            .map(|f| f.to_string().lines().next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn every_form_is_read_with_its_place() {
        let read = keys(
            "ack = [\"a\", \"Ctrl-k\"]\nnote = \"m\"\nhold = { add = [\"F6\"] }\nundo = []\n\n\
             [[bind]]\nkeys = \"F2\"\naction = \"ack\"\nwhen = \"board\"\n[[bind]]\nkeys = [\"F3\"]\nrun = \"status\"\n",
        );
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        let lines: Vec<(usize, usize)> = read.wishes.iter().map(|e| (e.line, e.keys.len())).collect();
        assert_eq!(lines, [(1, 2), (2, 1), (3, 1), (4, 0), (7, 1), (11, 1)]);
        assert_eq!(read.wishes[2].wanted, Wanted::Keys { action: spot("hold", 33..37), add: true });
        assert_eq!(read.wishes[4].when.as_ref().map(|s| &*s.text), Some("board"));
        assert!(matches!(&read.wishes[5].wanted, Wanted::Run(line) if line.text == "status"));
    }

    #[test]
    fn faults_are_told_all_at_once_with_their_place() {
        let said = faults(
            "ack = 7\nnote = [\"n\", 3]\nhold = { plus = \"F6\" }\n[[bind]]\nkeys = \"F2\"\n[[bind]]\nwen = \"board\"\n\
             keys = \"F3\"\naction = \"ack\"\n[[bind]]\naction = \"ack\"\nrun = \"x\"\nkeys = \"F4\"\n",
        );
        for (said, place) in said.iter().zip([
            "keys.toml:1:7: expected a key",
            "keys.toml:2:14: expected a key in",
            "keys.toml:3:8: expected `add`",
            "keys.toml:4:1: this binding does nothing",
            "keys.toml:7:1: `wen` is nothing",
            "keys.toml:12:7: this binding has an action and a line",
        ]) {
            assert!(said.starts_with(place), "{said}");
        }
        assert_eq!(said.len(), 6, "{said:#?}");
        assert!(said[4].contains("did you mean `when`?"), "{}", said[4]);
    }

    #[test]
    fn what_is_no_toml_has_its_place() {
        let e = Keys::parse("keys.toml".into(), "ack = [\"a\"".into()).expect_err("no TOML").to_string();
        assert!(e.starts_with("keys.toml:1:"), "{e}");
    }

    #[test]
    fn without_a_file_nothing_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Keys::load(folder.path()).expect("fine").wishes.is_empty());
    }
}

//! `keys.toml`: own keys for actions. What the names and keys mean is the keymap's to say; here they get their places.

use std::{fs, ops::Range, path::Path};

use toml::de::{DeTable, DeValue};

use super::{ConfigError, ConfigErrors, file::MAX_BYTES};

/// The file as read.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    file: String,
    text: String,
    /// Name of an action and its keys, in the order of the file.
    pub entries: Vec<(String, Vec<String>)>,
    spans: Vec<Range<usize>>,
}

impl Keys {
    /// Reads `keys.toml` in this folder; without one there are no changes.
    ///
    /// # Errors
    /// The file cannot be read, is no TOML, or a value is neither a key nor a list of keys.
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

    fn parse(file: String, text: String) -> Result<Self, ConfigErrors> {
        let table = DeTable::parse(&text).map_err(|e| {
            let span = e.span().unwrap_or(0..0);
            ConfigErrors(vec![ConfigError::at(&file, &text, &span, e.message(), None)])
        })?;
        let (mut entries, mut spans, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for (name, value) in table.get_ref() {
            let keys = match value.get_ref() {
                DeValue::String(key) => Some(vec![key.to_string()]),
                DeValue::Array(list) => list
                    .iter()
                    .map(|v| match v.get_ref() {
                        DeValue::String(key) => Some(key.to_string()),
                        _ => None,
                    })
                    .collect(),
                _ => None,
            };
            match keys {
                Some(keys) => {
                    entries.push((name.get_ref().to_string(), keys));
                    spans.push(name.span());
                }
                None => faults.push(ConfigError::at(
                    &file,
                    &text,
                    &value.span(),
                    "expected a key or a list of keys",
                    Some("write ack = [\"a\", \"Ctrl-k\"]".to_owned()),
                )),
            }
        }
        if faults.is_empty() { Ok(Self { file, text, entries, spans }) } else { Err(ConfigErrors(faults)) }
    }

    /// A fault of the entry in this place, with the nearest of `names`.
    pub fn fault(&self, entry: usize, message: &str, names: &[&str]) -> ConfigErrors {
        let span = self.spans.get(entry).cloned().unwrap_or(0..0);
        let word = self.entries.get(entry).map_or("", |(name, _)| name);
        let nearest = names
            .iter()
            .filter(|n| **n != word)
            .map(|n| (strsim::damerau_levenshtein(n, word), *n))
            .min()
            .filter(|(distance, _)| *distance <= 2);
        let hint = nearest.map(|(_, n)| format!("did you mean `{n}`?"));
        ConfigErrors(vec![ConfigError::at(&self.file, &self.text, &span, message, hint)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Result<Keys, String> {
        Keys::parse("keys.toml".into(), text.into()).map_err(|e| e.to_string())
    }

    #[test]
    fn names_and_keys_are_read() {
        let read = keys("ack = [\"a\", \"Ctrl-k\"]\nnote = \"m\"\n").expect("fine");
        assert_eq!(read.entries.len(), 2);
        assert!(read.entries.contains(&("note".into(), vec!["m".into()])));
    }

    #[test]
    fn faults_have_their_place() {
        assert!(keys("ack = 7").unwrap_err().starts_with("keys.toml:1:7: expected a key"));
        assert!(keys("ack = [\"a\"").unwrap_err().starts_with("keys.toml:1:"));
        let read = keys("\nakc = \"a\"").expect("read");
        let fault = read.fault(0, "no action is called `akc`", &["ack", "note"]).to_string();
        assert!(
            fault.starts_with("keys.toml:2:1: no action is called `akc`; did you mean `ack`?"),
            "{fault}"
        );
    }

    #[test]
    fn without_a_file_nothing_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Keys::load(folder.path()).expect("fine").entries.is_empty());
    }
}

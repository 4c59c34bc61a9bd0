//! Where a page ended, as a text that only we read: the place, whose list it is, and a sum that shows when it was cut
//! or edited. It is no secret and no permission; it only must not be misread. A part of [`super`].

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::problem::Refusal;
use crate::server::store::Key;

/// The form of the text; another one is refused as foreign.
const FORM: &str = "1";

/// Longer than any of ours.
const MOST: usize = 512;

/// Which list a cursor belongs to: its name, and everything that decides its rows and their order.
#[derive(Debug)]
pub struct List {
    sum: String,
    whose: String,
}

impl List {
    /// The list `parts` of a store.
    pub fn new(store: Uuid, parts: &[&str]) -> Self {
        Self { sum: store.to_string(), whose: digest(parts.iter().copied()) }
    }

    /// The cursor for what follows `place`.
    pub fn write(&self, place: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{FORM}:{}:{}:{place}", self.whose, self.check(place)))
    }

    fn check(&self, place: &str) -> String {
        digest([&*self.sum, &*self.whose, place])
    }

    /// The place that a cursor of this list names.
    pub fn read(&self, cursor: &str) -> Result<String, Refusal> {
        let broken =
            || Refusal::bad_cursor("it is cut, edited or not of this server; begin again without `cursor`");
        if cursor.len() > MOST {
            return Err(broken());
        }
        let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|b| String::from_utf8(b).ok());
        let text = text.ok_or_else(broken)?;
        let mut parts = text.splitn(4, ':');
        let (Some(FORM), Some(whose), Some(check), Some(place)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(broken());
        };
        let other = Self { sum: self.sum.clone(), whose: whose.to_owned() };
        if other.check(place) != check {
            return Err(broken());
        }
        if whose != self.whose {
            let words =
                "it belongs to a list with another query, order or `me`; begin again without `cursor`";
            return Err(Refusal::bad_cursor(words));
        }
        Ok(place.to_owned())
    }

    /// The cursor for what follows a row.
    pub fn write_key(&self, key: Key) -> String {
        self.write(&format!("{}.{}", key.value, key.number))
    }

    /// The row that a cursor of this list names.
    pub fn read_key(&self, cursor: &str) -> Result<Key, Refusal> {
        let place = self.read(cursor)?;
        let key = place.split_once('.').and_then(|(value, number)| {
            Some(Key { value: value.parse().ok()?, number: number.parse().ok()? })
        });
        // The sum was right, so this is a cursor of another program's version.
        key.ok_or_else(|| Refusal::bad_cursor("its place cannot be read; begin again without `cursor`"))
    }
}

/// Twelve hexadecimal digits of the parts' SHA-256.
fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    use std::fmt::Write;
    let mut sum = Sha256::new();
    for part in parts {
        // The length keeps `a`,`bc` and `ab`,`c` apart.
        sum.update((part.len() as u64).to_le_bytes());
        sum.update(part);
    }
    sum.finalize().iter().take(6).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(query: &str) -> List {
        List::new(Uuid::from_u128(7), &["incidents", query, "number", "ana"])
    }

    #[test]
    fn a_cursor_reads_back() {
        let key = Key { value: -3, number: 42 };
        let cursor = list("state:new").write_key(key);
        assert_eq!(list("state:new").read_key(&cursor).ok(), Some(key));
        let place = "a:b.c";
        assert_eq!(list("").read(&list("").write(place)).ok().as_deref(), Some(place));
    }

    #[test]
    fn of_another_list_is_told_as_such() {
        let cursor = list("state:new").write_key(Key { value: 1, number: 1 });
        let refusal = list("state:ack").read_key(&cursor).expect_err("foreign");
        assert!(refusal.problem().detail.contains("another query"), "{refusal:?}");
        let elsewhere = List::new(Uuid::from_u128(8), &["incidents", "state:new", "number", "ana"]);
        assert!(
            elsewhere.read_key(&cursor).expect_err("foreign").problem().detail.contains("not of this server")
        );
    }

    #[test]
    fn every_cut_and_every_edit_is_noticed() {
        let cursor = list("").write_key(Key { value: 1_000, number: 42 });
        for cut in 0..cursor.len() {
            assert!(list("").read_key(&cursor[..cut]).is_err(), "cut at {cut}");
        }
        let raw = URL_SAFE_NO_PAD.decode(&cursor).expect("base64");
        for at in 0..raw.len() {
            for other in [b'0', b'9', b':', b'.', b'\0', 0xff] {
                let mut edited = raw.clone();
                edited[at] = other;
                assert!(
                    edited == raw || list("").read_key(&URL_SAFE_NO_PAD.encode(&edited)).is_err(),
                    "{at}"
                );
            }
        }
        for text in ["x", "%", "' OR 1=1 --", &"A".repeat(100_000)] {
            assert!(list("").read_key(text).is_err());
        }
    }
}

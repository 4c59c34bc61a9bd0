//! How people call an incident: by its number, or by the beginning of its id. A part of [`super`].

/// The number that a word means: `42`, `INC-000042`, `#42`.
pub fn number(word: &str) -> Option<u32> {
    let word = word.trim();
    let bare = word.strip_prefix('#').unwrap_or(word);
    let digits = bare.get(..4).filter(|p| p.eq_ignore_ascii_case("inc-")).map_or(bare, |_| &bare[4..]);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|n| *n > 0)
}

/// Whether an id begins with `word`, with its source or without; a few characters at least, so that no plain word is
/// taken for one.
pub fn is_beginning(id: &str, word: &str) -> bool {
    const LEAST: usize = 4;
    word.len() >= LEAST
        && (id.starts_with(word) || id.split_once('/').is_some_and(|(_, own)| own.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (word, wanted) in [
            ("42", Some(42)),
            ("INC-000042", Some(42)),
            ("#42", Some(42)),
            ("inc-42", Some(42)),
            ("0", None),
            ("4x", None),
            ("", None),
            ("inc-", None),
            ("ïnc-1", None),
        ] {
            assert_eq!(number(word), wanted, "{word}");
        }
        assert!(is_beginning("am/abcdef@1", "abcd") && is_beginning("am/abcdef@1", "am/a"));
        assert!(!is_beginning("am/abcdef@1", "abc"), "too little to be one");
    }
}

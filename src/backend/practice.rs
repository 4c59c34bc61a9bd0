//! A practice as text for our own disk: the same document that our server hands out.

use crate::{domain::Practice, wire::PracticeDoc};

/// As text; `None` where it cannot be written as such.
pub fn to_text(practice: &Practice) -> Option<String> {
    serde_json::to_string(&PracticeDoc::from(practice)).ok()
}

/// Reads what [`to_text`] wrote; `None` where another version did.
pub fn from_text(text: &str) -> Option<Practice> {
    serde_json::from_str::<PracticeDoc>(text).ok()?.compile().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let standard = Practice::default();
        assert_eq!(from_text(&to_text(&standard).unwrap()), Some(standard));
        assert_eq!(from_text("{}"), None);
    }
}

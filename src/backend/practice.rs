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
        let text = to_text(&Practice::default()).unwrap();
        let read = from_text(&text).unwrap();
        assert_eq!(to_text(&read).unwrap(), text);
        assert_eq!(read.matrix, Practice::default().matrix);
        assert_eq!(from_text("{}"), None);
    }
}

//! How a silence says that it is one of our acknowledgements.
//!
//! `looking at it [watchfloor:ack:0198f…:1795401705:until]`: words, key, the start of the occurrence that was
//! acknowledged (seconds since 1970), and `until` when a person chose its end, so that it is not renewed. Both
//! things after the key may be missing.

use crate::{backend::ActionKey, domain::Time};

/// The comment of an acknowledgement without words: Alertmanager wants one.
pub const NO_WORDS: &str = "acknowledged";

const OPEN: &str = "[watchfloor:ack:";

/// What our marker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// The command that made it.
    pub key: ActionKey,
    /// When the acknowledged occurrence began, as the source said it then.
    pub occurrence: Option<Time>,
    /// A person chose the end: it is not renewed.
    pub until: bool,
}

impl Marker {
    /// Takes a comment apart into our marker and the words before it; `None` when it holds no marker of ours.
    pub fn find(comment: &str) -> Option<(Self, &str)> {
        let comment = comment.trim_end();
        let at = comment.rfind(OPEN)?;
        let inside = comment[at + OPEN.len()..].strip_suffix(']')?;
        let mut parts = inside.split(':');
        let mut marker = Self { key: ActionKey::parse(parts.next()?)?, occurrence: None, until: false };
        for part in parts {
            match part.parse() {
                Ok(seconds) => marker.occurrence = Some(Time::from_unix(seconds)),
                Err(_) if part == "until" => marker.until = true,
                // Written by a later version of ours: what we know of it still holds.
                Err(_) => {}
            }
        }
        Some((marker, comment[..at].trim_end()))
    }

    /// The comment of a silence.
    pub fn comment(&self, words: &str) -> String {
        let words = match words.trim() {
            "" => NO_WORDS,
            words => words,
        };
        let occurrence = self.occurrence.map(|t| format!(":{}", t.unix())).unwrap_or_default();
        let until = if self.until { ":until" } else { "" };
        format!("{words} {OPEN}{}{occurrence}{until}]", self.key)
    }

    /// Whether it acknowledges the occurrence that began at `starts_at`. Of two replicas that report the same
    /// alert the earlier start wins, so an earlier one is the same occurrence; a later one is another.
    pub fn is_for(&self, starts_at: Option<Time>) -> bool {
        match (self.occurrence, starts_at) {
            (Some(acked), Some(began)) => began <= acked,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0198f1a2-0000-7000-8000-00000000ab12";

    fn marker(occurrence: Option<i64>, until: bool) -> Marker {
        Marker {
            key: ActionKey::parse(KEY).expect("a key"),
            occurrence: occurrence.map(Time::from_unix),
            until,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for (m, words) in [
            (marker(None, false), "disk"),
            (marker(Some(1_795_401_705), false), "två rader\nmed [klamrar]"),
            (marker(Some(5), true), "quoted \"x\" [watchfloor:ack:not-a-key] in the words"),
            (marker(None, true), "it's"),
        ] {
            assert_eq!(Marker::find(&m.comment(words)), Some((m, words)));
        }
        assert_eq!(marker(None, false).comment("  "), format!("acknowledged [watchfloor:ack:{KEY}]"));
    }

    #[test]
    fn anything_else_is_not_ours() {
        for comment in [
            "",
            "disk swap planned",
            "[watchfloor:ack:]",
            "[watchfloor:ack:zzz]",
            "see [watchfloor:ack:0198f1a2-0000-7000-8000-00000000ab12] by ana",
            "[watchfloor:ack:0198f1a2-0000-7000-8000-00000000ab12",
        ] {
            assert_eq!(Marker::find(comment), None, "{comment}");
        }
    }

    #[test]
    fn a_later_version_may_say_more() {
        let comment = format!("x [watchfloor:ack:{KEY}:7:later:until]");
        assert_eq!(Marker::find(&comment), Some((marker(Some(7), true), "x")));
    }

    #[test]
    fn a_later_start_is_another_occurrence() {
        let t = |s| Some(Time::from_unix(s));
        assert!(marker(Some(100), false).is_for(t(100)));
        assert!(marker(Some(100), false).is_for(t(40)), "a replica reported an earlier start");
        assert!(!marker(Some(100), false).is_for(t(101)));
        assert!(marker(None, false).is_for(t(101)));
        assert!(marker(Some(100), false).is_for(None));
    }
}

//! The category tree: two levels.

use crate::text::{Kind, SafeText};

/// The tree. Names are compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Categories {
    /// First level, with what stands under it.
    pub tree: Vec<(SafeText, Vec<SafeText>)>,
}

impl Default for Categories {
    /// The seed list of the common service desks.
    fn default() -> Self {
        let word = |w: &str| SafeText::clean(w, Kind::Label);
        let seed: [(&str, &[&str]); 5] = [
            ("inquiry", &["antivirus", "email", "internal application"]),
            ("software", &["email", "operating system"]),
            ("hardware", &["cpu", "disk", "keyboard", "memory", "monitor", "mouse"]),
            ("network", &["dhcp", "dns", "ip address", "vpn", "wireless"]),
            ("database", &["db2", "ms sql server", "oracle", "postgresql", "replication"]),
        ];
        Self {
            tree: seed.iter().map(|(c, subs)| (word(c), subs.iter().map(|s| word(s)).collect())).collect(),
        }
    }
}

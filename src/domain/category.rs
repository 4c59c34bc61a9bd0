//! The category tree: two levels.

use crate::text::{Kind, SafeText};

/// The tree. Names are compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Categories {
    /// First level, with what stands under it. An empty tree takes any word.
    pub tree: Vec<(SafeText, Vec<SafeText>)>,
}

/// A word that is not in the tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct Unknown {
    /// It is the second level that is not there.
    pub sub: bool,
    /// Which one, and what there is: the nearest first.
    words: String,
    /// The nearest one there is, where one is near.
    pub nearest: Option<SafeText>,
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

impl Categories {
    /// Both levels as the tree writes them. `network/dns` in the first is read as both.
    ///
    /// # Errors
    /// [`Unknown`], with the nearest word there is.
    pub fn find(
        &self,
        category: &SafeText,
        sub: Option<&SafeText>,
    ) -> Result<(SafeText, Option<SafeText>), Unknown> {
        if sub.is_none()
            && let Some((first, second)) = category.shown().split_once('/')
        {
            let word = |w: &str| SafeText::clean(w.trim(), Kind::Label);
            return self.find(&word(first), Some(&word(second)));
        }
        if self.tree.is_empty() {
            return Ok((category.clone(), sub.cloned()));
        }
        let Some((name, subs)) = self.tree.iter().find(|(name, _)| same(name, category)) else {
            return Err(unknown(false, category, self.tree.iter().map(|(name, _)| name)));
        };
        let Some(sub) = sub else { return Ok((name.clone(), None)) };
        match subs.iter().find(|known| same(known, sub)) {
            Some(known) => Ok((name.clone(), Some(known.clone()))),
            None => Err(unknown(true, sub, subs)),
        }
    }

    /// Every place in the tree, as `network` and `network/dns`, in its order.
    pub fn paths(&self) -> impl Iterator<Item = SafeText> + '_ {
        self.tree.iter().flat_map(|(name, subs)| {
            let under = subs.iter().map(move |sub| Self::path(name, Some(sub)));
            std::iter::once(name.clone()).chain(under)
        })
    }

    /// `network/dns`, or `network`.
    pub fn path(category: &SafeText, sub: Option<&SafeText>) -> SafeText {
        match sub {
            Some(sub) => SafeText::clean(&format!("{}/{}", category.shown(), sub.shown()), Kind::Line),
            None => category.clone(),
        }
    }
}

fn same(one: &SafeText, other: &SafeText) -> bool {
    one.eq_folded(&other.shown().to_lowercase())
}

fn unknown<'a>(sub: bool, typed: &SafeText, known: impl IntoIterator<Item = &'a SafeText>) -> Unknown {
    let known: Vec<&SafeText> = known.into_iter().collect();
    let wanted = typed.shown().to_lowercase();
    let near = |name: &SafeText| strsim::damerau_levenshtein(&wanted, &name.shown().to_lowercase());
    // A third of it wrong is a slip, more is another word; a beginning is always meant.
    let close = |name: &&&SafeText| {
        near(name) <= wanted.chars().count().div_ceil(3) || name.starts_folded(&wanted) && !wanted.is_empty()
    };
    let nearest = known.iter().filter(close).min_by_key(|name| near(name)).map(|name| (*name).clone());
    let all = known.iter().map(|name| name.shown()).collect::<Vec<_>>().join(", ");
    let words = match &nearest {
        Some(nearest) => format!("is not in the tree; did you mean {}? There are: {all}", nearest.shown()),
        None if all.is_empty() => "is not in the tree: nothing stands under that category".to_owned(),
        None => format!("is not in the tree; there are: {all}"),
    };
    Unknown { sub, words, nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(w: &str) -> SafeText {
        SafeText::clean(w, Kind::Label)
    }

    #[test]
    fn both_levels_are_found_in_any_case_and_as_one_path() {
        let tree = Categories::default();
        let dns = Ok((word("network"), Some(word("dns"))));
        assert_eq!(tree.find(&word("Network"), Some(&word("DNS"))), dns);
        assert_eq!(tree.find(&word("network / dns"), None), dns);
        assert_eq!(tree.find(&word("hardware"), None), Ok((word("hardware"), None)));
        assert!(tree.paths().any(|p| p == word("database/ms sql server")));
    }

    #[test]
    fn a_slip_is_told_with_the_nearest_word() {
        let tree = Categories::default();
        let slip = tree.find(&word("netwrok"), None).expect_err("a slip");
        assert_eq!((slip.sub, slip.nearest.clone()), (false, Some(word("network"))));
        assert!(slip.to_string().contains("did you mean network?"), "{slip}");
        let under = tree.find(&word("database"), Some(&word("postgres"))).expect_err("a beginning");
        assert_eq!((under.sub, under.nearest), (true, Some(word("postgresql"))));
        let other = tree.find(&word("catering"), None).expect_err("another word");
        assert_eq!(other.nearest, None);
        assert!(other.to_string().contains("inquiry, software"), "{other}");
        let any = Categories { tree: Vec::new() };
        assert_eq!(any.find(&word("catering"), None), Ok((word("catering"), None)));
    }
}

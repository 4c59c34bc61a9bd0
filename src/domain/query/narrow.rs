//! Whether whatever answers one query answers another: then only what answered the other need be judged. A part of
//! [`super`].

use super::ast::{Node, Word};

/// Whether everything that answers `new` surely answers `old`. `false` says nothing.
pub(super) fn narrows(new: &Node, old: &Node) -> bool {
    if old == new || matches!(old, Node::All) {
        return true;
    }
    match (new, old) {
        (_, Node::And(old)) => old.iter().all(|o| narrows(new, o)),
        (Node::And(new), _) => new.iter().any(|n| narrows(n, old)),
        (Node::Word(new), Node::Word(old)) => word(new, old),
        _ => false,
    }
}

/// A word that goes on from another.
fn word(new: &Word, old: &Word) -> bool {
    let number = match (&new.number, &old.number) {
        (None, _) => true,
        (Some(_), None) => false,
        // Leading zeros and the prefix have rules of their own.
        (Some(new), Some(old)) => {
            let plain = |n: &super::ast::NumberWord| !n.prefixed && !n.digits.starts_with('0');
            plain(new) && plain(old) && new.digits.contains(&*old.digits)
        }
    };
    number && new.needle.folded().contains(old.needle.folded())
}

#[cfg(test)]
mod tests {
    use crate::domain::query::Query;

    #[test]
    fn typing_on_narrows_and_nothing_else_is_taken_for_it() {
        let query = |text: &str| Query::parse(text).unwrap();
        for (old, new) in [
            ("", "web"),
            ("w", "we"),
            ("eb", "web-9"),
            ("web", "web p:1"),
            ("p:1 web", "p:1 web-9"),
            ("p:1", "p:1 state:new"),
            ("web lag", "web lagging x"),
            ("10", "104"),
            ("web", "-p:1 web"),
            ("state:new", "state:new"),
        ] {
            assert!(query(new).narrows(&query(old)), "{old:?} -> {new:?}");
        }
        for (old, new) in [
            ("we", "w"),
            ("web", "p:1"),
            ("p:1", "p:1,2"),
            ("-web", "-web-9"),
            ("inc-", "inc-1"),
            ("inc-00", "inc-000"),
            ("000104", "0001042"),
            ("0", "01"),
            ("web", "web | lag"),
            ("p:1 web", "web-9"),
        ] {
            assert!(!query(new).narrows(&query(old)), "{old:?} -> {new:?}");
        }
    }
}

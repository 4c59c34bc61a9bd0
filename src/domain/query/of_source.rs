//! Whether anything of a source can answer a query: what a view shows when that source cannot be heard. A part of
//! [`super`].

use super::{
    Query,
    ast::{Node, Value},
    field::Text,
};

impl Query {
    /// Whether an incident of the source of this name may answer; `false` only where none can.
    pub fn may_be_of(&self, source: &str) -> bool {
        sure(self.node(), source) != Some(false)
    }
}

/// What the name of the source alone says of the answer.
fn sure(node: &Node, source: &str) -> Option<bool> {
    match node {
        Node::All => Some(true),
        Node::And(nodes) => {
            let mut all = Some(true);
            for node in nodes {
                match sure(node, source) {
                    Some(true) => {}
                    Some(false) => return Some(false),
                    None => all = None,
                }
            }
            all
        }
        Node::Or(nodes) => {
            let mut any = Some(false);
            for node in nodes {
                match sure(node, source) {
                    Some(false) => {}
                    Some(true) => return Some(true),
                    None => any = None,
                }
            }
            any
        }
        Node::Not(node) => sure(node, source).map(|so| !so),
        Node::Text(Text::Source, values) => {
            Some(values.iter().any(|value| matches!(value, Value::Like(glob) if glob.matches(source))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn only_what_names_another_source_is_excluded() {
        for (text, may) in [
            ("", true),
            ("state:open p<=2", true),
            ("source:am", true),
            ("source:a*", true),
            ("source:pd,AM state:new", true),
            ("source:pd", false),
            ("state:open -source:am", false),
            ("source:pd | p:1", true),
            ("(source:pd | source:icinga) p:1", false),
            ("-(source:pd)", true),
        ] {
            assert_eq!(Query::parse(text).unwrap().may_be_of("am"), may, "{text:?}");
        }
    }
}

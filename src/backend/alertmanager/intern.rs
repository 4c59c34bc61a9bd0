//! One copy of a text that many rows of a listing share: services, severities, label names and values.

use std::collections::HashMap;

use crate::text::{Kind, SafeText};

/// The texts of one listing, keyed by how they came.
#[derive(Default)]
pub struct Intern<'a>(HashMap<&'a str, (SafeText, bool)>);

impl<'a> Intern<'a> {
    /// `raw` cleaned as a label; `hidden` is set when characters that cannot be seen were taken out.
    pub fn label(&mut self, raw: &'a str, hidden: &mut bool) -> SafeText {
        let (text, had) = self.0.entry(raw).or_insert_with(|| SafeText::inspect(raw, Kind::Label));
        *hidden |= *had;
        text.clone()
    }
}

//! One copy of a text that many rows of a listing share: services, severities, label names and values, pages of rules.

use std::collections::HashMap;

use crate::text::{Kind, SafeText};

/// The texts of one listing, keyed by how they came.
#[derive(Default)]
pub struct Intern<'a> {
    labels: HashMap<&'a str, (SafeText, bool)>,
    pages: HashMap<&'a str, Option<SafeText>>,
}

impl<'a> Intern<'a> {
    /// `raw` cleaned as a label; `hidden` is set when characters that cannot be seen were taken out.
    pub fn label(&mut self, raw: &'a str, hidden: &mut bool) -> SafeText {
        let (text, had) = self.labels.entry(raw).or_insert_with(|| SafeText::inspect(raw, Kind::Label));
        *hidden |= *had;
        text.clone()
    }

    /// `raw` as the address of a page, made by `make`: the alerts of one rule all name the same.
    pub fn page(&mut self, raw: &'a str, make: impl FnOnce(&str) -> Option<SafeText>) -> Option<SafeText> {
        self.pages.entry(raw).or_insert_with(|| make(raw)).clone()
    }
}

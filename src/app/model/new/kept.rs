//! The form as a draft on disk, and back: JSON, so that what a later version adds does not break an earlier draft.

use serde::{Deserialize, Serialize};

use super::{Field, Is, NewForm, Through};
use crate::{
    backend::ActionKey,
    domain::{
        Number, Time,
        record::{Origin, Verdict},
    },
};

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// When something was typed last.
    pub at: Option<Time>,
    /// For life: sent again with it, nothing is opened twice.
    pub key: Option<ActionKey>,
    /// Texts, by the titles of their fields; those that we filled in are marked.
    pub lines: Vec<KeptLine>,
    /// How it came to us.
    pub through: Option<Origin>,
    /// What triage found.
    pub verdict: Option<Verdict>,
    /// From 1 (high).
    pub impact: Option<u8>,
    /// From 1 (high).
    pub urgency: Option<u8>,
    /// The source's name.
    pub source: Option<String>,
    /// Solved on the phone.
    pub first_contact: bool,
    /// The closed one that it goes on with.
    pub follow_up: Option<Number>,
}

/// A text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptLine {
    /// Of which field.
    pub field: String,
    /// As typed.
    pub text: String,
    /// The offer that is meant: a person's id, else its word; `None` is as typed.
    pub chosen: Option<String>,
    /// We filled it in.
    pub ours: bool,
}

impl Kept {
    /// What is worth keeping of `form`.
    pub fn of(form: &NewForm) -> Self {
        let lines = Field::TEXTS.into_iter().filter_map(|field| {
            let line = form.line(field)?;
            (!line.input.value().is_empty()).then(|| KeptLine {
                field: field.title().to_owned(),
                text: line.input.value().to_owned(),
                chosen: form.offers(field).key(line.pick),
                ours: line.ours,
            })
        });
        Self {
            at: form.changed_at.or(form.earlier),
            key: form.key,
            lines: lines.collect(),
            through: Some(form.through.0),
            verdict: Some(form.verdict.0),
            impact: form.impact,
            urgency: form.urgency,
            source: form.to().map(|source| source.as_str().to_owned()),
            first_contact: form.first_contact,
            follow_up: form.follow_up,
        }
    }

    /// As text; reading it gives the same.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a draft; `None` for one that is none of ours.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Puts it into `form`. The offers are looked up anew afterwards: then [`Kept::pick`].
    pub fn put_into(&self, form: &mut NewForm) {
        form.key = self.key;
        form.through = self.through.map_or_else(Through::default, Through);
        form.verdict = self.verdict.map_or_else(Is::default, Is);
        (form.impact, form.urgency) = (self.impact, self.urgency);
        form.first_contact = self.first_contact;
        form.follow_up = self.follow_up;
        if let Some(source) = &self.source {
            form.source = form.sources.iter().position(|s| s.as_str() == source).unwrap_or(0);
        }
        form.lines = Field::TEXTS.map(super::Line::of);
        for kept in &self.lines {
            let field = Field::TEXTS.into_iter().find(|f| f.title() == kept.field);
            if let Some(line) = field.and_then(|field| form.line_mut(field)) {
                line.put(&kept.text);
                line.ours = kept.ours;
            }
        }
    }

    /// Chooses again what was chosen.
    pub fn pick(&self, form: &mut NewForm) {
        for kept in &self.lines {
            let Some(field) = Field::TEXTS.into_iter().find(|f| f.title() == kept.field) else { continue };
            let offers = form.offers(field);
            // Behind the last one stands "as typed".
            let pick = (0..offers.len()).find(|n| offers.key(*n) == kept.chosen).unwrap_or(offers.len());
            if let Some(line) = form.line_mut(field) {
                line.pick = pick;
            }
        }
    }
}

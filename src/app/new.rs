//! `N`: the form of a new incident, made for a phone call.

/// The form.
#[derive(Debug, Default)]
pub struct NewForm {
    /// Names the draft.
    pub slot: String,
}

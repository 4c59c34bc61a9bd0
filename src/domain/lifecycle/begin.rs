//! What a new incident starts with (T01): levels, priority, category, and where it stands.

use super::{Forbidden, check, moves};
use crate::{
    domain::{
        Practice, Priority, State, Time,
        record::{Caller, CancelReason, Ending, Verdict},
    },
    text::SafeText,
};

/// What is said about a new incident, as far as it decides anything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Begin<'a> {
    /// From 1 (high); `None` is the middle, or higher where the service is critical.
    pub impact: Option<u8>,
    /// From 1 (high); `None` is the middle.
    pub urgency: Option<u8>,
    /// First level of the category tree.
    pub category: Option<&'a SafeText>,
    /// Second level.
    pub sub: Option<&'a SafeText>,
    /// What the service's criticality is, 1 (the business stops) to 4, where it is in the catalogue.
    pub criticality: Option<u8>,
    /// What triage found.
    pub verdict: Option<Verdict>,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// From 1.
    pub impact: u8,
    /// From 1.
    pub urgency: u8,
    /// As the matrix says.
    pub priority: Priority,
    /// As the tree writes it.
    pub category: Option<SafeText>,
    /// As the tree writes it.
    pub subcategory: Option<SafeText>,
    /// New; cancelled where it is not an incident.
    pub state: State,
    /// Kept where it is not simply an incident.
    pub verdict: Option<Verdict>,
}

/// What a new incident starts with.
///
/// # Errors
/// [`Forbidden::Invalid`] of `impact`, `urgency`, `category` or `subcategory`.
pub fn begin(new: &Begin<'_>, practice: &Practice) -> Result<Begun, Forbidden> {
    let matrix = &practice.matrix;
    let level = |field: &str, said: Option<u8>, most: u8| match said {
        Some(n) if n == 0 || n > most => {
            Err(check::invalid(field, format!("is {n}; write 1 (high) to {most} (low)")))
        }
        said => Ok(said),
    };
    let (impact, urgency) = matrix.middle();
    // What is critical raises the impact that nobody gave, and never lowers it (2.4).
    let critical = new.criticality.map_or(impact, |c| c.clamp(1, impact.max(1)));
    let impact = level("impact", new.impact, matrix.impacts())?.unwrap_or(critical);
    let urgency = level("urgency", new.urgency, matrix.urgencies())?.unwrap_or(urgency);
    let (category, subcategory) = match (new.category, new.sub) {
        (Some(category), sub) => {
            let name = check::name("category", category)?;
            let sub = check::maybe_name("subcategory", sub)?;
            let (name, sub) = practice.categories.find(&name, sub.as_ref()).map_err(|unknown| {
                check::invalid(if unknown.sub { "subcategory" } else { "category" }, unknown.to_string())
            })?;
            (Some(name), sub)
        }
        (None, Some(_)) => {
            return Err(check::invalid("subcategory", "goes with a category; give that too"));
        }
        (None, None) => (None, None),
    };
    let cancelled = new.verdict == Some(Verdict::NotAnIncident);
    Ok(Begun {
        impact,
        urgency,
        priority: matrix.nearest(impact, urgency),
        category,
        subcategory,
        state: if cancelled { State::Cancelled } else { State::New },
        verdict: new.verdict.filter(|v| *v != Verdict::Incident),
    })
}

/// How one ends at once that is not an incident.
pub fn not_an_incident(by: SafeText, at: Time) -> Ending {
    Ending { reason: Some(CancelReason::NotAnIncident), detail: None, other: None, by, at, was: State::New }
}

/// Somebody who told of it, each part of it one line; `field` is its path in what was asked.
///
/// # Errors
/// [`Forbidden::Invalid`] of `reporter.name` and the like.
pub fn caller(field: &str, caller: &Caller) -> Result<Caller, Forbidden> {
    moves::checked(field, caller)
}

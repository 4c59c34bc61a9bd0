//! What is recorded beside the course of things (T15): notes, categories, what stakeholders are told, links.

use super::super::{
    case::{Case, MOVED, Outcome},
    check, words,
};
use crate::{
    domain::{
        Time,
        event::EventKind,
        record::{CiRole, Told, Turn},
    },
    text::{Opaque, SafeText},
};

/// The most services and configuration items of one incident.
const MAX_LINKS: usize = 64;

/// A note changes nothing.
pub(super) fn note(case: &mut Case<'_>, text: &Opaque) -> Outcome {
    let text = check::words("text", Some(text), "write 1 byte to 64 KiB")?;
    case.say(EventKind::Note, text);
    MOVED
}

/// As the tree writes it; the first one is kept, because the report on categories asks for it.
pub(super) fn category(case: &mut Case<'_>, category: &SafeText, sub: Option<&SafeText>) -> Outcome {
    let name = check::name("category", category)?;
    let sub = check::maybe_name("sub", sub)?;
    let (name, sub) = case.practice.categories.find(&name, sub.as_ref()).map_err(|unknown| {
        check::invalid(if unknown.sub { "sub" } else { "category" }, unknown.to_string())
    })?;
    let detail = &case.before.detail;
    let was = detail.category.as_ref().map(|c| words::path(c, detail.subcategory.as_ref()));
    let is = words::path(&name, sub.as_ref());
    if was.as_ref() == Some(&is) {
        return Ok(Some(words::after("already", Some(&is))));
    }
    let initial = detail.record.initial_category.clone().or_else(|| was.clone());
    let detail = case.detail();
    (detail.category, detail.subcategory) = (Some(name), sub);
    detail.record.initial_category = initial.filter(|first| *first != is);
    case.say(EventKind::Category, words::categorised(was.as_ref(), &is));
    MOVED
}

/// Meets the update clock (U1).
pub(super) fn update(
    case: &mut Case<'_>,
    text: &Opaque,
    audience: Option<&SafeText>,
    next_at: Option<Time>,
    public: bool,
) -> Outcome {
    let text = check::words("text", Some(text), "say what they are told")?;
    let audience = check::maybe_name("audience", audience)?;
    let next_at = next_at.map(|at| check::ahead("next_at", at, case.at)).transpose()?;
    let said = words::updated(audience.as_ref(), &text, next_at);
    let told = Told { at: case.at, by: case.by(), text, audience, next_at, public };
    case.record().told = Some(Box::new(told));
    case.turn(Turn::Updated);
    case.say(EventKind::Update, said);
    if public {
        case.public();
    }
    MOVED
}

/// A service or configuration item beside the main one.
pub(super) fn link(case: &mut Case<'_>, service: &SafeText, role: Option<CiRole>) -> Outcome {
    let service = check::name("service", service)?;
    let links = &mut case.record().links;
    let at = links.iter().position(|(id, _)| *id == service);
    match (role, at) {
        (None, None) => return Ok(Some(words::said("it is not linked"))),
        (None, Some(at)) => {
            links.remove(at);
        }
        (Some(role), Some(at)) if links[at].1 == role => {
            return Ok(Some(words::said(&format!("already linked: {}", role.title()))));
        }
        (Some(role), Some(at)) => links[at].1 = role,
        (Some(_), None) if links.len() >= MAX_LINKS => {
            let why = format!("is one too many; at most {MAX_LINKS} are linked");
            return Err(check::invalid("service", why));
        }
        (Some(role), None) => links.push((service.clone(), role)),
    }
    let text = words::linked(&service, role);
    match role {
        Some(role) => case.say_why(EventKind::Link, text, role.word()),
        None => case.say(EventKind::Link, text),
    }
    MOVED
}

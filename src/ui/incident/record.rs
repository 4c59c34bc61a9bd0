//! What people decided and recorded of an incident: who told of it, how it came, its place in the tree and among
//! others, how it ended, what its caller and its stakeholders were told. What nobody recorded has no line.

use super::overview::{line, named};
use crate::{
    domain::{
        Incident, Number, Time,
        record::{Caller, CiRole, Ending, Record},
    },
    ui::{
        View, facts,
        paint::{Page, Phrase, made},
        theme::{Theme, Token},
    },
};

/// Cells of the names at the left.
const NAMES: u16 = 12;
/// Callers that are named; the rest is counted.
const CALLERS: usize = 12;
/// Children that have a line; the rest is counted.
const CHILDREN: usize = 12;

/// Writes who told of it, how it came, and what it was found to be.
pub(super) fn origin(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let theme = page.theme();
    let record = &incident.detail.record;
    if let Some(caller) = &record.reporter {
        named(page, "reporter", &who(theme, view, caller));
        if let Some(behalf) = &caller.on_behalf_of {
            line(page, "for", behalf, Token::Text);
        }
    }
    if !record.callers.is_empty() {
        callers(page, record);
    }
    if let Some(origin) = record.origin {
        let mut phrase = Phrase::new(theme).with(origin.title(), Token::Text);
        if let Some(verdict) = record.verdict {
            phrase.add("  found to be ", Token::Dim).add(verdict.title(), Token::Warning);
        }
        named(page, "came by", &phrase);
    } else if let Some(verdict) = record.verdict {
        line(page, "found to be", verdict.title(), Token::Warning);
    }
    for (name, at) in [("began", record.occurred_at), ("detected", record.detected_at)] {
        if let Some(at) = at {
            named(page, name, &moment(theme, view, at));
        }
    }
    category(page, incident);
    if let Some(team) = &incident.detail.team {
        line(page, "team", team, Token::Text);
    }
    if !record.links.is_empty() {
        let links: Vec<Phrase<'_>> = record
            .links
            .iter()
            .map(|(service, role)| {
                let look = if *role == CiRole::Affected { Token::Dim } else { Token::Warning };
                Phrase::new(theme).with(role.title(), look).with(" ", Token::Dim).with(service, Token::Text)
            })
            .collect();
        listed(page, "linked", &links);
    }
}

/// Writes what people decided about the work: priority against the matrix, a major, phase, impact, what is out of
/// sight.
pub(super) fn work(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let theme = page.theme();
    let record = &incident.detail.record;
    if let Some(computed) = record.computed {
        let level = computed.level();
        let mut phrase = Phrase::new(theme).with("says ", Token::Dim);
        phrase.add(made::priority(level), (Token::priority(level), Token::StateNew));
        if let Some(by) = &record.override_ {
            phrase.add("; set by ", Token::Dim).add(&by.by, Token::Text).add(" ", Token::Dim);
            phrase.add(ago(view, by.at), Token::Dim).add(": ", Token::Dim).add(&by.reason, Token::Text);
        }
        named(page, "matrix", &phrase);
    }
    if let Some(major) = &record.major {
        let mut phrase = Phrase::new(theme).with("declared by ", Token::Warning).with(&major.by, Token::Text);
        phrase.add(" ", Token::Dim).add(ago(view, major.at), Token::Dim);
        if let Some(reason) = &major.reason {
            phrase.add(": ", Token::Dim).add(reason, Token::Text);
        }
        named(page, "major", &phrase);
    }
    if let Some(phase) = record.phase {
        line(page, "phase", phase.title(), Token::Text);
    }
    if let Some(at) = record.mitigated_at {
        let mut phrase = moment(theme, view, at);
        if let Some(left) = &record.impact_left {
            phrase.add(": ", Token::Dim).add(left, Token::Text);
        }
        named(page, "mitigated", &phrase);
    }
    if let Some(until) = record.snoozed_until {
        let mut phrase = Phrase::new(theme).with("out of sight until ", Token::Warning);
        phrase.add(made::near(until, view.now.utc, view.model.zone), Token::Text);
        phrase.add(", clocks go on", Token::Dim);
        named(page, "snoozed", &phrase);
    }
}

/// Writes its place among others: parent, children, what it goes on with or lives on in.
pub(super) fn family(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let theme = page.theme();
    let record = &incident.detail.record;
    if let Some(parent) = record.parent {
        named(page, "parent", &other(theme, view, incident, parent));
    }
    if record.children > 0 {
        children(page, view, incident);
    }
    if let Some(before) = record.follow_up_of {
        let mut phrase = Phrase::new(theme).with("follows ", Token::Dim);
        phrase.append(other(theme, view, incident, before));
        named(page, "goes on", &phrase);
    }
    if let Some(ending) = &record.ending {
        ended(page, view, incident, ending);
    }
}

/// Writes how it was resolved, what the caller answered, what the stakeholders know, why clocks were breached.
pub(super) fn outcome(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let theme = page.theme();
    let record = &incident.detail.record;
    if let Some(done) = &record.resolution {
        let mut phrase = Phrase::new(theme);
        if let Some(code) = &done.code {
            phrase.add(code, Token::Good).add("  ", Token::Dim);
        }
        phrase.add("by ", Token::Dim).add(&done.by, Token::Text).add(" ", Token::Dim);
        phrase.add(ago(view, done.at), Token::Dim);
        named(page, "resolution", &phrase);
        if let Some(notes) = &done.notes {
            page.wrapped(NAMES, notes, Token::Text);
        }
    }
    answer(page, view, record);
    if let Some(at) = record.closed_at {
        named(page, "closed", &moment(theme, view, at));
    }
    if let Some(told) = &record.told {
        let mut phrase = Phrase::new(theme).with(ago(view, told.at), Token::Text).with(" by ", Token::Dim);
        phrase.add(&told.by, Token::Text);
        if let Some(audience) = &told.audience {
            phrase.add(" to ", Token::Dim).add(audience, Token::Text);
        }
        if told.public {
            phrase.add(", public", Token::Dim);
        }
        if let Some(next) = told.next_at {
            let look = if next < view.now.utc { Token::Warning } else { Token::Text };
            phrase.add("; again ", Token::Dim).add(made::near(next, view.now.utc, view.model.zone), look);
        }
        named(page, "told", &phrase);
        page.wrapped(NAMES, &told.text, Token::Text);
    }
    for (n, excuse) in record.excuses.iter().enumerate() {
        let mut phrase = Phrase::new(theme).with(&excuse.clock, Token::Warning).with(": ", Token::Dim);
        phrase.add(&excuse.reason, Token::Text).add(" (", Token::Dim).add(&excuse.by, Token::Dim);
        phrase.add(")", Token::Dim);
        named(page, if n == 0 { "excuse" } else { "" }, &phrase);
    }
    if record.corrections > 0 {
        let mut phrase = Phrase::new(theme).with(made::number(record.corrections as usize), Token::Text);
        let words = if record.corrections == 1 { " time" } else { " times" };
        phrase.add(words, Token::Text).add(" corrected: the timeline has the old ones", Token::Dim);
        named(page, "corrected", &phrase);
    }
}

/// The name and how to reach them. What the record does not have, the directory may.
fn who<'a>(theme: &'a Theme, view: &View<'a>, caller: &'a Caller) -> Phrase<'a> {
    let mut phrase = Phrase::new(theme).with(&caller.name, Token::Title);
    let known = caller.person.as_ref();
    let person = known.and_then(|id| view.model.directory.people.iter().find(|p| p.id == *id));
    if caller.vip || person.is_some_and(|p| p.vip) {
        phrase.add("  ", Token::Dim).add("VIP", Token::Warning);
    }
    let phone = caller.phone.as_ref().or(person.and_then(|p| p.phone.as_ref()));
    let mail = caller.email.as_ref().or(person.and_then(|p| p.email.as_ref()));
    for reach in [person.and_then(|p| p.team.as_ref()), phone, mail].into_iter().flatten() {
        phrase.add("  ", Token::Dim).add(reach, Token::Text);
    }
    phrase
}

fn callers(page: &mut Page<'_, '_>, record: &Record) {
    let theme = page.theme();
    let mut names: Vec<Phrase<'_>> = record
        .callers
        .iter()
        .take(CALLERS)
        .map(|caller| {
            let mut phrase = Phrase::new(theme).with(&caller.name, Token::Text);
            if caller.vip {
                phrase.add(" VIP", Token::Warning);
            }
            phrase
        })
        .collect();
    let more = record.callers.len().saturating_sub(CALLERS);
    if more > 0 {
        names.push(Phrase::new(theme).with(made::more(more), Token::Dim).with(" more", Token::Dim));
    }
    let mut head = Phrase::new(theme).with(made::number(record.callers.len()), Token::Text);
    head.add(" more:", Token::Dim);
    names.insert(0, head);
    listed(page, "callers", &names);
}

/// Phrases behind a name, on as many lines as they need.
fn listed(page: &mut Page<'_, '_>, name: &'static str, phrases: &[Phrase<'_>]) {
    let room = page.width().saturating_sub(NAMES);
    let mut first = 0;
    while first < phrases.len() {
        let (mut used, mut last) = (phrases[first].width(), first + 1);
        while last < phrases.len() && used + 2 + phrases[last].width() <= room {
            used += 2 + phrases[last].width();
            last += 1;
        }
        let mut whole = Phrase::new(page.theme());
        for (n, phrase) in phrases[first..last].iter().enumerate() {
            if n > 0 {
                whole.add("  ", Token::Dim);
            }
            whole.append(phrase.clone());
        }
        named(page, if first == 0 { name } else { "" }, &whole);
        first = last;
    }
}

fn category(page: &mut Page<'_, '_>, incident: &Incident) {
    let detail = &incident.detail;
    let Some(category) = &detail.category else { return };
    let mut phrase = Phrase::new(page.theme()).with(category, Token::Text);
    if let Some(sub) = &detail.subcategory {
        phrase.add(" / ", Token::Dim).add(sub, Token::Text);
    }
    if let Some(first) = &detail.record.initial_category {
        phrase.add("  first ", Token::Dim).add(first, Token::Dim);
    }
    named(page, "category", &phrase);
}

/// `12:40 CET  8m ago`.
fn moment<'a>(theme: &'a Theme, view: &View<'_>, at: Time) -> Phrase<'a> {
    let mut phrase = Phrase::new(theme);
    phrase.add(made::near(at, view.now.utc, view.model.zone), Token::Text);
    phrase.add("  ", Token::Dim).add(ago(view, at), Token::Dim);
    phrase
}

fn ago(view: &View<'_>, at: Time) -> made::Made {
    made::ago(view.now.utc - at)
}

/// Another incident by its number, with what is known of it.
fn other<'a>(theme: &'a Theme, view: &View<'a>, incident: &Incident, number: Number) -> Phrase<'a> {
    let mut phrase = Phrase::new(theme).with(made::long(number), Token::Text);
    if let Some(known) = view.model.inbox.numbered(&incident.source, number) {
        phrase.add(" ", Token::Dim);
        facts::priority(&mut phrase, known);
        phrase.add(" ", Token::Dim).add(known.state.short(), Token::Dim).add(" ", Token::Dim);
        phrase.add(&known.title, Token::Text);
    }
    phrase
}

/// Those under it that are on the board, as a tree; the rest is counted: it is over, or elsewhere.
fn children(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident) {
    let theme = page.theme();
    let all = incident.detail.record.children as usize;
    let (held, known) = match incident.number {
        Some(number) => view.model.inbox.children(&incident.source, number, CHILDREN),
        None => (0, Vec::new()),
    };
    let mut head = Phrase::new(theme).with(made::number(all), Token::Text);
    if held < all {
        head.add(", ", Token::Dim).add(made::number(held), Token::Text);
        head.add(" of them open here", Token::Dim);
    }
    named(page, "children", &head);
    for child in known {
        let mut phrase = Phrase::new(theme).with(theme.glyphs.bar, Token::Border).with(" ", Token::Dim);
        facts::number(&mut phrase, child, view.wide(), Token::Text);
        phrase.add(" ", Token::Dim);
        facts::priority(&mut phrase, child);
        phrase.add(" ", Token::Dim).add(child.state.short(), Token::Dim).add(" ", Token::Dim);
        phrase.add(&child.title, Token::Text);
        named(page, "", &phrase);
    }
    if held > CHILDREN {
        let more = made::more(held - CHILDREN);
        named(page, "", &Phrase::new(theme).with(more, Token::Dim).with(" more", Token::Dim));
    }
}

/// How it was cancelled, or where it lives on.
fn ended(page: &mut Page<'_, '_>, view: &View<'_>, incident: &Incident, ending: &Ending) {
    let theme = page.theme();
    let mut phrase = Phrase::new(theme);
    let name = match (&ending.reason, ending.other) {
        (None, Some(into)) => {
            phrase.add("into ", Token::Dim).append(other(theme, view, incident, into));
            "merged"
        }
        (reason, of) => {
            phrase.add(reason.map_or("", |r| r.title()), Token::Text);
            if let Some(of) = of {
                phrase.add(" of ", Token::Dim).append(other(theme, view, incident, of));
            }
            "cancelled"
        }
    };
    phrase.add("  by ", Token::Dim).add(&ending.by, Token::Text).add(" ", Token::Dim);
    phrase.add(ago(view, ending.at), Token::Dim);
    named(page, name, &phrase);
    if let Some(detail) = &ending.detail {
        page.wrapped(NAMES, detail, Token::Text);
    }
}

/// What is known of the caller's answer.
fn answer(page: &mut Page<'_, '_>, view: &View<'_>, record: &Record) {
    let theme = page.theme();
    let mut phrase = Phrase::new(theme);
    if let Some(confirmation) = &record.confirmation {
        match (confirmation.answer, confirmation.asked_at) {
            (Some(answer), _) => {
                phrase.add("said: ", Token::Dim).add(answer.title(), Token::Good);
                if let Some(at) = confirmation.answered_at {
                    phrase.add(" ", Token::Dim).add(ago(view, at), Token::Dim);
                }
            }
            (None, Some(at)) => {
                phrase.add("asked ", Token::Dim).add(ago(view, at), Token::Text);
                if let Some(by) = &confirmation.asked_by {
                    phrase.add(" by ", Token::Dim).add(by, Token::Text);
                }
                phrase.add(", no answer yet", Token::Warning);
            }
            (None, None) => {}
        }
        if let Some(grade) = confirmation.satisfaction {
            phrase
                .add("  content ", Token::Dim)
                .add(made::level(grade), Token::Text)
                .add(" of 5", Token::Dim);
        }
    }
    if record.unanswered > 0 {
        if !phrase.is_empty() {
            phrase.add("  ", Token::Dim);
        }
        phrase.add("tried ", Token::Dim).add(made::times(record.unanswered), Token::Warning);
        phrase.add(" without an answer", Token::Dim);
    }
    if !phrase.is_empty() {
        named(page, "caller", &phrase);
    }
    if let Some(comment) = record.confirmation.as_ref().and_then(|c| c.comment.as_ref()) {
        page.wrapped(NAMES, comment, Token::Text);
    }
}

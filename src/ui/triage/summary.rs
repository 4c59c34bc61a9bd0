//! What came of it: how many were decided how, in what time, and what is open still.

use super::end;
use crate::{
    app::model::triage::{End, Triage},
    domain::State,
    ui::{
        View, facts,
        paint::{Page, Phrase, made},
        theme::Token,
    },
};

/// Writes the summary.
pub fn summary(page: &mut Page<'_, '_>, view: &View<'_>, triage: &Triage) {
    let theme = page.theme();
    let tally = triage.tally();
    let seconds = (triage.took(view.now.ms) / 1_000) as i64;
    let mut phrase = Phrase::new(theme).with(made::number(triage.ids.len() - tally.unseen), Token::Title);
    phrase.add(" of ", Token::Text).add(made::number(triage.ids.len()), Token::Text);
    phrase.add(" gone through in ", Token::Text).add(made::length(seconds), Token::Title);
    page.phrase(&phrase);
    page.blank();
    let mut count = |n: usize, word: &'static str, look: Token| {
        if n > 0
            && let Some(mut pen) = page.pen()
        {
            pen.skip(2).field(6, made::number(n), look).put(word, Token::Text);
        }
    };
    for (verb, n) in &tally.done {
        count(*n, past(verb), Token::Good);
    }
    count(tally.skipped, "skipped", Token::Warning);
    count(tally.elsewhere, "done by somebody else, or gone", Token::Dim);
    count(tally.unseen, "not looked at", Token::Warning);
    let held = |n: &usize| view.model.inbox.get(&triage.ids[*n]);
    let is_open = |n: &usize| {
        let decided = matches!(triage.ends[*n], Some(End::Done { .. }));
        !decided && held(n).is_some_and(|i| i.state == State::New)
    };
    let open: Vec<usize> = (0..triage.ids.len()).filter(is_open).collect();
    page.blank();
    if open.is_empty() {
        page.line_at(0, "none of them is unacknowledged any more", Token::Good);
        return;
    }
    let mut phrase = Phrase::new(theme).with("unacknowledged still: ", Token::Warning);
    phrase.add(made::number(open.len()), Token::Title);
    page.phrase(&phrase);
    for n in open {
        let Some(incident) = held(&n) else { continue };
        let mut phrase = Phrase::new(theme);
        facts::number(&mut phrase, incident, view.wide(), Token::Dim);
        phrase.add(" ", Token::Dim);
        facts::priority(&mut phrase, incident);
        phrase.add("  ", Token::Dim);
        end(&mut phrase, triage.ends[n].as_ref());
        phrase.add("  ", Token::Dim).add(&incident.title, Token::Text);
        page.flow(2, 0, &[phrase]);
    }
}

/// The verb as something done.
fn past(verb: &'static str) -> &'static str {
    match verb {
        "ack" => "acknowledged",
        "assign" => "assigned",
        "start" => "begun",
        "hold" => "on hold",
        "snooze" => "snoozed",
        "mitigate" => "mitigated",
        "resolve" => "resolved",
        "close" => "closed",
        "cancel" => "cancelled",
        "merge" => "merged",
        other => other,
    }
}

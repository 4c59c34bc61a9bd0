//! An empty list says why it is empty, and what to do about it: quiet is proved.

use ratatui::layout::Rect;

use crate::{
    app::action::Action,
    backend::Freshness,
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Page, Phrase, made},
        theme::Token,
        words,
    },
};

/// Draws the words where the rows would be.
pub fn empty(canvas: &mut Canvas<'_>, view: &View<'_>, list: Rect) {
    // A little down and in where there is room, so that it reads as words and not as a row.
    let (dx, dy) = (if list.width > 60 { 4 } else { 1 }, u16::from(list.height > 6));
    let area = Rect {
        x: list.x + dx.min(list.width),
        y: list.y + dy,
        width: list.width.saturating_sub(2 * dx),
        height: list.height - dy,
    };
    let mut page = Page::new(canvas, area, 0);
    let model = view.model;
    if model.sources.is_empty() {
        no_source(&mut page);
    } else if !model.board.filter.text.trim().is_empty() && model.inbox.counts().open > 0 {
        filtered(&mut page, view);
    } else if model.inbox.counts().open > 0 {
        other_view(&mut page, view);
    } else if model.notices.iter().any(|n| n.about == "no-source") && answered(view) {
        local(&mut page, view);
    } else {
        quiet(&mut page, view);
    }
}

/// Whether what is said of the only source is known to be so.
fn answered(view: &View<'_>) -> bool {
    view.model.sources.iter().all(|s| s.health.freshness(view.now.utc) == Freshness::Live)
}

fn words_of(text: &'static str) -> SafeText {
    SafeText::clean(text, Kind::Line)
}

fn no_source(page: &mut Page<'_, '_>) {
    page.wrapped(
        0,
        &words_of("No source configured: this shows nothing of your production."),
        Token::Warning,
    );
    page.blank();
    page.wrapped(0, &words_of("Add one to the configuration:"), Token::Text);
    page.line_at(2, "watchfloor config init", Token::Key);
    page.blank();
    page.wrapped(0, &words_of("or name one for this run:"), Token::Text);
    page.line_at(2, "watchfloor --source alertmanager=http://127.0.0.1:9093", Token::Key);
}

fn filtered(page: &mut Page<'_, '_>, view: &View<'_>) {
    let model = view.model;
    let theme = page.theme();
    let text = SafeText::clean(&model.board.filter.text, Kind::Line);
    if let Some(mut pen) = page.pen() {
        pen.put("No incident of this view matches ", Token::Text).put(&text, Token::Accent);
    }
    page.blank();
    let open = made::count(model.inbox.counts().open, words::doubtful(model, view.now.utc));
    let phrase = Phrase::new(theme)
        .with(open, Token::Text)
        .with(" open without it. ", Token::Text)
        .with(words::keys(model, Action::Filter), Token::Key)
        .with(" changes it, ", Token::Text)
        .with(words::keys(model, Action::Escape), Token::Key)
        .with(" clears it.", Token::Text);
    page.phrase(&phrase);
}

fn other_view(page: &mut Page<'_, '_>, view: &View<'_>) {
    let model = view.model;
    let theme = page.theme();
    let mut phrase = Phrase::new(theme).with("Nothing in ", Token::Text);
    if let Some(tab) = model.views.get(model.view) {
        phrase.add(&tab.name, Token::Accent);
    }
    let open = made::count(model.inbox.counts().open, words::doubtful(model, view.now.utc));
    phrase.add(". ", Token::Text).add(open, Token::Text).add(" open in all: ", Token::Text);
    phrase.add(words::keys(model, Action::View(1)), Token::Key).add(" shows the first view.", Token::Text);
    page.phrase(&phrase);
    page.blank();
    answers(page, view);
}

/// The embedded server on this person's own data: what it is, and how to begin.
fn local(page: &mut Page<'_, '_>, view: &View<'_>) {
    page.wrapped(
        0,
        &words_of("No source configured: this is a local database, not your production."),
        Token::Warning,
    );
    page.blank();
    for (words, command) in [
        ("Open an incident of your own:", "watchfloor new --title \"printer on fire\""),
        ("Look around in a made-up working day:", "watchfloor demo"),
        ("Add a source, your Alertmanager or your team's server:", "watchfloor config init"),
    ] {
        page.wrapped(0, &words_of(words), Token::Text);
        page.line_at(2, command, Token::Key);
        page.blank();
    }
    answers(page, view);
}

/// Nothing is open, as far as the sources can be heard.
fn quiet(page: &mut Page<'_, '_>, view: &View<'_>) {
    let model = view.model;
    let now = view.now.utc;
    let theme = page.theme();
    let live: Vec<_> = model.sources.iter().filter(|s| s.health.freshness(now) == Freshness::Live).collect();
    let mut phrase = Phrase::new(theme);
    if live.is_empty() {
        let asking = model.sources.iter().all(|s| s.health.error.is_none());
        let words = if asking { "Asking " } else { "Nothing is known: none of " };
        phrase.add(words, if asking { Token::Text } else { Token::Error });
        phrase.add(made::number(model.sources.len()), Token::Text);
        phrase.add(if model.sources.len() == 1 { " source" } else { " sources" }, Token::Text);
        phrase.add(if asking { " for what is open" } else { " answers" }, Token::Text);
    } else {
        let doubt = live.len() < model.sources.len();
        phrase.add(made::count(0, doubt), Token::Bright).add(" open", Token::Bright).add(", ", Token::Text);
        phrase.add(made::number(live.len()), Token::Text).add(" of ", Token::Text);
        phrase.add(made::number(model.sources.len()), Token::Text);
        phrase.add(if model.sources.len() == 1 { " source" } else { " sources" }, Token::Text);
        // As long as a source counts as live its answer is at most two polls old.
        let within = live.iter().map(|s| 2 * s.health.poll_s).max().unwrap_or(0);
        phrase.add(" answered within ", Token::Text).add(made::seconds(within), Token::Text);
    }
    page.phrase(&phrase);
    page.blank();
    answers(page, view);
}

/// Each source that does not answer: what was tried, what came back, when it is tried again, what to press.
fn answers(page: &mut Page<'_, '_>, view: &View<'_>) {
    let now = view.now.utc;
    let theme = page.theme();
    let mut unwell = false;
    for source in &view.model.sources {
        let health = &source.health;
        let Some(error) = &health.error else { continue };
        unwell = true;
        let mut phrase =
            Phrase::new(theme).with(&source.name, (words::freshness(health.freshness(now)), Token::StateNew));
        phrase
            .add("  ", Token::Text)
            .add(source.kind, Token::Dim)
            .add(" at ", Token::Dim)
            .add(&source.url, Token::Text);
        page.phrase(&phrase);
        page.wrapped(2, error, Token::Warning);
        let mut phrase = Phrase::new(theme).with(made::number(health.failures as usize), Token::Dim);
        phrase.add(if health.failures == 1 { " attempt failed" } else { " attempts failed" }, Token::Dim);
        if let Some(at) = health.next_try {
            phrase
                .add(", the next at ", Token::Dim)
                .add(made::clock_seconds(at, view.model.zone), Token::Dim);
        }
        if let Some(mut pen) = page.pen() {
            pen.skip(2).phrase(&phrase);
        }
    }
    if unwell {
        page.blank();
        let keys = Phrase::new(theme)
            .with(words::keys(view.model, Action::Refresh), Token::Key)
            .with(" asks again now   ", Token::Text)
            .with(words::keys(view.model, Action::GoSources), Token::Key)
            .with(" the sources   ", Token::Text)
            .with(words::keys(view.model, Action::Help), Token::Key)
            .with(" help", Token::Text);
        page.phrase(&keys);
    }
}

//! An empty list says why it is empty, and what to do about it: quiet is proved.

use ratatui::layout::Rect;

use crate::{
    app::action::Action,
    backend::Freshness,
    domain::query::Query,
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
    } else if !model.board.filter.text.trim().is_empty() && of_view(view) > 0 {
        filtered(&mut page, view);
    } else if model.inbox.counts().open > 0 {
        other_view(&mut page, view);
    } else if model.notices.iter().any(|n| n.about == "no-source") && all_live(view) {
        local(&mut page, view);
    } else {
        quiet(&mut page, view);
    }
}

/// How many the view has without the filter.
fn of_view(view: &View<'_>) -> usize {
    let counts = view.model.inbox.counts();
    counts.views.get(view.model.view).copied().unwrap_or(counts.open)
}

/// Whether what is said of the only source is known to be so.
fn all_live(view: &View<'_>) -> bool {
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

/// `The filter hides 41: Esc clears it, / changes it.`
fn filtered(page: &mut Page<'_, '_>, view: &View<'_>) {
    let model = view.model;
    let theme = page.theme();
    let hidden = made::count(of_view(view), words::doubtful(model, view.now.utc));
    let mut phrase = Phrase::new(theme);
    phrase.add("The filter hides ", Token::Text).add(hidden, Token::Bright);
    if let Some(tab) = model.views.get(model.view) {
        phrase.add(" in ", Token::Text).add(&tab.name, Token::Accent);
    }
    phrase
        .add(": ", Token::Text)
        .add(words::keys(model, Action::Escape), Token::Key)
        .add(" clears it, ", Token::Text)
        .add(words::keys(model, Action::Filter), Token::Key)
        .add(" changes it.", Token::Text);
    page.phrase(&phrase);
    // While the text is being mended the last one that could be read is what hides them.
    let filter = &model.board.filter;
    let read = filter.query.as_ref().filter(|_| filter.error.is_some()).map(Query::text);
    let text = SafeText::clean(read.unwrap_or(&filter.text), Kind::Line);
    if let Some(mut pen) = page.pen() {
        pen.put("/ ", Token::Dim).put(&text, Token::Accent);
    }
    unheard(page, view);
}

/// `Nothing in mine: 41 open in all, g1 shows them.`
fn other_view(page: &mut Page<'_, '_>, view: &View<'_>) {
    let model = view.model;
    let theme = page.theme();
    let mut phrase = Phrase::new(theme);
    match (model.tells_since(model.view), model.views.get(model.view)) {
        (Some(visit), _) => {
            phrase.add("Nothing changed since ", Token::Text);
            phrase.add(made::near(visit, view.now.utc, model.zone), Token::Accent);
        }
        (None, Some(tab)) => {
            phrase.add("Nothing in ", Token::Text).add(&tab.name, Token::Accent);
        }
        (None, None) => {
            phrase.add("Nothing here", Token::Text);
        }
    }
    let open = made::count(model.inbox.counts().open, words::doubtful(model, view.now.utc));
    phrase.add(": ", Token::Text).add(open, Token::Bright).add(" open in all, ", Token::Text);
    phrase.add(first_view(view), Token::Key).add(" shows the first view.", Token::Text);
    page.phrase(&phrase);
    unheard(page, view);
}

/// The key of the first view, which is bound with a digit behind it.
fn first_view(view: &View<'_>) -> SafeText {
    words::keys(view.model, Action::View(1))
}

/// Whom the view would have to be told by, where none of them can be heard; then what every source says.
fn unheard(page: &mut Page<'_, '_>, view: &View<'_>) {
    let model = view.model;
    let now = view.now.utc;
    let query = model.views.get(model.view).map(|tab| &tab.query);
    let feeds = |name: &str| query.is_none_or(|query| query.may_be_of(name));
    let mut feeding = model.sources.iter().filter(|s| feeds(s.name.as_str())).peekable();
    if let Some(first) = feeding.peek().copied()
        && feeding.all(|s| s.health.freshness(now) >= Freshness::Stale)
    {
        let theme = page.theme();
        let alone = model.sources.iter().filter(|s| feeds(s.name.as_str())).count() == 1;
        let mut phrase = Phrase::new(theme).with("That is not certain: ", Token::Warning);
        if alone {
            phrase.add("only ", Token::Text).add(&first.name, Token::Bright);
            phrase.add(" has such, and it does not answer.", Token::Text);
        } else {
            phrase.add("none of the sources that have such answers.", Token::Text);
        }
        page.phrase(&phrase);
    }
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
        if live.len() < model.sources.len() {
            phrase
                .add(made::count(0, true), Token::Bright)
                .add(" open", Token::Bright)
                .add(", ", Token::Text);
        } else {
            phrase.add("All quiet: ", Token::Good).add("0 open, ", Token::Bright);
        }
        answered(&mut phrase, view);
    }
    page.phrase(&phrase);
    page.blank();
    answers(page, view);
}

/// `3 of 3 sources answered within 4 s`.
pub fn answered(phrase: &mut Phrase<'_>, view: &View<'_>) {
    let (sources, now) = (&view.model.sources, view.now.utc);
    let live: Vec<_> = sources.iter().filter(|s| s.health.freshness(now) == Freshness::Live).collect();
    phrase.add(made::number(live.len()), Token::Text).add(" of ", Token::Text);
    phrase.add(made::number(sources.len()), Token::Text);
    phrase.add(if sources.len() == 1 { " source" } else { " sources" }, Token::Text);
    // As long as a source counts as live its answer is at most two polls old.
    match live.iter().map(|s| 2 * s.health.poll_s).max() {
        Some(within) => phrase.add(" answered within ", Token::Text).add(made::seconds(within), Token::Text),
        None => phrase.add(" answered lately", Token::Text),
    };
}

/// Each source that does not answer: what was tried, what came back, when it is tried again, what to press.
pub fn answers(page: &mut Page<'_, '_>, view: &View<'_>) {
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

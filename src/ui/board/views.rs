//! The views as tabs: name and count, the shown one bold with its marker; what is filtered, at the right.

use ratatui::layout::Rect;

use crate::{
    app::model::{layer::Layer, mouse::Hit},
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Phrase, made},
        theme::Token,
        words,
    },
};

/// Draws the line.
pub fn views(canvas: &mut Canvas<'_>, view: &View<'_>, row: Rect) {
    let model = view.model;
    let theme = canvas.theme();
    let right = right(canvas, view, row.width);
    let room = row.width.saturating_sub(if right.is_empty() { 0 } else { right.width() + 3 });
    let doubt = words::doubtful(model, view.now.utc);
    let counts = &model.inbox.counts().views;
    let mut tabs: Vec<Phrase<'_>> = Vec::with_capacity(model.views.len());
    for (n, tab) in model.views.iter().enumerate() {
        let shown = n == model.view;
        let (word, count) =
            if shown { (Token::ViewActive, Token::ViewActive) } else { (Token::Dim, Token::Dim) };
        let mut phrase =
            Phrase::new(theme).with(made::number(n + 1), word).with(" ", word).with(&tab.name, word);
        let since = model.tells_since(n);
        if let Some(visit) = since {
            phrase.add(" ", word).add(made::since(visit, view.now.utc, model.zone), word);
        }
        if let Some(count_of) = counts.get(n).filter(|_| !model.sources.is_empty()) {
            let made =
                if since.is_some() { made::changed(*count_of, doubt) } else { made::count(*count_of, doubt) };
            phrase.add(" ", word).add(made, count);
        }
        tabs.push(phrase);
    }
    // The shown one must be seen: those before it give way.
    let total = |tabs: &[Phrase<'_>], gap: u16| tabs.iter().map(|t| t.width() + gap).sum::<u16>();
    let gap = if total(&tabs, 3) <= room { 3 } else { 2 };
    let mut first = 0;
    while first < model.view && total(&tabs[first..=model.view.min(tabs.len() - 1)], gap) > room {
        first += 1;
    }
    let mut hits = Vec::new();
    let mut pen = canvas.pen(row.x, row.y, room);
    for (n, tab) in tabs.iter().enumerate().skip(first) {
        if n > first {
            if tab.width() + gap > pen.left() {
                pen.skip(1).put(theme.glyphs.cut, Token::Dim);
                break;
            }
            pen.skip(gap - 1);
        }
        if n == model.view {
            pen.put(theme.glyphs.cursor, Token::BorderFocus);
        } else {
            pen.skip(1);
        }
        let x = pen.at().0;
        pen.phrase(tab);
        hits.push((Rect { x, y: row.y, width: tab.width(), height: 1 }, Hit::View(n)));
    }
    for (place, hit) in hits {
        canvas.hit(place, hit);
    }
    if !right.is_empty() && right.width() < row.width {
        canvas.phrase(row.right() - right.width() - 1, row.y, right.width(), &right);
    }
}

/// The filter that holds, or by what the list is sorted.
fn right<'a>(canvas: &Canvas<'a>, view: &View<'a>, width: u16) -> Phrase<'a> {
    let mut right = Phrase::new(canvas.theme());
    let filter = &view.model.board.filter;
    // While it is typed it stands on its own line.
    if let Some(Layer::Filter(_)) = &view.model.layer {
        return right;
    }
    if !filter.text.trim().is_empty() {
        let text = SafeText::clean(&filter.text, Kind::Line);
        let most = usize::from(width / 3);
        right.add("/ ", Token::Accent);
        if text.width() > most {
            // All of it stands on the filter line.
            let cut: String = filter.text.chars().take(most).collect();
            right.add(SafeText::clean(&cut, Kind::Line), Token::Accent);
            right.add(canvas.theme().glyphs.cut, Token::Dim);
        } else {
            right.add(text, Token::Accent);
        }
    } else if view.wide() {
        let sort = &view.model.inbox.lens().sort;
        right.add(SafeText::clean(&format!("sort: {sort}"), Kind::Line), Token::Dim);
        if let Some(by) = view.model.inbox.grouped_by() {
            right.add(SafeText::clean(&format!("   group: {by}"), Kind::Line), Token::Dim);
        }
    }
    right
}

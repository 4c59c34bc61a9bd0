//! `:`: what is typed there, and what comes of it.
//!
//! | file | what it does |
//! |---|---|
//! | [`mod@look`] | what fits what was typed |
//! | [`catalog`] | what can be found beside incidents |
//! | [`offers`] | what can stand at the caret of a command |
//! | [`keys`] | a key in it |
//! | [`enter`] | what a row does, what a line does |
//! | [`mod@line`] | the commands that only a screen has |

mod catalog;
mod enter;
mod keys;
mod line;
mod look;
mod offers;
#[cfg(test)]
mod tests;

pub use keys::key;

use self::look::look;
use super::{desk, forms, screens};
use crate::{
    app::{
        effect::Effect,
        entry::Entry,
        model::{
            Model, Now, Screen,
            layer::Layer,
            output::Output,
            palette::{CAP, Palette, SLOT},
            seen::Seen,
        },
        msg::Outcome,
    },
    backend::Target,
    text::{Kind, SafeText},
};

/// `:`
pub fn open(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    recall(model, fx);
    begin(model, now, "", false);
}

/// The same with something typed already.
pub fn open_with(model: &mut Model, now: Now, text: &str) {
    begin(model, now, text, false);
}

/// Does this line as if it had been typed: what is wrong with it is said there, with the line still standing.
pub fn do_this(model: &mut Model, now: Now, line: &str, fx: &mut Vec<Effect>) {
    begin(model, now, line, false);
    if let Some(Layer::Palette(palette)) = model.layer.take_if(|l| matches!(l, Layer::Palette(_))) {
        enter::do_line(model, now, palette, line, fx);
    }
}

/// The themes to choose from.
pub fn themes(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    recall(model, fx);
    begin(model, now, "", true);
}

/// Asks for the lines of earlier sessions, once.
fn recall(model: &mut Model, fx: &mut Vec<Effect>) {
    if !model.history.asked {
        model.history.asked = true;
        fx.push(Effect::LoadDraft(SLOT.to_owned()));
    }
}

fn begin(model: &mut Model, now: Now, text: &str, themes: bool) {
    let mut palette = Palette {
        input: Entry::line(text).capped(CAP),
        themes,
        targets: model.targets().into_iter().map(Target::from).collect(),
        theme: model.theme.clone(),
        painted: model.theme.clone(),
        seen: Seen::of(&model.inbox, &model.sources),
        ..Palette::default()
    };
    look(model, now, &mut palette);
    model.layer = Some(Layer::Palette(Box::new(palette)));
}

/// What is typed there became another text by other means than a key: it was pasted. Nothing is done.
pub fn typed(model: &mut Model, now: Now) {
    if let Some(Layer::Palette(mut palette)) = model.layer.take_if(|l| matches!(l, Layer::Palette(_))) {
        palette.back = None;
        look(model, now, &mut palette);
        model.layer = Some(Layer::Palette(palette));
    }
}

/// The lines of earlier sessions.
pub fn recalled(model: &mut Model, now: Now, text: &str) {
    model.history.recall(text);
    if matches!(&model.layer, Some(Layer::Palette(palette)) if palette.input.is_empty() && !palette.moved) {
        typed(model, now);
    }
}

/// Paints the theme that the chosen row names, or the one of before.
fn preview(palette: &mut Palette, fx: &mut Vec<Effect>) {
    use crate::app::model::palette::Does;
    let chosen = match palette.row().map(|row| &row.does) {
        // While other things are looked for a theme that happens to fit best changes no colour.
        Some(Does::Theme(name)) if palette.themes || palette.moved => name.clone(),
        _ => palette.theme.clone(),
    };
    paint(palette, chosen, fx);
}

fn paint(palette: &mut Palette, theme: SafeText, fx: &mut Vec<Effect>) {
    if palette.painted != theme && !theme.is_empty() {
        fx.push(Effect::Theme { name: theme.shown().to_owned(), keep: false });
        palette.painted = theme;
    }
}

/// Left without anything done: the theme is the one of before.
fn leave(mut palette: Box<Palette>, fx: &mut Vec<Effect>) {
    let theme = palette.theme.clone();
    paint(&mut palette, theme, fx);
}

/// A line was done, or read.
pub fn commanded(model: &mut Model, now: Now, ask: u64, outcome: Outcome, fx: &mut Vec<Effect>) {
    let waits = |layer: &mut Layer| matches!(layer, Layer::Palette(palette) if palette.asked == Some(ask));
    // Who left it with Esc wants nothing of it any more.
    let Some(Layer::Palette(mut palette)) = model.layer.take_if(waits) else { return };
    palette.asked = None;
    match outcome {
        Outcome::Verbs(acts) => {
            let theme = palette.theme.clone();
            paint(&mut palette, theme, fx);
            desk::typed(model, now, acts, fx);
        }
        Outcome::Output { line, failed, text } => {
            leave(palette, fx);
            screens::go(model, Screen::Output(Box::new(Output { line, failed, text, top: 0 })));
        }
        Outcome::Refused { at, words } => {
            palette.wrong = Some((at, words));
            model.layer = Some(Layer::Palette(palette));
        }
    }
}

/// The theme that is painted now, or why another could not be.
pub fn themed(model: &mut Model, now: Now, theme: Result<SafeText, SafeText>) {
    match theme {
        Ok(name) => {
            // Looked at is not chosen: what is open puts it back.
            let looking = matches!(&model.layer, Some(Layer::Palette(p)) if p.painted != p.theme);
            if !looking {
                model.theme = name;
            }
        }
        Err(words) => model.said = Some((words, now.ms)),
    }
}

/// Words of ours.
fn words(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Line)
}

/// Shows what answers this query, on the board.
fn filter(model: &mut Model, now: Now, query: String) {
    model.screens.clear();
    forms::set_filter(model, now, query);
}

//! `update`: one message in, effects out. One file per kind of message.

mod acts;
mod board;
mod data;
mod desk;
mod explain;
mod forms;
mod help;
mod keys;
mod new;
mod palette;
mod repeat;
mod screens;
mod tick;
mod triage;
mod undo;
mod verbs;

use board::{columns, mouse, selection};
pub use desk::{Row as SearchRow, go, matrix_chosen, matrix_needs, search_rows};
pub use forms::SAVE_AFTER_MS;
pub use new::{SAVE_PATIENCE_MS, SEARCH_AFTER_MS};
pub use tick::REST_MS;
pub use verbs::matching;

/// How long a short word stays on the receipt line, milliseconds.
pub const SAID_SHOWN_MS: u64 = 8_000;

/// The notice about own keys.
const KEYS: &str = "keys";

#[cfg(test)]
mod tests;

use super::{
    effect::Effect,
    keymap::KeyState,
    model::{Model, Notice, Now, layer::Layer},
    msg::Msg,
};
use crate::text::Opaque;

/// Takes one message: the only way anything on the screen changes.
pub fn update(model: &mut Model, now: Now, msg: Msg) -> Vec<Effect> {
    let mut fx = Vec::new();
    let before = selection::before(model, &msg);
    let news = matches!(msg, Msg::Changes { .. } | Msg::Cached { .. });
    tick::pass(model, now);
    match msg {
        Msg::Mouse(did) => mouse::mouse(model, now, did, &mut fx),
        Msg::Hits(hits) => model.hits = hits,
        Msg::Key(key) => keys::key(model, now, key, &mut fx),
        Msg::Paste(text) => keys::paste(model, now, &text),
        Msg::Resize(size) => {
            model.size = size;
            let height = model.list_height();
            model.board.keep_visible(height);
        }
        Msg::Focus(true) => fx.push(Effect::Refresh(None)),
        Msg::Focus(false) => {}
        Msg::Wake => tick::wake(model, now, &mut fx),
        Msg::Cached { incidents, as_of } => data::cached(model, now, incidents, as_of, &mut fx),
        Msg::Changes { source, changes } => {
            triage::changes(model, &changes);
            data::changes(model, now, &source, changes, &mut fx);
            triage::appended(model, now);
        }
        Msg::Health(health) => {
            data::health(model, now, health);
            screens::open_wanted(model, now, false, &mut fx);
        }
        Msg::Queued { group, acts } => acts::queued(model, now, group, acts, &mut fx),
        Msg::NotQueued { group, words } => acts::not_queued(model, now, group, words),
        Msg::Outbox(list) => acts::outbox(model, now, list),
        Msg::Act { key, state } => acts::moved_on(model, now, key, state, &mut fx),
        Msg::Dropped(key) => acts::dropped(model, now, key),
        Msg::Timeline { id, events } => {
            screens::timeline(model, &id, &events);
            triage::timeline(model, &id, events);
        }
        Msg::Practice { source, practice } => {
            model.inbox.look(|lens| lens.practices.set(source, practice), now.utc);
        }
        Msg::Directory(directory) => {
            model.directory = directory;
            new::directory(model);
        }
        Msg::Found { ask, incidents } => {
            desk::found(model, ask, &incidents);
            triage::found(model, ask, &incidents);
            new::found(model, ask, incidents);
        }
        Msg::KeyMade { slot, key } => new::key_made(model, now, &slot, key, &mut fx),
        Msg::Opened { slot, incident } => new::opened(model, now, &slot, incident, &mut fx),
        Msg::Draft { slot, text } => forms::draft(model, now, &slot, text),
        Msg::DraftSaved { slot, id } => forms::draft_saved(model, now, &slot, id, &mut fx),
        Msg::Edited { slot, text } => forms::edited(model, now, &slot, &text),
        Msg::Link(ms) => model.link_ms = Some(ms),
        Msg::Notice(notice) => {
            model.notices.retain(|n| n.about != notice.about);
            if !notice.words.is_empty() {
                model.notices.push(notice);
            }
        }
        Msg::OpenOn(wanted) => {
            model.wanted = Some(wanted);
            screens::open_wanted(model, now, true, &mut fx);
        }
        Msg::Drawn { body } => model.body = body,
        Msg::Commanded { ask, outcome } => palette::commanded(model, now, ask, outcome, &mut fx),
        Msg::Themed(theme) => palette::themed(model, now, theme),
        Msg::Themes(themes) => model.themes = themes,
        Msg::Grammar(grammar) => model.grammar = grammar,
        Msg::ViewSaved { name, outcome } => columns::saved(model, now, &name, outcome, &mut fx),
        Msg::Views(views) => columns::views(model, now, views),
        Msg::Keys(keys) => match keys {
            Ok(keymap) => {
                model.keymap = *keymap;
                model.keys = KeyState::default();
                model.notices.retain(|n| n.about != KEYS);
                model.say("keys read again", now);
            }
            // It stands until the file is mended.
            Err(words) => {
                model.notices.retain(|n| n.about != KEYS);
                model.notices.push(Notice { about: KEYS, words, warning: true });
            }
        },
        Msg::Say(words) => model.said = Some((words, now.ms)),
    }
    screens::suppressed_again(model, now, news);
    selection::tidy(model, now, before);
    triage::look(model, &mut fx);
    fx
}

/// What must be saved when the screen is left in a hurry: the words of an open form.
pub fn leave(model: &Model) -> Vec<Effect> {
    match &model.layer {
        Some(Layer::Words(words)) if !words.input.value().trim().is_empty() => {
            vec![Effect::SaveDraft { slot: words.slot.clone(), text: Opaque::new(words.input.value()) }]
        }
        Some(Layer::New(form)) => new::leave(form).into_iter().collect(),
        _ => Vec::new(),
    }
}

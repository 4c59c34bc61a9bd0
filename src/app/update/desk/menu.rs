//! A key in a menu, and what an answer does, of a menu as of a strip.

use super::{act, ask, confirm, moves, search, write};
use crate::{
    app::{
        effect::Effect,
        key::{Code, Key},
        model::{
            Model, Now,
            layer::{Layer, Then},
            menu::Menu,
        },
        update::board::arrange,
    },
    backend::Target,
};

/// A key in a menu: Esc leaves it, a letter chooses, anything else is nothing.
pub fn key(model: &mut Model, now: Now, menu: Menu, key: Key, fx: &mut Vec<Effect>) {
    let (Code::Char(letter), false) = (key.code, key.ctrl) else {
        if key.code != Code::Esc {
            model.layer = Some(Layer::Menu(menu));
        }
        return;
    };
    let Some(entry) = menu.entries.iter().find(|e| e.key == letter) else {
        match moves::why_not(model, now, &menu, letter) {
            Some(why) => model.said = Some((why, now.ms)),
            None => model.say(&format!("{letter}: none of these; Esc leaves"), now),
        }
        model.layer = Some(Layer::Menu(menu));
        return;
    };
    if let Some(why) = entry.refused.clone() {
        model.said = Some((why, now.ms));
        model.layer = Some(Layer::Menu(menu));
        return;
    }
    let then = entry.then.clone();
    choose(model, now, then, fx);
}

/// Does what was chosen.
pub fn choose(model: &mut Model, now: Now, then: Then, fx: &mut Vec<Effect>) {
    match then {
        Then::Act(acts) => ask(model, now, acts, None, fx),
        Then::Send { acts, slot } => ask(model, now, acts, Some(slot), fx),
        Then::TakeBack(acts) => {
            if let Some(undo) = model.undo.pop() {
                super::super::triage::taken_back(model, &undo.keys);
            }
            super::verbs::ask(model, acts, None, None, fx);
        }
        Then::Words(purpose, targets) => write(model, purpose, targets, fx),
        Then::Sort(by) => arrange::sort(model, now, by),
        Then::Group(by) => arrange::group(model, now, by),
        Then::Menu(menu) => model.layer = Some(Layer::Menu(*menu)),
        Then::Search(purpose, targets) => search::open(model, now, purpose, targets),
        Then::Confirm(what) => confirm(model, now, *what),
        Then::Verb(action, targets) => again(model, now, action, targets, fx),
        Then::Link(url) => model.layer = Some(Layer::Link(url)),
        Then::Quit => fx.push(Effect::Quit),
    }
}

fn again(
    model: &mut Model,
    now: Now,
    action: crate::app::Action,
    targets: Vec<Target>,
    fx: &mut Vec<Effect>,
) {
    if action == crate::app::Action::AcknowledgeWith {
        super::verbs::acknowledge_these(model, now, &targets, fx);
    } else {
        act(model, now, action, targets, fx);
    }
}

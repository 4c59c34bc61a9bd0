//! Enter: what a row does, what a line does.

use super::{catalog, filter, keys::put, leave, line};
use crate::{
    app::{
        action::{Action, TABLE},
        effect::Effect,
        inbox::called::number,
        model::{
            Model, Now, Tab,
            layer::Layer,
            palette::{
                Does, Palette, SLOT, Scope,
                grammar::{CommandSpec, local},
                words::{self, quoted},
            },
        },
        update::{
            board::{arrange, moves},
            keys::run,
            screens,
        },
    },
    backend::Target,
    domain::{IncidentId, query::Query},
    text::{Opaque, SafeText},
};

/// So many incidents a `--query` of a verb may mean.
const ANSWERING: usize = 2_000;

/// Enter.
pub fn enter(model: &mut Model, now: Now, palette: Box<Palette>, fx: &mut Vec<Effect>) {
    let typed = palette.input.value().trim().to_owned();
    let Some(row) = palette.row().cloned() else {
        if typed.is_empty() {
            // Nothing was asked for: an Enter too many does nothing.
            model.layer = Some(Layer::Palette(palette));
            return;
        }
        return do_line(model, now, palette, &typed, fx);
    };
    if let Some(why) = row.refused {
        return refuse(model, palette, None, why);
    }
    does(model, now, palette, row.does, &typed, fx);
}

/// What a row does.
fn does(
    model: &mut Model,
    now: Now,
    mut palette: Box<Palette>,
    does: Does,
    typed: &str,
    fx: &mut Vec<Effect>,
) {
    match does {
        Does::Put(..) | Does::Action(Action::View(_)) => {
            put(model, now, &mut palette, &does);
            model.layer = Some(Layer::Palette(palette));
        }
        Does::Command(name) => {
            let needs = model.grammar.command(&name).is_some_and(|c| c.needs || !c.commands.is_empty());
            if needs || (local(&name).is_some() && line::takes(&name)) {
                put(model, now, &mut palette, &Does::Command(name));
                model.layer = Some(Layer::Palette(palette));
            } else {
                do_line(model, now, palette, &name, fx);
            }
        }
        Does::Line(text) => do_line(model, now, palette, &text, fx),
        Does::Theme(name) => {
            // Not put back first: it is what is painted now.
            drop(palette);
            keep(model, &format!("theme {}", quoted(name.shown())), fx);
            choose_theme(model, now, &name, fx);
        }
        Does::Action(action) => {
            leave(palette, fx);
            keep(model, catalog::name(action.spec()), fx);
            run(model, now, action, None, fx);
        }
        Does::Jump(id) => {
            leave(palette, fx);
            keep(model, typed, fx);
            jump(model, &id, fx);
        }
        Does::Incident(id) => {
            leave(palette, fx);
            open(model, &id, fx);
        }
        Does::View(n) => {
            leave(palette, fx);
            model.screens.clear();
            moves::view(model, now, n);
        }
        Does::Service(name) => {
            leave(palette, fx);
            filter(model, now, format!("service:{}", value(&name)));
        }
        Does::Person(name) => {
            leave(palette, fx);
            filter(model, now, format!("owner:{}", value(&name)));
        }
    }
}

/// How a row is written as a line; `None` where there is no such line.
pub(super) fn written(model: &Model, does: &Does) -> Option<String> {
    Some(match does {
        Does::Action(Action::View(_)) => "view ".to_owned(),
        Does::Action(action) => format!("{} ", catalog::name(action.spec())),
        Does::Command(name) => format!("{name} "),
        Does::Line(line) => line.clone(),
        Does::View(n) => format!("view {} ", quoted(model.views.get(*n)?.name.shown())),
        Does::Incident(id) | Does::Jump(id) => model.inbox.get(id)?.number?.get().to_string(),
        Does::Service(name) => format!("filter service:{} ", value(name)),
        Does::Person(name) => format!("filter owner:{} ", value(name)),
        Does::Theme(name) => format!("theme {}", quoted(name.shown())),
        Does::Put(..) => return None,
    })
}

/// A value as the query language reads it.
fn value(name: &SafeText) -> String {
    let name = name.shown();
    let plain = |c: char| c.is_alphanumeric() || "._-/@".contains(c);
    if !name.is_empty() && !matches!(name, "-" | "me" | "none") && name.chars().all(plain) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Does a line as it stands there.
pub fn do_line(model: &mut Model, now: Now, mut palette: Box<Palette>, text: &str, fx: &mut Vec<Effect>) {
    let split = words::split(text);
    if let Some(at) = split.open {
        let words = super::words("this quote is not closed: nothing was done");
        palette.input.replace(text, None);
        return refuse(model, palette, Some(at), words);
    }
    let Some(first) = split.words.first() else {
        model.layer = Some(Layer::Palette(palette));
        return;
    };
    if let [one] = &*split.words
        && number(&one.text).is_some()
        && let Some(id) = model.inbox.called(&one.text).map(|i| i.id.clone())
    {
        leave(palette, fx);
        keep(model, text, fx);
        return jump(model, &id, fx);
    }
    // The command line may have some of the name, too: `theme list`.
    if let Some(local) = local(&first.text)
        && !shadowed(model, &split.words)
    {
        return line::run(model, now, palette, text, local, &split.words, fx);
    }
    let alone = split.words.len() == 1;
    if let Some(spec) = TABLE.iter().find(|s| alone && catalog::name(s) == first.text) {
        if let Some(why) = catalog::refusal(model, spec) {
            return refuse(model, palette, None, why);
        }
        return does(model, now, palette, Does::Action(spec.action), text, fx);
    }
    // A number that is not held: its source may know it.
    let asked = match &*split.words {
        [one] => number(&one.text).map_or_else(|| text.to_owned(), |n| format!("show {n}")),
        _ => text.to_owned(),
    };
    model.groups += 1;
    let ask = model.groups;
    keep(model, text, fx);
    palette.input.replace(text, None);
    palette.wrong = None;
    palette.asked = Some(ask);
    let scope = scope(model, now, &palette, &split.words);
    fx.push(Effect::Command { ask, line: asked, scope: Box::new(scope) });
    model.layer = Some(Layer::Palette(palette));
}

/// Whether a line that begins with a word of the screen is one of the command line all the same.
fn shadowed(model: &Model, words: &[words::Word]) -> bool {
    let under = |c: &CommandSpec| words.get(1).is_some_and(|w| c.command(&w.text).is_some());
    words.first().and_then(|w| model.grammar.command(&w.text)).is_some_and(under)
}

/// What the words of a line may mean.
fn scope(model: &Model, now: Now, palette: &Palette, words: &[words::Word]) -> Scope {
    let mut scope = Scope { here: palette.targets.clone(), columns: model.size.cols, ..Scope::default() };
    let mut query = None;
    for (n, word) in words.iter().enumerate().skip(1) {
        if word.text == "--query" {
            query = words.get(n + 1).map(|w| w.text.as_str());
        } else if let Some(text) = word.text.strip_prefix("--query=") {
            query = Some(text);
        }
        let could = number(&word.text).is_some() || word.text.contains('/');
        if could && let Some(incident) = model.inbox.called(&word.text) {
            scope.named.push(Target::from(incident));
        }
    }
    if let Some(query) = query.and_then(|text| Query::parse(text).ok()) {
        let answering = model.inbox.search(&query, now.utc, ANSWERING);
        scope.answering = answering.iter().map(Target::from).collect();
    }
    scope
}

/// The line stays, with what is wrong with it.
pub(super) fn refuse(model: &mut Model, mut palette: Box<Palette>, at: Option<usize>, words: SafeText) {
    palette.wrong = Some((at, words));
    model.layer = Some(Layer::Palette(palette));
}

/// Remembers a line.
pub(super) fn keep(model: &mut Model, line: &str, fx: &mut Vec<Effect>) {
    if model.history.keep(line) {
        let text = Opaque::new(model.history.text());
        fx.push(Effect::SaveDraft { slot: SLOT.to_owned(), text });
    }
}

/// Paints with it, now and the next time.
pub(super) fn choose_theme(model: &mut Model, now: Now, name: &SafeText, fx: &mut Vec<Effect>) {
    model.say(&format!("theme {}", name.shown()), now);
    fx.push(Effect::Theme { name: name.shown().to_owned(), keep: true });
}

/// The cursor goes to it where the view has it, else it is opened.
fn jump(model: &mut Model, id: &IncidentId, fx: &mut Vec<Effect>) {
    if !arrange::go_to(model, id) {
        return open(model, id, fx);
    }
    model.screens.clear();
}

fn open(model: &mut Model, id: &IncidentId, fx: &mut Vec<Effect>) {
    if let Some(incident) = model.inbox.get(id).cloned() {
        screens::open_this(model, incident, Tab::Overview, fx);
    }
}

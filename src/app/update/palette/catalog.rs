//! What can be found beside incidents: actions, commands, views, services, people, themes, lines of before.

use crate::{
    app::{
        action::{Action, Place, Spec, TABLE},
        may::enabled,
        model::{
            Model,
            palette::{
                Does, Kind, Palette, Row,
                fuzzy::{Fit, Needle},
                grammar::{LOCAL, line},
            },
        },
    },
    domain::directory::Person,
    text::{Kind as Cleaning, SafeText},
};

/// Something that fits, and how well.
pub(super) struct Found {
    /// How well.
    pub(super) fit: Fit,
    /// Better among those that fit as well.
    pub(super) score: u32,
    /// What.
    pub(super) row: Row,
}

/// A row without anything lit.
pub(super) fn row(kind: Kind, title: SafeText, about: SafeText, does: Does) -> Row {
    Row { kind, title, hits: Vec::new(), about, keys: SafeText::default(), refused: None, does }
}

/// The word under which an action is found: that of the command line where the name is only needed to tell it from
/// another one.
pub fn name(spec: &Spec) -> &'static str {
    if spec.action == Action::Close { "close" } else { spec.name }
}

/// Why an action cannot be done now, from where the palette was opened.
pub fn refusal(model: &Model, spec: &Spec) -> Option<SafeText> {
    if spec.place != Place::Everywhere && !model.places().contains(&spec.place) {
        let (only, way, goes) = match spec.place {
            Place::Outbox => ("in the outbox", Action::GoOutbox, "goes there"),
            Place::Triage => ("in triage", Action::Triage, "goes there"),
            Place::Detail => ("on an incident", Action::Open, "opens it"),
            _ => ("on the board", Action::GoBoard, "goes there"),
        };
        return Some(line(&format!("{only} only: {} {goes}", model.key(way))));
    }
    enabled(spec.action, model).err().map(|refusal| refusal.0)
}

/// An action as a row.
pub(super) fn action(model: &Model, spec: &'static Spec) -> Row {
    let keys = model.keymap.keys_of(spec.action).join(" ");
    Row {
        keys: SafeText::clean(&keys, Cleaning::Label),
        refused: refusal(model, spec),
        ..row(Kind::Command, line(name(spec)), line(spec.help), Does::Action(spec.action))
    }
}

/// Everything that fits.
pub(super) fn find(model: &Model, palette: &Palette, needle: &mut Needle, out: &mut Vec<Found>) {
    commands(model, needle, out);
    for (n, view) in model.views.iter().enumerate() {
        add(needle, out, &view.name, &[], || {
            row(Kind::View, view.name.clone(), line(view.query.text()), Does::View(n))
        });
    }
    for recent in model.history.iter().take(50) {
        let title = line(recent);
        add(needle, out, &title, &[], || {
            row(Kind::Recent, title.clone(), SafeText::default(), Does::Line(recent.to_owned()))
        });
    }
    services(model, palette, needle, out);
    people(model, palette, needle, out);
    themes(model, needle, out);
}

fn commands(model: &Model, needle: &mut Needle, out: &mut Vec<Found>) {
    for spec in TABLE {
        let (title, help) = (line(name(spec)), line(spec.help));
        let mut also = vec![line(spec.title)];
        also.extend(spec.cli.map(line));
        add(needle, out, &title, &[also.as_slice(), &[help]].concat(), || action(model, spec));
    }
    for (word, local, about) in LOCAL {
        let alias = about.is_empty();
        if (alias && needle.folded() != *word) || Action::named(word).is_some() {
            continue;
        }
        let main = LOCAL.iter().find(|(_, l, about)| l == local && !about.is_empty());
        let about =
            line(main.map_or("There is nothing to write: what is done is kept.", |(.., about)| about));
        let title = line(word);
        add(needle, out, &title, &[], || {
            row(Kind::Command, title.clone(), about, Does::Command((*word).to_owned()))
        });
    }
    for command in &model.grammar.commands {
        let taken = TABLE.iter().any(|s| name(s) == command.name)
            || LOCAL.iter().any(|(word, ..)| *word == command.name);
        if taken {
            continue;
        }
        let title = line(&command.name);
        add(needle, out, &title, std::slice::from_ref(&command.about), || Row {
            refused: command.refused.map(line),
            ..row(Kind::Command, title.clone(), command.about.clone(), Does::Command(command.name.clone()))
        });
    }
}

fn services(model: &Model, palette: &Palette, needle: &mut Needle, out: &mut Vec<Found>) {
    let known = &model.directory.services;
    for service in known {
        let mut about = service.name.clone().unwrap_or_default();
        if let Some(team) = &service.team {
            about = line(&[about.shown(), team.shown()].join("  "));
        }
        let also: Vec<SafeText> = service.name.iter().cloned().collect();
        add(needle, out, &service.id, &also, || {
            row(Kind::Service, service.id.clone(), about, Does::Service(service.id.clone()))
        });
    }
    for service in palette.seen.vocabulary().services {
        if !known.iter().any(|s| s.id == *service) {
            add(needle, out, service, &[], || {
                row(Kind::Service, service.clone(), SafeText::default(), Does::Service(service.clone()))
            });
        }
    }
}

fn people(model: &Model, palette: &Palette, needle: &mut Needle, out: &mut Vec<Found>) {
    let known = &model.directory.people;
    for person in known {
        let also: Vec<SafeText> = person.name.iter().cloned().collect();
        add(needle, out, &person.id, &also, || {
            row(Kind::Person, person.id.clone(), who(person), Does::Person(person.id.clone()))
        });
    }
    for owner in palette.seen.vocabulary().owners {
        if !known.iter().any(|p| p.id == *owner) {
            add(needle, out, owner, &[], || {
                row(Kind::Person, owner.clone(), SafeText::default(), Does::Person(owner.clone()))
            });
        }
    }
}

/// `Anna Weber  Sales FRA  +49 69 555 0142  anna@example.net  VIP`.
fn who(person: &Person) -> SafeText {
    let parts = [&person.name, &person.team, &person.phone, &person.email];
    let mut words: Vec<&str> = parts.into_iter().flatten().map(SafeText::shown).collect();
    if person.vip {
        words.push("VIP");
    }
    line(&words.join("  "))
}

/// The themes there are.
pub(super) fn themes(model: &Model, needle: &mut Needle, out: &mut Vec<Found>) {
    for theme in &model.themes {
        add(needle, out, theme, &[], || self::theme(model, theme));
    }
}

/// A theme as a row.
pub(super) fn theme(model: &Model, theme: &SafeText) -> Row {
    let now = if *theme == model.theme { "the one of now" } else { "" };
    row(Kind::Theme, theme.clone(), line(now), Does::Theme(theme.clone()))
}

/// Adds a row where its name fits, or one of the other texts about it.
fn add(
    needle: &mut Needle,
    out: &mut Vec<Found>,
    name: &SafeText,
    also: &[SafeText],
    make: impl FnOnce() -> Row,
) {
    let named = needle.fit(name);
    let told = also.iter().filter_map(|text| needle.told(text)).max();
    match named {
        Some((fit, score, hits)) if told.is_none_or(|told| told <= fit) => {
            out.push(Found { fit, score, row: Row { hits, ..make() } });
        }
        _ => out.extend(told.map(|fit| Found { fit, score: 0, row: make() })),
    }
}

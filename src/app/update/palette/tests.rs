//! The palette as it is typed.

use std::sync::Arc;

use super::catalog;
use crate::{
    app::{
        Effect, Msg,
        action::{Group, TABLE},
        key::Key,
        model::{
            Screen, View,
            layer::Layer,
            palette::{
                Does, Kind, Palette,
                grammar::{CommandSpec, Grammar, OptionSpec},
            },
        },
        msg::Outcome,
        update::tests::{Desk, safe},
    },
    backend::{Target, Verb},
    domain::{
        directory::{Directory, Person, Service},
        query::Query,
        view::Arrange,
    },
    text::Opaque,
};

fn desk(incidents: u32) -> Desk {
    let mut desk = Desk::new(incidents);
    let option = |name: &str, takes: Option<&str>, values: &[&str]| OptionSpec {
        name: name.to_owned(),
        takes: takes.map(str::to_owned),
        values: values.iter().map(|v| ((*v).to_owned(), safe(""))).collect(),
        ..OptionSpec::default()
    };
    let command = |name: &str, words: &[&str], options: Vec<OptionSpec>| CommandSpec {
        name: name.to_owned(),
        about: safe("What it does"),
        words: words.iter().map(|w| (*w).to_owned()).collect(),
        options,
        ..CommandSpec::default()
    };
    let mut theme = command("theme", &[], Vec::new());
    theme.commands = vec![command("list", &[], Vec::new())];
    let hold = CommandSpec {
        needs: true,
        ..command(
            "hold",
            &["ID"],
            vec![
                option("--reason", Some("REASON"), &["awaiting_vendor", "other"]),
                option("--note", Some("TEXT"), &[]),
            ],
        )
    };
    let list = command("list", &["QUERY"], Vec::new());
    let demo = CommandSpec { refused: Some("it needs a terminal"), ..command("demo", &[], Vec::new()) };
    let note = CommandSpec { needs: true, ..command("note", &["ID | TEXT"], Vec::new()) };
    let phase = CommandSpec { needs: true, ..command("phase", &["ID | PHASE"], Vec::new()) };
    let commands = vec![theme, hold, list, demo, note, phase];
    desk.send(Msg::Grammar(Arc::new(Grammar { commands })));
    desk.send(Msg::Themes(["dark", "light", "nord"].map(safe).to_vec()));
    desk.send(Msg::Themed(Ok(safe("dark"))));
    desk
}

fn palette(desk: &Desk) -> &Palette {
    match &desk.model.layer {
        Some(Layer::Palette(palette)) => palette,
        other => panic!("no palette but {other:?}, said {:?}", desk.said()),
    }
}

fn titles(desk: &Desk) -> Vec<String> {
    palette(desk).rows.iter().map(|r| r.title.shown().to_owned()).collect()
}

fn typed(desk: &mut Desk, line: &str) -> Vec<Effect> {
    let mut fx = desk.keys(":");
    fx.extend(desk.text(line));
    fx.extend(desk.keys("Enter"));
    fx
}

fn lines(fx: &[Effect]) -> Vec<&str> {
    fx.iter()
        .filter_map(|e| if let Effect::Command { line, .. } = e { Some(line.as_str()) } else { None })
        .collect()
}

fn themes(fx: &[Effect]) -> Vec<(&str, bool)> {
    fx.iter()
        .filter_map(
            |e| if let Effect::Theme { name, keep } = e { Some((name.as_str(), *keep)) } else { None },
        )
        .collect()
}

fn wrong(desk: &Desk) -> (Option<usize>, String) {
    let (at, words) = palette(desk).wrong.as_ref().expect("something is wrong");
    (*at, words.shown().to_owned())
}

#[test]
fn every_action_is_found_by_its_name_with_its_keys_and_never_hidden() {
    for spec in TABLE {
        let mut desk = desk(0);
        desk.keys(":");
        desk.text(catalog::name(spec));
        let row = palette(&desk).rows.iter().find(|r| r.does == Does::Action(spec.action));
        let row = row.unwrap_or_else(|| panic!("{} is not found: {:?}", spec.name, titles(&desk)));
        let keys = desk.model.keymap.keys_of(spec.action).join(" ");
        assert_eq!(row.keys.shown(), keys, "{}", spec.name);
        if spec.group == Group::Verbs && spec.name != "new" {
            assert!(row.refused.is_some(), "{}: on an empty board there is nothing to do it to", spec.name);
        }
    }
}

#[test]
fn an_action_does_what_its_key_does_and_a_refused_one_says_why() {
    let mut desk = desk(3);
    let fx = typed(&mut desk, "ack");
    assert!(matches!(&fx[..], [.., Effect::Enqueue { acts, .. }] if acts.len() == 1), "{fx:?}");
    let mut desk = self::desk(3);
    typed(&mut desk, "resolve");
    assert_eq!(wrong(&desk), (None, "not here".to_owned()), "the palette stays, and says it");
    assert!(titles(&desk).contains(&"resolve".to_owned()));
}

#[test]
fn a_number_takes_the_cursor_there_and_opens_what_the_view_has_not() {
    let mut desk = desk(10);
    typed(&mut desk, "1007");
    assert_eq!(desk.cursor(), 7);
    assert!(desk.model.layer.is_none() && desk.model.screens.is_empty());
    desk.keys("/");
    desk.text("nothing-has-this");
    desk.keys("Enter");
    typed(&mut desk, "INC-001003");
    assert!(
        matches!(desk.model.screens.last(), Some(Screen::Incident(s)) if s.last.as_ref().is_some_and(|i| i.number.is_some_and(|n| n.get() == 1_003)))
    );
    let fx = typed(&mut desk, "999");
    assert_eq!(lines(&fx), ["show 999"], "its source may know it");
}

#[test]
fn an_enter_too_many_does_nothing() {
    let mut desk = desk(3);
    typed(&mut desk, "ack");
    let fx = typed(&mut desk, "");
    assert!(!fx.iter().any(|e| matches!(e, Effect::Enqueue { .. } | Effect::Command { .. })), "{fx:?}");
    assert_eq!(palette(&desk).pick, None);
    assert_eq!(titles(&desk)[0], "ack", "the line of before comes first");
}

#[test]
fn lines_of_before_come_back_with_up_and_are_asked_for_once() {
    let mut desk = desk(3);
    let fx = desk.keys(":");
    assert!(fx.contains(&Effect::LoadDraft("palette".into())));
    desk.send(Msg::Draft { slot: "palette".into(), text: Some(Opaque::new("list p:1\nlist p:2")) });
    assert_eq!(titles(&desk)[..2], ["list p:2", "list p:1"]);
    desk.keys("Up Up");
    assert_eq!(palette(&desk).input.value(), "list p:1");
    desk.keys("Down");
    assert_eq!(palette(&desk).input.value(), "list p:2");
    let fx = desk.keys("Enter");
    assert_eq!(lines(&fx), ["list p:2"]);
    assert!(
        fx.iter()
            .any(|e| matches!(e, Effect::SaveDraft { text, .. } if text.to_source() == "list p:1\nlist p:2"))
    );
    desk.keys("Esc");
    assert!(!desk.keys(":").iter().any(|e| matches!(e, Effect::LoadDraft(_))));
}

#[test]
fn arguments_are_completed_in_place() {
    let mut desk = desk(3);
    desk.keys(":");
    desk.text("hold --re");
    assert_eq!(titles(&desk), ["--reason"]);
    desk.keys("Tab");
    assert_eq!(palette(&desk).input.value(), "hold --reason ");
    assert_eq!(titles(&desk), ["awaiting_vendor", "other"]);
    desk.text("oth");
    desk.keys("Tab");
    assert_eq!(palette(&desk).input.value(), "hold --reason other ");
    assert!(!titles(&desk).contains(&"--reason".to_owned()), "it is there already");
    for (line, offer) in [
        ("theme n", "nord"),
        ("sort service,-a", "service,-age"),
        ("group te", "team"),
        ("phase fix", "fixing"),
        ("list sta", "state:"),
        ("filter p:1 sta", "state:"),
        ("theme list", "list"),
    ] {
        let mut desk = self::desk(3);
        desk.keys(":");
        desk.text(line);
        assert!(titles(&desk).contains(&offer.to_owned()), "{line}: {:?}", titles(&desk));
    }
}

#[test]
fn a_theme_is_seen_while_it_is_chosen_and_the_old_one_comes_back() {
    let mut desk = desk(3);
    typed(&mut desk, "theme");
    assert!(palette(&desk).themes);
    assert_eq!(themes(&desk.keys("Down")), [("light", false)]);
    desk.send(Msg::Themed(Ok(safe("light"))));
    assert_eq!(themes(&desk.keys("Down")), [("nord", false)]);
    assert_eq!(themes(&desk.keys("Esc")), [("dark", false)]);
    desk.send(Msg::Themed(Ok(safe("dark"))));
    assert_eq!(desk.model.theme, safe("dark"));
    typed(&mut desk, "theme");
    let fx = desk.keys("Down Enter");
    assert_eq!(themes(&fx), [("light", false), ("light", true)]);
    desk.send(Msg::Themed(Ok(safe("light"))));
    assert_eq!(desk.model.theme, safe("light"));
    assert_eq!(themes(&typed(&mut desk, "theme nord")), [("nord", true)]);
    typed(&mut desk, "theme nrod");
    assert_eq!(wrong(&desk), (Some(6), "no theme \"nrod\": did you mean nord?".to_owned()));
}

#[test]
fn services_people_and_views_go_where_they_say() {
    let mut desk = desk(3);
    let person = Person {
        id: safe("weber"),
        name: Some(safe("Anna Weber")),
        phone: Some(safe("+49 69 555 0142")),
        ..Person::default()
    };
    let service = Service { id: safe("web shop"), ..Service::default() };
    desk.send(Msg::Directory(Arc::new(Directory { people: vec![person], services: vec![service] })));
    desk.model.views = vec![View {
        name: safe("mine"),
        query: Query::parse("owner:me").expect("a query"),
        arrange: Arrange::default(),
    }];
    desk.keys(":");
    desk.text("anna w");
    let row = palette(&desk).rows.first().expect("a row").clone();
    assert_eq!((row.kind, row.about.shown()), (Kind::Person, "Anna Weber  +49 69 555 0142"));
    desk.keys("Enter");
    assert_eq!(desk.model.board.filter.text, "owner:weber");
    typed(&mut desk, "web sh");
    assert_eq!(desk.model.board.filter.text, "service:\"web shop\"");
    assert!(desk.model.board.filter.error.is_none());
    typed(&mut desk, "view mine");
    assert!(desk.model.layer.is_none());
    typed(&mut desk, "view mien");
    assert_eq!(wrong(&desk).1, "no view \"mien\": did you mean mine?");
    desk.keys("Esc");
    let fx = typed(&mut desk, "view save night");
    assert!(
        matches!(&fx[..], [.., Effect::SaveView { name, view: Some(_) }] if name.shown() == "night"),
        "{fx:?}"
    );
}

#[test]
fn verbs_of_a_line_go_the_way_of_every_key() {
    let mut desk = desk(3);
    let target = desk.model.current().map(Target::from).expect("an incident");
    let fx = typed(&mut desk, "hold --reason other");
    let Some(Effect::Command { ask, scope, .. }) = fx.last() else { panic!("{fx:?}") };
    assert_eq!(scope.here, std::slice::from_ref(&target));
    let (ask, late) = (*ask, desk.text("q"));
    assert!(late.is_empty() && desk.model.layer.is_some(), "typed while it is read: dropped");
    let note = Verb::Note { text: Opaque::new("x") };
    let outcome = Outcome::Verbs(vec![(target.clone(), note.clone())]);
    assert!(
        desk.send(Msg::Commanded { ask: ask + 7, outcome: outcome.clone() }).is_empty(),
        "of another line"
    );
    let fx = desk.send(Msg::Commanded { ask, outcome });
    assert!(matches!(&fx[..], [Effect::Enqueue { acts, .. }] if *acts == [(target.clone(), note)]), "{fx:?}");
    assert!(desk.model.layer.is_none());
    // What lets the source page again asks first.
    let fx = typed(&mut desk, "list");
    let Some(Effect::Command { ask, .. }) = fx.last() else { panic!("{fx:?}") };
    let fx = desk.send(Msg::Commanded { ask: *ask, outcome: Outcome::Verbs(vec![(target, Verb::Unack)]) });
    assert!(fx.is_empty());
}

#[test]
fn what_is_wrong_stays_with_its_place_and_nothing_is_done() {
    let mut desk = desk(3);
    let fx = typed(&mut desk, "note 1001 \"open");
    assert!(lines(&fx).is_empty());
    assert_eq!(wrong(&desk).0, Some(10));
    desk.text("\"");
    assert!(palette(&desk).wrong.is_none(), "it is being mended");
    let fx = desk.keys("Enter");
    let Some(Effect::Command { ask, line, .. }) = fx.last() else { panic!("{fx:?}") };
    assert_eq!(line, "note 1001 \"open\"");
    desk.send(Msg::Commanded { ask: *ask, outcome: Outcome::Refused { at: Some(5), words: safe("no") } });
    assert_eq!(wrong(&desk), (Some(5), "no".to_owned()));
    assert_eq!(palette(&desk).input.value(), "note 1001 \"open\"");
    desk.keys("Ctrl-u");
    desk.text("demo");
    desk.keys("Enter");
    assert_eq!(wrong(&desk).1, "it needs a terminal");
    desk.keys("Ctrl-u");
    desk.text("sort srvice ");
    desk.keys("Enter");
    assert!(wrong(&desk).1.starts_with("did you mean service?"), "{:?}", wrong(&desk));
}

#[test]
fn a_paste_is_text_and_never_done() {
    let mut desk = desk(3);
    desk.keys(":");
    let fx = desk.send(Msg::Paste("ack 1001\nresolve 1002\r\nq\n".into()));
    assert!(fx.is_empty());
    assert_eq!(palette(&desk).input.value(), "ack 1001 resolve 1002 q");
    let fx = desk.send(Msg::Paste("x".repeat(10 << 20)));
    assert!(fx.is_empty() && palette(&desk).input.value().len() <= 4_096);
}

#[test]
fn fingers_that_know_another_program_get_out() {
    for word in ["q", "quit", "wq", "q!", "exit"] {
        let mut desk = desk(3);
        let fx = typed(&mut desk, word);
        assert!(fx.contains(&Effect::Quit), "{word}: {fx:?}");
    }
    let mut desk = desk(3);
    typed(&mut desk, "help");
    assert!(matches!(desk.model.screens.last(), Some(Screen::Help { .. })));
    typed(&mut desk, "w");
    assert!(desk.said().starts_with("nothing to write"), "{}", desk.said());
}

#[test]
fn output_comes_on_a_screen_of_its_own_unless_it_was_left() {
    let mut desk = desk(3);
    let fx = typed(&mut desk, "list p:1");
    let Some(Effect::Command { ask, .. }) = fx.last() else { panic!("{fx:?}") };
    let outcome = Outcome::Output { line: safe("list p:1"), failed: None, text: safe("rows") };
    desk.send(Msg::Commanded { ask: *ask, outcome: outcome.clone() });
    assert!(matches!(desk.model.screens.last(), Some(Screen::Output(o)) if o.text == safe("rows")));
    desk.keys("q");
    let fx = typed(&mut desk, "list p:1");
    let Some(Effect::Command { ask, .. }) = fx.last() else { panic!("{fx:?}") };
    desk.keys("Esc");
    desk.send(Msg::Commanded { ask: *ask, outcome });
    assert!(desk.model.screens.is_empty());
}

#[test]
fn what_fits_best_comes_first_and_the_letters_are_lit() {
    let mut desk = desk(10);
    desk.keys(":");
    desk.text("outb");
    let row = palette(&desk).row().expect("a row").clone();
    assert_eq!((row.title.shown(), row.hits), ("go-outbox", vec![3, 4, 5, 6]));
    let first = desk.model.inbox.shown(0).expect("an incident").title.clone();
    desk.keys("Ctrl-u");
    let word = first.shown().split_whitespace().next().expect("a word").to_lowercase();
    desk.text(&word);
    assert!(palette(&desk).rows.iter().any(|r| r.kind == Kind::Incident), "{word}: {:?}", titles(&desk));
    let _ = Key::char(':');
}

#[test]
fn an_unknown_field_is_pointed_at_and_nothing_is_done() {
    for line in ["filter sate:new", "filter p:1 sate:new", "filter (p:1"] {
        let mut desk = desk(3);
        let shown = desk.model.inbox.shown_len();
        assert!(typed(&mut desk, line).iter().all(|e| matches!(e, Effect::LoadDraft(_))), "{line}");
        let (at, words) = wrong(&desk);
        assert!(at.is_some_and(|at| at >= 7), "{line}: {at:?}");
        assert!(!line.contains("sate") || words.contains("state"), "{line}: {words}");
        assert_eq!(palette(&desk).input.value(), line, "it stands there to be mended");
        assert_eq!(desk.model.inbox.shown_len(), shown, "{line}");
    }
}

#[test]
fn a_line_bound_to_a_key_is_pointed_at_like_a_typed_one() {
    for line in ["filter sate:new", "note 'never closed", "sort servcie"] {
        let mut desk = desk(3);
        let (mut fx, now) = (Vec::new(), desk.now);
        super::do_this(&mut desk.model, now, line, &mut fx);
        assert!(fx.is_empty(), "{line}: {fx:?}");
        let (at, words) = wrong(&desk);
        assert!(at.is_some() && !words.is_empty(), "{line}: {words}");
    }
}

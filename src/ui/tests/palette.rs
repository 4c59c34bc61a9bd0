//! Snapshots of the palette and of what a command wrote, at the three sizes.

use std::sync::Arc;

use super::{
    fixture::{now, shift, text},
    frames::snap,
};
use crate::{
    app::{
        Msg,
        key::Key,
        model::{
            Model, Screen,
            output::Output,
            palette::grammar::{CommandSpec, Grammar, OptionSpec},
        },
        update,
    },
    domain::directory::{Directory, Person},
    text::{Kind, SafeText},
};

pub(super) fn model(cols: u16, rows: u16) -> Model {
    let mut model = shift(cols, rows);
    let option = |name: &str, about: &str| OptionSpec {
        name: name.to_owned(),
        about: text(about),
        takes: Some("TEXT".to_owned()),
        ..OptionSpec::default()
    };
    let hold = CommandSpec {
        name: "hold".to_owned(),
        about: text("Let it wait for somebody"),
        options: vec![
            option("--reason", "For what"),
            option("--until", "Goes on by itself then"),
            option("--note", "In words"),
        ],
        words: vec!["ID".to_owned()],
        needs: true,
        ..CommandSpec::default()
    };
    send(&mut model, Msg::Grammar(Arc::new(Grammar { commands: vec![hold] })));
    send(&mut model, Msg::Themes(["dark", "light", "nord"].map(text).to_vec()));
    send(&mut model, Msg::Themed(Ok(text("dark"))));
    let person = Person {
        id: text("重岡"),
        name: Some(text("Shigeoka 重岡 さくら")),
        team: Some(text("payments")),
        phone: Some(text("+81 3 5550 0142")),
        ..Person::default()
    };
    send(&mut model, Msg::Directory(Arc::new(Directory { people: vec![person], ..Directory::default() })));
    model
}

fn send(model: &mut Model, msg: Msg) {
    update(model, now(), msg);
}

fn typed(model: &mut Model, words: &str) {
    for c in words.chars() {
        send(model, Msg::Key(Key::char(c)));
    }
}

fn keys(model: &mut Model, keys: &str) {
    for word in keys.split(' ') {
        for key in Key::parse_sequence(word).expect("keys") {
            send(model, Msg::Key(key));
        }
    }
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

#[test]
fn what_fits_at_the_three_sizes() {
    for (cols, rows) in SIZES {
        let mut model = model(cols, rows);
        typed(&mut model, ":ch");
        snap(&format!("palette_{cols}x{rows}"), &model);
    }
}

#[test]
fn an_empty_line_arguments_faults_and_wide_names() {
    let mut model = self::model(80, 24);
    typed(&mut model, ":");
    snap("palette_empty_80x24", &model);
    typed(&mut model, "hold --");
    snap("palette_arguments_80x24", &model);
    keys(&mut model, "Ctrl-u");
    typed(&mut model, "sort service,agee");
    keys(&mut model, "Enter");
    snap("palette_wrong_80x24", &model);
    keys(&mut model, "Ctrl-u");
    typed(&mut model, "重");
    snap("palette_person_80x24", &model);
    keys(&mut model, "Esc");
    typed(&mut model, ":theme");
    keys(&mut model, "Enter Down");
    snap("palette_themes_120x40", &{
        model.size = crate::app::model::Size { cols: 120, rows: 40 };
        model
    });
}

#[test]
fn what_a_command_wrote() {
    let mut model = self::model(80, 24);
    let wrote = SafeText::clean("NUMBER      P STATE TITLE\nINC-001042  1 new   Checkout 5xx\n", Kind::Body);
    let output = Output {
        line: text("list p:1"),
        failed: Some(text("no source answered (exit 69)")),
        text: wrote,
        top: 0,
    };
    model.screens.push(Screen::Output(Box::new(output)));
    snap("output_80x24", &model);
}

//! What lies over the board beside menus, strips and words.

use std::sync::Arc;

use super::{
    super::{
        clocks,
        desk::{cell, on, put, record},
        fixture::{find, now, shift, text},
        form,
        frames::on_screen,
    },
    stage::{Case, case, keys, night, send, work},
};
use crate::{
    app::{
        Msg,
        model::{Model, Tab, layer::Layer, new::SLOT},
        msg::Outcome,
    },
    backend::Support,
    domain::{
        Priority,
        directory::{Directory, Person},
        record::Override,
    },
};

pub const CASES: &[Case] = &[
    case("filter-empty", night, "/"),
    case("filter-fields", night, "/s<Tab>"),
    case("filter-values", night, "/p<=2 service:<Tab><Tab>"),
    case("filter-words", night, "/lag 92"),
    case("filter-error", night, "/sate:new"),
    case("filter-error-mark", night, "/p<=2 sate:new <Enter>"),
    case("filter-error-end", night, "/service:checkout or owner:me or label.region=eu p<=2x<Enter>"),
    case("filter-hides-all", night, "/xyzzy"),
    case("filter-kept", night, "/p<=2<Enter>"),
    case("assign", night, "s"),
    case("assign-typed", night, "smi"),
    case("assign-as-typed", night, "szoe"),
    case("assign-many", night, "*s<Down><Down>"),
    case("links", night, "o"),
    case("link", night, "oo"),
    case("matrix", work, "pl").then(|model| cell(model, 1031, 1, 2)),
    case("matrix-urgency", work, "p1"),
    case("matrix-set", work, "p="),
    case("matrix-major", work, "pM"),
    case("matrix-reason", lowering, "pM<Enter>it is over"),
    case("matrix-many", night, "*p"),
    case("category", work, "c"),
    case("category-typed", work, "cem"),
    case("category-none", work, "cxyzzy"),
    case("merge", work, "m"),
    case("merge-typed", work, "mpay<Down>"),
    case("merge-none", work, "mxyzzy"),
    case("merge-attach", work, "m<Tab>"),
    case("merge-attach-typed", work, "m<Tab>10"),
    case("merge-duplicate", work, "Xd"),
    case("explain", work, "K"),
    case("explain-past", clock, "K"),
    case("explain-end", clock, "KG"),
    case("columns", night, "W"),
    case("columns-changed", night, "Wjj<Space>jjjj++J"),
    case("palette", night, ":"),
    case("palette-found", night, ":gr"),
    case("palette-board", night, ":check"),
    case("palette-people", night, ":mira").then(with_people),
    case("palette-number", night, ":1043"),
    case("palette-views", night, ":risk"),
    case("palette-themes", night, ":theme<Enter><Down>"),
    case("palette-options", night, ":hold --"),
    case("palette-values", night, ":hold 1042 --until "),
    case("palette-sort", night, ":sort service,-"),
    case("palette-fault", night, ":sort service,agee<Enter>"),
    case("palette-refused", night, ":hold 1042 --reason vendr<Enter>").then(refuses),
    case("palette-waits", night, ":hold 1042 --reason vendor<Enter>"),
    case("palette-nothing", night, ":xyzzy"),
    case("palette-history", night, ":").then(with_history),
    case("palette-back", night, ":").then(|model| {
        with_history(model);
        keys(model, "<Up><Up>");
    }),
    case("palette-save-view", night, "/p<=2<Enter>:view save "),
    case("palette-cannot", night, ":close-it"),
    case("new", form::desk, "N"),
    case("new-caller", form::desk, "NWeb"),
    case("new-call", form::call, ""),
    case("new-through", form::call, "<Shift-Tab><Shift-Tab><Shift-Tab>").then(|model| to(model, "through")),
    case("new-behalf", form::call, "").then(|model| to(model, "behalf")),
    case("new-what", form::call, "").then(|model| to(model, "what")),
    case("new-service", form::call, "").then(|model| to(model, "service")),
    case("new-category", form::call, "").then(|model| to(model, "category")),
    case("new-impact", form::call, "").then(|model| to(model, "impact")),
    case("new-urgency", form::call, "").then(|model| to(model, "urgency")),
    case("new-is-it", form::call, "").then(|model| {
        to(model, "is it");
        keys(model, "r");
    }),
    case("new-since", form::call, "").then(|model| {
        to(model, "since");
        keys(model, "<Ctrl-u>2026-10-25 02:30");
    }),
    case("new-team", form::call, "").then(|model| to(model, "team")),
    case("new-source", two_takers, "N").then(|model| to(model, "source")),
    case("new-done", form::call, "<Ctrl-r>"),
    case("new-sending", form::call, SENT).then(sending),
    case("new-refused", form::call, SENT).then(|model| {
        sending(model);
        let words = "POST https://desk.example/api/v1/incidents: no answer within 5 s. It is not known whether it was \
                     opened; what you wrote is kept";
        let slot = format!("new:{}", uuid::Uuid::from_u128(7));
        send(model, Msg::Opened { slot, incident: Err(text(words)) });
    }),
    case("new-missing", form::desk, "N-<Tab><Tab><Tab>printer is on fire<Ctrl-r>"),
    case("new-no-taker", shift, "N"),
    case("which-go", night, "g"),
    case("which-tab", night, "'"),
    case("which-copy", night, "y"),
    case("count", night, "12"),
];

const SENT: &str = "<Ctrl-r>restarted the browser<Enter>";

/// What was written is on disk: it is sent.
fn sending(model: &mut Model) {
    send(model, Msg::DraftSaved { slot: SLOT.into(), id: "D-4821".into() });
}

/// Shows what the clocks of one with a long past say.
fn clock(cols: u16, rows: u16) -> Model {
    let mut model = clocks::with_past(cols, rows);
    on_screen(&mut model, 1018, Tab::Overview, None);
    model
}

/// One that somebody raised by hand.
fn lowering(cols: u16, rows: u16) -> Model {
    let mut model = work(cols, rows);
    let mut one = find(&model, 1031);
    one.priority = Priority::P1;
    record(&mut one, |r| {
        r.computed = Priority::new(2);
        let by = Override { by: text("ana"), at: now().utc, reason: text("the board meets at nine") };
        r.override_ = Some(Box::new(by));
    });
    put(&mut model, one);
    cell(&mut model, 1031, 1, 2);
    on(&mut model, 1031);
    model
}

fn with_people(model: &mut Model) {
    let person = |id: &str, name: &str| Person {
        id: text(id),
        name: Some(text(name)),
        team: Some(text("payments")),
        phone: Some(text("+49 69 555 0142")),
        ..Person::default()
    };
    let people = vec![person("mira", "Mira Lindqvist"), person("重岡", "Shigeoka 重岡 さくら")];
    send(model, Msg::Directory(Arc::new(Directory { people, ..Directory::default() })));
    keys(model, "<Backspace>");
}

fn with_history(model: &mut Model) {
    model.history.keep("list --query 'p<=2 state:new'");
    model.history.keep("sort service,-age");
    keys(model, "<Esc>:");
}

/// The command line says that there is no such reason.
fn refuses(model: &mut Model) {
    let Some(Layer::Palette(palette)) = &model.layer else { panic!("the palette is open") };
    let ask = palette.asked.expect("it is being read");
    let words =
        text("no reason \"vendr\": caller, vendor, change, problem, evidence, parent, scheduled or other");
    send(model, Msg::Commanded { ask, outcome: Outcome::Refused { at: Some(19), words } });
}

/// Goes to a field of the form.
fn to(model: &mut Model, wanted: &str) {
    for _ in 0..20 {
        match &model.layer {
            Some(Layer::New(form)) if super::kinds::field_word(form.field) == wanted => return,
            _ => keys(model, "<Tab>"),
        }
    }
    panic!("there is no field {wanted}");
}

/// Two sources take new ones.
fn two_takers(cols: u16, rows: u16) -> Model {
    let mut model = form::desk(cols, rows);
    if let Some(other) = model.sources.iter_mut().find(|s| s.name.as_str() == "pd") {
        other.capabilities.keeps_all = true;
        other.capabilities.note = Support::Native;
    }
    model
}

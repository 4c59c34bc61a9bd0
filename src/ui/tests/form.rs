//! The form of a new incident as it is drawn: a call in its middle, at every size, in ASCII, refused, attached to.

use std::sync::Arc;

use super::{
    fixture::{DAY, dump, frame, incident, lines, now, shift, text},
    frames::{SIZES, snap, snap_with},
};
use crate::{
    app::{
        Msg, Now,
        key::Key,
        model::{
            Model,
            layer::Layer,
            new::{NewForm, SLOT},
        },
        update,
    },
    backend::{ActionKey, Support},
    domain::{
        Change, Incident, Practice, SourceName, State,
        category::Categories,
        directory::{Directory, Person, Service},
        record::{Caller, Resolution},
    },
    text::{Opaque, hostile::HOSTILE},
    ui::{Depth, Theme},
};

fn caller(name: &str) -> Caller {
    Caller { name: text(name), ..Caller::default() }
}

fn directory() -> Directory {
    let person = |id: &str, name: &str, vip| Person {
        id: text(id),
        name: Some(text(name)),
        phone: Some(text("+49 69 555 0142")),
        team: Some(text("Sales FRA")),
        vip,
        ..Person::default()
    };
    let checkout = Service {
        id: text("checkout"),
        name: Some(text("Web shop checkout")),
        team: Some(text("L2 web shop")),
        criticality: Some(1),
        category: Some(text("software/web shop")),
        ..Service::default()
    };
    Directory {
        people: vec![person("aweber", "Anna Weber", true), person("awebster", "Anna Webster", false)],
        services: vec![checkout],
    }
}

/// The shift, with our own server that takes new incidents.
pub(super) fn desk(cols: u16, rows: u16) -> Model {
    let mut model = shift(cols, rows);
    if let Some(native) = model.sources.iter_mut().find(|s| s.kind == "native") {
        native.capabilities.keeps_all = true;
        native.capabilities.note = Support::Native;
    }
    let source = SourceName::new("native");
    let tree = vec![(text("software"), vec![text("email"), text("web shop")])];
    let practice = Practice { categories: Categories { tree }, ..Practice::default() };
    send(&mut model, 0, Msg::Practice { source: source.clone(), practice: Arc::new(practice) });
    send(&mut model, 0, Msg::Directory(Arc::new(directory())));
    let mut hers = incident(1011, 3, State::OnHold, "native", "VPN drops", 2 * DAY);
    Arc::make_mut(&mut hers.detail).record.reporter = Some(Box::new(caller("Anna Weber")));
    let mut known = incident(1045, 1, State::InProgress, "native", "Checkout 5xx above 4 % eu-west", 480);
    known.service = Some(text("checkout"));
    let record = &mut Arc::make_mut(&mut known.detail).record;
    record.reporter = Some(Box::new(caller("Bert Krug")));
    record.callers = (0..13).map(|n| caller(&format!("Caller {n}"))).collect();
    let changes = vec![Change::Upsert(hers), Change::Upsert(known)];
    send(&mut model, 0, Msg::Changes { source, changes });
    model
}

fn past() -> Incident {
    let mut past =
        incident(871, 2, State::Resolved, "native", "checkout gives error 500 when paying", 4 * DAY);
    past.resolved_at = Some(now().utc - 3 * DAY);
    let note = Resolution {
        code: None,
        notes: Some(text("restarted the pool")),
        by: text("kim"),
        at: now().utc - 3 * DAY,
    };
    Arc::make_mut(&mut past.detail).record.resolution = Some(Box::new(note));
    past
}

/// A message so many milliseconds before the frame.
pub(super) fn send(model: &mut Model, before_ms: u64, msg: Msg) {
    let at = Now { ms: now().ms - before_ms, ..now() };
    drop(update(model, at, msg));
}

pub(super) fn keys(model: &mut Model, script: &str) {
    for key in Key::parse_script(script).expect("keys") {
        send(model, 14_000, Msg::Key(key));
    }
}

fn form(model: &Model) -> &NewForm {
    match &model.layer {
        Some(Layer::New(form)) => form,
        other => panic!("{other:?}"),
    }
}

/// The call of the drawing, the caret still in the long words.
pub(super) fn call(cols: u16, rows: u16) -> Model {
    let mut model = desk(cols, rows);
    keys(&mut model, "N");
    send(&mut model, 14_000, Msg::KeyMade { slot: SLOT.into(), key: ActionKey(uuid::Uuid::from_u128(7)) });
    keys(
        &mut model,
        "Weber, Anna<Tab><Tab><Tab>checkout gives error 500 when paying<Tab><Tab><Tab>2<Tab>1<Tab><Tab>02:45<PgDn>",
    );
    send(&mut model, 2_000, Msg::Wake);
    if let Some(ask) = form(&model).search.alike {
        send(&mut model, 2_000, Msg::Found { ask, incidents: Ok(vec![past()]) });
    }
    send(&mut model, 1_000, Msg::DraftSaved { slot: SLOT.into(), id: "D-4821".into() });
    model
}

#[test]
fn the_call_of_the_drawing() {
    for (cols, rows) in SIZES {
        snap(&format!("new-{cols}x{rows}"), &call(cols, rows));
    }
    snap("new-40x10", &call(40, 10));
    let model = call(80, 24);
    snap_with("new-ascii", &model, &Theme::default().ascii(true).for_depth(Depth::None));
}

#[test]
fn each_state_of_it() {
    let mut model = desk(80, 24);
    keys(&mut model, "N");
    snap("new-empty", &model);
    keys(&mut model, "Web");
    snap("new-caller", &model);
    let mut model = call(80, 24);
    keys(&mut model, "<Shift-Tab><Shift-Tab><Ctrl-u>2026-10-25 02:30<Ctrl-g>");
    snap("new-twice", &model);
    keys(&mut model, "<Down>");
    assert_eq!(form(&model).text(crate::app::model::new::Field::Since), "2026-10-25 02:30 CET");
    keys(&mut model, "<PgDn><Ctrl-r>restarted the browser<Enter>");
    send(&mut model, 900, Msg::DraftSaved { slot: SLOT.into(), id: "D-4821".into() });
    snap("new-sending", &model);
    let words = "POST https://desk.example/api/v1/incidents: no answer within 5 s. It is not known whether it was opened; what you wrote is kept";
    let slot = format!("new:{}", uuid::Uuid::from_u128(7));
    send(&mut model, 500, Msg::Opened { slot, incident: Err(text(words)) });
    snap("new-refused", &model);
    let mut back = desk(80, 24);
    keys(&mut back, "N");
    let kept = crate::app::model::new::kept::Kept {
        at: Some(now().utc - 130),
        ..crate::app::model::new::kept::Kept::of(form(&model))
    };
    send(&mut back, 0, Msg::Draft { slot: SLOT.into(), text: Some(Opaque::new(kept.text())) });
    send(&mut back, 0, Msg::DraftSaved { slot: SLOT.into(), id: "D-4821".into() });
    snap("new-back", &back);
    let mut nobody = shift(80, 24);
    keys(&mut nobody, "N");
    snap("new-no-taker", &nobody);
}

/// At 80 columns nothing that the form says itself is cut.
#[test]
fn no_line_of_it_is_cut_in_half() {
    let mut model = call(80, 24);
    let cut = Theme::default().glyphs.cut;
    let fields = form(&model).fields().count();
    for _ in 0..=fields {
        let (buf, drawn) = frame(&model, &Theme::default());
        for line in lines(&buf).iter().filter(|line| !line.contains("INC-")).skip(6) {
            assert!(!line.contains(cut), "{}", dump(&buf, drawn));
        }
        keys(&mut model, "<Tab>");
    }
}

/// Whatever the size, the field that takes the keys is there with its caret.
#[test]
fn the_caret_is_always_in_its_field() {
    for (cols, rows) in [(80, 24), (40, 10), (120, 40), (60, 8), (30, 5)] {
        let mut model = call(cols, rows);
        for _ in 0..14 {
            let (buf, drawn) = frame(&model, &Theme::default());
            let (x, y) = drawn.cursor.expect("a caret");
            let line = &lines(&buf)[usize::from(y)];
            let field = form(&model).field;
            let beside = field == crate::app::model::new::Field::Behalf && line.contains("On behalf");
            assert!(beside || line.contains(field.title()), "{cols}x{rows} {field:?}: {line}");
            assert!(x >= 11.min(cols - 1), "{cols}x{rows} {field:?}: {x}");
            keys(&mut model, "<Tab>");
        }
    }
}

#[test]
fn hostile_text_stays_in_its_cells() {
    for words in HOSTILE {
        for (cols, rows) in [(80, 24), (120, 40), (40, 10), (11, 6)] {
            let mut model = desk(cols, rows);
            let mut directory = directory();
            for person in &mut directory.people {
                person.name = Some(text(words));
                person.team = Some(text(words));
                person.phone = Some(text(words));
            }
            for service in &mut directory.services {
                (service.id, service.team, service.name) =
                    (text(words), Some(text(words)), Some(text(words)));
            }
            send(&mut model, 20_000, Msg::Directory(Arc::new(directory)));
            keys(&mut model, "N");
            for _ in 0..12 {
                if let Some(Layer::New(form)) = &mut model.layer {
                    let field = form.field;
                    form.line_mut(field).into_iter().for_each(|line| line.put(words));
                }
                let what = format!("{:?} at {cols}x{rows} with {words:?}", form(&model).field);
                super::hostile::check(&frame(&model, &Theme::default()).0, &what);
                keys(&mut model, "<Tab>");
            }
            if let Some(Layer::New(form)) = &mut model.layer {
                form.refused = Some(text(words));
                form.draft = Some((*words).to_owned());
                form.theirs = vec![incident(1, 1, State::New, "native", words, 60)];
            }
            super::hostile::check(&frame(&model, &Theme::default()).0, words);
        }
    }
}

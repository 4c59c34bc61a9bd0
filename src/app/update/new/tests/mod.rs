//! The form of a new incident as it is typed on the phone: keys in, effects out.

mod alike;

use std::sync::Arc;

use crate::{
    app::{
        Effect, Msg,
        model::{
            SourceState,
            layer::Layer,
            new::{Field, NewForm, SLOT, Step},
        },
        update::tests::{Desk, safe},
    },
    backend::{ActionKey, Draft, Support, Verb},
    domain::{
        Incident, Number, Practice, SourceName,
        category::Categories,
        directory::{Directory, Person, Service},
        record::{Origin, Verdict},
        sample,
    },
    text::{Kind, Opaque, SafeText, hostile::HOSTILE},
};

pub(super) fn ours() -> SourceName {
    SourceName::new("desk")
}

pub(super) fn native(name: &str) -> SourceState {
    let mut state = Desk::new(0).model.sources.remove(0);
    state.name = SourceName::new(name);
    state.kind = "native";
    state.health.source = state.name.clone();
    let native = Support::Native;
    let caps = &mut state.capabilities;
    (caps.ack, caps.assign, caps.note, caps.resolve, caps.keeps_all) = (native, native, native, native, true);
    state
}

fn person(id: &str, name: &str, phone: &str, vip: bool) -> Person {
    Person {
        id: safe(id),
        name: Some(safe(name)),
        phone: Some(safe(phone)),
        team: Some(safe("Sales FRA")),
        vip,
        ..Person::default()
    }
}

pub(super) fn directory() -> Directory {
    let service = |id: &str, team: &str, category: &str| Service {
        id: safe(id),
        team: Some(safe(team)),
        criticality: Some(1),
        category: Some(safe(category)),
        ..Service::default()
    };
    Directory {
        people: vec![
            person("aweber", "Anna Weber", "+49 69 555 0142", true),
            person("awender", "Anna Wender", "+49 69 555 0143", false),
            person("bkrug", "Bert Krug", "+49 69 555 0199", false),
        ],
        services: vec![
            service("checkout", "L2 web shop", "software/web shop"),
            service("mail", "L2 office", "software/email"),
        ],
    }
}

/// A desk with our own server beside the Alertmanager, people, services, and this many incidents.
pub(super) fn desk(incidents: u32) -> Desk {
    let mut desk = Desk::new(incidents);
    desk.model.sources.push(native("desk"));
    let mut practice = Practice::default();
    let shop = (safe("software"), vec![safe("email"), safe("web shop")]);
    practice.categories = Categories { tree: vec![shop, (safe("hardware"), vec![safe("disk")])] };
    desk.send(Msg::Practice { source: ours(), practice: Arc::new(practice) });
    desk.send(Msg::Directory(Arc::new(directory())));
    desk
}

pub(super) fn key_of(n: u128) -> ActionKey {
    ActionKey(uuid::Uuid::from_u128(n))
}

/// Opens the form, with a key and without a draft.
pub(super) fn open(desk: &mut Desk) {
    let fx = desk.keys("N");
    assert!(fx.contains(&Effect::LoadDraft(SLOT.into())) && fx.contains(&Effect::MakeKey(SLOT.into())));
    desk.send(Msg::Draft { slot: SLOT.into(), text: None });
    desk.send(Msg::KeyMade { slot: SLOT.into(), key: key_of(7) });
}

pub(super) fn form(desk: &Desk) -> &NewForm {
    match &desk.model.layer {
        Some(Layer::New(form)) => form,
        other => panic!("the form is not open: {other:?}"),
    }
}

/// Everything a call needs, up to the last field.
fn fill_in(desk: &mut Desk) {
    desk.text("web");
    desk.keys("Enter Enter Enter");
    desk.text("checkout gives error 500 when paying");
    desk.keys("Enter Enter Enter");
    desk.keys("2 Enter 1 Enter Enter");
    desk.text("02:45");
    desk.keys("Enter Enter");
    assert_eq!(form(desk).field, Field::More);
}

/// What is on disk when it is sent.
fn saved(fx: &[Effect]) -> Vec<&Opaque> {
    fx.iter().filter_map(|e| if let Effect::SaveDraft { text, .. } = e { Some(text) } else { None }).collect()
}

fn sent(fx: Vec<Effect>) -> (ActionKey, String, Draft) {
    let sent = fx.into_iter().find_map(|effect| match effect {
        Effect::OpenNew { slot, source, key, draft } => {
            assert_eq!(source, ours());
            Some((key, slot, *draft))
        }
        _ => None,
    });
    sent.expect("it was sent")
}

/// Enter, and the draft is on disk.
fn send(desk: &mut Desk) -> (ActionKey, String, Draft) {
    let fx = desk.keys("Enter");
    assert_eq!(saved(&fx).len(), 1, "saved with its key before it is sent: {fx:?}");
    assert!(!fx.iter().any(|e| matches!(e, Effect::OpenNew { .. })));
    sent(desk.send(Msg::DraftSaved { slot: SLOT.into(), id: "D-4821".into() }))
}

fn opened(number: u32) -> Incident {
    let mut incident = sample::incident(0);
    incident.source = ours();
    incident.number = Number::new(number);
    incident.priority = crate::domain::Priority::new(2).expect("two");
    incident.opened_at = sample::NOW;
    incident
}

#[test]
fn a_call_of_thirty_seconds() {
    let mut desk = desk(3);
    let on = desk.cursor();
    open(&mut desk);
    fill_in(&mut desk);
    let (key, slot, draft) = send(&mut desk);
    assert_eq!(key, key_of(7));
    assert_eq!(draft.title, Opaque::new("checkout gives error 500 when paying"));
    let caller = draft.reporter.expect("a caller");
    assert_eq!((caller.name, caller.person), (safe("Anna Weber"), Some(safe("aweber"))));
    assert_eq!((caller.phone, caller.vip), (Some(safe("+49 69 555 0142")), true));
    assert_eq!((draft.origin, draft.verdict), (Some(Origin::Phone), None));
    assert_eq!(draft.service, Some(Opaque::new("checkout")), "from the words");
    assert_eq!(draft.team, Some(Opaque::new("L2 web shop")), "from the service");
    assert_eq!(
        (draft.category, draft.subcategory),
        (Some(Opaque::new("software")), Some(Opaque::new("web shop")))
    );
    assert_eq!((draft.impact, draft.urgency), (Some(2), Some(1)));
    assert_eq!(draft.occurred_at.map(|t| sample::NOW - t), Some(17 * 60));
    assert_eq!(draft.actor, safe("ana"));

    let fx = desk.send(Msg::Opened { slot, incident: Ok(Box::new(opened(1107))) });
    assert!(fx.contains(&Effect::DeleteDraft(SLOT.into())));
    assert!(desk.model.layer.is_none());
    assert_eq!(desk.said(), "INC-001107 opened, P2, call back by 03:32");
    assert_eq!(desk.cursor(), on, "the cursor does not move");
}

#[test]
fn what_is_missing_is_said_and_nothing_is_sent() {
    let mut desk = desk(0);
    open(&mut desk);
    desk.keys("PgDn");
    let fx = desk.keys("Enter");
    assert!(!fx.iter().any(|e| matches!(e, Effect::OpenNew { .. } | Effect::SaveDraft { .. })));
    assert_eq!(desk.said(), "still missing: caller (- if nobody), what, impact, urgency");
    assert_eq!(form(&desk).field, Field::Caller);
}

#[test]
fn a_lost_answer_is_tried_again_with_the_same_key() {
    let mut desk = desk(0);
    open(&mut desk);
    fill_in(&mut desk);
    let (first, slot, _) = send(&mut desk);
    assert_eq!(form(&desk).step, Step::Sending);
    desk.text("more");
    assert_eq!(form(&desk).text(Field::More), "", "what is on its way is not changed under it");
    desk.send(Msg::Opened { slot, incident: Err(safe("no answer within 5 s")) });
    assert_eq!(form(&desk).refused, Some(safe("no answer within 5 s")));
    let (second, slot, _) = send(&mut desk);
    assert_eq!(first, second);
    desk.send(Msg::Opened { slot, incident: Ok(Box::new(opened(1107))) });
    assert!(desk.model.layer.is_none());
}

#[test]
fn without_a_key_it_waits_for_one_and_a_save_that_hangs_holds_it_two_seconds() {
    let mut desk = desk(0);
    desk.keys("N");
    fill_in(&mut desk);
    let fx = desk.keys("Enter");
    assert_eq!(fx, [Effect::MakeKey(SLOT.into())]);
    let fx = desk.send(Msg::KeyMade { slot: SLOT.into(), key: key_of(9) });
    assert_eq!(saved(&fx).len(), 1);
    desk.now.ms += 1_900;
    assert!(!desk.send(Msg::Wake).iter().any(|e| matches!(e, Effect::OpenNew { .. })));
    desk.now.ms += 100;
    let fx = desk.send(Msg::Wake);
    assert_eq!(sent(fx).0, key_of(9));
}

#[test]
fn a_request_needs_no_levels_and_promises_nothing() {
    let mut desk = desk(0);
    open(&mut desk);
    desk.keys("-");
    desk.keys("Enter m Tab Tab");
    desk.text("a new keyboard");
    desk.keys("Tab Tab Tab Tab Tab r PgDn");
    let (_, slot, draft) = send(&mut desk);
    assert_eq!((draft.verdict, draft.origin), (Some(Verdict::Request), Some(Origin::Mail)));
    assert_eq!((draft.reporter, draft.impact), (None, None));
    let mut incident = opened(1108);
    Arc::make_mut(&mut incident.detail).record.verdict = Some(Verdict::Request);
    desk.send(Msg::Opened { slot, incident: Ok(Box::new(incident)) });
    assert_eq!(desk.said(), "INC-001108 opened, a request: no clock runs");
}

#[test]
fn solved_on_the_phone_is_opened_and_resolved() {
    let mut desk = desk(0);
    open(&mut desk);
    fill_in(&mut desk);
    desk.keys("Ctrl-r");
    assert_eq!(form(&desk).field, Field::Done);
    desk.keys("Enter");
    assert_eq!(desk.said(), "still missing: what was done");
    desk.text("workaround: cleared the cookies");
    let (_, slot, _) = send(&mut desk);
    let fx = desk.send(Msg::Opened { slot, incident: Ok(Box::new(opened(1107))) });
    let acts = fx.iter().find_map(|e| if let Effect::Enqueue { acts, .. } = e { Some(acts) } else { None });
    let (target, verb) = &acts.expect("resolved at once")[0];
    assert_eq!(target.number, Number::new(1107));
    let (code, note) = (Some(Opaque::new("workaround")), Some(Opaque::new("cleared the cookies")));
    assert_eq!(*verb, Verb::Resolve { code, note });
    assert!(!fx.contains(&Effect::DeleteDraft(SLOT.into())), "not before the outbox has it");
    let keys = desk.commit(&fx);
    assert_eq!((keys.len(), desk.model.undo.len()), (1, 1));
}

#[test]
fn a_draft_comes_back_and_an_empty_form_is_a_key_away() {
    let mut desk = desk(0);
    open(&mut desk);
    fill_in(&mut desk);
    desk.now.ms += 1_000;
    let fx = desk.send(Msg::Wake);
    let text = saved(&fx)[0].clone();
    desk.send(Msg::DraftSaved { slot: SLOT.into(), id: "D-4821".into() });
    let fx = desk.keys("Esc");
    assert_eq!(saved(&fx).len(), 1);
    assert!(desk.model.layer.is_none());
    assert_eq!(desk.said(), "kept as D-4821: N brings it back");

    desk.pass(120);
    desk.keys("N");
    desk.send(Msg::KeyMade { slot: SLOT.into(), key: key_of(8) });
    desk.send(Msg::Draft { slot: SLOT.into(), text: Some(text) });
    let back = form(&desk);
    assert_eq!(back.text(Field::What), "checkout gives error 500 when paying");
    assert_eq!(back.person().map(|p| &p.id), Some(&safe("aweber")));
    assert_eq!((back.impact, back.urgency, back.key), (Some(2), Some(1), Some(key_of(7))), "its own key");
    assert!(back.earlier.is_some() && back.changed_at.is_none());

    let fx = desk.keys("Ctrl-n");
    assert!(fx.contains(&Effect::MakeKey(SLOT.into())), "another incident, another key");
    assert!(form(&desk).is_empty() && form(&desk).key.is_none());
    desk.keys("Ctrl-n");
    assert_eq!(form(&desk).text(Field::Caller), "Anna Weber");
    assert_eq!(form(&desk).key, Some(key_of(7)));
}

#[test]
fn an_empty_form_leaves_nothing_behind() {
    let mut desk = desk(0);
    open(&mut desk);
    assert_eq!(desk.keys("Esc"), [Effect::DeleteDraft(SLOT.into())]);
    assert!(desk.model.layer.is_none());
}

#[test]
fn left_while_it_is_on_its_way_the_answer_is_told() {
    let mut desk = desk(0);
    open(&mut desk);
    fill_in(&mut desk);
    let (_, slot, _) = send(&mut desk);
    assert!(desk.keys("Esc").is_empty(), "its draft is on disk");
    let fx = desk.send(Msg::Opened { slot: slot.clone(), incident: Ok(Box::new(opened(1107))) });
    assert_eq!(fx, [Effect::DeleteDraft(SLOT.into())]);
    // Another form is open by then: its draft is its own.
    open(&mut desk);
    let mut other = desk.send(Msg::Opened { slot: "new:other".into(), incident: Ok(Box::new(opened(1108))) });
    other.retain(|e| matches!(e, Effect::DeleteDraft(_)));
    assert!(other.is_empty() && desk.model.layer.is_some());
}

#[test]
fn a_paste_is_never_a_key_and_never_sends() {
    let mut desk = desk(0);
    open(&mut desk);
    fill_in(&mut desk);
    let fx = desk.send(Msg::Paste("first line\nsecond line\r\n".into()));
    assert!(!fx.iter().any(|e| matches!(e, Effect::OpenNew { .. })));
    assert_eq!(form(&desk).text(Field::More), "first line\nsecond line");
    desk.keys("PgUp Tab");
    desk.send(Msg::Paste("m".into()));
    assert_eq!(form(&desk).through.0, Origin::Phone);
    desk.keys("Tab Tab Ctrl-u");
    desk.send(Msg::Paste("two\nlines".into()));
    assert_eq!(form(&desk).text(Field::What), "two lines");
}

#[test]
fn hostile_text_stays_text() {
    for words in HOSTILE {
        let mut desk = desk(0);
        open(&mut desk);
        for _ in 0..14 {
            desk.send(Msg::Paste((*words).to_owned()));
            desk.keys("Tab");
        }
        desk.now.ms += 2_000;
        for effect in desk.send(Msg::Wake) {
            if let Effect::Find { query, .. } = effect {
                assert!(
                    query.text().chars().all(|c| c.is_alphanumeric() || " |()\":".contains(c)),
                    "{}",
                    query.text()
                );
            }
        }
        let meant = form(&desk).meant(Field::Caller).unwrap_or_default();
        assert_eq!(SafeText::clean(meant.shown(), Kind::Label), meant);
    }
}

#[test]
fn without_a_taker_it_says_so_and_keeps_what_is_written() {
    let mut desk = Desk::new(0);
    desk.keys("N");
    desk.text("weber");
    desk.keys("PgDn Enter");
    assert_eq!(
        desk.said(),
        "no source takes new incidents: am opens its own or is read only; add one of kind native"
    );
    assert_eq!(form(&desk).text(Field::Caller), "weber");
}

#[test]
fn of_two_takers_one_is_chosen() {
    let mut desk = desk(0);
    desk.model.sources.push(native("lab"));
    open(&mut desk);
    assert!(form(&desk).fields().any(|f| f == Field::Source));
    desk.keys("PgDn Shift-Tab 2");
    assert_eq!(form(&desk).to(), Some(&SourceName::new("lab")));
    desk.keys("3");
    assert_eq!(desk.said(), "a digit from 1 to 2");
}

#[test]
fn the_editor_writes_the_long_words() {
    let mut desk = desk(0);
    open(&mut desk);
    desk.keys("PgDn");
    desk.text("one");
    desk.keys("Ctrl-j");
    desk.text("two");
    let fx = desk.keys("Ctrl-x Ctrl-e");
    let editor = Effect::Editor { slot: SLOT.into(), text: "one\ntwo".into() };
    assert!(matches!(&*fx, [Effect::SaveDraft { .. }, last] if *last == editor), "{fx:?}");
    desk.send(Msg::Edited { slot: SLOT.into(), text: "one\ntwo\nthree\n".into() });
    assert_eq!(form(&desk).text(Field::More), "one\ntwo\nthree");
}

#[test]
fn people_that_come_later_are_looked_up() {
    let mut desk = Desk::new(0);
    desk.model.sources.push(native("desk"));
    open(&mut desk);
    desk.text("krug");
    assert!(form(&desk).person().is_none());
    desk.send(Msg::Directory(Arc::new(directory())));
    assert_eq!(form(&desk).person().map(|p| &p.id), Some(&safe("bkrug")));
}

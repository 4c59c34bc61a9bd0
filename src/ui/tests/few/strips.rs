//! Menus of letters, strips that ask, forms of words.

use super::{
    super::fixture::{find, now, text},
    stage::{
        Case, acked, all_become, case, confirmed, done, done_alert, done_major, keys, mitigated, night,
        no_way_back, ready, send, unreached, work,
    },
};
use crate::{
    app::{
        Msg,
        model::{Model, layer::Layer},
        msg::Outcome,
    },
    backend::{Target, Verb},
    domain::{Hold, incident::HoldReason},
};

pub const CASES: &[Case] = &[
    case("menu-status-new", night, "f"),
    case("menu-status-work", work, "f"),
    case("menu-status-resolved", done, "f"),
    case("menu-status-many", night, "*f"),
    case("menu-status-refuses", night, "fb"),
    case("menu-hold", work, "h"),
    case("menu-snooze", night, "z"),
    case("menu-resolve", work, "r"),
    case("menu-resolve-many", work, "*r"),
    case("menu-cancel", night, "X"),
    case("menu-close", done, "x"),
    case("menu-contact", unreached, "T"),
    case("menu-sort", night, "SgSvS"),
    case("menu-group", night, "b"),
    case("menu-twice", work, "hs2027-10-31 02:30: they come<Enter>"),
    case("strip-resolve", work, "*rfpool restarted<Enter>"),
    case("strip-resolve-ready", work, "*rfpool restarted<Enter>").then(ready),
    case("strip-resolve-final", no_way_back, "rfpool restarted<Enter>").then(ready),
    case("strip-merge", work, "mpay<Enter>"),
    case("strip-merge-ready", work, "mpay<Enter>").then(ready),
    case("strip-merge-many", work, "<Space><Space>mpay<Enter>").then(ready),
    case("strip-cancel", night, "Xf"),
    case("strip-cancel-ready", night, "Xf").then(ready),
    case("strip-cancel-words", night, "Xosomebody tried the button<Enter>").then(ready),
    case("strip-duplicate", night, "Xdpay<Enter>").then(ready),
    case("strip-publish", work, "C<Ctrl-p>30m: logins are slow<Enter>"),
    case("strip-publish-ready", work, "C<Ctrl-p>30m: logins are slow<Enter>").then(ready),
    case("strip-undo-ack", night, "a").then(undo_ack),
    case("strip-undo-ack-ready", night, "a").then(|model| {
        undo_ack(model);
        ready(model);
    }),
    case("strip-acknowledged", acked, "A"),
    case("strip-acknowledged-ready", acked, "A").then(ready),
    case("strip-close", done_alert, "x"),
    case("strip-close-ready", done_alert, "x").then(ready),
    case("strip-unack", acked, ":").then(typed_unack),
    case("strip-unack-ready", acked, ":").then(|model| {
        typed_unack(model);
        ready(model);
    }),
    case("words-note", night, "n"),
    case("words-note-long", night, LONG).then(|model| {
        let slot = model.layer.as_ref().and_then(Layer::slot).unwrap_or_default().to_owned();
        send(model, Msg::DraftSaved { slot, id: "D-4821".into() });
    }),
    case("words-note-many", night, "<Space><Space><Space>n"),
    case("words-note-nothing", night, "n<Enter>"),
    case("words-ack", night, "A"),
    case("words-ack-many", night, "<Space><Space>A1h: on it"),
    case("words-extend", acked, "A").then(|model| {
        ready(model);
        keys(model, "x");
    }),
    case("words-resolve", work, "rf"),
    case("words-resolve-nothing", work, "rf<Enter>"),
    case("words-resolve-code", work, "rz"),
    case("words-resolve-code-missing", work, "rzpool restarted<Enter>"),
    case("words-mitigate", work, "fg"),
    case("words-relapse", mitigated, "fb"),
    case("words-reopen", done, "fo"),
    case("words-hold-caller", work, "hc"),
    case("words-hold-appointment", work, "hs"),
    case("words-hold-appointment-missing", work, "hssometime next year or so<Enter>"),
    case("words-hold-other", work, "hovendor is asleep"),
    case("words-snooze", night, "zo"),
    case("words-snooze-over", night, "zoyesterday 9:00<Enter>"),
    case("words-cancel", night, "Xo"),
    case("words-close", done, "xw"),
    case("words-close-broken", done, "xs"),
    case("words-waiver", done_major, "x"),
    case("words-update", work, "C"),
    case("words-update-missing", work, "C30m:<Enter>"),
    case("words-public", work, "C<Ctrl-p>30m: logins are slow"),
    case("words-excuse", work, "rfpool restarted<Enter>"),
    case("on-hold", night, "").then(held),
];

const LONG: &str = "nreplica 3 rebuilt, lag falling<Ctrl-j>rolled back payments-api to 4.18.1, which takes about \
                    ten minutes until all pods have it";

/// The acknowledgement arrived, and `u` is pressed.
fn undo_ack(model: &mut Model) {
    all_become(model, &confirmed());
    keys(model, "u");
}

/// The palette's line was `unack 1041`.
fn typed_unack(model: &mut Model) {
    keys(model, "unack 1041<Enter>");
    let target = Target::from(&find(model, 1041));
    let Some(Layer::Palette(palette)) = &model.layer else { panic!("the palette is open") };
    let ask = palette.asked.expect("it is being read");
    send(model, Msg::Commanded { ask, outcome: Outcome::Verbs(vec![(target, Verb::Unack)]) });
}

/// One that waits for its vendor, and what can be done then.
fn held(model: &mut Model) {
    let mut one = find(model, 1018);
    one.hold = Some(Box::new(Hold {
        reason: HoldReason::AwaitingVendor,
        detail: text("case 77"),
        since: Some(now().utc - 60),
        until: None,
    }));
    super::super::desk::put(model, one);
    super::super::desk::on(model, 1018);
    keys(model, "f");
}

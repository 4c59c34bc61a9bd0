//! Snapshots of what is out of sight, and of views that are empty.

use std::sync::Arc;

use super::{
    fixture::{DAY, HOUR, find, frame, incident, lines, model_of, now, shift, source, sources, text},
    frames::{SIZES, snap, snap_with},
};
use crate::{
    app::{
        Msg,
        key::Key,
        model::{Model, View},
        update,
    },
    domain::{Change, Hold, Incident, State, Time, incident::HoldReason, query::Query},
    text::{Kind, SafeText},
    ui::{Depth, Theme},
};

pub(super) fn press(model: &mut Model, keys: &str) {
    for key in keys.split(' ').filter_map(Key::parse_sequence).flatten() {
        update(model, now(), Msg::Key(key));
    }
    model.said = None;
}

fn held(
    mut one: Incident,
    reason: HoldReason,
    detail: &str,
    since: Option<i64>,
    until: Option<i64>,
) -> Incident {
    let at = |ago: i64| now().utc + ago;
    let (since, until) = (since.map(|s| at(-s)), until.map(at));
    one.hold = Some(Box::new(Hold { reason, detail: text(detail), since, until }));
    one
}

fn snoozed(mut one: Incident, until: Time) -> Incident {
    Arc::make_mut(&mut one.detail).record.snoozed_until = Some(until);
    one
}

fn with_mark(mut one: Incident, mark: &str) -> Incident {
    Arc::make_mut(&mut one.detail).marks.push(text(mark));
    one
}

/// One of every kind, and some that are not out of sight.
fn out_of_sight() -> Vec<Incident> {
    let hold = |n, p, title, age| incident(n, p, State::OnHold, "am", title, age);
    let silenced = held(
        hold(1018, 3, "root filesystem nearly full on log-07", 3 * HOUR),
        HoldReason::Silenced,
        "alice: disk swap planned, ticket 4711",
        Some(HOUR),
        Some(2 * HOUR),
    );
    let mark = "silenced by alice till 04:02Z: disk swap planned, ticket 4711 (silence 8d1c2a6e-55b1-4b6e-9a43-0f8a4f0d2c11)";
    let both = held(
        hold(1021, 4, "Replica lag on reports", 5 * HOUR),
        HoldReason::Silenced,
        "bob: migration",
        Some(2 * HOUR),
        Some(30 * 60),
    );
    vec![
        with_mark(silenced, mark),
        held(
            hold(1020, 3, "Replica of reports is down", 5 * HOUR),
            HoldReason::Inhibited,
            "inhibited by ClusterDown",
            None,
            None,
        ),
        held(
            incident(1024, 4, State::OnHold, "native", "Swap the UPS battery", DAY),
            HoldReason::Scheduled,
            "electrician comes",
            Some(9 * HOUR),
            Some(3 * DAY),
        ),
        snoozed(
            incident(1027, 5, State::New, "am", "Certificate of a lab host expires in 20 d", 30 * DAY),
            now().utc + 540,
        ),
        snoozed(both, now().utc + 6 * HOUR),
        snoozed(
            incident(1028, 5, State::New, "icinga", "Old image on build-3", 4 * DAY),
            now().utc + 12 * DAY,
        ),
        // Not out of sight.
        snoozed(incident(1029, 2, State::New, "am", "Its snooze is over", HOUR), now().utc + -5),
        held(
            incident(1030, 2, State::OnHold, "native", "Waits for a vendor", HOUR),
            HoldReason::AwaitingVendor,
            "",
            None,
            None,
        ),
        snoozed(incident(1033, 2, State::Resolved, "native", "Resolved while asleep", HOUR), now().utc + 900),
    ]
}

pub(super) fn suppressed(cols: u16, rows: u16) -> Model {
    let mut model = model_of(sources(), out_of_sight(), cols, rows);
    press(&mut model, "g z j j");
    model
}

#[test]
fn what_is_out_of_sight() {
    for (cols, rows) in SIZES {
        snap(&format!("suppressed-{cols}x{rows}"), &suppressed(cols, rows));
    }
    snap("suppressed-40x10", &suppressed(40, 10));
    let theme = Theme::default().ascii(true).for_depth(Depth::Ansi16);
    snap_with("suppressed-ascii", &suppressed(80, 24), &theme);
    snap_with("suppressed-no-color", &suppressed(80, 24), &Theme::default().for_depth(Depth::None));
    let mut model = suppressed(80, 24);
    press(&mut model, "k");
    let mut woken = find(&model, 1018);
    (woken.state, woken.hold) = (State::New, None);
    let source = woken.source.clone();
    update(&mut model, now(), Msg::Changes { source, changes: vec![Change::Upsert(woken)] });
    snap("suppressed-ghost", &model);
}

#[test]
fn nothing_out_of_sight_says_so_and_how_sure_that_is() {
    let all = || vec![source("am", "alertmanager", Some(3), None), source("pd", "pagerduty", Some(4), None)];
    let open = || vec![incident(1043, 1, State::New, "pd", "Payment API refuses cards", 175)];
    let mut model = model_of(all(), open(), 80, 24);
    press(&mut model, "g z");
    snap("suppressed-none", &model);
    let mut model = model_of(sources(), open(), 80, 24);
    press(&mut model, "g z");
    snap("suppressed-none-known", &model);
}

fn says(model: &Model, words: &str) {
    let (buf, _) = frame(model, &Theme::default());
    let shown = lines(&buf).join("\n");
    assert!(shown.contains(words), "{words:?} in\n{shown}");
}

#[test]
fn an_empty_view_says_why() {
    let live = || vec![source("am", "alertmanager", Some(3), None), source("pd", "pagerduty", Some(4), None)];
    let model = model_of(live(), Vec::new(), 80, 24);
    says(&model, "All quiet: 0 open, 2 of 2 sources answered within 20 s");
    snap("why-quiet", &model);

    let mut model = shift(80, 24);
    press(&mut model, "/ x y z z y Enter");
    says(&model, "The filter hides 11+? in open: Esc clears it, / changes it.");
    snap("why-filtered", &model);

    let others = vec![incident(1043, 1, State::New, "pd", "Payment API refuses cards", 175)];
    let mut model = model_of(live(), others.clone(), 80, 24);
    press(&mut model, "g 2");
    says(&model, "Nothing in mine: 1 open in all, g1 shows the first view.");

    // A view that only a dead source can fill.
    let mut model = model_of(sources(), others, 80, 24);
    let query = Query::parse("state:open source:icinga").expect("a query");
    model.views[1] = View {
        name: SafeText::clean("racks", Kind::Label),
        query: query.clone(),
        arrange: crate::domain::view::Arrange::default(),
    };
    model.inbox.look(|lens| lens.views[1] = query, now().utc);
    press(&mut model, "g 2");
    says(&model, "That is not certain: only icinga has such, and it does not answer.");
    snap("why-dead-source", &model);
}

#[test]
fn a_board_with_every_group_folded_is_not_empty() {
    let mut model = shift(80, 24);
    press(&mut model, "b s");
    let heads: Vec<_> = model.inbox.heads().iter().map(|h| h.name.clone()).collect();
    for head in heads {
        let line = model.inbox.line_of_head(&head).expect("a line");
        let height = model.list_height();
        model.board.move_to(&model.inbox, line, height);
        press(&mut model, "Left");
    }
    assert!(model.inbox.heads().iter().all(|h| h.folded));
    let (buf, _) = frame(&model, &Theme::default());
    let shown = lines(&buf).join("\n");
    assert!(shown.contains("payments") && !shown.contains("shows the first view"), "{shown}");
}

/// The view of the last visit, as the tab line and the list have it.
#[test]
fn what_changed_since_the_last_visit() {
    let mut incidents = super::fixture::incidents();
    // Opened long ago; acknowledged by another, and resolved, since.
    incidents[4].updated_at = now().utc - 600;
    let mut over = incident(1009, 2, State::Resolved, "native", "VPN drops for the whole floor", 2 * DAY);
    over.updated_at = now().utc - 1_200;
    over.resolved_at = Some(over.updated_at);
    incidents.push(over);
    let mut model = model_of(sources(), incidents, 80, 24);
    let visit = now().utc + -(3 * HOUR - 8 * 60);
    model.last_visit = Some(visit);
    let mut views = model.views.clone();
    views.pop();
    update(&mut model, now(), Msg::Views(Ok(views)));
    let last = model.views.len();
    press(&mut model, &format!("g {last}"));
    says(&model, "6 since 00:10");
    says(&model, "VPN drops");
    says(&model, "Login latency");
    let (buf, _) = frame(&model, &Theme::default());
    assert!(!lines(&buf).join("\n").contains("Printer queue"), "nothing about it changed");
    snap("since", &model);
}

#[test]
fn what_a_time_interval_mutes_is_counted_and_named() {
    let one = incident(1018, 3, State::OnHold, "am", "root filesystem nearly full", HOUR);
    let words = "muted by the time interval nights";
    let one = with_mark(held(one, HoldReason::Muted, words, None, None), words);
    let mut model = model_of(sources(), vec![one], 80, 24);
    press(&mut model, "gz");
    let (buf, _) = frame(&model, &Theme::default());
    let shown = lines(&buf).join("\n");
    assert!(shown.contains("0 snoozed, 0 silenced, 0 inhibited, 1 muted of"), "{shown}");
    assert_eq!(shown.matches(words).count(), 2, "in the row or below it, and among the marks:\n{shown}");
}

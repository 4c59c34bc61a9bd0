//! Snapshots of the clocks panel and of the sheet that explains.

use std::sync::Arc;

use chrono_tz::Tz;

use super::{
    fixture::{DAY, HOUR, find, now, shift, text},
    frames::{SIZES, on_screen, snap, snap_with},
};
use crate::{
    app::{
        Msg,
        key::Key,
        model::{Model, Tab, layer::Layer},
        update,
    },
    domain::{
        Change, Hold, Incident, Practice, Priority, State, Time,
        incident::HoldReason,
        record::{Passage, Turn},
        sla::{Book, Metric, SourceClock},
    },
    ui::Theme,
};

/// The shift with the standard promises in Berlin, and one incident with a past.
pub(super) fn with_past(cols: u16, rows: u16) -> Model {
    let mut model = shift(cols, rows);
    let book = Arc::new(Book::standard_in(Tz::Europe__Berlin));
    let practice = Arc::new(Practice { book, ..Practice::default() });
    for source in ["am", "pd", "native", "icinga"] {
        let source = crate::domain::SourceName::new(source);
        model.inbox.look(|lens| lens.practices.set(source, Arc::clone(&practice)), now().utc);
    }
    let mut incident = find(&model, 1018);
    // Logged on Thursday as a P4, raised to a P3, waited for the vendor over the Friday, resolved too early.
    incident.opened_at = now().utc - 4 * DAY + 8 * HOUR;
    incident.acked_at = Some(incident.opened_at + 118);
    incident.state = State::OnHold;
    incident.priority = Priority::new(3).expect("1 to 5");
    let at = |hours: i64, turn| Passage { at: incident.opened_at + hours * HOUR, turn };
    let priority = |n| Priority::new(n).expect("1 to 5");
    let passages = vec![
        at(1, Turn::Priority { from: priority(4), to: priority(3) }),
        at(2, Turn::Held { reason: HoldReason::AwaitingVendor }),
        at(24, Turn::Resumed),
        at(25, Turn::Resolved),
        at(26, Turn::Reopened),
        at(27, Turn::Held { reason: HoldReason::AwaitingReporter }),
    ];
    let since = incident.opened_at + 27 * HOUR;
    let hold = Hold {
        reason: HoldReason::AwaitingReporter,
        detail: text("asked for the log"),
        since: Some(since),
        until: None,
    };
    incident.hold = Some(Box::new(hold));
    change(&mut incident, |detail| detail.record.passages = passages);
    put(&mut model, incident);
    model
}

fn change(incident: &mut Incident, f: impl FnOnce(&mut crate::domain::Detail)) {
    f(Arc::make_mut(&mut incident.detail));
}

fn put(model: &mut Model, incident: Incident) {
    model.inbox.apply(Change::Upsert(incident), now().utc, false);
}

fn press(model: &mut Model, keys: &str) {
    for word in keys.split(' ') {
        for key in Key::parse_sequence(word).expect("keys") {
            update(model, now(), Msg::Key(key));
        }
    }
}

#[test]
fn the_panel_of_a_past() {
    for (cols, rows) in SIZES {
        let mut model = with_past(cols, rows);
        on_screen(&mut model, 1018, Tab::Overview, None);
        snap(&format!("clocks-{cols}x{rows}"), &model);
    }
    let mut model = with_past(80, 24);
    on_screen(&mut model, 1018, Tab::Overview, None);
    snap_with("clocks-ascii", &model, &Theme::default().ascii(true));
}

#[test]
fn running_ones_and_one_of_the_source() {
    let mut model = with_past(80, 24);
    let mut incident = find(&model, 1018);
    (incident.state, incident.hold) = (State::InProgress, None);
    change(&mut incident, |detail| {
        detail.record.passages.truncate(1);
        detail.source_clocks = vec![SourceClock {
            name: text("Time to resolution"),
            metric: Metric::Resolution,
            target_s: 8 * HOUR,
            remaining_s: -600,
            as_of: now().utc,
            due_at: Some(Time::from_unix(now().utc.unix() - 600)),
            breached: true,
            running: true,
        }];
    });
    put(&mut model, incident);
    on_screen(&mut model, 1018, Tab::Overview, None);
    snap("clocks-running", &model);
}

#[test]
fn why_they_say_what_they_say() {
    for (cols, rows) in SIZES {
        let mut model = with_past(cols, rows);
        on_screen(&mut model, 1018, Tab::Overview, None);
        press(&mut model, "K");
        snap(&format!("explain-{cols}x{rows}"), &model);
    }
    let mut model = with_past(80, 24);
    on_screen(&mut model, 1018, Tab::Overview, None);
    press(&mut model, "K G");
    snap("explain-end", &model);
    // One row up from the end is one row up, and the beginning is where it begins.
    let Some(Layer::Explain(explain)) = &model.layer else { panic!("it is open") };
    let end = explain.top;
    assert!(end > 0);
    press(&mut model, "k");
    assert!(matches!(&model.layer, Some(Layer::Explain(e)) if e.top == end - 1));
    press(&mut model, "g");
    assert!(matches!(&model.layer, Some(Layer::Explain(e)) if e.top == 0));
    press(&mut model, "Esc");
    assert!(model.layer.is_none());
    // From the board too, and where nothing is promised.
    let mut model = with_past(80, 24);
    let mut incident = find(&model, 1042);
    incident.priority = Priority::P5;
    put(&mut model, incident);
    on_screen(&mut model, 1042, Tab::Overview, None);
    press(&mut model, "K");
    snap("explain-none", &model);
}

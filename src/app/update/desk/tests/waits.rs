//! `f`, `h`, `z`, `T`, `C`.

use super::{asked, back, caller, confirm, desk, letters, one, put, record, strip, text, with, yes};
use crate::{
    app::model::layer::{Layer, WordsFor},
    domain::{Hold, State, incident::HoldReason, sample},
};

#[test]
fn every_move_by_its_letter() {
    let mut desk = desk(State::New);
    desk.keys("f");
    one(&desk.keys("s"), r#"{"verb":"start"}"#);
    let mut desk = super::desk(State::InProgress);
    desk.keys("f");
    let all = letters(&desk);
    let mut unique: Vec<char> = all.chars().collect();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), all.len(), "{all}");
    desk.keys("Esc");
    assert!(desk.model.layer.is_none());
}

#[test]
fn a_move_that_needs_words_asks_for_them() {
    let mut desk = desk(State::InProgress);
    desk.keys("f g");
    assert!(matches!(&desk.model.layer, Some(Layer::Words(w)) if w.purpose == WordsFor::Mitigate));
    assert!(asked(&desk.keys("Enter")).is_empty(), "{}", desk.said());
    assert!(desk.said().contains("nothing written yet"), "{}", desk.said());
    desk.text("slow at peak");
    let fx = desk.keys("Enter");
    one(&fx, r#"{"verb":"mitigate","impact":"slow at peak"}"#);
    confirm(&mut desk, &fx);
    assert_eq!(back(&desk), Ok(vec!["relapse"]));
}

#[test]
fn for_several_what_is_possible_for_one() {
    let mut desk = desk(State::New);
    put(&mut desk, 1, State::OnHold, |i| {
        i.hold = Some(Box::new(Hold {
            reason: HoldReason::AwaitingVendor,
            detail: text(""),
            since: None,
            until: None,
        }));
    });
    desk.keys("* f");
    let Some(Layer::Menu(menu)) = &desk.model.layer else { panic!("a menu") };
    let start = menu.entries.iter().find(|e| e.title == text("start working")).expect("start");
    assert!(start.hint.shown().contains("1 of 2"), "{:?}", start.hint);
    let key = start.key.to_string();
    assert_eq!(asked(&desk.keys(&key)), [(0, r#"{"verb":"start"}"#.to_owned())]);
}

#[test]
fn h_waits_for_somebody_and_goes_on_again() {
    let mut desk = desk(State::InProgress);
    desk.keys("h");
    assert_eq!(letters(&desk), "cvgpetso");
    let fx = desk.keys("v");
    one(&fx, r#"{"verb":"hold","reason":"awaiting_vendor","detail":null,"until":null,"message":null}"#);
    confirm(&mut desk, &fx);
    assert_eq!(back(&desk), Ok(vec!["resume"]));
    let held = |reason| {
        with(State::OnHold, move |i| {
            i.hold = Some(Box::new(Hold { reason, detail: text("ticket 4711"), since: None, until: None }));
        })
    };
    let mut desk = held(HoldReason::AwaitingVendor);
    let fx = desk.keys("h");
    one(&fx, r#"{"verb":"resume","reason":null}"#);
    confirm(&mut desk, &fx);
    let fx = desk.keys("u");
    one(
        &fx,
        r#"{"verb":"hold","reason":"awaiting_vendor","detail":"ticket 4711","until":null,"message":null}"#,
    );
    let mut desk = held(HoldReason::AwaitingReporter);
    let fx = desk.keys("h");
    confirm(&mut desk, &fx);
    assert!(back(&desk).is_err(), "the caller would have to be told");
}

#[test]
fn h_asks_for_the_message_the_time_and_the_words() {
    let mut desk = desk(State::InProgress);
    desk.keys("h c");
    desk.text("please send the log: thanks");
    one(
        &desk.keys("Enter"),
        r#"{"verb":"hold","reason":"awaiting_reporter","detail":null,"until":null,"message":"please send the log: thanks"}"#,
    );
    desk.keys("h s");
    desk.text("soon");
    assert!(asked(&desk.keys("Enter")).is_empty());
    assert!(desk.said().contains("\"soon\" is no time: write 2h"), "{}", desk.said());
    desk.keys("Ctrl-u");
    desk.text("2h: technician");
    let until = (desk.now.utc + 7_200).rfc3339();
    one(
        &desk.keys("Enter"),
        &format!(
            r#"{{"verb":"hold","reason":"scheduled","detail":"technician","until":"{until}","message":null}}"#
        ),
    );
    desk.keys("h o");
    desk.text("2h:");
    assert!(asked(&desk.keys("Enter")).is_empty(), "something else is said in words");
    desk.text(" the moon");
    assert_eq!(asked(&desk.keys("Enter")).len(), 1);
}

#[test]
fn a_time_that_the_clocks_show_twice_is_chosen() {
    let mut desk = desk(State::InProgress);
    desk.model.zone = chrono_tz::Europe::Berlin;
    desk.keys("h s");
    desk.text("2027-10-31 02:30: technician");
    assert!(asked(&desk.keys("Enter")).is_empty());
    assert_eq!(letters(&desk), "12");
    assert!(desk.said().contains("twice"), "{}", desk.said());
    let fx = desk.keys("2");
    assert!(asked(&fx)[0].1.contains("2027-10-31T01:30:00Z"), "{:?}", asked(&fx));
}

#[test]
fn a_time_that_is_over_is_none() {
    let mut desk = desk(State::InProgress);
    desk.keys("h s");
    desk.text("2020-01-01 09:00: technician");
    assert!(asked(&desk.keys("Enter")).is_empty());
    assert!(desk.said().contains("is over"), "{}", desk.said());
}

#[test]
fn z_out_of_sight_and_back() {
    let mut desk = desk(State::InProgress);
    desk.keys("z");
    assert_eq!(letters(&desk), "mhfto");
    let until = (desk.now.utc + 3_600).rfc3339();
    let fx = desk.keys("h");
    one(&fx, &format!(r#"{{"verb":"snooze","until":"{until}"}}"#));
    confirm(&mut desk, &fx);
    one(&desk.keys("u"), r#"{"verb":"wake"}"#);
    let mut desk = with(State::InProgress, |i| record(i, |r| r.snoozed_until = Some(sample::NOW + 900)));
    one(&desk.keys("z"), r#"{"verb":"wake"}"#);
    let mut desk = super::desk(State::InProgress);
    desk.keys("z o");
    desk.text("tomorrow 9:00");
    assert!(asked(&desk.keys("Enter"))[0].1.contains("09:00:00Z"));
}

#[test]
fn t_tries_and_after_three_offers_the_end() {
    let mut desk = with(State::Resolved, |i| record(i, |r| r.reporter = caller("Anna")));
    desk.keys("T");
    assert_eq!(letters(&desk), "an");
    one(&desk.keys("n"), r#"{"verb":"contact","result":"no_answer","note":null}"#);
    let often = |state| {
        with(state, |i| {
            record(i, |r| {
                r.reporter = caller("Anna");
                r.unanswered = 3;
            });
        })
    };
    let mut desk = often(State::Resolved);
    desk.keys("T");
    assert_eq!(letters(&desk), "anx");
    desk.keys("x");
    assert_eq!(letters(&desk), "wsn", "the caller's answer is asked");
    let mut desk = often(State::InProgress);
    desk.keys("T");
    assert_eq!(letters(&desk), "anr");
}

#[test]
fn c_tells_and_says_when_they_hear_again() {
    let mut desk = desk(State::InProgress);
    desk.keys("C");
    desk.text("30m: rollback under way");
    let next = (desk.now.utc + 1_800).rfc3339();
    let wanted = |public| {
        format!(
            r#"{{"verb":"update","text":"rollback under way","audience":null,"next_at":"{next}","public":{public}}}"#
        )
    };
    let fx = desk.keys("Enter");
    one(&fx, &wanted(false));
    confirm(&mut desk, &fx);
    assert!(back(&desk).is_err_and(|why| why.contains("tell them again")));
    desk.keys("C");
    desk.text("30m: rollback under way");
    assert!(asked(&desk.keys("Ctrl-p Enter")).is_empty(), "what is published is asked about");
    assert!(strip(&desk).consequence.shown().contains("not sent: tell them"));
    one(&yes(&mut desk), &wanted(true));
    desk.keys("C");
    desk.text("30m:");
    assert!(asked(&desk.keys("Enter")).is_empty(), "nothing said");
}

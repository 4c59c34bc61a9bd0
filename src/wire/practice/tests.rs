use super::*;
use crate::{domain::Practice, text::Kind};

fn standard() -> PracticeDoc {
    PracticeDoc::from(&**Practice::standard())
}

#[test]
fn a_practice_goes_out_and_comes_back_the_same() {
    let doc = standard();
    let json = serde_json::to_string(&doc).expect("JSON");
    let read: PracticeDoc = serde_json::from_str(&json).expect("the same");
    assert_eq!(read, doc);
    let back = read.compile().expect("a practice");
    let ours = Practice::standard();
    assert_eq!((&back.matrix, &back.categories, &back.codes), (&ours.matrix, &ours.categories, &ours.codes));
    assert_eq!(back.book, ours.book);
    assert_eq!(back.auto_close, ours.auto_close);
    assert_eq!(PracticeDoc::from(&back), doc);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    type Case = (fn(&mut PracticeDoc), &'static str, &'static str);
    let text = |words: &str| SafeText::clean(words, Kind::Label);
    let cases: [Case; 12] = [
        (|d| d.policies[1].query = "priorty:1".into(), "policies[1].query", "priority"),
        (|d| d.policies[0].name = SafeText::default(), "policies[0].name", "empty"),
        (|d| d.policies[1].name = d.policies[0].name.clone(), "policies[1].name", "another policy's"),
        (|d| d.policies[0].target = TargetDoc::Days("3 days".into()), "policies[0].target", "3bd"),
        (|d| d.policies[0].target = TargetDoc::Seconds(-1), "policies[0].target", "14400"),
        (
            |d| d.policies[0].calendar = SafeText::clean("office", Kind::Label),
            "policies[0].calendar",
            "none of",
        ),
        (|d| d.policies[0].warn = vec![0], "policies[0].warn", "percents"),
        (|d| d.policies[0].warn_before_s = vec![-5], "policies[0].warn_before_s", "0 or more"),
        (|d| d.matrix.cells[1].truncate(1), "matrix.cells[1]", "every impact"),
        (|d| d.matrix.cells.clear(), "matrix.cells", "no level"),
        (|d| d.matrix.impacts = vec![SafeText::clean("one", Kind::Label)], "matrix.impacts", "3 levels"),
        (|d| d.categories[0].sub.push(SafeText::default()), "categories[0].sub[3]", "empty"),
    ];
    for (break_it, at, says) in cases {
        let mut doc = standard();
        break_it(&mut doc);
        let fault = doc.compile().expect_err(at);
        assert_eq!(fault.at, at, "{fault}");
        assert!(fault.why.contains(says), "{fault}");
    }
    let mut doc = standard();
    doc.calendars.push(NamedCalendar { name: text("moon"), hours: CalendarSpec::always("Moon/Tranquility") });
    let fault = doc.compile().expect_err("no such zone");
    assert!(fault.at.starts_with("calendars[") && fault.at.contains("].hours"), "{fault}");
    assert!(fault.why.contains("Moon/Tranquility"), "{fault}");
}

#[test]
fn hours_go_through_whole_and_those_that_never_open_are_refused() {
    let mut doc = standard();
    let office = CalendarSpec::working_week("Europe/Paris", "09:00", "17:00");
    let tokyo = CalendarSpec::working_week("Asia/Tokyo", "09:00", "17:00");
    let both = CalendarSpec { union: vec![office.clone(), tokyo], ..CalendarSpec::default() };
    let named = |name: &str, hours| NamedCalendar { name: SafeText::clean(name, Kind::Label), hours };
    doc.calendars.extend([named("paris", office), named("both", both)]);
    doc.policies[0].calendar = SafeText::clean("both", Kind::Label);
    let json = serde_json::to_string(&doc).expect("JSON");
    let read: PracticeDoc = serde_json::from_str(&json).expect("the same");
    let practice = read.compile().expect("a practice");
    let mut again = PracticeDoc::from(&practice);
    again.calendars.sort_by(|a, b| a.name.cmp(&b.name));
    doc.calendars.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(again, doc);
    doc.calendars.push(named("never", CalendarSpec::default()));
    let fault = doc.compile().expect_err("never open");
    assert!(fault.at.starts_with("calendars[") && fault.at.contains("].hours"), "{fault}");
}

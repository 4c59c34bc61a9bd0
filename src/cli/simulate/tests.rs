//! Every case of `tests/vectors/sla.json`, through what the command prints; and files that make no sense.

use std::{io::Write, path::Path};

use serde_json::{Value, json};

use super::answer;
use crate::cli::{
    exit::Code,
    print::{Format, Printer},
};

fn printed(file: &Path) -> Value {
    let mut printer = Printer::memory(Format::Table, false, None);
    answer(file, &mut printer).unwrap();
    serde_json::from_str(printer.written()).unwrap()
}

fn of(cases: &Value) -> Vec<Value> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "{}", json!({ "vectors": cases })).unwrap();
    printed(file.path())["vectors"].as_array().unwrap().clone()
}

/// The same but for the ways to write a number.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

#[test]
fn every_vector_comes_to_what_it_expects() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/sla.json");
    let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let cases = file["vectors"].as_array().unwrap();
    let answers = printed(&path);
    let answers = answers["vectors"].as_array().unwrap();
    assert_eq!(cases.len(), answers.len());
    assert!(cases.len() >= 59);
    for (case, answer) in cases.iter().zip(answers) {
        let mut expected = case["expect"].clone();
        expected["id"] = case["id"].clone();
        assert!(
            same(&expected, answer),
            "{} {}\nexpected {expected:#}\ngot {answer:#}",
            case["id"],
            case["title"]
        );
    }
}

#[test]
fn a_case_without_sense_says_so_and_the_others_go_on() {
    let whole = json!({
        "id": "ok", "calendar": { "always": true, "tz": "UTC" }, "policy": { "metric": "resolution", "target_s": 60 },
        "events": [{ "at": "2026-06-01T00:00:00Z", "type": "start" }], "now": "2026-06-01T00:00:01Z",
    });
    let but = |key: &str, value: Value| {
        let mut case = whole.clone();
        case[key] = value;
        case
    };
    let cases = json!([
        whole,
        null,
        7,
        [],
        {},
        { "id": 3 },
        { "id": { "a": 1 }, "kind": "nonsense" },
        but("now", json!("2026-05-31T00:00:00Z")),
        but("now", json!("9999-06-01T00:00:00Z")),
        but("now", json!("soon")),
        but("events", json!([{ "at": "2026-06-01T00:00:00Z", "type": "begin" }])),
        but("events", json!([])),
        but("policy", json!({ "metric": "resolution", "target_s": -1 })),
        but("policy", json!({ "metric": "resolution", "target_s": 1e300 })),
        but("calendar", json!({ "tz": "UTC", "weekly": { "mon": [["09:00", "17:00"]] }, "holidys": [] })),
        but("calendar", json!({ "tz": "UTC", "weekly": { "mon": ["09:00", "17:00"] } })),
        but("calendar", json!({ "tz": "Mars/Olympus_Mons", "always": true })),
        but("clocks", json!([{}])),
        { "id": "v", "kind": "validate" },
        { "id": "b", "kind": "business_days", "calendar": { "always": true, "tz": "UTC" }, "start": "2026-06-01T00:00:00Z", "days": -1 },
        { "id": "c", "kind": "business_days", "calendar": { "always": true, "tz": "UTC" }, "start": "2026-06-01T00:00:00Z", "days": 4_000_000_000_u32 },
        whole,
    ]);
    let answers = of(&cases);
    assert_eq!(answers.len(), cases.as_array().unwrap().len());
    let last = answers.len() - 1;
    for (n, answer) in answers.iter().enumerate() {
        let fine = n == 0 || n == last;
        assert_eq!(answer.get("error").is_none(), fine, "{n}: {answer}");
        assert!(answer.get("id").is_some());
    }
    assert_eq!(answers[0]["elapsed_s"], 1);
}

#[test]
fn figures_at_the_edge_of_what_there_is_do_no_harm() {
    let answers = of(&json!([
        {
            "id": "far", "calendar": { "tz": "UTC", "weekly": { "mon": [["09:00", "17:00"]] } },
            "policy": { "metric": "resolution", "target_s": i64::MAX, "warn": [0, 1, 65535], "warn_before_s": [i64::MAX, i64::MIN, 0] },
            "events": [
                { "at": "2026-06-01T00:00:00Z", "type": "start" },
                { "at": "2026-06-01T00:00:00Z", "type": "pause" },
                { "at": "2026-06-01T10:00:00Z", "type": "resume" },
                { "at": "2026-06-01T10:00:00Z", "type": "retarget", "target_s": i64::MAX },
            ],
            "now": "2026-06-01T11:00:00Z",
        },
        {
            "id": "around", "calendar": { "always": true, "tz": "UTC" },
            "policy": { "metric": "resolution", "target_s": i64::MAX, "warn": [100] },
            "events": [{ "at": "2026-06-01T00:00:00Z", "type": "start" }], "now": "2026-06-01T11:00:00Z",
        },
    ]));
    for answer in &answers {
        assert_eq!(answer["due_at"], Value::Null, "after all time: {answer}");
        assert_eq!(answer["state"], "running");
    }
    assert_eq!(answers[0]["elapsed_s"], 3_600);
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_place() {
    let fault = |text: &str| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "{text}").unwrap();
        let mut printer = Printer::memory(Format::Table, false, None);
        let failure = answer(file.path(), &mut printer).unwrap_err();
        assert_eq!((failure.code, printer.written()), (Code::Usage, ""));
        format!("{:?}", failure.words)
    };
    assert!(fault("{\n  \"vectors\": [\n  {,}\n]}").contains("line 3, column 4"));
    assert!(fault("").contains("line 1, column 0"));
    assert!(fault("[]").contains("a file of cases is"));
    assert!(fault("{}").contains("missing field `vectors`"));
    assert!(fault(&"[".repeat(10_000)).contains("recursion limit"));
    let mut printer = Printer::memory(Format::Table, false, None);
    let gone = answer(Path::new("/nowhere/cases.json"), &mut printer).unwrap_err();
    assert!(gone.words.contains_folded("/nowhere/cases.json cannot be read"));
}

//! `simulate`: evaluates a file of cases, so that a policy can be tried before it is live. Belongs to the command line.
//!
//! | file | what it does |
//! |---|---|
//! | [`case`] | what a case looks like in the file |
//! | [`sla`] | a case of clocks and calendars, evaluated |
//!
//! A file is `{"vectors": [case…]}`. The answer is `{"vectors": [{"id", …}]}` in the same order; a case that cannot be
//! evaluated says `{"id", "error"}` and the run goes on. What a case expects is never read.

mod case;
mod sla;
#[cfg(test)]
mod tests;

use std::{io::Read, path::Path};

use serde_json::{Map, Value};

use super::{
    args::{Common, Simulate},
    conf,
    exit::{Code, Failure},
    open,
    print::Printer,
};
use crate::text::{Kind, SafeText};

/// The largest file that is read, in bytes.
const MOST: u64 = 256 << 20;

/// `simulate sla FILE`.
pub fn run(common: &Common, what: &Simulate) -> Result<Code, Failure> {
    let Simulate::Sla { file } = what;
    let mut printer = open::printer(common, None);
    answer(file, &mut printer)?;
    conf::done(&mut printer)
}

/// Prints what the cases of `file` come to.
fn answer(file: &Path, printer: &mut Printer) -> Result<(), Failure> {
    let bytes = read(file)?;
    let cases = cases(file, &bytes)?;
    let mut run = sla::Run::default();
    let answers: Vec<Value> = cases.into_iter().map(|case| one(&mut run, case)).collect();
    printer.json(&Value::Object(Map::from_iter([("vectors".to_owned(), Value::Array(answers))])));
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let name = file.display();
    let fault = |e: std::io::Error| {
        Failure::usage(format!("{name} cannot be read: {e}; write `-` for the standard input"))
    };
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|f| f.take(MOST + 1).read_to_end(&mut bytes))
    };
    read.map_err(fault)?;
    if bytes.len() as u64 > MOST {
        return Err(Failure::usage(format!("{name} is larger than {} MiB: split it", MOST >> 20)));
    }
    Ok(bytes)
}

/// The cases in it.
fn cases(file: &Path, bytes: &[u8]) -> Result<Vec<Value>, Failure> {
    #[derive(serde::Deserialize)]
    struct Cases {
        vectors: Vec<Value>,
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    serde_json::from_slice(bytes).map(|file: Cases| file.vectors).map_err(|e| {
        let words = e.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        Failure::usage(format!(
            "{}, line {}, column {}: {words}; a file of cases is {{\"vectors\": [{{\"id\": …}}]}} in JSON",
            file.display(),
            e.line(),
            e.column()
        ))
    })
}

/// One case with its id.
fn one(run: &mut sla::Run, case: Value) -> Value {
    let id = match case.get("id") {
        Some(Value::String(id)) => serde_json::to_value(SafeText::clean(id, Kind::Line)).unwrap_or_default(),
        Some(id @ (Value::Number(_) | Value::Bool(_))) => id.clone(),
        _ => Value::Null,
    };
    let mut answer = match run.case(case) {
        Ok(Value::Object(answer)) => answer,
        Ok(other) => Map::from_iter([("answer".to_owned(), other)]),
        Err(words) => {
            let words = SafeText::clean(&words, Kind::Line);
            Map::from_iter([("error".to_owned(), serde_json::to_value(words).unwrap_or_default())])
        }
    };
    answer.insert("id".to_owned(), id);
    Value::Object(answer)
}

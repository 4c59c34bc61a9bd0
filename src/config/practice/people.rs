//! `people = "people.csv"`, `[[person]]` and `[[service]]`. A part of [`super`].

use std::{collections::HashMap, fs::File as Disk, io::Read, ops::Range, path::Path};

use super::{
    super::{
        error::{ConfigError, choose},
        file as whole_file,
        model::Origin,
        table::{File, Table},
    },
    Placed, Said, Want, csv, one_line,
};
use crate::{
    domain::directory::{Person, Service},
    text::{Kind, SafeText},
};

/// The largest file of people that is read, in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// So many faults of one file of people are told; the rest are counted.
const TOLD: usize = 20;
/// The columns of a file of people.
const COLUMNS: [&str; 7] = ["id", "name", "email", "phone", "team", "time_zone", "vip"];
/// The most services that one can depend on, and the most runbooks.
const MANY: usize = 64;

/// The rule for ids: what can be typed as owner, and stands in queries.
fn check_id(id: &str) -> Result<(), String> {
    let right = (1..=64).contains(&id.len())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    if right { Ok(()) } else { Err("an id is 1 to 64 letters, digits, `.`, `_` or `-`".into()) }
}

/// What is wrong with a value of this column, and what to do about it.
fn check(column: &str, text: &str) -> Result<(), (String, Option<String>)> {
    match column {
        "id" => check_id(text).map_err(|message| (message, None)),
        _ if text.is_empty() => Ok(()),
        "email" => match text.split_once('@') {
            Some((name, host))
                if !name.is_empty() && !host.is_empty() && !text.contains(char::is_whitespace) =>
            {
                Ok(())
            }
            _ => Err(("this is no mail address".into(), None)),
        },
        "time_zone" => whole_file::zone(text).map(|_| ()).map_err(|(message, hint)| (message, Some(hint))),
        "vip" => truth(text).map(|_| ()).ok_or_else(|| ("`vip` must be yes or no".to_owned(), None)),
        _ if one_line(text, 128) => Ok(()),
        _ => Err((format!("`{column}` is one line of 1 to 128 characters"), None)),
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" | "x" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn label(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Label)
}

fn maybe(text: &str) -> Option<SafeText> {
    (!text.is_empty()).then(|| label(text))
}

/// `people = "people.csv"`: seen from this file.
pub(super) fn file(file: &mut File<'_>, table: &mut Table<'_>, said: &mut Said) {
    let Some((path, span)) = table.text(file, "people", "people.csv") else { return };
    let path = file.absolute(&path);
    said.people_file = Some((path.clone(), file.origin(&span)));
    let mut bytes = Vec::new();
    let read = Disk::open(&path).and_then(|disk| disk.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    let text = match read {
        Ok(_) if bytes.len() as u64 > MAX_BYTES => Err(format!("is larger than {MAX_BYTES} bytes")),
        Ok(_) => String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()),
        Err(error) => Err(format!("cannot be read: {error}")),
    };
    match text {
        Ok(text) => match people(&path, &text) {
            Ok(people) => said.people.extend(people),
            Err(faults) => file.errors.extend(faults),
        },
        Err(why) => file.error(&span, format!("the file {} {why}", path.display()), None),
    }
}

/// The people of a CSV file, or all that is wrong with it.
fn people(path: &Path, text: &str) -> Result<Vec<Placed<(Person, Origin)>>, Vec<ConfigError>> {
    let name = path.display().to_string();
    let fault =
        |span: &Range<usize>, message: String, hint| ConfigError::at(&name, text, span, message, hint);
    let rows = csv::rows(text).map_err(|f| vec![fault(&f.span, f.message.to_owned(), None)])?;
    let mut rows = rows.into_iter();
    let columns = || format!("its first line names the columns: {}", COLUMNS.join(","));
    let Some(head) = rows.next() else {
        return Err(vec![ConfigError::bare(name, "this file is empty", Some(columns()))]);
    };
    let mut faults = Vec::new();
    let mut order = Vec::new();
    for cell in &head {
        let word = cell.text.to_lowercase();
        match COLUMNS.into_iter().find(|c| *c == word) {
            Some(column) if order.contains(&column) => {
                faults.push(fault(&cell.span, format!("there are two columns `{column}`"), None));
            }
            Some(column) => order.push(column),
            None => {
                let hint = choose(&word, COLUMNS.into_iter(), "the columns are");
                let words = format!("unknown column `{}`", cell.text.escape_debug());
                faults.push(fault(&cell.span, words, Some(hint)));
            }
        }
    }
    if faults.is_empty() && !order.contains(&"id") {
        faults.push(fault(&(0..head[0].span.end), "there is no column `id`".into(), Some(columns())));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (mut found, mut lines, mut untold) = (Vec::new(), HashMap::new(), 0_usize);
    // Lines are counted on the way: looking for each from the top would be slow in a long file.
    let (mut line, mut upto) = (1, 0);
    for row in rows {
        let start = row.first().map_or(0, |cell| cell.span.start);
        line += text[upto..start].matches('\n').count();
        upto = start;
        let mut wrong: Vec<ConfigError> = Vec::new();
        if row.len() != order.len() {
            let end = row.last().map_or(start, |cell| cell.span.end);
            let words = format!("this line has {} cells, and the first {}", row.len(), order.len());
            wrong.push(fault(&(start..end), words, None));
        }
        for (column, cell) in order.iter().zip(&row) {
            if let Err((message, hint)) = check(column, &cell.text) {
                wrong.push(fault(&cell.span, message, hint));
            }
        }
        let cell = |wanted: &str| {
            let at = order.iter().position(|c| *c == wanted)?;
            row.get(at).map(|cell| cell.text.as_str())
        };
        let text = |wanted: &str| cell(wanted).unwrap_or_default();
        if let Some(first) = lines.insert(text("id").to_owned(), line)
            && wrong.is_empty()
        {
            let at = order.iter().position(|c| *c == "id").and_then(|at| row.get(at));
            let span = at.map_or(start..start, |cell| cell.span.clone());
            let words = format!("there are two people with the id `{}`", text("id"));
            wrong.push(fault(&span, words, Some(format!("the first is in line {first}"))));
        }
        if !wrong.is_empty() {
            let room = TOLD.saturating_sub(faults.len());
            untold += wrong.len().saturating_sub(room);
            faults.extend(wrong.into_iter().take(room));
            continue;
        }
        let person = Person {
            id: label(text("id")),
            name: maybe(text("name")),
            email: maybe(text("email")),
            phone: maybe(text("phone")),
            team: maybe(text("team")),
            time_zone: maybe(text("time_zone")),
            vip: truth(text("vip")).unwrap_or(false),
        };
        let place = ConfigError::bare(name.clone(), "", None);
        found.push(Placed { item: (person, Origin::File(path.to_owned(), line)), place, wants: Vec::new() });
    }
    if untold > 0 {
        // At the end, so that it stays the last when faults are put in the order of their lines.
        let end = text.len();
        faults.push(fault(&(end..end), format!("and {untold} more faults like these"), None));
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// The text under `key`, checked as a cell of that column would be.
fn cell(file: &mut File<'_>, table: &mut Table<'_>, key: &'static str, like: &str) -> Option<SafeText> {
    let (text, span) = table.text(file, key, like)?;
    if let Err((message, hint)) = check(key, &text) {
        file.error(&span, message, hint);
    }
    maybe(&text)
}

/// The `id` of a table, which must be there and right.
fn id(file: &mut File<'_>, table: &mut Table<'_>, what: &str, like: &str) -> Option<(String, Range<usize>)> {
    let id = table.text(file, "id", like);
    if table.any("id").is_none() {
        let span = table.span.clone();
        file.error(&span, format!("this {what} has no `id`"), None);
    }
    let (id, span) = id?;
    match check_id(&id) {
        Ok(()) => Some((id, span)),
        Err(message) => {
            file.error(&span, message, None);
            None
        }
    }
}

/// One `[[person]]`: wins over the line of the CSV file with the same id.
pub(super) fn person(file: &mut File<'_>, mut table: Table<'_>, said: &mut Said) {
    let faults = file.errors.len();
    let id = id(file, &mut table, "person", "ana");
    let mut person = Person {
        name: cell(file, &mut table, "name", "Ana Lima"),
        email: cell(file, &mut table, "email", "ana@example.com"),
        phone: cell(file, &mut table, "phone", "+33 1 23 45 67 89"),
        team: cell(file, &mut table, "team", "payments"),
        time_zone: cell(file, &mut table, "time_zone", "Europe/Paris"),
        ..Person::default()
    };
    person.vip = table.truth(file, "vip").is_some_and(|(vip, _)| vip);
    table.finish(file);
    let Some((id, span)) = id.filter(|_| file.errors.len() == faults) else { return };
    person.id = label(&id);
    let origin = file.origin(&span);
    let known = said.people.iter().position(|p| p.item.0.id == person.id);
    let here = |p: &Placed<(Person, Origin)>| matches!(&p.item.1, Origin::File(path, _) if path == file.path);
    match known {
        Some(at) if here(&said.people[at]) => {
            let first = said.people[at].item.1.clone();
            whole_file::twice(file, &span, "person", &id, &first);
        }
        Some(at) => said.people[at].item = (person, origin),
        None => {
            said.people.push(Placed { item: (person, origin), place: file.place(&span), wants: Vec::new() });
        }
    }
}

/// One `[[service]]`.
pub(super) fn service(file: &mut File<'_>, mut table: Table<'_>, said: &mut Said) {
    let faults = file.errors.len();
    let id = id(file, &mut table, "service", "checkout");
    let name = cell(file, &mut table, "name", "Checkout");
    let team = cell(file, &mut table, "team", "payments");
    let criticality = table.number(file, "criticality", (1, 4)).and_then(|(n, _)| u8::try_from(n).ok());
    let mut wants = Vec::new();
    let mut depends_on = Vec::new();
    if let Some((items, span)) = table.items("depends_on") {
        for item in items {
            let Some(text) = item.get_ref().as_str() else {
                let hint = Some("such as depends_on = [\"db-core\"]".into());
                file.error(&item.span(), "`depends_on` is a list of ids of services", hint);
                continue;
            };
            if id.as_ref().is_some_and(|(id, _)| id == text) {
                file.error(&item.span(), "a service does not depend on itself", None);
            }
            wants.push((Want::Service, text.to_owned(), file.place(&item.span())));
            depends_on.push(label(text));
        }
        if depends_on.len() > MANY {
            file.error(&span, format!("at most {MANY} are taken"), None);
        }
    }
    let mut runbooks = Vec::new();
    if let Some((list, span)) = table.texts(file, "runbooks", "[\"https://wiki.example/checkout\"]") {
        let link =
            |text: &String| url::Url::parse(text).is_ok_and(|u| matches!(u.scheme(), "http" | "https"));
        if let Some(bad) = list.iter().find(|text| !link(text)) {
            let words = format!("`{}` is not an http or https address", bad.escape_debug());
            file.error(&span, words, None);
        }
        runbooks = list.iter().map(|text| SafeText::clean(text, Kind::Line)).collect();
    }
    let category = table.text(file, "category", "database/replication");
    table.finish(file);
    let Some((id, span)) = id.filter(|_| file.errors.len() == faults) else { return };
    let category = category.map(|(text, at)| {
        wants.push((Want::Category, text.clone(), file.place(&at)));
        label(&text)
    });
    let service = Service { id: label(&id), name, team, criticality, depends_on, runbooks, category };
    if let Some(first) = said.services.iter().find(|s| s.item.0.id == service.id) {
        let first = first.item.1.clone();
        whole_file::twice(file, &span, "service", &id, &first);
        return;
    }
    said.services.push(Placed { item: (service, file.origin(&span)), place: file.place(&span), wants });
}

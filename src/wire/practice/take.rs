//! A practice from its document, checked. A part of [`super`].

use std::sync::Arc;

use chrono_tz::Tz;

use super::{
    CategoryDoc, MatrixDoc, NamedCalendar, PolicyDoc, PracticeDoc, TargetDoc, give::AROUND_THE_CLOCK,
};
use crate::{
    domain::{
        Practice,
        category::Categories,
        matrix::Matrix,
        query::Query,
        sla::{Book, Calendar, Policy, Target},
    },
    text::{Kind, SafeText},
};

/// The most policies, calendars, categories (and names in one) and codes that are taken.
const MOST: usize = 1_000;

/// Why a document is no practice: where, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {why}")]
pub struct Fault {
    /// Its place: `policies[2].query`.
    pub at: String,
    /// What is wrong, and what would be taken.
    pub why: String,
}

fn fault(at: impl Into<String>, why: impl Into<String>) -> Fault {
    Fault { at: at.into(), why: why.into() }
}

impl PracticeDoc {
    /// Compiled.
    ///
    /// # Errors
    /// [`Fault`]: the first place that is wrong.
    pub fn compile(&self) -> Result<Practice, Fault> {
        for (at, len) in [
            ("categories", self.categories.len()),
            ("codes", self.codes.len()),
            ("calendars", self.calendars.len()),
            ("policies", self.policies.len()),
        ] {
            if len > MOST {
                return Err(fault(at, format!("has {len} entries; at most {MOST} are taken")));
            }
        }
        let calendars = calendars(&self.calendars)?;
        let mut policies: Vec<Policy> = Vec::with_capacity(self.policies.len());
        for (nth, doc) in self.policies.iter().enumerate() {
            let policy = policy(doc, &format!("policies[{nth}]"), &calendars)?;
            if policies.iter().any(|p| p.name == policy.name) {
                return Err(fault(format!("policies[{nth}].name"), "is another policy's name too"));
            }
            policies.push(policy);
        }
        let auto_close = match &self.auto_close {
            None => None,
            Some(doc) => Some((
                target(&doc.after, "auto_close.after")?,
                named(&doc.calendar, "auto_close.calendar", &calendars)?,
            )),
        };
        Ok(Practice {
            matrix: matrix(&self.matrix)?,
            categories: categories(&self.categories)?,
            book: Arc::new(Book::new(policies)),
            calendars,
            codes: self.codes.iter().map(|code| code.fit(Kind::Label)).collect(),
            auto_close,
        })
    }
}

type Calendars = Vec<(SafeText, Arc<Calendar>)>;

fn calendars(docs: &[NamedCalendar]) -> Result<Calendars, Fault> {
    let mut known = Calendars::with_capacity(docs.len());
    for (nth, doc) in docs.iter().enumerate() {
        let name = name(&doc.name, &format!("calendars[{nth}].name"))?;
        if known.iter().any(|(other, _)| *other == name) {
            return Err(fault(format!("calendars[{nth}].name"), "is another calendar's name too"));
        }
        let calendar = Calendar::compile(&doc.hours)
            .map_err(|why| fault(format!("calendars[{nth}].hours"), why.to_string()))?;
        known.push((name, Arc::new(calendar)));
    }
    Ok(known)
}

/// The calendar of this name.
fn named(name: &SafeText, at: &str, known: &Calendars) -> Result<Arc<Calendar>, Fault> {
    if let Some((_, calendar)) = known.iter().find(|(other, _)| other == name) {
        return Ok(Arc::clone(calendar));
    }
    if name.eq_folded(AROUND_THE_CLOCK) {
        return Ok(Arc::new(Calendar::always(Tz::UTC)));
    }
    Err(fault(at, "names none of `calendars`"))
}

fn name(text: &SafeText, at: &str) -> Result<SafeText, Fault> {
    let name = text.fit(Kind::Label);
    if name.is_empty() { Err(fault(at, "is empty")) } else { Ok(name) }
}

fn target(doc: &TargetDoc, at: &str) -> Result<Target, Fault> {
    let wanted = "write seconds (14400) or working days (\"3bd\")";
    match doc {
        TargetDoc::Seconds(seconds) if *seconds >= 0 => Ok(Target::Seconds(*seconds)),
        TargetDoc::Seconds(seconds) => Err(fault(at, format!("is {seconds}, before it began; {wanted}"))),
        TargetDoc::Days(text) => {
            let days = text.strip_suffix("bd").filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
            let days: Option<u32> = days.and_then(|d| d.parse().ok()).filter(|d| (1..=3_650).contains(d));
            days.map(Target::BusinessDays).ok_or_else(|| fault(at, format!("is no length of time; {wanted}")))
        }
    }
}

fn policy(doc: &PolicyDoc, at: &str, known: &Calendars) -> Result<Policy, Fault> {
    let query = if doc.query.trim().is_empty() {
        Query::all()
    } else {
        Query::parse(&doc.query)
            .map_err(|e| fault(format!("{at}.query"), format!("character {}: {}", e.at + 1, e.words())))?
    };
    if let Some(percent) = doc.warn.iter().find(|p| !(1..=1_000).contains(*p)) {
        return Err(fault(format!("{at}.warn"), format!("has {percent}; write percents from 1 to 1000")));
    }
    if let Some(seconds) = doc.warn_before_s.iter().find(|s| **s < 0) {
        return Err(fault(format!("{at}.warn_before_s"), format!("has {seconds}; write seconds, 0 or more")));
    }
    Ok(Policy {
        name: name(&doc.name, &format!("{at}.name"))?,
        metric: doc.metric,
        query,
        target: target(&doc.target, &format!("{at}.target"))?,
        calendar: named(&doc.calendar, &format!("{at}.calendar"), known)?,
        calendar_name: doc.calendar.fit(Kind::Label),
        pausable: doc.pausable,
        pause_on: doc.pause_on.clone(),
        warn: doc.warn.clone(),
        warn_before_s: doc.warn_before_s.clone(),
        on_priority_change: doc.on_priority_change,
        on_reopen: doc.on_reopen,
    })
}

fn categories(docs: &[CategoryDoc]) -> Result<Categories, Fault> {
    let mut tree = Vec::with_capacity(docs.len());
    for (nth, doc) in docs.iter().enumerate() {
        let first = name(&doc.name, &format!("categories[{nth}].name"))?;
        if doc.sub.len() > MOST {
            return Err(fault(format!("categories[{nth}].sub"), format!("has more than {MOST} names")));
        }
        let sub = doc.sub.iter().enumerate();
        let sub = sub.map(|(at, sub)| name(sub, &format!("categories[{nth}].sub[{at}]")));
        tree.push((first, sub.collect::<Result<_, _>>()?));
    }
    Ok(Categories { tree })
}

fn matrix(doc: &MatrixDoc) -> Result<Matrix, Fault> {
    let columns = doc.cells.first().map_or(0, Vec::len);
    let levels = 1..=9;
    if !levels.contains(&doc.cells.len()) || !levels.contains(&columns) {
        return Err(fault("matrix.cells", "has no level, or more than 9; write a row for each impact"));
    }
    if let Some(nth) = doc.cells.iter().position(|row| row.len() != columns) {
        return Err(fault(
            format!("matrix.cells[{nth}]"),
            format!(
                "has {} cells and the first row {columns}: every impact and urgency needs one",
                doc.cells[nth].len()
            ),
        ));
    }
    for (at, names, wanted) in
        [("matrix.impacts", &doc.impacts, doc.cells.len()), ("matrix.urgencies", &doc.urgencies, columns)]
    {
        if !names.is_empty() && names.len() != wanted {
            return Err(fault(at, format!("has {} names for {wanted} levels", names.len())));
        }
    }
    Matrix::new(doc.cells.clone()).ok_or_else(|| fault("matrix.cells", "is no whole table"))
}

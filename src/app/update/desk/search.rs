//! Lists that are searched as one types: the category tree (`c`), the other incident (`m`, and of a duplicate).

use super::{able, ask, called, confirm, each, end, incidents, line};
use crate::{
    app::{
        action::Action,
        effect::Effect,
        entry::Entry,
        key::{Code, Key},
        model::{
            Model, Now,
            layer::{Confirm, Layer},
            menu::{Search, SearchFor},
        },
        update::forms,
    },
    backend::{Target, Verb},
    domain::{
        Incident, Number,
        query::{Query, folded},
        record::CancelReason,
    },
    text::SafeText,
};

/// Incidents of the board that are offered at once.
const HERE: usize = 40;
/// Incidents that a source is asked for.
const FOUND: u32 = 20;
/// The source is asked when the typing rests for so long, milliseconds.
const REST_MS: u64 = 250;

/// One line of the list.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// A category, or one of its second level.
    Category(&'a SafeText, Option<&'a SafeText>),
    /// Out from under its parent.
    NoParent(Number),
    /// An incident.
    Incident(&'a Incident),
}

/// What will be asked of the targets, without the words.
fn probe(purpose: SearchFor, targets: &[Target]) -> Verb {
    match (purpose, targets.iter().find_map(|t| t.number)) {
        (SearchFor::Category, _) => Verb::Category { category: SafeText::default(), sub: None },
        // Whether there is the other one is asked later: any number will do.
        (SearchFor::Incident { .. }, Some(into)) => Verb::Merge { into },
        (SearchFor::Incident { .. } | SearchFor::Duplicate, _) => end::cancelled(CancelReason::Duplicate),
    }
}

/// Opens the list.
pub fn open(model: &mut Model, now: Now, purpose: SearchFor, targets: Vec<Target>) {
    let verb = probe(purpose, &targets);
    let targets = able(model, now, targets, &verb);
    if targets.is_empty() {
        return;
    }
    let mut search = Search {
        purpose,
        targets,
        input: Entry::line(""),
        pick: 0,
        here: Vec::new(),
        found: Vec::new(),
        ask: 0,
        due_ms: None,
    };
    look(model, now, &mut search);
    model.layer = Some(Layer::Search(search));
}

/// Looks again at what fits, after something was typed.
fn look(model: &Model, now: Now, search: &mut Search) {
    search.pick = 0;
    if search.purpose == SearchFor::Category {
        return;
    }
    let Some(query) = query(search, true) else { return };
    let mut here = model.inbox.search(&query, now.utc, HERE);
    here.retain(|i| search.targets.iter().all(|t| t.id != i.id));
    // What hits the same service most likely is the same.
    let service = search.targets.first().and_then(|t| model.held(&t.id)).and_then(|i| i.service.clone());
    here.sort_by_key(|i| service.is_none() || i.service != service);
    search.here = here;
    search.due_ms = (search.input.value().trim().len() >= 2).then_some(now.ms + REST_MS);
}

/// What is looked for: every word, in what the target's source has open; a duplicate also of what is over.
fn query(search: &Search, here: bool) -> Option<Query> {
    let mut text = String::new();
    if here {
        text = format!("source:{} ", search.targets.first()?.source.as_str());
    }
    if search.purpose != SearchFor::Duplicate {
        text.push_str("state:open ");
    }
    for word in search.input.value().split_whitespace().take(8) {
        let plain: String = word.chars().filter(|c| !"\"\\".contains(*c)).collect();
        if !plain.is_empty() {
            text.extend(["\"", &plain, "\" "]);
        }
    }
    Query::parse(&text).ok()
}

/// The lines that fit, the best first.
pub fn rows<'a>(model: &'a Model, search: &'a Search) -> Vec<Row<'a>> {
    let Some(first) = search.targets.first() else { return Vec::new() };
    match search.purpose {
        SearchFor::Category => {
            let tree = &model.practice(&first.source).categories.tree;
            let needle: String = search.input.value().to_lowercase().split_whitespace().collect();
            let all = tree.iter().flat_map(|(category, subs)| {
                std::iter::once((category, None)).chain(subs.iter().map(move |s| (category, Some(s))))
            });
            let mut fitting: Vec<(u8, Row<'a>)> = all
                .filter_map(|(category, sub)| {
                    Some((rank(category, sub, &needle)?, Row::Category(category, sub)))
                })
                .collect();
            fitting.sort_by_key(|(rank, _)| *rank);
            fitting.into_iter().map(|(_, row)| row).collect()
        }
        purpose => {
            let parent = model.held(&first.id).and_then(|i| i.detail.record.parent);
            let out = parent.filter(|_| purpose == SearchFor::Incident { attach: true }).map(Row::NoParent);
            let known = |i: &&Incident| search.here.iter().all(|h| h.id != i.id);
            let found = search.found.iter().filter(known);
            out.into_iter().chain(search.here.iter().chain(found).map(Row::Incident)).collect()
        }
    }
}

/// How well a category fits what was typed: begins with it, contains it, has its letters in that order. `None`: not.
fn rank(category: &SafeText, sub: Option<&SafeText>, needle: &str) -> Option<u8> {
    let bare = |text: &SafeText| folded(text).split_whitespace().collect::<String>();
    let (first, second) = (bare(category), sub.map(bare));
    let whole = second.as_ref().map_or_else(|| first.clone(), |second| format!("{first}/{second}"));
    let mut letters = whole.chars();
    if whole.starts_with(needle) || second.is_some_and(|s| s.starts_with(needle)) {
        Some(0)
    } else if whole.contains(needle) {
        Some(1)
    } else {
        needle.chars().all(|c| letters.any(|l| l == c)).then_some(2)
    }
}

/// A key in the list.
pub fn key(model: &mut Model, now: Now, mut search: Search, key: Key, fx: &mut Vec<Effect>) {
    let count = rows(model, &search).len().max(1);
    let toggles = key.code == Code::Tab || (key.code == Code::Char('t') && key.ctrl);
    match (key.code, key.ctrl) {
        (Code::Esc, _) => return,
        (Code::Enter, _) => return take(model, now, search, fx),
        (Code::Down, _) | (Code::Char('n'), true) => search.pick = (search.pick + 1) % count,
        (Code::Up, _) | (Code::Char('p'), true) => search.pick = (search.pick + count - 1) % count,
        _ if toggles => {
            if let SearchFor::Incident { attach } = search.purpose {
                search.purpose = SearchFor::Incident { attach: !attach };
                search.pick = 0;
            }
        }
        _ => {
            if forms::edit(model, now, &mut search.input, key, "search", fx) {
                look(model, now, &mut search);
            }
        }
    }
    model.layer = Some(Layer::Search(search));
}

/// What is typed became another text by a paste or in `$EDITOR`.
pub fn typed(model: &mut Model, now: Now) {
    if let Some(Layer::Search(mut search)) = model.layer.take_if(|l| matches!(l, Layer::Search(_))) {
        look(model, now, &mut search);
        model.layer = Some(Layer::Search(search));
    }
}

/// Asks the source once the typing rests.
pub fn due(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    let Some(Layer::Search(search)) = &mut model.layer else { return };
    if search.due_ms.is_none_or(|due| now.ms < due) {
        return;
    }
    search.due_ms = None;
    let Some((query, first)) = query(search, false).zip(search.targets.first()) else { return };
    model.groups += 1;
    search.ask = model.groups;
    fx.push(Effect::Find { ask: search.ask, source: Some(first.source.clone()), query, limit: FOUND });
}

/// What a source found.
pub fn found(model: &mut Model, ask: u64, incidents: &Result<Vec<Incident>, SafeText>) {
    if let (Some(Layer::Search(search)), Ok(incidents)) = (&mut model.layer, incidents)
        && search.ask == ask
    {
        let other = |i: &&Incident| search.targets.iter().all(|t| t.id != i.id);
        search.found = incidents.iter().filter(other).cloned().collect();
    }
}

/// Enter: the chosen line.
fn take(model: &mut Model, now: Now, search: Search, fx: &mut Vec<Effect>) {
    let Some(row) = rows(model, &search).get(search.pick).copied() else {
        model.say("nothing fits: type less, or Esc leaves", now);
        model.layer = Some(Layer::Search(search));
        return;
    };
    let targets = search.targets.clone();
    match (row, search.purpose) {
        (Row::Category(category, sub), _) => {
            let verb = Verb::Category { category: category.clone(), sub: sub.cloned() };
            ask(model, now, each(targets, &verb), None, fx);
        }
        (Row::NoParent(_), _) => ask(model, now, each(targets, &Verb::Attach { parent: None }), None, fx),
        (Row::Incident(other), purpose) => {
            let Some(number) = other.number else {
                model.say("it has no number yet: once its source was heard it has", now);
                model.layer = Some(Layer::Search(search));
                return;
            };
            match purpose {
                SearchFor::Incident { attach: true } => {
                    ask(model, now, each(targets, &Verb::Attach { parent: Some(number) }), None, fx);
                }
                SearchFor::Incident { attach: false } => {
                    let what = merging(model, targets, number);
                    confirm(model, now, what);
                }
                SearchFor::Duplicate | SearchFor::Category => {
                    let verb = Verb::Cancel {
                        reason: CancelReason::Duplicate,
                        detail: None,
                        duplicate_of: Some(number),
                    };
                    confirm(model, now, end::cancelling(model, each(targets, &verb), None));
                }
            }
        }
    }
}

/// What a merge will do, before it does.
pub fn merging(model: &Model, targets: Vec<Target>, into: Number) -> Confirm {
    let held = incidents(model, &targets);
    let alerts: u32 = held.iter().map(|i| i.count).sum();
    let callers: usize = held
        .iter()
        .map(|i| i.detail.record.callers.len() + usize::from(i.detail.record.reporter.is_some()))
        .sum();
    let some = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let mut counted = some(alerts as usize, "alert");
    if callers > 0 {
        counted = format!("{} and {counted}", some(callers, "caller"));
    }
    let (ends, its) = if targets.len() == 1 { ("ends", "its") } else { ("end", "their") };
    let findable = match &*targets {
        [one] => one
            .number
            .map_or_else(|| "it stays findable".to_owned(), |n| format!("{} stays findable", n.long())),
        _ => "all stay findable".to_owned(),
    };
    let count = if alerts == 1 && callers == 0 { "counts" } else { "count" };
    let words = format!(
        "{} {ends} as merged; {its} {counted} {count} with {}; {its} clocks are cancelled; {findable}; {} takes it back for 15 min",
        called(&targets),
        into.get(),
        model.key(Action::Undo)
    );
    let acts = each(targets, &Verb::Merge { into });
    Confirm { verb: "merge", consequence: line(&words), acts, slot: None }
}

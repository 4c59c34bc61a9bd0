//! How the list is arranged: its order, its groups.

use crate::{
    app::{
        action::Action,
        inbox::{Folded, GroupName},
        model::{
            Model, Now,
            board::Ghost,
            layer::{Layer, Then},
            menu::{Entry, Menu},
        },
    },
    domain::{
        Incident, IncidentId,
        view::{Arrange, GroupBy, Sort, SortBy},
    },
    text::{Kind, SafeText},
};

/// Columns with their letters and what the first press gives.
const SORTS: [(char, SortBy, &str); 14] = [
    ('a', SortBy::Attention, "what needs somebody first"),
    ('p', SortBy::Priority, "P1 first"),
    ('s', SortBy::State, "new first"),
    ('c', SortBy::Clock, "the nearest first"),
    ('o', SortBy::Owner, "by name"),
    ('t', SortBy::Title, "by its words"),
    ('v', SortBy::Service, "by name"),
    ('m', SortBy::Team, "by name"),
    ('k', SortBy::Category, "by both levels"),
    ('g', SortBy::Age, "the youngest first"),
    ('u', SortBy::Updated, "what changed last first"),
    ('i', SortBy::Id, "by number"),
    ('r', SortBy::Source, "by name"),
    ('n', SortBy::Count, "raised most often first"),
];

/// Groups with their letters; labels that stand on the board get letters after them.
const GROUPS: [(char, &str); 8] = [
    ('s', "service"),
    ('o', "owner"),
    ('m', "team"),
    ('k', "category"),
    ('r', "source"),
    ('p', "p"),
    ('t', "state"),
    ('c', "cluster"),
];

/// Letters for labels.
const LETTERS: &str = "abdefghijlquvwyz";

/// `S` and `b`: the menus; Left, Right: folding.
pub fn press(model: &mut Model, now: Now, action: Action) {
    match action {
        Action::Sort => model.layer = Some(Layer::Menu(sort_menu(model))),
        Action::Group => model.layer = Some(Layer::Menu(group_menu(model))),
        Action::Collapse => {
            let row = model.board.cursor.as_ref().and_then(|id| model.inbox.head_of(id));
            match row.map(|head| head.name.clone()) {
                // From a row to its head; from there it folds.
                Some(name) => to_head(model, &name),
                None => fold_here(model, Some(true)),
            }
        }
        Action::Expand => fold_here(model, Some(false)),
        _ => fold_all(model, now),
    }
}

fn safe(words: &str) -> SafeText {
    SafeText::clean(words, Kind::Line)
}

fn entry(key: char, title: &str, hint: &str, then: Then) -> Entry {
    Entry { key, title: safe(title), hint: safe(hint), then, refused: None }
}

fn sort_menu(model: &Model) -> Menu {
    let present = &model.inbox.lens().sort;
    let entries = SORTS.iter().map(|(key, by, first)| {
        let place = present.0.iter().position(|(other, _)| other == by);
        let hint = match place.map(|n| (n, present.0[n].1)) {
            Some((0, false)) => format!("1 {}: {first}; again turns it round", by.word()),
            Some((n, back)) => format!("{} {}{}", n + 1, if back { "-" } else { "" }, by.word()),
            None if *by == SortBy::Attention && present.is_attention() => format!("1 attention: {first}"),
            None => (*first).to_owned(),
        };
        let title = if *by == SortBy::Priority { "priority" } else { by.word() };
        entry(*key, title, &hint, Then::Sort(*by))
    });
    Menu { verb: "sort by", targets: Vec::new(), entries: entries.collect() }
}

fn group_menu(model: &Model) -> Menu {
    let present = model.inbox.grouped_by();
    let hint = |by: &GroupBy| if present == Some(by) { "now" } else { "" };
    let mut entries: Vec<Entry> = GROUPS
        .iter()
        .filter_map(|(key, word)| {
            let by: GroupBy = word.parse().ok()?;
            let title = if *word == "p" { "priority" } else { word };
            Some(entry(*key, title, hint(&by), Then::Group(Some(by))))
        })
        .collect();
    let none = if present.is_none() { "now" } else { "one list" };
    entries.push(entry('x', "none", none, Then::Group(None)));
    let labels = model.inbox.label_names().into_iter().filter(|name| name != "cluster");
    for (key, name) in LETTERS.chars().zip(labels) {
        let by = GroupBy::Label(name);
        entries.push(entry(key, &by.to_string(), hint(&by), Then::Group(Some(by))));
    }
    Menu { verb: "group by", targets: Vec::new(), entries }
}

/// Sorts the view by this column; the same again turns it round.
pub fn sort(model: &mut Model, now: Now, by: SortBy) {
    let sort = model.inbox.lens().sort.pressed(by);
    set_sort(model, now, sort);
}

/// Sorts the view by these columns.
pub fn set_sort(model: &mut Model, now: Now, sort: Sort) {
    model.say(&format!("sorted by {sort}"), now);
    arrange(model, now, |arrange| arrange.sort = sort);
}

/// Groups the view, or not.
pub fn group(model: &mut Model, now: Now, by: Option<GroupBy>) {
    match &by {
        Some(by) => {
            let fold = model.key(Action::Collapse);
            model.say(&format!("grouped by {by}: {fold} folds, verbs on a head act on its rows"), now);
        }
        None => model.say("one list", now),
    }
    arrange(model, now, |arrange| arrange.group = by);
}

fn arrange(model: &mut Model, now: Now, change: impl FnOnce(&mut Arrange)) {
    match model.views.get_mut(model.view) {
        Some(view) => change(&mut view.arrange),
        None => return model.say("there is no view to arrange", now),
    }
    show(model, now);
}

/// Shows the view that is chosen, as it is arranged; the cursor stays on what it is on, where that is in it.
pub fn show(model: &mut Model, now: Now) {
    let standard = Arrange::default();
    let (sort, group) = match model.views.get(model.view) {
        Some(view) => (&view.arrange.sort, view.arrange.group.as_ref()),
        None => (&standard.sort, None),
    };
    let folded = folds(model).cloned().unwrap_or_default();
    model.inbox.arrange(model.view, sort, group, folded, now.utc);
    model.board.ghost = None;
    let height = model.list_height();
    model.board.return_to(&model.inbox, height);
}

/// The folded groups of the view that is chosen.
fn folds(model: &Model) -> Option<&Folded> {
    let view = model.views.get(model.view)?;
    model.board.folds.get(&(view.name.clone(), view.arrange.group.clone()?))
}

/// Enter on a head folds or unfolds it. False if the cursor is on none.
pub fn turn(model: &mut Model) -> bool {
    let on_head = model.screens.is_empty() && model.board.ghost.is_none() && model.board.head.is_some();
    if on_head {
        fold_here(model, None);
    }
    on_head
}

/// Folds the group under the cursor, unfolds it, or the other of the two.
fn fold_here(model: &mut Model, fold: Option<bool>) {
    let Some(name) = model.board.head.clone().filter(|_| model.board.ghost.is_none()) else { return };
    let mut folded = folds(model).cloned().unwrap_or_default();
    if fold.unwrap_or(!folded.contains(&name)) {
        folded.insert(name);
    } else {
        folded.remove(&name);
    }
    set_folds(model, folded);
    follow(model);
}

fn fold_all(model: &mut Model, now: Now) {
    let heads = model.inbox.heads();
    let all = heads.iter().all(|head| head.folded);
    let folded: Folded = if all { Folded::new() } else { heads.iter().map(|h| h.name.clone()).collect() };
    let head = model.board.cursor.as_ref().and_then(|id| model.inbox.head_of(id)).map(|h| h.name.clone());
    set_folds(model, folded);
    match head.filter(|_| !all) {
        Some(name) => to_head(model, &name),
        None => follow(model),
    }
    model.say(if all { "unfolded" } else { "folded" }, now);
}

fn set_folds(model: &mut Model, folded: Folded) {
    if let Some(view) = model.views.get(model.view)
        && let Some(by) = &view.arrange.group
    {
        model.board.folds.insert((view.name.clone(), by.clone()), folded.clone());
    }
    model.inbox.fold(folded);
}

/// The cursor goes to this incident, whose group is unfolded for it. False where the view does not have it.
pub fn go_to(model: &mut Model, id: &IncidentId) -> bool {
    if model.inbox.place(id).is_none() {
        return false;
    }
    model.board.ghost = None;
    model.board.head = None;
    model.board.cursor = Some(id.clone());
    reveal(model);
    let height = model.list_height();
    if let Some(line) = model.inbox.line_of(id) {
        model.board.move_to(&model.inbox, line, height);
    }
    true
}

/// The cursor goes to the head of this group.
pub fn to_head(model: &mut Model, name: &GroupName) {
    let height = model.list_height();
    if let Some(line) = model.inbox.line_of_head(name) {
        model.board.move_to(&model.inbox, line, height);
    }
}

fn follow(model: &mut Model) {
    let height = model.list_height();
    model.board.follow(&model.inbox, height);
}

/// The row under the cursor is never folded away: what is pressed next must not be for something else.
fn reveal(model: &mut Model) {
    let Some(id) = model.board.cursor.as_ref().filter(|id| model.inbox.line_of(id).is_none()) else { return };
    let Some(name) = model.inbox.head_of(id).map(|head| head.name.clone()) else { return };
    let mut folded = folds(model).cloned().unwrap_or_default();
    folded.remove(&name);
    set_folds(model, folded);
}

/// On which group's head the cursor stood before something changed, and one of its rows.
pub struct Stood(Option<(GroupName, Incident)>);

impl Stood {
    /// As it stands now.
    pub fn of(model: &Model) -> Self {
        let head = model.board.head.as_ref().filter(|_| model.board.ghost.is_none());
        Self(head.and_then(|name| Some((name.clone(), model.inbox.member_rows(name).next()?.clone()))))
    }
}

/// After rows came, changed or went: the row under the cursor is unfolded where it went into a folded group, and a group
/// under the cursor that is gone leaves a ghost, so that no verb acts on the one that took its line.
pub fn keep(model: &mut Model, stood: Stood) {
    reveal(model);
    if let Some((name, incident)) = stood.0
        && model.inbox.line_of_head(&name).is_none()
        && model.last_key_ms.is_some()
    {
        model.board.ghost =
            Some(Ghost { incident: Box::new(incident), why: safe("no row left in this group") });
        model.board.head = None;
    }
}

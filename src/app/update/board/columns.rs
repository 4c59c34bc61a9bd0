//! Choosing columns, saving what is shown as a view, views that were read again.
//!
//! What is chosen holds at once and for as long as the screen is open; saving writes it into the configuration.

use crate::{
    app::{
        action::Action,
        effect::Effect,
        key::{Code, Key},
        model::{
            Model, Now, View,
            layer::{ColumnPick, Layer},
            seen::Seen,
        },
    },
    domain::{
        query::Query,
        view::{Arrange, ColumnSpec, ColumnWord, Columns},
    },
    text::{Kind, SafeText},
};

/// The columns of a list for which nobody chose any.
const USUAL: [ColumnWord; 10] = [
    ColumnWord::Priority,
    ColumnWord::State,
    ColumnWord::Clock,
    ColumnWord::Bar,
    ColumnWord::Who,
    ColumnWord::Title,
    ColumnWord::Service,
    ColumnWord::Age,
    ColumnWord::Id,
    ColumnWord::Source,
];
/// Names of labels that are offered.
const LABELS: usize = 8;
/// The narrowest and the widest column, in cells.
const CELLS: (u16, u16) = (1, 200);
/// Most views: each is a bit of every row.
const VIEWS: usize = 16;

/// `W`, and saving and dropping a view.
pub fn press(model: &mut Model, now: Now, action: Action, fx: &mut Vec<Effect>) {
    match action {
        Action::Columns => open(model),
        Action::SaveView => crate::app::update::palette::open_with(model, now, "save-view "),
        _ => remove(model, now, fx),
    }
}

fn open(model: &mut Model) {
    let own = model.views.get(model.view).and_then(|v| v.arrange.columns.clone());
    let chosen = own
        .map_or_else(|| USUAL.map(|column| ColumnSpec { column, width: None }).to_vec(), |columns| columns.0);
    let mut rows: Vec<(ColumnSpec, bool)> = chosen.into_iter().map(|spec| (spec, true)).collect();
    let others = ColumnWord::WORDS.iter().map(|(_, column)| column.clone());
    let labels = Seen::of(&model.inbox, &model.sources).label_names(LABELS);
    for column in others.chain(labels.into_iter().map(ColumnWord::Label)) {
        if rows.iter().all(|(spec, _)| spec.column != column) {
            rows.push((ColumnSpec { column, width: None }, false));
        }
    }
    model.layer = Some(Layer::Columns(Box::new(ColumnPick { rows, at: 0 })));
}

/// A key while columns are chosen.
pub fn key(model: &mut Model, now: Now, mut pick: Box<ColumnPick>, key: Key, fx: &mut Vec<Effect>) {
    let _ = fx;
    let last = pick.rows.len().saturating_sub(1);
    let at = pick.at.min(last);
    let plain = !key.ctrl && !key.alt;
    let mut changed = true;
    match key.code {
        Code::Esc | Code::Enter => return,
        Code::Char('q' | 'W') if plain => return,
        Code::Down | Code::Char('j') if plain => (pick.at, changed) = ((at + 1).min(last), false),
        Code::Up | Code::Char('k') if plain => (pick.at, changed) = (at.saturating_sub(1), false),
        Code::Char(' ') if plain => {
            let (spec, shown) = &mut pick.rows[at];
            if always(&spec.column) {
                model.say("priority and state always show: nobody could decide anything without them", now);
                changed = false;
            } else {
                *shown = !*shown;
            }
        }
        // Further down is further right on the board.
        Code::Char('J') if plain && at < last => {
            pick.rows.swap(at, at + 1);
            pick.at = at + 1;
        }
        Code::Char('K') if plain && at > 0 => {
            pick.rows.swap(at, at - 1);
            pick.at = at - 1;
        }
        Code::Right | Code::Char('l' | '+') if plain => widen(&mut pick.rows[at].0, 1),
        Code::Left | Code::Char('h' | '-') if plain => widen(&mut pick.rows[at].0, -1),
        Code::Char('=') if plain => pick.rows[at].0.width = None,
        Code::Char('r') if plain => {
            if let Some(view) = model.views.get_mut(model.view) {
                view.arrange.columns = None;
            }
            open(model);
            return;
        }
        _ => changed = false,
    }
    if changed && let Some(view) = model.views.get_mut(model.view) {
        let shown = pick.rows.iter().filter(|(_, shown)| *shown).map(|(spec, _)| spec.clone());
        view.arrange.columns = Some(Columns(shown.collect()));
    }
    model.layer = Some(Layer::Columns(pick));
}

/// Whether nobody can do without it.
pub const fn always(column: &ColumnWord) -> bool {
    matches!(column, ColumnWord::Priority | ColumnWord::State)
}

/// One cell wider or narrower than it was, or than it commonly is.
fn widen(spec: &mut ColumnSpec, by: i16) {
    let usual = spec.column.usual_width();
    let cells = spec.width.unwrap_or(usual).saturating_add_signed(by).clamp(CELLS.0, CELLS.1);
    spec.width = Some(cells);
}

/// Saves what is shown as a view of this name: the view's query with the filter, its order, groups and columns.
pub fn save(model: &mut Model, now: Now, name: &str, fx: &mut Vec<Effect>) {
    let name = SafeText::clean(name.trim(), Kind::Label);
    let chars = name.width();
    if name.is_empty() || chars > 32 {
        model.say("a view's name is one line of 1 to 32 characters: :save-view NAME", now);
        return;
    }
    let there = model.views.iter().any(|v| v.name == name);
    if !there && model.views.len() >= VIEWS {
        model.say(&format!("there are {VIEWS} views, and no more can be: drop one with :remove-view"), now);
        return;
    }
    let shown = model.views.get(model.view).cloned();
    let base = shown.as_ref().map_or_else(Query::all, |v| v.query.clone());
    let query =
        model.board.filter.query.clone().map_or_else(|| base.clone(), |f| Query::and(base.clone(), f));
    let arrange = shown.map(|v| v.arrange).unwrap_or_default();
    fx.push(Effect::SaveView { name, view: Some((query, arrange)) });
}

fn remove(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    match model.views.get(model.view) {
        Some(view) => fx.push(Effect::SaveView { name: view.name.clone(), view: None }),
        None => model.say("there is no view here", now),
    }
}

/// A view was saved, or not; the views are read again from where they stand.
pub fn saved(
    model: &mut Model,
    now: Now,
    name: &SafeText,
    outcome: Result<SafeText, SafeText>,
    fx: &mut Vec<Effect>,
) {
    match outcome {
        Ok(file) => {
            let words = SafeText::joined(&[name, &SafeText::clean(" is in ", Kind::Line), &file]);
            model.said = Some((words, now.ms));
            model.saved_view = Some(name.clone());
            fx.push(Effect::Reload);
        }
        Err(words) => model.said = Some((words, now.ms)),
    }
}

/// Views that were read again: the shown one stays shown where there is still one of its name, and one that was saved
/// just now is shown. How somebody arranged a view that the file says nothing about holds on.
pub fn views(model: &mut Model, now: Now, views: Result<Vec<View>, SafeText>) {
    let views = match views {
        Ok(views) => views,
        Err(words) => {
            model.said = Some((words, now.ms));
            return;
        }
    };
    let mut views: Vec<View> = views.into_iter().take(VIEWS - 1).collect();
    views.extend(View::since(model.last_visit, now.utc));
    if views == model.views && model.saved_view.is_none() {
        return;
    }
    for view in &mut views {
        let before = model.views.iter().find(|v| v.name == view.name && v.query == view.query);
        if let Some(before) = before.filter(|_| view.arrange == Arrange::default()) {
            view.arrange = before.arrange.clone();
        }
    }
    let saved = model.saved_view.take().filter(|name| views.iter().any(|v| v.name == *name));
    if saved.is_some() {
        // Its query has the filter in it.
        crate::app::update::forms::set_filter(model, now, String::new());
    }
    let shown = saved.or_else(|| model.views.get(model.view).map(|v| v.name.clone()));
    let at = views.iter().position(|v| Some(&v.name) == shown.as_ref()).unwrap_or(0);
    model.views = views;
    let queries = model.views.iter().map(|v| v.query.clone()).collect();
    model.inbox.look(
        |lens| {
            lens.views = queries;
            lens.view = at;
        },
        now.utc,
    );
    super::moves::view(model, now, at);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Msg, update::tests::Desk};

    fn desk() -> Desk {
        let mut desk = Desk::new(3);
        let view = |name: &str, query: &str| View {
            name: SafeText::clean(name, Kind::Label),
            query: Query::parse(query).expect("a query"),
            arrange: Arrange::default(),
        };
        desk.send(Msg::Views(Ok(vec![view("open", "state:open"), view("mine", "owner:me")])));
        desk
    }

    fn columns(desk: &Desk) -> String {
        let columns = desk.model.views[desk.model.view].arrange.columns.as_ref();
        columns.map_or("usual".into(), |c| c.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn columns_are_chosen_moved_and_widened_by_key() {
        let mut desk = desk();
        desk.keys("W j j j Space");
        assert_eq!(columns(&desk), "p state clock who title service age id source", "without the bar");
        desk.keys("j j J + + Esc");
        assert!(desk.model.layer.is_none());
        assert_eq!(columns(&desk), "p state clock who service title:14 age id source");
        desk.keys("W Space");
        assert!(desk.said().contains("always show"), "{}", desk.said());
        desk.keys("r q");
        assert_eq!(columns(&desk), "usual");
    }

    #[test]
    fn each_view_has_its_own() {
        let mut desk = desk();
        desk.keys("W j j Space Enter g2");
        assert_eq!(columns(&desk), "usual");
        desk.keys("g1");
        assert!(columns(&desk).starts_with("p state bar"));
    }

    #[test]
    fn what_is_shown_is_saved_with_its_filter() {
        let mut desk = desk();
        desk.keys("/");
        desk.text("p:1");
        desk.keys("Enter");
        let (mut fx, now) = (Vec::new(), desk.now);
        save(&mut desk.model, now, " urgent ", &mut fx);
        let [Effect::SaveView { name, view: Some((query, _)) }] = &fx[..] else { panic!("{fx:?}") };
        assert_eq!((name.shown(), query.text()), ("urgent", "state:open p:1"));
        let fx = desk
            .send(Msg::ViewSaved { name: name.clone(), outcome: Ok(SafeText::clean("c.toml", Kind::Line)) });
        assert_eq!(fx, [Effect::Reload]);
        assert_eq!(desk.said(), "urgent is in c.toml");
        let mut fx = Vec::new();
        save(&mut desk.model, now, "", &mut fx);
        assert!(fx.is_empty() && desk.said().contains("1 to 32"));
    }

    #[test]
    fn views_that_are_read_again_keep_the_shown_one() {
        let mut desk = desk();
        desk.keys("g2");
        let mut views = desk.model.views.clone();
        views.swap(0, 1);
        desk.send(Msg::Views(Ok(views)));
        assert_eq!((desk.model.view, desk.model.views[0].name.shown()), (0, "mine"));
        desk.keys("W j j Space Esc");
        let arranged = columns(&desk);
        let views = desk.model.views.iter().cloned();
        let mut views: Vec<View> = views.map(|v| View { arrange: Arrange::default(), ..v }).collect();
        views.push(View { name: SafeText::clean("night", Kind::Label), ..views[1].clone() });
        desk.model.saved_view = Some(SafeText::clean("night", Kind::Label));
        desk.send(Msg::Views(Ok(views)));
        assert_eq!(desk.model.view, 2, "what was saved is shown");
        desk.keys("g1");
        assert_eq!(columns(&desk), arranged, "and nobody's columns went");
        desk.send(Msg::Views(Err(SafeText::clean("config.toml:3:1: no", Kind::Line))));
        assert_eq!((desk.model.views.len(), desk.said().as_str()), (3, "config.toml:3:1: no"));
    }
}

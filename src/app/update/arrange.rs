//! How the list is arranged: its order, its groups.

use crate::{
    app::{
        action::Action,
        model::{Model, Now},
    },
    domain::view::{GroupBy, Sort, SortBy},
};

/// `S` and `b`: the menus; Left, Right: folding.
pub fn press(model: &mut Model, now: Now, action: Action) {
    model.say(&format!("{}: not yet", action.spec().name), now);
}

/// Sorts the view by this column; the same again turns it round.
pub fn sort(model: &mut Model, now: Now, by: SortBy) {
    let _ = (model, now, by);
}

/// Sorts the view by these columns.
pub fn set_sort(model: &mut Model, now: Now, sort: Sort) {
    let _ = now;
    let view = model.view;
    if let Some(view) = model.views.get_mut(view) {
        view.arrange.sort = sort;
    }
}

/// Groups the view, or not.
pub fn group(model: &mut Model, now: Now, by: Option<GroupBy>) {
    let _ = (model, now, by);
}

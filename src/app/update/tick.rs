//! What happens by itself as time goes by.

use super::{board::arrange, desk, forms};
use crate::app::{
    effect::Effect,
    model::{Model, Now, View},
};

/// The order stands still until this long after the last key, milliseconds.
pub const REST_MS: u64 = 5_000;

/// Whether somebody is typing, so that rows keep their places.
pub fn still(model: &Model, now: Now) -> bool {
    model.last_key_ms.is_some_and(|t| now.ms < t + REST_MS)
}

/// Before every message: classes that changed by themselves, and the order once the keys rest.
pub fn pass(model: &mut Model, now: Now) {
    model.inbox.advance(now.utc);
    if still(model, now) {
        return;
    }
    let minute = now.utc.unix() / 60;
    if minute != model.judged_minute {
        model.judged_minute = minute;
        // "Since" begins at an instant, and queries speak of ages: its age grows with the clock.
        if let (Some(since), Some(last)) = (View::since(model.last_visit, now.utc), model.views.last_mut())
            && last.name == since.name
        {
            *last = since.clone();
            model.inbox.set_last_view(since.query);
        }
        model.inbox.rejudge(now.utc);
    }
    let stood = arrange::Stood::of(model);
    let moved = model.inbox.settle();
    if moved {
        arrange::keep(model, stood);
    }
    if moved || model.unsettled {
        model.unsettled = false;
        rest(model);
    }
}

/// Where the cursor and the first row stand once nobody types.
fn rest(model: &mut Model) {
    let height = model.list_height();
    if model.last_key_ms.is_none() {
        // Nobody has touched it yet: the cursor waits on what needs somebody most.
        model.board.rest(&model.inbox, height);
    } else {
        model.board.settle(&model.inbox, height);
    }
}

/// The time that `wake::next` named has come.
pub fn wake(model: &mut Model, now: Now, fx: &mut Vec<Effect>) {
    forms::save_due(model, now, fx);
    desk::search_due(model, now, fx);
}

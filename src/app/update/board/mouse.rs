//! A click or a notch of the wheel.

use super::{arrange, moves};
use crate::app::{
    action::Action,
    effect::Effect,
    model::{
        Model, Now, Screen, Tab,
        board::Line,
        mouse::{Deed, Hit, Mouse},
    },
    update::{keys, screens},
};

/// Rows of one notch.
const NOTCH: usize = 3;

/// The mouse did something. While something lies over the screen it does nothing: a click can confirm nothing.
pub fn mouse(model: &mut Model, now: Now, mouse: Mouse, fx: &mut Vec<Effect>) {
    if !model.mouse || model.layer.is_some() {
        return;
    }
    // As with a key: what stands under the hand stays where it is.
    model.last_key_ms = Some(now.ms);
    model.unsettled = true;
    model.leaving = false;
    let gait = std::mem::take(&mut model.gait);
    model.keys = crate::app::keymap::KeyState::default();
    let hit = model.hits.iter().rev().find(|region| region.holds(mouse.x, mouse.y)).map(|region| region.hit);
    match (mouse.deed, hit) {
        (Deed::Click, Some(Hit::Row(line))) => row(model, usize::from(line), fx),
        (Deed::Click, Some(Hit::View(view))) => moves::view(model, now, view),
        (Deed::Click, Some(Hit::Hint(action))) => keys::run(model, now, action, None, fx),
        // On the board the list scrolls, not what is beside it.
        (Deed::WheelUp | Deed::WheelDown, hit)
            if matches!(hit, Some(Hit::Row(_))) || !model.screens.is_empty() =>
        {
            let action = if mouse.deed == Deed::WheelUp { Action::Up } else { Action::Down };
            model.gait = gait.step(now.ms);
            moves::step(model, action, NOTCH);
        }
        _ => {}
    }
}

/// Selects the row; the one that is selected is opened, a head folded or unfolded.
fn row(model: &mut Model, line: usize, fx: &mut Vec<Effect>) {
    if let Some(Screen::Suppressed(list)) = model.screens.last_mut() {
        if list.cursor() == line {
            screens::open(model, Tab::Overview, fx);
        } else {
            list.step(|_, last| line.min(last));
        }
        return;
    }
    if !model.screens.is_empty() {
        return;
    }
    match model.board.line(&model.inbox, line) {
        (Line::Incident(_), true) => screens::open(model, Tab::Overview, fx),
        (Line::Incident(incident), false) => {
            let id = incident.id.clone();
            let height = model.list_height();
            if let Some(place) = model.inbox.line_of(&id) {
                model.board.move_to(&model.inbox, place, height);
            }
        }
        (Line::Group(_), true) => {
            arrange::turn(model);
        }
        (Line::Group(head), false) => {
            let name = head.name.clone();
            arrange::to_head(model, &name);
        }
        (Line::Ghost(_) | Line::Empty, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::app::{
        Effect, Msg,
        action::Action,
        model::{
            layer::Layer,
            mouse::{Deed, Hit, Mouse, Region},
        },
        update::tests::Desk,
    };

    fn desk() -> Desk {
        let mut desk = Desk::new(20);
        desk.model.mouse = true;
        let rows = (0..10).map(|n| Region { x: 0, y: 3 + n, width: 80, height: 1, hit: Hit::Row(n) });
        let ack = Region { x: 1, y: 23, width: 5, height: 1, hit: Hit::Hint(Action::Acknowledge) };
        desk.send(Msg::Hits(rows.chain([ack]).collect()));
        desk
    }

    fn click(desk: &mut Desk, deed: Deed, x: u16, y: u16) -> Vec<Effect> {
        desk.send(Msg::Mouse(Mouse { deed, x, y }))
    }

    #[test]
    fn a_click_selects_and_the_second_opens() {
        let mut desk = desk();
        click(&mut desk, Deed::Click, 9, 7);
        assert_eq!(desk.model.board.cursor_row, 4);
        assert!(desk.model.screens.is_empty());
        click(&mut desk, Deed::Click, 30, 7);
        assert!(desk.model.incident_screen().is_some());
    }

    #[test]
    fn the_wheel_scrolls_what_is_under_it() {
        let mut desk = desk();
        click(&mut desk, Deed::WheelDown, 9, 7);
        assert_eq!(desk.model.board.cursor_row, 3);
        click(&mut desk, Deed::WheelDown, 9, 20);
        assert_eq!(desk.model.board.cursor_row, 3, "not what is beside the list");
        click(&mut desk, Deed::WheelUp, 9, 7);
        assert_eq!(desk.model.board.cursor_row, 0);
    }

    #[test]
    fn a_hint_is_its_key_and_an_open_layer_takes_no_click() {
        let mut desk = desk();
        let fx = click(&mut desk, Deed::Click, 2, 23);
        assert!(matches!(&*fx, [Effect::Enqueue { .. }]), "{fx:?}");
        desk.keys("n");
        assert!(click(&mut desk, Deed::Click, 2, 23).is_empty());
        assert!(click(&mut desk, Deed::Click, 2, 7).is_empty());
        assert!(matches!(&desk.model.layer, Some(Layer::Words(_))));
        assert_eq!(desk.model.board.cursor_row, 0);
    }

    #[test]
    fn nobody_asked_for_it_and_nothing_happens() {
        let mut desk = desk();
        desk.model.mouse = false;
        assert!(click(&mut desk, Deed::Click, 9, 7).is_empty());
        assert_eq!(desk.model.board.cursor_row, 0);
    }
}

//! The title of the window: what is on fire, also while another window is in front.

use crate::{
    app::model::Model,
    text::{Kind, SafeText},
};

/// `watchfloor: 2 P1, 3 P2`.
pub(super) fn title(model: &Model) -> SafeText {
    let by = &model.inbox.counts().by_priority;
    let parts: Vec<String> =
        (1..=2).zip(by).filter(|(_, n)| **n > 0).map(|(p, n)| format!("{n} P{p}")).collect();
    let text =
        if parts.is_empty() { "watchfloor".to_owned() } else { format!("watchfloor: {}", parts.join(", ")) };
    SafeText::clean(&text, Kind::Line)
}

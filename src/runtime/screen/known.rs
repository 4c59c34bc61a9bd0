//! What is asked of whoever started the screen, off its thread; and what the palette has to know of them (commands,
//! themes), found out behind the first frame.

use std::sync::Arc;

use super::{beside::Beside, effects::Effects};
use crate::{
    app::{Effect, Msg},
    text::{Kind, SafeText},
};

/// Which theme is painted at first; the rest comes when it comes.
pub(super) fn begin(beside: &Arc<dyn Beside>, effects: &Effects) -> Option<Msg> {
    let (asked, to) = (Arc::clone(beside), effects.to.clone());
    effects.ask(async move {
        let known = tokio::task::spawn_blocking(move || (asked.grammar(), asked.themes())).await.ok()?;
        let (grammar, themes) = known;
        let _ = to.send(Msg::Grammar(Arc::new(grammar))).await;
        Some(Msg::Themes(themes.iter().map(|name| SafeText::clean(name, Kind::Label)).collect()))
    });
    let name = SafeText::clean(&beside.theme_name(), Kind::Label);
    (!name.is_empty()).then_some(Msg::Themed(Ok(name)))
}

/// What whoever started the screen does, off its thread.
pub(super) fn ask(beside: &Arc<dyn Beside>, effects: &Effects, asked: Effect) {
    let beside = Arc::clone(beside);
    let line = |words: &str| SafeText::clean(words, Kind::Line);
    match asked {
        Effect::Command { ask, line, scope } => effects
            .ask(async move { Some(Msg::Commanded { ask, outcome: beside.command(line, *scope).await }) }),
        Effect::SaveView { name, view } => effects.ask(async move {
            let saved = tokio::task::spawn_blocking({
                let name = name.clone();
                move || beside.save_view(&name, view)
            });
            let outcome = match saved.await {
                Ok(Ok(file)) => Ok(line(&file.display().to_string())),
                Ok(Err(words)) => Err(words),
                Err(error) => Err(line(&error.to_string())),
            };
            Some(Msg::ViewSaved { name, outcome })
        }),
        // Nothing else is asked here.
        _ => {}
    }
}

//! What the palette has to know of whoever started the screen: commands, themes. Found out behind the first frame.

use std::sync::Arc;

use super::{beside::Beside, effects::Effects};
use crate::{
    app::Msg,
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

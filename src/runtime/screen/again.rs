//! Keys, views and theme read again: when their files change, on `:reload`, where nobody watches files when the
//! terminal gets the focus.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::{beside::Reloaded, desk::Desk, effects::say};
use crate::{
    app::{Msg, model::Notice},
    text::{Kind, SafeText},
};

/// A reading under way.
#[derive(Default)]
pub(super) struct Again {
    task: Option<JoinHandle<Reloaded>>,
    /// Something changed while it was read.
    once_more: bool,
}

impl Again {
    /// What was read, once it was. Cancel-safe.
    pub(super) async fn read(&mut self) -> Reloaded {
        match &mut self.task {
            Some(task) => {
                let read = task.await.unwrap_or_default();
                self.task = None;
                read
            }
            None => std::future::pending().await,
        }
    }
}

impl Desk<'_> {
    /// Reads again, off the screen's thread, once at a time.
    pub(super) fn reload(&mut self) {
        if self.again.task.is_some() {
            self.again.once_more = true;
            return;
        }
        let beside = Arc::clone(&self.is.beside);
        self.again.task = Some(self.is.effects.work.spawn_blocking(move || beside.reload()));
    }

    /// Takes what was read; where something is wrong, what held before goes on holding, and a notice says what and
    /// where until it is mended.
    pub(super) fn reloaded(&mut self, read: Reloaded) {
        if let Some(keys) = read.keys {
            self.own.push_back(Msg::Keys(keys.map(Box::new)));
            if let Some(words) = &read.warned {
                self.notice("keys", Some(words));
            }
        }
        if let Some(views) = read.views {
            self.notice("views", views.as_ref().err());
            if let Ok(views) = views {
                self.own.push_back(Msg::Views(Ok(views)));
            }
        }
        if let Some(theme) = read.theme {
            self.notice("theme", theme.as_ref().err());
            if let Ok(theme) = theme {
                self.is.theme = theme;
                self.own.push_back(say("theme read again"));
            }
        }
        if std::mem::take(&mut self.again.once_more) {
            self.reload();
        }
    }

    /// Paints with another theme.
    pub(super) fn theme(&mut self, name: &str, keep: bool) {
        let themed = self.is.beside.theme(name).map(|theme| self.is.theme = theme);
        let kept = themed.and_then(|()| if keep { self.is.beside.keep_theme(name) } else { Ok(()) });
        let line = |words: &str| SafeText::clean(words, Kind::Line);
        self.own.push_back(Msg::Themed(match kept {
            Ok(()) => Ok(line(name)),
            Err(words) => Err(words),
        }));
    }

    /// Says what is wrong with something, or takes that away.
    fn notice(&mut self, about: &'static str, wrong: Option<&SafeText>) {
        let words = wrong.cloned().unwrap_or_default();
        self.own.push_back(Msg::Notice(Notice { about, words, warning: true }));
    }
}

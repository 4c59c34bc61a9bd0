//! A panic on any thread: the terminal is given back once, the log gets its line, the report goes to standard error,
//! and the program ends.

use std::{
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Notify;

use crate::term::session::Restorer;

/// Tells the loop that some thread panicked.
#[derive(Debug, Clone, Default)]
pub(super) struct Panicked(Arc<(AtomicBool, Notify)>);

impl Panicked {
    /// From here on a panic is noticed; whatever hook was set before prints its report after the terminal is back.
    pub(super) fn watch(restorer: &Restorer) -> Self {
        let me = Self::default();
        let (told, before) = (me.clone(), panic::take_hook());
        panic::set_hook(Box::new(move |info| {
            told.0.0.store(true, Ordering::SeqCst);
            tracing::error!(%info, "panic");
            before(info);
            // The report is out: the program may end.
            told.0.1.notify_one();
        }));
        // Set last, so that it runs first.
        restorer.restore_on_panic();
        me
    }

    /// Whether there was one.
    pub(super) fn happened(&self) -> bool {
        self.0.0.load(Ordering::SeqCst)
    }

    /// Returns when there is one.
    pub(super) async fn told(&self) {
        self.0.1.notified().await;
    }
}

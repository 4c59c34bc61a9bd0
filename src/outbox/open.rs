//! Opening: where the files go, and what is said when they cannot go there.

use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;

use super::{
    Drafts, Local, Meta, OpenError, Outbox, OutboxError,
    ballast::Ballast,
    db::{Db, Spec},
    error::words,
};
use crate::{
    domain::Time,
    text::{Kind, SafeText},
};

static QUEUE: Migrator = sqlx::migrate!("src/outbox/migrations/outbox");
static OVERLAY: Migrator = sqlx::migrate!("src/outbox/migrations/local");

const OUTBOX_DB: Spec = Spec { file: "outbox.db", migrator: &QUEUE, durable: true };
const LOCAL_DB: Spec = Spec { file: "local.db", migrator: &OVERLAY, durable: true };

/// The folders of the program, each made (0700) where it is missing.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Data: `local.db`.
    pub data: PathBuf,
    /// State: `outbox.db`, the ballast.
    pub state: PathBuf,
    /// Cache: `cache.db`.
    pub cache: PathBuf,
    /// `$XDG_RUNTIME_DIR`, where it is set: the second choice, gone after a reboot.
    pub runtime: Option<PathBuf>,
}

impl Paths {
    /// All under one folder (`data`, `state`, `cache`), without a second choice.
    pub fn under(root: &Path) -> Self {
        Self { data: root.join("data"), state: root.join("state"), cache: root.join("cache"), runtime: None }
    }
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Actions are not saved across exit or reboot: a permanent banner, and each action waits for its source.
    NotDurable,
    /// Owners, notes and numbers are not kept across exit or reboot.
    OverlayNotKept,
    /// The last known state is not kept.
    CacheNotKept,
    /// The last known state was damaged and begins anew.
    CacheRebuilt,
}

/// Something that the screen must say about our own files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// In words, with the path and the system's reason.
    pub words: SafeText,
}

impl Notice {
    pub(super) fn new(kind: NoticeKind, what: &str, why: &OpenError) -> Self {
        Self { kind, words: SafeText::clean(&format!("{what}: {why}"), Kind::Line) }
    }
}

/// The queue and the overlay, open. Clones share them.
#[derive(Clone)]
pub struct Store {
    /// Actions.
    pub outbox: Outbox,
    /// Texts begun.
    pub drafts: Drafts,
    /// Small facts by name: `last_visit`.
    pub meta: Meta,
    /// The overlay.
    pub local: Local,
    durable: bool,
}

/// What opening gave.
pub struct Opened {
    /// Ready for use, perhaps only in memory.
    pub store: Store,
    /// What to tell.
    pub notices: Vec<Notice>,
}

impl Store {
    /// Opens `outbox.db` and `local.db`. Where a folder cannot be written, `$XDG_RUNTIME_DIR/watchfloor` is used,
    /// then memory, and a notice says so.
    ///
    /// # Errors
    /// Only for a file that must not be written over: made by a newer program, damaged, or of a foreign schema.
    pub async fn open(paths: &Paths) -> Result<Opened, OpenError> {
        let (queue, overlay) =
            tokio::join!(ladder(&paths.state, paths, &OUTBOX_DB), ladder(&paths.data, paths, &LOCAL_DB));
        let (queue, overlay) = (queue?, overlay?);
        let mut notices = Vec::new();
        if let Some(why) = &queue.fault {
            let what = if queue.dir.is_some() {
                "actions are not saved across a reboot"
            } else {
                "actions are not saved across exit"
            };
            notices.push(Notice::new(NoticeKind::NotDurable, what, why));
        }
        if let Some(why) = &overlay.fault {
            let what = "owners, notes and numbers are not kept";
            notices.push(Notice::new(NoticeKind::OverlayNotKept, what, why));
        }
        let store = Self {
            durable: queue.fault.is_none(),
            outbox: Outbox::new(queue.db.clone(), Ballast::of(queue.dir.clone())),
            drafts: Drafts::new(queue.db.clone(), Ballast::of(queue.dir)),
            meta: Meta::new(queue.db),
            local: Local::new(overlay.db),
        };
        Ok(Opened { store, notices })
    }

    /// Whether an action called saved survives exit and reboot. If not, the screen must not call it saved.
    pub const fn durable(&self) -> bool {
        self.durable
    }

    /// Upkeep for a quiet moment after the first frame: forgets what was confirmed over a week ago, lays the
    /// ballast.
    pub async fn tidy(&self, now: Time) -> Result<(), OutboxError> {
        self.outbox.tidy(now).await
    }
}

struct Rung {
    db: Db,
    /// Where it lies; `None` is memory.
    dir: Option<PathBuf>,
    /// Why it does not lie where it should.
    fault: Option<OpenError>,
}

async fn ladder(dir: &Path, paths: &Paths, spec: &Spec) -> Result<Rung, OpenError> {
    let fault = match Db::open(dir, spec).await {
        Ok(db) => return Ok(Rung { db, dir: Some(dir.to_owned()), fault: None }),
        Err(e @ OpenError::Unavailable { .. }) => e,
        Err(e) => return Err(e),
    };
    if let Some(second) = paths.runtime.as_ref().map(|r| r.join("watchfloor")) {
        match Db::open(&second, spec).await {
            Ok(db) => return Ok(Rung { db, dir: Some(second), fault: Some(fault) }),
            Err(OpenError::Unavailable { .. }) => {}
            Err(e) => return Err(e),
        }
    }
    let db =
        Db::memory(spec).await.map_err(|e| OpenError::Schema { path: spec.file.into(), why: words(&e) })?;
    Ok(Rung { db, dir: None, fault: Some(fault) })
}

//! A file of one mebibyte that is there to be deleted.
//!
//! On a full disk SQLite cannot even mark a row as done. Then the ballast goes, and the queue can drain; no new
//! rows are taken until there is room for the ballast again.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
};

use super::db::free_bytes;

/// Its size in bytes.
pub(super) const SIZE: u64 = 1 << 20;

/// The ballast of one folder; none in memory.
#[derive(Clone)]
pub(super) struct Ballast {
    dir: Option<PathBuf>,
}

impl Ballast {
    /// The ballast of `dir`; not made yet.
    pub const fn of(dir: Option<PathBuf>) -> Self {
        Self { dir }
    }

    /// Whether it lies there; makes it where it is missing and there is room for it twice.
    pub fn ready(&self) -> bool {
        let Some(dir) = &self.dir else { return true };
        let path = dir.join("ballast");
        if fs::metadata(&path).is_ok_and(|m| m.len() >= SIZE) {
            return true;
        }
        if free_bytes(dir).is_some_and(|free| free < 2 * SIZE) {
            return false;
        }
        let temp = dir.join(format!("ballast.{}", std::process::id()));
        let made = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temp)
            .and_then(|mut f| f.write_all(&vec![0xa5; SIZE as usize]))
            .and_then(|()| fs::rename(&temp, &path));
        if made.is_err() {
            let _ = fs::remove_file(&temp);
        }
        made.is_ok()
    }

    /// Gives its space back; `false` when there was none to give.
    pub fn release(&self) -> bool {
        self.dir.as_ref().is_some_and(|dir| fs::remove_file(dir.join("ballast")).is_ok())
    }
}

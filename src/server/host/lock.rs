//! `server.lock`: whoever holds it may open `server.db` beside it. A part of [`super`].
//!
//! The kernel lets it go with its process, however that ends; the file itself stays, for a lock on a file that was
//! removed would be another lock.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not used")] File);

/// Why the lock is not ours.
#[derive(Debug, thiserror::Error)]
pub enum Held {
    /// By another process.
    #[error("{}", by(path, *pid))]
    ByAnother {
        /// The lock's file.
        path: PathBuf,
        /// Who holds it, if known.
        pid: Option<u32>,
    },
    /// The file cannot be used.
    #[error(
        "the lock {path:?} cannot be used ({why}): the folder must be yours and on a file system that knows locks"
    )]
    Io {
        /// The lock's file.
        path: PathBuf,
        /// The system's reason.
        why: io::Error,
    },
}

fn by(path: &Path, pid: Option<u32>) -> String {
    let folder = path.parent().unwrap_or(path).display();
    let who = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
    format!(
        "the database in {folder} is served by {who} already, and one file has one server: end that (a screen or \
         command without a configured source serves it too), or name another with --database sqlite:PATH"
    )
}

impl Lock {
    fn file(folder: &Path) -> Result<(PathBuf, File), Held> {
        let path = folder.join("server.lock");
        match OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path) {
            Ok(file) => Ok((path, file)),
            Err(why) => Err(Held::Io { path, why }),
        }
    }

    /// Takes the lock of `folder` if nobody has it.
    pub fn take(folder: &Path) -> Result<Self, Held> {
        let (path, mut file) = Self::file(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self::ours(file)),
            Err(TryLockError::WouldBlock) => Err(Held::ByAnother { pid: pid(&mut file), path }),
            Err(TryLockError::Error(why)) => Err(Held::Io { path, why }),
        }
    }

    /// The same, waiting at most so long for one who is about to go.
    pub fn take_within(folder: &Path, patience: Duration) -> Result<Self, Held> {
        let until = std::time::Instant::now() + patience;
        loop {
            match Self::take(folder) {
                Err(Held::ByAnother { .. }) if std::time::Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                done => return done,
            }
        }
    }

    /// Takes the lock of `folder` as soon as nobody else has it; sleeps in the kernel until then.
    pub fn wait(folder: &Path) -> Result<Self, Held> {
        let (path, file) = Self::file(folder)?;
        loop {
            match file.lock() {
                Ok(()) => return Ok(Self::ours(file)),
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Err(why) => return Err(Held::Io { path, why }),
            }
        }
    }

    /// Says in it who we are: for the words of those who find it held. Best effort.
    fn ours(mut file: File) -> Self {
        let _ = file.set_len(0);
        let _ = file.rewind();
        let _ = writeln!(file, "{}", std::process::id());
        Self(file)
    }
}

/// Who holds it, as they wrote into it.
fn pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

//! Folders whose files are read again when they change: notices saves, also those of editors that write beside and
//! rename. Sleeps until the kernel tells; elsewhere than on Linux nobody does, and the focus of the terminal is taken
//! instead.

use std::path::PathBuf;

use tokio::time::{Duration, Instant, sleep_until};

/// After the last change it is this quiet before anything is read: a save is several steps.
const QUIET: Duration = Duration::from_millis(200);
/// Somebody writes all the time: it is read all the same.
const AT_MOST: Duration = Duration::from_secs(2);

/// The folders.
pub(super) struct Folders {
    paths: Vec<PathBuf>,
    told: Option<kernel::Told>,
    all: bool,
    /// When it has been quiet long enough, and when it is read anyway.
    due: Option<(Instant, Instant)>,
}

impl Folders {
    /// Watches these from now on. Needs the runtime around it.
    pub(super) fn watch(paths: Vec<PathBuf>) -> Self {
        let mut folders = Self { paths, told: None, all: false, due: None };
        match kernel::Told::new() {
            Ok(told) => folders.told = told,
            Err(error) => tracing::info!(%error, "files are not watched; getting the focus reads them again"),
        }
        folders.look();
        folders
    }

    /// Every folder is watched: nothing else needs to be an occasion.
    pub(super) const fn sees_all(&self) -> bool {
        self.all
    }

    /// A folder may have come since.
    fn look(&mut self) {
        let Some(told) = &self.told else { return };
        // Every one is added, also behind one that is not there yet.
        let missing = self.paths.iter().filter(|path| !told.add(path)).count();
        self.all = missing == 0;
    }

    /// Waits until something in them has changed, and then until it is quiet. Cancel-safe.
    pub(super) async fn changed(&mut self) {
        loop {
            let Some(told) = &mut self.told else { return std::future::pending().await };
            let changed = match self.due {
                None => told.changed().await,
                Some((quiet, latest)) => tokio::select! {
                    () = sleep_until(quiet.min(latest)) => {
                        self.due = None;
                        self.look();
                        return;
                    }
                    changed = told.changed() => changed,
                },
            };
            match changed {
                Ok(false) => {}
                Ok(true) => {
                    let now = Instant::now();
                    let latest = self.due.map_or(now + AT_MOST, |(_, latest)| latest);
                    self.due = Some((now + QUIET, latest));
                }
                Err(error) => {
                    tracing::warn!(%error, "files are no longer watched");
                    (self.told, self.all) = (None, false);
                }
            }
        }
    }
}

#[cfg(target_os = "linux")]
mod kernel {
    use std::{io, mem::MaybeUninit, os::fd::OwnedFd, path::Path};

    use rustix::fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init};
    use tokio::io::unix::AsyncFd;

    /// What the kernel tells.
    pub(super) struct Told(AsyncFd<OwnedFd>);

    impl Told {
        pub(super) fn new() -> io::Result<Option<Self>> {
            let fd = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
            #[expect(
                deprecated,
                reason = "its successor is unsafe; an OwnedFd keeps what it asks for by itself"
            )]
            AsyncFd::new(fd).map(|fd| Some(Self(fd)))
        }

        /// Watches a folder; twice is once. False if it is not there.
        pub(super) fn add(&self, folder: &Path) -> bool {
            let what = WatchFlags::CLOSE_WRITE
                | WatchFlags::MOVED_TO
                | WatchFlags::MOVED_FROM
                | WatchFlags::CREATE
                | WatchFlags::DELETE
                | WatchFlags::ONLYDIR;
            add_watch(self.0.get_ref(), folder, what).is_ok()
        }

        /// Waits for news, and takes them all; true if one is about a file or folder that could be ours.
        pub(super) async fn changed(&mut self) -> io::Result<bool> {
            let mut ready = self.0.readable().await?;
            let mut buffer = [MaybeUninit::uninit(); 4_096];
            let mut reader = Reader::new(ready.get_inner(), &mut buffer);
            let mut ours = false;
            loop {
                match reader.next() {
                    Ok(event) => {
                        let named = event.file_name().is_some_and(|name| name.to_bytes().ends_with(b".toml"));
                        // A folder that came may be one of ours; news that did not fit were dropped.
                        ours |=
                            named || event.events().intersects(ReadFlags::ISDIR | ReadFlags::QUEUE_OVERFLOW);
                    }
                    Err(rustix::io::Errno::AGAIN) => break,
                    Err(rustix::io::Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            ready.clear_ready();
            Ok(ours)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    use std::{io, path::Path};

    /// Nobody tells.
    pub(super) enum Told {}

    impl Told {
        pub(super) fn new() -> io::Result<Option<Self>> {
            Ok(None)
        }

        pub(super) fn add(&self, _: &Path) -> bool {
            match *self {}
        }

        pub(super) async fn changed(&mut self) -> io::Result<bool> {
            match *self {}
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs;

    use super::*;

    async fn soon(folders: &mut Folders) {
        tokio::time::timeout(Duration::from_secs(20), folders.changed()).await.expect("noticed");
    }

    #[tokio::test]
    async fn saves_of_every_kind_are_noticed() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut folders = Folders::watch(vec![dir.path().to_owned()]);
        assert!(folders.sees_all());
        fs::write(dir.path().join("keys.toml"), "a").expect("a file");
        soon(&mut folders).await;
        // As editors do it.
        fs::write(dir.path().join("keys.toml~1"), "b").expect("a file");
        fs::rename(dir.path().join("keys.toml~1"), dir.path().join("keys.toml")).expect("renamed");
        soon(&mut folders).await;
        fs::remove_file(dir.path().join("keys.toml")).expect("removed");
        soon(&mut folders).await;
    }

    #[tokio::test]
    async fn other_files_are_nobodys_business() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut told = kernel::Told::new().expect("a kernel that tells").expect("Linux");
        assert!(told.add(dir.path()));
        for (name, ours) in [(".keys.toml.swp", false), ("4913", false), ("keys.toml", true)] {
            fs::write(dir.path().join(name), "a").expect("a file");
            assert_eq!(told.changed().await.expect("news"), ours, "{name}");
            // A save is several pieces of news, which need not come at once.
            while let Ok(news) = tokio::time::timeout(Duration::from_millis(50), told.changed()).await {
                assert_eq!(news.expect("news"), ours, "{name}");
            }
        }
    }

    #[tokio::test]
    async fn a_folder_that_comes_later_is_watched_too() {
        let dir = tempfile::tempdir().expect("a folder");
        let themes = dir.path().join("themes");
        let mut folders = Folders::watch(vec![dir.path().to_owned(), themes.clone()]);
        assert!(!folders.sees_all());
        fs::create_dir(&themes).expect("a folder");
        soon(&mut folders).await;
        assert!(folders.sees_all());
        fs::write(themes.join("mine.toml"), "a").expect("a file");
        soon(&mut folders).await;
    }
}

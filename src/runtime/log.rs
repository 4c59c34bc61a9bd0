//! The log: to a file, to standard error where there is no screen, or nowhere; never to the screen.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// A log longer than this is put aside at the start as `….1`, which replaces the one before.
const LONGEST: u64 = 1 << 20;

/// The log could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("the log file {path:?} cannot be written ({why}): name another with --log-file, or leave out -v")]
pub struct LogError {
    /// Which file.
    pub path: PathBuf,
    /// The system's reason.
    pub why: io::Error,
}

/// Sends what the program traces to `path` (0600) from now on; `verbose` counts `-v`: 0 warns, 1 informs, 2 debugs,
/// 3 traces. `WATCHFLOOR_LOG` (as in `net=debug`) beats it. Called once; a second call changes nothing.
pub fn to_file(path: &Path, verbose: u8) -> Result<(), LogError> {
    let told = |why| LogError { path: path.to_owned(), why };
    if let Some(dir) = path.parent().filter(|d| !d.as_os_str().is_empty()) {
        fs::create_dir_all(dir).map_err(told)?;
    }
    if fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() > LONGEST) {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".1");
        fs::rename(path, aside).map_err(told)?;
    }
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path).map_err(told)?;
    to(Capped { file: Box::new(file), left: 5 * LONGEST }, verbose);
    Ok(())
}

/// Sends what the program traces to standard error, for programs without a screen whose manager keeps what they say.
pub fn to_stderr(verbose: u8) {
    to(Capped { file: Box::new(io::stderr()), left: u64::MAX }, verbose);
}

fn to(capped: Capped, verbose: u8) {
    let level = match verbose {
        0 => "watchfloor=warn",
        1 => "watchfloor=info",
        2 => "watchfloor=debug",
        _ => "watchfloor=trace",
    };
    let filter = std::env::var("WATCHFLOOR_LOG").ok().and_then(|f| f.parse::<EnvFilter>().ok());
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|| EnvFilter::new(level)))
        .with_ansi(false)
        .with_writer(Clean(Mutex::new(capped)))
        .finish();
    // Err: a subscriber is there already, as in tests.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// A file that takes no more than so many bytes: a log must not fill the disk that the outbox needs.
struct Capped {
    file: Box<dyn Write + Send>,
    left: u64,
}

struct Clean(Mutex<Capped>);

/// One line on its way.
struct Line<'a>(&'a Clean);

impl<'a> MakeWriter<'a> for Clean {
    type Writer = Line<'a>;
    fn make_writer(&'a self) -> Line<'a> {
        Line(self)
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut to = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = clean(bytes);
        let n = line.len() as u64;
        if n <= to.left {
            to.left -= n;
            to.file.write_all(line.as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The last look at a line: whoever reads the log with `cat` must not have the terminal driven by it.
fn clean(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .chars()
        .map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn no_control_character_reaches_the_file() {
        assert_eq!(clean(b"a\x1b]52;c;x\x07b\x9bc\n"), "a\u{fffd}]52;c;x\u{fffd}b\u{fffd}c\n");
        assert_eq!(clean("\u{9b}31m".as_bytes()), "\u{fffd}31m", "C1 as UTF-8");
    }

    #[test]
    fn the_log_stops_before_it_fills_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let file = File::create(&path).unwrap();
        let clean = Clean(Mutex::new(Capped { file: Box::new(file), left: 10 }));
        for _ in 0..3 {
            clean.make_writer().write_all(b"12345\n").unwrap();
        }
        assert_eq!(fs::read(&path).unwrap(), b"12345\n");
    }
}

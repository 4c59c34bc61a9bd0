//! `$EDITOR` on words being written: a private file, the words of the variable as arguments, no shell.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use tokio::process::{Child, Command};

use super::words;

/// What is longer is not read back; what is longer than its field is cut there, and that is said.
const MOST: u64 = 1024 * 1024;

/// Why the editor gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum EditorError {
    #[error("{0} cannot be read as a command: mend the quotes in it")]
    Variable(&'static str),
    #[error("the file for the editor could not be made in {0:?} ({1})")]
    File(PathBuf, io::Error),
    #[error("the editor {0:?} could not be started ({1}): set VISUAL or EDITOR")]
    Start(String, io::Error),
    #[error("the editor gave its words not back ({0}); they are still in {1:?}")]
    Back(io::Error, PathBuf),
}

/// An editor at work, and its file, which is removed at the end.
#[derive(Debug)]
pub(super) struct Editor {
    child: Child,
    file: PathBuf,
}

impl Editor {
    /// Starts the editor on `text`, in a file in `dir`. The terminal was given away before.
    pub(super) fn start(text: &str, dir: &Path) -> Result<Self, EditorError> {
        let (from, line) = command(|name| std::env::var(name).ok());
        let argv = words::split(&line).ok_or(EditorError::Variable(from))?;
        let file = dir.join(format!("watchfloor-{}.md", uuid::Uuid::now_v7().simple()));
        write_private(&file, text).map_err(|e| EditorError::File(dir.to_owned(), e))?;
        match Command::new(&argv[0]).args(&argv[1..]).arg(&file).spawn() {
            Ok(child) => Ok(Self { child, file }),
            Err(error) => {
                let _ = fs::remove_file(&file);
                Err(EditorError::Start(argv[0].clone(), error))
            }
        }
    }

    /// Waits until it ends, and says whether what it saved is to be taken: not where it says itself that it failed
    /// (`:cq`), but where it was killed. Cancel-safe.
    pub(super) async fn ended(&mut self) -> bool {
        self.child.wait().await.is_ok_and(|status| status.success() || status.code().is_none())
    }

    /// Reads the words back and removes the file; a single line end at the end belongs to the file, not to the words.
    pub(super) fn finish(self) -> Result<String, EditorError> {
        let mut bytes = Vec::new();
        fs::File::open(&self.file)
            .and_then(|file| file.take(MOST).read_to_end(&mut bytes))
            .map_err(|e| EditorError::Back(e, self.file.clone()))?;
        let _ = fs::remove_file(&self.file);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
    }

    /// The words are not wanted.
    pub(super) fn forget(self) {
        let _ = fs::remove_file(&self.file);
    }
}

/// The variable that names the editor, and its value (POSIX: `VISUAL`, then `EDITOR`, then vi).
fn command(env: impl Fn(&str) -> Option<String>) -> (&'static str, String) {
    ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| Some((name, env(name).filter(|v| !v.trim().is_empty())?)))
        .unwrap_or_else(|| ("vi", "vi".to_owned()))
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        file.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn visual_beats_editor_beats_vi() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        };
        assert_eq!(command(env(&[("VISUAL", "a"), ("EDITOR", "b")])), ("VISUAL", "a".into()));
        assert_eq!(command(env(&[("VISUAL", " "), ("EDITOR", "b -x")])), ("EDITOR", "b -x".into()));
        assert_eq!(command(env(&[])), ("vi", "vi".into()));
    }

    #[test]
    fn the_file_is_for_us_alone_and_never_an_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("words");
        write_private(&path, "one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
        assert!(write_private(&path, "two").is_err());
    }
}

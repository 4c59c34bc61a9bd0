//! Where a token comes from: the environment, a private file, or a command. Never from the configuration itself.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rustix::process::{Pid, Signal, geteuid, kill_process_group};
use secrecy::SecretString;
use tokio::{io::AsyncReadExt, process::Command};

use crate::text::{Kind, SafeText};

/// How long a token command may take.
const COMMAND_TIME_OUT: Duration = Duration::from_secs(10);

/// No token is longer; a file or command that gives more is not a token.
const LONGEST: u64 = 64 * 1024;

/// A reference to a token. It holds no secret, so it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenRef {
    /// The value of an environment variable.
    Env(String),
    /// The content of a file that only we can read (as ssh asks of its keys).
    File(PathBuf),
    /// What a program prints: the arguments as they are, no shell (`["pass", "show", "ops/pagerduty"]`).
    Command(Vec<String>),
}

/// Why there is no token. Never holds one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)] // the message says it
pub enum SecretError {
    #[error(
        "the token should be in the environment variable {0}, which is {1}: set it, or name another source"
    )]
    Env(String, &'static str),
    #[error("the token file {0:?} could not be read: {1}")]
    FileIo(PathBuf, String),
    #[error("the token file {path:?} can be read by others (mode {mode:03o}): chmod 600 {path:?}")]
    FileOpen { path: PathBuf, mode: u32 },
    #[error("the token file {path:?} belongs to user {owner}, not to you ({us}): use a file of your own")]
    FileOwner { path: PathBuf, owner: u32, us: u32 },
    #[error("the token file {0:?} is not a regular file: name the file itself")]
    FileKind(PathBuf),
    #[error("{0} gave nothing: expected the token alone")]
    Empty(String),
    #[error("{0} gave {1}: expected the token alone, on one line")]
    NotOneLine(String, &'static str),
    #[error("the token command is empty: name a program and its arguments")]
    NoCommand,
    #[error("the token command {0:?} could not be started: {1}")]
    CommandStart(String, String),
    #[error(
        "the token command {program:?} gave no answer within {seconds} s: run it by hand to see what it waits for"
    )]
    CommandTimeout { program: String, seconds: u64 },
    #[error("the token command {program:?} failed ({status}); it said {words:?}")]
    CommandFailed { program: String, status: String, words: SafeText },
}

impl TokenRef {
    /// Fetches the token. A trailing line end is not part of it.
    pub async fn resolve(&self) -> Result<SecretString, SecretError> {
        match self {
            Self::Env(name) => from_env(name),
            Self::File(path) => {
                let path = path.clone();
                // A file may lie on a network file system: not on the caller's thread.
                tokio::task::spawn_blocking(move || from_file(&path))
                    .await
                    .map_err(|_| SecretError::Empty("the token file's reader".into()))?
            }
            Self::Command(argv) => from_command(argv, COMMAND_TIME_OUT).await,
        }
    }
}

fn from_env(name: &str) -> Result<SecretString, SecretError> {
    match std::env::var(name) {
        Ok(value) => {
            one_line(value.as_bytes(), || format!("the environment variable {name}")).map_err(|e| match e {
                SecretError::Empty(_) => SecretError::Env(name.to_owned(), "empty"),
                other => other,
            })
        }
        Err(std::env::VarError::NotPresent) => Err(SecretError::Env(name.to_owned(), "not set")),
        Err(std::env::VarError::NotUnicode(_)) => Err(SecretError::Env(name.to_owned(), "not valid UTF-8")),
    }
}

/// Checks the *opened* file, so that a symbolic link is judged by what it leads to and nothing can be swapped between
/// the check and the read.
fn from_file(path: &Path) -> Result<SecretString, SecretError> {
    use std::{
        io::Read,
        os::unix::fs::{MetadataExt, OpenOptionsExt},
    };

    let io = |error: std::io::Error| SecretError::FileIo(path.to_owned(), error.to_string());
    let us = geteuid().as_raw();
    let link = std::fs::symlink_metadata(path).map_err(io)?;
    if link.is_symlink() && link.uid() != us && link.uid() != 0 {
        return Err(SecretError::FileOwner { path: path.to_owned(), owner: link.uid(), us });
    }
    // A pipe without a writer would block the open for ever.
    let no_wait = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let file = std::fs::OpenOptions::new().read(true).custom_flags(no_wait).open(path).map_err(io)?;
    let meta = file.metadata().map_err(io)?;
    if !meta.is_file() {
        return Err(SecretError::FileKind(path.to_owned()));
    }
    if meta.uid() != us {
        return Err(SecretError::FileOwner { path: path.to_owned(), owner: meta.uid(), us });
    }
    if meta.mode() & 0o077 != 0 {
        return Err(SecretError::FileOpen { path: path.to_owned(), mode: meta.mode() & 0o777 });
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(io)?;
    one_line(&bytes, || format!("the token file {}", path.display()))
}

async fn from_command(argv: &[String], time_out: Duration) -> Result<SecretString, SecretError> {
    let Some((program, arguments)) = argv.split_first() else { return Err(SecretError::NoCommand) };
    let start = |error: std::io::Error| SecretError::CommandStart(program.clone(), error.to_string());
    // A process group of its own: it cannot take keys from our terminal, and goes as a whole when it is late.
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(start)?;
    let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let run = async {
        let (out, err) = tokio::join!(head(stdout), head(stderr));
        (child.wait().await, out, err)
    };
    let Ok((status, out, err)) = tokio::time::timeout(time_out, run).await else {
        if let Some(group) = group {
            let _ = kill_process_group(group, Signal::KILL);
        }
        return Err(SecretError::CommandTimeout { program: program.clone(), seconds: time_out.as_secs() });
    };
    let status = status.map_err(start)?;
    if !status.success() {
        let first = err.split(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
        let words = SafeText::clean_bytes(first, Kind::Line);
        return Err(SecretError::CommandFailed {
            program: program.clone(),
            status: status.to_string(),
            words,
        });
    }
    one_line(&out, || format!("the token command {program}"))
}

/// The first bytes of a stream; the rest is read and dropped, so that the writer does not block.
async fn head(stream: Option<impl tokio::io::AsyncRead + Unpin>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        // A broken pipe ends the stream: what came so far is judged like any other output.
        let _ = (&mut stream).take(LONGEST + 1).read_to_end(&mut bytes).await;
        let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
    }
    bytes
}

fn one_line(bytes: &[u8], whence: impl Fn() -> String) -> Result<SecretString, SecretError> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(SecretError::Empty(whence()));
    }
    if bytes.len() as u64 > LONGEST {
        return Err(SecretError::NotOneLine(whence(), "more than 64 KiB"));
    }
    if bytes.contains(&b'\n') {
        return Err(SecretError::NotOneLine(whence(), "several lines"));
    }
    match std::str::from_utf8(bytes) {
        Ok(token) => Ok(SecretString::from(token.to_owned())),
        Err(_) => Err(SecretError::NotOneLine(whence(), "bytes that are not UTF-8")),
    }
}

#[cfg(test)]
mod tests;

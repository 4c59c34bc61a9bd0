//! A command that is no verb runs as our own program, in the same surroundings as the screen, without its terminal.

use std::{fmt::Write as _, path::PathBuf, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Command,
    time::timeout,
};

use crate::{
    app::msg::Outcome,
    cli::args::Common,
    config::{AuthConfig, Config, LOCAL, TokenConfig},
    text::{Kind, SafeText},
};

/// What is read of each of its outputs, in bytes.
const CAP: u64 = 1 << 20;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How our own program is to be started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Around {
    /// Options before the command.
    pub(super) args: Vec<String>,
    /// Variables; `None` takes one away.
    pub(super) env: Vec<(&'static str, Option<String>)>,
}

/// The surroundings of a screen that was started with these.
///
/// # Errors
/// The file that tells the command where a demonstration is could not be written.
pub(super) fn around(common: &Common, config: &Config, columns: u16) -> Result<Around, SafeText> {
    let text = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let mut around = Around::default();
    for (name, dir) in [
        ("WATCHFLOOR_DATA_DIR", &config.dirs.data),
        ("WATCHFLOOR_STATE_DIR", &config.dirs.state),
        ("WATCHFLOOR_CACHE_DIR", &config.dirs.cache),
    ] {
        around.env.push((name, Some(text(dir))));
    }
    around.env.extend([
        ("NO_COLOR", Some("1".to_owned())),
        ("WATCHFLOOR_COLOR", Some("never".to_owned())),
        // What clap wraps help by, and what tables fit into: without the margins of the screen that shows them.
        ("COLUMNS", Some(columns.saturating_sub(2).to_string())),
        ("WATCHFLOOR_COLUMNS", Some(columns.saturating_sub(2).to_string())),
        ("WATCHFLOOR_ME", Some(config.me.clone())),
        ("WATCHFLOOR_TIME_ZONE", Some(config.time_zone.name().to_owned())),
    ]);
    if common.ascii {
        around.args.push("--ascii".to_owned());
    }
    if let Some(file) = demonstration(config)? {
        // Nothing of the person's own, and nothing of the system's, may be asked instead.
        around.env.push(("WATCHFLOOR_CONFIG", Some(text(&file))));
        around.env.push(("XDG_CONFIG_DIRS", Some(text(&config.dirs.state))));
        around.env.push(("WATCHFLOOR_SOURCE", None));
        return Ok(around);
    }
    if let Some(file) = &common.config {
        around.args.extend(["--config".to_owned(), text(file)]);
    }
    for source in common.source.iter().filter(|s| !s.is_empty()) {
        around.args.extend(["--source".to_owned(), source.clone()]);
    }
    Ok(around)
}

/// One line of TOML, quoted by its own rules.
fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {}", toml_edit::Value::from(value));
}

/// Of a demonstration: a file that names its server, in its own folder; where it listens on an address, the token
/// stays in the file that only its owner can read.
fn demonstration(config: &Config) -> Result<Option<PathBuf>, SafeText> {
    let demo = |s: &&crate::config::SourceConfig| s.local && s.name.as_str() != LOCAL;
    let Some(source) = config.sources.iter().find(demo) else { return Ok(None) };
    let mut text = String::from("[[source]]\nkind = \"native\"\n");
    line(&mut text, "name", source.name.as_str());
    match &source.socket {
        Some(path) => line(&mut text, "url", &format!("unix:{}", path.display())),
        None => line(&mut text, "url", source.url.as_str()),
    }
    if let AuthConfig::Bearer { token: TokenConfig::File(file) } = &source.auth {
        line(&mut text, "token.file", &file.display().to_string());
    }
    let file = config.dirs.state.join("commands.toml");
    let written = std::fs::create_dir_all(&config.dirs.state).and_then(|()| std::fs::write(&file, text));
    written
        .map_err(|e| SafeText::clean(&format!("{} cannot be written: {e}", file.display()), Kind::Line))?;
    Ok(Some(file))
}

/// Runs it to its end, or to the end of our patience.
pub(super) async fn run(line: &str, words: Vec<String>, around: Around) -> Outcome {
    let title = SafeText::clean(line, Kind::Line);
    let refused = |why: String| Outcome::Refused { at: None, words: SafeText::clean(&why, Kind::Line) };
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(e) => return refused(format!("this program's own file is not found: {e}")),
    };
    let mut command = Command::new(program);
    command.args(around.args).args(words);
    for (name, value) in around.env {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    // No terminal: not to read from, and not to be stopped by.
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.process_group(0).kill_on_drop(true);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(e) => {
            return refused(format!("the system did not start it: {e}; was the program updated meanwhile?"));
        }
    };
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let both = async {
        let read = tokio::join!(drain(out), drain(err));
        (read, child.wait().await)
    };
    let Ok((((mut text, cut), (told, told_cut)), status)) = timeout(PATIENCE, both).await else {
        let _ = child.kill().await;
        return refused(format!(
            "it took more than {} s and was stopped; nothing more of it is known",
            PATIENCE.as_secs()
        ));
    };
    if !text.is_empty() && !told.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    text.extend(told);
    let mut text = String::from_utf8_lossy(&text).into_owned();
    let failed = match status {
        _ if cut || told_cut => Some("cut here: it writes more than 1 MiB".to_owned()),
        Ok(status) => status.code().map_or_else(|| Some("it was ended by a signal".to_owned()), in_words),
        Err(e) => Some(format!("how it ended is not known: {e}")),
    };
    if text.trim().is_empty() {
        "It wrote nothing.".clone_into(&mut text);
    }
    Outcome::Output {
        line: title,
        failed: failed.map(|words| SafeText::clean(&words, Kind::Line)),
        text: SafeText::clean(text.trim_end(), Kind::Body),
    }
}

/// What comes out, and whether there would be more.
async fn drain(out: Option<impl AsyncRead + Unpin>) -> (Vec<u8>, bool) {
    let mut read = Vec::new();
    if let Some(out) = out {
        // What was read so far is shown, whatever happens then.
        let _ = out.take(CAP + 1).read_to_end(&mut read).await;
    }
    let cut = read.len() as u64 > CAP;
    read.truncate(CAP as usize);
    (read, cut)
}

/// The exit code in words; none where all is well.
fn in_words(code: i32) -> Option<String> {
    let words = match code {
        0 => return None,
        1 => "not all of it is so",
        2 => "the line or the configuration is wrong",
        3 => "the source refused",
        4 => "not found",
        5 => "it changed meanwhile",
        69 => "no source answered",
        75 => "saved, not confirmed yet",
        101 => "a fault of watchfloor itself",
        _ => "it failed",
    };
    Some(format!("{words} (exit {code})"))
}

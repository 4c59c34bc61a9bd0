//! `doctor`: what this terminal, its clipboard, the folders and the sources are fit for, and what to type to mend each.
//! Belongs to the command line.
//!
//! | file | what it looks at |
//! |---|---|
//! | [`terminal`] | colours, characters, the link, ways to the clipboard: pure |
//! | [`tmux`] | what tmux was told |
//! | [`places`] | folders and their permissions |

mod places;
mod terminal;
mod tmux;

use std::{process::Command, time::Duration};

use serde::Serialize;

use super::{
    args::Common,
    block_on,
    exit::{Code, Failure},
    open::{self, Session},
    print::{Cell, Format, Look, Printer},
    sources,
};
use crate::{
    config::Config,
    domain::time::length,
    term::{clipboard, echo},
    text::{Kind, SafeText},
};

/// How long the terminal has for one answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// Columns for how it stands, and for what it is about, with the space after it.
const LEVEL: usize = 6;
const ABOUT: usize = 11;
/// A source's clock may be so far from ours, in seconds, without a word.
const CLOCK: i64 = 2;

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    /// As it should be.
    Ok,
    /// It works, and could work better.
    Look,
    /// Something does not work.
    Fault,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Finding {
    level: Level,
    about: &'static str,
    words: SafeText,
    /// What to type.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<SafeText>,
}

impl Finding {
    fn new(level: Level, about: &'static str, words: impl AsRef<str>) -> Self {
        Self { level, about, words: SafeText::clean(words.as_ref(), Kind::Line), mend: None }
    }

    fn ok(about: &'static str, words: impl AsRef<str>) -> Self {
        Self::new(Level::Ok, about, words)
    }

    fn look(about: &'static str, words: impl AsRef<str>, mend: impl AsRef<str>) -> Self {
        Self::new(Level::Look, about, words).mend(mend)
    }

    fn fault(about: &'static str, words: impl AsRef<str>, mend: impl AsRef<str>) -> Self {
        Self::new(Level::Fault, about, words).mend(mend)
    }

    fn mend(mut self, how: impl AsRef<str>) -> Self {
        self.mend = Some(SafeText::clean(how.as_ref(), Kind::Line));
        self
    }
}

/// `doctor`: 0 when nothing is at fault, else 1.
pub fn run(common: &Common) -> Result<Code, Failure> {
    let config = open::configure(common);
    let mut printer = open::printer(common, config.as_ref().ok());
    let env = |name: &str| std::env::var(name).ok();
    let mut findings = terminal::findings(&env);
    if env("TMUX").is_some_and(|value| !value.is_empty()) {
        findings.extend(tmux::findings(|args| answer("tmux", args)));
    }
    let ways = clipboard::channels(env, clipboard::on_path, cfg!(target_os = "macos"));
    findings.extend(terminal::copying(&ways));
    findings.push(terminal::link(echo::round_trip(PATIENCE)));
    match config {
        Ok(config) => {
            findings.push(Finding::ok("zone", format!("times are shown in {}", config.time_zone)));
            findings.extend(places::findings(&config.dirs));
            findings.extend(ask(config));
        }
        Err(failure) => {
            let mut finding = Finding::fault("config", "", "watchfloor config check");
            finding.words = failure.words.first_line();
            findings.push(finding);
        }
    }
    print(&mut printer, &findings);
    super::conf::done(&mut printer)?;
    let fault = findings.iter().any(|f| f.level == Level::Fault);
    Ok(if fault { Code::SomeFailed } else { Code::Done })
}

/// What a program prints, in one line; `None` where it could not be asked.
fn answer(program: &str, args: &[&str]) -> Option<String> {
    let out = Command::new(program).args(args).output().ok().filter(|out| out.status.success())?;
    Some(String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Whether the sources answer, and whether their clocks agree with ours.
fn ask(config: Config) -> Vec<Finding> {
    if config.sources.is_empty() {
        let words = "no source is configured: the screen shows a local database, not your production";
        return vec![Finding::look("sources", words, "watchfloor config init")];
    }
    let asked = block_on(async {
        let session = Session::open(config).await?;
        let all = session.hub.sources();
        let answers =
            futures_util::future::join_all(all.into_iter().map(|s| sources::ask(&session, s))).await;
        Ok::<_, Failure>(answers.into_iter().map(|a| source(&a)).collect::<Vec<_>>())
    });
    match asked {
        Ok(Ok(findings)) => findings,
        Ok(Err(failure)) | Err(failure) => {
            let mut finding = Finding::fault("sources", "", "watchfloor sources test");
            finding.words = failure.words.first_line();
            vec![finding]
        }
    }
}

fn source(answer: &sources::Answer) -> Finding {
    let (name, health) = (answer.source.name.as_str(), &answer.source.health);
    if let Some(words) = &answer.error {
        let mut finding = Finding::fault("source", "", format!("watchfloor sources test {name}"));
        finding.words = words.fit(Kind::Line);
        return finding;
    }
    let ms = health.elapsed_ms.map_or_else(String::new, |ms| format!(" in {ms} ms"));
    match health.offset_s {
        s if s.abs() <= CLOCK => Finding::ok("source", format!("{name} answered{ms}; its clock is ours")),
        s => {
            let way = if s > 0 { "ahead" } else { "behind" };
            let words = format!(
                "{name} answered{ms}; its clock is {} {way} of ours: countdowns run on its",
                length(s.abs())
            );
            Finding::look("source", words, "timedatectl set-ntp true")
        }
    }
}

fn print(printer: &mut Printer, findings: &[Finding]) {
    if printer.format() == Format::Json {
        printer.json_array(findings.iter());
        return;
    }
    for finding in findings {
        let (word, look) = match finding.level {
            Level::Ok => ("ok", Look::Plain),
            Level::Look => ("look", Look::Warn),
            Level::Fault => ("fault", Look::Alarm),
        };
        printer.line(&[
            Cell::ours(format!("{word:<LEVEL$}")).look(look),
            Cell::ours(format!("{:<ABOUT$}", finding.about)).look(Look::Dim),
            Cell::new(finding.words.clone()),
        ]);
        if let Some(mend) = &finding.mend {
            printer.line(&[
                Cell::ours(format!("{:>1$} ", ">", LEVEL + ABOUT + 1)).look(Look::Dim),
                Cell::new(mend.clone()).look(Look::Bold),
            ]);
        }
    }
}

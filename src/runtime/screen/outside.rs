//! What other programs on this machine are handed: tmux's paste buffer, the browser, the window's title. By argument vector or standard
//! input, never through a shell.

use std::{process::Stdio, time::Duration};

use tokio::{io::AsyncWriteExt, process::Command};

use crate::{
    app::Msg,
    term::{
        clipboard::{self, Channel},
        osc,
    },
    text::{Kind, SafeText},
};

/// What is to be done so that words get to the clipboard.
pub(super) struct Copying {
    /// A sequence for the terminal, which never answers.
    pub(super) sequence: Option<osc::Sequence>,
    /// Programs that are handed the words, each with its arguments.
    programs: Vec<(Channel, String)>,
    /// What is said at once.
    pub(super) said: Option<SafeText>,
}

/// How `text`, called `what`, gets there from here.
pub(super) fn copying(text: &SafeText, what: &str) -> Copying {
    let env = |name: &str| std::env::var(name).ok();
    copying_by(&clipboard::channels(env, clipboard::on_path, cfg!(target_os = "macos")), text, what)
}

fn copying_by(ways: &[Channel], text: &SafeText, what: &str) -> Copying {
    let mut copying = Copying { sequence: None, programs: Vec::new(), said: None };
    let mut refused = Some(
        "not copied: this terminal has no clipboard that a program can reach (`watchfloor doctor`)"
            .to_owned(),
    );
    for way in ways {
        match (osc::plain(text, way.cap()), way) {
            (Ok(words), Channel::Tmux | Channel::Tool(_)) => copying.programs.push((*way, words)),
            (Ok(words), Channel::Screen) => {
                copying.sequence = Some(osc::copy_in_screen(&words));
                refused = Some(format!(
                    "{what}: sent through screen to the terminal (OSC 52), which never answers"
                ));
            }
            (Ok(words), Channel::Terminal { .. }) => {
                copying.sequence = Some(osc::copy(&words));
                refused = Some(format!("{what}: sent to the terminal (OSC 52), which never answers"));
            }
            (Err(error), _) => refused = Some(error.to_string()),
        }
    }
    if copying.programs.is_empty() {
        copying.said = refused.map(|words| SafeText::clean(&words, Kind::Line));
    }
    copying
}

impl Copying {
    /// Hands the words, called `what`, to the programs, and says how that went; nothing where there are none.
    pub(super) async fn hand_over(self, what: String) -> Option<Msg> {
        let mut told = Vec::new();
        for (way, words) in &self.programs {
            told.push(match way {
                Channel::Tool(argv) => match feed(argv, words).await {
                    Ok(true) => format!("copied with {}", argv[0]),
                    Ok(false) => format!("not copied: {} failed", argv[0]),
                    Err(error) => format!("not copied: {} could not be run ({error})", argv[0]),
                },
                // tmux passes it on to the terminal (`-w`, since tmux 3.2).
                _ => match feed(&["tmux", "load-buffer", "-w", "-"], words).await {
                    Ok(true) => "copied to tmux's buffer and, where it may, to your clipboard".to_owned(),
                    Ok(false) => {
                        "not copied: `tmux load-buffer -w -` failed; is tmux 3.2 or newer?".to_owned()
                    }
                    Err(error) => format!("not copied: tmux could not be run ({error})"),
                },
            });
        }
        let words = format!("{what}: {}", told.join("; "));
        (!told.is_empty()).then(|| Msg::Say(SafeText::clean(&words, Kind::Line)))
    }
}

/// Runs a program with `words` on its standard input. Tools of X and Wayland stay behind to serve the clipboard: what
/// has not ended after two seconds is taken to be well.
async fn feed(argv: &[&str], words: &str) -> std::io::Result<bool> {
    let mut program = Command::new(argv[0])
        .args(&argv[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    if let Some(mut stdin) = program.stdin.take() {
        stdin.write_all(words.as_bytes()).await?;
    }
    match tokio::time::timeout(Duration::from_secs(2), program.wait()).await {
        Ok(ended) => Ok(ended?.success()),
        Err(_) => Ok(true),
    }
}

/// Whether a browser opened here would be seen by the person: not over ssh.
pub(super) fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Opens a link that was shown, if it is a web address.
pub(super) async fn open(url: SafeText) -> Option<Msg> {
    let told = if osc::link_open(&url).is_some() {
        match browse(url.shown()).await {
            Ok(true) => "handed to xdg-open".to_owned(),
            Ok(false) => "not opened: xdg-open failed; copy the link instead".to_owned(),
            Err(error) => format!("not opened: xdg-open could not be run ({error}); copy the link instead"),
        }
    } else {
        "not opened: only http and https addresses are".to_owned()
    };
    Some(Msg::Say(SafeText::clean(&told, Kind::Line)))
}

/// Some xdg-opens stay as long as the browser they started: after two seconds all is taken to be well.
async fn browse(url: &str) -> std::io::Result<bool> {
    let mut browser = Command::new("xdg-open")
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    match tokio::time::timeout(Duration::from_secs(2), browser.wait()).await {
        Ok(ended) => Ok(ended?.success()),
        Err(_) => Ok(true),
    }
}

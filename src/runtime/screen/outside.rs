//! What other programs on this machine are handed: tmux's paste buffer, the browser, the window's title. By argument vector or standard
//! input, never through a shell.

use std::{process::Stdio, time::Duration};

use tokio::{io::AsyncWriteExt, process::Command};

use crate::{
    app::{Model, Msg},
    term::osc,
    text::{Kind, SafeText},
};

/// How a text gets to the clipboard.
pub(super) enum Copying {
    /// By a sequence for the terminal (OSC 52), which never answers.
    Terminal(osc::Sequence),
    /// tmux keeps that sequence to itself; it has a command for it.
    Tmux,
    /// Not at all.
    Refused(SafeText),
}

/// How `text` gets there.
pub(super) fn copying(text: &SafeText, tmux: bool) -> Copying {
    match osc::copy(text) {
        Ok(_) if tmux => Copying::Tmux,
        Ok(sequence) => Copying::Terminal(sequence),
        Err(error) => Copying::Refused(SafeText::clean(&error.to_string(), Kind::Line)),
    }
}

/// Hands `text` to tmux, which passes it on to the terminal (`-w`, since tmux 3.2).
pub(super) async fn to_tmux(text: SafeText) -> Option<Msg> {
    let line = text.shown().replace(['\n', '\t'], " ");
    let told = match load_buffer(line.trim()).await {
        Ok(true) => "copied to tmux's buffer and, where it may, to your clipboard".to_owned(),
        Ok(false) => "not copied: `tmux load-buffer -w -` failed; is tmux 3.2 or newer?".to_owned(),
        Err(error) => format!("not copied: tmux could not be run ({error})"),
    };
    Some(Msg::Say(SafeText::clean(&told, Kind::Line)))
}

async fn load_buffer(line: &str) -> std::io::Result<bool> {
    let mut tmux = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut stdin) = tmux.stdin.take() {
        stdin.write_all(line.as_bytes()).await?;
    }
    Ok(tmux.wait().await?.success())
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

/// `watchfloor: 2 P1, 3 P2`.
pub(super) fn title(model: &Model) -> SafeText {
    let by = &model.inbox.counts().by_priority;
    let parts: Vec<String> =
        (1..=2).zip(by).filter(|(_, n)| **n > 0).map(|(p, n)| format!("{n} P{p}")).collect();
    let text =
        if parts.is_empty() { "watchfloor".to_owned() } else { format!("watchfloor: {}", parts.join(", ")) };
    SafeText::clean(&text, Kind::Line)
}

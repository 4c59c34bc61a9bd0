//! What tmux was told. A part of [`super`]; it is asked through a function, so that tests can answer.

use super::Finding;

/// Milliseconds for which tmux may hold back an Esc without a word.
const ESCAPE_MS: u32 = 100;

/// Looks at tmux's options; `ask` runs `tmux` with arguments.
pub(super) fn findings(ask: impl Fn(&[&str]) -> Option<String>) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(version) = ask(&["display-message", "-p", "#{version}"]) else {
        let words = "TMUX is set, and tmux does not answer: nothing can be copied through it";
        return vec![Finding::fault("tmux", words, "unset TMUX")];
    };
    found.push(if number(&version) < (3, 2) {
        let words = format!("tmux {version}: load-buffer -w came with 3.2, older ones keep what is copied");
        Finding::look("tmux", words, "tmux show-buffer # after copying")
    } else {
        Finding::ok("tmux", format!("tmux {version}"))
    });
    let server = |name| ask(&["show-options", "-sv", name]).unwrap_or_default();
    found.push(match &*server("set-clipboard") {
        "off" => {
            let words = "set-clipboard off: what is copied stays in tmux's own buffer";
            Finding::look("tmux", words, "tmux set -s set-clipboard external")
        }
        value => {
            Finding::ok("tmux", format!("set-clipboard {value}: what is copied goes on to the terminal"))
        }
    });
    let features = ask(&["display-message", "-p", "#{client_termfeatures}"]).unwrap_or_default();
    if !features.is_empty() && !features.contains("clipboard") {
        let words = "tmux does not know that your terminal has a clipboard (OSC 52)";
        found.push(Finding::look(
            "tmux",
            words,
            "tmux set -as terminal-features ',*:clipboard' # then attach anew",
        ));
    }
    if server("focus-events") == "off" {
        let words = "focus-events off: the screen cannot tell whether you look at it";
        found.push(Finding::look("tmux", words, "tmux set -s focus-events on"));
    }
    if let Ok(ms) = server("escape-time").parse::<u32>()
        && ms > ESCAPE_MS
    {
        let words = format!("escape-time {ms}: each Esc comes {ms} ms late");
        found.push(Finding::look("tmux", words, "tmux set -s escape-time 10"));
    }
    let through = ask(&["show-options", "-gwv", "allow-passthrough"]).unwrap_or_default();
    if !through.is_empty() {
        found.push(Finding::ok("tmux", format!("allow-passthrough {through}; it is not needed")));
    }
    found
}

/// `3.4` of `3.4`, `next-3.5`, `3.3a`; unknown ones are taken to be new.
fn number(version: &str) -> (u32, u32) {
    let digits = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = digits.split(|c: char| !c.is_ascii_digit()).map(|n| n.parse().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), minor) => (major, minor.unwrap_or(0)),
        _ => (u32::MAX, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Level, findings, number};

    #[test]
    fn versions() {
        assert_eq!(
            [number("3.4"), number("next-3.5"), number("3.3a"), number("2.9")],
            [(3, 4), (3, 5), (3, 3), (2, 9)]
        );
        assert!(number("openbsd") > (3, 2));
    }

    #[test]
    fn each_option_that_is_in_the_way_has_its_line() {
        let found = findings(|args| {
            Some(match args[args.len() - 1] {
                "#{version}" => "3.1c".to_owned(),
                "set-clipboard" | "focus-events" | "allow-passthrough" => "off".to_owned(),
                "escape-time" => "500".to_owned(),
                "#{client_termfeatures}" => "256,RGB".to_owned(),
                other => panic!("{other}"),
            })
        });
        let mends = found.iter().filter(|f| f.level == Level::Look).map(|f| f.mend.as_ref().unwrap().shown());
        let mends: Vec<&str> = mends.collect();
        assert_eq!(mends.len(), 5, "{mends:?}");
        assert!(mends.contains(&"tmux set -s set-clipboard external"));
        assert_eq!(findings(|_| None)[0].level, Level::Fault);
    }
}

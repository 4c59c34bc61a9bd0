//! The terminal as its environment describes it. A part of [`super`]; pure.

use super::Finding;
use crate::term::{
    clipboard::Channel,
    probe::{ColorDepth, probe},
};

/// Milliseconds from which a link is worth the option for slow ones.
const SLOW_MS: u32 = 250;

/// What the terminal is told to be.
pub(super) fn findings(env: &dyn Fn(&str) -> Option<String>) -> Vec<Finding> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let caps = probe(env);
    let term = set("TERM").unwrap_or_default();
    let mut found = Vec::new();
    found.push(match &*term {
        "" => Finding::fault(
            "terminal",
            "TERM is not set: nothing can be drawn safely",
            "export TERM=xterm-256color",
        ),
        "dumb" => Finding::fault(
            "terminal",
            "TERM=dumb: the screen cannot be drawn here, commands can be used",
            "export TERM=xterm-256color",
        ),
        term => {
            let inside = match (caps.tmux, set("STY").is_some()) {
                (true, _) => ", inside tmux",
                (false, true) => ", inside GNU screen",
                (false, false) => "",
            };
            Finding::ok("terminal", format!("TERM={term}{inside}"))
        }
    });
    let told =
        set("COLORTERM").map_or_else(|| "COLORTERM is not set".to_owned(), |c| format!("COLORTERM={c}"));
    found.push(match caps.color {
        ColorDepth::True => Finding::ok("colours", format!("24 bits ({told})")),
        ColorDepth::Ansi256 => {
            Finding::ok("colours", format!("256 ({told}; export COLORTERM=truecolor for all)"))
        }
        ColorDepth::Ansi16 => Finding::ok("colours", format!("the terminal's own 16 ({told})")),
        ColorDepth::None => Finding::ok("colours", "none: every meaning stands in words too"),
    });
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|n| Some(format!("{n}={}", set(n)?)));
    let locale = locale.unwrap_or_else(|| "no locale is set".to_owned());
    found.push(if caps.unicode {
        Finding::ok("characters", format!("Unicode ({locale})"))
    } else if caps.linux_console {
        Finding::ok("characters", "ASCII: the Linux console has few others")
    } else {
        let words = format!("ASCII only: {locale}, which is no UTF-8");
        Finding::look("characters", words, "export LC_ALL=C.UTF-8")
    });
    found
}

/// Which ways a text goes to the clipboard.
pub(super) fn copying(ways: &[Channel]) -> Vec<Finding> {
    if ways.is_empty() {
        let words = "nothing reaches a clipboard from this terminal: copying only shows what it would copy";
        return vec![Finding::look("copy", words, "use a terminal with OSC 52, or tmux")];
    }
    let told = ways.iter().map(|way| match way {
        Channel::Tmux => {
            Finding::ok("copy", "tmux load-buffer -w: into tmux's buffer, and on to the terminal's")
        }
        Channel::Tool(argv) => Finding::ok("copy", format!("{}, on this desktop", argv.join(" "))),
        Channel::Screen => Finding::look(
            "copy",
            "OSC 52 through GNU screen, which hands it on; the terminal never says whether it came",
            "printf '\\033P\\033]52;c;dGVzdA==\\007\\033\\\\' # then paste: test",
        ),
        Channel::Terminal { cap } => Finding::look(
            "copy",
            format!("OSC 52, up to {cap} bytes; the terminal never says whether it came"),
            "printf '\\033]52;c;dGVzdA==\\007' # then paste: test",
        ),
    });
    told.collect()
}

/// How far away the terminal is.
pub(super) fn link(ms: Option<u32>) -> Finding {
    match ms {
        None => Finding::ok("link", "not measured: no terminal here answers"),
        Some(ms) if ms >= SLOW_MS => {
            Finding::look("link", format!("{ms} ms to the terminal and back"), "watchfloor --low-bandwidth")
        }
        Some(ms) => Finding::ok("link", format!("{ms} ms to the terminal and back")),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Level, Finding, copying, findings, link};

    fn told(vars: &str) -> Vec<(Level, String)> {
        let vars: Vec<_> = vars.split_whitespace().filter_map(|v| v.split_once('=')).collect();
        let env = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        findings(&env).iter().map(|f| (f.level, f.words.shown().to_owned())).collect()
    }

    #[test]
    fn what_is_wrong_has_a_line_to_type() {
        assert_eq!(told("TERM=dumb")[0].0, Level::Fault);
        assert_eq!(told("")[0].0, Level::Fault);
        let good = told("TERM=xterm-256color COLORTERM=truecolor LANG=en_US.UTF-8");
        assert!(good.iter().all(|(level, _)| *level == Level::Ok), "{good:?}");
        let plain = told("TERM=xterm LANG=C");
        assert_eq!(plain[2], (Level::Look, "ASCII only: LANG=C, which is no UTF-8".to_owned()));
        for finding in copying(&[]).into_iter().chain([link(Some(400))]) {
            let Finding { level, mend, .. } = finding;
            assert!(level == Level::Look && mend.is_some());
        }
        assert_eq!(link(Some(12)).level, Level::Ok);
    }
}

//! What the terminal can do, told by the environment alone: no question is asked, so nothing waits at start
//! and no late answer is typed into the shell.

/// How many colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum ColorDepth {
    /// None; attributes (bold, reverse) stay.
    #[default]
    None,
    /// The sixteen of the terminal's own palette.
    Ansi16,
    /// The 256 of xterm.
    Ansi256,
    /// 24 bits.
    True,
}

/// What the environment says about the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Colours.
    pub color: ColorDepth,
    /// Characters beyond ASCII may be shown.
    pub unicode: bool,
    /// Inside tmux, which keeps OSC 52 and OSC 9 to itself with its default settings.
    pub tmux: bool,
    /// The console of Linux itself: sixteen colours, no title, no alternate screen.
    pub linux_console: bool,
    /// Links (OSC 8) may be written: not on the console of Linux, not in GNU screen, not inside a tmux older than 3.4,
    /// which does not know them.
    pub links: bool,
    /// Synchronized updates (mode 2026) may be written; terminals without them ignore the marks.
    pub sync: bool,
    /// What is erased takes the background that is set (terminfo's `bce`); else, or when that is not known, only
    /// the default background may be erased.
    pub bce: bool,
    /// A part of the rows can be scrolled (DECSTBM, IL, DL).
    pub scroll: bool,
}

/// Reads the environment through `env`, which returns the value of a variable.
///
/// Sources: <https://no-color.org> (`NO_COLOR`, when not empty), <https://bixense.com/clicolors>
/// (`CLICOLOR=0`), and POSIX for the order `LC_ALL`, `LC_CTYPE`, `LANG`.
pub fn probe(env: impl Fn(&str) -> Option<String>) -> Caps {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let term = set("TERM").unwrap_or_default().to_ascii_lowercase();
    let linux_console = term == "linux";
    let dumb = term.is_empty() || term == "dumb";
    let tmux = set("TMUX").is_some() || term.starts_with("tmux");
    let screen = set("STY").is_some() || (term.starts_with("screen") && !tmux);
    let no_color = set("NO_COLOR").is_some() || set("CLICOLOR").as_deref() == Some("0");
    let color = if no_color || dumb {
        ColorDepth::None
    } else {
        depth(&term, set("COLORTERM").as_deref().unwrap_or_default(), screen)
    };
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default().to_ascii_lowercase();
    Caps {
        color,
        unicode: !linux_console && !dumb && (locale.contains("utf-8") || locale.contains("utf8")),
        tmux,
        linux_console,
        links: !linux_console
            && !dumb
            && !screen
            && !term.starts_with("vt")
            && (!tmux || tmux_keeps_links(&set)),
        sync: !linux_console && !dumb,
        bce: erases_in_color(&term),
        scroll: !dumb,
    }
}

/// tmux keeps links since 3.4 and tells its version to the programs in it (`3.3a`, `next-3.5`); one that does not tell is
/// too old.
fn tmux_keeps_links(set: &impl Fn(&str) -> Option<String>) -> bool {
    if set("TERM_PROGRAM").as_deref() != Some("tmux") {
        return false;
    }
    let version = set("TERM_PROGRAM_VERSION").unwrap_or_default();
    let version = version.strip_prefix("next-").unwrap_or(&version);
    let mut parts = version.split('.').map(|part| {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part[..digits].parse::<u32>().ok()
    });
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= (3, 4),
        _ => false,
    }
}

/// By the name alone: one that claims to be a terminal with `bce` and is not would look wrong in its own
/// programs as well. GNU screen's names are not among them: it has `bce` only where its user asked for it.
fn erases_in_color(term: &str) -> bool {
    const WITH: [&str; 9] =
        ["xterm", "tmux", "alacritty", "kitty", "foot", "wezterm", "linux", "rxvt", "ghostty"];
    WITH.iter().any(|name| term.starts_with(name))
}

fn depth(term: &str, colorterm: &str, screen: bool) -> ColorDepth {
    const TRUE: [&str; 7] = ["-direct", "truecolor", "kitty", "alacritty", "wezterm", "foot", "ghostty"];
    let colorterm = colorterm.to_ascii_lowercase();
    if term == "linux" {
        ColorDepth::Ansi16
    } else if term.starts_with("vt1")
        || term.starts_with("vt2")
        || term.ends_with("-mono")
        || term.ends_with("-m")
    {
        ColorDepth::None
    } else if !screen
        && (matches!(&*colorterm, "truecolor" | "24bit") || TRUE.iter().any(|t| term.contains(t)))
    {
        // GNU screen inherits COLORTERM from outside and garbles 24-bit colours.
        ColorDepth::True
    } else if term.contains("256color") || !colorterm.is_empty() {
        ColorDepth::Ansi256
    } else {
        ColorDepth::Ansi16
    }
}

#[cfg(test)]
mod tests {
    use super::{Caps, ColorDepth, probe};

    fn caps(vars: &str) -> Caps {
        let vars: Vec<_> = vars.split_whitespace().filter_map(|v| v.split_once('=')).collect();
        probe(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_string()))
    }

    #[test]
    fn colours() {
        use ColorDepth::{Ansi16, Ansi256, None, True};
        for (vars, want) in [
            ("", None),
            ("TERM=dumb COLORTERM=truecolor", None),
            ("TERM=vt100", None),
            ("TERM=xterm", Ansi16),
            ("TERM=linux COLORTERM=truecolor", Ansi16),
            ("TERM=xterm-256color", Ansi256),
            ("TERM=xterm-256color COLORTERM=truecolor", True),
            ("TERM=xterm COLORTERM=24bit", True),
            ("TERM=xterm-kitty", True),
            ("TERM=xterm-direct", True),
            ("TERM=tmux-256color TMUX=/tmp/t,1,0 COLORTERM=truecolor", True),
            ("TERM=screen-256color TMUX=/tmp/t,1,0", Ansi256),
            ("TERM=screen-256color STY=1.pts COLORTERM=truecolor", Ansi256),
            ("TERM=screen", Ansi16),
            ("TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1", None),
            ("TERM=xterm-256color NO_COLOR=", Ansi256),
            ("TERM=xterm-256color CLICOLOR=0", None),
            ("TERM=xterm-256color CLICOLOR=1", Ansi256),
        ] {
            assert_eq!(caps(vars).color, want, "{vars}");
        }
    }

    #[test]
    fn characters() {
        for (vars, want) in [
            ("TERM=xterm", false),
            ("TERM=xterm LANG=en_US.UTF-8", true),
            ("TERM=xterm LANG=C.utf8", true),
            ("TERM=xterm LANG=C", false),
            ("TERM=xterm LANG=en_US.UTF-8 LC_ALL=C", false),
            ("TERM=xterm LANG=C LC_CTYPE=de_DE.UTF-8", true),
            ("TERM=xterm LANG=de_DE.UTF-8 LC_ALL=", true),
            ("TERM=linux LANG=en_US.UTF-8", false),
            ("TERM=dumb LANG=en_US.UTF-8", false),
        ] {
            assert_eq!(caps(vars).unicode, want, "{vars}");
        }
    }

    #[test]
    fn the_rest() {
        let told = |vars| {
            let c = caps(vars);
            (c.tmux, c.linux_console, c.links, c.sync)
        };
        assert_eq!(told("TERM=xterm-256color"), (false, false, true, true));
        assert_eq!(told("TERM=screen-256color TMUX=x"), (true, false, false, true));
        assert_eq!(told("TERM=screen STY=x"), (false, false, false, true));
        assert_eq!(told("TERM=linux"), (false, true, false, false));
        assert_eq!(told("TERM=dumb"), (false, false, false, false));
    }

    #[test]
    fn links() {
        for (vars, want) in [
            ("", false),
            ("TERM=xterm-256color", true),
            ("TERM=xterm-kitty", true),
            ("TERM=linux", false),
            ("TERM=dumb", false),
            ("TERM=vt220", false),
            ("TERM=screen", false),
            ("TERM=xterm-256color STY=1.pts", false),
            ("TERM=tmux-256color", false),
            ("TERM=tmux-256color TMUX=x", false),
            ("TERM=tmux-256color TMUX=x TERM_PROGRAM=iTerm.app TERM_PROGRAM_VERSION=3.5", false),
            ("TERM=tmux-256color TMUX=x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3a", false),
            ("TERM=tmux-256color TMUX=x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.4", true),
            ("TERM=screen-256color TMUX=x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.5a", true),
            ("TERM=tmux-256color TMUX=x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=next-3.6", true),
            ("TERM=tmux-256color TMUX=x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=10.0", true),
            ("TERM=tmux-256color TMUX=x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=master", false),
        ] {
            assert_eq!(caps(vars).links, want, "{vars}");
        }
    }

    #[test]
    fn erasing_and_scrolling() {
        for (term, bce, scroll) in [
            ("xterm", true, true),
            ("xterm-256color", true, true),
            ("xterm-kitty", true, true),
            ("tmux-256color", true, true),
            ("alacritty", true, true),
            ("foot-extra", true, true),
            ("wezterm", true, true),
            ("linux", true, true),
            ("rxvt-unicode-256color", true, true),
            ("screen", false, true),
            ("screen-256color", false, true),
            ("screen.xterm-256color", false, true),
            ("vt220", false, true),
            ("something", false, true),
            ("dumb", false, false),
        ] {
            let c = caps(&format!("TERM={term}"));
            assert_eq!((c.bce, c.scroll), (bce, scroll), "{term}");
        }
        assert!(!caps("").scroll);
    }
}

//! By which ways a text reaches the clipboard of whoever looks at the terminal, told by the environment alone.
//!
//! | way | when | does somebody answer |
//! |---|---|---|
//! | `tmux load-buffer -w -` | inside tmux, which keeps OSC 52 to itself by default | tmux does |
//! | a tool of the desktop | not over ssh, a display is there, the tool is installed | the tool does |
//! | OSC 52 inside a DCS | inside GNU screen, which hands it on in pieces | nobody |
//! | OSC 52 | any other terminal that is more than the Linux console | nobody |

use super::osc::COPY_CAP;

/// Most bytes that go to a program of this machine.
const PROGRAM_CAP: usize = 1024 * 1024;
/// Most bytes that go to a terminal known to take long sequences: xterm's own limit is 100,000 bytes of base64, which
/// is what others were measured against.
const WIDE_CAP: usize = 74_994;

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// `tmux load-buffer -w -`.
    Tmux,
    /// A tool of the desktop that reads standard input: the program, and its arguments.
    Tool(&'static [&'static str]),
    /// OSC 52 through GNU screen.
    Screen,
    /// OSC 52.
    Terminal {
        /// Most bytes it takes.
        cap: usize,
    },
}

impl Channel {
    /// Most bytes of text that go this way.
    pub const fn cap(self) -> usize {
        match self {
            Self::Tmux | Self::Tool(_) => PROGRAM_CAP,
            Self::Screen => COPY_CAP,
            Self::Terminal { cap } => cap,
        }
    }
}

/// The tools, those of Wayland first: the variable that tells of their display, and how they are called.
const TOOLS: &[(&str, &[&str])] = &[
    ("WAYLAND_DISPLAY", &["wl-copy"]),
    ("DISPLAY", &["xclip", "-selection", "clipboard"]),
    ("DISPLAY", &["xsel", "--clipboard", "--input"]),
];
/// That of a Mac, whose display needs no variable.
const MAC: &[&str] = &["pbcopy"];

/// The ways a text goes, all of them at once; none on the Linux console and on a terminal that is dumb.
///
/// `env` gives the value of a variable, `installed` says whether a program is on the path.
pub fn channels(
    env: impl Fn(&str) -> Option<String>,
    installed: impl Fn(&str) -> bool,
    mac: bool,
) -> Vec<Channel> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let term = set("TERM").unwrap_or_default();
    let mut ways = Vec::new();
    if set("TMUX").is_some() {
        ways.push(Channel::Tmux);
    }
    // Over ssh a display is that of the far machine, or a forwarded one nobody looks at.
    if set("SSH_CONNECTION").is_none() && set("SSH_TTY").is_none() {
        let tool = TOOLS.iter().find(|(display, tool)| set(display).is_some() && installed(tool[0]));
        let tool = tool.map(|(_, tool)| *tool).or_else(|| (mac && installed(MAC[0])).then_some(MAC));
        ways.extend(tool.map(Channel::Tool));
    }
    if !ways.is_empty() || matches!(&*term, "" | "dumb" | "linux") {
        return ways;
    }
    ways.push(if set("STY").is_some() || term.starts_with("screen") {
        Channel::Screen
    } else {
        Channel::Terminal { cap: cap(&term, &set("TERM_PROGRAM").unwrap_or_default()) }
    });
    ways
}

/// What a terminal takes, by its name.
fn cap(term: &str, program: &str) -> usize {
    const WIDE: [&str; 5] = ["kitty", "alacritty", "foot", "wezterm", "ghostty"];
    let wide =
        WIDE.iter().any(|name| term.contains(name)) || matches!(program, "WezTerm" | "ghostty" | "iTerm.app");
    if wide { WIDE_CAP } else { COPY_CAP }
}

/// Whether `program` is on the path.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::{COPY_CAP, Channel, WIDE_CAP, channels};

    fn ways(vars: &str, tools: &str) -> Vec<Channel> {
        let vars: Vec<_> = vars.split_whitespace().filter_map(|v| v.split_once('=')).collect();
        let env = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        channels(env, |tool| tools.split_whitespace().any(|t| t == tool), false)
    }

    #[test]
    fn each_place_has_its_way() {
        let terminal = Channel::Terminal { cap: COPY_CAP };
        for (vars, tools, want) in [
            ("TERM=xterm-256color", "", vec![terminal]),
            ("TERM=xterm-kitty", "", vec![Channel::Terminal { cap: WIDE_CAP }]),
            ("TERM=xterm-256color SSH_CONNECTION=x DISPLAY=:10", "xclip", vec![terminal]),
            ("TERM=xterm-256color DISPLAY=:0", "", vec![terminal]),
            ("TERM=xterm DISPLAY=:0", "xsel", vec![Channel::Tool(&["xsel", "--clipboard", "--input"])]),
            ("TERM=xterm DISPLAY=:0 WAYLAND_DISPLAY=w", "xclip wl-copy", vec![Channel::Tool(&["wl-copy"])]),
            ("TERM=tmux-256color TMUX=/tmp/t,1,0 SSH_TTY=/dev/pts/1", "", vec![Channel::Tmux]),
            (
                "TERM=tmux-256color TMUX=/tmp/t,1,0 WAYLAND_DISPLAY=w",
                "wl-copy",
                vec![Channel::Tmux, Channel::Tool(&["wl-copy"])],
            ),
            ("TERM=screen STY=1.pts", "", vec![Channel::Screen]),
            ("TERM=linux", "", vec![]),
            ("TERM=dumb", "", vec![]),
        ] {
            assert_eq!(ways(vars, tools), want, "{vars} {tools}");
        }
        let mac = channels(|_| Some("x".to_owned()).filter(|_| false), |_| true, true);
        assert_eq!(mac, [Channel::Tool(&["pbcopy"])]);
    }
}

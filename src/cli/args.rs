//! What can be typed after `watchfloor`. Belongs to the command line.
//!
//! Commands that do what a key does take their line of help from the table of actions, so that key, help and command
//! are one thing.

mod common;
pub mod desk;
mod new;
mod snapshot;

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueHint};

use super::init::InitArgs;
use crate::{
    app::action::Action,
    config::{self, ListenAt},
    domain::{Time, time::parse_duration},
};

pub use self::common::{COMMON, Common};
pub use self::new::New;
pub use self::snapshot::{Colors, PictureFormat, Snapshot, Written};

const DAY: &str = "The made-up day";

const SERVE: &str = "\
Prints one line on standard output when it listens; the log goes to standard error. SIGTERM and Ctrl-C stop it: what is \
in hand is finished first. Others than this machine are only listened to with a token and --behind-proxy: it speaks no \
TLS itself. [serve] in the configuration says the same, and where tokens for alerts are.";

const THEME: &str = "\
Text needs a contrast of 4.5 on every ground it stands on (WCAG 2.2), of 7 in high-contrast; rules and separators need \
none. On 16 colours, what must be told apart looks different or is told apart by a letter. Distances are CIEDE2000, of \
colours as people see them who lack one of the three cones (Machado, Oliveira and Fernandes 2009); colour-blind keeps \
12 between any two priorities.";

const AFTER: &str = "\
Incidents are named by their number (42, INC-42), their id, or a beginning of it that fits only one.

Queries are those of the filter line: p<=2 state:new,ack service:checkout owner:me clock<15m \"words\". A query that \
begins with - stands after --.

Exit codes: 0 done, 1 some of several failed, 2 usage or configuration, 3 the source refused, 4 not found, 5 it changed \
meanwhile, 69 no source answered, 75 saved in the outbox and not confirmed yet, 101 a bug.";

/// The action's line in the table, as far as it is not about its key.
fn help(action: Action) -> &'static str {
    let help = action.spec().help;
    help.split(" (").next().unwrap_or(help).trim_end_matches('.')
}

/// The full-screen terminal program with which people run incidents.
///
/// Without a command: the screen, on the first view, on a QUERY, or on one incident.
#[derive(Debug, Parser)]
#[command(name = "watchfloor", version, after_help = AFTER, disable_help_subcommand = true)]
#[command(override_usage = "watchfloor [OPTIONS] [QUERY | ID]\n       watchfloor [OPTIONS] <COMMAND>")]
#[command(subcommand_help_heading = "Commands", max_term_width = 110)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub common: Common,
    /// What to do; without one, the screen.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What the screen shows at first: a query, or one incident.
    #[arg(value_name = "QUERY | ID")]
    pub query: Vec<String>,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the open incidents, or those of a query.
    #[command(after_help = Action::Filter.spec().help)]
    List {
        /// Which; without one, state:open.
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
        /// By what: service,-age sorts by service, the oldest of each first. Default: attention.
        #[arg(long, value_name = "COLUMN,…", allow_hyphen_values = true)]
        sort: Option<String>,
        /// Under heads: service, owner, team, category, source, p, state, cluster, label.NAME.
        #[arg(long, value_name = "WHAT")]
        group: Option<String>,
    },
    /// Prints one incident.
    #[command(about = help(Action::Overview))]
    Show {
        /// Which incident.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Prints what happened to an incident.
    #[command(about = help(Action::Timeline))]
    Timeline {
        /// Which incident.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Prints the clocks of an incident.
    #[command(about = help(Action::Explain))]
    Clock {
        /// Which incident.
        #[arg(value_name = "ID")]
        id: String,
        /// Why each says what it says: windows, pauses, holidays, rules.
        #[arg(long)]
        explain: bool,
    },
    /// Print what changes, a line each, until Ctrl-C.
    Watch {
        /// Which incidents; without one, state:open.
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
        /// Whole sentences, for screen readers and plain terminals: nothing but appended lines. On a terminal it takes
        /// verbs: type 3 ack.
        #[arg(long, conflicts_with = "json")]
        plain: bool,
        /// Takes verbs from standard input, whatever that is.
        #[arg(long, requires = "plain")]
        prompt: bool,
    },
    /// Print one line for a status bar; exit code 1 while a P1 is unacknowledged.
    Status {
        /// A short form for tmux: `#(watchfloor status --tmux)`.
        #[arg(long)]
        tmux: bool,
    },
    /// Acknowledges.
    #[command(about = help(Action::Acknowledge))]
    Ack {
        /// Of which incidents.
        #[command(flatten)]
        targets: Targets,
        /// Words for the others.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Ends the acknowledgement by itself after this long, such as 1h.
        #[arg(long = "for", value_name = "DURATION", value_parser = seconds)]
        length: Option<i64>,
    },
    /// Take an acknowledgement back.
    Unack {
        /// Of which incidents.
        #[command(flatten)]
        targets: Targets,
    },
    /// Gives it to somebody.
    #[command(about = help(Action::Assign))]
    Assign {
        /// Of which incidents.
        #[command(flatten)]
        targets: Targets,
        /// The new owner; `me` is you, `nobody` takes it from whoever has it.
        #[arg(long, value_name = "WHO | me")]
        to: String,
    },
    /// Writes a note.
    #[command(about = help(Action::Note))]
    #[command(override_usage = "watchfloor note [OPTIONS] <ID>... <TEXT | ->\n       \
        watchfloor note [OPTIONS] --query <QUERY> <TEXT | ->")]
    Note {
        /// The incidents, and last the words; - reads them from standard input.
        #[arg(value_name = "ID | TEXT", required = true)]
        words: Vec<String>,
        /// And of which.
        #[command(flatten)]
        which: Which,
    },
    /// Says that it is over.
    #[command(about = help(Action::Resolve))]
    Resolve {
        /// Of which incidents.
        #[command(flatten)]
        targets: Targets,
        /// How it ended: fixed, workaround, `no_fault_found`, `known_error`, `user_education`, `third_party`, or a word of
        /// your own.
        #[arg(long, value_name = "CODE", value_parser = written)]
        code: String,
        /// What was done.
        #[arg(long, value_name = "TEXT", value_parser = written)]
        note: String,
    },
    /// Verbs of the incident record.
    #[command(flatten)]
    Desk(desk::Desk),
    /// Logs an incident.
    #[command(about = help(Action::New))]
    New(Box<New>),
    /// What was asked and is not confirmed: list, retry, drop.
    #[command(subcommand)]
    Outbox(Outbox),
    /// Send what waits in the outbox now.
    Flush {
        /// Waits this long until all of it is confirmed.
        #[arg(long, value_name = "DURATION", env = "WATCHFLOOR_WAIT", value_parser = wait)]
        #[arg(default_value = "15s", hide_env_values = true)]
        wait: Duration,
    },
    /// The sources.
    #[command(about = help(Action::GoSources))]
    Sources {
        /// What about them; without one, lists them.
        #[command(subcommand)]
        what: Option<Sources>,
    },
    /// Tell what this terminal, its clipboard, the folders and the sources are fit for, and what to type to mend each.
    Doctor,
    /// Serve incidents to a team: an HTTP API over a database of its own.
    #[command(after_help = SERVE)]
    Serve(Box<Serve>),
    /// The screen over a made-up working day, which is gone when you leave.
    Demo(Scenario),
    /// Evaluate a file of cases, to try a policy before it is live.
    #[command(subcommand)]
    Simulate(Simulate),
    /// Print a picture of a screen, as it would be now.
    Snapshot(Box<Snapshot>),
    /// The configuration: where it is, whether it is right, what is in force.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// The keys of the screen: which are bound to what, where, and from which line of keys.toml.
    Keys,
    /// The themes of the screen.
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the man page, or that of a command: watchfloor man | man -l -
    Man {
        /// The command, such as `outbox list`.
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen: an IP address and a port (0: any that is free), or unix:PATH. Default: 127.0.0.1:7717.
    #[arg(long, value_name = "ADDR | unix:PATH", env = "WATCHFLOOR_LISTEN", hide_env_values = true)]
    #[arg(value_parser = ListenAt::parse)]
    pub listen: Option<ListenAt>,
    /// The database's file. Default: server.db in the data directory.
    #[arg(long, value_name = "sqlite:PATH", env = "WATCHFLOOR_DATABASE", hide_env_values = true)]
    #[arg(value_parser = database)]
    pub database: Option<PathBuf>,
    /// A file with the token that whoever uses the API has to give; mode 0600.
    #[arg(long, value_name = "FILE", env = "WATCHFLOOR_TOKEN_FILE", value_hint = ValueHint::FilePath)]
    #[arg(hide_env_values = true)]
    pub token_file: Option<PathBuf>,
    /// Listens to others than this machine: what stands in front speaks TLS, and the network between is yours.
    #[arg(long)]
    pub behind_proxy: bool,
    /// Serves a made-up working day from a folder that is gone at the end.
    #[arg(long, conflicts_with = "database")]
    pub demo: bool,
    /// The day.
    #[command(flatten)]
    pub scenario: Scenario,
}

/// A made-up working day.
#[derive(Debug, Clone, Args)]
pub struct Scenario {
    /// Which day: the same number, the same day.
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = DAY)]
    pub seed: u64,
    /// How many open incidents there are. Default: 41.
    #[arg(long, value_name = "N", help_heading = DAY)]
    pub incidents: Option<u32>,
    /// How fast the day goes on: 2 is twice as fast, 0 stops it while the clocks run.
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed, help_heading = DAY)]
    pub speed: f64,
    /// The clock itself stands at this time (RFC 3339).
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = DAY)]
    pub frozen: Option<Time>,
    /// So many changes a second beside, for a look at a busy day.
    #[arg(long, value_name = "N", value_parser = speed, help_heading = DAY)]
    pub updates: Option<f64>,
}

/// Which incidents a verb acts on.
#[derive(Debug, Args)]
pub struct Targets {
    /// Which incidents.
    #[arg(value_name = "ID", required_unless_present = "query")]
    pub ids: Vec<String>,
    /// And of which.
    #[command(flatten)]
    pub which: Which,
}

/// What verbs take beside ids.
#[derive(Debug, Args)]
pub struct Which {
    /// All that answer this query; they are listed before anything is asked of them.
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// Waits this long for the confirmation; after that the action goes on waiting in the outbox.
    #[arg(long, value_name = "DURATION", env = "WATCHFLOOR_WAIT", value_parser = wait)]
    #[arg(default_value = "15s", hide_env_values = true)]
    pub wait: Duration,
}

/// Commands about the outbox.
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// What is in it.
    #[command(about = help(Action::GoOutbox))]
    List {
        /// Also what was confirmed in the last days.
        #[arg(long)]
        all: bool,
    },
    /// Sends again.
    #[command(about = help(Action::Retry))]
    Retry {
        /// Which: the digits that `outbox list` shows.
        #[arg(value_name = "ACTION", required = true)]
        actions: Vec<String>,
        /// Waits this long for the confirmation.
        #[arg(long, value_name = "DURATION", env = "WATCHFLOOR_WAIT", value_parser = wait)]
        #[arg(default_value = "15s", hide_env_values = true)]
        wait: Duration,
    },
    /// Takes out.
    #[command(about = help(Action::Drop))]
    Drop {
        /// Which: the digits that `outbox list` shows.
        #[arg(value_name = "ACTION", required = true)]
        actions: Vec<String>,
    },
}

/// Commands about the sources.
#[derive(Debug, Subcommand)]
pub enum Sources {
    /// Ask each source now and say what came back.
    Test {
        /// Which; without one, all.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
}

/// Commands about the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Which files are read, and where things are kept.
    Path,
    /// Say what is wrong with the configuration, with file, line and column.
    Check,
    /// What is in force, and where each value comes from.
    Show,
    /// A commented sample.
    Example,
    /// The JSON schema, for editors.
    Schema,
    /// Write a first configuration: asks what is not given, and asks the source whether it answers.
    Init(Box<InitArgs>),
}

/// What can be simulated.
#[derive(Debug, Subcommand)]
pub enum Simulate {
    /// Clocks and calendars: prints what each case comes to, as JSON.
    Sla {
        /// The cases: {"vectors": [{"id", "calendar", "policy", "events", "now"}]}; - for the standard input.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}

/// Commands about themes.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// The themes there are.
    List,
    /// Measure themes: contrast, 16 colours, colour blindness; exit code 2 with a fault.
    #[command(after_help = THEME)]
    Check {
        /// A file, or the name of a theme; without one, all there are.
        #[arg(value_name = "FILE | NAME", value_hint = ValueHint::FilePath)]
        which: Option<String>,
    },
}

fn database(text: &str) -> Result<PathBuf, String> {
    let path = config::database(text).map_err(|(message, hint)| format!("{message}: {hint}"))?;
    std::path::absolute(path).map_err(|e| e.to_string())
}

/// Words that must be there.
fn written(text: &str) -> Result<String, String> {
    let words = text.trim();
    if words.is_empty() { Err("it is empty: nothing was asked".to_owned()) } else { Ok(words.to_owned()) }
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse::<f64>().ok().filter(|s| (0.0..=1_000.0).contains(s));
    speed.ok_or_else(|| "write a number from 0 to 1000".to_owned())
}

fn time(text: &str) -> Result<Time, String> {
    Time::parse(text).ok_or_else(|| "write it like 2026-03-02T09:30:00Z".to_owned())
}

/// A length of time, in seconds.
fn seconds(text: &str) -> Result<i64, String> {
    match parse_duration(text) {
        Ok(s) if s > 0 => Ok(s),
        Ok(_) => Err("it must be longer than nothing".to_owned()),
        Err(at) => {
            Err(format!("not understood from character {} on; write it like 90s, 15m, 1h30m or 2d", at + 1))
        }
    }
}

/// How long to wait; nothing is "not at all".
fn wait(text: &str) -> Result<Duration, String> {
    if text.trim() == "0" {
        return Ok(Duration::ZERO);
    }
    let s = seconds(text)?;
    // tokio's clock ends somewhere; a day is "until it is there" for a command.
    Ok(Duration::from_secs(s.unsigned_abs().min(86_400)))
}

//! Every command beside the screen, and the way to the screen: the same names of actions, the same query parser.
//!
//! | file | what it does |
//! |---|---|
//! | [`args`] | what can be typed; names and help from the table of actions |
//! | [`exit`] | exit codes, and the one shape of a failure |
//! | [`mod@print`] | the printer: the only file here that shows outside text |
//! | [`json`] | one incident, one action, one timeline entry as JSON |
//! | [`open`] | configuration, log, engine, one reading of all sources |
//! | [`rows`], [`page`] | incidents as rows, and one as a page |
//! | [`list`] | `list`, `show`, `timeline`, `status` |
//! | [`clock`] | `clock` |
//! | [`watch`] | `watch` |
//! | [`verbs`] | what is asked reaches its incidents: `ack`, `unack`, `assign`, `note`, `resolve` |
//! | [`desk`], [`when`] | the verbs of the record; times as people type them |
//! | [`new`] | `new` |
//! | [`serve`], [`scenario`] | `serve`, `demo` |
//! | [`local`] | the embedded server, where no source is configured |
//! | [`outbox`] | `outbox …`, `flush` |
//! | [`sources`] | `sources`, `sources test` |
//! | [`doctor`] | `doctor` |
//! | [`check`] | what `config check` says of calendars and promises |
//! | [`conf`], [`init`] | `config …`, the wizard |
//! | [`theme`] | `theme …`, and which theme is chosen |
//! | [`keys`] | own keys, and `keys` |
//! | [`simulate`] | `simulate sla` |
//! | [`docs`] | completions and man pages |
//! | [`beside`] | what a screen asks of the command line behind it |
//! | [`screen`], [`snapshot`] | the screen, and pictures of it |
//!
//! Output goes to stdout, everything else to stderr. There is one place where a failure is told: [`run`].

pub mod args;
mod arranged;
pub mod beside;
pub mod check;
pub mod clock;
pub mod conf;
pub mod desk;
pub mod docs;
pub mod doctor;
pub mod exit;
pub mod init;
pub mod json;
pub mod keys;
pub mod list;
pub mod local;
pub mod new;
pub mod open;
pub mod outbox;
pub mod page;
pub mod print;
pub mod rows;
pub mod scenario;
pub mod screen;
pub mod serve;
pub mod simulate;
pub mod snapshot;
pub mod sources;
pub mod theme;
pub mod verbs;
pub mod watch;
pub mod when;

#[cfg(test)]
mod tests;

use std::{ffi::OsString, process::ExitCode};

use clap::{Parser, error::ErrorKind};

use self::{
    args::{Cli, Command, Common, Sources},
    exit::{Code, Failure},
    open::Session,
    print::Printer,
    verbs::Asked,
};
use crate::{
    backend::Verb,
    config::Config,
    runtime,
    text::{Kind, SafeText},
};

/// Does what the arguments say, tells a failure on stderr, and returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return unread(&error).into(),
    };
    match dispatch(cli) {
        Ok(code) => code.into(),
        Err(failure) => {
            print::tell(&failure.words);
            failure.code.into()
        }
    }
}

/// Help and version on stdout; faults on stderr, cleaned, for they repeat what was typed.
fn unread(error: &clap::Error) -> Code {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A reader that went away wants no help.
        let _ = error.print();
        return Code::Done;
    }
    print::usage(&error.render().to_string());
    Code::Usage
}

fn dispatch(cli: Cli) -> Result<Code, Failure> {
    let Cli { common, command, query } = cli;
    let Some(command) = command else { return screen::run(&common, &query) };
    match command {
        Command::Config(what) => conf::config(&common, what),
        Command::Theme(what) => theme::run(&common, &what),
        Command::Keys => keys::run(&common),
        Command::Serve(args) => serve::run(&common, *args),
        Command::Snapshot(args) => snapshot::run(&common, &args),
        Command::Demo(args) => scenario::run(&common, &args),
        Command::Simulate(what) => simulate::run(&common, &what),
        Command::Completions { shell } => conf::document(&common, &docs::completions(shell)),
        Command::Doctor => doctor::run(&common),
        Command::Man { command } => conf::document(&common, &docs::man(&command)?),
        command => engine(&common, command),
    }
}

/// Commands that need the engine.
fn engine(common: &Common, command: Command) -> Result<Code, Failure> {
    let config = open::configure(common)?;
    let mut printer = open::printer(common, Some(&config));
    let done = block_on(work(config, command, &mut printer))?;
    // What was found out before a failure is printed too.
    let flushed = conf::done(&mut printer);
    let code = done?;
    flushed?;
    Ok(code)
}

/// What a verb asks; `None` of any other command.
pub fn asked(command: Command, config: &Config) -> Result<Option<Asked>, Failure> {
    Ok(Some(match command {
        Command::Ack { targets, note, length } => {
            Asked::new(Verb::Ack { note: verbs::words(note), for_s: length }, targets)
        }
        Command::Unack { targets } => Asked::new(Verb::Unack, targets),
        Command::Assign { targets, to } => {
            let me = SafeText::clean(&config.me, Kind::Label);
            Asked::new(Verb::Assign { to: verbs::who(&to, &me)? }, targets)
        }
        Command::Desk(what) => desk::ask(what, config.time_zone, runtime::clock::utc())?,
        Command::Note { words, which } => Asked::note(words, which)?,
        Command::Resolve { targets, code, note } => Asked::new(Verb::resolved(code, note), targets),
        _ => return Ok(None),
    }))
}

async fn work(config: Config, command: Command, printer: &mut Printer) -> Result<Code, Failure> {
    match command {
        Command::List { query, sort, group } => {
            open::parse(&open::joined(&query))?;
            let arrange = arranged::of(sort.as_deref(), group.as_deref())?;
            list::list(&Session::open(config).await?, printer, &query, &arrange).await
        }
        Command::Show { id } => list::show(&Session::open(config).await?, printer, &id).await,
        Command::Timeline { id } => list::timeline(&Session::open(config).await?, printer, &id).await,
        Command::Clock { id, explain } => {
            clock::run(&Session::open(config).await?, printer, &id, explain).await
        }
        Command::Watch { query, plain: true, prompt } => {
            open::parse(&open::joined(&query))?;
            watch::plain::run(&Session::open(config).await?, printer, &query, prompt).await
        }
        Command::Watch { query, .. } => {
            open::parse(&open::joined(&query))?;
            watch::run(&Session::open(config).await?, printer, &query).await
        }
        Command::Status { tmux } => list::status(&Session::open(config).await?, printer, tmux).await,
        Command::Outbox(what) => outbox::run(&Session::open(config).await?, printer, what).await,
        Command::Flush { wait } => outbox::flush(&Session::open(config).await?, printer, wait).await,
        Command::Sources { what: None } => sources::list(&Session::open(config).await?, printer).await,
        Command::Sources { what: Some(Sources::Test { names }) } => {
            sources::test(&Session::open(config).await?, printer, &names).await
        }
        Command::New(new) => new::run(&Session::open(config).await?, printer, *new).await,
        verb => {
            let Some(asked) = asked(verb, &config)? else { return Ok(Code::Done) };
            act(config, asked, printer).await
        }
    }
}

/// Asks for a verb.
async fn act(config: Config, asked: Asked, printer: &mut Printer) -> Result<Code, Failure> {
    if let Some(query) = &asked.query {
        open::parse(query)?;
    }
    verbs::run(&Session::open(config).await?, printer, asked).await
}

/// Runs `work` to its end on this thread.
pub fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|e| Failure::usage(format!("the system refused what a command needs: {e}")))?;
    let done = runtime.block_on(work);
    // A request that hangs must not hold up the end of the command.
    runtime.shutdown_background();
    Ok(done)
}

//! `serve`: the server for a team. Belongs to the command line.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    args::{Common, Serve},
    conf,
    exit::{Code, Failure},
    open,
    print::{Cell, Format, Printer},
    scenario::{self, Folder},
};
use crate::{
    config::{ListenAt, TokenConfig},
    runtime::log,
    server::host::{self, Beside, Listening, Team},
};

#[derive(Serialize)]
struct ListeningJson {
    listening: String,
}

/// `serve`
pub fn run(common: &Common, args: Serve) -> Result<Code, Failure> {
    let config = open::configure(common)?;
    if common.log_file.is_none() {
        log::to_stderr(common.verbose.saturating_add(1));
    }
    for warning in &config.warnings {
        super::print::say(warning);
    }
    let mut printer = open::printer(common, Some(&config));
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let folder = if args.demo { Some(Folder::new()?) } else { None };
    let database = match &folder {
        Some(folder) => folder.path().join("data").join(host::DATABASE),
        None => {
            args.database.or(config.serve.database).unwrap_or_else(|| config.dirs.data.join(host::DATABASE))
        }
    };
    let team = Team {
        listen: match args.listen.or(config.serve.listen).unwrap_or(ListenAt::standard()) {
            ListenAt::Unix(path) => ListenAt::Unix(absolute(path)),
            at @ ListenAt::Tcp(_) => at,
        },
        database,
        token: args.token_file.map(|path| TokenConfig::File(absolute(path))).or(config.serve.token),
        inbound_tokens: config.serve.inbound_tokens,
        inbound_secrets: config.serve.inbound_secrets,
        behind_proxy: args.behind_proxy || config.serve.behind_proxy,
        data_dir: config.dirs.data,
        runtime_dir: super::local::runtime_dir(),
        beside: if args.demo {
            scenario::beside(&args.scenario, &config.me)
        } else {
            Beside { practice: Some(config.practice), directory: Some(config.directory), ..Beside::default() }
        },
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_name("serve").enable_all().build();
    let runtime =
        runtime.map_err(|e| Failure::usage(format!("the system refused what a server needs: {e}")))?;
    let served = runtime.block_on(team.serve(|at| tell(&mut printer, at)));
    runtime.shutdown_background();
    served.map_err(Failure::usage)?;
    conf::done(&mut printer)
}

/// The one line that says where it listens.
fn tell(printer: &mut Printer, at: &Listening) {
    if printer.format() == Format::Json {
        printer.json_line(&ListeningJson { listening: at.to_string() });
    } else {
        printer.line(&[Cell::ours(format!("listening on {at}"))]);
    }
    // Nobody reads it: no reason not to serve.
    let _ = printer.flush();
}

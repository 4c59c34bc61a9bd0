//! `config init`: from nothing to a configuration that was seen to work. Belongs to the command line.
//!
//! What options do not say is asked on the terminal; without a terminal the defaults are taken. A secret is never
//! asked for: only where it is to be had.

use std::{
    fs,
    io::{self, BufRead, IsTerminal, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;

use super::{
    args::Common,
    conf,
    exit::{Code, Failure},
    open::{self, Session},
    print::{self, Cell},
};
use crate::{
    config::{self, AuthConfig, Config, Environment, SourceConfig, SourceKind, TokenConfig},
    domain::SourceName,
    text::SafeText,
};

/// What `config init` takes.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Your name in owner:me, assign me and as author.
    #[arg(long, value_name = "NAME")]
    me: Option<String>,
    /// The kind of the first source: alertmanager, or native for a watchfloor server.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Its address, without credentials.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// What to call it.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// How to log in: none, basic, bearer or header.
    #[arg(long, value_name = "HOW", value_parser = ["none", "basic", "bearer", "header"])]
    auth: Option<String>,
    /// The user, for basic.
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// The header, for header: X-Api-Key.
    #[arg(long, value_name = "NAME")]
    header: Option<String>,
    /// The variable that holds the token or password.
    #[arg(long, value_name = "VARIABLE", conflicts_with_all = ["token_file", "token_command"])]
    token_env: Option<String>,
    /// The file (mode 0600) that holds it.
    #[arg(long, value_name = "FILE", conflicts_with = "token_command")]
    token_file: Option<PathBuf>,
    /// The command that prints it, its words parted by blanks: "pass am".
    #[arg(long, value_name = "COMMAND")]
    token_command: Option<String>,
    /// Does not ask the source whether it answers.
    #[arg(long)]
    no_test: bool,
    /// Writes over a configuration that is there; the old one is kept as config.toml.bak.
    #[arg(long)]
    force: bool,
}

/// Asks on a terminal, or takes the default.
struct Asker {
    terminal: bool,
}

impl Asker {
    /// The answer to `question`; an empty one is `default`.
    fn ask(&self, question: &str, default: &str) -> Result<String, Failure> {
        if !self.terminal {
            return Ok(default.to_owned());
        }
        let shown = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        print::ask(format!("{question}{shown}: "));
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        match read {
            Ok(0) => Err(Failure::usage("\nnothing was written")),
            Ok(_) => {
                let answer = line.trim();
                Ok(if answer.is_empty() { default } else { answer }.to_owned())
            }
            Err(e) => Err(Failure::usage(format!("the answer could not be read ({e}); nothing was written"))),
        }
    }

    /// Asks until `read` understands the answer; without a terminal its words end the program.
    fn until<T>(
        &self,
        given: Option<&String>,
        question: &str,
        default: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        if let Some(given) = given {
            return read(given).map_err(Failure::usage);
        }
        loop {
            match read(&self.ask(question, default)?) {
                Ok(value) => return Ok(value),
                Err(words) if self.terminal => print::say(words),
                Err(words) => return Err(Failure::usage(words)),
            }
        }
    }
}

/// `config init`
pub fn run(common: &Common, args: &InitArgs) -> Result<Code, Failure> {
    // A configuration that is wrong or wanted anew must not stand in the way; directories and names come from elsewhere.
    let base = open::load(common, Some(PathBuf::from("/dev/null")))?;
    let file = common.config.clone().unwrap_or_else(|| base.dirs.config.join("config.toml"));
    if file.exists() && !args.force {
        return Err(Failure::usage(format!(
            "{} is there already: edit it (`watchfloor config example` shows every key), or write it anew with --force",
            file.display()
        )));
    }
    let asker = Asker { terminal: io::stdin().is_terminal() && io::stderr().is_terminal() };
    let me = asker.until(args.me.as_ref(), "Your name", &base.me, name)?;
    let source = source(&asker, args)?;
    let config = Config { me: me.clone(), sources: vec![source.clone()], ..base };
    if !args.no_test {
        test(&asker, &config)?;
    }
    write(&file, &config::init(&me, config.time_zone, &[source]))?;
    let mut printer = open::printer(common, None);
    printer.line(&[Cell::ours(format!("wrote {}", file.display()))]);
    conf::done(&mut printer)
}

fn name(text: &str) -> Result<String, String> {
    let right = (1..=64).contains(&text.chars().count()) && !text.contains(char::is_control);
    if right { Ok(text.to_owned()) } else { Err("a name has 1 to 64 characters on one line".to_owned()) }
}

fn source(asker: &Asker, args: &InitArgs) -> Result<SourceConfig, Failure> {
    let kinds: Vec<&str> = SourceKind::ALL.iter().map(|k| k.word()).collect();
    let kind = asker.until(args.kind.as_ref(), "Kind of the source", kinds[0], |word| {
        SourceKind::parse(word).ok_or_else(|| format!("this build has: {}", kinds.join(", ")))
    })?;
    let env = Environment::process();
    let usual = match kind {
        SourceKind::Alertmanager => "http://127.0.0.1:9093",
        SourceKind::Native => "http://127.0.0.1:7717",
    };
    let mut source = asker.until(args.url.as_ref(), "Its address", usual, |url| {
        config::parse_spec(&format!("{}={url}", kind.word()), &env).map_err(|e| e.to_string())
    })?;
    source.name = asker.until(args.name.as_ref(), "What to call it", kind.word(), |name| {
        let right = (1..=32).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if right {
            Ok(SourceName::new(name))
        } else {
            Err("write 1 to 32 letters, digits, _ or -".to_owned())
        }
    })?;
    source.auth = auth(asker, args)?;
    Ok(source)
}

fn auth(asker: &Asker, args: &InitArgs) -> Result<AuthConfig, Failure> {
    let token_given = args.token_env.is_some() || args.token_file.is_some() || args.token_command.is_some();
    let usual = match () {
        () if args.header.is_some() => "header",
        () if args.user.is_some() => "basic",
        () if token_given => "bearer",
        () => "none",
    };
    let how =
        asker.until(args.auth.as_ref(), "How to log in (none, basic, bearer, header)", usual, |how| {
            let known = ["none", "basic", "bearer", "header"];
            if known.contains(&how) {
                Ok(how.to_owned())
            } else {
                Err(format!("write one of {}", known.join(", ")))
            }
        })?;
    let filled = |text: &str| {
        if text.is_empty() { Err("it must not be empty".to_owned()) } else { Ok(text.to_owned()) }
    };
    Ok(match how.as_str() {
        "basic" => AuthConfig::Basic {
            user: asker.until(args.user.as_ref(), "User", "", filled)?,
            token: token(asker, args, "password")?,
        },
        "bearer" => AuthConfig::Bearer { token: token(asker, args, "token")? },
        "header" => AuthConfig::Header {
            header: asker.until(args.header.as_ref(), "Header", "X-Api-Key", filled)?,
            token: token(asker, args, "key")?,
        },
        _ if token_given => {
            return Err(Failure::usage(
                "a token is given, and --auth none: write --auth bearer, basic or header",
            ));
        }
        _ => AuthConfig::None,
    })
}

/// Where the secret is to be had.
fn token(asker: &Asker, args: &InitArgs, what: &str) -> Result<TokenConfig, Failure> {
    if let Some(file) = &args.token_file {
        return Ok(TokenConfig::File(absolute(file)));
    }
    if let Some(command) = &args.token_command {
        return argv(command).map_err(Failure::usage);
    }
    let question = format!("The {what} is in: env VARIABLE, file PATH, or command WORDS");
    let given = args.token_env.as_ref().map(|name| format!("env {name}"));
    asker.until(given.as_ref(), &question, "", |answer| {
        let (where_, rest) = answer.split_once(' ').unwrap_or((answer, ""));
        let rest = rest.trim();
        match where_ {
            "env" if variable(rest) => Ok(TokenConfig::Env(rest.to_owned())),
            // Not repeated: somebody may have typed the secret itself.
            "env" => Err("env takes the name of a variable, never the value itself".to_owned()),
            "file" if !rest.is_empty() => Ok(TokenConfig::File(absolute(Path::new(rest)))),
            "command" => argv(rest),
            _ => Err(format!(
                "say where the {what} is to be had (--token-env, --token-file or --token-command), never the value \
                 itself"
            )),
        }
    })
}

fn variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn argv(command: &str) -> Result<TokenConfig, String> {
    let argv: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    if argv.is_empty() { Err("the command has no words".to_owned()) } else { Ok(TokenConfig::Command(argv)) }
}

/// Asks the source whether it answers, before anything is written.
fn test(asker: &Asker, config: &Config) -> Result<(), Failure> {
    let Some(source) = config.sources.first() else { return Ok(()) };
    print::say(format!("asking {} …", source.address()));
    let answer = super::block_on(async {
        let session = Session::open(config.clone()).await?;
        let refreshed = tokio::time::timeout(session.patience(), session.hub.refresh(&source.name)).await;
        Ok::<Result<(usize, u32), SafeText>, Failure>(match refreshed {
            Ok(Ok(done)) => Ok((done.changes.len(), done.health.elapsed_ms.unwrap_or(0))),
            Ok(Err(unread)) => Err(unread.error.words().clone()),
            Err(_) => Err(late(session.patience())),
        })
    })??;
    match answer {
        Ok((open, ms)) => {
            print::say(format!("it answers in {ms} ms: {open} open"));
            Ok(())
        }
        Err(words) => {
            let hint = "nothing was written; --no-test writes it all the same";
            if !asker.terminal {
                return Err(Failure::new(Code::Unreachable, format!("{}\n{hint}", print::plain(&words))));
            }
            print::tell(&words);
            let answer = asker.ask("Write the configuration all the same? y or n", "n")?;
            if answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes") {
                return Ok(());
            }
            Err(Failure::new(Code::Unreachable, hint))
        }
    }
}

fn late(patience: Duration) -> SafeText {
    SafeText::clean(&format!("no answer within {} s", patience.as_secs()), crate::text::Kind::Line)
}

/// Writes the file whole or not at all, readable for its owner alone.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |e: io::Error| Failure::usage(format!("{} cannot be written: {e}", file.display()));
    if let Some(dir) = file.parent().filter(|d| !d.as_os_str().is_empty()) {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed)?;
    }
    let with = |suffix: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let new = with(".new");
    let mut to = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)
        .map_err(failed)?;
    to.write_all(text.as_bytes()).and_then(|()| to.sync_all()).map_err(failed)?;
    if file.exists() {
        fs::copy(file, with(".bak")).map_err(failed)?;
    }
    fs::rename(&new, file).map_err(failed)
}

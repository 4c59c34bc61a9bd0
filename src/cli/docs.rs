//! `completions` and `man`: made from the same table as the parser. Belongs to the command line.

use clap::CommandFactory;

use super::{args::Cli, exit::Failure};

/// The completions of a shell.
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "watchfloor", &mut out);
    out
}

/// The man page of the program, or of the command of this name.
pub fn man(path: &[String]) -> Result<Vec<u8>, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut title = String::from("watchfloor");
    // `outbox list` may be typed as one word or as two.
    for word in path.iter().flat_map(|p| p.split_whitespace()) {
        let Some(found) = command.find_subcommand(word) else {
            let known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
            return Err(Failure::usage(format!(
                "{title} has no command `{word}`; there is: {}",
                known.join(", ")
            )));
        };
        title = format!("{title}-{word}");
        command = found.clone();
    }
    let mut out = Vec::new();
    let page = clap_mangen::Man::new(command)
        .title(title.to_uppercase())
        .section("1")
        .manual("watchfloor")
        .source(concat!("watchfloor ", env!("CARGO_PKG_VERSION")));
    page.render(&mut out).map_err(|e| Failure::usage(format!("the man page could not be made: {e}")))?;
    Ok(out)
}

//! The embedded server, where no source is configured: a database of this person's own. Belongs to the command line.

use std::path::PathBuf;

use crate::{config::Config, server::host::Standing};

/// Words that say what is shown when nothing is configured; one line of a narrow screen.
pub const WORDS: &str = "No source configured: this is a local database, not your production.";

/// Where sockets go, if the system has such a place.
pub fn runtime_dir() -> Option<PathBuf> {
    std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|p| p.is_absolute())
}

/// Gets in line for the embedded server and puts it in as the source, where there is no other.
pub fn stand_in(config: &mut Config) -> Option<Standing> {
    if !config.sources.is_empty() {
        return None;
    }
    let (endpoint, standing) = Standing::begin(&config.dirs.data, runtime_dir().as_deref());
    config.sources.extend(endpoint.local());
    Some(standing)
}

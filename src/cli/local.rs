//! The embedded server, where no source is configured: a database of this person's own. Belongs to the command line.

use std::{path::PathBuf, sync::Arc};

use crate::{
    config::Config,
    server::host::{Beside, Standing},
};

/// What the screen says while nothing is configured: one line of 80 columns, its sign included.
pub const SHORT: &str = "No source: local database, not your production. watchfloor config init";

/// What a command says of it.
pub fn words(config: &Config) -> String {
    format!(
        "no source configured: this is the local database in {}, not your production; `watchfloor config init` adds a \
         source",
        config.dirs.data.display()
    )
}

/// Where sockets go, if the system has such a place.
pub fn runtime_dir() -> Option<PathBuf> {
    std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|p| p.is_absolute())
}

/// Gets in line for the embedded server and puts it in as the source, where there is no other.
pub fn stand_in(config: &mut Config) -> Option<Standing> {
    if !config.sources.is_empty() {
        return None;
    }
    let beside = Beside {
        practice: Some(Arc::clone(&config.practice)),
        directory: Some(Arc::clone(&config.directory)),
        ..Beside::default()
    };
    let (endpoint, standing) = Standing::begin_with(&config.dirs.data, runtime_dir().as_deref(), beside);
    config.sources.extend(endpoint.local());
    Some(standing)
}

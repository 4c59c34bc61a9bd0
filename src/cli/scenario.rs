//! `demo`, and what `serve --demo` has in common with it: a made-up working day. Belongs to the command line.

use std::path::{Path, PathBuf};

use super::{
    args::{Common, Scenario},
    exit::{Code, Failure},
};
use crate::server::{Clock, host::Beside};

/// A folder that is gone when this is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new one, for its owner alone.
    pub fn new() -> Result<Self, Failure> {
        use std::os::unix::fs::DirBuilderExt;
        let name = format!("watchfloor-demo-{}-{:08x}", std::process::id(), fastrand::u32(..));
        let path = std::env::temp_dir().join(name);
        std::fs::DirBuilder::new().mode(0o700).create(&path).map_err(|e| {
            Failure::usage(format!("the folder {} for the demonstration cannot be made: {e}", path.display()))
        })?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "the demonstration's folder is left");
        }
    }
}

/// The clock that was asked for.
fn clock(scenario: &Scenario) -> Clock {
    scenario.frozen.map_or(Clock::System, Clock::Frozen)
}

/// What a server does for it.
pub fn beside(scenario: &Scenario) -> Beside {
    Beside { clock: clock(scenario), scratch: true, ..Beside::default() }
}

/// `demo`
pub fn run(_common: &Common, _scenario: &Scenario) -> Result<Code, Failure> {
    Err(Failure::usage("not built yet"))
}

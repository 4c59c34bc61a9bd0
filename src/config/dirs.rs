//! The environment, and the directories it names. A part of [`super`].

use std::{
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
};

use directories::BaseDirs;

use super::{error::ConfigError, model::Dirs};

/// The name of our directory below each base directory.
const OURS: &str = "watchfloor";

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// Where variables are looked up: the process's environment, or a test's.
pub struct Environment {
    get: Box<Lookup>,
    /// What the platform says where no variable does.
    base: Option<BaseDirs>,
}

impl fmt::Debug for Environment {
    /// No values: some are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

impl Environment {
    /// That of this process.
    pub fn process() -> Self {
        Self { get: Box::new(|name| std::env::var_os(name)), base: BaseDirs::new() }
    }

    /// Exactly these variables, and no platform directories: without `HOME` and `XDG_…` there are none.
    pub fn of(variables: &[(&str, &str)]) -> Self {
        let variables: Vec<(String, OsString)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        let get = move |name: &str| variables.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        Self { get: Box::new(get), base: None }
    }

    /// A variable that is set and not empty.
    pub(super) fn os(&self, name: &str) -> Option<OsString> {
        (self.get)(name).filter(|value| !value.is_empty())
    }

    /// The same where it is text; what is not UTF-8 gets replacement characters.
    pub fn text(&self, name: &str) -> Option<String> {
        self.os(name).map(|value| value.to_string_lossy().into_owned())
    }

    pub(super) fn home(&self) -> Option<PathBuf> {
        self.path("HOME").or_else(|| self.base.as_ref().map(|b| b.home_dir().to_owned()))
    }

    /// An absolute path; the XDG base directory specification says to ignore others.
    fn path(&self, name: &str) -> Option<PathBuf> {
        self.os(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// Our directory: by our own variable, by the XDG one, by the platform.
    fn dir(
        &self,
        own: Option<&str>,
        xdg: &str,
        below_home: &str,
        platform: fn(&BaseDirs) -> &Path,
    ) -> Result<PathBuf, ConfigError> {
        if let Some(path) = own.and_then(|name| self.os(name)) {
            let path = PathBuf::from(path);
            return Ok(std::path::absolute(&path).unwrap_or(path));
        }
        self.path(xdg)
            .or_else(|| self.base.as_ref().map(|b| platform(b).to_owned()))
            .or_else(|| self.home().map(|home| home.join(below_home)))
            .map(|base| base.join(OURS))
            .ok_or_else(|| {
                let hint = own.map_or_else(|| format!("set {xdg}"), |own| format!("set {own} or {xdg}"));
                ConfigError::bare("environment", "there is no home directory to keep things in", Some(hint))
            })
    }

    /// All our directories. Creates none.
    pub(super) fn dirs(&self) -> Result<Dirs, ConfigError> {
        Ok(Dirs {
            config: self.dir(None, "XDG_CONFIG_HOME", ".config", BaseDirs::config_dir)?,
            data: self.dir(
                Some("WATCHFLOOR_DATA_DIR"),
                "XDG_DATA_HOME",
                ".local/share",
                BaseDirs::data_dir,
            )?,
            state: self.dir(Some("WATCHFLOOR_STATE_DIR"), "XDG_STATE_HOME", ".local/state", |base| {
                base.state_dir().unwrap_or_else(|| base.data_local_dir())
            })?,
            cache: self.dir(Some("WATCHFLOOR_CACHE_DIR"), "XDG_CACHE_HOME", ".cache", BaseDirs::cache_dir)?,
        })
    }

    /// System-wide files, the least important first (`XDG_CONFIG_DIRS`, default `/etc/xdg`).
    pub(super) fn system_files(&self) -> Vec<PathBuf> {
        let dirs = self.os("XDG_CONFIG_DIRS").unwrap_or_else(|| "/etc/xdg".into());
        let mut files: Vec<_> = std::env::split_paths(&dirs)
            .filter(|dir| dir.is_absolute())
            .map(|dir| dir.join(OURS).join("config.toml"))
            .collect();
        files.reverse();
        files
    }
}

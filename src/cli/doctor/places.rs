//! Our folders. A part of [`super`].

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use super::Finding;
use crate::config::Dirs;

/// Whether each folder is there, ours to write, and nobody else's to read.
pub(super) fn findings(dirs: &Dirs) -> Vec<Finding> {
    [("config", &dirs.config), ("data", &dirs.data), ("state", &dirs.state), ("cache", &dirs.cache)]
        .into_iter()
        .map(|(about, dir)| folder(about, dir))
        .collect()
}

fn folder(about: &'static str, dir: &Path) -> Finding {
    let shown = dir.display();
    let mode = match fs::metadata(dir) {
        Ok(is) if is.is_dir() => is.permissions().mode() & 0o777,
        Ok(_) => {
            return Finding::fault(
                about,
                format!("{shown} is not a folder"),
                format!("mv '{shown}' '{shown}.old'"),
            );
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Finding::ok(about, format!("{shown} is not there yet; it is made when it is needed"));
        }
        Err(error) => {
            return Finding::fault(
                about,
                format!("{shown} cannot be read ({error})"),
                format!("ls -ld '{shown}'"),
            );
        }
    };
    if rustix::fs::access(dir, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_err() {
        // A configuration that somebody else keeps is all right.
        if about != "config" {
            let words =
                format!("{shown} cannot be written: what is queued and typed would be gone at the end");
            return Finding::fault(about, words, format!("sudo chown \"$USER\" '{shown}'"));
        }
    }
    if mode & 0o077 != 0 && matches!(about, "data" | "state" | "cache") {
        let words =
            format!("{shown} can be read by others (mode {mode:03o}): incidents and drafts are in it");
        return Finding::look(about, words, format!("chmod 700 '{shown}'"));
    }
    Finding::ok(about, format!("{shown} (mode {mode:03o})"))
}

#[cfg(test)]
mod tests {
    use super::{super::Level, folder, fs};
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_folder_others_can_read_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let set = |mode| fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
        set(0o700);
        assert_eq!(folder("state", dir.path()).level, Level::Ok);
        set(0o755);
        let found = folder("state", dir.path());
        assert_eq!(found.level, Level::Look);
        assert!(found.mend.unwrap().shown().starts_with("chmod 700"));
        assert_eq!(folder("config", dir.path()).level, Level::Ok);
        assert_eq!(folder("state", &dir.path().join("none")).level, Level::Ok);
        fs::write(dir.path().join("file"), "").unwrap();
        assert_eq!(folder("state", &dir.path().join("file")).level, Level::Fault);
    }
}

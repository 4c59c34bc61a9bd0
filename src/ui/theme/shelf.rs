//! All themes there are: the embedded ones, and the files of a person's own folder. Belongs to the themes.

#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    NAMES, Theme, ThemeError,
    load::{self, Others},
};

/// The largest theme file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Themes by name. An own file goes before an embedded theme of the same name, and may inherit from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    folder: PathBuf,
}

/// Why there is no theme of that name. Its words are for people, the place first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShelfError {
    /// Neither embedded nor a file.
    #[error("there is no theme `{name}`: `watchfloor theme list` shows them, or put it into {}", file.display())]
    Unknown {
        /// As asked for.
        name: String,
        /// Where its file would be.
        file: PathBuf,
    },
    /// The file is there and cannot be read.
    #[error("the theme {} cannot be read: {why}", file.display())]
    Unread {
        /// Which.
        file: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The file is wrong.
    #[error("{}:{}:{}: {}", file.display(), error.line, error.column, error.words())]
    Wrong {
        /// Which: the file itself, or one that it inherits from.
        file: PathBuf,
        /// What is wrong, and where.
        error: Box<ThemeError>,
    },
}

impl Shelf {
    /// The embedded themes, and the files `NAME.toml` of this folder, which need not be there.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Every name: the embedded ones in their order, then the own ones by alphabet.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = NAMES.iter().map(|n| (*n).to_owned()).collect();
        names.extend(self.own().into_iter().map(|(name, _)| name).filter(|n| !NAMES.contains(&n.as_str())));
        names
    }

    /// The own files with their names, by alphabet.
    pub fn own(&self) -> Vec<(String, PathBuf)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|e| e.path());
        let mut found: Vec<(String, PathBuf)> = entries
            .filter(|p| p.extension().is_some_and(|e| e == "toml"))
            .filter_map(|p| Some((p.file_stem()?.to_str()?.to_owned(), p)))
            .filter(|(name, path)| is_name(name) && path.is_file())
            .collect();
        found.sort();
        found
    }

    /// The theme of this name at 24 bits: the own file, else the embedded one.
    ///
    /// # Errors
    /// There is none, its file cannot be read, or something in it is wrong.
    pub fn load(&self, name: &str) -> Result<Theme, ShelfError> {
        match self.text(name) {
            Some(text) => self.parse(name, self.file(name), text),
            None => Theme::named(name)
                .ok_or_else(|| ShelfError::Unknown { name: name.to_owned(), file: self.file(name) }),
        }
    }

    /// The theme of a file, wherever it is; it inherits from the files beside it.
    ///
    /// # Errors
    /// It cannot be read, or something in it is wrong.
    pub fn read(file: &Path) -> Result<Theme, ShelfError> {
        let name = file.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let shelf = Self::new(file.parent().map(Path::to_path_buf).unwrap_or_default());
        shelf.parse(&name, file.to_path_buf(), bounded(file).map_err(|e| e.to_string()))
    }

    fn parse(&self, name: &str, file: PathBuf, text: Result<String, String>) -> Result<Theme, ShelfError> {
        let text = text.map_err(|why| ShelfError::Unread { file: file.clone(), why })?;
        match load::own(&text, name, self) {
            Ok(paints) => Ok(Theme::new(name, &paints)),
            Err(error) if error.theme == name => Err(ShelfError::Wrong { file, error: Box::new(error) }),
            Err(error) => Err(ShelfError::Wrong { file: self.file(&error.theme), error: Box::new(error) }),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.toml"))
    }

    /// The own file of this name, if there is one.
    fn text(&self, name: &str) -> Option<Result<String, String>> {
        if !is_name(name) {
            return None;
        }
        match bounded(&self.file(name)) {
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => None,
            read => Some(read.map_err(|e| e.to_string())),
        }
    }
}

impl Others for Shelf {
    fn read(&self, name: &str) -> Option<Result<String, String>> {
        self.text(name)
    }

    fn names(&self) -> Vec<String> {
        self.own().into_iter().map(|(name, _)| name).collect()
    }
}

/// A name is no path.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

fn bounded(file: &Path) -> io::Result<String> {
    if fs::metadata(file)?.len() > LARGEST {
        return Err(io::Error::other(format!("it is larger than {LARGEST} bytes")));
    }
    fs::read_to_string(file)
}

//! Changing a value or a view in the person's own `config.toml`: comments, order and layout of the file are kept. A part
//! of [`super`].

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TomlError, Value, value};

use super::model::ViewConfig;
use crate::domain::view::Arrange;

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// `theme = "…"`.
    Theme(String),
    /// A view, new or in the place of the one of this name. Where the file has no view yet, those that stand there
    /// without any (`before`) are written first: naming one must not take the others away.
    View {
        /// The view.
        view: Box<ViewConfig>,
        /// The built-in ones, where they are what is shown.
        before: Vec<ViewConfig>,
    },
    /// Without the view of this name.
    NoView(String),
}

/// Why a file was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// It is no TOML: it is not touched before somebody mended it.
    #[error("the file is not TOML, mend that first: {0}")]
    Broken(#[from] TomlError),
    /// Something else than views stands under `view`.
    #[error("`view` in the file is not a list of tables: write [[view]]")]
    Shape,
    /// There is no such view in this file.
    #[error("there is no view `{0}` in this file: it is built in, or stands in the system's file")]
    NoView(String),
    /// The system refused.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// The text of a configuration file after a change.
///
/// # Errors
/// The text is no TOML, or has no such view.
pub fn edited(text: &str, edit: &Edit) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse()?;
    match edit {
        Edit::Theme(name) => {
            // What was there keeps the comment behind it.
            match document.get_mut("theme").and_then(Item::as_value_mut) {
                Some(old) => {
                    let decor = old.decor().clone();
                    *old = Value::from(name.as_str());
                    *old.decor_mut() = decor;
                }
                None => {
                    document.insert("theme", value(name.as_str()));
                }
            }
        }
        Edit::View { view, before } => {
            let views = views(&mut document)?;
            if views.is_empty() {
                before.iter().filter(|b| b.name != view.name).for_each(|b| views.push(table(b)));
            }
            let at = views.iter().position(|t| is_called(t, &view.name));
            match at.and_then(|at| views.get_mut(at)) {
                Some(old) => put(old, view),
                None => views.push(table(view)),
            }
        }
        Edit::NoView(name) => {
            let views = views(&mut document)?;
            let Some(at) = views.iter().position(|t| is_called(t, name)) else {
                return Err(EditError::NoView(name.clone()));
            };
            views.remove(at);
        }
    }
    Ok(document.to_string())
}

/// Changes a file, which need not be there yet. It is written beside and put in its place whole: whoever reads it
/// meanwhile, or after a crash, has the old one or the new one. A link is followed.
///
/// # Errors
/// As [`edited`], and what the system says.
pub fn edit_file(path: &Path, edit: &Edit) -> Result<(), EditError> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(e.into()),
    };
    let new = edited(&text, edit)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let beside = folder.join(format!(".config.toml.{}", std::process::id()));
    let written = write(&beside, &path, &new).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    Ok(written?)
}

fn write(beside: &Path, like: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create(beside)?;
    if let Ok(old) = fs::metadata(like) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn views(document: &mut DocumentMut) -> Result<&mut ArrayOfTables, EditError> {
    document
        .entry("view")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or(EditError::Shape)
}

fn is_called(table: &Table, name: &str) -> bool {
    table.get("name").and_then(Item::as_str) == Some(name)
}

fn table(view: &ViewConfig) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    put(&mut table, view);
    table
}

/// Writes what the view says over what stands there; keys it does not say any more go.
fn put(table: &mut Table, view: &ViewConfig) {
    let Arrange { sort, group, columns } = &view.arrange;
    let mut set = |key: &str, new: Option<Value>| match (new, table.get_mut(key).and_then(Item::as_value_mut))
    {
        (Some(mut new), Some(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (Some(new), None) => drop(table.insert(key, value(new))),
        (None, _) => drop(table.remove(key)),
    };
    set("name", Some(view.name.as_str().into()));
    set("query", Some(view.query.text().into()));
    set("sort", (!sort.is_attention()).then(|| sort.to_string().into()));
    set("group", group.as_ref().map(|by| by.to_string().into()));
    set("columns", columns.as_ref().map(|c| c.0.iter().map(ToString::to_string).collect::<Value>()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::model::Origin, domain::query::Query};

    fn view(name: &str, query: &str, sort: &str) -> ViewConfig {
        ViewConfig {
            name: name.to_owned(),
            query: Query::parse(query).expect("a query"),
            arrange: Arrange { sort: sort.parse().expect("a sort"), ..Arrange::default() },
            origin: Origin::Default,
        }
    }

    fn put(text: &str, view: ViewConfig) -> String {
        edited(text, &Edit::View { view: Box::new(view), before: Vec::new() }).expect("TOML")
    }

    #[test]
    fn comments_and_order_are_kept() {
        let text = "# mine\nme = \"ana\"   # me\ntheme = \"dark\"   # at night\n\n# the first\n[[view]]\nname = \"a\"   # A\nquery = \"p:1\"\nsort = \"age\"\n\n[[view]]\nname = \"b\"\nquery = \"p:2\"\n";
        let themed = edited(text, &Edit::Theme("nord".into())).expect("TOML");
        assert_eq!(themed, text.replace("\"dark\"", "\"nord\""));
        let changed = put(text, view("a", "p<=2", "attention"));
        assert_eq!(changed, text.replace("\"p:1\"", "\"p<=2\"").replace("sort = \"age\"\n", ""));
        let added = put(text, view("c", "p:3", "service,-age"));
        assert_eq!(
            added,
            format!("{text}\n[[view]]\nname = \"c\"\nquery = \"p:3\"\nsort = \"service,-age\"\n")
        );
        let gone = edited(text, &Edit::NoView("b".into())).expect("TOML");
        assert!(!gone.contains("\"b\"") && gone.contains("# the first"), "{gone}");
    }

    #[test]
    fn the_first_own_view_does_not_take_the_others_away() {
        let before = vec![view("open", "state:open", ""), view("mine", "owner:me", "")];
        let edit = Edit::View { view: Box::new(view("eu", "label.region=eu", "")), before };
        let text = edited("", &edit).expect("TOML");
        let names: Vec<&str> = text.lines().filter(|l| l.starts_with("name")).collect();
        assert_eq!(names, ["name = \"open\"", "name = \"mine\"", "name = \"eu\""]);
    }

    #[test]
    fn what_cannot_be_changed_is_left_alone() {
        let broken = "me = \n";
        assert!(matches!(edited(broken, &Edit::Theme("x".into())), Err(EditError::Broken(_))));
        assert!(matches!(edited("view = 3", &Edit::NoView("a".into())), Err(EditError::Shape)));
        let none = edited("", &Edit::NoView("open".into())).expect_err("none there");
        assert!(none.to_string().contains("built in"), "{none}");
    }

    #[test]
    fn files_are_put_in_place_whole_and_keep_their_mode_and_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().expect("a folder");
        let (real, link) = (dir.path().join("real.toml"), dir.path().join("config.toml"));
        fs::write(&real, "me = \"ana\"\n").expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).expect("set");
        symlink(&real, &link).expect("linked");
        edit_file(&link, &Edit::Theme("nord".into())).expect("edited");
        assert_eq!(fs::read_to_string(&real).expect("read"), "me = \"ana\"\ntheme = \"nord\"\n");
        assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o600);
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        let new = dir.path().join("sub/config.toml");
        edit_file(&new, &Edit::Theme("nord".into())).expect("made");
        assert_eq!(fs::read_dir(new.parent().expect("a folder")).expect("read").count(), 1);
    }
}

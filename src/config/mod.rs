//! Files, environment and flags become one typed configuration.
//!
//! Defaults < `/etc/xdg/watchfloor/config.toml` < `$XDG_CONFIG_HOME/watchfloor/config.toml` < environment < options.
//! Every fault has its place and says what to write instead; nothing here talks to the network, only `edit` writes a file,
//! and no secret is ever in a [`Config`]: only where it is to be had.
//!
//! | file | what it does |
//! |---|---|
//! | `model` | the typed configuration |
//! | `load` | puts the layers together |
//! | `file`, `source`, `token`, `serve`, `table` | one file, one `[[source]]`, one secret's place, `[serve]`, one table key by key |
//! | [`practice`] | calendars, promises, matrix, categories, closing, people, services |
//! | `keys` | `keys.toml` |
//! | `dirs` | environment and directories |
//! | `view` | one `[[view]]` |
//! | `edit` | changing the person's own file, comments kept |
//! | `error` | faults with place, line and caret |
//! | `render` | the sample, what is in force, files for `config init` |
//! | `schema` | JSON schema for editors |

mod dirs;
mod edit;
mod error;
mod file;
mod keys;
mod load;
mod model;
pub mod practice;
mod render;
mod schema;
mod serve;
mod source;
mod table;
mod token;
mod view;

#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod tests;

pub use dirs::Environment;
pub use edit::{Edit, EditError, edit_file, edited};
pub use error::{ConfigError, ConfigErrors};
pub use keys::Keys;
pub use load::{default_views, load};
pub use model::{
    AuthConfig, Color, Config, Dirs, ListenAt, Origin, Overrides, ServeConfig, SourceConfig, SourceKind,
    TokenConfig, ViewConfig,
};
pub use render::{example, init, show, source_table};
pub use schema::schema;
pub use serve::database;
pub use source::{LOCAL, parse_spec};

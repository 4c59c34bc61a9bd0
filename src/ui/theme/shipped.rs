//! The embedded themes: one row a file of `themes/`. Belongs to the themes.

use std::sync::OnceLock;

use super::{Paint, Token, load};

macro_rules! shipped {
    ($count:literal: $($name:literal,)*) => {
        /// The names of the embedded themes, in the order in which they are offered.
        pub const NAMES: [&str; $count] = [$($name),*];

        /// Their files, in the same order.
        pub const SOURCES: [&str; $count] = [$(include_str!(concat!("../../../themes/", $name, ".toml"))),*];
    };
}

shipped! { 12:
    "dark",
    "light",
    "high-contrast",
    "colour-blind",
    "mono",
    "linux-console",
    "solarized",
    "solarized-light",
    "gruvbox",
    "nord",
    "catppuccin",
    "dracula",
}

/// The file of the embedded theme of this name.
pub(super) fn source(name: &str) -> Option<&'static str> {
    NAMES.iter().position(|n| *n == name).map(|at| SOURCES[at])
}

/// The looks of the embedded theme of this name; read once.
pub(super) fn embedded(name: &str) -> Option<[Paint; Token::COUNT]> {
    static READ: [OnceLock<Option<[Paint; Token::COUNT]>>; NAMES.len()] =
        [const { OnceLock::new() }; NAMES.len()];
    let at = NAMES.iter().position(|n| *n == name)?;
    *READ[at].get_or_init(|| load::embedded(SOURCES[at], name).ok())
}

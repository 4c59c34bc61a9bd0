//! What a person wishes of the keys: entries of `keys.toml` with their places in it. The file is read by `config`, and
//! what names and keys mean is the keymap's to say (`app::keymap::own`); both speak of them in these words.

use std::ops::Range;

/// Words and where they stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The words.
    pub text: String,
    /// Their place, in bytes; quotation marks are within it.
    pub span: Range<usize>,
}

/// What a wish asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// `ack = […]`: the keys of this action, instead of the defaults or (`add`) beside them.
    Keys {
        /// Its name.
        action: Spot,
        /// `{ add = […] }`: the defaults stay.
        add: bool,
    },
    /// `[[bind]] action = "ack"`
    Action(Spot),
    /// `[[bind]] run = "ack --note 'on it'"`: a line as behind `:`.
    Run(Spot),
}

/// One entry of `keys.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What it asks for.
    pub wanted: Wanted,
    /// Which keys; none takes the action's keys away.
    pub keys: Vec<Spot>,
    /// Where and when (`app::keymap::when`); `None` is always.
    pub when: Option<Spot>,
    /// The line of the file, from 1.
    pub line: usize,
}

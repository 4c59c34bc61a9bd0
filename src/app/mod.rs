//! The Elm core: pure and synchronous, compiled without tokio, reqwest, ratatui or crossterm in sight.
//!
//! [`update()`] takes a [`Msg`] and gives [`Effect`]s; nothing else changes what is shown. Views read the
//! [`Model`]; [`wake::next`] says when something visible changes by itself.
//!
//! | file | what it is |
//! |---|---|
//! | [`msg`], [`effect`] | everything that comes in, everything that goes out |
//! | [`model`] | what is held; its parts in [`inbox`], [`pending`], [`board`], [`layer`] |
//! | [`menu`], [`new`], [`explain`] | menus and pickers, the form of a new incident, why clocks say what they say |
//! | [`triage`], [`palette`], [`output`] | one at a time; everything by a few letters; what a command wrote |
//! | [`suppressed`] | what is out of sight, by what, until when |
//! | [`repeat`] | the last verb, for `.` |
//! | [`action`] | the one table behind key, hint, help and command |
//! | [`copy`] | what goes to the clipboard |
//! | [`entry`] | text being typed: caret, cuts, steps back |
//! | [`mouse`] | what was clicked, what lies where |
//! | [`key`], [`keymap`] | keys as pressed, sequences, counts, prefixes |
//! | [`manual`] | what help and documents say, from the tables |
//! | [`seen`] | words on the board, for completing a filter |
//! | [`gait`] | whether the cursor walks or runs |
//! | [`layout`] | how many rows a terminal of some size gives to what |
//! | [mod@update] | one file per kind of message |

pub mod action;
pub mod board;
pub mod copy;
pub mod effect;
pub mod entry;
pub mod explain;
pub mod gait;
pub mod inbox;
pub mod key;
pub mod keymap;
pub mod layer;
pub mod layout;
pub mod manual;
pub mod menu;
pub mod model;
pub mod mouse;
pub mod msg;
pub mod new;
pub mod output;
pub mod palette;
pub mod pending;
pub mod repeat;
pub mod seen;
pub mod suppressed;
pub mod triage;
pub mod update;
pub mod wake;

pub use action::Action;
pub use effect::Effect;
pub use model::{Model, Now};
pub use msg::Msg;
pub use update::update;

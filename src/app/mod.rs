//! The Elm core: pure and synchronous, compiled without tokio, reqwest, ratatui or crossterm in sight.
//!
//! [`update()`] takes a [`Msg`] and gives [`Effect`]s; nothing else changes what is shown. Views read the
//! [`Model`]; [`wake::next`] says when something visible changes by itself.
//!
//! The rooms stand on each other, each on those above it in this list only; the architecture test keeps them so.
//!
//! | floor | what it is |
//! |---|---|
//! | [`key`], [`entry`] | keys as pressed; text being typed: caret, cuts, steps back |
//! | [`action`], [`keymap`], [`manual`] | the one table behind key, hint, help and command; keys to actions; what help and documents say of both |
//! | [`inbox`] | the incidents held, in order, grouped, filtered |
//! | [`model`] | everything that is held and shown |
//! | [`msg`], [`effect`] | everything that comes in, everything that goes out |
//! | [`may`] | what may be done now, or why not |
//! | [`told`] | what a person is told beside the screen: sitrep, promise, why a clock says what it says |
//! | [mod@update] | one message in, effects out: a file per kind of message |
//! | [`wake`] | when something visible changes by itself |

pub mod action;
pub mod effect;
pub mod entry;
pub mod inbox;
pub mod key;
pub mod keymap;
pub mod manual;
pub mod may;
pub mod model;
pub mod msg;
pub mod told;
pub mod update;
pub mod wake;

pub use action::Action;
pub use effect::Effect;
pub use model::{Model, Now};
pub use msg::Msg;
pub use update::update;

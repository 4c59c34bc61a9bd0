//! All that speaks to the terminal, and nothing that knows what is shown on it.
//!
//! | file | what it does |
//! | --- | --- |
//! | [`probe`] | what the terminal can do, from the environment alone: nothing is asked, nothing waits |
//! | [`session`] | takes the terminal over and gives it back, exactly once, from any thread |
//! | [`tty`] | the descriptors: which ones, how big, how a frame is written |
//! | [`backend`] | ratatui's `Backend` with a byte budget: one write a frame, differences only |
//! | [`check`] | the last look at a finished frame: no control character leaves this program |
//! | [`input`] | our own reader thread: bytes in, keys and pastes out; notices the hang-up |
//! | [`clipboard`] | by which ways a text reaches the clipboard |
//! | [`echo`] | one round trip, for a command |
//! | [`osc`] | title, bell, clipboard, links: the only place that writes such sequences |
//! | [`rtt`] | how long a byte takes to the terminal and back |
//!
//! Imports nothing of ours but [`crate::text`].

pub mod backend;
pub mod check;
pub mod clipboard;
pub mod echo;
pub mod input;
pub mod osc;
pub mod probe;
pub mod rtt;
pub mod session;
pub mod tty;

pub use tty::size;

//! The only async glue: the engine under screen and command line, and the screen's loop. The only room that knows
//! both the screen and the network.
//!
//! | room | what it does |
//! |---|---|
//! | [`hub`] | sources, queue, last known state and overlay as one engine, for screen *and* command line |
//! | [`screen`] | the loop, effects as tasks, signals, the end |
//! | [`clock`] | the only reader of clocks; notices that the machine slept |
//! | [`offline`] | one frame of the screen without a terminal |
//! | [`log`] | the log file |

pub mod clock;
pub mod hub;
pub mod log;
pub mod offline;
mod pace;
pub mod screen;

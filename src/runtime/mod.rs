//! The only async glue: the loop, effects as tasks, signals, the engine under screen and command line.

pub mod clock;
pub mod hub;
pub mod log;
mod pace;

//! The words of the trade: pure, no I/O, never reads a clock.

//! All that speaks to the terminal.

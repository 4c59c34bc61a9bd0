//! The tasks behind the screen, against a scripted source.

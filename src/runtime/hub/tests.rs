//! The engine against a scripted source.

//! Whole frames: text and styles at the three sizes, every size there is, hostile text on every path.

mod clocks;
mod desk;
mod few;
mod fixture;
mod footers;
mod form;
mod frames;
mod groups;
mod hostile;
mod palette;
mod props;
mod record;
mod said;
mod sizes;
mod suppressed;
mod triage;

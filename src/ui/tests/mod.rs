//! Whole frames: text and styles at the three sizes, every size there is, hostile text on every path.

mod clocks;
mod desk;
mod fixture;
mod form;
mod frames;
mod hostile;
<<<<<<< HEAD
mod props;
=======
mod palette;
>>>>>>> h-palette
mod record;
mod sizes;
mod triage;

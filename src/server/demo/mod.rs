//! A believable working day, the same for the same seed.

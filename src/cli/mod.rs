//! Every command beside the screen.

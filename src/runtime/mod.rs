//! The only async glue: the loop, effects become tasks, the next wake.

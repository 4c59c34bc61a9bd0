//! Files, environment and flags become one typed configuration.

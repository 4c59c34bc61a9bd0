//! How we talk to any incident system: the trait, its types, one file per adapter.

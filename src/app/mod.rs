//! The Elm core: pure and synchronous. Model, Msg, update, Effect.

//! The words of the trade: pure, no I/O, never reads a clock (`now` is a parameter).
//!
//! | file | what it says |
//! |---|---|
//! | [`time`] | an instant in whole seconds, and durations as people write them |
//! | [`incident`] | the record: what is wrong, who has it, since when |
//! | [`state`] | the nine canonical states and their short forms |
//! | [`priority`] | impact x urgency, and what severities of sources become |
//! | [`clock`] | response and resolution clocks; what happens next |
//! | [`facts`] | what queries, clocks and the order ask of an incident, however it is kept |
//! | [`order`] | "attention first" as one packed number a row |
//! | [`event`] | one entry of a timeline |
//! | [`change`] | one thing that happened to the set of incidents: the unit of sync |
//! | [`query`] | the filter language of board, views and command line |

pub mod change;
pub mod clock;
pub mod event;
pub mod facts;
pub mod incident;
pub mod order;
pub mod priority;
pub mod query;
#[doc(hidden)]
pub mod sample;
pub mod state;
pub mod time;

pub use change::Change;
pub use event::Event;
pub use facts::Facts;
pub use incident::{Detail, Hold, Incident, IncidentId, Number, REOPEN_WINDOW, SourceName};
pub use priority::Priority;
pub use state::State;
pub use time::Time;

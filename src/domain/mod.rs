//! The words of the trade: pure, no I/O, never reads a clock (`now` is a parameter).
//!
//! | file | what it says |
//! |---|---|
//! | [`time`] | an instant in whole seconds, and durations as people write them |
//! | [`when`] | times as people type them: `2h`, `tomorrow 9:00` |
//! | [`incident`] | the record: what is wrong, who has it, since when |
//! | [`state`] | the nine canonical states and their short forms |
//! | [`priority`] | impact x urgency, and what severities of sources become |
//! | [`sla`] | calendars, policies, clocks: how much of what was promised is used up |
//! | [`clock`] | the clocks of an incident, and what happens next |
//! | [`record`] | what people decide and record beside the head: reporter, hold, answers, passages |
//! | [`verb`] | what is asked of an incident: key, command, outbox, overlay and server alike |
//! | [`lifecycle`] | which verb is possible when, what it needs and what follows |
//! | [`practice`] | how a team works: [`matrix`], [`category`] tree, promises |
//! | [`directory`] | people and services |
//! | [`facts`] | what queries, clocks and the order ask of an incident, however it is kept |
//! | [`order`] | "attention first" as one packed number a row |
//! | [`clock_log`] | what clocks did, as entries of a timeline |
//! | [`event`] | one entry of a timeline |
//! | [`change`] | one thing that happened to the set of incidents: the unit of sync |
//! | [`query`] | the filter language of board, views and command line |
//! | [`view`] | how a view arranges what it shows: sort, group, columns |
//! | [`wish`] | what a person wishes of the keys, as it stands in `keys.toml` |

pub mod category;
pub mod change;
pub mod clock;
pub mod clock_log;
pub mod directory;
pub mod event;
pub mod facts;
pub mod incident;
pub mod lifecycle;
pub mod matrix;
pub mod order;
pub mod practice;
pub mod priority;
pub mod query;
pub mod record;
#[doc(hidden)]
pub mod sample;
pub mod sla;
pub mod state;
pub mod time;
pub mod verb;
pub mod view;
pub mod when;
pub mod wish;

pub use change::Change;
pub use event::Event;
pub use facts::Facts;
pub use incident::{Detail, Hold, Incident, IncidentId, Number, REOPEN_WINDOW, SourceName};
pub use practice::{Practice, Practices};
pub use priority::Priority;
pub use record::Record;
pub use state::{Phase, State};
pub use time::Time;
pub use verb::Verb;

//! watchfloor: the full-screen terminal program with which people run incidents.
//!
//! # Ten minutes
//!
//! **Words.** An *incident* is what people work on; a *source* is a system that knows of incidents (an Alertmanager, our own server);
//! an *adapter* speaks a source's language. A *verb* is what people do to an incident (acknowledge, assign, note,
//! resolve); asked for, it becomes a *command* in the *outbox*, and a *receipt* says how it went. The *overlay* holds
//! facts a source cannot. A *clock* counts towards a target; a *breach* is a clock that ran over it. A *view* is a
//! named query. A *policy* promises something in a *calendar*'s working hours; the *practice* of a team is its policies,
//! its priority matrix, its categories. The *record* is what people decided about an incident; its *passages* (holds,
//! reopenings, changes of priority) are what clocks are computed from, each time anew. *Freshness* is how old what we show of a source is.
//!
//! **Rooms** (who may import whom is kept by `tests/it/architecture.rs`):
//!
//! ```text
//! main -> cli -> runtime, server, app, ui, term, picture, backend, outbox, config, domain
//! runtime -> app, ui, term, backend, net, outbox, config, domain    the only room that knows screen and network
//! ui      -> app, backend's types, domain                            app -> domain, backend's types
//! backend -> net, wire, domain                                       outbox -> backend's types, domain
//! server  -> wire, net, config, domain                               wire -> domain
//! config  -> domain          net, term, picture, domain -> (text)    text -> nothing
//! ```
//!
//! | room | what lives there |
//! |---|---|
//! | [`domain`] | incident, record, lifecycle, practice, clocks, order, query: pure, never reads a clock |
//! | [`text`] | [`text::SafeText`], the only outside text anybody sees; [`text::Opaque`], what goes back to a source |
//! | [`net`] | one HTTP client per source: auth, caps, retry, validators, clock offset |
//! | [`backend`] | the trait every source is behind, its types, one folder per adapter |
//! | [`outbox`] | SQLite files: the queue, the last known state, the overlay |
//! | [`server`] | the embedded backend: API, ledger (the rules), store, alert intake, who serves, the demonstration |
//! | [`wire`] | the types of its API, used by the server and by the adapter that speaks to it |
//! | [`app`] | model, messages, `update`, the action table: pure and synchronous |
//! | [`ui`] | views: functions of the model that draw into the buffer |
//! | [`picture`] | a finished frame as text, ANSI, SVG or PNG: pure |
//! | [`term`] | the terminal: session guard, our ratatui backend, the input thread |
//! | [`runtime`] | the hub (sources, outbox and overlay as one thing), the loop, effects |
//! | [`config`], [`cli`] | files and flags; every command beside the screen |
//!
//! **The key `a`, from finger to receipt.** `term::input` reads bytes on its own thread and decodes a key;
//! `runtime::screen` makes it `app::Msg::Key` and drains what else is queued; [`app::update()`] asks the keymap
//! (`app::keymap`) for [`app::Action::Acknowledge`], asks `app::may::enabled` whether it can be done, and takes the
//! *ids* marked or under the cursor; out comes [`app::Effect::Enqueue`]. The runtime makes a key for life, commits the
//! row to the outbox, and only then sends `Msg::Queued`: the pending layer paints `ack…`. The sender leases the row,
//! the adapter sends it and reads back, and `Msg::Act` turns the receipt into "confirmed 98 ms", or into the source's
//! own words and a key to retry.
//!
//! **A source says something changed.** Bytes become DTOs, DTOs become incidents of `SafeText` and `Opaque`, the
//! overlay is merged in, what differs from the last listing becomes [`domain::Change`]; `app::inbox` places each row by
//! a packed key; the cursor stays on its id and its line; one frame is drawn, one write is made.
//!
//! **A request to our own server.** `server::api` reads it strictly into [`wire`] types and hands a [`server::ledger::Asked`]
//! to the store; its one writer takes all that waits, loads what the batch names, asks the ledger (pure) what follows,
//! writes that in one synced transaction, publishes the new entries of the log, and answers. Streams are readers of the
//! log: `backend::native` follows one and hands what changed to the hub.

pub mod app;
pub mod backend;
pub mod cli;
pub mod config;
pub mod domain;
pub mod net;
pub mod outbox;
pub mod picture;
pub mod runtime;
pub mod server;
pub mod term;
pub mod text;
pub mod ui;
pub mod wire;

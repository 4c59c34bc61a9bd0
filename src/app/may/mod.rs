//! What may be done now: keys, hints, palette and forms ask here before anything is asked of anybody, and say why not.
//!
//! | file | what it answers |
//! |---|---|
//! | [`mod@enabled`] | whether an action can be done here and now |
//! | [`elsewhere`] | on which screen it can |
//! | [`legal`] | whether the lifecycle lets a verb on this incident |
//! | [`mod@context`] | what the conditions of own keys ask about |

pub mod context;
mod elsewhere;
pub mod enabled;
pub mod legal;

pub use self::{
    context::context,
    enabled::{Refusal, enabled},
};

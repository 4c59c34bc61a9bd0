//! Lists in pages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{event::EventId, record::IncidentRecord};
use crate::domain::Time;

/// A page of incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IncidentPage {
    /// In the order that was asked for.
    pub incidents: Vec<IncidentRecord>,
    /// What to ask with for the next page (`cursor=`); null when this was the last.
    pub next: Option<String>,
    /// The end of the log before this page was read: whoever lists all pages and then follows the stream from the first
    /// page's place misses nothing.
    #[schema(value_type = String, example = "019ab1c2-0000-7000-8000-000000000000-1042")]
    pub as_of: EventId,
    /// The server's clock.
    pub now: Time,
}

/// A page of anything else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// In their order.
    pub items: Vec<T>,
    /// What to ask with for the next page (`cursor=`); null when this was the last.
    pub next: Option<String>,
}

//! The small HTTP client layer; knows nothing of incidents.

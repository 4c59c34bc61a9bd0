//! Alerts from outside: whose they are, what they mean.

use std::sync::Arc;

/// Who may send alerts: with none of these, whoever may use the API.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Bearer tokens that may send alerts and nothing else, as SHA-256.
    pub tokens: Vec<Arc<[u8; 32]>>,
    /// Secrets with which bodies are signed (HMAC-SHA256 over the raw body); several while one is exchanged.
    pub secrets: Vec<Arc<[u8]>>,
}

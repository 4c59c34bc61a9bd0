//! What several integration tests share.

#![allow(clippy::expect_used)] // clippy's leave for tests ends at the functions marked #[test]

pub mod fault_server;
pub mod tls_server;

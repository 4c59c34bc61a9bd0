//! What the company runs: an online shop with a warehouse and five offices.
//!
//! ```text
//! storefront ─┬─ search ── k8s            checkout ─┬─ payments-api ─┬─ card-gateway ── dns, vault
//!             ├─ cache                              ├─ auth ── vault └─ db-core ── storage
//!             └─ edge ── dns                        ├─ stock ── queue ── storage
//!                                                   └─ edge
//! ```

use crate::{
    text::{Kind, SafeText},
    wire::Service,
};

/// One service: id, name, team, criticality (1 the business stops to 4 nobody notices), what it cannot do without.
pub(super) struct Row(
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub u8,
    pub &'static [&'static str],
);

pub(super) const SERVICES: &[Row] = &[
    Row("auth", "Login and sessions", "platform", 1, &["db-core", "cache", "vault"]),
    Row("backup", "Backups and restores", "platform", 2, &["storage"]),
    Row("billing", "Invoices and refunds", "payments", 2, &["db-core", "queue", "mail-out"]),
    Row("cache", "Cache and sessions store", "data", 2, &["k8s"]),
    Row("card-gateway", "Gateway to the card providers", "payments", 1, &["dns", "vault"]),
    Row("checkout", "Checkout", "shop", 1, &["payments-api", "auth", "stock", "edge"]),
    Row("ci", "Builds and deploys", "platform", 3, &["k8s", "storage", "vault"]),
    Row("db-core", "Orders and customers database", "data", 1, &["storage"]),
    Row("desk", "Offices: printers, rooms, laptops", "workplace", 4, &["vpn"]),
    Row("dns", "Names, inside and outside", "platform", 1, &[]),
    Row("edge", "TLS, load balancing, CDN", "platform", 1, &["dns"]),
    Row("gpu-farm", "Training and ranking models", "data", 3, &["k8s", "storage"]),
    Row("k8s", "Clusters", "platform", 1, &["dns", "storage"]),
    Row("logging", "Logs and audit trail", "platform", 3, &["queue", "storage"]),
    Row("mail-out", "Mail to customers", "workplace", 3, &["queue", "dns"]),
    Row("metrics", "Metrics and alerts", "platform", 2, &["k8s", "storage"]),
    Row("payments-api", "Payments", "payments", 1, &["card-gateway", "db-core", "queue"]),
    Row("queue", "Message broker", "data", 1, &["storage"]),
    Row("search", "Search", "shop", 2, &["k8s", "queue", "gpu-farm"]),
    Row("stock", "Stock and parcels", "data", 2, &["db-core", "queue"]),
    Row("storage", "Block and object storage", "platform", 1, &[]),
    Row("storefront", "Shop pages", "shop", 1, &["search", "cache", "stock", "edge"]),
    Row("vault", "Secrets and certificates", "platform", 1, &["storage"]),
    Row("vpn", "Remote access", "workplace", 2, &["auth", "dns"]),
    Row("warehouse", "Data warehouse and reports", "data", 3, &["db-core", "storage"]),
];

/// The team that answers for a service; nobody for one that is not ours.
pub(super) fn team(service: &str) -> &'static str {
    SERVICES.iter().find(|s| s.0 == service).map_or("", |s| s.2)
}

/// A service's page of instructions.
pub(super) fn runbook(service: &str) -> String {
    format!("https://runbooks.example.org/{service}")
}

impl Row {
    /// As the API says it.
    pub fn service(&self) -> Service {
        let Self(id, name, team, criticality, depends_on) = self;
        let label = |word: &str| SafeText::clean(word, Kind::Label);
        Service {
            id: label(id),
            name: Some(label(name)),
            team: Some(label(team)),
            criticality: Some(*criticality),
            depends_on: depends_on.iter().map(|d| label(d)).collect(),
            runbooks: vec![SafeText::clean(&runbook(id), Kind::Line)],
            category: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Everything `id` stands on, itself included where there is a ring.
    fn below(id: &str, found: &mut BTreeSet<&'static str>) {
        let Row(.., needs) = SERVICES.iter().find(|s| s.0 == id).expect("in the catalogue");
        for need in *needs {
            if found.insert(need) {
                below(need, found);
            }
        }
    }

    #[test]
    fn dependencies_exist_and_make_no_ring() {
        for Row(id, .., needs) in SERVICES {
            let mut found = BTreeSet::new();
            below(id, &mut found);
            assert!(!found.contains(id), "{id} stands on itself");
            assert_eq!(needs.iter().collect::<BTreeSet<_>>().len(), needs.len(), "{id} says one twice");
        }
        let ids: Vec<_> = SERVICES.iter().map(|s| s.0).collect();
        assert!(ids.is_sorted(), "by id, so that it can be read");
    }

    #[test]
    fn the_checkout_stands_on_what_takes_the_money() {
        let mut found = BTreeSet::new();
        below("checkout", &mut found);
        assert!(["payments-api", "card-gateway", "db-core", "storage"].iter().all(|s| found.contains(s)));
    }
}

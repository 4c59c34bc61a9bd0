//! Databases, queues, caches, stock and reports.

use super::{From, Nature, PLAIN, Scene, change, tenths, whole};
use crate::wire::{Origin, ServiceChangeKind};

pub(super) const SCENES: &[Scene] = &[
    Scene {
        id: "ReplicationLag",
        service: "db-core",
        from: From::Alert("critical"),
        titles: &[
            "Primary lag {0} s, failover held in {region}",
            "Replica {host} is {0} s behind, failover blocked",
            "No replica of db-core fit for failover in {region}",
        ],
        numbers: &[whole(64, 190), whole(3, 9)],
        drift: 14,
        host: "db",
        about: "No replica of db-core is less than 30 s behind its primary, so a failover would lose orders and is blocked.\nReads that must be fresh go to the primary.",
        notes: &[
            "one long transaction from the stock import holds the replicas back, {1} h old",
            "import cancelled with stock's blessing, replicas applying",
            "replica 3 rebuilt, lag falling about 4 s a second",
            "two of three replicas level. leaving failover held until the third is",
        ],
        endings: &[
            (
                "fixed",
                "Import cancelled, lag under 1 s on all replicas, failover released. Imports get a 15 min limit.",
            ),
            ("fixed", "Replica rebuilt from last night's base backup, failover released."),
        ],
        nature: Nature::Groups,
        ..PLAIN
    },
    Scene {
        id: "QueueBacklog",
        service: "queue",
        from: From::Alert("critical"),
        titles: &[
            "Orders queue {0} deep in {region} and growing",
            "Paid orders not reaching the warehouse: {0} waiting",
            "Consumers of orders.v2 stopped, {0} waiting",
        ],
        numbers: &[whole(12_000, 58_000), whole(3, 7)],
        drift: 2_400,
        host: "queue",
        about: "Messages ready in orders.v2 exceed 10,000 and grow for 10 minutes. Paid orders do not reach the warehouse; vans leave at 14:00 local time.",
        notes: &[
            "consumers are up but each message is redelivered, a poison order blocks partition {1}",
            "order with a 9,000 character gift note. moved to the parking queue",
            "draining at 300 a second, clear in a few minutes. told the warehouse to hold the vans",
        ],
        endings: &[
            (
                "fixed",
                "Poison order parked, backlog drained, no order lost. Notes over 500 characters are refused at checkout.",
            ),
            ("scaled", "Consumers from 4 to 12 for the sale; queue empty."),
        ],
        ..PLAIN
    },
    Scene {
        id: "SlowQueries",
        service: "db-core",
        from: From::Alert("error"),
        titles: &[
            "Connections at {0} % on {host}, slow query on orders",
            "{1} queries wait for a lock on orders",
            "db-core {region}: p95 of reads {2} s",
        ],
        numbers: &[whole(86, 97), whole(40, 220), tenths(11, 48)],
        drift: 1,
        host: "db",
        about: "More than 85 % of connections are in use for 5 minutes. At 100 % the shop stops.",
        notes: &[
            "plan flipped to a sequential scan after the nightly statistics",
            "statistics target raised on orders.created_at, plan is good again",
        ],
        endings: &[
            ("fixed", "Statistics target 1000 on orders.created_at; plan pinned until the upgrade."),
            ("workaround", "Report killed, its owner moves it to the replica."),
        ],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "StockDrift",
        service: "stock",
        from: From::Alert("error"),
        titles: &[
            "Stock differs from the warehouse by {0} items",
            "{0} articles sold that are not there",
            "Stock of {office} counted twice, {0} items",
        ],
        numbers: &[whole(640, 2_900)],
        drift: 70,
        host: "stock",
        about: "Nightly comparison of stock and warehouse found more than 500 differences. Customers buy what we do not have.",
        notes: &[
            "all from the two shelves that were moved on Saturday, counted in both places",
            "warehouse recounts aisle 14. showing \"on request\" for those articles meanwhile",
            "aisle done, {0} corrected in the morning run",
        ],
        endings: &[("fixed", "Recount booked, 38 customers got a mail and a voucher.")],
        ..PLAIN
    },
    Scene {
        id: "CacheHitRate",
        service: "cache",
        titles: &[
            "Cache hit rate fell to {0} % in {region}",
            "Cache {host} evicts {1} keys a second",
            "Sessions evicted early on {host}",
        ],
        numbers: &[whole(58, 79), whole(900, 7_200)],
        host: "cache",
        about: "Hit rate over 15 minutes is below 80 %. The databases behind carry the rest, and db-core has little to spare in the morning.",
        notes: &[
            "page keys have a new prefix since {ver}, both generations are in memory",
            "old prefix expires within the hour, watching db-core meanwhile",
        ],
        endings: &[
            ("fixed", "Old keys dropped, hit rate 93 %."),
            ("expected", "Warm again an hour after the deploy, as planned. Alert gets a deploy window."),
        ],
        nature: Nature::Clears,
        cause: change(
            ServiceChangeKind::Config,
            "cache",
            "cache config {ver}: page keys get a prefix",
            (5, 20),
        ),
        ..PLAIN
    },
    Scene {
        id: "ReportLate",
        service: "warehouse",
        titles: &[
            "Nightly revenue report {0} h late",
            "Batch job orders_daily runs {0} h, usually 40 min",
            "Load of {region} orders did not start",
        ],
        numbers: &[whole(2, 6), whole(3, 30)],
        drift: 1,
        host: "dwh",
        about: "The job orders_daily has not finished by 06:00 UTC. Finance closes the day with its numbers.",
        notes: &[
            "waits for the stock snapshot, which waits for a lock, which waits for us. broke the ring",
            "running, {1} % through",
        ],
        endings: &[
            ("fixed", "Jobs take their locks in the same order now. Report delivered."),
            ("fixed", "Started by hand, finance has its numbers."),
        ],
        ..PLAIN
    },
    Scene {
        id: "AuditExport",
        service: "warehouse",
        from: From::Desk(Origin::Mail, 3, 2),
        titles: &[
            "Export for the auditors (all orders of the last three years, with refunds, partial deliveries, vouchers and the tax rate of the day, requested on Monday, promised for Thursday, split by country and quarter) stops at row 1,048,576 because somebody upstream opens it in a spreadsheet first",
            "Export for {office} ends in the middle of a row",
        ],
        numbers: &[whole(4, 11)],
        host: "dwh",
        about: "Forwarded by finance with eleven people in copy. The auditors need the whole file, not the first million rows of it.",
        notes: &[
            "our export is complete, {0} million rows. the cut happens in their macro",
            "offered a database view with read access instead. waiting for their answer",
        ],
        endings: &[("workaround", "Auditors read the view directly. Nobody opens it in a spreadsheet.")],
        ..PLAIN
    },
    Scene {
        id: "BrokerDisk",
        service: "queue",
        titles: &[
            "Broker {host} at {0} % disk, writes slow down at 90",
            "Broker {host} lost its peers for {1} s",
        ],
        numbers: &[whole(81, 89), whole(20, 90)],
        drift: 1,
        host: "queue",
        about: "Free space on a broker is below 20 %. At 90 % used it refuses new messages.",
        notes: &[
            "retention on clickstream is 14 d, should be 3",
            "retention set, space comes back with the next roll",
        ],
        endings: &[("config", "Retention of clickstream at 3 d; 61 % used.")],
        nature: Nature::Groups,
        cause: change(ServiceChangeKind::Config, "queue", "clickstream retention 3 d to 14 d", (60, 110)),
        ..PLAIN
    },
    Scene {
        id: "StockLabels",
        service: "stock",
        from: From::Alert("info"),
        titles: &["Label printers in {office} got {0} duplicates", "{0} parcels labelled twice in {office}"],
        numbers: &[whole(6, 40)],
        host: "stock",
        about: "The same label was printed twice for some parcels. The carrier refuses the second.",
        notes: &["network hiccup, driver prints again without asking"],
        endings: &[("fixed", "Driver checks the label number before it prints again.")],
        nature: Nature::Clears,
        ..PLAIN
    },
];

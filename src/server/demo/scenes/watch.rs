//! What watches the rest, and what is kept safe: logs, metrics, backups, secrets, mail.

use super::{From, Nature, PLAIN, Scene, change, tenths, whole};
use crate::wire::{Origin, ServiceChangeKind};

pub(super) const SCENES: &[Scene] = &[
    Scene {
        id: "DiskFilling",
        service: "logging",
        from: From::Alert("error"),
        titles: &[
            "Disk {0} % on {host}, full in about {1} h",
            "Disk {0} % on {host}, log rotation stands still",
            "{host} will be out of disk in {1} h",
        ],
        numbers: &[whole(91, 96), whole(3, 7)],
        drift: 1,
        host: "log",
        about: "At the present rate the volume is full within eight hours. After that we are blind, and audit logs are lost.",
        notes: &[
            "payments-api logs whole card forms at debug since the last deploy. masked, thank goodness",
            "level back at info, old debug segments deleted with the audit team's consent",
            "growth is normal again, moving two shards to {host}'s neighbour",
        ],
        endings: &[
            ("fixed", "Debug logging off, 61 % used. The alert now looks a day ahead."),
            ("scaled", "Volume grown from 4 to 6 TB, nobody had to be careful."),
        ],
        nature: Nature::Groups,
        ..PLAIN
    },
    Scene {
        id: "ScrapeFailures",
        service: "metrics",
        titles: &["No metrics from {0} targets in {region}", "Scrape of {host} fails, {0} series gone"],
        numbers: &[whole(90, 460)],
        drift: 20,
        host: "prom",
        about: "More than 5 % of targets cannot be scraped. Alerts on them cannot ring.",
        notes: &[
            "relabel rule drops everything with a dash in its name",
            "rule fixed, targets come back one interval after the other",
        ],
        endings: &[
            ("fixed", "Rule fixed, all targets up. The rules get a linter."),
            ("rolled_back", "Relabel change taken back."),
        ],
        nature: Nature::Clears,
        cause: change(ServiceChangeKind::Config, "metrics", "relabel rules {ver}", (3, 12)),
        ..PLAIN
    },
    Scene {
        id: "BackupSlow",
        service: "backup",
        titles: &[
            "Backup of billing took {0} h, window is 4 h",
            "Backup of db-core on {host} is {1} h old",
            "Backup to {region} stops at {2} %",
        ],
        numbers: &[tenths(52, 88), whole(27, 44), whole(60, 93)],
        host: "bak",
        about: "The backup did not finish in its window. The last good one is from yesterday, so nothing is unprotected yet.",
        notes: &["shares its link with the new warehouse sync", "sync moved to 04:00, next run will tell"],
        endings: &[
            ("fixed", "Sync moved; last night's backup took 2 h 50."),
            ("fixed", "Started again, finished, restore of one table tried."),
        ],
        ..PLAIN
    },
    Scene {
        id: "RestoreTest",
        service: "backup",
        from: From::Alert("info"),
        titles: &["Sunday's restore test was skipped", "Restore test of {host} has not run for {0} d"],
        numbers: &[whole(8, 20)],
        host: "bak",
        about: "A backup that was never restored is a hope.",
        notes: &["the test machine was borrowed for a demo. booked it for tonight"],
        endings: &[("fixed", "Restored db-core in 1 h 52, 4 minutes under target.")],
        ..PLAIN
    },
    Scene {
        id: "SecretsRefused",
        service: "vault",
        titles: &[
            "Lease renewals refused for {0} build runners",
            "Vault {host} sealed itself, two of three left",
        ],
        numbers: &[whole(6, 30)],
        drift: 3,
        host: "vault",
        about: "Tokens cannot be renewed. What runs goes on until its lease ends, at most an hour.",
        notes: &["policy was tightened yesterday and missed the new path", "path added, renewals go through"],
        endings: &[("config", "Policy fixed; a dry run is part of the change now.")],
        cause: change(ServiceChangeKind::Config, "vault", "policy ci-read {ver}", (15, 55)),
        ..PLAIN
    },
    Scene {
        id: "MailDelayed",
        service: "mail-out",
        titles: &[
            "Password mails arrive {0} min late",
            "Mail to one big provider waits {0} min",
            "Order mails from {host} land in spam",
        ],
        numbers: &[whole(18, 55)],
        drift: 5,
        host: "mx",
        about: "Mails wait longer than 10 minutes. People who wait for a password mail ask for another one, which waits too.",
        notes: &[
            "provider greylists the two new addresses",
            "warming them up more slowly, passwords go through the old ones",
        ],
        endings: &[
            ("workaround", "Password mails only through addresses with a history."),
            ("vendor", "Provider took us off its list."),
        ],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "BounceRate",
        service: "mail-out",
        from: From::Alert("info"),
        titles: &["Newsletter bounces at {0} %", "Bounces to {region} addresses at {0} %"],
        numbers: &[tenths(36, 62)],
        host: "mx",
        about: "Above 5 % providers begin to think ill of us.",
        notes: &["list was imported from the 2017 shop. marketing removes what never clicked"],
        endings: &[("fixed", "Old addresses removed, 1.2 %.")],
        nature: Nature::Clears,
        ..PLAIN
    },
    Scene {
        id: "ShipperRestarts",
        service: "logging",
        from: From::Alert("info"),
        titles: &[
            "Log shipper on {host} restarts every {0} h",
            "Log shipper on {host} skips lines over 1 MB",
        ],
        numbers: &[whole(4, 9)],
        host: "bastion",
        about: "It leaks, is killed, and starts again. Nothing is lost so far because it remembers its place.",
        notes: &["known upstream, fixed in the next release. restart is fine until then"],
        endings: &[("fixed", "Release {ver} installed, flat for a day.")],
        nature: Nature::Flaps,
        ..PLAIN
    },
    Scene {
        id: "DashboardZone",
        service: "metrics",
        from: From::Desk(Origin::Chat, 3, 3),
        titles: &[
            "Sales wants the orders dashboard in local time, not UTC",
            "Dashboard of {office} shows last week",
        ],
        host: "prom",
        about: "They compare it with their till at closing time and it is always wrong by an hour or eight.",
        notes: &["per-user zone is a setting, wrote them how"],
        endings: &[("answered", "They found the setting.")],
        ..PLAIN
    },
    Scene {
        id: "ClockSkew",
        service: "metrics",
        from: From::Alert("info"),
        titles: &["Clock of {host} is {0} ms off", "Clock skew of {0} ms between {region} and the rest"],
        numbers: &[whole(220, 900)],
        drift: 15,
        host: "prom",
        about: "More than 200 ms. Traces begin before they were sent.",
        notes: &["time daemon was masked by the image. unmasked"],
        endings: &[("fixed", "Time daemon runs, 2 ms off.")],
        nature: Nature::Clears,
        ..PLAIN
    },
];

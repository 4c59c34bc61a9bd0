//! What was done to the incidents of the morning, beside acknowledging and writing: started, held, mitigated, told to
//! others; and those that were over shortly before you came.

use super::{book::Step, script::Script};
use crate::{
    domain::{
        Phase, Priority, Time, Verb,
        incident::HoldReason,
        record::{Answer, CancelReason, CiRole, Reached},
        time::{DAY, HOUR, MINUTE},
    },
    text::{Kind, Opaque, SafeText},
};

/// What somebody does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    Start,
    Phase(Phase),
    /// Both levels; the second may be empty.
    Category(&'static str, &'static str),
    /// For what, in words, and what the caller is told; either may be empty.
    Hold(HoldReason, &'static str, &'static str),
    /// Until so many seconds from now.
    Scheduled(i64, &'static str),
    /// Until so many seconds from now.
    Snooze(i64),
    Mitigate(&'static str),
    Major(&'static str),
    /// What the stakeholders are told, and seconds until they hear again.
    Update(&'static str, i64),
    Contact(Reached, &'static str),
    /// The priority, against the matrix.
    Override(u8, &'static str),
    Excuse(&'static str, &'static str),
    Link(&'static str, CiRole),
    Caller,
    Resolve(&'static str, &'static str),
    Close(Answer, &'static str, u8),
    Cancel(CancelReason, &'static str),
}
use Deed::{
    Caller, Cancel, Category, Close, Contact, Excuse, Hold, Link, Major, Mitigate, Override, Resolve,
    Scheduled, Snooze, Start, Update,
};

/// When: so many hundredths of the time from the answer until now have passed.
type Deeds = &'static [(u8, Deed)];

/// Of the incidents that are open this morning, by scene.
const OPEN: &[(&str, Deeds)] = &[
    (
        "ReplicationLag",
        &[
            (3, Start),
            (6, Deed::Phase(Phase::Investigating)),
            (8, Category("database", "replication")),
            (18, Major("a failover would lose paid orders, three teams are on it")),
            (
                30,
                Update(
                    "Orders are safe. A failover of the order database is blocked while its copies catch up.",
                    30 * MINUTE,
                ),
            ),
            (42, Deed::Phase(Phase::Identified)),
            (55, Deed::Phase(Phase::Fixing)),
            (60, Link("stock", CiRole::Cause)),
            (
                82,
                Update(
                    "The cause is found and stopped. Copies catch up, about 20 minutes to go.",
                    30 * MINUTE,
                ),
            ),
        ],
    ),
    (
        "QueueBacklog",
        &[
            (2, Start),
            (4, Deed::Phase(Phase::Investigating)),
            (16, Update("Paid orders reach the warehouse late. No order is lost.", HOUR)),
            (38, Deed::Phase(Phase::Fixing)),
            (58, Mitigate("queue drains, the last vans leave an hour late")),
            (60, Excuse("P1 mitigation", "the poison order was found only after the second redelivery")),
            (62, Deed::Phase(Phase::Monitoring)),
        ],
    ),
    ("LoginSlow", &[(10, Start), (40, Deed::Phase(Phase::Identified))]),
    (
        "CardTimeouts",
        &[
            (5, Start),
            (20, Update("One in ten cards needs a second try. The provider works on it.", 90 * MINUTE)),
            (45, Mitigate("2 % of calls still time out on our side")),
            (50, Deed::Phase(Phase::Monitoring)),
        ],
    ),
    ("StockDrift", &[(8, Start), (30, Deed::Phase(Phase::Fixing))]),
    ("GarbledNames", &[(6, Start), (50, Deed::Phase(Phase::Fixing))]),
    ("InvoicesStuck", &[(4, Start), (20, Category("software", "")), (40, Deed::Phase(Phase::Fixing))]),
    ("SearchStale", &[(10, Start), (60, Deed::Phase(Phase::Monitoring))]),
    ("ReportLate", &[(12, Start)]),
    ("MailDelayed", &[(20, Start), (25, Category("software", "email"))]),
    (
        "PrinterQueue",
        &[
            (1, Category("hardware", "")),
            (2, Start),
            (8, Hold(HoldReason::AwaitingVendor, "technician comes on Thursday", "")),
        ],
    ),
    (
        "VpnOne",
        &[
            (1, Category("network", "vpn")),
            (3, Start),
            (
                12,
                Hold(
                    HoldReason::AwaitingReporter,
                    "tries the profile that uses TCP",
                    "Please try the new profile and tell us whether it holds for an hour.",
                ),
            ),
            (60, Contact(Reached::NoAnswer, "rang twice, voice mail")),
        ],
    ),
    (
        "AuditExport",
        &[
            (4, Start),
            (
                30,
                Hold(
                    HoldReason::AwaitingReporter,
                    "the auditors choose: file or view",
                    "We can give your auditors a view of all rows instead of a file. Shall we?",
                ),
            ),
        ],
    ),
    ("GpuLost", &[(10, Start), (70, Scheduled(3 * HOUR + 20 * MINUTE, "technician goes after lunch"))]),
    ("VpnOffice", &[]),
    (
        "BadgeReader",
        &[(5, Override(3, "the only door for wheelchairs on that side")), (10, Start), (55, Caller)],
    ),
    ("LaptopKey", &[(5, Category("hardware", "disk")), (10, Start)]),
    ("CalendarSync", &[(10, Category("software", "email")), (20, Start), (45, Caller)]),
    ("FooterYear", &[(40, Snooze(2 * DAY))]),
    ("OldImage", &[(50, Snooze(3 * DAY))]),
    ("FlakyTest", &[(10, Start), (50, Deed::Phase(Phase::Identified))]),
    ("MemoryLimits", &[(30, Hold(HoldReason::AwaitingChange, "limits go in with the next release", ""))]),
];

/// What was over shortly before: scene, minutes since it opened, what was done to it.
pub(super) struct Over(pub &'static str, pub i64, pub Deeds);

pub(super) const OVER: &[Over] = &[
    // Waits for the caller's answer; nobody picks up.
    Over(
        "PhoneRouting",
        5 * 60,
        &[
            (2, Start),
            (30, Resolve("config", "Holiday rule has an end date now.")),
            (45, Contact(Reached::NoAnswer, "engaged")),
            (80, Contact(Reached::NoAnswer, "nobody picks up, left a message")),
        ],
    ),
    Over(
        "GiftCards",
        170,
        &[
            (5, Category("software", "")),
            (8, Start),
            (70, Resolve("fixed", "Cards of that roll activated; told the shop to try one.")),
        ],
    ),
    Over(
        "LaptopKey",
        26 * 60,
        &[
            (2, Start),
            (60, Resolve("fixed", "Set up again, key is on record.")),
            (94, Contact(Reached::NoAnswer, "in a meeting until noon")),
        ],
    ),
    Over(
        "PodRestarts",
        95,
        &[(10, Start), (72, Resolve("config", "Memory limit of the ranking pods at 3 GiB."))],
    ),
    Over(
        "DashboardZone",
        3 * 60,
        &[(20, Resolve("answered", "The zone is a setting of each person, wrote them how."))],
    ),
    Over("EdgeDown", 130, &[(6, Cancel(CancelReason::FalsePositive, "the probe was cut off, not the edge"))]),
    Over(
        "MeetingRoom",
        22 * 60,
        &[
            (5, Start),
            (30, Resolve("replaced", "Adapter replaced.")),
            (40, Close(Answer::Works, "Wonderful, picture is back", 5)),
        ],
    ),
];

/// What is done to an open incident of this scene.
pub(super) fn open(scene: &str) -> Deeds {
    OPEN.iter().find(|(s, _)| *s == scene).map_or(&[], |(_, deeds)| *deeds)
}

/// Adds them to a script: done by `has` between `from` and `now`.
pub(super) fn add(script: &mut Script<'_>, deeds: Deeds, has: &SafeText, from: Time, now: Time) {
    for (part, deed) in deeds {
        let at = from + (now - from) * i64::from(*part) / 100;
        if let Some(verb) = deed.verb(at, now, script) {
            script.then(at, Step::did(has, verb));
        }
    }
}

fn maybe(words: &str) -> Option<Opaque> {
    (!words.is_empty()).then(|| Opaque::new(words))
}

impl Deed {
    /// As it is asked at `at`, told at `now`.
    fn verb(self, at: Time, now: Time, script: &Script<'_>) -> Option<Verb> {
        let label = |word: &str| SafeText::clean(word, Kind::Label);
        Some(match self {
            Start => Verb::Start,
            Self::Phase(phase) => Verb::Phase { phase },
            Category(first, second) => Verb::Category {
                category: label(first),
                sub: Some(label(second)).filter(|sub| !sub.is_empty()),
            },
            Hold(reason, detail, message) => {
                Verb::Hold { reason, detail: maybe(detail), until: None, message: maybe(message) }
            }
            Scheduled(after, detail) => Verb::Hold {
                reason: HoldReason::Scheduled,
                detail: maybe(detail),
                until: Some(now + after),
                message: None,
            },
            Snooze(after) => Verb::Snooze { until: now + after },
            Mitigate(impact) => Verb::Mitigate { impact: Opaque::new(impact) },
            Major(reason) => Verb::Major { on: true, reason: maybe(reason) },
            Update(text, after) => Verb::Update {
                text: Opaque::new(text),
                audience: None,
                next_at: Some(at + after),
                public: true,
            },
            Contact(result, note) => Verb::Contact { result, note: maybe(note) },
            Override(level, reason) => Verb::Priority {
                impact: None,
                urgency: None,
                set: Priority::new(level),
                clear: false,
                reason: maybe(reason),
            },
            Excuse(clock, reason) => Verb::Excuse { clock: label(clock), reason: Opaque::new(reason) },
            Link(service, role) => Verb::Link { service: label(service), role: Some(role) },
            Caller => {
                let mut rng = fastrand::Rng::with_seed(script.facts.host.into());
                let caller = super::callers::another(script.ready.scene.id, &mut rng)?;
                Verb::Caller { caller: Box::new(caller) }
            }
            Resolve(code, note) => Verb::Resolve { code: maybe(code), note: maybe(note) },
            Close(answer, comment, satisfaction) => Verb::Close {
                answer: Some(answer),
                comment: maybe(comment),
                satisfaction: Some(satisfaction),
                waiver: None,
            },
            Cancel(reason, detail) => Verb::Cancel { reason, detail: maybe(detail), duplicate_of: None },
        })
    }
}

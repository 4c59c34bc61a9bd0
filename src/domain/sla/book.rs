//! All policies of a team, and those it begins with.

use std::sync::{Arc, LazyLock};

use chrono_tz::Tz;

use super::{
    Calendar, CalendarSpec, Metric, OnPriorityChange, OnReopen, Policy, Target,
    suits::{self, Levels},
};
use crate::{
    domain::{
        Facts, Priority,
        incident::HoldReason,
        query::{Ctx, Query},
        time::{HOUR, MINUTE},
    },
    text::{Kind, SafeText},
};

/// The holds that pause a clock where its policy does not say.
pub const PAUSE_ON: &[HoldReason] =
    &[HoldReason::AwaitingReporter, HoldReason::AwaitingVendor, HoldReason::Scheduled];

/// When a policy warns where it does not say, in percent of its target.
pub const WARN: &[u16] = &[50, 75, 90];

/// All policies of a team, checked. Every policy whose query an incident answers makes a clock of its own (M1).
#[derive(Debug, Clone, Default)]
pub struct Book {
    policies: Vec<Arc<Policy>>,
    /// For each priority the policies whose query it may answer, and whether it surely does.
    by_level: [Vec<(u16, bool)>; 5],
}

impl PartialEq for Book {
    fn eq(&self, other: &Self) -> bool {
        self.policies == other.policies
    }
}

impl Book {
    /// Without any promise.
    pub const EMPTY: Self = Self { policies: Vec::new(), by_level: [const { Vec::new() }; 5] };

    /// Of these policies, in the order in which clocks are listed.
    pub fn new(policies: Vec<Policy>) -> Self {
        let mut by_level: [Vec<(u16, bool)>; 5] = Default::default();
        for (n, policy) in policies.iter().enumerate().take(usize::from(u16::MAX)) {
            let levels = Levels::of(&policy.query);
            for (level, list) in (1..).zip(&mut by_level) {
                if Priority::new(level).is_some_and(|p| levels.has(p)) {
                    list.push((n as u16, levels.surely));
                }
            }
        }
        Self { policies: policies.into_iter().map(Arc::new).collect(), by_level }
    }

    /// The policies.
    pub fn policies(&self) -> &[Arc<Policy>] {
        &self.policies
    }

    /// Those whose query an incident of this priority may answer.
    pub(super) fn candidates(&self, priority: Priority) -> &[(u16, bool)] {
        &self.by_level[usize::from(priority.level() - 1)]
    }

    /// Those whose query `incident` answers as it would be at `priority`.
    pub(super) fn matching<F: Facts>(
        &self,
        incident: &F,
        priority: Priority,
    ) -> impl Iterator<Item = &Arc<Policy>> {
        static NOBODY: LazyLock<SafeText> = LazyLock::new(SafeText::default);
        let answers = move |policy: &Policy| {
            // A policy asks for no clock and no age: neither now nor a book matter.
            let ctx = Ctx { now: incident.opened_at(), me: &NOBODY, book: &Self::EMPTY };
            suits::matches(policy.query.node(), incident, priority, &ctx)
        };
        self.candidates(priority).iter().filter_map(move |(n, surely)| {
            self.policies.get(usize::from(*n)).filter(|policy| *surely || answers(policy))
        })
    }

    /// What holds where nobody configured anything; its working week is in UTC.
    pub fn standard() -> &'static Arc<Self> {
        static STANDARD: LazyLock<Arc<Book>> = LazyLock::new(|| Arc::new(Book::standard_in(Tz::UTC)));
        &STANDARD
    }

    /// The same with the working week of another zone: P1 and P2 around the clock, P3 and P4 Monday to Friday from
    /// 09:00 to 17:00, P5 as well as one can.
    pub fn standard_in(zone: Tz) -> Self {
        use Metric::{Mitigation, Resolution, Response, UpdateCadence};
        use Target::{BusinessDays, Seconds};

        let around = (Arc::new(Calendar::always(zone)), SafeText::clean("24x7", Kind::Label));
        let week = Calendar::compile(&CalendarSpec::working_week(zone.name(), "09:00", "17:00"));
        let week =
            (Arc::new(week.unwrap_or_else(|_| Calendar::always(zone))), SafeText::clean("8x5", Kind::Label));
        let policy = |level: u8, word: &str, metric: Metric, target: Target| {
            let (calendar, calendar_name) = if level <= 2 { &around } else { &week };
            Policy {
                name: SafeText::clean(&format!("P{level} {word}"), Kind::Label),
                metric,
                query: Query::parse(&format!("p:{level}")).unwrap_or_default(),
                target,
                calendar: Arc::clone(calendar),
                calendar_name: calendar_name.clone(),
                pausable: metric.pausable(),
                pause_on: if metric.pausable() { PAUSE_ON.to_vec() } else { Vec::new() },
                warn: WARN.to_vec(),
                warn_before_s: Vec::new(),
                on_priority_change: OnPriorityChange::Retroactive,
                on_reopen: OnReopen::Resume,
            }
        };
        Self::new(vec![
            policy(1, "response", Response, Seconds(5 * MINUTE)),
            policy(1, "update", UpdateCadence, Seconds(30 * MINUTE)),
            policy(1, "mitigation", Mitigation, Seconds(HOUR)),
            policy(1, "resolution", Resolution, Seconds(4 * HOUR)),
            policy(2, "response", Response, Seconds(30 * MINUTE)),
            policy(2, "update", UpdateCadence, Seconds(HOUR)),
            policy(2, "mitigation", Mitigation, Seconds(4 * HOUR)),
            policy(2, "resolution", Resolution, Seconds(8 * HOUR)),
            policy(3, "response", Response, Seconds(4 * HOUR)),
            policy(3, "resolution", Resolution, BusinessDays(3)),
            policy(4, "response", Response, BusinessDays(1)),
            policy(4, "resolution", Resolution, BusinessDays(5)),
        ])
    }
}

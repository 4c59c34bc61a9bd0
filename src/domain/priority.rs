//! Priority: impact x urgency, and what the severity words of sources become.

use serde::{Deserialize, Serialize};

/// How fast we work: 1 (critical) to 5 (planning).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Priority(u8);

impl Priority {
    /// The highest.
    pub const P1: Self = Self(1);
    /// The lowest.
    pub const P5: Self = Self(5);

    /// From a number; outside 1..=5 there is none.
    pub const fn new(level: u8) -> Option<Self> {
        if level >= 1 && level <= 5 { Some(Self(level)) } else { None }
    }

    /// 1 to 5.
    pub const fn level(self) -> u8 {
        self.0
    }

    /// The ITIL 3x3 matrix: `impact + urgency - 1`, each 1 (high) to 3 (low); values outside are clamped.
    pub const fn of(impact: u8, urgency: u8) -> Self {
        let i = if impact < 1 {
            1
        } else if impact > 3 {
            3
        } else {
            impact
        };
        let u = if urgency < 1 {
            1
        } else if urgency > 3 {
            3
        } else {
            urgency
        };
        Self(i + u - 1)
    }
}

impl TryFrom<u8> for Priority {
    type Error = &'static str;
    fn try_from(level: u8) -> Result<Self, Self::Error> {
        Self::new(level).ok_or("a priority is a number from 1 to 5")
    }
}

impl From<Priority> for u8 {
    fn from(p: Priority) -> Self {
        p.0
    }
}

/// Impact and urgency (each 1 high to 3 low) of a monitoring severity word, for sources of Prometheus' kind:
/// critical 1/1, error and high 1/2, warning 2/2, info 2/3, none 3/3, anything else 2/2.
pub fn from_severity(word: &str) -> (u8, u8) {
    match word.to_ascii_lowercase().as_str() {
        "critical" | "page" | "fatal" | "emergency" => (1, 1),
        "error" | "high" | "major" => (1, 2),
        "info" | "informational" | "low" | "minor" => (2, 3),
        "none" | "debug" => (3, 3),
        _ => (2, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_the_itil_one() {
        let rows: Vec<Vec<u8>> =
            (1..=3).map(|i| (1..=3).map(|u| Priority::of(i, u).level()).collect()).collect();
        assert_eq!(rows, [[1, 2, 3], [2, 3, 4], [3, 4, 5]]);
    }

    #[test]
    fn severities_span_all_priorities() {
        let p = |w| {
            let (i, u) = from_severity(w);
            Priority::of(i, u).level()
        };
        assert_eq!(
            [p("critical"), p("error"), p("warning"), p("info"), p("none"), p("weird")],
            [1, 2, 3, 4, 5, 3]
        );
    }
}

//! What can be said of a new incident. Belongs to the arguments.

use std::time::Duration;

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{desk::Reach, wait};
use crate::domain::record::{Origin, Verdict};

/// What is known of a new incident.
#[derive(Debug, Args)]
pub struct New {
    /// What is wrong, in one line.
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    /// Longer words; - reads them from standard input.
    #[arg(long, value_name = "TEXT | -")]
    pub description: Option<String>,
    /// What it hits.
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// How much is hit, from 1 (high) to what the matrix has.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=9))]
    pub impact: Option<u8>,
    /// How soon it hurts, likewise. Impact and urgency give the priority.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=9))]
    pub urgency: Option<u8>,
    /// Who answers for it from the start; `me` is you.
    #[arg(long, value_name = "WHO | me")]
    pub owner: Option<String>,
    /// A name and a value; can be given several times.
    #[arg(long = "label", value_name = "NAME=VALUE")]
    pub labels: Vec<String>,
    /// Who told of it: an id of the directory, or a name as it was said.
    #[arg(long, value_name = "WHO")]
    pub reporter: Option<String>,
    /// How they are reached.
    #[command(flatten)]
    pub reach: Reach,
    /// How it came to us. Default: phone where somebody told of it, else api.
    #[arg(long, value_name = "ORIGIN", value_parser = origin())]
    pub origin: Option<Origin>,
    /// What triage found. A request is logged and no clock runs; what is no incident is logged and cancelled at once.
    #[arg(long, value_name = "VERDICT", value_parser = verdict())]
    pub verdict: Option<Verdict>,
    /// The category: database, database/replication.
    #[arg(long, value_name = "CATEGORY[/SUB]")]
    pub category: Option<String>,
    /// The team that answers for it.
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// When it began: 20m (ago), 8:40, yesterday 18:00, 2026-11-23 09:00.
    #[arg(long, value_name = "TIME")]
    pub occurred_at: Option<String>,
    /// The incident it hangs under.
    #[arg(long, value_name = "ID")]
    pub parent: Option<String>,
    /// The closed one that it goes on with.
    #[arg(long, value_name = "ID")]
    pub follow_up_of: Option<String>,
    /// It is a major from the start.
    #[arg(long)]
    pub major: bool,
    /// Waits this long for the answer.
    #[arg(long, value_name = "DURATION", env = "WATCHFLOOR_WAIT", value_parser = wait)]
    #[arg(default_value = "15s", hide_env_values = true)]
    pub wait: Duration,
}

fn origin() -> impl TypedValueParser<Value = Origin> {
    let values = Origin::ALL.iter().map(|v| PossibleValue::new(v.word()).help(v.title()));
    PossibleValuesParser::new(values).try_map(|w| Origin::parse(&w).ok_or("this is none of the words"))
}

fn verdict() -> impl TypedValueParser<Value = Verdict> {
    let values = Verdict::ALL.iter().map(|v| PossibleValue::new(v.word()).help(v.title()));
    PossibleValuesParser::new(values).try_map(|w| Verdict::parse(&w).ok_or("this is none of the words"))
}

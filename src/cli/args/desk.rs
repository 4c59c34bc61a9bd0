//! The verbs of the incident record: what a service desk does beside acknowledging, assigning and writing notes.
//! Belongs to the arguments.

use clap::{
    ArgGroup, Args, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{Targets, Which, help, seconds};
use crate::{
    app::action::Action,
    domain::{
        Phase,
        incident::HoldReason,
        record::{Answer, CancelReason, CiRole, Reached},
    },
};

/// A closed set of words as an option takes it: they stand in help, man page and completions.
fn words<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
    title: fn(T) -> &'static str,
    parse: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let values = all.iter().map(move |v| PossibleValue::new(word(*v)).help(title(*v)));
    PossibleValuesParser::new(values).try_map(move |w| parse(&w).ok_or("this is none of the words"))
}

/// Verbs on the record.
#[derive(Debug, Subcommand)]
pub enum Desk {
    /// Begin to work on it: takes it if nobody owns it, and acknowledges it.
    Start {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
    },
    /// Say how far the work is: triage, investigating, identified, fixing or monitoring.
    #[command(override_usage = "watchfloor phase [OPTIONS] <ID>... <PHASE>\n       \
        watchfloor phase [OPTIONS] --query <QUERY> <PHASE>")]
    Phase {
        /// The incidents, and last how far it is.
        #[arg(value_name = "ID | PHASE", required = true)]
        words: Vec<String>,
        /// And of which.
        #[command(flatten)]
        which: Which,
    },
    /// Lets it wait.
    #[command(about = help(Action::Hold))]
    Hold {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// For what.
        #[arg(long, value_name = "REASON", value_parser = words(HoldReason::CHOICES, HoldReason::word, HoldReason::title, HoldReason::parse))]
        reason: HoldReason,
        /// Goes on by itself then: 4h, 14:30, tomorrow 9:00, 2026-11-23 09:00; scheduled needs it.
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
        /// In words; other needs them.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// What the caller is told; `awaiting_reporter` needs it.
        #[arg(long, value_name = "TEXT")]
        message: Option<String>,
    },
    /// Go on with what waits.
    Resume {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// What came.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Puts it out of sight.
    #[command(about = help(Action::Snooze))]
    #[command(group = ArgGroup::new("when").required(true))]
    Snooze {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// For this long, such as 30m.
        #[arg(long = "for", value_name = "DURATION", value_parser = seconds, group = "when")]
        length: Option<i64>,
        /// Until then: 14:30, tomorrow 9:00, 2026-11-23 09:00.
        #[arg(long, value_name = "TIME", group = "when")]
        until: Option<String>,
    },
    /// Back in sight now.
    Wake {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
    },
    /// The impact is gone, the cause is not.
    Mitigate {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// What is left of the impact.
        #[arg(long, value_name = "TEXT")]
        impact: String,
    },
    /// The impact is back.
    Relapse {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// What was seen.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// It is not over after all.
    Reopen {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Closes what is resolved.
    #[command(about = help(Action::Close))]
    Close {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// What the caller said; `still_broken` reopens it. Nobody has to be asked of what no person told of.
        #[arg(long, value_name = "ANSWER", value_parser = words(Answer::ALL, Answer::word, Answer::title, Answer::parse))]
        answer: Option<Answer>,
        /// In the caller's words.
        #[arg(long, value_name = "TEXT")]
        comment: Option<String>,
        /// How content the caller is, 1 to 5.
        #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
        satisfaction: Option<u8>,
        /// Why a major needs no retrospective.
        #[arg(long, value_name = "TEXT")]
        waiver: Option<String>,
    },
    /// Says that it is none.
    #[command(about = help(Action::Cancel))]
    Cancel {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// Why.
        #[arg(long, value_name = "REASON", value_parser = words(CancelReason::ALL, CancelReason::word, CancelReason::title, CancelReason::parse))]
        reason: CancelReason,
        /// In words; other needs them.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Of which incident it is a duplicate.
        #[arg(long, value_name = "ID")]
        duplicate_of: Option<String>,
    },
    /// Merges it.
    #[command(about = help(Action::Merge))]
    Merge {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// Into which one.
        #[arg(long, value_name = "ID")]
        into: String,
    },
    /// Take a cancellation or a merge back: within 15 minutes, by whoever did it.
    Restore {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
    },
    /// Hang it under a parent, or take it out again.
    Attach {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// Under which one; none takes it out.
        #[arg(long, value_name = "ID | none")]
        parent: String,
    },
    /// Sets impact, urgency or priority.
    #[command(about = help(Action::Priority))]
    Priority(Box<Priority>),
    /// Declare it a major, or no longer one.
    Major {
        /// Which incidents.
        #[command(flatten)]
        targets: Targets,
        /// It is no longer one; needs a reason.
        #[arg(long, requires = "reason")]
        off: bool,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Puts it into a category.
    #[command(about = help(Action::Category))]
    #[command(override_usage = "watchfloor category [OPTIONS] <ID>... <CATEGORY[/SUB]>\n       \
        watchfloor category [OPTIONS] --query <QUERY> <CATEGORY[/SUB]>")]
    Category {
        /// The incidents, and last the category: database, database/replication.
        #[arg(value_name = "ID | CATEGORY", required = true)]
        words: Vec<String>,
        /// And of which.
        #[command(flatten)]
        which: Which,
    },
    /// Records what was told.
    #[command(about = help(Action::Update))]
    Update {
        /// Of which incidents.
        #[command(flatten)]
        targets: Targets,
        /// What they are told; - reads it from standard input.
        #[arg(long, value_name = "TEXT | -")]
        text: String,
        /// Whom; without it, everybody concerned.
        #[arg(long, value_name = "WHO")]
        audience: Option<String>,
        /// When they hear again: 30m, 14:30, tomorrow 9:00.
        #[arg(long, value_name = "DURATION | TIME")]
        next: Option<String>,
        /// Outside the team too.
        #[arg(long)]
        public: bool,
    },
    /// Records an attempt.
    #[command(about = help(Action::Contact))]
    Contact {
        /// Of which incidents.
        #[command(flatten)]
        targets: Targets,
        /// With what result.
        #[arg(long, value_name = "RESULT", value_parser = words(Reached::ALL, Reached::word, Reached::title, Reached::parse))]
        result: Reached,
        /// Words.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// One more caller has it too.
    Caller {
        /// Of which incidents.
        #[command(flatten)]
        targets: Targets,
        /// Who: an id of the directory, or a name as it was said.
        #[arg(long, value_name = "WHO")]
        add: String,
        /// How they are reached.
        #[command(flatten)]
        reach: Reach,
    },
    /// Correct a time that was recorded wrong; the old one stays in the log.
    #[command(override_usage = "watchfloor correct [OPTIONS] <ID>... <FIELD=TIME> --reason <TEXT>\n       \
        watchfloor correct [OPTIONS] --query <QUERY> <FIELD=TIME> --reason <TEXT>")]
    Correct {
        /// The incidents, and last the field (`occurred_at`, `detected_at`, `acked_at`, `mitigated_at`, `resolved_at`) and the
        /// right time.
        #[arg(value_name = "ID | FIELD=TIME", required = true)]
        words: Vec<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// And of which.
        #[command(flatten)]
        which: Which,
    },
    /// Say why a clock was breached; asked once.
    #[command(override_usage = "watchfloor excuse [OPTIONS] <ID>... <CLOCK> --reason <TEXT>\n       \
        watchfloor excuse [OPTIONS] --query <QUERY> <CLOCK> --reason <TEXT>")]
    Excuse {
        /// The incidents, and last the clock's name, as `show` prints it.
        #[arg(value_name = "ID | CLOCK", required = true)]
        words: Vec<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// And of which.
        #[command(flatten)]
        which: Which,
    },
    /// Link a service or configuration item beside the main one.
    #[command(override_usage = "watchfloor link [OPTIONS] <ID>... <SERVICE> --as <ROLE | none>\n       \
        watchfloor link [OPTIONS] --query <QUERY> <SERVICE> --as <ROLE | none>")]
    Link {
        /// The incidents, and last the service.
        #[arg(value_name = "ID | SERVICE", required = true)]
        words: Vec<String>,
        /// How it belongs to them; none takes the link out.
        #[arg(long = "as", value_name = "ROLE", value_parser = role())]
        role: Role,
        /// And of which.
        #[command(flatten)]
        which: Which,
    },
}

/// How a service belongs to an incident; `None` is not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role(pub Option<CiRole>);

fn role() -> impl TypedValueParser<Value = Role> {
    let roles = CiRole::ALL.iter().map(|r| PossibleValue::new(r.word()).help(r.title()));
    let none = PossibleValue::new("none").help("take the link out");
    PossibleValuesParser::new(roles.chain([none])).map(|w| Role(CiRole::parse(&w)))
}

/// Impact, urgency, priority.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true))]
pub struct Priority {
    /// Of which incidents.
    #[command(flatten)]
    pub targets: Targets,
    /// How much is hit, from 1 (high) to what the matrix has.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=9), group = "what")]
    pub impact: Option<u8>,
    /// How soon it hurts, likewise.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=9), group = "what")]
    pub urgency: Option<u8>,
    /// The priority itself, whatever the matrix says; needs a reason.
    #[arg(long, value_name = "1-5", value_parser = priority, group = "what")]
    #[arg(requires = "reason", conflicts_with_all = ["impact", "urgency"])]
    pub set: Option<crate::domain::Priority>,
    /// Let the matrix count again.
    #[arg(long, group = "what", conflicts_with = "set")]
    pub clear: bool,
    /// Why; what lowers the priority needs it.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// `1`, or `P1` as people say it.
pub(super) fn priority(text: &str) -> Result<crate::domain::Priority, String> {
    let digits = text.trim().trim_start_matches(['p', 'P']);
    let level = digits.parse().ok().and_then(crate::domain::Priority::new);
    level.ok_or_else(|| "write 1 (critical) to 5 (planning)".to_owned())
}

/// How somebody is reached.
#[derive(Debug, Clone, Default, Args)]
pub struct Reach {
    /// Their telephone.
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    /// Their mail address.
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// To be called back first.
    #[arg(long)]
    pub vip: bool,
    /// Who is hit, where that is somebody else.
    #[arg(long, value_name = "NAME")]
    pub on_behalf_of: Option<String>,
}

/// The phase that a word means.
pub(in crate::cli) fn phase(word: &str) -> Result<Phase, String> {
    Phase::parse(word).ok_or_else(|| {
        let all: Vec<&str> = Phase::ALL.iter().map(|p| p.word()).collect();
        format!("`{word}` is no phase: write one of {}", all.join(", "))
    })
}

//! The fields a query can ask for. A part of [`super`].

use super::{error::nearest, set::Kind};

/// What kind of question a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    Number(Number),
    Length(Length),
    State,
    Flag(Flag),
    One(Kind),
    Parent,
    Text(Text),
}

/// Fields that are yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// A clock ran out.
    Breached,
    /// It is a major.
    Major,
    /// It is out of sight for now.
    Snoozed,
}

impl Flag {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Breached => "breached",
            Self::Major => "major",
            Self::Snoozed => "snoozed",
        }
    }
}

/// Fields that are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// 1 to 5.
    Priority,
    /// How often it was raised.
    Count,
}

/// Fields that are lengths of time, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// To what stands under NEXT CLOCK; negative is overrun.
    Clock,
    /// Since it opened.
    Age,
    /// Since the first acknowledgement.
    Acked,
    /// Since anything about it changed last.
    Updated,
}

/// Fields that are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// What it hits.
    Service,
    /// Who answers for it.
    Owner,
    /// Where it comes from.
    Source,
    /// The whole title.
    Title,
    /// The id, the source's part of it, or the tracking number.
    Id,
    /// The source's own word.
    Severity,
    /// The team that answers for it.
    Team,
    /// The first level of its category; with a `/` both levels.
    Category,
    /// Who told of it.
    Reporter,
    /// With its folded name.
    Label(Box<str>),
}

/// The names as they are offered, each with what it means.
pub(super) const FIELDS: [(&str, &str); 24] = [
    ("p", "priority 1 to 5: p<=2"),
    ("state", "state:new,ack or state:open"),
    ("service", "what it hits"),
    ("owner", "who answers for it: owner:me, owner:none"),
    ("team", "the team that answers for it"),
    ("source", "where it comes from"),
    ("clock", "time to the next clock: clock<15m"),
    ("age", "time since it opened: age>1h"),
    ("acked", "time since the first ack: acked>2h"),
    ("updated", "time since its last change: updated<2h"),
    ("breached", "a clock ran out: breached:yes"),
    ("hold", "what it waits for: hold:awaiting_vendor, hold:*"),
    ("phase", "how far the work is: phase:fixing"),
    ("major", "it is a major: major:yes"),
    ("snoozed", "out of sight for now: snoozed:no"),
    ("parent", "hangs under: parent:42, parent:none"),
    ("category", "category:database, category:database/replication"),
    ("reporter", "who told of it: reporter:*santos"),
    ("origin", "how it came to us: origin:phone"),
    ("verdict", "what triage found: verdict:request"),
    ("title", "the whole title: title:*disk*"),
    ("id", "the id or number: id:1042"),
    ("severity", "the source's own word"),
    ("count", "how often it was raised: count>=3"),
];

/// What people type who come from other programs.
const OTHER_WORDS: [(&str, &str); 20] = [
    ("status", "state"),
    ("assignee", "owner"),
    ("assigned", "owner"),
    ("who", "owner"),
    ("svc", "service"),
    ("summary", "title"),
    ("number", "id"),
    ("src", "source"),
    ("labels", "label.NAME"),
    ("group", "team"),
    ("assignment_group", "team"),
    ("caller", "reporter"),
    ("requester", "reporter"),
    ("channel", "origin"),
    ("contact_type", "origin"),
    ("pending", "hold"),
    ("cat", "category"),
    ("snooze", "snoozed"),
    ("changed", "updated"),
    ("modified", "updated"),
];

/// One field for people: completion, help and documents say the same of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldHelp {
    /// As it is written.
    pub name: &'static str,
    /// What it means, with an example.
    pub help: &'static str,
    /// What may follow it.
    pub takes: &'static str,
}

/// Every field, in the order in which they are offered.
pub fn reference() -> impl Iterator<Item = FieldHelp> {
    let label = ("label.NAME", "a label of the source: label.region=eu");
    FIELDS.into_iter().chain([label]).map(|(name, help)| FieldHelp {
        name,
        help,
        takes: Field::parse(name).map_or("a word", |field| field.takes()),
    })
}

impl Field {
    /// Reads a name, in either case; `label.NAME` for labels.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let name = super::fold::fold(name);
        Some(match name.as_str() {
            "p" | "prio" | "priority" => Self::Number(Number::Priority),
            "count" => Self::Number(Number::Count),
            "clock" => Self::Length(Length::Clock),
            "age" => Self::Length(Length::Age),
            "acked" => Self::Length(Length::Acked),
            "updated" => Self::Length(Length::Updated),
            "state" => Self::State,
            "breached" => Self::Flag(Flag::Breached),
            "major" => Self::Flag(Flag::Major),
            "snoozed" => Self::Flag(Flag::Snoozed),
            "hold" => Self::One(Kind::Hold),
            "phase" => Self::One(Kind::Phase),
            "origin" => Self::One(Kind::Origin),
            "verdict" => Self::One(Kind::Verdict),
            "parent" => Self::Parent,
            "team" => Self::Text(Text::Team),
            "category" => Self::Text(Text::Category),
            "reporter" => Self::Text(Text::Reporter),
            "service" => Self::Text(Text::Service),
            "owner" => Self::Text(Text::Owner),
            "source" => Self::Text(Text::Source),
            "title" => Self::Text(Text::Title),
            "id" => Self::Text(Text::Id),
            "severity" => Self::Text(Text::Severity),
            other => match other.strip_prefix("label.") {
                Some(label) if !label.is_empty() => Self::Text(Text::Label(label.into())),
                _ => return None,
            },
        })
    }

    /// The right word for one that is not a field.
    pub(super) fn meant(name: &str) -> Option<&'static str> {
        let lower = name.to_lowercase();
        OTHER_WORDS.iter().find(|(word, _)| *word == lower).map(|(_, field)| *field).or_else(|| {
            nearest(&lower, FIELDS.iter().map(|(field, _)| *field).chain(["priority", "label.NAME"]))
        })
    }

    /// What may follow it, for the message under a half-typed query.
    pub(super) fn takes(&self) -> &'static str {
        match self {
            Self::Number(Number::Priority) => "1 to 5",
            Self::Number(Number::Count) => "a number",
            Self::Length(_) => "a length of time: 90s, 15m, 1h30m, 2d, 1w",
            Self::State => STATES,
            Self::Flag(_) => "yes or no",
            Self::One(kind) => kind.takes(),
            Self::Parent => "a number such as 42, or none",
            Self::Text(Text::Category) => "a category, or category/subcategory; * stands for anything",
            Self::Text(Text::Owner) => "a name, me or none; * stands for anything",
            Self::Text(Text::Id) => "an id or a number such as 1042; * stands for anything",
            Self::Text(_) => "a word or \"several words\"; * stands for anything, - for nothing",
        }
    }
}

/// The words a state can be asked by.
const STATES: &str = "open, new, ack, work, hold, mitigated, resolved, closed, cancelled or merged";

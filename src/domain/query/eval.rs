//! Whether an incident answers a query. A part of [`super`]; nothing here allocates.

use super::{
    Ctx,
    ast::{Node, NumberWord, Value, Word},
    field::{Flag, Length, Number, Text},
};
use crate::domain::{
    Facts, Number as Tracking,
    clock::{self, Next},
};

impl Node {
    pub(in crate::domain) fn matches(&self, incident: &impl Facts, ctx: &Ctx<'_>) -> bool {
        match self {
            Self::All => true,
            Self::And(nodes) => nodes.iter().all(|n| n.matches(incident, ctx)),
            Self::Or(nodes) => nodes.iter().any(|n| n.matches(incident, ctx)),
            Self::Not(node) => !node.matches(incident, ctx),
            Self::Word(word) => word.matches(incident),
            Self::Number(Number::Priority, op, wanted) => {
                op.holds(i64::from(incident.priority().level()), wanted)
            }
            Self::Number(Number::Count, op, wanted) => op.holds(i64::from(incident.count()), wanted),
            Self::Length(field, op, wanted) => {
                field.of(incident, ctx).is_some_and(|seconds| op.holds(seconds, wanted))
            }
            Self::State(states) => states.has(incident.state()),
            Self::Flag(flag, yes) => flag.of(incident, ctx) == *yes,
            Self::One(kind, words) => words.has(kind.of(incident)),
            Self::Parent(parents) => match incident.parent() {
                Some(number) => parents.numbers.contains(&number.get()),
                None => parents.none,
            },
            Self::Text(field, values) => field.matches(incident, values, ctx),
        }
    }

    pub(super) fn time_dependent(&self) -> bool {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().any(Self::time_dependent),
            Self::Not(node) => node.time_dependent(),
            Self::Length(..) | Self::Flag(Flag::Breached | Flag::Snoozed, _) => true,
            Self::All
            | Self::Word(_)
            | Self::Number(..)
            | Self::State(_)
            | Self::Text(..)
            | Self::Flag(Flag::Major, _)
            | Self::One(..)
            | Self::Parent(_) => false,
        }
    }
}

impl Word {
    fn matches(&self, incident: &impl Facts) -> bool {
        incident.is_named(|text| self.needle.is_in_bytes(text))
            || incident.service().is_some_and(|s| self.needle.is_in(s))
            || incident.number().is_some_and(|n| self.number.as_ref().is_some_and(|w| w.matches(n)))
    }
}

impl NumberWord {
    /// `1042` and `0001042` are the number; while it is typed `104` finds it too, and so does `INC-0010`.
    fn matches(&self, number: Tracking) -> bool {
        if self.value == Some(number.get()) {
            return true;
        }
        // The longest u32 has ten digits.
        let mut digits = [b'0'; 10];
        let mut rest = number.get();
        let mut start = digits.len();
        while rest > 0 {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let typed = self.digits.as_bytes();
        if self.prefixed {
            digits[start.min(4)..].starts_with(typed)
        } else {
            digits[start..].windows(typed.len()).any(|part| part == typed)
        }
    }
}

impl Length {
    fn of(self, incident: &impl Facts, ctx: &Ctx<'_>) -> Option<i64> {
        match self {
            Self::Clock => match clock::next(incident, ctx.book, ctx.now) {
                Next::Clock(clock) => clock.left(ctx.now),
                Next::HoldEnds(end) | Next::AckEnds(end) => Some(end - ctx.now),
                Next::Waits | Next::Nothing => None,
            },
            Self::Age => Some(ctx.now - incident.opened_at()),
            Self::Acked => incident.acked_at().map(|at| ctx.now - at),
            Self::Updated => Some(ctx.now - incident.updated_at()),
        }
    }
}

impl Flag {
    fn of(self, incident: &impl Facts, ctx: &Ctx<'_>) -> bool {
        match self {
            Self::Breached => clock::breached(incident, ctx.book, ctx.now),
            Self::Major => incident.is_major(),
            Self::Snoozed => incident.snoozed_until().is_some_and(|until| until > ctx.now),
        }
    }
}

impl Text {
    fn matches(&self, incident: &impl Facts, values: &[Value], ctx: &Ctx<'_>) -> bool {
        let text = match self {
            Self::Service => incident.service(),
            Self::Owner => incident.owner(),
            Self::Title => Some(incident.title()),
            Self::Severity => incident.severity(),
            Self::Label(name) => incident.label(|key| equal(key, name)),
            Self::Source => Some(incident.source()),
            Self::Id => return values.iter().any(|v| id(incident, v)),
            // Here an empty text is none.
            Self::Team => incident.team().filter(|t| !t.is_empty()),
            Self::Reporter => incident.reporter().filter(|t| !t.is_empty()),
            Self::Category => {
                let levels = [incident.category(), incident.subcategory()];
                let [first, second] = levels.map(|t| t.filter(|t| !t.is_empty()));
                return values.iter().any(|v| category(v, first, second));
            }
        };
        any(values, text, ctx)
    }
}

/// With a `/` both levels are compared, else the first alone: whatever stands under it. What has no first level has no
/// category.
fn category(value: &Value, first: Option<&str>, second: Option<&str>) -> bool {
    match (value, first) {
        (Value::Absent, first) => first.is_none(),
        (Value::Like(glob), Some(first)) if glob.has_slash() => {
            let second = second.unwrap_or_default();
            let between = if second.is_empty() { "" } else { "/" };
            glob.matches_chars(first.chars().chain(between.chars()).chain(second.chars()))
        }
        (Value::Like(glob), Some(first)) => glob.matches(first),
        (Value::Me | Value::Like(_), _) => false,
    }
}

/// Whether the text, or its absence, is one of the values. An empty text is as good as none.
fn any(values: &[Value], text: Option<&str>, ctx: &Ctx<'_>) -> bool {
    values.iter().any(|value| match (value, text) {
        (Value::Absent, text) => text.is_none_or(str::is_empty),
        (Value::Me, Some(text)) => same(text, ctx.me.shown()),
        (Value::Like(glob), Some(text)) => glob.matches(text),
        (Value::Me | Value::Like(_), None) => false,
    })
}

/// By our id, by the source's part of it, or by the tracking number in any of its forms.
fn id(incident: &impl Facts, value: &Value) -> bool {
    let Value::Like(glob) = value else { return false };
    let id = incident.id();
    glob.matches(id)
        || id.split_once('/').is_some_and(|(_, native)| glob.matches(native))
        || incident.number().is_some_and(|n| glob.is_number(n))
}

/// Whether `text` is `folded` without regard to case.
fn equal(text: &str, folded: &str) -> bool {
    text.chars().flat_map(char::to_lowercase).eq(folded.chars())
}

/// Whether two texts are the same without regard to case.
fn same(a: &str, b: &str) -> bool {
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}

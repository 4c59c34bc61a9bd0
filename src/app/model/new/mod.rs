//! `N`: the form of a new incident, made for a phone call of 30 seconds.
//!
//! The state, and what follows from it; keys and answers are in `update::new`, the picture in `ui::layer`.
//!
//! | file | what it says |
//! |---|---|
//! | [`field`] | the fields, in their order |
//! | [`offers`] | what fits what was typed: people, services, categories, teams |
//! | [`alike`] | incidents that look like this one, and the caller's own |
//! | [`since`] | when it began, as people say it |
//! | [`kept`] | the form as a draft on disk, and back |

pub mod alike;
pub mod field;
pub mod kept;
pub mod offers;
pub mod since;
#[cfg(test)]
mod tests;

use chrono_tz::Tz;

pub use self::field::Field;
use self::{alike::Alike, kept::Kept, offers::Offers};
use crate::{
    app::entry::Entry,
    backend::{ActionKey, Support},
    domain::{
        Incident, Number, SourceName, Time,
        directory::{Person, Service},
        record::{Origin, Verdict},
    },
    text::{Kind, SafeText},
};

use super::SourceState;

/// Names the draft: there is one form at a time.
pub const SLOT: &str = "new:incident";

/// A text being typed, and which of the offers that fit it is meant.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The text and its caret.
    pub input: Entry,
    /// Which of the offers; behind the last one: as it was typed.
    pub pick: usize,
    /// We filled it in from something else, and do so again until a person touches it.
    pub ours: bool,
}

impl Line {
    /// An empty one that takes what `field` takes.
    pub fn of(field: Field) -> Self {
        let input = if field.has_lines() { Entry::lines("") } else { Entry::line("") };
        Self { input: input.capped(field.room()), ..Self::default() }
    }

    /// The text without spaces around it.
    pub fn text(&self) -> &str {
        self.input.value().trim()
    }

    /// Puts a text there, the caret at its end.
    pub fn put(&mut self, text: &str) {
        self.input.set(text);
    }
}

/// How far the sending is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Step {
    /// It is being written.
    #[default]
    Typing,
    /// It waits for its key, since this monotonic time.
    Keyless(u64),
    /// It is being saved with its key, since this monotonic time.
    Saving(u64),
    /// It is on its way.
    Sending,
}

/// A key that waits for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chord {
    /// `Ctrl-g`: a digit attaches.
    Attach,
    /// `Ctrl-x`: `Ctrl-e` opens the editor.
    Editor,
}

/// The form.
#[derive(Debug, Default)]
pub struct NewForm {
    /// For life, once the runtime made it.
    pub key: Option<ActionKey>,
    /// Sources that take new incidents.
    pub sources: Vec<SourceName>,
    /// Which of them.
    pub source: usize,
    /// Where the keys go.
    pub field: Field,
    /// What is typed, by [`Field::line`].
    pub lines: [Line; field::LINES],
    /// What fits, by the same.
    pub offers: [Offers; field::LINES],
    /// How it came to us.
    pub through: Through,
    /// What triage found it to be.
    pub verdict: Is,
    /// From 1 (high).
    pub impact: Option<u8>,
    /// From 1 (high).
    pub urgency: Option<u8>,
    /// It is solved on the phone: resolved as soon as it is open.
    pub first_contact: bool,
    /// The closed one that it goes on with.
    pub follow_up: Option<Number>,
    /// Open incidents of the caller.
    pub theirs: Vec<Incident>,
    /// What it looks like, in the order of their numbers from 1.
    pub alike: Vec<Alike>,
    /// What was searched for, and what came back.
    pub search: Search,
    /// Monotonic time at which it was opened: the call's own clock.
    pub begun_ms: u64,
    /// `D-4821` once it was saved.
    pub draft: Option<String>,
    /// Monotonic time at which it was saved last.
    pub saved_ms: Option<u64>,
    /// Monotonic time of the first change that is not saved yet.
    pub unsaved_ms: Option<u64>,
    /// When something was typed last.
    pub changed_at: Option<Time>,
    /// It came back from disk: when it was left there.
    pub earlier: Option<Time>,
    /// What `Ctrl-n` put aside.
    pub aside: Option<Box<Kept>>,
    /// A key that waits for another one.
    pub chord: Option<Chord>,
    /// How far the sending is.
    pub step: Step,
    /// Why it was not opened: what was tried, what came back.
    pub refused: Option<SafeText>,
}

/// What sources were asked, and what they answered.
#[derive(Debug, Default)]
pub struct Search {
    /// Monotonic time of the change that is not searched for yet.
    pub due_ms: Option<u64>,
    /// Names the search for what looks alike.
    pub alike: Option<u64>,
    /// Names the search for the caller's own.
    pub theirs: Option<u64>,
    /// What was asked last: it is not asked twice.
    pub asked: (String, String),
    /// What came back, alike.
    pub found: Vec<Incident>,
    /// What came back, the caller's own.
    pub found_theirs: Vec<Incident>,
}

/// How it came to us; a call where nobody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Through(pub Origin);

impl Default for Through {
    fn default() -> Self {
        Self(Origin::Phone)
    }
}

impl Through {
    /// Those that people choose from, each by its letter. What monitoring and programs tell comes without this form.
    pub const CHOICES: [(char, &'static str, Origin); 5] = [
        ('p', "hone", Origin::Phone),
        ('m', "ail", Origin::Mail),
        ('c', "hat", Origin::Chat),
        ('w', "eb", Origin::Portal),
        ('i', "n person", Origin::InPerson),
    ];
}

/// What triage found; an incident where nobody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Is(pub Verdict);

impl Default for Is {
    fn default() -> Self {
        Self(Verdict::Incident)
    }
}

impl Is {
    /// The choices, each by its letter.
    pub const CHOICES: [(char, &'static str, Verdict); 3] = [
        ('i', "ncident", Verdict::Incident),
        ('r', "equest (logged, clock off)", Verdict::Request),
        ('n', "ot one", Verdict::NotAnIncident),
    ];
}

impl NewForm {
    /// An empty one for those of these sources that take new incidents.
    pub fn new(sources: &[SourceState], begun_ms: u64) -> Self {
        Self { sources: takers(sources), lines: Field::TEXTS.map(Line::of), begun_ms, ..Self::default() }
    }

    /// The source it goes to.
    pub fn to(&self) -> Option<&SourceName> {
        self.sources.get(self.source)
    }

    /// What is typed into a field of text.
    pub fn line(&self, field: Field) -> Option<&Line> {
        self.lines.get(field.line()?)
    }

    /// The same to change it.
    pub fn line_mut(&mut self, field: Field) -> Option<&mut Line> {
        self.lines.get_mut(field.line()?)
    }

    /// The text of a field, without spaces around it.
    pub fn text(&self, field: Field) -> &str {
        self.line(field).map_or("", Line::text)
    }

    /// What fits what is typed there.
    pub fn offers(&self, field: Field) -> &Offers {
        const NONE: &Offers = &Offers::None;
        field.line().and_then(|n| self.offers.get(n)).unwrap_or(NONE)
    }

    /// Which of the offers of a field is meant; as many as there are: as typed.
    pub fn pick(&self, field: Field) -> usize {
        self.line(field).map_or(0, |line| line.pick)
    }

    /// Who calls, where the directory knows them.
    pub fn person(&self) -> Option<&Person> {
        self.offers(Field::Caller).person(self.pick(Field::Caller))
    }

    /// The service, where the directory knows it.
    pub fn service(&self) -> Option<&Service> {
        self.offers(Field::Service).service(self.pick(Field::Service))
    }

    /// The category of the tree; `None` also where what is typed is not in it.
    pub fn category(&self) -> Option<&(SafeText, Option<SafeText>)> {
        self.offers(Field::Category).category(self.pick(Field::Category))
    }

    /// What a field will be sent as: the offer that is meant, or what was typed.
    pub fn meant(&self, field: Field) -> Option<SafeText> {
        let line = self.line(field).filter(|line| !line.text().is_empty())?;
        let offered = self.offers(field).word(line.pick);
        Some(offered.unwrap_or_else(|| SafeText::clean(line.text(), Kind::Label)))
    }

    /// Nobody called: `-`.
    pub fn nobody(&self) -> bool {
        self.text(Field::Caller) == "-"
    }

    /// The fields that are there, in their order.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        Field::ALL.into_iter().filter(|field| match field {
            Field::Source => self.sources.len() > 1,
            Field::Done => self.first_contact,
            _ => true,
        })
    }

    /// Whether nothing was written that is worth keeping.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.ours || line.text().is_empty())
            && self.impact.is_none()
            && self.urgency.is_none()
    }

    /// What is still missing, each with the field where it goes; times are read in `zone`.
    pub fn missing(&self, zone: Tz, now: Time) -> Vec<(Field, &'static str)> {
        let mut missing = Vec::new();
        let mut want = |is_there: bool, field: Field, word: &'static str| {
            if !is_there {
                missing.push((field, word));
            }
        };
        want(!self.text(Field::Caller).is_empty(), Field::Caller, "caller (- if nobody)");
        want(!self.text(Field::What).is_empty(), Field::What, "what");
        let no_category = self.text(Field::Category).is_empty() || self.category().is_some();
        want(no_category, Field::Category, "a category of the tree");
        if self.verdict.0 == Verdict::Incident {
            want(self.impact.is_some(), Field::Impact, "impact");
            want(self.urgency.is_some(), Field::Urgency, "urgency");
        }
        let began = since::read(self.text(Field::Since), now, zone);
        want(began.is_ok(), Field::Since, "a time for since");
        want(!self.first_contact || !self.text(Field::Done).is_empty(), Field::Done, "what was done");
        missing
    }
}

/// Sources that keep all of an incident themselves and may be written to.
fn takers(sources: &[SourceState]) -> Vec<SourceName> {
    let takes = |s: &&SourceState| {
        s.capabilities.keeps_all && !s.capabilities.read_only && s.capabilities.note == Support::Native
    };
    sources.iter().filter(takes).map(|s| s.name.clone()).collect()
}

/// Why nobody takes a new incident, in words; `None` where somebody does.
pub fn no_taker(sources: &[SourceState]) -> Option<SafeText> {
    if !takers(sources).is_empty() {
        return None;
    }
    let names: Vec<&str> = sources.iter().map(|s| s.name.as_str()).take(3).collect();
    let words = match names.as_slice() {
        [] => "no source takes new incidents: none is configured; add one of kind native".to_owned(),
        names => format!(
            "no source takes new incidents: {} opens its own or is read only; add one of kind native",
            names.join(", ")
        ),
    };
    Some(SafeText::clean(&words, Kind::Line))
}

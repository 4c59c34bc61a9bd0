//! The fields of the form, in the order in which a call goes.

use crate::text::Kind;

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Field {
    /// Who calls.
    #[default]
    Caller,
    /// How it came to us.
    Through,
    /// Who is hit, where that is somebody else.
    Behalf,
    /// One line: what is wrong.
    What,
    /// What it hits.
    Service,
    /// Its place in the tree.
    Category,
    /// How much of the business.
    Impact,
    /// How soon.
    Urgency,
    /// What triage found.
    IsIt,
    /// When it began.
    Since,
    /// The team that answers.
    Team,
    /// The source, where there are several.
    Source,
    /// Longer words.
    More,
    /// What was done, where it is solved on the phone.
    Done,
}

/// Fields of text.
pub const LINES: usize = 9;

impl Field {
    /// Every one, in order.
    pub const ALL: [Self; 14] = [
        Self::Caller,
        Self::Through,
        Self::Behalf,
        Self::What,
        Self::Service,
        Self::Category,
        Self::Impact,
        Self::Urgency,
        Self::IsIt,
        Self::Since,
        Self::Team,
        Self::Source,
        Self::More,
        Self::Done,
    ];

    /// Those that are typed into.
    pub const TEXTS: [Self; LINES] = [
        Self::Caller,
        Self::Behalf,
        Self::What,
        Self::Service,
        Self::Category,
        Self::Since,
        Self::Team,
        Self::More,
        Self::Done,
    ];

    /// Its place among the lines; `None` where a letter or a digit is pressed.
    pub fn line(self) -> Option<usize> {
        Self::TEXTS.iter().position(|f| *f == self)
    }

    /// Whether newlines stay.
    pub const fn has_lines(self) -> bool {
        matches!(self, Self::More)
    }

    /// Bytes that it takes: what a source keeps of it.
    pub const fn room(self) -> usize {
        match self {
            Self::What => Kind::Line.cap(),
            Self::More | Self::Done => Kind::Note.cap(),
            _ => Kind::Label.cap(),
        }
    }

    /// The word in front of it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Caller => "Caller",
            Self::Through => "Through",
            Self::Behalf => "On behalf of",
            Self::What => "What",
            Self::Service => "Service",
            Self::Category => "Category",
            Self::Impact => "Impact",
            Self::Urgency => "Urgency",
            Self::IsIt => "Is it",
            Self::Since => "Since",
            Self::Team => "To",
            Self::Source => "Source",
            Self::More => "More",
            Self::Done => "Done",
        }
    }
}

//! The one table behind key, hint, help, command and documentation.

mod table;

pub use table::{Danger, Group, Place, Spec, TABLE};

/// Everything a key can ask for. The same name stands in `keys.toml`, help, log and, where there is one, on the
/// command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each one's help line in the table is its documentation")]
pub enum Action {
    Down,
    Up,
    Top,
    Bottom,
    HalfDown,
    HalfUp,
    NextView,
    PreviousView,
    View(u8),
    Open,
    Back,
    Overview,
    Timeline,
    Turn,
    Mark,
    Range,
    MarkAll,
    Acknowledge,
    AcknowledgeWith,
    Assign,
    Note,
    Resolve,
    Status,
    Priority,
    Category,
    Hold,
    Snooze,
    Merge,
    Close,
    Cancel,
    Contact,
    Update,
    New,
    Explain,
    Retry,
    Drop,
    Repeat,
    Undo,
    Triage,
    Skip,
    StepBack,
    OpenThis,
    Filter,
    Sort,
    Group,
    Collapse,
    Expand,
    CollapseAll,
    Columns,
    SaveView,
    RemoveView,
    OpenLink,
    Refresh,
    GoBoard,
    GoOutbox,
    GoSources,
    GoSuppressed,
    CopyId,
    CopyLink,
    CopyMarkdown,
    CopySitrep,
    Palette,
    Theme,
    Reload,
    Help,
    Redraw,
    Suspend,
    Escape,
    Quit,
}

impl Action {
    /// Its line in the table.
    pub fn spec(self) -> &'static Spec {
        let me = match self {
            Self::View(_) => Self::View(1),
            other => other,
        };
        TABLE.iter().find(|s| s.action == me).unwrap_or(&TABLE[0])
    }

    /// The action of this name.
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|s| s.name == name).map(|s| s.action)
    }
}

#[cfg(test)]
mod tests;

//! The meanings a theme gives a look to.

macro_rules! tokens {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// A meaning on the screen. Its name in theme files is in [`Token::name`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Token {
            $(#[doc = $doc] $variant,)*
        }

        impl Token {
            /// Every one, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The name in theme files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means.
            pub const fn help(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }
        }
    };
}

tokens! {
    Ground "ground" "The ground of every cell, and body text on it.",
    Text "text" "Body text, on whatever ground.",
    Bright "bright" "What stands out of the body: numbers that need a human.",
    Dim "dim" "What is secondary.",
    Title "title" "The title under the cursor, and of a screen.",
    Header "header" "The bars: first line, receipts.",
    HeaderAlarm "header.alarm" "The count of P1s while there are any.",
    Accent "accent" "What is chosen or yours.",
    Good "good" "It went well.",
    Warning "warning" "Look at this.",
    Error "error" "It failed.",
    Key "key" "A key to press.",
    Border "border" "Rules and separators; not text.",
    BorderFocus "border.focus" "The rule of what takes the keys, and the cursor's gutter.",
    Input "input" "Text being typed.",
    ViewActive "view.active" "The view that is shown.",
    Priority1 "priority.1" "P1.",
    Priority2 "priority.2" "P2.",
    Priority3 "priority.3" "P3.",
    Priority4 "priority.4" "P4.",
    Priority5 "priority.5" "P5.",
    StateNew "state.new" "Nobody has answered; laid over the priority's own look.",
    StateAck "state.ack" "Acknowledged.",
    StateWork "state.work" "Being worked on.",
    StateHold "state.hold" "Waits.",
    StateDone "state.done" "Resolved, closed, cancelled, merged.",
    ClockCalm "clock.calm" "Time enough.",
    ClockWarn "clock.warn" "Under ten minutes, or three quarters used up.",
    ClockBreach "clock.breach" "Overrun.",
    ClockRest "clock.rest" "Nothing runs.",
    RowCursor "row.cursor" "The ground of the row under the cursor.",
    RowMarked "row.marked" "The mark.",
    RowStale "row.stale" "Words of a row whose source is stale or down.",
    RowGhost "row.ghost" "A row that is no longer there.",
    OwnerMe "owner.me" "It is yours.",
    Pending "pending" "Asked for, not confirmed.",
    Match "match" "Letters of a row that fit the filter, or what was typed into the palette; laid over the row's own look.",
    Group "group" "The head line of a group of rows.",
    Link "link" "An address that can be opened.",
    MenuPick "menu.pick" "The chosen entry of a list.",
}

impl Token {
    /// The token of a priority's digit.
    pub const fn priority(level: u8) -> Self {
        match level {
            1 => Self::Priority1,
            2 => Self::Priority2,
            3 => Self::Priority3,
            4 => Self::Priority4,
            _ => Self::Priority5,
        }
    }
}

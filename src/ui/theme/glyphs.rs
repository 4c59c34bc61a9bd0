//! Our own signs, in Unicode and in ASCII.
//!
//! Each is as wide as it looks on every terminal: one cell, and not of the ambiguous width class that some
//! terminals draw two cells wide (so no `│`, `─`, `…` or `▌`; a test checks them all).

/// One set of signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// The row under the cursor.
    pub cursor: &'static str,
    /// A marked row.
    pub mark: &'static str,
    /// Between parts of a line.
    pub bar: &'static str,
    /// A horizontal rule.
    pub rule: &'static str,
    /// Text was cut here.
    pub cut: &'static str,
    /// An elapsed part of a clock.
    pub full: &'static str,
    /// A part of a clock that is left.
    pub left: &'static str,
    /// Confirmed, met.
    pub done: &'static str,
    /// On its way.
    pub wait: &'static str,
    /// Refused.
    pub fail: &'static str,
    /// Characters that cannot be seen were taken out of this text.
    pub hidden: &'static str,
    /// After the verb of an action that is not confirmed, and after a title that opens something.
    pub pending: &'static str,
    /// A clock that counts.
    pub run: &'static str,
    /// A clock that a hold stops.
    pub pause: &'static str,
    /// The head of a group whose rows are shown.
    pub open: &'static str,
    /// The head of one whose rows are folded away.
    pub folded: &'static str,
    /// The list is sorted by this column.
    pub sorted: &'static str,
    /// The same, the other way round.
    pub turned: &'static str,
}

impl Glyphs {
    /// For terminals with a UTF-8 locale.
    pub const UNICODE: Self = Self {
        cursor: "▐",
        mark: "*",
        bar: "╎",
        rule: "╌",
        cut: "⋯",
        full: "▰",
        left: "▱",
        done: "✓",
        wait: "↻",
        fail: "✗",
        hidden: "⚠",
        pending: "⋯",
        run: "▸",
        pause: "=",
        open: "▾",
        folded: "▸",
        sorted: "▾",
        turned: "▴",
    };

    /// For all others.
    pub const ASCII: Self = Self {
        cursor: ">",
        mark: "*",
        bar: "|",
        rule: "-",
        cut: "~",
        full: "#",
        left: ".",
        done: "OK",
        wait: "..",
        fail: "!!",
        hidden: "!",
        pending: "..",
        run: ">",
        pause: "=",
        open: "-",
        folded: "+",
        sorted: "v",
        turned: "^",
    };

    /// All of a set, for tests and for checks of a terminal.
    pub const fn all(&self) -> [&'static str; 18] {
        [
            self.cursor,
            self.mark,
            self.bar,
            self.rule,
            self.cut,
            self.full,
            self.left,
            self.done,
            self.wait,
            self.fail,
            self.hidden,
            self.pending,
            self.run,
            self.pause,
            self.open,
            self.folded,
            self.sorted,
            self.turned,
        ]
    }
}

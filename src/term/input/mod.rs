//! What comes from the terminal: keys, pastes, focus, hang-up.
//!
//! [`Decoder`] is pure: bytes and a time in, [`Input`]s out. [`spawn`] puts it on a thread of its own that
//! sleeps in `poll` until there is a byte, a deadline or a hang-up.
//!
//! Why not crossterm's reader: it wedges on a DECRQM reply, types late XTVERSION and OSC 11 replies as keys,
//! splits escape sequences after 30 ms and spins for ever on a dead terminal (its issue 793).

mod decoder;
mod key;
mod paste;
mod reader;

#[cfg(test)]
mod decoder_tests;
#[cfg(test)]
mod hangup_tests;
#[cfg(test)]
mod property_tests;

pub use decoder::{Decoder, ESC_WAIT_MS, PASTE_WAIT_MS, SEQUENCE_WAIT_MS, STRING_WAIT_MS};
pub use key::{KeyCode, RawKey};
pub use paste::PASTE_CAP;
pub use reader::{InputHandle, Sink, spawn};

/// What of the mouse is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseDeed {
    /// The left button went down.
    Click,
    /// One notch of the wheel up.
    WheelUp,
    /// One notch down.
    WheelDown,
}

/// One thing the terminal said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed (or repeats; releases are dropped).
    Key(RawKey),
    /// Something was pasted: data, never keys.
    Paste {
        /// The text as it came, line ends (`\r` from most terminals) and control characters in it. What takes it leaves
        /// them out and tells how many (`app::entry`): taken out here they would be missed by nobody.
        text: String,
        /// Bytes past [`PASTE_CAP`] that were thrown away; the screen says so when it is not 0.
        dropped: usize,
    },
    /// The terminal told its new size in-band (mode 2048), in cells.
    Resize {
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// The mouse did something (SGR reports, mode 1006), in cells from 0.
    Mouse {
        /// What.
        deed: MouseDeed,
        /// Column, from 0.
        col: u16,
        /// Row, from 0.
        row: u16,
    },
    /// The terminal window has the focus.
    FocusIn,
    /// The terminal window lost the focus.
    FocusOut,
    /// The answer to a cursor-position query that we sent, both from 1.
    CursorReport {
        /// Row, from 1.
        row: u16,
        /// Column, from 1.
        col: u16,
    },
    /// The terminal is gone: nothing more will come. Always the last one.
    Closed,
}

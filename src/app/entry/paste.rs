//! What of a paste is taken.

/// What was left out of a paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pasted {
    /// Bytes that did not fit.
    pub over: usize,
    /// Bytes the field takes; told where something did not fit.
    pub cap: usize,
    /// Control characters that are no line end and no tab.
    pub controls: usize,
}

impl Pasted {
    /// What is to be said of it, where it is called `what` ("the paste"); `None` where all of it was taken.
    pub fn words(self, what: &str) -> Option<String> {
        let controls = match self.controls {
            0 => None,
            1 => Some("1 control character was left out".to_owned()),
            n => Some(format!("{n} control characters were left out")),
        };
        let over = (self.over > 0).then(|| {
            let size = match self.cap {
                cap if cap >= 1024 && cap.is_multiple_of(1024) => format!("{} KiB", cap / 1024),
                cap => format!("{cap} bytes"),
            };
            format!("{what} was cut: {size} is all that fits here")
        });
        match (over, controls) {
            (Some(over), Some(controls)) => Some(format!("{over}; {controls}")),
            (None, Some(controls)) => Some(format!("{controls} of {what}")),
            (over, None) => over,
        }
    }
}

/// What of `text` is taken by a field with `room` bytes left.
///
/// Line ends become `\n`; where there is one line, they and the blanks around them become a space. A tab becomes spaces:
/// nobody sees how wide it is. Other control characters go and are counted.
pub(super) fn fit(text: &str, several: bool, room: usize) -> (String, Pasted) {
    let mut pasted = Pasted::default();
    let mut plain = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\n' if after_return => {}
            '\r' | '\n' => plain.push('\n'),
            '\t' => plain.push_str(if several { "    " } else { " " }),
            c if c.is_control() => pasted.controls += 1,
            c => plain.push(c),
        }
        after_return = c == '\r';
    }
    if !several {
        plain = on_one_line(&plain);
    }
    let end = plain.floor_char_boundary(room.min(plain.len()));
    pasted.over = plain.len() - end;
    plain.truncate(end);
    (plain, pasted)
}

/// Line ends, and the blanks around them, as one space.
pub(super) fn on_one_line(text: &str) -> String {
    if !text.contains(['\n', '\r']) {
        return text.to_owned();
    }
    let pieces = text.split(['\n', '\r']).map(str::trim).filter(|piece| !piece.is_empty());
    pieces.collect::<Vec<_>>().join(" ")
}

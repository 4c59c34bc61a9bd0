//! The form of a new incident, over the lowest rows: as many as it needs, the emptiest left out where there are fewer.
//!
//! ```text
//!  NEW INCIDENT             draft D-4821 saved 1 s ago     call 00:14  09:12 CET
//!  Caller    Weber, Anna_            > Anna Weber  Sales FRA  +49 69 555 0142  VIP
//!                                      open for them: 1011 VPN drops (2d, HOLD)
//!  Through   [p]hone  m ail  c hat  w eb  i n person     On behalf of  -
//!  What      checkout gives error 500 when paying_
//!  Looks like  1  INC-001042 P1 Checkout 5xx above 4 % eu-west    8m  14 callers
//! ```

mod choices;
mod lines;
mod parts;
mod told;

use ratatui::layout::Rect;

use self::lines::{Row, rows};
use super::keys;
use crate::{
    app::{
        model::new::{Chord, Field, NewForm, Step},
        told::promise::{self, Promise},
    },
    domain::record::Origin,
    text::{Kind, SafeText},
    ui::{
        View,
        paint::{Canvas, Caret, Phrase, made},
        theme::Token,
    },
};

/// Where values begin, behind the label and the cell before it.
const VALUE: u16 = 11;
/// No wider: an eye that goes from a value to what is told beside it must not travel.
const WIDEST: u16 = 140;

/// What the rows are drawn from.
struct Sheet<'v, 'm> {
    view: &'v View<'m>,
    form: &'m NewForm,
    promise: Promise,
    /// Columns of the fields.
    width: u16,
    /// Where what is told beside a value begins.
    side: u16,
}

/// Draws the form. Returns the caret.
pub fn new(canvas: &mut Canvas<'_>, view: &View<'_>, form: &NewForm) -> Option<Caret> {
    let promise = promise::promise(view.model, form, view.now.utc);
    let width = view.area.width.min(WIDEST);
    let least = if width < 60 { width.saturating_sub(VALUE) / 2 } else { 24 };
    let side = VALUE + (width.saturating_sub(VALUE) * 35 / 100).max(least);
    let sheet = Sheet { view, form, promise, width, side };
    let rows = rows(&sheet);
    let height = rows.len() as u16;
    let area = Rect { y: view.area.bottom() - height.min(view.area.height), height, ..view.area };
    let area = area.intersection(view.area);
    canvas.fill(area, Token::Ground);
    let mut caret = None;
    for (row, y) in rows.iter().zip(area.y..area.bottom()) {
        let line = Rect { y, height: 1, ..area };
        let at = match row {
            Row::Title => {
                title(canvas, &sheet, line);
                None
            }
            Row::Keys => {
                hints(canvas, &sheet, line);
                None
            }
            other => parts::part(canvas, &sheet, *other, Rect { width, ..line }),
        };
        caret = at.or(caret);
    }
    caret.or(Some((area.x, area.y)))
}

/// What it is, how it is kept, how long the call lasts, what time it is.
fn title(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Rect) {
    let (form, view) = (sheet.form, sheet.view);
    canvas.fill(row, Token::Header);
    let theme = canvas.theme();
    let mut end = Phrase::new(theme);
    let word = if form.through.0 == Origin::Phone { "call " } else { "open " };
    end.add(word, Token::Header).add(made::stopwatch(seconds(form, view.now.ms)), Token::Header);
    end.add("  ", Token::Header).add(made::clock(view.now.utc, view.model.zone), Token::Header);
    let mut pen = canvas.pen(row.x, row.y, row.width);
    pen.skip(1).put("NEW INCIDENT", (Token::Header, Token::Title)).skip(1);
    let kept = kept(theme, sheet);
    let from = pen.at().0;
    let room = pen.left();
    let end_width = if end.width() + kept.width() + 2 <= room { end.width() + 1 } else { 0 };
    // Between the name and the end, a little nearer to the end; whole or not at all.
    if kept.width() < room {
        let free = room - end_width - kept.width();
        canvas.phrase(from + (free * 2 / 3), row.y, room, &kept);
    }
    if end_width > 0 {
        canvas.phrase(row.right() - end_width, row.y, end.width(), &end);
    }
}

/// Whole seconds since it was opened.
const fn seconds(form: &NewForm, now_ms: u64) -> i64 {
    (now_ms.saturating_sub(form.begun_ms) / 1_000) as i64
}

/// What is said of the draft, or of the sending.
fn kept<'a>(theme: &'a crate::ui::Theme, sheet: &Sheet<'_, '_>) -> Phrase<'a> {
    let (form, view) = (sheet.form, sheet.view);
    let mut phrase = Phrase::new(theme);
    match form.step {
        Step::Keyless(_) | Step::Saving(_) => return phrase.with("saving the draft", Token::Header),
        Step::Sending => {
            phrase.add("being opened", (Token::Header, Token::Pending));
            phrase.add(theme.glyphs.pending, (Token::Header, Token::Pending));
            return phrase;
        }
        Step::Typing => {}
    }
    let id = form.draft.as_ref().map(|id| SafeText::clean(id, Kind::Label));
    if form.earlier.is_none() && form.saved_ms.is_none() {
        return phrase;
    }
    phrase.add("draft ", Token::Header);
    if let Some(id) = id {
        phrase.add(id, Token::Header).add(" ", Token::Header);
    }
    match (form.earlier.filter(|_| form.changed_at.is_none()), form.saved_ms) {
        (Some(at), _) => {
            phrase.add("of ", Token::Header).add(made::ago(view.now.utc - at), Token::Header);
            phrase.add(": ", Token::Header).add("Ctrl-n", (Token::Header, Token::Key));
            phrase.add(" starts fresh", Token::Header);
        }
        (None, Some(saved)) => {
            // Counted with the call, so that both change at the same instant.
            let ago = seconds(form, view.now.ms) - seconds(form, saved);
            if !view.model.low_bandwidth && form.unsaved_ms.is_none() {
                phrase.add("saved ", Token::Header).add(made::seconds(ago), Token::Header);
                phrase.add(" ago", Token::Header);
            }
        }
        (None, None) => {}
    }
    phrase
}

/// The keys, as far as they fit whole.
fn hints(canvas: &mut Canvas<'_>, sheet: &Sheet<'_, '_>, row: Rect) {
    let form = sheet.form;
    let last = form.fields().last() == Some(form.field);
    let solved = if form.first_contact { "do not resolve" } else { "save and resolve now" };
    let begun = form.line(form.field).is_some_and(|line| line.input.has_begun());
    let chord = form.chord.or(begun.then_some(Chord::Editor));
    let list: &[(&'static str, &'static str)] = match (chord, form.step, &form.refused) {
        (Some(Chord::Attach), ..) => &[("1-9", "attaches the caller to that one"), ("Ctrl-g", "was pressed")],
        (Some(Chord::Editor), ..) => {
            &[("Ctrl-e", "opens $EDITOR"), ("Ctrl-u", "takes one step back"), ("Ctrl-x", "was pressed")]
        }
        (None, Step::Keyless(_) | Step::Saving(_) | Step::Sending, _) => {
            &[("Esc", "leave, the answer is told")]
        }
        (None, Step::Typing, Some(_)) => {
            &[("Enter", "tries again: it cannot become two"), ("Tab", "next field"), ("Esc", "keep draft")]
        }
        (None, Step::Typing, None) if form.field == Field::More => &[
            ("Enter", if last { "save" } else { "next" }),
            ("Ctrl-j", "new line"),
            ("Ctrl-r", solved),
            ("Esc", "keep draft"),
            ("Ctrl-x Ctrl-e", "$EDITOR"),
        ],
        // Nothing looks like it: there is nothing to attach to.
        (None, Step::Typing, None) if form.alike.is_empty() => &[
            ("Enter", if last { "save" } else { "next/save" }),
            ("Ctrl-r", solved),
            ("Esc", "keep draft"),
            ("PgDn", "to the last field"),
        ],
        (None, Step::Typing, None) => &[
            ("Enter", if last { "save" } else { "next/save" }),
            ("Ctrl-g", "attach"),
            ("Ctrl-r", solved),
            ("Esc", "keep draft"),
            ("PgDn", "to the last field"),
        ],
    };
    keys(canvas, row, list);
}

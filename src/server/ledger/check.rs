//! Which values we take. The limits are those that the API's types tell; a refusal names the field's path.

use std::collections::BTreeMap;

use super::{IdempotencyKey, Refused};
use crate::{
    domain::{
        Time,
        lifecycle::{self, Forbidden},
        time::DAY,
    },
    text::{Kind, SafeText},
    wire::{Actor, ActorKind, By, VIA_API},
};

pub use crate::domain::lifecycle::SLACK;

/// How many labels an incident may have.
pub const MAX_LABELS: usize = 64;

/// The longest address, in bytes; browsers take no longer ones reliably.
const MAX_URL: usize = 2_048;

/// How old a change may be when it is told, in seconds.
const CHANGE_AGE: i64 = 30 * DAY;

type Checked<T> = Result<T, Refused>;

/// A refusal.
pub(super) fn invalid(field: &str, why: impl Into<String>) -> Refused {
    Refused::Invalid { field: field.to_owned(), why: why.into() }
}

/// One line of 1 to `kind`'s cap bytes, without spaces around it.
fn one_line(field: &str, text: &SafeText, kind: Kind) -> Checked<SafeText> {
    let raw = text.shown().trim();
    match raw.len() {
        0 => Err(invalid(field, format!("is empty; write 1 to {} bytes", kind.cap()))),
        n if n > kind.cap() => {
            Err(invalid(field, format!("has {n} bytes; at most {} are taken", kind.cap())))
        }
        _ => Ok(SafeText::clean(raw, kind)),
    }
}

/// A title: 1 to 512 bytes.
pub(super) fn title(field: &str, text: &SafeText) -> Checked<SafeText> {
    one_line(field, text, Kind::Line)
}

/// A name: 1 to 256 bytes.
pub(super) fn name(field: &str, text: &SafeText) -> Checked<SafeText> {
    one_line(field, text, Kind::Label)
}

/// The same where it may be left out.
pub(super) fn maybe_name(field: &str, text: Option<&SafeText>) -> Checked<Option<SafeText>> {
    text.map(|t| name(field, t)).transpose()
}

/// What a person wrote: at most 64 KiB; nothing but spaces counts as left out.
pub(super) fn maybe_words(field: &str, text: Option<&SafeText>) -> Checked<Option<SafeText>> {
    let Some(raw) = text.map(|t| t.shown().trim()).filter(|t| !t.is_empty()) else { return Ok(None) };
    let cap = Kind::Note.cap();
    if raw.len() > cap {
        return Err(invalid(field, format!("has {} bytes; at most {cap} are taken", raw.len())));
    }
    Ok(Some(SafeText::clean(raw, Kind::Note)))
}

/// An address: http or https.
pub(super) fn maybe_url(field: &str, text: Option<&SafeText>) -> Checked<Option<SafeText>> {
    text.map(|t| url(field, t)).transpose()
}

/// An address that must be there.
pub(super) fn url(field: &str, text: &SafeText) -> Checked<SafeText> {
    let raw = text.shown().trim();
    if raw.len() > MAX_URL {
        return Err(invalid(field, format!("has {} bytes; at most {MAX_URL} are taken", raw.len())));
    }
    // What the parser would silently take out.
    if raw.contains(char::is_whitespace) {
        return Err(invalid(field, "has spaces or several lines; write one address"));
    }
    let parsed = url::Url::parse(raw).map_err(|e| {
        invalid(field, format!("is no address ({e}); write one like https://wiki.example.org/page"))
    })?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(invalid(
            field,
            format!("begins with {}: only http and https are taken", parsed.scheme()),
        ));
    }
    Ok(SafeText::clean(raw, Kind::Note))
}

/// An id of the catalogue: 1 to 64 characters of `A-Z a-z 0-9 . _ -`.
pub(super) fn id(field: &str, text: &SafeText) -> Checked<()> {
    let id = text.shown();
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if plain && (1..=64).contains(&id.len()) {
        return Ok(());
    }
    Err(invalid(field, "is no id; write 1 to 64 characters of A-Z a-z 0-9 . _ -"))
}

/// At most 64 labels with names of 1 to 256 bytes and values of at most 256.
pub(super) fn labels(
    field: &str,
    labels: &BTreeMap<SafeText, SafeText>,
) -> Checked<BTreeMap<SafeText, SafeText>> {
    if labels.len() > MAX_LABELS {
        return Err(invalid(field, format!("has {} labels; at most {MAX_LABELS} are taken", labels.len())));
    }
    let cap = Kind::Label.cap();
    labels
        .iter()
        .map(|(label, value)| {
            let label = name(field, label).map_err(|_| {
                invalid(field, format!("has a name that is empty or longer than {cap} bytes"))
            })?;
            let raw = value.shown().trim();
            if raw.len() > cap {
                let at = format!("{field}.{}", label.shown());
                return Err(invalid(&at, format!("has {} bytes; at most {cap} are taken", raw.len())));
            }
            Ok((label, SafeText::clean(raw, Kind::Label)))
        })
        .collect()
}

/// When something happened; nothing later than now is kept.
pub(super) fn past(field: &str, at: Option<Time>, now: Time) -> Checked<Option<Time>> {
    match at {
        Some(at) if at > now + SLACK => Err(invalid(
            field,
            format!("is {}, which is yet to come (here it is {})", at.rfc3339(), now.rfc3339()),
        )),
        ok => Ok(ok.map(|at| at.min(now))),
    }
}

/// Who did something, and when.
#[derive(Debug, Clone)]
pub(super) struct Who {
    /// The name, where somebody gave one.
    pub name: Option<SafeText>,
    /// For the log.
    pub actor: Actor,
    /// For the log.
    pub via: SafeText,
    /// When it happened.
    pub at: Time,
}

/// Who asks.
pub(super) fn by(by: &By, now: Time) -> Checked<Who> {
    let named = maybe_name("by.name", by.name.as_ref())?;
    let api = || SafeText::clean(VIA_API, Kind::Label);
    Ok(Who {
        actor: Actor { kind: ActorKind::User, name: named.clone().unwrap_or_else(api) },
        name: named,
        via: maybe_name("by.via", by.via.as_ref())?.unwrap_or_else(api),
        at: past("by.at", by.at, now)?.unwrap_or(now),
    })
}

impl Who {
    /// The program itself: what time alone brings.
    pub fn itself(at: Time) -> Self {
        let name = SafeText::clean("watchfloor", Kind::Label);
        Self { name: None, actor: Actor { kind: ActorKind::System, name: name.clone() }, via: name, at }
    }

    /// The same for the lifecycle. Only people become owners, and only they may be nameless.
    pub fn asks(&self, now: Time) -> lifecycle::Who {
        let name = match self.actor.kind {
            ActorKind::User => self.name.clone(),
            _ => Some(self.actor.name.clone()),
        };
        lifecycle::Who { kind: self.actor.kind, name, at: self.at, now }
    }
}

/// What the lifecycle refuses, as the ledger does.
impl From<Forbidden> for Refused {
    fn from(forbidden: Forbidden) -> Self {
        match forbidden {
            Forbidden::NotNow(why) => Self::NotAllowed(why),
            Forbidden::Invalid { field, why } => Self::Invalid { field, why },
        }
    }
}

/// How long ago a change may have happened.
pub(super) fn not_too_old(field: &str, at: Time, now: Time) -> Checked<()> {
    if now - at > CHANGE_AGE {
        return Err(invalid(field, format!("is {}, more than 30 days ago", at.rfc3339())));
    }
    Ok(())
}

/// A request's name: 1 to 255 visible ASCII characters.
pub(super) fn key(key: &IdempotencyKey) -> Checked<()> {
    if (1..=255).contains(&key.key.len()) && key.key.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(());
    }
    Err(invalid(crate::wire::IDEMPOTENCY_KEY, "is no key; write 1 to 255 visible ASCII characters"))
}

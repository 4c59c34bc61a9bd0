//! Which layers, screens and variants of them there are. A new one does not compile before it stands here, and does not
//! pass before a case of the table shows it.

use super::cases;
use crate::{
    app::model::{
        Model, Screen, Tab,
        layer::{Layer, Strip, WordsFor},
        menu::{Digit, SearchFor},
        new::Field,
    },
    domain::incident::HoldReason,
};

/// A function from a variant to its word, with no arm for the rest, and the list of all words.
macro_rules! kinds {
    ($name:ident, $all:ident, $of:ty, { $($pattern:pat $(if $guard:expr)? => $word:literal),* $(,)? }) => {
        const $all: &[&str] = &[$($word),*];
        fn $name(it: &$of) -> &'static str {
            match it { $($pattern $(if $guard)? => $word),* }
        }
    };
}

kinds!(layer, LAYERS, Layer, {
    Layer::Filter(_) => "filter",
    Layer::Words(_) => "words",
    Layer::Assign(_) => "assign",
    Layer::Strip(_) => "strip",
    Layer::Link(_) => "link",
    Layer::Menu(_) => "menu",
    Layer::Matrix(_) => "matrix",
    Layer::Search(_) => "search",
    Layer::New(_) => "new",
    Layer::Explain(_) => "explain",
    Layer::Palette(_) => "palette",
    Layer::Columns(_) => "columns",
});

kinds!(purpose, PURPOSES, WordsFor, {
    WordsFor::Note => "note",
    WordsFor::Ack => "ack",
    WordsFor::Resolve { code: Some(_) } => "resolve with a code",
    WordsFor::Resolve { code: None } => "resolve",
    WordsFor::Mitigate => "mitigate",
    WordsFor::Relapse => "relapse",
    WordsFor::Reopen => "reopen",
    WordsFor::Hold(HoldReason::AwaitingReporter) => "hold for the caller",
    WordsFor::Hold(HoldReason::Scheduled) => "hold for an appointment",
    WordsFor::Hold(_) => "hold",
    WordsFor::Snooze => "snooze",
    WordsFor::Cancel(_) => "cancel",
    WordsFor::Close { waiver: true, .. } => "waiver",
    WordsFor::Close { waiver: false, .. } => "close",
    WordsFor::Update { public: false } => "update",
    WordsFor::Update { public: true } => "public update",
    WordsFor::Excuse { .. } => "excuse",
});

kinds!(search, SEARCHES, SearchFor, {
    SearchFor::Category => "category",
    SearchFor::Incident { attach: false } => "merge",
    SearchFor::Incident { attach: true } => "attach",
    SearchFor::Duplicate => "duplicate",
});

kinds!(digit, DIGITS, Digit, {
    Digit::Impact => "impact",
    Digit::Urgency => "urgency",
    Digit::Set => "set",
});

kinds!(field, FIELDS, Field, {
    Field::Caller => "caller",
    Field::Through => "through",
    Field::Behalf => "behalf",
    Field::What => "what",
    Field::Service => "service",
    Field::Category => "category",
    Field::Impact => "impact",
    Field::Urgency => "urgency",
    Field::IsIt => "is it",
    Field::Since => "since",
    Field::Team => "team",
    Field::Source => "source",
    Field::More => "more",
    Field::Done => "done",
});

kinds!(screen, SCREENS, Screen, {
    Screen::Incident(of) if of.tab == Tab::Overview => "overview",
    Screen::Incident(_) => "timeline",
    Screen::Outbox { .. } => "outbox",
    Screen::Sources { .. } => "sources",
    Screen::Triage(_) => "triage",
    Screen::Suppressed(_) => "suppressed",
    Screen::Output(_) => "output",
    Screen::Help { .. } => "help",
});

// Above, the tabs are told apart by a comparison: this is what a new one breaks.
kinds!(tab, TABS, Tab, {
    Tab::Overview => "overview",
    Tab::Timeline => "timeline",
});

/// What a strip can be over: the word for it.
const STRIPS: &[&str] =
    &["resolve", "merge", "cancel", "publish", "undo ack", "acknowledged", "close", "un-ack"];

/// What a menu can be over.
const MENUS: &[&str] =
    &["status", "hold", "snooze", "resolve", "cancel", "close", "contact", "sort by", "group by", "link"];

fn all(list: &[&'static str], seen: impl Iterator<Item = &'static str>) {
    let seen: Vec<&str> = seen.collect();
    let missing: Vec<_> = list.iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn every_layer_and_every_screen_has_a_case() {
    let models: Vec<Model> = cases().map(|case| case.model(80, 24)).collect();
    let open = || models.iter().filter_map(|model| model.layer.as_ref());
    all(LAYERS, open().map(layer));
    all(
        PURPOSES,
        open().filter_map(|it| if let Layer::Words(it) = it { Some(purpose(&it.purpose)) } else { None }),
    );
    all(
        SEARCHES,
        open().filter_map(|it| if let Layer::Search(it) = it { Some(search(&it.purpose)) } else { None }),
    );
    all(
        DIGITS,
        open().filter_map(|it| if let Layer::Matrix(it) = it { Some(digit(&it.digit)) } else { None }),
    );
    all(FIELDS, open().filter_map(|it| if let Layer::New(it) = it { Some(field(&it.field)) } else { None }));
    all(MENUS, open().filter_map(|it| if let Layer::Menu(it) = it { Some(it.verb) } else { None }));
    // Every strip is shown while it waits and once it takes its key.
    let ready = |it: &Strip| it.armed_at_ms <= super::super::fixture::now().ms;
    for wanted in [false, true] {
        all(
            STRIPS,
            open().filter_map(|it| match it {
                Layer::Strip(it) if ready(it) == wanted => Some(it.verb),
                _ => None,
            }),
        );
    }
    all(SCREENS, models.iter().filter_map(|model| model.screens.last()).map(screen));
    all(TABS, models.iter().filter_map(Model::incident_screen).map(|it| tab(&it.tab)));
}

/// The word of a field of the form.
pub fn field_word(of: Field) -> &'static str {
    field(&of)
}

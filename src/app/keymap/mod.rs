//! Keys to actions: sequences, counts, conditions, and the three prefixes with their strip.
//!
//! | file | what it is |
//! |---|---|
//! | `mod` | the keymap, and what a key leads to |
//! | [`context`] | what conditions can ask about |
//! | [`when`] | the language of conditions |
//! | [`allowed`] | which keys may be bound |
//! | [`own`] | a person's keys over the defaults, with every fault at once |
//! | `reach` | whether a binding can ever be reached |

pub mod allowed;
pub mod context;
pub mod own;
mod reach;
pub mod when;

use std::sync::Arc;

pub use self::{context::Context, own::merge, when::When};
use super::{
    action::{Action, Place, Spec, TABLE},
    key::{Code, Key},
};

/// What a sequence of keys means.
#[derive(Debug, Clone)]
pub struct Keymap {
    /// Those without a condition.
    bindings: Vec<Binding>,
    /// Those with one, in the order of the file: tried first.
    conditional: Vec<Binding>,
    /// Actions that conditions ask about.
    asks: Vec<Action>,
}

/// What a binding does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// An action of the table.
    Action(Action),
    /// A line as behind `:`.
    Run(Arc<str>),
}

impl Does {
    /// The name of the action, or the line.
    pub fn name(&self) -> &str {
        match self {
            Self::Action(action) => action.spec().name,
            Self::Run(line) => line,
        }
    }
}

/// One sequence and what it does.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The keys, one or two.
    pub keys: Vec<Key>,
    /// What they do.
    pub does: Does,
    /// Where.
    pub place: Place,
    /// Under which condition.
    pub when: Option<When>,
    /// Its line in `keys.toml`; `None` is a default.
    pub line: Option<usize>,
}

impl Binding {
    /// Whether its keys are taken now.
    pub fn holds(&self, now: &Context) -> bool {
        now.screen.places().contains(&self.place) && self.when.as_ref().is_none_or(|when| when.holds(now))
    }

    /// The keys as help writes them.
    pub fn written(&self) -> String {
        write(&self.keys)
    }
}

/// A sequence or count begun.
#[derive(Debug, Clone, Default)]
pub struct KeyState {
    /// Keys of a sequence so far: one of the prefixes.
    pub sequence: Vec<Key>,
    /// `5` of `5j`; 0 is none.
    pub count: u32,
}

/// What a key led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A sequence or a count has begun; the strip shows how it can go on.
    Begun,
    /// Do this, so many times (`None` is without a count).
    Do(Action, Option<u32>),
    /// Do this line, as if it were typed behind `:`.
    Run(Arc<str>, Option<u32>),
    /// Nothing is bound to it.
    Unbound,
}

/// The keys that begin a sequence: go to, tab of this incident, copy. Nothing else does.
pub const PREFIXES: [char; 3] = ['g', '\'', 'y'];

impl Default for Keymap {
    fn default() -> Self {
        let bindings = TABLE
            .iter()
            .flat_map(|spec| spec.keys.iter().map(move |keys| (spec, *keys)))
            .filter_map(|(spec, keys)| Some(bind(spec, Key::parse_sequence(keys)?)))
            .collect();
        Self { bindings, conditional: Vec::new(), asks: Vec::new() }
    }
}

fn bind(spec: &Spec, keys: Vec<Key>) -> Binding {
    Binding { keys, does: Does::Action(spec.action), place: spec.place, when: None, line: None }
}

impl Keymap {
    /// Every binding; those with a condition come first, as they are tried.
    pub fn bindings(&self) -> impl Iterator<Item = &Binding> {
        self.conditional.iter().chain(&self.bindings)
    }

    /// Notes which actions conditions ask about.
    fn conclude(&mut self) {
        for binding in &self.conditional {
            for atom in binding.when.iter().flat_map(When::atoms) {
                if let when::Atom::Can(action) = atom
                    && !self.asks.contains(action)
                {
                    self.asks.push(*action);
                }
            }
        }
    }

    /// The actions that conditions ask about ([`crate::app::may::context()`]).
    pub fn asks(&self) -> &[Action] {
        &self.asks
    }

    /// The keys of an action as help writes them.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        let wanted = Does::Action(action);
        self.bindings
            .iter()
            .chain(&self.conditional)
            .filter(|b| b.does == wanted)
            .map(Binding::written)
            .collect()
    }

    /// What to press for an action, for a sentence that says so: its first keys as they are bound, those without a
    /// condition before others, or its name behind `:` when it has none.
    pub fn key(&self, action: Action) -> String {
        let action = if matches!(action, Action::View(_)) { Action::View(1) } else { action };
        let wanted = Does::Action(action);
        let bound = self.bindings.iter().chain(&self.conditional).find(|b| b.does == wanted);
        bound.map_or_else(|| format!(":{}", action.spec().name), Binding::written)
    }

    /// The first keys that do this action now: not those that something more particular takes.
    pub fn key_now(&self, action: Action, now: &Context) -> Option<String> {
        let wanted = Does::Action(action);
        let does = |b: &&Binding| {
            b.does == wanted && self.at(&b.keys, now).is_some_and(|found| found.does == wanted)
        };
        self.bindings.iter().chain(&self.conditional).find(does).map(Binding::written)
    }

    /// What these keys do now.
    pub fn at(&self, keys: &[Key], now: &Context) -> Option<&Binding> {
        let particular = self.conditional.iter().find(|b| b.keys == keys && b.holds(now));
        particular.or_else(|| {
            now.screen
                .places()
                .iter()
                .find_map(|place| self.bindings.iter().find(|b| b.place == *place && b.keys == keys))
        })
    }

    /// What `key` does also while something is being typed: stopping the program and painting anew, on Ctrl keys only,
    /// because any other key is text there.
    pub fn while_typing(&self, key: Key) -> Option<Action> {
        self.bindings.iter().filter(|b| key.ctrl && b.keys == [key]).find_map(|b| match b.does {
            Does::Action(action @ (Action::Suspend | Action::Redraw)) => Some(action),
            _ => None,
        })
    }

    /// How a begun sequence can go on now, in the order of the table; own lines come last.
    pub fn continuations(&self, begun: &[Key], now: &Context) -> Vec<(String, Does)> {
        let mut ways: Vec<(String, Does)> = Vec::new();
        let goes_on = |b: &&Binding| b.keys.len() > begun.len() && b.keys.starts_with(begun) && b.holds(now);
        for b in self.bindings.iter().chain(&self.conditional).filter(goes_on) {
            let Some(does) = self.at(&b.keys, now).map(|b| b.does.clone()) else { continue };
            let keys = write(&b.keys[begun.len()..]);
            if ways.iter().all(|(k, _)| *k != keys) {
                ways.push((keys, does));
            }
        }
        ways
    }

    /// Takes a key.
    pub fn step(&self, state: &mut KeyState, key: Key, now: &Context) -> Step {
        let plain = !key.ctrl && !key.alt;
        if let ([first], Code::Char(c @ '1'..='9')) = (&*state.sequence, key.code)
            && *first == Key::char('g')
            && plain
            && now.screen.places().contains(&Place::Board)
        {
            *state = KeyState::default();
            return Step::Do(Action::View(c as u8 - b'0'), None);
        }
        if let (true, true, Code::Char(c)) = (state.sequence.is_empty(), plain, key.code)
            && let Some(digit) = c.to_digit(10).filter(|d| *d > 0 || state.count > 0)
        {
            state.count = (state.count * 10 + digit).min(9_999);
            return Step::Begun;
        }
        state.sequence.push(key);
        if let Some(found) = self.at(&state.sequence, now) {
            let count = (state.count > 0).then_some(state.count);
            *state = KeyState::default();
            return match &found.does {
                Does::Action(action) => Step::Do(*action, count),
                Does::Run(line) => Step::Run(Arc::clone(line), count),
            };
        }
        let begins = |b: &Binding| b.keys.len() > state.sequence.len() && b.keys.starts_with(&state.sequence);
        if self.bindings().any(begins) {
            return Step::Begun;
        }
        *state = KeyState::default();
        Step::Unbound
    }
}

/// The action of this name; `view 3` is the third view.
pub fn action_named(name: &str) -> Option<Action> {
    match name.strip_prefix("view ").map(str::parse) {
        Some(Ok(n @ 1..=9)) => Some(Action::View(n)),
        _ => Action::named(name),
    }
}

/// The word of `words` that was probably meant.
fn nearest<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let length = typed.chars().count();
    words
        .filter_map(|word| {
            let distance = strsim::osa_distance(&typed, &word.to_lowercase());
            let begins = length >= 3 && word.to_lowercase().starts_with(&typed);
            (begins || distance <= (length / 3).max(1) && distance < length.min(word.len()))
                .then_some((distance, word))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

fn write(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests;

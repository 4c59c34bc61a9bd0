//! Keys to actions: sequences, counts, and the three prefixes with their strip.

use super::{
    action::{Action, Place, Spec, TABLE},
    key::{Code, Key},
};

/// What a sequence of keys means.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// One sequence and its action.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The keys, one or two.
    pub keys: Vec<Key>,
    /// What they do.
    pub action: Action,
    /// Where.
    pub place: Place,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A sequence or a count has begun; the strip shows how it can go on.
    Begun,
    /// Do this, so many times (`None` is without a count).
    Do(Action, Option<u32>),
    /// Nothing is bound to it.
    Unbound,
}

/// The keys that begin a sequence: go to, tab of this incident, copy. Nothing else does.
pub const PREFIXES: [char; 3] = ['g', '\'', 'y'];

/// Why a line of `keys.toml` cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No action has this name.
    #[error("no action is called `{0}`")]
    NoAction(String),
    /// The key cannot be read.
    #[error("`{0}` is no key: write j, Ctrl-d, Space, Enter, F5, or a prefix (g ' y) and a key")]
    NoKey(String),
    /// Two actions of one place want the same keys.
    #[error("`{keys}` is bound to both `{first}` and `{second}`")]
    Twice {
        /// The keys as written.
        keys: String,
        /// An action.
        first: &'static str,
        /// Another.
        second: &'static str,
    },
    /// A key would be both a verb and the beginning of a sequence.
    #[error("`{0}` begins sequences: bind another key, or one after it")]
    Prefix(String),
    /// A digit is a count and nothing else.
    #[error("`{0}`: digits are counts and nothing else")]
    Digit(String),
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = TABLE
            .iter()
            .flat_map(|spec| spec.keys.iter().map(move |keys| (spec, *keys)))
            .filter_map(|(spec, keys)| Some(bind(spec, Key::parse_sequence(keys)?)))
            .collect();
        Self { bindings }
    }
}

fn bind(spec: &Spec, keys: Vec<Key>) -> Binding {
    Binding { keys, action: spec.action, place: spec.place }
}

impl Keymap {
    /// The defaults with other keys for some actions (`keys.toml`: name = keys). An action named there loses its
    /// default keys.
    ///
    /// # Errors
    /// The place in `changes` of the first one that cannot stand, and why.
    pub fn with<'a>(changes: &[(&'a str, Vec<&'a str>)]) -> Result<Self, (usize, KeymapError)> {
        let mut map = Self::default();
        let named: Vec<Option<Action>> = changes.iter().map(|(name, _)| Action::named(name)).collect();
        // All at once, so that two actions can swap their keys.
        map.bindings.retain(|b| !named.contains(&Some(b.action)));
        for (n, ((name, sequences), action)) in changes.iter().zip(named).enumerate() {
            let action = action.ok_or_else(|| (n, KeymapError::NoAction((*name).to_owned())))?;
            for text in sequences {
                let keys =
                    Key::parse_sequence(text).ok_or_else(|| (n, KeymapError::NoKey((*text).to_owned())))?;
                map.check(&keys, text, action).map_err(|e| (n, e))?;
                map.bindings.push(bind(action.spec(), keys));
            }
        }
        Ok(map)
    }

    fn check(&self, keys: &[Key], text: &str, action: Action) -> Result<(), KeymapError> {
        let begins = |k: &Key| PREFIXES.iter().any(|p| *k == Key::char(*p));
        match keys {
            [Key { code: Code::Char('0'..='9'), ctrl: false, .. }] => {
                return Err(KeymapError::Digit(text.to_owned()));
            }
            [one] if begins(one) => return Err(KeymapError::Prefix(text.to_owned())),
            [first, _] if begins(first) => {}
            [_] => {}
            _ => return Err(KeymapError::NoKey(text.to_owned())),
        }
        let spec = action.spec();
        // What the table itself gives to a particular place may stand before what is everywhere.
        let own = spec.keys.iter().any(|k| Key::parse_sequence(k).as_deref() == Some(keys));
        let in_the_way = |b: &&Binding| {
            b.keys == keys && if own { overlap(b.place, spec.place) } else { meet(b.place, spec.place) }
        };
        match self.bindings.iter().find(in_the_way) {
            Some(other) => Err(KeymapError::Twice {
                keys: text.to_owned(),
                first: other.action.spec().name,
                second: spec.name,
            }),
            None => Ok(()),
        }
    }

    /// The keys of an action as help writes them.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        self.bindings.iter().filter(|b| b.action == action).map(|b| write(&b.keys)).collect()
    }

    /// What `key` does also while something is being typed: stopping the program and painting anew, on Ctrl keys only,
    /// because any other key is text there.
    pub fn while_typing(&self, key: Key) -> Option<Action> {
        let is_meant = |b: &&Binding| {
            key.ctrl && b.keys == [key] && matches!(b.action, Action::Suspend | Action::Redraw)
        };
        self.bindings.iter().find(is_meant).map(|b| b.action)
    }

    /// How a begun sequence can go on, in the order of the table.
    pub fn continuations(&self, begun: &[Key], places: &[Place]) -> Vec<(String, &'static Spec)> {
        self.bindings
            .iter()
            .filter(|b| b.keys.len() > begun.len() && b.keys.starts_with(begun) && places.contains(&b.place))
            .map(|b| (write(&b.keys[begun.len()..]), b.action.spec()))
            .collect()
    }

    /// Takes a key in a place; `places` lists the most particular one first.
    pub fn step(&self, state: &mut KeyState, key: Key, places: &[Place]) -> Step {
        let plain = !key.ctrl && !key.alt;
        if let ([first], Code::Char(c @ '1'..='9')) = (&*state.sequence, key.code)
            && *first == Key::char('g')
            && plain
            && places.contains(&Place::Board)
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
        let found = places.iter().find_map(|place| {
            self.bindings.iter().find(|b| b.place == *place && b.keys == state.sequence).map(|b| b.action)
        });
        if let Some(action) = found {
            let count = (state.count > 0).then_some(state.count);
            *state = KeyState::default();
            return Step::Do(action, count);
        }
        if self
            .bindings
            .iter()
            .any(|b| b.keys.len() > state.sequence.len() && b.keys.starts_with(&state.sequence))
        {
            return Step::Begun;
        }
        *state = KeyState::default();
        Step::Unbound
    }
}

/// Whether keys of these two places can be pressed on the same screen with the same rank.
fn overlap(a: Place, b: Place) -> bool {
    a == b
}

/// Whether keys of these two places can be pressed on the same screen at all: one of them would be taken away without
/// a word, and `j` might acknowledge.
fn meet(a: Place, b: Place) -> bool {
    overlap(a, b)
        || a == Place::Everywhere
        || b == Place::Everywhere
        || matches!(
            (a, b),
            (Place::Incident, Place::Board | Place::Detail) | (Place::Board | Place::Detail, Place::Incident)
        )
}

fn write(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOARD: [Place; 3] = [Place::Board, Place::Incident, Place::Everywhere];

    fn press(text: &str) -> Step {
        let (map, mut state) = (Keymap::default(), KeyState::default());
        Key::parse_sequence(text)
            .into_iter()
            .flatten()
            .map(|k| map.step(&mut state, k, &BOARD))
            .last()
            .expect("at least one key")
    }

    #[test]
    fn every_default_key_can_be_read_and_is_free() {
        let map = Keymap::default();
        let wanted: usize = TABLE.iter().map(|s| s.keys.len()).sum();
        assert_eq!(map.bindings.len(), wanted, "a default key cannot be read");
        for (n, a) in map.bindings.iter().enumerate() {
            for b in &map.bindings[n + 1..] {
                assert!(
                    a.keys != b.keys || a.place != b.place,
                    "{:?} and {:?} share {:?}",
                    a.action,
                    b.action,
                    a.keys
                );
            }
            let first = a.keys[0];
            let is_prefix = PREFIXES.iter().any(|p| first == Key::char(*p));
            assert_eq!(a.keys.len() == 2, is_prefix, "{:?}: no key is both a verb and a prefix", a.keys);
        }
    }

    #[test]
    fn names_are_unique() {
        for (n, a) in TABLE.iter().enumerate() {
            assert!(TABLE[n + 1..].iter().all(|b| a.name != b.name), "{}", a.name);
        }
    }

    #[test]
    fn sequences_and_counts() {
        assert_eq!(press("gg"), Step::Do(Action::Top, None));
        assert_eq!(press("5j"), Step::Do(Action::Down, Some(5)));
        assert_eq!(press("10j"), Step::Do(Action::Down, Some(10)));
        assert_eq!(press("g3"), Step::Do(Action::View(3), None));
        assert_eq!(press("g"), Step::Begun);
        assert_eq!(press("g!"), Step::Unbound);
        assert_eq!(press("'t"), Step::Do(Action::Timeline, None));
    }

    #[test]
    fn a_particular_place_comes_before_everywhere() {
        let (map, mut state) = (Keymap::default(), KeyState::default());
        let outbox = [Place::Outbox, Place::Everywhere];
        assert_eq!(map.step(&mut state, Key::char('R'), &outbox), Step::Do(Action::Retry, None));
        assert_eq!(map.step(&mut state, Key::char('R'), &BOARD), Step::Do(Action::Refresh, None));
    }

    #[test]
    fn bad_bindings_are_refused_with_the_reason() {
        let with =
            |name, keys: &'static str| Keymap::with(&[(name, vec![keys])]).map(|_| ()).map_err(|(_, e)| e);
        assert_eq!(with("frob", "x"), Err(KeymapError::NoAction("frob".into())));
        assert_eq!(with("ack", "g"), Err(KeymapError::Prefix("g".into())));
        assert_eq!(with("ack", "7"), Err(KeymapError::Digit("7".into())));
        assert_eq!(with("ack", "abc"), Err(KeymapError::NoKey("abc".into())));
        assert_eq!(
            with("ack", "n"),
            Err(KeymapError::Twice { keys: "n".into(), first: "note", second: "ack" })
        );
        // On another rank, but on the same screen: `j` must not begin to acknowledge.
        let twice = |keys: &str, first, second| Err(KeymapError::Twice { keys: keys.into(), first, second });
        assert_eq!(with("ack", "j"), twice("j", "down", "ack"));
        assert_eq!(with("ack", "/"), twice("/", "filter", "ack"));
        assert_eq!(with("refresh", "a"), twice("a", "ack", "refresh"));
        assert_eq!(with("retry", "R"), Ok(()), "as the table has it");
        assert_eq!(with("retry", "a"), Ok(()), "never on the same screen");
        assert_eq!(with("ack", "W"), Ok(()));
        let swapped = Keymap::with(&[("ack", vec!["n"]), ("note", vec!["a"])]).expect("a swap");
        assert_eq!(swapped.keys_of(Action::Note), ["a"]);
    }
}

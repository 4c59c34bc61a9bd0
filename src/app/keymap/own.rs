//! A person's own keys over the defaults: what `keys.toml` wishes becomes a keymap, and every fault of it is told at
//! once, each with its place. A part of [`super`].

use std::ops::Range;

use super::{Binding, Does, Keymap, action_named, allowed, nearest, reach::reached, when::When};
use crate::{
    app::{
        action::{Action, Place, TABLE},
        key::Key,
    },
    domain::wish::{Spot, Wanted, Wish},
};

/// Something wrong with a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the file, in bytes.
    pub span: Range<usize>,
    /// What is wrong.
    pub words: String,
    /// What to write instead.
    pub instead: Option<String>,
    /// It can stand, and should be known.
    pub warning: bool,
}

/// A keymap, and all that is wrong with the wishes it was made of. With a fault that is no warning it is not to be
/// used.
#[derive(Debug)]
pub struct Merged {
    /// The keys.
    pub keymap: Keymap,
    /// In the order of the file.
    pub faults: Vec<Fault>,
}

impl Merged {
    /// Whether the keymap can be used.
    pub fn is_right(&self) -> bool {
        self.faults.iter().all(|f| f.warning)
    }
}

/// The defaults with these wishes laid over them.
pub fn merge(wishes: &[Wish]) -> Merged {
    let mut merging = Merging { map: Keymap::default(), faults: Vec::new() };
    let named: Vec<Option<Does>> = wishes.iter().map(|w| merging.does(w)).collect();
    // All at once, so that two actions can swap their keys.
    let replaced: Vec<Action> = wishes
        .iter()
        .zip(&named)
        .filter_map(|(w, does)| match (&w.wanted, does) {
            (Wanted::Keys { add: false, .. }, Some(Does::Action(action))) => Some(*action),
            _ => None,
        })
        .collect();
    // Esc and Ctrl-c stay what they are, whatever else their actions are given.
    let stays = |b: &Binding| matches!(&*b.keys, [k] if *k == Key::plain(crate::app::key::Code::Esc) || *k == Key::ctrl('c'));
    merging.map.bindings.retain(|b| stays(b) || !matches!(b.does, Does::Action(a) if replaced.contains(&a)));
    for (wish, does) in wishes.iter().zip(named) {
        merging.wish(wish, does.as_ref());
    }
    let given: Vec<(Action, Range<usize>)> = wishes
        .iter()
        .filter_map(|w| match &w.wanted {
            Wanted::Keys { action, .. } => Some((action_named(&action.text)?, action.span.clone())),
            _ => None,
        })
        .collect();
    merging.shadows(wishes);
    merging.lost(&given);
    merging.map.conclude();
    merging.faults.sort_by_key(|f| (f.span.start, f.warning));
    Merged { keymap: merging.map, faults: merging.faults }
}

struct Merging {
    map: Keymap,
    faults: Vec<Fault>,
}

impl Merging {
    fn fault(&mut self, span: &Range<usize>, words: impl Into<String>, instead: Option<String>) {
        self.faults.push(Fault { span: span.clone(), words: words.into(), instead, warning: false });
    }

    fn warn(&mut self, span: &Range<usize>, words: impl Into<String>, instead: Option<String>) {
        self.faults.push(Fault { span: span.clone(), words: words.into(), instead, warning: true });
    }

    /// What a wish wants done.
    fn does(&mut self, wish: &Wish) -> Option<Does> {
        match &wish.wanted {
            Wanted::Keys { action: name, .. } | Wanted::Action(name) => {
                let found = action_named(&name.text).map(Does::Action);
                if found.is_none() {
                    let near = nearest(&name.text, TABLE.iter().map(|s| s.name));
                    let instead = near.map_or_else(
                        || "`watchfloor keys` lists them all".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.fault(&name.span, format!("no action is called `{}`", name.text), Some(instead));
                }
                found
            }
            Wanted::Run(line) => {
                let text = line.text.trim().trim_start_matches(':').trim_start();
                let text = text.strip_prefix("watchfloor ").unwrap_or(text);
                if text.is_empty() || text.contains('\n') {
                    let instead = "write one, as behind `:`, for example ack --note 'on it'".to_owned();
                    self.fault(&line.span, "this is no line of a command", Some(instead));
                    return None;
                }
                Some(Does::Run(text.into()))
            }
        }
    }

    fn wish(&mut self, wish: &Wish, does: Option<&Does>) {
        let when = wish.when.as_ref().and_then(|spot| match When::parse(&spot.text) {
            Ok(when) => Some(when),
            Err(e) => {
                // The quotation mark stands before the text, where the file's span has room for one.
                let quote = usize::from(spot.span.len() > spot.text.len());
                let start = spot.span.start + quote + e.at;
                self.fault(&(start..start + e.len), e.words, e.instead);
                None
            }
        });
        if wish.when.is_some() && when.is_none() {
            return;
        }
        for spot in &wish.keys {
            let read = match allowed::read(&spot.text) {
                Ok(read) => read,
                Err(e) => {
                    // The table's own keys may be named again: `quit = ["Ctrl-c"]`.
                    if !self.is_default(&spot.text, does) {
                        self.fault(&spot.span, e.words, e.instead);
                    }
                    continue;
                }
            };
            let Some(does) = does.cloned() else { continue };
            if let Some(doubt) = read.doubt {
                self.warn(&spot.span, doubt, Some("it may not arrive everywhere".to_owned()));
            }
            let place = match &does {
                Does::Action(action) => action.spec().place,
                Does::Run(_) => Place::Everywhere,
            };
            let binding = Binding { keys: read.keys, does, place, when: when.clone(), line: Some(wish.line) };
            if binding.when.is_some() {
                self.map.conditional.push(binding);
            } else {
                self.plain(spot, binding);
            }
        }
    }

    fn is_default(&self, text: &str, does: Option<&Does>) -> bool {
        let keys = Key::parse_sequence(text);
        self.map.bindings.iter().any(|b| Some(&b.does) == does && Some(&b.keys) == keys.as_ref())
    }

    /// A binding without a condition: nothing else may want its keys on the same screen.
    fn plain(&mut self, spot: &Spot, binding: Binding) {
        // What the table itself gives to a particular place may stand before what is everywhere.
        let own = match &binding.does {
            Does::Action(action) => {
                action.spec().keys.iter().any(|k| Key::parse_sequence(k).as_deref() == Some(&*binding.keys))
            }
            Does::Run(_) => false,
        };
        let in_the_way = |b: &&Binding| {
            b.keys == binding.keys
                && if own { b.place == binding.place } else { meet(b.place, binding.place) }
        };
        let Some(other) = self.map.bindings.iter().find(in_the_way) else {
            self.map.bindings.push(binding);
            return;
        };
        if other.does == binding.does {
            self.warn(
                &spot.span,
                format!("`{}` does that already", spot.text),
                Some("take it out".to_owned()),
            );
            return;
        }
        let whose = match (other.line, &other.does) {
            (Some(line), does) => format!("`{}` in line {line}", does.name()),
            (None, does) => format!("`{}` by default", does.name()),
        };
        let instead = match &other.does {
            Does::Action(action) => {
                let name = action.spec().name;
                format!("give `{name}` another key ({name} = [\"…\"], or [] for none), or this one a `when`")
            }
            Does::Run(_) => "take one of the two out, or give it a `when`".to_owned(),
        };
        let words = format!("`{}` is bound to {whose} and here to `{}`", spot.text, binding.does.name());
        self.fault(&spot.span, words, Some(instead));
    }

    /// Own bindings that nothing can reach.
    fn shadows(&mut self, wishes: &[Wish]) {
        let span_of = |b: &Binding| -> Range<usize> {
            wishes
                .iter()
                .find(|w| Some(w.line) == b.line)
                .and_then(|w| w.when.as_ref().or(w.keys.first()))
                .map_or(0..0, |s| s.span.clone())
        };
        let mut told = Vec::new();
        for (n, b) in self.map.conditional.iter().enumerate() {
            let earlier: Vec<&Binding> =
                self.map.conditional[..n].iter().filter(|e| e.keys == b.keys).collect();
            if reached(b, &earlier) {
                continue;
            }
            let words = if reached(b, &[]) {
                let line = earlier.iter().find_map(|e| e.line.filter(|_| shares(e, b))).unwrap_or(0);
                format!("`{}` never comes here: line {line} holds whenever this does", super::write(&b.keys))
            } else {
                let place = b.place.word();
                format!(
                    "this can never hold: `{}` is taken {place}, and no moment answers the condition",
                    b.does.name()
                )
            };
            told.push((span_of(b), words));
        }
        for (span, words) in told {
            self.fault(
                &span,
                words,
                Some("write the more particular one first, or take this one out".to_owned()),
            );
        }
        let taken: Vec<(Range<usize>, String)> = self
            .map
            .bindings
            .iter()
            .filter(|b| b.line.is_some())
            .filter_map(|b| {
                let earlier: Vec<&Binding> =
                    self.map.conditional.iter().filter(|e| e.keys == b.keys).collect();
                (!earlier.is_empty() && !reached(b, &earlier)).then(|| {
                    (
                        span_of(b),
                        format!(
                            "`{}` never comes here: the ones with `when` hold always",
                            super::write(&b.keys)
                        ),
                    )
                })
            })
            .collect();
        for (span, words) in taken {
            self.fault(&span, words, Some("take it out".to_owned()));
        }
    }

    /// Actions that had a key and have none now.
    fn lost(&mut self, given: &[(Action, Range<usize>)]) {
        for spec in TABLE.iter().filter(|s| !s.keys.is_empty()) {
            let left = self.map.bindings.iter().any(|b| {
                b.does == Does::Action(spec.action)
                    && reached(
                        b,
                        &self.map.conditional.iter().filter(|e| e.keys == b.keys).collect::<Vec<_>>(),
                    )
            }) || self.map.conditional.iter().any(|b| b.does == Does::Action(spec.action));
            if left {
                continue;
            }
            let span = given.iter().find(|(a, _)| *a == spec.action).map_or(0..0, |(_, span)| span.clone());
            let words = format!("`{}` has no key now", spec.name);
            let palette = self.map.bindings.iter().any(|b| b.does == Does::Action(Action::Palette));
            let instead =
                if palette { "it is still there behind `:`" } else { "and the palette has none either" };
            self.warn(&span, words, Some(instead.to_owned()));
        }
    }
}

/// Whether both can hold at the same moment.
fn shares(a: &Binding, b: &Binding) -> bool {
    !reached(b, &[a]) || meet(a.place, b.place)
}

/// Whether keys of these two places can be pressed on the same screen: one of them would be taken away without a word,
/// and `j` might acknowledge.
fn meet(a: Place, b: Place) -> bool {
    super::context::ScreenWord::ALL.iter().any(|s| s.places().contains(&a) && s.places().contains(&b))
}

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;

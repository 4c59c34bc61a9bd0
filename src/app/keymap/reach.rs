//! Whether a binding can ever be reached: is there a moment at which it holds and no earlier one does? A part of
//! [`super`].
//!
//! The words of the conditions in question are tried out, all of them, with what excludes what: one screen at a time,
//! one state, one source, nobody's own without an owner.

use super::{
    Binding,
    context::{Context, Fact, ScreenWord},
    when::Atom,
};
use crate::{app::action::Action, domain::State};

/// Yes-or-no words that are tried out; conditions with more of them are taken as reachable.
const MOST: usize = 12;

/// Whether `binding` holds at some moment at which none of `earlier` does, which have the same keys.
pub fn reached(binding: &Binding, earlier: &[&Binding]) -> bool {
    let mut atoms: Vec<&Atom> = Vec::new();
    for b in earlier.iter().copied().chain([binding]) {
        for atom in b.when.iter().flat_map(super::When::atoms) {
            if !atoms.contains(&atom) {
                atoms.push(atom);
            }
        }
    }
    let mut states: Vec<Option<State>> = vec![None];
    let mut sources: Vec<Option<String>> = vec![None];
    let (mut facts, mut cans): (Vec<Fact>, Vec<Action>) = (Vec::new(), Vec::new());
    for atom in atoms {
        match atom {
            Atom::Fact(fact) => facts.push(*fact),
            Atom::Source(name) => sources.push(Some(name.clone())),
            Atom::State(_) if states.len() == 1 => states.extend(State::ALL.map(Some)),
            Atom::Screen(_) | Atom::State(_) => {}
            Atom::Can(action) => cans.push(*action),
        }
    }
    let flags = facts.len() + cans.len();
    if flags > MOST {
        return true;
    }
    for screen in ScreenWord::ALL {
        for (state, source) in states.iter().flat_map(|s| sources.iter().map(move |o| (*s, o.clone()))) {
            for bits in 0..1_usize << flags {
                let mut now = Context::new(screen);
                (now.state, now.source) = (state, source.clone());
                for (n, fact) in facts.iter().enumerate() {
                    if bits & (1 << n) != 0 {
                        now.set(*fact);
                    }
                }
                now.can = cans
                    .iter()
                    .enumerate()
                    .map(|(n, a)| (*a, bits & (1 << (facts.len() + n)) != 0))
                    .collect();
                if possible(&now, &facts) && binding.holds(&now) && !earlier.iter().any(|b| b.holds(&now)) {
                    return true;
                }
            }
        }
    }
    false
}

/// Whether the facts that were tried out can be so together.
fn possible(now: &Context, tried: &[Fact]) -> bool {
    let is = |fact| now.is(&Atom::Fact(fact));
    let no_incident = !matches!(now.screen, ScreenWord::Board | ScreenWord::Incident | ScreenWord::Triage);
    let of_an_incident = [Fact::Owned, Fact::Mine, Fact::Acked, Fact::Major];
    !(no_incident && (now.state.is_some() || now.source.is_some() || of_an_incident.into_iter().any(is)))
        && !(is(Fact::Mine) && tried.contains(&Fact::Owned) && !is(Fact::Owned))
        && !(is(Fact::OnGroup)
            && (now.screen != ScreenWord::Board || tried.contains(&Fact::Grouped) && !is(Fact::Grouped)))
}

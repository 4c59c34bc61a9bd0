//! `p`: the matrix itself as the picker.

use super::{able, ask, incidents};
use crate::{
    app::{
        effect::Effect,
        entry::Entry,
        key::{Code, Key},
        model::{
            Model, Now,
            layer::Layer,
            menu::{Digit, MatrixPick},
        },
        update::forms,
    },
    backend::{Target, Verb},
    domain::{Incident, Priority, matrix::Matrix},
    text::Opaque,
};

/// A reason has at least so many characters.
const REASON: usize = 5;

/// Opens it on the cell where the first one stands.
pub fn open(model: &mut Model, now: Now, targets: Vec<Target>) {
    let probe = Verb::Priority { impact: None, urgency: None, set: None, clear: false, reason: None };
    let targets = able(model, now, targets, &probe);
    let Some(incident) = targets.first().and_then(|t| model.held(&t.id)) else { return };
    let matrix = &model.practice(&incident.source).matrix;
    let at = cell(incident, matrix);
    let major = incident.detail.record.major.is_some();
    let pick = MatrixPick { targets, at, set: None, digit: Digit::Impact, major, reason: None };
    model.layer = Some(Layer::Matrix(pick));
}

/// Where it stands: its impact and urgency, else the first cell of its priority.
fn cell(incident: &Incident, matrix: &Matrix) -> (u8, u8) {
    let own = incident.detail.impact.zip(incident.detail.urgency);
    let all = || (1..=matrix.impacts()).flat_map(|i| (1..=matrix.urgencies()).map(move |u| (i, u)));
    own.filter(|(i, u)| matrix.priority(*i, *u).is_some())
        .or_else(|| all().find(|(i, u)| matrix.priority(*i, *u) == Some(incident.priority)))
        .unwrap_or((1, 1))
}

/// What it would be with what is chosen.
pub fn chosen(model: &Model, pick: &MatrixPick) -> Option<Priority> {
    let matrix = &model.practice(&pick.targets.first()?.source).matrix;
    pick.set.or_else(|| matrix.priority(pick.at.0, pick.at.1))
}

/// A key in it.
pub fn key(model: &mut Model, now: Now, mut pick: MatrixPick, key: Key, fx: &mut Vec<Effect>) {
    if let Some(reason) = &mut pick.reason {
        match key.code {
            Code::Esc => pick.reason = None,
            Code::Enter => return send(model, now, pick, fx),
            _ => {
                forms::edit(model, now, reason, key, "reason", fx);
            }
        }
        model.layer = Some(Layer::Matrix(pick));
        return;
    }
    let Some(matrix) = pick.targets.first().map(|t| &model.practice(&t.source).matrix) else { return };
    let (most_i, most_u) = (matrix.impacts(), matrix.urgencies());
    let (i, u) = pick.at;
    let go = |pick: &mut MatrixPick, i: u8, u: u8| {
        pick.at = (i.clamp(1, most_i.max(1)), u.clamp(1, most_u.max(1)));
        pick.set = None;
        pick.digit = Digit::Impact;
    };
    match key.code {
        Code::Esc => return,
        Code::Enter => return send(model, now, pick, fx),
        Code::Up | Code::Char('k') => go(&mut pick, i.saturating_sub(1), u),
        Code::Down | Code::Char('j') => go(&mut pick, i + 1, u),
        Code::Left | Code::Char('h') => go(&mut pick, i, u.saturating_sub(1)),
        Code::Right | Code::Char('l') => go(&mut pick, i, u + 1),
        Code::Char('M') => pick.major = !pick.major,
        Code::Char('=' | 'o') => pick.digit = Digit::Set,
        Code::Char(c @ '1'..='9') => {
            let digit = c as u8 - b'0';
            match pick.digit {
                Digit::Impact if digit <= most_i => {
                    go(&mut pick, digit, u);
                    pick.digit = Digit::Urgency;
                }
                Digit::Urgency if digit <= most_u => go(&mut pick, i, digit),
                Digit::Set if digit <= 5 => {
                    pick.set = Priority::new(digit);
                    pick.digit = Digit::Impact;
                }
                Digit::Set => model.say("a priority is a digit from 1 to 5", now),
                Digit::Impact => model.say(&format!("impact goes from 1 to {most_i}"), now),
                Digit::Urgency => model.say(&format!("urgency goes from 1 to {most_u}"), now),
            }
        }
        _ => {}
    }
    model.layer = Some(Layer::Matrix(pick));
}

/// Why a reason is needed, if it is.
pub fn needs_reason(model: &Model, pick: &MatrixPick) -> Option<&'static str> {
    let chosen = chosen(model, pick)?;
    let held = incidents(model, &pick.targets);
    if held.iter().any(|i| i.priority < chosen) {
        Some("why lower?")
    } else if pick.set.is_some() && held.iter().any(|i| i.priority != chosen) {
        Some("why not the matrix?")
    } else if !pick.major && held.iter().any(|i| i.detail.record.major.is_some()) {
        Some("why no major any more?")
    } else {
        None
    }
}

fn send(model: &mut Model, now: Now, mut pick: MatrixPick, fx: &mut Vec<Effect>) {
    let typed = pick.reason.as_ref().map_or("", |r| r.value().trim()).to_owned();
    if let Some(why) = needs_reason(model, &pick)
        && typed.chars().count() < REASON
    {
        model.say(&format!("{why} Write at least {REASON} characters"), now);
        pick.reason.get_or_insert_with(Entry::default);
        model.layer = Some(Layer::Matrix(pick));
        return;
    }
    let reason = (!typed.is_empty()).then(|| Opaque::new(typed));
    let mut acts = Vec::new();
    for target in &pick.targets {
        let Some(incident) = model.held(&target.id) else { continue };
        let (detail, record) = (&incident.detail, &incident.detail.record);
        let cell = (detail.impact, detail.urgency) != (Some(pick.at.0), Some(pick.at.1));
        let overridden = record.override_.is_some();
        let changes = match pick.set {
            Some(set) => set != incident.priority,
            None => cell || overridden,
        };
        if changes {
            let in_cell = pick.set.is_none() && cell;
            acts.push((
                target.clone(),
                Verb::Priority {
                    impact: in_cell.then_some(pick.at.0),
                    urgency: in_cell.then_some(pick.at.1),
                    set: pick.set,
                    clear: pick.set.is_none() && overridden,
                    reason: reason.clone(),
                },
            ));
        }
        if pick.major != record.major.is_some() {
            acts.push((target.clone(), Verb::Major { on: pick.major, reason: reason.clone() }));
        }
    }
    if acts.is_empty() {
        model.say("it is so already", now);
        return;
    }
    ask(model, now, acts, None, fx);
}

//! What can go wrong in our imaginary company: each scene is one kind of trouble, told once with blanks in it.
//!
//! | file | whose trouble |
//! |---|---|
//! | [`shop`] | what customers see |
//! | [`money`] | what they pay with |
//! | [`data`] | databases, queues, reports |
//! | [`platform`] | machines, networks, certificates, builds |
//! | [`watch`] | what watches the rest, and what is kept safe |
//! | [`workplace`] | what colleagues call the service desk about |
//!
//! Blanks: `{0}` `{1}` `{2}` numbers in the ranges of [`Scene::numbers`], `{region}`, `{host}`, `{office}`, `{team}`,
//! `{ver}` and `{old}` (a version and the one before it). All texts of one incident are filled from the same
//! [`super::fill::Facts`], so what the title says is what the notes speak of.

mod data;
mod money;
mod platform;
mod shop;
mod watch;
mod workplace;

use crate::wire::{Origin, ServiceChangeKind};

/// One kind of trouble.
#[derive(Debug)]
pub(super) struct Scene {
    /// Its name: the label `alertname` of alerts, `category` of what people report.
    pub id: &'static str,
    /// What it hits: an id of the catalogue.
    pub service: &'static str,
    /// How it comes to us and how bad it is.
    pub from: From,
    /// One line; the first is the one that the morning tells.
    pub titles: &'static [&'static str],
    /// The blanks `{0}` and on.
    pub numbers: &'static [Range],
    /// How much `{0}` may grow from one alert to the next.
    pub drift: i64,
    /// What its machines are called; a number follows.
    pub host: &'static str,
    /// What the alert or the caller says at length; no blanks.
    pub about: &'static str,
    /// What responders write, in this order.
    pub notes: &'static [&'static str],
    /// How it ends: a code and what was done. The first one fits what the notes say.
    pub endings: &'static [(&'static str, &'static str)],
    /// What it does when left alone.
    pub nature: Nature,
    /// What may have been changed shortly before.
    pub cause: Option<Cause>,
}

/// How it comes to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// An alert of this severity.
    Alert(&'static str),
    /// Somebody tells the desk: how, impact, urgency.
    Desk(Origin, u8, u8),
}

/// What trouble does when left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// Stays until somebody mends it.
    Stays,
    /// May clear by itself.
    Clears,
    /// Clears and comes back.
    Flaps,
    /// Rings for one machine after another, always as the same trouble.
    Groups,
}

/// A range of whole numbers, `decimals` of whose last digits stand after the point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub low: i64,
    pub high: i64,
    pub decimals: u8,
}

/// A change that precedes trouble.
#[derive(Debug)]
pub(super) struct Cause {
    /// Of what: the service itself or one that it depends on.
    pub service: &'static str,
    /// What kind.
    pub kind: ServiceChangeKind,
    /// One line with blanks.
    pub title: &'static str,
    /// How many minutes before, at least and at most.
    pub minutes: (i64, i64),
}

/// What a scene has unless it says otherwise.
const PLAIN: Scene = Scene {
    id: "",
    service: "",
    from: From::Alert("warning"),
    titles: &[],
    numbers: &[],
    drift: 0,
    host: "node",
    about: "",
    notes: &[],
    endings: &[],
    nature: Nature::Stays,
    cause: None,
};

/// Whole numbers from `low` to `high`.
const fn whole(low: i64, high: i64) -> Range {
    Range { low, high, decimals: 0 }
}

/// Numbers with one decimal: `tenths(12, 34)` is 1.2 to 3.4.
const fn tenths(low: i64, high: i64) -> Range {
    Range { low, high, decimals: 1 }
}

const fn deploy(service: &'static str, title: &'static str, minutes: (i64, i64)) -> Option<Cause> {
    Some(Cause { service, kind: ServiceChangeKind::Deploy, title, minutes })
}

const fn change(
    kind: ServiceChangeKind,
    service: &'static str,
    title: &'static str,
    minutes: (i64, i64),
) -> Option<Cause> {
    Some(Cause { service, kind, title, minutes })
}

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Scene> {
    [shop::SCENES, money::SCENES, data::SCENES, platform::SCENES, watch::SCENES, workplace::SCENES]
        .into_iter()
        .flatten()
}

impl Scene {
    /// 1 to 5, as the ledger computes it.
    pub fn level(&self) -> u8 {
        let (impact, urgency) = self.weight();
        crate::domain::Priority::of(impact, urgency).level()
    }

    /// Impact and urgency.
    pub fn weight(&self) -> (u8, u8) {
        match self.from {
            From::Alert(severity) => crate::domain::priority::from_severity(severity),
            From::Desk(_, impact, urgency) => (impact, urgency),
        }
    }

    /// A code and what was done; where something was noted before, what fits that.
    pub fn ending(&self, noted: bool, rng: &mut fastrand::Rng) -> (&'static str, &'static str) {
        let at = if noted { 0 } else { rng.usize(0..self.endings.len().max(1)) };
        self.endings.get(at).copied().unwrap_or(("fixed", "Fixed."))
    }
}

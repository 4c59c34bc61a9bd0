//! The blanks of a scene: rolled once for each incident, so that title, notes and ending speak of the same thing.

use std::fmt::Write as _;

use fastrand::Rng;

use super::scenes::Scene;
use crate::{
    domain::{Time, time::HOUR},
    text::{Kind, SafeText},
};

/// Where our machines stand.
pub(super) const REGIONS: [&str; 5] = ["eu-west", "eu-north", "us-east", "us-west", "ap-south"];
/// Where our colleagues sit.
pub(super) const OFFICES: [&str; 5] = ["Lisbon", "Stockholm", "Toronto", "Singapore", "Recife"];
/// Who answers for services.
pub(super) const TEAMS: [&str; 5] = ["shop", "payments", "data", "platform", "workplace"];

/// What is true of one incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub numbers: [i64; 3],
    /// Place in [`REGIONS`].
    pub region: usize,
    /// Place in [`OFFICES`].
    pub office: usize,
    pub team: usize,
    /// The machine's number, from 1.
    pub host: u32,
    /// Which of the scene's titles.
    pub variant: usize,
    pub version: [i64; 3],
}

impl Facts {
    /// Rolls all blanks; versions grow with `at`.
    pub fn roll(scene: &Scene, at: Time, rng: &mut Rng) -> Self {
        let mut numbers = [0; 3];
        for (number, range) in numbers.iter_mut().zip(scene.numbers) {
            *number = rng.i64(range.low..=range.high);
        }
        // Most machines stand where most customers are.
        let region = rng.usize(0..8) * rng.usize(0..8) / 12;
        Self {
            numbers,
            region: region.min(REGIONS.len() - 1),
            office: rng.usize(0..OFFICES.len()),
            team: rng.usize(0..TEAMS.len() - 1),
            host: rng.u32(1..=24),
            variant: rng.usize(0..scene.titles.len().max(1)),
            version: version_at(scene, at),
        }
    }

    /// The same machine in the same place, with other numbers, some time later.
    pub fn later(self, scene: &Scene, at: Time, rng: &mut Rng) -> Self {
        let Self { region, host, office, .. } = self;
        Self { region, host, office, ..Self::roll(scene, at, rng) }
    }

    /// It grew: the first number by up to the scene's drift, never past what it can be (97 %).
    pub fn drift(&mut self, scene: &Scene, rng: &mut Rng) {
        if let Some(range) = scene.numbers.first()
            && scene.drift > 0
        {
            let most = range.high + (range.high - range.low) / 10;
            self.numbers[0] = (self.numbers[0] + rng.i64(1..=scene.drift)).min(most);
        }
    }

    /// The line that says what is wrong.
    pub fn title(&self, scene: &Scene) -> SafeText {
        self.text(scene, scene.titles.get(self.variant).copied().unwrap_or_default(), Kind::Line)
    }

    /// `pattern` with its blanks filled.
    pub fn text(&self, scene: &Scene, pattern: &str, kind: Kind) -> SafeText {
        let mut out = String::with_capacity(pattern.len() + 16);
        self.write(scene, pattern, &mut out);
        SafeText::clean(&out, kind)
    }

    /// Appends `pattern` with its blanks filled; an unknown blank stays as it is, which a test finds.
    pub fn write(&self, scene: &Scene, pattern: &str, out: &mut String) {
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            // Writing into a `String` does not fail.
            let _ = match name {
                "0" | "1" | "2" => {
                    let at = usize::from(name.as_bytes()[0] - b'0');
                    let decimals = scene.numbers.get(at).map_or(0, |r| r.decimals);
                    number(self.numbers[at], decimals, out)
                }
                "region" => write!(out, "{}", REGIONS[self.region]),
                "office" => write!(out, "{}", OFFICES[self.office]),
                "team" => write!(out, "{}", TEAMS[self.team]),
                "host" => write!(out, "{}-{:02}", scene.host, self.host),
                "ver" => version(self.version, out),
                "old" => version(before_it(self.version), out),
                unknown => write!(out, "{{{unknown}}}"),
            };
            rest = behind;
        }
        out.push_str(rest);
    }
}

/// The version of what is deployed for this scene at `at`: a new one every eight hours.
fn version_at(scene: &Scene, at: Time) -> [i64; 3] {
    let service = scene.cause.as_ref().map_or(scene.service, |c| c.service);
    let eights = at.unix().max(0) / (8 * HOUR);
    [service.len() as i64 % 5 + 1, eights / 21 % 60 + 1, eights % 21 + 1]
}

/// As people write it: `1,204`, `2.4`.
fn number(value: i64, decimals: u8, out: &mut String) -> std::fmt::Result {
    match (decimals, value) {
        (0, 1_000..) => write!(out, "{},{:03}", value / 1_000, value % 1_000),
        (0, _) => write!(out, "{value}"),
        _ => write!(out, "{}.{}", value / 10, value % 10),
    }
}

fn version([major, minor, patch]: [i64; 3], out: &mut String) -> std::fmt::Result {
    write!(out, "{major}.{minor}.{patch}")
}

fn before_it([major, minor, patch]: [i64; 3]) -> [i64; 3] {
    match (minor, patch) {
        (1, 1) => [major - 1, 60, 21],
        (_, 1) => [major, minor - 1, 21],
        _ => [major, minor, patch - 1],
    }
}

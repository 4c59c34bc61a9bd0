//! Who works here: names we made up, in three parts of the world, so that somebody is always awake.

use fastrand::Rng;

use crate::{
    domain::{Time, time::HOUR},
    text::{Kind, SafeText},
    wire::Person,
};

/// id, team, zone.
type Row = (&'static str, &'static str, &'static str);

/// 07 to 15 UTC.
const EUROPE: &[Row] = &[
    ("ana", "shop", "Europe/Lisbon"),
    ("mira", "data", "Europe/Stockholm"),
    ("piet", "platform", "Europe/Amsterdam"),
    ("tova", "payments", "Europe/Oslo"),
    ("jo", "workplace", "Europe/Dublin"),
];
/// 15 to 23 UTC.
const AMERICAS: &[Row] = &[
    ("dana", "platform", "America/Toronto"),
    ("rafa", "data", "America/Recife"),
    ("casey", "shop", "America/Denver"),
    ("inez", "payments", "America/Mexico_City"),
    ("bo", "workplace", "America/New_York"),
];
/// 23 to 07 UTC.
const ASIA: &[Row] = &[
    ("kenji", "platform", "Asia/Tokyo"),
    ("mei", "shop", "Asia/Singapore"),
    ("arun", "data", "Asia/Kolkata"),
    ("suri", "payments", "Asia/Jakarta"),
];

/// The team of the person at the keyboard, where they are not one of ours.
const MY_TEAM: &str = "platform";

/// How long a shift lasts, in seconds; they begin at 07, 15 and 23 UTC.
const SHIFT: i64 = 8 * HOUR;

/// Somebody on a shift.
#[derive(Debug, Clone)]
struct Player {
    id: SafeText,
    team: &'static str,
}

/// Who plays, without the person at the keyboard: nobody acts in their name.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    shifts: [Vec<Player>; 3],
    people: Vec<Person>,
}

impl Cast {
    /// Everybody; `me` is one of the responders and has no part to play.
    pub fn new(me: &SafeText) -> Self {
        let label = |word: &str| SafeText::clean(word, Kind::Label);
        let mut people = Vec::new();
        let shifts = [EUROPE, AMERICAS, ASIA].map(|rows| {
            let mut shift = Vec::new();
            for (id, team, zone) in rows {
                let mut name = (*id).to_owned();
                name[..1].make_ascii_uppercase();
                people.push(Person {
                    id: label(id),
                    name: Some(label(&name)),
                    email: Some(label(&format!("{id}@example.org"))),
                    phone: None,
                    team: Some(label(team)),
                    time_zone: Some((*zone).to_owned()),
                    vip: false,
                });
                if label(id) != *me {
                    shift.push(Player { id: label(id), team });
                }
            }
            shift
        });
        if !people.iter().any(|p| p.id == *me) {
            people.push(Person { id: me.clone(), team: Some(label(MY_TEAM)), ..Person::default() });
        }
        people.sort_by(|a, b| a.id.cmp(&b.id));
        Self { shifts, people }
    }

    /// The directory, by id.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Who of `team` is on shift at `at`; now and then, and where the team sleeps, a colleague who helps out.
    pub fn on_call(&self, at: Time, team: &str, rng: &mut Rng) -> SafeText {
        let shift = &self.shifts[shift(at)];
        let own = shift.iter().find(|p| p.team == team);
        let helper = &shift[rng.usize(0..shift.len())];
        match own {
            Some(own) if rng.u8(0..10) < 8 => own.id.clone(),
            _ => helper.id.clone(),
        }
    }

    /// Whether `who` is on shift at `at`.
    pub fn is_on_shift(&self, who: &SafeText, at: Time) -> bool {
        self.shifts[shift(at)].iter().any(|p| p.id == *who)
    }
}

/// Which shift it is at `at`.
fn shift(at: Time) -> usize {
    ((at.unix() - 7 * HOUR).rem_euclid(3 * SHIFT) / SHIFT) as usize
}

/// When the shift of `at` ends.
pub(super) fn shift_ends(at: Time) -> Time {
    let into = (at.unix() - 7 * HOUR).rem_euclid(SHIFT);
    at + (SHIFT - into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_always_awake_and_it_is_never_me() {
        let me = SafeText::clean("mira", Kind::Label);
        let cast = Cast::new(&me);
        let mut rng = Rng::with_seed(1);
        let noon = Time::parse("2026-11-23T12:00:00Z").expect("a time");
        for hours in 0..48 {
            for team in ["data", "workplace", "shop", "nobody"] {
                let who = cast.on_call(noon + hours * HOUR, team, &mut rng);
                assert!(who != me && cast.is_on_shift(&who, noon + hours * HOUR));
            }
        }
        assert_eq!(cast.people().len(), 14);
    }

    #[test]
    fn shifts_begin_at_seven_fifteen_and_twenty_three() {
        let at = |t| Time::parse(t).expect("a time");
        assert_eq!(shift_ends(at("2026-11-23T07:00:00Z")), at("2026-11-23T15:00:00Z"));
        assert_eq!(shift_ends(at("2026-11-23T22:59:59Z")), at("2026-11-23T23:00:00Z"));
        assert_eq!(shift_ends(at("2026-11-23T00:30:00Z")), at("2026-11-23T07:00:00Z"));
        let (morning, night) = (shift(at("2026-11-23T08:00:00Z")), shift(at("2026-11-23T03:02:00Z")));
        assert_eq!((morning, night), (0, 2));
    }

    #[test]
    fn a_stranger_at_the_keyboard_joins_the_directory() {
        let cast = Cast::new(&SafeText::clean("zoe", Kind::Label));
        assert_eq!(cast.people().len(), 15);
    }
}

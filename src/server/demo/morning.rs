//! The morning that everybody sees first: 41 open incidents, each at a moment worth looking at.
//!
//! One P1 has a minute and a half to its acknowledgement, two are being worked on; a certificate runs out; a phone call
//! is overdue; some are yours; last week's printer is still there. The seed rolls the numbers, machines, people and
//! minutes.

use fastrand::Rng;

use super::{
    book::{Book, Step},
    cast::{self, Cast},
    deeds::{self, OVER, Over},
    fill::Facts,
    pace::spread,
    scenes::Nature,
    script::Script,
};
use crate::{
    domain::{
        Time,
        time::{DAY, HOUR, MINUTE},
    },
    text::{Kind, SafeText},
};

/// Where an incident stands this morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// Nobody answered yet.
    Waits,
    /// Somebody of the shift has it.
    Worked,
    /// The person at the keyboard has it.
    Mine,
    /// Given to the person at the keyboard, who has not answered yet.
    Given,
}
use Stand::{Given, Mine, Waits, Worked};

/// One of the 41: scene, where it stands, its age in seconds at least and at most, how often it rang again, how many
/// notes were written.
struct Slot(&'static str, Stand, (i64, i64), u32, usize);

/// The first ones are what a small board has, so each part has a bit of everything.
const SLOTS: &[Slot] = &[
    Slot("CheckoutErrors", Waits, (194, 212), 2, 0),
    Slot("ReplicationLag", Worked, (46 * MINUTE, 50 * MINUTE), 3, 3),
    Slot("CertExpiry", Waits, (1_505, 1_530), 2, 0),
    Slot("LoginSlow", Mine, (78 * MINUTE, 84 * MINUTE), 0, 2),
    Slot("PrinterQueue", Worked, (9 * DAY, 9 * DAY + 5 * HOUR), 0, 3),
    Slot("CardTimeouts", Worked, (3 * HOUR, 200 * MINUTE), 4, 3),
    Slot("NodeLost", Waits, (4 * MINUTE, 6 * MINUTE), 0, 0),
    Slot("GarbledNames", Worked, (52 * MINUTE, 70 * MINUTE), 0, 2),
    Slot("DiskFilling", Mine, (44 * MINUTE, 58 * MINUTE), 1, 1),
    Slot("VpnOffice", Waits, (35 * MINUTE, 38 * MINUTE), 0, 1),
    Slot("MeetingRoom", Waits, (11 * MINUTE, 14 * MINUTE), 0, 0),
    Slot("CoffeeMachine", Waits, (2 * HOUR, 4 * HOUR), 0, 1),
    Slot("QueueBacklog", Worked, (125 * MINUTE, 150 * MINUTE), 5, 3),
    Slot("StockDrift", Worked, (5 * HOUR, 330 * MINUTE), 0, 2),
    Slot("GpuLost", Mine, (6 * HOUR, 8 * HOUR), 0, 2),
    Slot("DnsFailures", Waits, (15 * MINUTE, 20 * MINUTE), 3, 0),
    Slot("AuditExport", Worked, (3 * DAY, 3 * DAY + 6 * HOUR), 0, 2),
    Slot("BuildQueue", Waits, (8 * MINUTE, 10 * MINUTE), 1, 0),
    Slot("SecretsRefused", Given, (38 * MINUTE, 45 * MINUTE), 2, 0),
    Slot("MailDelayed", Worked, (50 * MINUTE, 65 * MINUTE), 0, 1),
    Slot("VpnOne", Worked, (50 * HOUR, 54 * HOUR), 0, 2),
    Slot("ScrapeFailures", Waits, (60, 80), 0, 0),
    Slot("SearchStale", Worked, (110 * MINUTE, 130 * MINUTE), 1, 1),
    Slot("CacheHitRate", Worked, (30 * MINUTE, 40 * MINUTE), 0, 1),
    Slot("BadgeReader", Worked, (4 * HOUR, 6 * HOUR), 0, 2),
    Slot("NoisyNeighbour", Worked, (22 * MINUTE, 28 * MINUTE), 2, 1),
    Slot("BackupSlow", Worked, (6 * HOUR, 7 * HOUR), 0, 1),
    Slot("GiftCards", Waits, (16 * MINUTE, 22 * MINUTE), 0, 0),
    Slot("ReportLate", Worked, (3 * HOUR, 5 * HOUR), 0, 2),
    Slot("FlakyTest", Worked, (32 * HOUR, 36 * HOUR), 7, 2),
    Slot("InvoicesStuck", Worked, (7 * HOUR, 9 * HOUR), 0, 2),
    Slot("LaptopKey", Worked, (80 * MINUTE, 100 * MINUTE), 0, 1),
    Slot("ShipperRestarts", Worked, (20 * HOUR, 24 * HOUR), 3, 1),
    Slot("CertStaging", Waits, (3 * HOUR, 4 * HOUR), 0, 0),
    Slot("CalendarSync", Worked, (25 * HOUR, 28 * HOUR), 0, 1),
    Slot("BounceRate", Waits, (5 * HOUR, 7 * HOUR), 0, 0),
    Slot("SearchRelevance", Worked, (4 * DAY, 5 * DAY), 0, 1),
    Slot("RestoreTest", Worked, (28 * HOUR, 32 * HOUR), 0, 1),
    Slot("MemoryLimits", Worked, (26 * HOUR, 30 * HOUR), 0, 1),
    Slot("FooterYear", Worked, (6 * DAY, 7 * DAY), 0, 1),
    Slot("OldImage", Worked, (8 * DAY, 8 * DAY + 12 * HOUR), 0, 1),
];

/// How many there are.
pub(super) const COUNT: usize = SLOTS.len();

/// A slot's own numbers, whatever the others rolled.
fn own(seed: u64, slot: usize) -> Rng {
    Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(slot as u64 + 1))
}

/// The facts of the morning's incident of this scene, if it has one: what the live day knows of it.
pub(super) fn facts(book: &Book, seed: u64, scene: &str, opened: Time) -> Option<Facts> {
    let at = SLOTS.iter().position(|s| s.0 == scene)?;
    let Slot(_, _, (least, most), ..) = SLOTS[at];
    let mut rng = own(seed, at);
    rng.i64(least..=most);
    Some(roll(book, at, opened, &mut rng)?.1)
}

fn roll<'a>(
    book: &'a Book,
    slot: usize,
    opened: Time,
    rng: &mut Rng,
) -> Option<(&'a super::book::Ready, Facts)> {
    let ready = book.scene(SLOTS[slot].0)?;
    // The title that was written for it.
    Some((ready, Facts { variant: 0, ..Facts::roll(ready.scene, opened, rng) }))
}

/// The first `count` of them, at `now`.
pub(super) fn scripts<'a>(
    book: &'a Book,
    cast: &Cast,
    me: &SafeText,
    seed: u64,
    now: Time,
    count: usize,
) -> Vec<Script<'a>> {
    (0..count.min(COUNT)).filter_map(|slot| script(book, cast, me, seed, now, slot)).collect()
}

fn script<'a>(
    book: &'a Book,
    cast: &Cast,
    me: &SafeText,
    seed: u64,
    now: Time,
    slot: usize,
) -> Option<Script<'a>> {
    let Slot(_, stand, (least, most), again, notes) = SLOTS[slot];
    let mut rng = own(seed, slot);
    let opened = now - rng.i64(least..=most);
    let (ready, facts) = roll(book, slot, opened, &mut rng)?;
    let mut script = Script::new(ready, facts, opened, cast, &mut rng);
    let age = now - opened;
    rings_again(&mut script, now, again, &mut rng);

    // Who has it, and since when.
    let answered = opened + spread(age / 20, age / 5, &mut rng).clamp(20, answer_by(ready.scene.level()));
    let mut has = cast.on_call(answered, ready.team, &mut rng);
    let mut had = Vec::new();
    match stand {
        Waits => {}
        Given => {
            let at = opened + age / 3;
            let by = cast.on_call(at, "", &mut rng);
            script.then(at, Step::Given { to: me.clone(), by });
        }
        Mine => {
            has = me.clone();
            script.then(answered, Step::Acked { by: has.clone(), words: None });
        }
        Worked => script.then(answered, Step::Acked { by: has.clone(), words: None }),
    }
    // What cannot wait goes to the next shift; the rest waits for whoever has it.
    if stand == Worked && ready.scene.level() <= 2 {
        let mut shift = cast::shift_ends(answered);
        while shift < now - MINUTE {
            let next = cast.on_call(shift + 60, ready.team, &mut rng);
            if next != has {
                let words = SafeText::clean(HAND_OVER[rng.usize(0..HAND_OVER.len())], Kind::Note);
                script.then(shift - 120, Step::Noted { by: has.clone(), words });
                script.then(shift - 60, Step::Given { to: next.clone(), by: has.clone() });
                had.push((shift - 120, std::mem::replace(&mut has, next)));
            }
            shift = cast::shift_ends(shift);
        }
    }
    for nth in 0..notes {
        // The first soon after the answer, the last some time ago: work becomes slower.
        let part = ((nth as f64 + 0.5) / notes as f64).powf(1.6);
        let at = answered + (part * (now - answered) as f64) as i64;
        let by = match stand {
            Waits => cast.on_call(at, ready.team, &mut rng),
            _ => had.iter().find(|(until, _)| at <= *until).map_or(&has, |(_, who)| who).clone(),
        };
        script.then(at, Step::Noted { by, words: script.note(nth) });
    }
    if stand == Mine || stand == Worked {
        // Whoever has it now did all that was done since it was theirs; what was before is told in notes.
        let since = had.last().map_or(answered, |(until, _)| *until + MINUTE).min(now);
        deeds::add(&mut script, deeds::open(ready.scene.id), &has, since, now);
    }
    Some(script.sorted())
}

/// What was over shortly before: resolved and not closed yet, closed, cancelled. Nobody of them is the person at the
/// keyboard.
pub(super) fn over<'a>(book: &'a Book, cast: &Cast, seed: u64, now: Time) -> Vec<Script<'a>> {
    let each = OVER.iter().enumerate().filter_map(|(nth, Over(scene, minutes, deeds))| {
        let mut rng = own(seed, COUNT + nth);
        let ready = book.scene(scene)?;
        let opened = now - minutes * MINUTE - rng.i64(0..MINUTE);
        // A machine that the morning does not name.
        let facts = Facts {
            variant: nth % ready.scene.titles.len().max(1),
            host: 30 + nth as u32,
            ..Facts::roll(ready.scene, opened, &mut rng)
        };
        let mut script = Script::new(ready, facts, opened, cast, &mut rng);
        let answered = opened + spread(40, answer_by(ready.scene.level()).min(minutes * 6), &mut rng);
        let has = cast.on_call(answered, ready.team, &mut rng);
        script.then(answered, Step::Acked { by: has.clone(), words: None });
        deeds::add(&mut script, deeds, &has, answered, now);
        Some(script.sorted())
    });
    each.collect()
}

/// Words with which a shift ends.
pub(super) const HAND_OVER: &[&str] = &[
    "end of my shift: everything I know is above, nothing half done",
    "handing over. next step is the last one I wrote, no promises open",
    "off to bed. call me only if it gets worse, not if it stays as it is",
    "hand-over done by phone, you have the console open already",
];

/// Where it flaps it clears and comes back within half an hour, else it only counts on.
fn rings_again(script: &mut Script<'_>, now: Time, again: u32, rng: &mut Rng) {
    let (opened, age) = (script.opens(), now - script.opens());
    let flaps = script.ready.scene.nature == Nature::Flaps && again > 1 && age < 4 * HOUR;
    for nth in 1..=i64::from(again) {
        let at = opened + age * nth / (i64::from(again) + 1) + rng.i64(-20..=20).clamp(-age / 40, age / 40);
        if flaps && nth == i64::from(again) - 1 {
            script.then(at - (age / 40).clamp(10, 300), Step::Clears);
        }
        script.then(at, Step::Rises { desk: None });
    }
}

/// Everybody was answered in time, this morning.
const fn answer_by(level: u8) -> i64 {
    match level {
        1 => 190,
        2 => 24 * MINUTE,
        3 => 2 * HOUR,
        _ => 7 * HOUR,
    }
}

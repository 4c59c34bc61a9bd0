//! The month before this morning: incidents that came, were worked on and went.

use std::collections::HashMap;

use fastrand::Rng;

use super::{
    book::{Book, Ready, Step},
    cast::{self, Cast},
    fill::Facts,
    morning::HAND_OVER,
    pace,
    scenes::{From, Nature},
    script::Script,
};
use crate::{
    domain::{
        REOPEN_WINDOW, Time, Verb,
        record::Answer,
        time::{DAY, HOUR, MINUTE},
    },
    text::{Kind, Opaque, SafeText},
};

/// How far back it goes, in seconds.
const REACH: i64 = 29 * DAY;

/// Who names a machine, and from when until when: two open incidents never have the same key.
#[derive(Default)]
pub(super) struct Taken(HashMap<SafeText, Vec<(Time, Time)>>);

impl Taken {
    /// Notes it down.
    pub fn take(&mut self, key: SafeText, from: Time, until: Time) {
        self.0.entry(key).or_default().push((from, until + REOPEN_WINDOW + 1));
    }

    fn is_free(&self, key: &SafeText, from: Time, until: Time) -> bool {
        let until = until + REOPEN_WINDOW + 1;
        self.0.get(key).is_none_or(|spans| spans.iter().all(|(a, b)| until < *a || *b < from))
    }
}

/// `count` of them, oldest first; all of them over at `now`.
pub(super) fn scripts<'a>(
    book: &'a Book,
    cast: &Cast,
    seed: u64,
    now: Time,
    count: usize,
    taken: &mut Taken,
) -> Vec<Script<'a>> {
    let mut rng = Rng::with_seed(seed ^ 0x6869_7374_6f72_7921);
    let mut times: Vec<Time> = (0..count).map(|_| now - rng.i64(90 * MINUTE..REACH)).collect();
    times.sort();
    let mut last: HashMap<&str, (Facts, Time)> = HashMap::new();
    times
        .into_iter()
        .map(|opened| {
            let ready = pick(book, now - opened, &mut rng);
            let script = resolved(cast, ready, opened, now, &mut last, taken, &mut rng);
            last.insert(ready.scene.id, (script.facts, script.ends().unwrap_or(now)));
            script
        })
        .collect()
}

/// Some scene that can be over by now.
fn pick<'a>(book: &'a Book, age: i64, rng: &mut Rng) -> &'a Ready {
    let scenes = book.scenes();
    loop {
        let ready = &scenes[rng.usize(0..scenes.len())];
        // In a hundred: what is worse is rarer, and what is slow needs its time.
        let (often, needs) = match ready.scene.level() {
            1 => (16, HOUR),
            2 => (40, 2 * HOUR),
            3 => (90, 4 * HOUR),
            4 => (80, 12 * HOUR),
            _ => (45, 2 * DAY),
        };
        if rng.u8(0..100) < often && (age > needs || ready.scene.level() == 3) {
            return ready;
        }
    }
}

fn resolved<'a>(
    cast: &Cast,
    ready: &'a Ready,
    opened: Time,
    now: Time,
    last: &mut HashMap<&str, (Facts, Time)>,
    taken: &mut Taken,
    rng: &mut Rng,
) -> Script<'a> {
    let scene = ready.scene;
    let room = now - opened - 3 * MINUTE;
    let alert = matches!(scene.from, From::Alert(_));
    let by_itself = match scene.nature {
        _ if !alert => false,
        Nature::Clears => rng.u8(0..10) < 5,
        Nature::Flaps => rng.u8(0..10) < 6,
        Nature::Stays | Nature::Groups => rng.u8(0..10) < 1,
    };
    let (answer, lasts) = if by_itself {
        let lasts = pace::spread(70, 50 * MINUTE, rng).min(room);
        (pace::answer(scene.level(), rng), lasts)
    } else {
        let answer = pace::answer(scene.level(), rng).min(room / 3);
        (answer, (answer + pace::mend(scene.level(), rng)).min(room))
    };
    let ends = opened + lasts;

    let mut facts = match last.get(scene.id) {
        Some((earlier, ended)) if opened - *ended > REOPEN_WINDOW + MINUTE && rng.u8(0..10) < 3 => {
            earlier.later(scene, opened, rng)
        }
        _ => Facts::roll(scene, opened, rng),
    };
    if alert {
        while !taken.is_free(&ready.key(&facts), opened, ends) {
            facts.host += 1;
        }
        taken.take(ready.key(&facts), opened, ends);
    }

    let mut script = Script::new(ready, facts, opened, cast, rng);
    let repeats = match scene.nature {
        _ if !alert => 0,
        Nature::Groups => rng.i64(0..5),
        Nature::Flaps => rng.i64(1..4),
        Nature::Stays | Nature::Clears => rng.i64(0..2),
    };
    for nth in 1..=repeats {
        let at = opened + lasts * nth / (repeats + 1);
        // Gone for a while, but not so long that it would come back as another incident.
        let gap = (lasts / ((repeats + 1) * 4)).min(REOPEN_WINDOW / 2);
        if scene.nature == Nature::Flaps && gap > 20 {
            script.then(at - gap, Step::Clears);
        }
        script.then(at, Step::Rises { desk: None });
    }
    if answer < lasts {
        worked(&mut script, cast, answer, lasts, by_itself, rng);
    }
    if by_itself {
        script.then(ends, Step::Clears);
    }
    closed(&mut script, cast, ends, now, rng);
    script.sorted()
}

/// Who called is asked, and mostly answers; what an alert told of is closed when it has been quiet for a while. The rest
/// waits until it closes by itself.
fn closed(script: &mut Script<'_>, cast: &Cast, ends: Time, now: Time, rng: &mut Rng) {
    let desk = matches!(script.ready.scene.from, From::Desk(..));
    let at = if desk {
        ends + pace::spread(20 * MINUTE, 40 * HOUR, rng)
    } else {
        ends + REOPEN_WINDOW + pace::spread(MINUTE, 20 * HOUR, rng)
    };
    let answers = !desk || rng.u8(0..10) < 8;
    if at >= now || !answers {
        return;
    }
    let by = cast.on_call(at, script.ready.team, rng);
    let words = ["works, thank you", "all good again", "yes", "", "", ""][rng.usize(0..6)];
    let answer = desk.then_some(Answer::Works);
    let verb = Verb::Close {
        answer,
        comment: answer.and_then(|_| (!words.is_empty()).then(|| Opaque::new(words))),
        satisfaction: answer.and_then(|_| rng.bool().then(|| 5 - rng.u8(0..12) / 4)),
        waiver: None,
    };
    script.then(at, Step::did(&by, verb));
}

/// Somebody answers, writes, hands over, mends.
fn worked(script: &mut Script<'_>, cast: &Cast, answer: i64, lasts: i64, by_itself: bool, rng: &mut Rng) {
    let (opened, ready) = (script.opens(), script.ready);
    let (answered, ends) = (opened + answer, opened + lasts);
    let mut has = cast.on_call(answered, ready.team, rng);
    script.then(answered, Step::Acked { by: has.clone(), words: None });
    let notes = if by_itself { rng.usize(0..=1) } else { rng.usize(0..=ready.scene.notes.len()) };
    let handed = Some(cast::shift_ends(answered)).filter(|at| ready.scene.level() <= 2 && *at + 60 < ends);
    for nth in 0..notes {
        let at = answered + (nth as i64 * 2 + 1) * (ends - answered) / (notes as i64 * 2);
        let by = match handed {
            Some(shift) if at > shift => continue,
            _ => has.clone(),
        };
        let words = script.note(nth);
        script.then(at, Step::Noted { by, words });
    }
    if let Some(shift) = handed {
        let next = cast.on_call(shift + 60, ready.team, rng);
        let words = SafeText::clean(HAND_OVER[rng.usize(0..HAND_OVER.len())], Kind::Note);
        script.then((shift - 20).max(answered), Step::Noted { by: has.clone(), words });
        script.then((shift - 10).max(answered), Step::Given { to: next.clone(), by: has });
        has = next;
    }
    if !by_itself {
        let (code, words) = script.ending(rng);
        let again = lasts > 3 * HOUR && rng.u8(0..20) == 0;
        if again {
            // Mended too soon.
            let soon = answered + (ends - answered) * 2 / 3;
            let (first, said) = script.ending(rng);
            script.then(soon, Step::Mended { by: has.clone(), code: first, words: said });
            let reason = SafeText::clean(BACK[rng.usize(0..BACK.len())], Kind::Note);
            script.then(soon + (ends - soon) / 2, Step::Back { by: has.clone(), words: reason });
            // Nobody writes while they think it is over.
            let quiet = soon..soon + (ends - soon) / 2;
            script.steps.retain(|(at, step)| {
                !quiet.contains(at) || matches!(step, Step::Mended { .. } | Step::Back { .. })
            });
        }
        script.then(ends, Step::Mended { by: has, code, words });
    }
}

/// Why somebody opens it again.
pub(super) const BACK: &[&str] = &[
    "not over: same errors again for the last ten minutes",
    "caller rang back, it still does not work",
    "closed too soon, numbers climb again",
];

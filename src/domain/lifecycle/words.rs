//! What the log and the receipts say: our own words joined with those of people, cleaned again as a whole.

use crate::{
    domain::{
        Hold, Incident, Number, Priority, Time,
        record::{Answer, Caller, CancelReason, CiRole, Milestone, Reached},
        time::length,
    },
    text::{Kind, SafeText},
};

/// After so many attempts without an answer it may be settled without the caller.
pub(super) const TRIED_ENOUGH: u32 = 3;

/// So many bytes of codes are listed in a refusal, which is one line.
const LISTED: usize = 200;

/// Joined words. A note fits with what we say before it.
pub(super) fn said(text: &str) -> SafeText {
    SafeText::clean(text, Kind::Body)
}

/// `what: note`.
pub(super) fn after(what: &str, note: Option<&SafeText>) -> SafeText {
    match note {
        Some(note) => said(&format!("{what}: {}", note.shown())),
        None => said(what),
    }
}

/// `INC-000042`, or the id of one without a number.
pub(super) fn called(incident: &Incident) -> String {
    incident.number.map_or_else(|| incident.id.as_str().to_owned(), Number::long)
}

/// `2026-11-23 03:02Z`.
fn when(at: Time) -> String {
    at.utc().format("%Y-%m-%d %H:%MZ").to_string()
}

/// ` until 2026-11-23 03:02Z`.
fn until(at: Option<Time>) -> String {
    at.map(|at| format!(" until {}", when(at))).unwrap_or_default()
}

/// `acknowledged for 1h, takes it: looking`.
pub(super) fn acknowledged(for_s: Option<i64>, takes: bool, note: Option<&SafeText>) -> SafeText {
    let how_long = for_s.map(|s| format!(" for {}", length(s))).unwrap_or_default();
    let takes = if takes { ", takes it" } else { "" };
    after(&format!("acknowledged{how_long}{takes}"), note)
}

/// `acknowledgement extended to 1h: still at it`.
pub(super) fn extended(for_s: i64, note: Option<&SafeText>) -> SafeText {
    after(&format!("acknowledgement now lasts {}", length(for_s)), note)
}

/// `already acknowledged, mira has it`.
pub(super) fn already_acknowledged(owner: Option<&SafeText>) -> SafeText {
    match owner {
        Some(owner) => said(&format!("already acknowledged, {} has it", owner.shown())),
        None => said("already acknowledged"),
    }
}

/// `mira takes it`, `assigned to jo (was mira)`, `given back (was jo)`.
pub(super) fn assigned(to: Option<&SafeText>, was: Option<&SafeText>, by: Option<&SafeText>) -> SafeText {
    let was = was.map(|w| format!(" (was {})", w.shown())).unwrap_or_default();
    said(&match to {
        Some(to) if Some(to) == by => format!("{} takes it{was}", to.shown()),
        Some(to) => format!("assigned to {}{was}", to.shown()),
        None => format!("given back{was}"),
    })
}

/// `already assigned to jo`.
pub(super) fn already_assigned(to: Option<&SafeText>) -> SafeText {
    match to {
        Some(to) => said(&format!("already assigned to {}", to.shown())),
        None => said("already nobody's"),
    }
}

/// `started, takes it`.
pub(super) fn started(takes: bool) -> SafeText {
    said(if takes { "work began, takes it" } else { "work began" })
}

/// `phase investigating -> fixing`.
pub(super) fn phase(was: Option<&str>, is: &str) -> SafeText {
    said(&match was {
        Some(was) => format!("phase {was} -> {is}"),
        None => format!("phase {is}"),
    })
}

/// `on hold for a vendor until …: case 4711 opened`.
pub(super) fn held(hold: &Hold, detail: Option<&SafeText>, message: Option<&SafeText>) -> SafeText {
    let what = format!("on hold for {}{}", hold.reason.title(), until(hold.until));
    let told = message.map(|m| format!("caller told: {}", m.shown()));
    let parts: Vec<String> = detail.map(|d| d.shown().to_owned()).into_iter().chain(told).collect();
    if parts.is_empty() { said(&what) } else { said(&format!("{what}: {}", parts.join("; "))) }
}

/// `resumed after 2h waiting for a vendor: they called back`.
pub(super) fn resumed(hold: Option<&Hold>, at: Time, reason: Option<&SafeText>) -> SafeText {
    let waited = hold.map_or_else(String::new, |h| {
        let long = h.since.map(|since| format!("{} ", length(at - since))).unwrap_or_default();
        format!(" after {long}waiting for {}", h.reason.title())
    });
    after(&format!("resumed{waited}"), reason)
}

/// `snoozed until …`.
pub(super) fn snoozed(at: Time) -> SafeText {
    said(&format!("snoozed{}; clocks go on", until(Some(at))))
}

/// `fixed, workaround or a word of your own`.
pub(super) fn codes(all: &[SafeText]) -> String {
    let mut list = String::new();
    for code in all {
        if list.len() + code.shown().len() > LISTED {
            list.push_str("…, ");
            break;
        }
        list.push_str(code.shown());
        list.push_str(", ");
    }
    match list.strip_suffix(", ") {
        Some(list) => format!("{list} or a word of your own"),
        None => "a word of your own, such as fixed".to_owned(),
    }
}

/// `resolved: fixed: pool restarted`.
pub(super) fn resolved(code: &SafeText, note: Option<&SafeText>) -> SafeText {
    after(&format!("resolved: {}", code.shown()), note)
}

/// `already resolved by mira`.
pub(super) fn already_by(what: &str, by: Option<&SafeText>) -> SafeText {
    match by {
        Some(by) => said(&format!("already {what} by {}", by.shown())),
        None => said(&format!("already {what}")),
    }
}

/// `closed: it works, 5 of 5: "all fine"; no retrospective: known cause`.
pub(super) fn closed(
    answer: Option<Answer>,
    satisfaction: Option<u8>,
    comment: Option<&SafeText>,
    waiver: Option<&SafeText>,
    by_itself: bool,
) -> SafeText {
    let mut parts: Vec<String> = answer.map(|a| a.title().to_owned()).into_iter().collect();
    if by_itself {
        parts.push("its time to object is over".into());
    }
    parts.extend(satisfaction.map(|s| format!("{s} of 5 content")));
    parts.extend(comment.map(|c| format!("caller: {}", c.shown())));
    parts.extend(waiver.map(|w| format!("no retrospective: {}", w.shown())));
    if parts.is_empty() { said("closed") } else { said(&format!("closed: {}", parts.join("; "))) }
}

/// `cancelled: duplicate of INC-000007: same outage`.
pub(super) fn cancelled(reason: CancelReason, of: Option<Number>, detail: Option<&SafeText>) -> SafeText {
    let of = of.map(|n| format!(" of {}", n.long())).unwrap_or_default();
    after(&format!("cancelled: {}{of}", reason.title()), detail)
}

/// `merged into INC-000007: Checkout down`.
pub(super) fn merged(into: &Incident) -> SafeText {
    after(&format!("merged into {}", called(into)), Some(&into.title))
}

/// `INC-000042 was merged into it: Checkout slow; 2 more callers`.
pub(super) fn absorbed(other: &Incident, callers: usize) -> SafeText {
    let more = match callers {
        0 => String::new(),
        1 => "; one more caller".to_owned(),
        n => format!("; {n} more callers"),
    };
    said(&format!("{} was merged into it: {}{more}", called(other), other.title.shown()))
}

/// `the merge of INC-000042 into it was taken back`.
pub(super) fn gave_back(other: &Incident) -> SafeText {
    said(&format!("the merge of {} into it was taken back", called(other)))
}

/// `cancellation taken back: new again`.
pub(super) fn restored(what: &str, state: &str) -> SafeText {
    said(&format!("{what} taken back: {} again", state.replace('_', " ")))
}

/// Who may take something back: `mira cancelled it: only mira can take it back`.
pub(super) fn only_theirs(what: &str, by: &SafeText) -> String {
    let by = by.shown();
    format!("{by} {what} it: only {by} can take that back")
}

/// `hangs under INC-000007: Checkout down`, `hangs under INC-000009 no longer`.
pub(super) fn attached(parent: &Incident) -> SafeText {
    after(&format!("hangs under {}", called(parent)), Some(&parent.title))
}

/// The same, undone.
pub(super) fn detached(parent: Number) -> SafeText {
    said(&format!("hangs under {} no longer", parent.long()))
}

/// A level's change: `impact 2 -> 1`.
pub(super) fn level(what: &str, was: Option<u8>, is: u8) -> Option<String> {
    match was {
        Some(was) if was == is => None,
        Some(was) => Some(format!("{what} {was} -> {is}")),
        None => Some(format!("{what} {is}")),
    }
}

/// `priority P3 -> P2 (matrix says P3): VIP`.
pub(super) fn prioritised(
    from: Priority,
    to: Priority,
    computed: Priority,
    levels: &[String],
    reason: Option<&SafeText>,
) -> SafeText {
    let what = if from == to {
        format!("priority stays P{}", to.level())
    } else {
        format!("priority P{} -> P{}", from.level(), to.level())
    };
    let says = (computed != to).then(|| format!(" (the matrix says P{})", computed.level()));
    let levels = (!levels.is_empty()).then(|| format!(", {}", levels.join(", ")));
    let what = [Some(what), says, levels].into_iter().flatten().collect::<String>();
    after(&what, reason)
}

/// `category network/dns -> database/postgresql`.
pub(super) fn categorised(was: Option<&SafeText>, is: &SafeText) -> SafeText {
    said(&match was {
        Some(was) => format!("category {} -> {}", was.shown(), is.shown()),
        None => format!("category {}", is.shown()),
    })
}

/// `network/dns`, `network`.
pub(super) fn path(category: &SafeText, sub: Option<&SafeText>) -> SafeText {
    let sub = sub.map(|s| format!("/{}", s.shown())).unwrap_or_default();
    SafeText::clean(&format!("{}{sub}", category.shown()), Kind::Line)
}

/// `told customers: payments work again (next at …)`.
pub(super) fn updated(audience: Option<&SafeText>, text: &SafeText, next_at: Option<Time>) -> SafeText {
    let whom = audience.map_or("everybody concerned", |a| a.shown());
    let next = next_at.map(|at| format!(" (next at {})", when(at))).unwrap_or_default();
    said(&format!("told {whom}: {}{next}", text.shown()))
}

/// `tried to reach ben: no answer, 3 times now; it may be resolved without them: written twice`.
pub(super) fn contacted(
    caller: Option<&SafeText>,
    result: Reached,
    unanswered: u32,
    settled: bool,
    note: Option<&SafeText>,
) -> SafeText {
    let who = caller.map_or("the caller", |c| c.shown());
    let what = match result {
        Reached::Answered => format!("spoke with {who}"),
        Reached::NoAnswer => {
            let times = if unanswered > 1 { format!(", {unanswered} times now") } else { String::new() };
            let enough = match (unanswered >= TRIED_ENOUGH, settled) {
                (false, _) => "",
                (true, false) => "; it may be resolved without them",
                (true, true) => "; it may be closed without them",
            };
            format!("tried to reach {who}: no answer{times}{enough}")
        }
    };
    after(&what, note)
}

/// `ben (Acme) has it too`.
pub(super) fn caller(caller: &Caller) -> SafeText {
    let whom = caller.on_behalf_of.as_ref().map(|o| format!(" (for {})", o.shown())).unwrap_or_default();
    said(&format!("{}{whom} has it too", caller.name.shown()))
}

/// `ben has it already`.
pub(super) fn already_caller(caller: &Caller) -> SafeText {
    said(&format!("{} is among its callers already", caller.name.shown()))
}

/// `began corrected from … to …: the log says so`.
pub(super) fn corrected(field: Milestone, was: Option<Time>, to: Time, reason: &SafeText) -> SafeText {
    let was = was.map(|was| format!(" from {}", was.rfc3339())).unwrap_or_default();
    let what = format!("{} corrected{was} to {}", field.word(), to.rfc3339());
    after(&what, Some(reason))
}

/// `P1 resolution was breached because: vendor was closed`.
pub(super) fn excused(clock: &SafeText, reason: &SafeText) -> SafeText {
    said(&format!("{} was breached: {}", clock.shown(), reason.shown()))
}

/// `already explained by mira: vendor was closed`.
pub(super) fn already_excused(by: &SafeText, reason: &SafeText) -> SafeText {
    said(&format!("already explained by {}: {}", by.shown(), reason.shown()))
}

/// `db-1 is why (cause)`.
pub(super) fn linked(service: &SafeText, role: Option<CiRole>) -> SafeText {
    said(&match role {
        Some(role) => format!("{} linked: {}", service.shown(), role.title()),
        None => format!("{} no longer linked", service.shown()),
    })
}

/// A list of names for a refusal.
pub(super) fn names<'a>(all: impl IntoIterator<Item = &'a SafeText>) -> String {
    all.into_iter().map(SafeText::shown).collect::<Vec<_>>().join(", ")
}

/// Equal without regard to case.
pub(super) fn same(one: &SafeText, other: &SafeText) -> bool {
    one.eq_folded(&other.shown().to_lowercase())
}

//! The query language and the signs of the screen, in rows. A part of [`super`].

use super::{Row, Section};
use crate::domain::{State, query};

fn section(title: &str, rows: impl Iterator<Item = (String, String)>) -> Section {
    let rows = rows.map(|(left, text)| Row { left, name: String::new(), text }).collect();
    Section { title: title.to_owned(), rows }
}

fn own((left, text): (&str, &str)) -> (String, String) {
    (left.to_owned(), text.to_owned())
}

/// How a query is written; every example is tried out by a test.
pub const SYNTAX: [(&str, &str); 12] = [
    ("lag", "Stands in title, id, number or service, in either case."),
    ("\"lag 92\"", "The same for several words together."),
    ("service:checkout", "A field is exactly that; = is the same as :"),
    ("title:*disk*", "* stands for anything, quotes take it literally."),
    ("state:new,ack", "A comma is \"or\" between values."),
    ("p<=2 clock<15m", "< <= > >= for numbers and lengths of time; a space is \"and\"."),
    ("clock<0s", "Overrun is less than nothing."),
    ("mira | jo", "| is \"or\"; it binds weakest."),
    ("-source:icinga", "- is \"not\"."),
    ("(p:1 | major:yes) -snoozed:yes", "Brackets group."),
    ("owner:me owner:none", "The person at the keyboard; nobody."),
    ("service:-", "Nothing stands there."),
];

/// The query language: how it is written, then its fields.
pub fn query() -> Vec<Section> {
    let fields = query::reference().map(|f| {
        let text = if f.help.contains(':') || f.help.contains(['<', '>', '=']) {
            format!("{}. Takes {}.", f.help, f.takes)
        } else {
            format!("{}: {}:… Takes {}.", f.help, f.name, f.takes)
        };
        (f.name.to_owned(), text)
    });
    vec![section("queries (/)", SYNTAX.into_iter().map(own)), section("fields of queries", fields)]
}

/// What signs and short words on the screen mean.
pub fn signs() -> Section {
    let states = State::ALL.into_iter().map(|s| {
        let text = match s {
            State::New => "Nobody has answered yet.",
            State::Acknowledged => "Somebody has seen it and answers for it.",
            State::InProgress => "Being worked on.",
            State::OnHold => "Waits for somebody; the overview says for whom.",
            State::Mitigated => "The impact is gone, the cause is not.",
            State::Resolved => "Gone; the caller has not said so yet.",
            State::Closed => "Final.",
            State::Cancelled => "Was no incident, or was withdrawn.",
            State::Merged => "Lives on in another one.",
        };
        (s.short().to_owned(), text.to_owned())
    });
    let signs = [
        (">", "The row under the cursor; verbs act on it when nothing is marked."),
        ("*", "Marked; verbs act on the marks."),
        ("+", "Behind the state: a clock of it was overrun."),
        ("~", "Before a countdown: its source is late, so it may not be true."),
        ("2+?", "A count that is not certain: a source has not answered."),
        ("..", "Behind the state: asked for, and not confirmed by the source."),
        (
            "esc ack upd mit fix cls",
            "Clocks: escalation, acknowledgement, update, mitigation, repair, closing.",
        ),
        ("ola uc", "Clocks promised inside the house, and by a supplier."),
        ("x3", "Raised three times."),
    ];
    section("signs of the screen", states.chain(signs.into_iter().map(own)))
}

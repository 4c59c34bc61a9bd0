//! One word, or one field with its values. A part of [`super`].

use super::{
    ast::{Node, Op, Parents, States, Value, Word},
    error::{QueryError, nearest},
    field::{FIELDS, Field, Flag, Length, Number, Text},
    fold::{Atom, Glob, fold},
    parse::{NamedSource, Parser},
    set::{Kind, Words},
};
use crate::domain::{State, time::parse_duration};

/// One value as it was typed.
pub(super) struct Raw {
    at: usize,
    len: usize,
    /// Each character, and whether it stood in quotes.
    chars: Vec<(char, bool)>,
    /// Any of it stood in quotes: then it is no special word.
    quoted: bool,
}

impl Raw {
    fn text(&self) -> String {
        self.chars.iter().map(|(c, _)| c).collect()
    }

    fn error(&self, message: impl Into<String>) -> QueryError {
        QueryError::new(self.at, self.len, message)
    }
}

/// Whether `c` may stand in the name of a field or label (U+0307 is what folding makes of a capital dotted i).
fn in_name(c: char) -> bool {
    c.is_alphanumeric() || "_.-/\u{307}".contains(c)
}

impl Parser {
    /// A word, or a field with its values. Stands on a character that begins one.
    pub(super) fn term(&mut self) -> Result<Node, QueryError> {
        if let Some((name, op)) = self.field_ahead() {
            return self.field(&name, op);
        }
        let word = self.value(|c| c.is_whitespace() || "()|".contains(c))?;
        if word.chars.is_empty() {
            return Err(word.error("nothing stands between these quotes"));
        }
        Ok(Node::Word(Word::new(&word.text())))
    }

    /// A name with a comparison behind it. Does not move.
    fn field_ahead(&self) -> Option<(String, Op)> {
        let rest = &self.chars[self.at..];
        let begins = rest.first().is_some_and(|c| c.is_alphabetic() || *c == '_');
        let end = rest.iter().position(|c| !in_name(*c)).filter(|_| begins)?;
        let op = match (rest[end], rest.get(end + 1)) {
            ('<', Some('=')) => Op::AtMost,
            ('>', Some('=')) => Op::AtLeast,
            ('<', _) => Op::Less,
            ('>', _) => Op::More,
            (':' | '=', _) => Op::Is,
            _ => return None,
        };
        Some((rest[..end].iter().collect(), op))
    }

    fn field(&mut self, name: &str, op: Op) -> Result<Node, QueryError> {
        let start = self.at;
        let len = name.chars().count();
        let sign = self.chars[start + len];
        self.at += len + if matches!(op, Op::AtMost | Op::AtLeast) { 2 } else { 1 };
        let Some(field) = Field::parse(name) else {
            let meant = Field::meant(name);
            let message = if meant.is_some() {
                format!("unknown field `{name}`")
            } else {
                let names = FIELDS.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(" ");
                format!(
                    "unknown field `{name}`; fields are {names} label.NAME, and a text with a `{sign}` in it stands in quotes"
                )
            };
            return Err(QueryError::new(start, len, message).suggest(meant));
        };
        let typed: String = self.chars[start..self.at].iter().collect();
        let ordered = matches!(field, Field::Number(_) | Field::Length(_));
        if op != Op::Is && !ordered {
            return Err(QueryError::new(
                start + len,
                self.at - start - len,
                format!("`{name}` has no order: write `{name}:` and {}", field.takes()),
            ));
        }
        let values = self.values(&typed, &field)?;
        if op != Op::Is && values.len() > 1 {
            return Err(values[1].error(format!("`{typed}` takes one value")));
        }
        self.node(field, op, &values)
    }

    fn values(&mut self, typed: &str, field: &Field) -> Result<Vec<Raw>, QueryError> {
        let mut values = Vec::new();
        loop {
            let value = self.value(|c| c.is_whitespace() || "(),|".contains(c))?;
            if value.chars.is_empty() && !value.quoted {
                let after = if values.is_empty() { format!("`{typed}`") } else { "the comma".to_owned() };
                return Err(value.error(format!("after {after} goes {}", field.takes())));
            }
            values.push(value);
            if self.peek() != Some(',') {
                return Ok(values);
            }
            self.at += 1;
        }
    }

    /// Bare and quoted runs up to a character that `ends` it; in quotes `\"` and `\\` stand for themselves.
    fn value(&mut self, ends: fn(char) -> bool) -> Result<Raw, QueryError> {
        let start = self.at;
        let mut chars = Vec::new();
        let mut open = None;
        let mut quoted = false;
        while let Some(c) = self.peek() {
            match (c, open) {
                ('"', None) => {
                    open = Some(self.at);
                    quoted = true;
                }
                ('"', Some(_)) => open = None,
                ('\\', Some(_)) => {
                    if let Some(next @ ('"' | '\\')) = self.chars.get(self.at + 1) {
                        self.at += 1;
                        chars.push((*next, true));
                    } else {
                        chars.push((c, true));
                    }
                }
                (c, None) if ends(c) => break,
                (c, open) => chars.push((c, open.is_some())),
            }
            self.at += 1;
        }
        match open {
            Some(at) => {
                Err(QueryError::new(at, self.at - at, "these quotes are not closed: `\"` is missing"))
            }
            None => Ok(Raw { at: start, len: self.at - start, chars, quoted }),
        }
    }

    fn node(&mut self, field: Field, op: Op, values: &[Raw]) -> Result<Node, QueryError> {
        let takes = field.takes();
        Ok(match field {
            Field::Number(field) => {
                Node::Number(field, op, values.iter().map(|v| number(field, v)).collect::<Result<_, _>>()?)
            }
            Field::Length(field) => {
                Node::Length(field, op, values.iter().map(|v| length(field, v)).collect::<Result<_, _>>()?)
            }
            Field::State => {
                let mut states = States::default();
                for value in values {
                    states.0 |= state(value, takes)?.0;
                }
                Node::State(states)
            }
            Field::Flag(flag) => match values {
                [one] => Node::Flag(flag, yes(flag, one)?),
                [_, more, ..] => {
                    return Err(more.error(format!("`{}:` takes one value: yes or no", flag.word())));
                }
                [] => Node::All,
            },
            Field::One(kind) => {
                let words =
                    values.iter().try_fold(Words::default(), |all, v| one_of(kind, v).map(|w| all.or(w)));
                Node::One(kind, words?)
            }
            Field::Parent => Node::Parent(parents(values)?),
            Field::Text(field) => {
                let read: Vec<Value> = values.iter().map(|v| text_value(&field, v)).collect();
                if field == Text::Source {
                    self.sources.extend(values.iter().zip(&read).filter_map(|(raw, value)| match value {
                        Value::Like(glob) if !glob.0.contains(&Atom::Star) => {
                            Some(NamedSource { name: fold(&raw.text()), at: raw.at, len: raw.len })
                        }
                        _ => None,
                    }));
                }
                Node::Text(field, read)
            }
        })
    }
}

fn number(field: Number, raw: &Raw) -> Result<i64, QueryError> {
    let text = raw.text();
    let digits = match field {
        Number::Priority => text.strip_prefix(['p', 'P']).unwrap_or(&text),
        Number::Count => &text,
    };
    let read = digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
    match (field, read) {
        (Number::Priority, Some(n @ 1..=5)) | (Number::Count, Some(n)) => Ok(i64::from(n)),
        (Number::Priority, _) => Err(raw.error(format!("`{text}` is not a priority: write 1 to 5"))),
        (Number::Count, None) => Err(raw.error(format!("`{text}` is not a number that can be counted to"))),
    }
}

fn length(field: Length, raw: &Raw) -> Result<i64, QueryError> {
    let text = raw.text();
    // Only a clock runs below zero.
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) if field == Length::Clock => (-1, body),
        _ => (1, text.as_str()),
    };
    parse_duration(body)
        .map(|seconds| sign * seconds)
        .map_err(|_| raw.error(format!("`{text}` is not a length of time: write 90s, 15m, 1h30m, 2d or 1w")))
}

fn state(raw: &Raw, takes: &str) -> Result<States, QueryError> {
    let text = raw.text();
    let word = text.to_lowercase().replace('-', "_");
    if word == "open" {
        return Ok(States::open());
    }
    State::parse(&word).map(|state| States::default().with(state)).ok_or_else(|| {
        let meant = match word.as_str() {
            "acked" | "ackd" => Some("ack"),
            "working" | "progress" | "wip" | "active" => Some("work"),
            "held" | "onhold" | "waiting" => Some("hold"),
            "fixed" | "solved" => Some("resolved"),
            "canceled" => Some("cancelled"),
            word => nearest(
                word,
                State::ALL.map(State::word).into_iter().chain(["open", "ack", "work", "hold", "done"]),
            ),
        };
        let message = if meant.is_some() {
            format!("`{text}` is not a state")
        } else {
            format!("`{text}` is not a state: write {takes}")
        };
        raw.error(message).suggest(meant)
    })
}

fn yes(flag: Flag, raw: &Raw) -> Result<bool, QueryError> {
    match raw.text().to_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        other => Err(raw.error(format!("`{}:` takes yes or no, not `{other}`", flag.word()))),
    }
}

fn one_of(kind: Kind, raw: &Raw) -> Result<Words, QueryError> {
    let text = raw.text();
    kind.read(&text).map_err(|meant| {
        let words = match meant {
            Some(_) => format!("`{text}` is no word of `{}:`", kind.word()),
            None => format!("`{text}` is no word of `{}:`: write {}", kind.word(), kind.takes()),
        };
        raw.error(words).suggest(meant)
    })
}

/// Numbers in any of their forms, in order and each once.
fn parents(values: &[Raw]) -> Result<Parents, QueryError> {
    let mut parents = Parents::default();
    for raw in values {
        let text = fold(&raw.text());
        if matches!(text.as_str(), "-" | "none") {
            parents.none = true;
            continue;
        }
        let glob = Glob(text.chars().map(Atom::Char).collect());
        let number = glob.number().filter(|n| *n > 0).ok_or_else(|| {
            raw.error(format!(
                "`{}` is not the number of an incident: write 42, INC-000042 or none",
                raw.text()
            ))
        })?;
        parents.numbers.push(number);
    }
    parents.numbers.sort_unstable();
    parents.numbers.dedup();
    Ok(parents)
}

fn text_value(field: &Text, raw: &Raw) -> Value {
    if !raw.quoted {
        match (field, fold(&raw.text()).as_str()) {
            (_, "-") | (Text::Owner | Text::Team | Text::Category | Text::Reporter, "none") => {
                return Value::Absent;
            }
            (Text::Owner | Text::Reporter, "me") => return Value::Me,
            _ => {}
        }
    }
    let atoms = raw.chars.iter().flat_map(|&(c, quoted)| {
        let star = c == '*' && !quoted;
        let folded = (!star).then(|| c.to_lowercase().map(Atom::Char));
        star.then_some(Atom::Star).into_iter().chain(folded.into_iter().flatten())
    });
    Value::Like(Glob(atoms.collect()))
}

//! What is typed into the plain feed: numbers of this session, then a verb as the command line has it. Belongs to
//! `watch`.

#[cfg(test)]
mod tests;

use clap::Parser;

use crate::{
    backend::Verb,
    cli::{
        args::{Cli, Command},
        desk,
        exit::Failure,
        verbs::{self, Ask, Asked},
    },
    domain::{Number, Time},
    text::{Kind, Opaque, SafeText},
};

/// The id of an incident that is named otherwise.
const HERE: &str = "0";

/// One line, read.
pub enum Line {
    /// Nothing.
    Empty,
    /// Everything that is open, again.
    List,
    /// What can be typed.
    Help,
    /// The end.
    Quit,
    /// All there is to say of these.
    Show(Vec<u32>),
    /// A resolution that lacks its code and its words.
    Resolve(Vec<u32>),
    /// A verb on these.
    Act(Vec<u32>, Box<Verb>),
    /// A verb on these that names another one, as typed.
    Other(Vec<u32>, String, Box<dyn FnOnce(Number) -> Verb>),
}

/// Reads a line.
///
/// # Errors
/// What is wrong with it, in words for the person.
pub fn read(line: &str, me: &SafeText, zone: chrono_tz::Tz, now: Time) -> Result<Line, Failure> {
    let line = line.trim();
    let (numbers, rest) = numbers(line);
    if numbers.is_empty() {
        return match rest {
            "" => Ok(Line::Empty),
            "list" | "l" => Ok(Line::List),
            "help" | "h" | "?" => Ok(Line::Help),
            "quit" | "q" | "exit" => Ok(Line::Quit),
            _ => Err(Failure::usage(
                "a line begins with a number, such as 3 ack; help tells what can be typed",
            )),
        };
    }
    let (verb, words) = rest.split_once(char::is_whitespace).map_or((rest, ""), |(v, w)| (v, w.trim()));
    let simple = |verb: Verb| Ok(Line::Act(numbers.clone(), Box::new(verb)));
    let options = words.starts_with("--");
    match verb {
        "" => Err(Failure::usage("what shall be done? Type the verb after the number, such as 3 ack")),
        "show" => Ok(Line::Show(numbers)),
        "a" | "ack" if !options => {
            simple(Verb::Ack { note: verbs::words(Some(words.to_owned())), for_s: None })
        }
        "n" | "note" if words.is_empty() => {
            Err(Failure::usage("the note is empty: write it on the same line, such as 3 note rebooted web-1"))
        }
        "n" | "note" if words.len() > Kind::Note.cap() => {
            Err(Failure::usage(format!("the note is too long: {} bytes fit", Kind::Note.cap())))
        }
        "n" | "note" => simple(Verb::Note { text: Opaque::new(words) }),
        "take" => simple(Verb::Assign { to: Some(me.clone()) }),
        "s" | "assign" if !options && !words.is_empty() => {
            simple(Verb::Assign { to: verbs::who(words, me)? })
        }
        "r" | "resolve" if words.is_empty() => Ok(Line::Resolve(numbers)),
        _ => command(numbers, verb, words, me, zone, now),
    }
}

/// The numbers at the beginning, each once, and the rest. `[3]` is `3`.
fn numbers(line: &str) -> (Vec<u32>, &str) {
    let (mut found, mut rest) = (Vec::new(), line);
    loop {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let Ok(number) = word.trim_matches(['[', ']', ',', ':']).parse() else { return (found, rest) };
        if !found.contains(&number) {
            found.push(number);
        }
        rest = after.trim_start();
    }
}

/// Any other verb, with its options as the command line has them.
fn command(
    numbers: Vec<u32>,
    verb: &str,
    words: &str,
    me: &SafeText,
    zone: chrono_tz::Tz,
    now: Time,
) -> Result<Line, Failure> {
    let long = match verb {
        "a" => "ack",
        "s" => "assign",
        "r" => "resolve",
        other => other,
    };
    if long.starts_with('-') {
        return Err(Failure::usage("the verb comes before its options, such as 3 hold --reason other"));
    }
    let words = split(words).ok_or_else(|| Failure::usage("a quotation mark is not closed"))?;
    // Standard input is what is being typed.
    if words.iter().any(|w| w == "-" || w.ends_with("=-")) {
        return Err(Failure::usage("- reads standard input, which is in use here: type the words"));
    }
    let args = ["watchfloor", long, HERE].into_iter().map(str::to_owned).chain(words);
    let cli = Cli::try_parse_from(args).map_err(|e| Failure::usage(told(&e.render().to_string())))?;
    let asked = match cli.command {
        Some(Command::Ack { targets, note, length }) => {
            Asked::new(Verb::Ack { note: verbs::words(note), for_s: length }, targets)
        }
        Some(Command::Unack { targets }) => Asked::new(Verb::Unack, targets),
        Some(Command::Assign { targets, to }) => {
            Asked::new(Verb::Assign { to: verbs::who(&to, me)? }, targets)
        }
        Some(Command::Resolve { targets, code, note }) => Asked::new(Verb::resolved(code, note), targets),
        Some(Command::Desk(what)) => desk::ask(what, zone, now)?,
        _ => {
            return Err(Failure::usage(format!("{long} is no verb; help tells what can be typed")));
        }
    };
    if asked.ids != [HERE] || asked.query.is_some() {
        return Err(Failure::usage("the incidents come first, by their numbers here: 3 4 ack"));
    }
    match asked.ask {
        Ask::Verb(verb) => Ok(Line::Act(numbers, Box::new(verb))),
        Ask::Other { other: None, make, .. } => Ok(Line::Act(numbers, Box::new(make(None)))),
        Ask::Other { other: Some(other), make, .. } => {
            Ok(Line::Other(numbers, other, Box::new(move |number| make(Some(number)))))
        }
        Ask::Merge(into) => Ok(Line::Other(numbers, into, Box::new(|into| Verb::Merge { into }))),
        Ask::Caller { .. } => {
            Err(Failure::usage("callers are added from a shell: watchfloor caller 42 --add NAME"))
        }
    }
}

/// Words by blanks; what stands in quotation marks is one.
fn split(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut open) = (Vec::new(), None::<String>, None::<char>);
    for c in line.chars() {
        match (open, c) {
            (Some(mark), c) if c == mark => open = None,
            (None, '"' | '\'') => {
                open = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    open.is_none().then_some(words)
}

/// What the argument parser says, without how the command is called from a shell.
fn told(rendered: &str) -> String {
    let lines = rendered.lines().map(str::trim).take_while(|l| !l.starts_with("Usage:"));
    let lines: Vec<&str> = lines.filter(|l| !l.is_empty()).collect();
    lines.join(" ").trim_start_matches("error: ").to_owned()
}

//! What fits what was typed: people, services, categories, teams.

use super::Field;
use crate::{
    domain::{
        category::Categories,
        directory::{Directory, Person, Service},
        query::folded,
    },
    text::{Kind, SafeText},
};

/// As many as anybody would page through.
const SHOWN: usize = 20;

/// What fits.
#[derive(Debug, Clone, Default)]
pub enum Offers {
    /// Nothing is offered there.
    #[default]
    None,
    /// People of the directory.
    People(Vec<Person>),
    /// Services of the directory.
    Services(Vec<Service>),
    /// Categories of the tree.
    Categories(Vec<(SafeText, Option<SafeText>)>),
    /// Teams of the directory.
    Teams(Vec<SafeText>),
}

impl Offers {
    /// How many there are.
    pub const fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::People(list) => list.len(),
            Self::Services(list) => list.len(),
            Self::Categories(list) => list.len(),
            Self::Teams(list) => list.len(),
        }
    }

    /// Whether nothing fits.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many can be chosen from: behind the offers stands "as typed", where the tree is not closed.
    pub const fn choices(&self) -> usize {
        match self {
            Self::Categories(list) => list.len(),
            _ => self.len() + 1,
        }
    }

    /// The person at this place.
    pub fn person(&self, pick: usize) -> Option<&Person> {
        if let Self::People(list) = self { list.get(pick) } else { None }
    }

    /// The service at this place.
    pub fn service(&self, pick: usize) -> Option<&Service> {
        if let Self::Services(list) = self { list.get(pick) } else { None }
    }

    /// The category at this place.
    pub fn category(&self, pick: usize) -> Option<&(SafeText, Option<SafeText>)> {
        if let Self::Categories(list) = self { list.get(pick) } else { None }
    }

    /// The word that stands for the offer at this place.
    pub fn word(&self, pick: usize) -> Option<SafeText> {
        match self {
            Self::None => None,
            Self::People(list) => list.get(pick).map(|p| p.name.clone().unwrap_or_else(|| p.id.clone())),
            Self::Services(list) => list.get(pick).map(|s| s.id.clone()),
            Self::Categories(list) => list.get(pick).map(written),
            Self::Teams(list) => list.get(pick).cloned(),
        }
    }

    /// What tells the offer at this place from all others: a person's id, else its word.
    pub fn key(&self, pick: usize) -> Option<String> {
        match self {
            Self::People(list) => list.get(pick).map(|p| typed(&p.id)),
            _ => self.word(pick).as_ref().map(typed),
        }
    }

    /// What fits `text` in `field`, the best first.
    pub fn of(field: Field, text: &str, directory: &Directory, tree: &Categories) -> Self {
        let text = text.trim();
        let words = words(text);
        if words.is_empty() || text == "-" {
            return Self::None;
        }
        match field {
            Field::Caller | Field::Behalf => Self::People(people(&words, text, directory)),
            Field::Service => Self::Services(services(&words, directory)),
            Field::Category => Self::Categories(categories(text, tree)),
            Field::Team => Self::Teams(teams(&words, directory)),
            _ => Self::None,
        }
    }
}

/// `software/email`.
pub fn written((category, sub): &(SafeText, Option<SafeText>)) -> SafeText {
    let text = match sub {
        Some(sub) => format!("{}/{}", typed(category), typed(sub)),
        None => typed(category),
    };
    SafeText::clean(&text, Kind::Label)
}

/// A word that was chosen, as it is put into the line being typed.
pub fn typed(word: &SafeText) -> String {
    word.shown().to_owned()
}

/// The words of a text, in the form in which they are compared: `Weber, Anna` is `weber` and `anna`.
pub fn words(text: &str) -> Vec<String> {
    let text = folded(&SafeText::clean(text, Kind::Line));
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How well all of `words` fit one of these texts: 0 is best; `None` is not at all.
fn fit(words: &[String], texts: &[&SafeText]) -> Option<u8> {
    let mut worst = 0;
    for word in words {
        let rank = texts.iter().enumerate().filter_map(|(n, text)| rank(word, text, n > 0)).min()?;
        worst = worst.max(rank);
    }
    Some(worst)
}

fn rank(word: &str, text: &SafeText, second: bool) -> Option<u8> {
    if text.starts_folded(word) {
        return Some(u8::from(second));
    }
    if !text.contains_folded(word) {
        return None;
    }
    // A name's later words count as much as its first: people call themselves either way.
    let starts = folded(text).split([' ', '-', '.', '_', '/']).any(|part| part.starts_with(word));
    Some(if starts { 1 } else { 2 + u8::from(second) })
}

/// Digits alone are looked for in telephone numbers, however these are grouped.
fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let alone = text.chars().all(|c| c.is_ascii_digit() || " +-/()".contains(c));
    // A leading zero is dialled at home, and not behind a country code.
    let digits = digits.trim_start_matches('0');
    (alone && digits.len() >= 3).then(|| digits.to_owned())
}

fn people(words: &[String], text: &str, directory: &Directory) -> Vec<Person> {
    let number = phone(text);
    let mut fitting: Vec<(u8, &Person)> = Vec::new();
    for person in &directory.people {
        let calls = number.as_deref().is_some_and(|number| {
            person.phone.as_ref().is_some_and(|phone| {
                folded(phone).chars().filter(char::is_ascii_digit).collect::<String>().contains(number)
            })
        });
        let name = person.name.as_ref().unwrap_or(&person.id);
        let mut texts = vec![name, &person.id];
        texts.extend(&person.email);
        let rank = if calls { Some(1) } else { fit(words, &texts) };
        if let Some(rank) = rank {
            fitting.push((rank, person));
        }
    }
    fitting
        .sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.name.cmp(&y.name)).then_with(|| x.id.cmp(&y.id)));
    fitting.into_iter().take(SHOWN).map(|(_, person)| person.clone()).collect()
}

fn services(words: &[String], directory: &Directory) -> Vec<Service> {
    let mut fitting: Vec<(u8, &Service)> = Vec::new();
    for service in &directory.services {
        let mut texts = vec![&service.id];
        texts.extend(&service.name);
        let Some(rank) = fit(words, &texts) else { continue };
        let exact = words.len() == 1 && service.id.eq_folded(&words[0]);
        fitting.push((if exact { 0 } else { rank + 1 }, service));
    }
    fitting.sort_by(|(a, x), (b, y)| {
        a.cmp(b)
            .then(x.criticality.unwrap_or(9).cmp(&y.criticality.unwrap_or(9)))
            .then_with(|| x.id.cmp(&y.id))
    });
    fitting.into_iter().take(SHOWN).map(|(_, service)| service.clone()).collect()
}

/// `soft`, `software/em` and `email` find `software/email`; a second level is offered behind its first.
fn categories(text: &str, tree: &Categories) -> Vec<(SafeText, Option<SafeText>)> {
    let text = folded(&SafeText::clean(text, Kind::Label));
    let (first, second) = match text.split_once('/') {
        Some((first, second)) => (first.trim().to_owned(), Some(second.trim().to_owned())),
        None => (text.trim().to_owned(), None),
    };
    let mut fitting: Vec<(u8, (SafeText, Option<SafeText>))> = Vec::new();
    for (category, subs) in &tree.tree {
        let named = rank(&first, category, false);
        if let (Some(rank), None) = (named, &second) {
            fitting
                .push((if category.eq_folded(&first) { 0 } else { 1 + 2 * rank }, (category.clone(), None)));
        }
        for sub in subs {
            let rank = match (&second, named) {
                (Some(second), Some(named)) if second.is_empty() => Some(named),
                (Some(second), Some(named)) => rank(second, sub, false).map(|r| r + named),
                (Some(_), None) => None,
                (None, Some(named)) => Some(2 + 2 * named),
                (None, None) => rank(&first, sub, false).map(|r| 3 + 2 * r),
            };
            fitting.extend(rank.map(|rank| (rank, (category.clone(), Some(sub.clone())))));
        }
    }
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting.into_iter().take(SHOWN).map(|(_, one)| one).collect()
}

fn teams(words: &[String], directory: &Directory) -> Vec<SafeText> {
    let mut teams: Vec<&SafeText> = directory.services.iter().filter_map(|s| s.team.as_ref()).collect();
    teams.sort();
    teams.dedup();
    let mut fitting: Vec<(u8, &SafeText)> =
        teams.into_iter().filter_map(|team| Some((fit(words, &[team])?, team))).collect();
    fitting.sort();
    fitting.into_iter().take(SHOWN).map(|(_, team)| team.clone()).collect()
}

/// The service that the words speak of: one whose id or name stands in them, the longest one first.
pub fn service_in<'d>(text: &str, directory: &'d Directory) -> Option<&'d Service> {
    let text = folded(&SafeText::clean(text, Kind::Line));
    let stands = |name: &str| {
        let name = name.trim();
        name.len() >= 3
            && text.match_indices(name).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                let after = text[at + name.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
            })
    };
    let names = |service: &'d Service| {
        let mut names = vec![folded(&service.id)];
        names.extend(service.name.as_ref().map(folded));
        names.extend(names[0].contains(['-', '_']).then(|| names[0].replace(['-', '_'], " ")));
        names
    };
    let longest = |service: &'d Service| names(service).iter().filter(|n| stands(n)).map(String::len).max();
    directory
        .services
        .iter()
        .filter_map(|service| Some((longest(service)?, service)))
        .max_by_key(|(len, service)| (*len, std::cmp::Reverse(service.criticality.unwrap_or(9))))
        .map(|(_, service)| service)
}

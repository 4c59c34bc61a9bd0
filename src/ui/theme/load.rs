//! Theme files: TOML with a table of colours and a table of tokens.

use std::{collections::BTreeMap, ops::Range};

use ratatui::style::Modifier;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Paint, Token,
    colour::{Colour, NAMED, hex},
    shipped::{NAMES, source},
};

/// What is wrong with a theme file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("theme {theme}, line {line}, column {column}: {}", self.words())]
pub struct ThemeError {
    /// The theme's name.
    pub theme: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The token or colour it is about; empty when about the file.
    pub token: String,
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub nearest: Option<String>,
}

impl ThemeError {
    /// What is wrong and what was probably meant, for where the place is said already.
    pub fn words(&self) -> String {
        match &self.nearest {
            Some(nearest) => format!("{} (did you mean {nearest:?}?)", self.message),
            None => self.message.clone(),
        }
    }
}

/// A theme as read: colours by name, tokens as written with the place they stand at.
#[derive(Debug, Clone, Default)]
struct File {
    colours: BTreeMap<String, (Colour, Range<usize>)>,
    tokens: BTreeMap<&'static str, Look>,
}

/// One token's line.
#[derive(Debug, Clone, Default)]
struct Look {
    fg: Option<(String, Range<usize>)>,
    bg: Option<(String, Range<usize>)>,
    attributes: Modifier,
}

/// Themes that are no embedded ones: the person's own files.
pub(super) trait Others {
    /// The file of this name, if there is one, or why it cannot be read.
    fn read(&self, name: &str) -> Option<Result<String, String>>;
    /// The names there are.
    fn names(&self) -> Vec<String>;
}

/// There are none.
pub(super) struct Nothing;

impl Others for Nothing {
    fn read(&self, _name: &str) -> Option<Result<String, String>> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Reads an embedded theme to the look of every token; those inherit from each other alone, so that no file of a
/// person's changes a theme that it does not name.
pub(super) fn embedded(text: &str, name: &str) -> Result<[Paint; Token::COUNT], ThemeError> {
    paints(&Reader { text, name, own: false, chain: &[], others: &Nothing })
}

/// Reads a file of a person's own to the look of every token.
pub(super) fn own(text: &str, name: &str, others: &dyn Others) -> Result<[Paint; Token::COUNT], ThemeError> {
    paints(&Reader { text, name, own: true, chain: &[name.to_owned()], others })
}

fn paints(reader: &Reader<'_>) -> Result<[Paint; Token::COUNT], ThemeError> {
    let file = reader.file()?;
    reader.resolve(&file)
}

struct Reader<'t> {
    text: &'t str,
    name: &'t str,
    /// A person's own file.
    own: bool,
    /// The own files that lead here, this one last; or how many embedded ones do.
    chain: &'t [String],
    others: &'t dyn Others,
}

impl Reader<'_> {
    fn error(&self, at: usize, token: &str, message: impl Into<String>) -> ThemeError {
        let before = &self.text[..self.text.floor_char_boundary(at.min(self.text.len()))];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        ThemeError {
            theme: self.name.to_owned(),
            line,
            column,
            token: token.to_owned(),
            message: message.into(),
            nearest: None,
        }
    }

    fn file(&self) -> Result<File, ThemeError> {
        let table = DeTable::parse(self.text)
            .map_err(|e| self.error(e.span().map_or(0, |s| s.start), "", e.message().to_owned()))?;
        let mut file = self.inherited(table.get_ref())?;
        let inherited: Vec<String> = file.colours.keys().cloned().collect();
        let mut new = Vec::new();
        for (key, value) in table.get_ref() {
            match &**key.get_ref() {
                "inherits" | "name" => {}
                "colors" => {
                    for (name, colour) in self.table(value, "colors")? {
                        let read = self.colour(name, colour)?;
                        new.push((name.get_ref().to_string(), name.span().start));
                        file.colours.insert(name.get_ref().to_string(), (read, name.span()));
                    }
                }
                "tokens" => {
                    for (name, look) in self.table(value, "tokens")? {
                        let (token, look) = self.look(name, look)?;
                        file.tokens.insert(token.name(), look);
                    }
                }
                other => {
                    let e = self.error(key.span().start, "", format!("unknown key {other:?}"));
                    return Err(near(e, other, ["inherits", "name", "colors", "tokens"]));
                }
            }
        }
        self.missing(&file, table.get_ref())?;
        // A colour that nothing uses is a typing error for one that is used.
        let used = |name: &str| {
            let is = |c: &Option<(String, Range<usize>)>| c.as_ref().is_some_and(|(n, _)| n == name);
            file.tokens.values().any(|l| is(&l.fg) || is(&l.bg))
        };
        if let Some((name, at)) = new.iter().find(|(n, _)| !inherited.contains(n) && !used(n)) {
            let e = self.error(*at, name, format!("no token uses the colour {name:?}"));
            return Err(near(e, name, inherited.iter().map(String::as_str)));
        }
        Ok(file)
    }

    fn inherited(&self, table: &DeTable<'_>) -> Result<File, ThemeError> {
        let Some(from) = table.get("inherits") else { return Ok(File::default()) };
        let at = from.span().start;
        let Some(parent) = from.get_ref().as_str() else {
            return Err(self.error(at, "", "inherits must be the name of a theme"));
        };
        let mut chain = self.chain.to_vec();
        chain.push(parent.to_owned());
        // A file that is called like an embedded theme and inherits from that name changes the embedded one.
        let itself = self.own && parent == self.name && source(parent).is_some();
        if self.own && !itself {
            if self.chain.iter().any(|n| n == parent) {
                let words = format!("it inherits from itself: {}", chain.join(" -> "));
                return Err(self.error(at, "", words));
            }
            match self.others.read(parent) {
                Some(Ok(text)) => {
                    let reader =
                        Reader { text: &text, name: parent, own: true, chain: &chain, others: self.others };
                    return reader.file();
                }
                Some(Err(why)) => {
                    return Err(self.error(at, "", format!("cannot inherit from {parent:?}: {why}")));
                }
                None => {}
            }
        }
        // The embedded ones inherit three deep at most; a circle among them would be found here.
        let text = source(parent).filter(|_| self.own || chain.len() < 4);
        let Some(text) = text else {
            let e = self.error(at, "", format!("cannot inherit from {parent:?}: there is no such theme"));
            let own = self.others.names();
            return Err(near(e, parent, NAMES.into_iter().chain(own.iter().map(String::as_str))));
        };
        let chain = if self.own { &[] } else { &chain[..] };
        Reader { text, name: parent, own: false, chain, others: &Nothing }.file()
    }

    fn table<'v, 'd>(
        &self,
        value: &'v Spanned<DeValue<'d>>,
        what: &str,
    ) -> Result<&'v DeTable<'d>, ThemeError> {
        value
            .get_ref()
            .as_table()
            .ok_or_else(|| self.error(value.span().start, "", format!("{what} must be a table")))
    }

    fn colour(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Colour, ThemeError> {
        let wrong = |at: usize, message: &str| self.error(at, name.get_ref(), message);
        let shape = "a colour is [\"#rrggbb\", \"name of its 16-colour fallback\"]";
        let pair = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start, shape))?;
        let (Some(rgb), Some(fallback), 2) = (pair.first(), pair.get(1), pair.iter().count()) else {
            return Err(wrong(value.span().start, shape));
        };
        let read = rgb.get_ref().as_str().and_then(hex);
        let read = read.ok_or_else(|| wrong(rgb.span().start, "not a colour of the form #rrggbb"))?;
        let word = fallback.get_ref().as_str().ok_or_else(|| wrong(fallback.span().start, shape))?;
        if let Some((_, named)) = NAMED.iter().find(|(n, _)| *n == word) {
            return Ok(Colour { rgb: read, named: *named });
        }
        let e = wrong(fallback.span().start, &format!("unknown 16-colour name {word:?}"));
        Err(near(e, word, NAMED.map(|(n, _)| n)))
    }

    fn look(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<(Token, Look), ThemeError> {
        let word = &**name.get_ref();
        let Some(token) = Token::ALL.iter().copied().find(|t| t.name() == word) else {
            let e = self.error(name.span().start, word, format!("unknown token {word:?}"));
            return Err(near(e, word, Token::ALL.iter().map(|t| t.name())));
        };
        let fields = value.get_ref().as_table();
        let fields = fields.ok_or_else(|| {
            self.error(value.span().start, word, "a token is a table: { fg = \"red\", bold = true }")
        })?;
        let mut look = Look::default();
        for (key, value) in fields {
            let at = value.span();
            match &**key.get_ref() {
                side @ ("fg" | "bg") => {
                    let colour = value.get_ref().as_str();
                    let colour =
                        colour.ok_or_else(|| self.error(at.start, word, "a colour's name is a text"))?;
                    let place = Some((colour.to_owned(), at));
                    if side == "fg" { look.fg = place } else { look.bg = place }
                }
                key_word => {
                    let Some((_, bit)) = ATTRIBUTES.iter().find(|(n, _)| *n == key_word) else {
                        let e = self.error(key.span().start, word, format!("unknown key {key_word:?}"));
                        return Err(near(e, key_word, ["fg", "bg", "bold", "dim", "reverse", "underline"]));
                    };
                    let on = value.get_ref().as_bool();
                    let on = on.ok_or_else(|| {
                        self.error(at.start, word, format!("{key_word} is either true or false"))
                    })?;
                    look.attributes.set(*bit, on);
                }
            }
        }
        Ok((token, look))
    }

    fn missing(&self, file: &File, table: &DeTable<'_>) -> Result<(), ThemeError> {
        let Some(token) = Token::ALL.iter().find(|t| !file.tokens.contains_key(t.name())) else {
            return Ok(());
        };
        let at = table.get("tokens").map_or(0, |t| t.span().start);
        let message = format!(
            "the token {:?} is missing (inherits = \"dark\" takes over what is not given)",
            token.name()
        );
        Err(self.error(at, token.name(), message))
    }

    fn resolve(&self, file: &File) -> Result<[Paint; Token::COUNT], ThemeError> {
        let mut paints = [Paint::default(); Token::COUNT];
        for token in Token::ALL {
            let Some(look) = file.tokens.get(token.name()) else { continue };
            let find = |name: &Option<(String, Range<usize>)>| {
                let Some((name, at)) = name else { return Ok(None) };
                if let Some((colour, _)) = file.colours.get(name) {
                    return Ok(Some(*colour));
                }
                let e = self.error(at.start, token.name(), format!("no colour is named {name:?}"));
                Err(near(e, name, file.colours.keys().map(String::as_str)))
            };
            paints[*token as usize] =
                Paint { fg: find(&look.fg)?, bg: find(&look.bg)?, attributes: look.attributes };
        }
        Ok(paints)
    }
}

const ATTRIBUTES: [(&str, Modifier); 4] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("reverse", Modifier::REVERSED),
    ("underline", Modifier::UNDERLINED),
];

/// Adds what was probably meant.
fn near<'n>(mut error: ThemeError, word: &str, names: impl IntoIterator<Item = &'n str>) -> ThemeError {
    error.nearest = names
        .into_iter()
        .map(|n| (strsim::damerau_levenshtein(word, n), n))
        .filter(|(d, n)| *d <= n.len().max(4) / 2)
        .min()
        .map(|(_, n)| n.to_owned());
    error
}

//! The lines of before: kept like a draft, the newest last. What looks like a secret is never among them.

/// Lines kept.
const KEPT: usize = 100;
/// The longest line kept, in bytes.
const LONGEST: usize = 512;
/// Words that stand beside secrets.
const SECRET: &[&str] =
    &["token", "password", "passwd", "secret", "bearer", "authorization", "api_key", "apikey", "api-key"];

/// The lines.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct History {
    lines: Vec<String>,
    /// Those of earlier sessions were asked for.
    pub asked: bool,
}

impl History {
    /// Takes in those of earlier sessions.
    pub fn recall(&mut self, text: &str) {
        let since = std::mem::take(&mut self.lines);
        for line in text.lines().map(str::to_owned).chain(since) {
            self.keep(&line);
        }
    }

    /// One more; what was there moves to the end. False where it is not kept: nothing to write.
    pub fn keep(&mut self, line: &str) -> bool {
        // A blank in front says "do not keep", as in a shell.
        let kept =
            !line.starts_with(' ') && !line.trim().is_empty() && line.len() <= LONGEST && !is_secret(line);
        if kept {
            self.lines.retain(|l| l != line);
            self.lines.push(line.to_owned());
            let over = self.lines.len().saturating_sub(KEPT);
            self.lines.drain(..over);
        }
        kept
    }

    /// The `nth` newest.
    pub fn newest(&self, nth: usize) -> Option<&str> {
        self.lines.iter().rev().nth(nth).map(String::as_str)
    }

    /// The newest first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().rev().map(String::as_str)
    }

    /// All of it as it is kept.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }
}

fn is_secret(line: &str) -> bool {
    let folded = line.to_lowercase();
    SECRET.iter().any(|word| folded.contains(word))
}

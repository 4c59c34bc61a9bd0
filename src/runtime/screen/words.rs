//! A command line as people put it into `$EDITOR`, split into words. No shell: nothing is expanded or run.

/// The words of `line`: blanks separate, single and double quotes hold together, a backslash takes the next
/// character as it is. `None` for an unfinished quote or no word at all.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            ('\\', None | Some('"')) => word.get_or_insert_default().push(chars.next()?),
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (quote.is_none() && !words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_hold_words_together_and_nothing_is_expanded() {
        let split = |line| split(line).map(|w| w.join("|"));
        assert_eq!(split("vi").as_deref(), Some("vi"));
        assert_eq!(split(" code  --wait ").as_deref(), Some("code|--wait"));
        assert_eq!(
            split(r#"'/opt/my editor/vi' -c "set tw=72" a\ b"#).as_deref(),
            Some("/opt/my editor/vi|-c|set tw=72|a b")
        );
        assert_eq!(split("vi $(id);`id`").as_deref(), Some("vi|$(id);`id`"));
        assert_eq!(split("vi 'open"), None);
        assert_eq!(split("  "), None);
        assert_eq!(split("''").as_deref(), Some(""));
    }
}

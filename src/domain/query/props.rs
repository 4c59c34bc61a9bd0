//! What holds for any text: reading never panics, the canonical form reads back, the quick search finds what a plain
//! one does.

use proptest::prelude::*;

use super::{
    tests::{NOW, incident, safe},
    *,
};

/// Pieces of queries, so that random texts are often right and always near it.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        "[a-zA-ZüİßΣ0-9*,.-]{1,6}",
        prop::sample::select(vec![
            "p",
            "state",
            "owner",
            "title",
            "label.x",
            "label.İ",
            "clock",
            "age",
            "breached",
            "count",
            "id",
            ":",
            "=",
            "<=",
            ">",
            "<",
            "-",
            "(",
            ")",
            "|",
            " ",
            " ",
            "\"",
            "\\",
            ",",
            "*",
            "me",
            "none",
            "open",
            "new,ack",
            "15m",
            "1h30m",
            "2",
            "yes",
            "INC-1042",
            "p:1",
            "-a",
            "(b | c)",
            "state:open",
            "owner:\"m\"*",
            "category:a/b",
            "team",
            "reporter:",
            "hold:*",
            "hold:vendor,none",
            "phase:-",
            "origin:phone",
            "verdict:request",
            "parent:7,none",
            "major:yes",
            "snoozed:",
            "/",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_in_place(text in text()) {
        match Query::parse(&text) {
            Ok(query) => {
                let again = Query::parse(&query.to_string());
                prop_assert_eq!(again.as_ref(), Ok(&query), "canonical: {}", query);
                prop_assert_eq!(query.to_string(), again.map(|q| q.to_string()).unwrap_or_default());
                let me = safe("ana");
                query.matches(&incident(), &Ctx { now: NOW, me: &me, book: crate::domain::sla::Book::standard() });
            }
            Err(fault) => prop_assert!(fault.at + fault.len <= text.chars().count(), "{fault:?}"),
        }
    }

    #[test]
    fn a_word_is_found_as_a_plain_search_would(hay in "[a-cA-CüÜ ]{0,70}", word in "[a-cA-CüÜ]{1,4}") {
        let fold = |t: &str| t.to_lowercase();
        prop_assert_eq!(fold::Needle::new(&word).is_in(&hay), fold(&hay).contains(&fold(&word)));
    }

    #[test]
    fn completing_never_panics(text in text(), cursor in 0_usize..40) {
        let words = [safe("a b"), safe("ü")];
        let known = Vocabulary {
            services: &words,
            owners: &words,
            sources: &words,
            labels: &words,
            teams: &words,
            categories: &words,
            reporters: &words,
        };
        for offer in complete(&text, cursor, &known) {
            let (_, after) = offer.apply(&text);
            prop_assert!(after >= offer.replace.start);
        }
    }
}

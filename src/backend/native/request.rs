//! What is sent: a verb or a new incident in the API's own types. Pure.

use std::collections::BTreeMap;

use crate::{
    backend::{Draft, Verb},
    domain::{Number, Time},
    net::{NetError, Payload},
    text::{Kind, Opaque, SafeText},
    wire::{self, By, NewIncident},
};

/// What was asked longer ago than this, in seconds, is sent with its time.
pub const A_WHILE: i64 = 5;

/// A verb as it goes out.
pub struct Body {
    /// The last word of the path.
    pub route: &'static str,
    /// As JSON.
    pub payload: Payload,
}

/// `verb` by `actor`, who used `via`; `at` is when, by the server's clock, where that is not now.
pub fn body(verb: &Verb, actor: &SafeText, via: &str, at: Option<Time>) -> Result<Body, NetError> {
    let by = By { at, ..by(actor, via) };
    let sent = wire::verb::body(verb, &by)
        .map_err(|e| NetError::Config(format!("a verb could not be written as JSON: {e}")))?;
    Ok(Body { route: sent.route, payload: Payload::Json(sent.json) })
}

/// A new incident.
pub fn draft(new: &Draft, actor: &SafeText, via: &str) -> Result<Payload, NetError> {
    let labels: BTreeMap<_, _> = new.labels.iter().map(|(name, value)| (typed(name), typed(value))).collect();
    Payload::json(&NewIncident {
        title: typed(&new.title),
        description: new.description.as_ref().map(typed),
        service: new.service.as_ref().map(typed),
        impact: new.impact,
        urgency: new.urgency,
        owner: new.owner.as_ref().map(typed),
        team: new.team.as_ref().map(typed),
        labels,
        origin: new.origin,
        reporter: new.reporter.clone(),
        verdict: new.verdict,
        category: new.category.as_ref().map(typed),
        subcategory: new.subcategory.as_ref().map(typed),
        occurred_at: new.occurred_at,
        follow_up_of: new.follow_up_of.map(Number::get),
        parent: new.parent.map(Number::get),
        major: new.major,
        by: by(actor, via),
        ..NewIncident::default()
    })
}

fn by(actor: &SafeText, via: &str) -> By {
    let name = Some(actor.clone()).filter(|name| !name.is_empty());
    By { name, via: Some(SafeText::clean(via, Kind::Label)), at: None }
}

/// What a person typed. The server cleans it the same way; whether it is too long is for the server to say.
fn typed(words: &Opaque) -> SafeText {
    SafeText::clean(words.to_source(), Kind::Body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::native::sample::{NOW, text};

    fn sent(verb: &Verb, at: Option<Time>) -> String {
        let body = body(verb, &text("ana"), "tui", at).expect("a body");
        let Payload::Json(json) = body.payload else { return String::new() };
        format!("{} {}", body.route, String::from_utf8_lossy(&json))
    }

    #[test]
    fn each_verb_is_what_the_route_takes() {
        let by = r#""by":{"name":"ana","via":"tui","at":null}"#;
        let words = |w: &str| Some(Opaque::new(w));
        for (verb, json) in [
            (
                Verb::Ack { note: words("looking"), for_s: Some(60) },
                format!(r#"ack {{"note":"looking","for_s":60,{by}}}"#),
            ),
            (Verb::Unack, format!("unack {{{by}}}")),
            (Verb::Assign { to: None }, format!(r#"assign {{"to":null,{by}}}"#)),
            (Verb::Note { text: Opaque::new("a\nb") }, format!(r#"note {{"text":"a\nb",{by}}}"#)),
            (
                Verb::Resolve { code: words("fixed"), note: None },
                format!(r#"resolve {{"code":"fixed","note":null,{by}}}"#),
            ),
        ] {
            assert_eq!(sent(&verb, None), json);
        }
        assert!(sent(&Verb::Unack, Some(NOW)).contains(&format!(r#""at":"{}""#, NOW.rfc3339())));
    }

    #[test]
    fn a_title_that_is_too_long_goes_out_whole_and_the_server_says_so() {
        let new = Draft { title: Opaque::new("x".repeat(600)), ..Draft::default() };
        let payload = draft(&new, &text("ana"), "cli").expect("a draft");
        let json = payload.bytes().expect("a body");
        assert!(String::from_utf8_lossy(json).contains(&"x".repeat(600)));
    }
}

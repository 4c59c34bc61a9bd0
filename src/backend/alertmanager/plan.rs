//! What a verb has to do, decided from what the source says now. Pure: answers in, a plan out.

use super::{
    dto::{Alert, Pairs, Silence},
    marker::Marker,
    request::PostSilence,
    standing::{Whose, clock, silenced_by, till, whose},
};
use crate::{
    domain::{Time, time::length},
    text::{Kind, SafeText},
};

/// What the source says of one alert.
pub struct Scene<'b> {
    /// The alert, while it is listed.
    pub alert: Option<&'b Alert<'b>>,
    /// Its labels, from what was kept of it.
    pub labels: &'b Pairs<'b>,
    /// The occurrence that is meant, where it has a start.
    pub occurrence: Option<Time>,
    /// All silences, expired ones too.
    pub silences: &'b [Silence<'b>],
    /// The source's clock.
    pub now: Time,
}

/// An acknowledgement as asked for.
pub struct Ask<'c> {
    /// Its marker: key, occurrence, and whether a person chose the end.
    pub marker: Marker,
    /// Who asks.
    pub who: &'c SafeText,
    /// What a person wrote.
    pub words: Option<&'c str>,
    /// Seconds it lasts.
    pub for_s: i64,
}

/// What to do about an acknowledgement.
#[derive(Debug, PartialEq)]
pub enum Ack {
    /// The alert is not listed.
    Gone,
    /// It ended and began again: another incident.
    Another(SafeText),
    /// It is as asked for, in these words.
    Already(SafeText),
    /// This very command was carried out: wait until this silence shows.
    Sent(String),
    /// Make or change this silence.
    Post(Box<PostSilence>),
}

impl Scene<'_> {
    /// Our silences on exactly this label set, with their markers, whatever their state.
    fn marked(&self) -> impl Iterator<Item = (&Silence<'_>, Whose)> {
        self.silences.iter().filter_map(|s| match whose(s, self.labels, self.occurrence) {
            w @ (Whose::Ours(_) | Whose::Earlier) => Some((s, w)),
            _ => None,
        })
    }

    /// Plans an acknowledgement.
    pub fn ack(&self, ask: &Ask<'_>) -> Ack {
        let sent =
            |s: &&Silence<'_>| Marker::find(s.comment.raw()).is_some_and(|(m, _)| m.key == ask.marker.key);
        if let Some(done) = self.silences.iter().filter(sent).max_by_key(|s| s.is_active()) {
            return if done.is_active() {
                Ack::Sent(done.id.raw().to_owned())
            } else {
                let when = done.ends_at.time().map(|t| format!(" at {}", clock(t, Some(self.now))));
                Ack::Already(line(&format!(
                    "acknowledged by {}, and taken back since{}",
                    done.who(),
                    when.unwrap_or_default()
                )))
            };
        }
        let Some(alert) = self.alert else { return Ack::Gone };
        if let Some(words) = self.another(alert) {
            return Ack::Another(words);
        }
        let ends_at = self.now + ask.for_s;
        let mut ours: Vec<(&Silence<'_>, Marker)> = self
            .marked()
            .filter_map(|(s, w)| match w {
                Whose::Ours(marker) if s.is_active() => Some((s, marker)),
                _ => None,
            })
            .collect();
        ours.sort_by_key(|(s, _)| s.starts_at.time());
        let mine = ours.iter().find(|(s, _)| SafeText::clean(s.who(), Kind::Label) == *ask.who);
        match (mine, ours.first()) {
            (Some((mine, had)), _) if ask.words.is_some() || ask.marker.until => {
                // Words alone leave an end that a person chose alone.
                let keeps_end = had.until && !ask.marker.until;
                let marker = Marker { until: had.until || ask.marker.until, ..ask.marker };
                let ends_at = if keeps_end { mine.ends_at.time().unwrap_or(ends_at) } else { ends_at };
                let old_words = Marker::find(mine.comment.raw()).map_or("", |(_, words)| words);
                let comment = marker.comment(ask.words.unwrap_or(old_words));
                Ack::Post(Box::new(PostSilence { comment, ..PostSilence::prolonged(mine, ends_at) }))
            }
            (Some((first, _)), _) | (None, Some((first, _))) => Ack::Already(line(&format!(
                "already acknowledged by {}{}",
                first.who(),
                first.starts_at.time().map(|t| format!(" {} ago", length(self.now - t))).unwrap_or_default()
            ))),
            (None, None) => Ack::Post(Box::new(PostSilence::fresh(
                &alert.labels,
                self.now,
                ends_at,
                ask.who.clone(),
                ask.marker.comment(ask.words.unwrap_or_default()),
            ))),
        }
    }

    /// Whether what is listed is a later occurrence than the one that is meant, in words.
    pub fn another(&self, alert: &Alert<'_>) -> Option<SafeText> {
        let began = alert.starts_at.time().filter(|t| self.occurrence.is_some_and(|meant| *t > meant))?;
        Some(line(&format!(
            "this alert ended, and fired again at {}: that is another incident, look at it before you act",
            clock(began, Some(self.now))
        )))
    }

    /// Plans to take an acknowledgement back that was asked to be taken back at `asked` (the source's clock).
    pub fn unack(&self, asked: Time) -> Unack {
        let ids: Vec<String> =
            self.marked().filter(|(s, _)| s.is_active()).map(|(s, _)| s.id.raw().to_owned()).collect();
        if !ids.is_empty() {
            return Unack::Expire(ids);
        }
        // Sent before, its answer lost: one of ours ended after it was asked for.
        let ended =
            |s: &Silence<'_>| !s.is_active() && s.ends_at.time().is_some_and(|t| t >= asked && t <= self.now);
        if self.marked().any(|(s, _)| ended(s)) {
            return Unack::Done;
        }
        let Some(alert) = self.alert else { return Unack::Gone };
        let theirs = alert
            .status
            .silenced_by
            .iter()
            .filter_map(|id| self.silences.iter().find(|s| s.id == *id))
            .map(|s| (s, whose(s, self.labels, alert.starts_at.time())))
            .max_by_key(|(s, _)| s.ends_at.time());
        match theirs {
            Some((s, Whose::Wider)) => {
                Unack::Theirs(line(&format!("{}: take that one back", silenced_by(s, Whose::Wider))))
            }
            Some((s, _)) => {
                Unack::Theirs(line(&format!("silenced by {}{}: not ours to expire", s.who(), till(s))))
            }
            None => Unack::NotAcked,
        }
    }
}

/// What to do to take an acknowledgement back.
#[derive(Debug, PartialEq)]
pub enum Unack {
    /// Expire these silences of ours.
    Expire(Vec<String>),
    /// It was done before.
    Done,
    /// Only others' silences are on it, in these words.
    Theirs(SafeText),
    /// Nothing silences it.
    NotAcked,
    /// Not listed, and nothing of ours is left.
    Gone,
}

fn line(raw: &str) -> SafeText {
    SafeText::clean(raw, Kind::Line)
}

#[cfg(test)]
mod tests;

//! Parts of the record as JSON: every key is there, what is absent is `null`. A part of [`super`].

use serde::Serialize;

use crate::{
    domain::{
        Time,
        record::{Caller, CiRole, Confirmation, Told},
    },
    text::SafeText,
};

/// Who told of it, or has it too.
#[derive(Debug, Serialize)]
pub(super) struct CallerJson<'a> {
    name: &'a SafeText,
    person: Option<&'a SafeText>,
    email: Option<&'a SafeText>,
    phone: Option<&'a SafeText>,
    vip: bool,
    on_behalf_of: Option<&'a SafeText>,
}

impl<'a> CallerJson<'a> {
    pub(super) fn new(caller: &'a Caller) -> Self {
        Self {
            name: &caller.name,
            person: caller.person.as_ref(),
            email: caller.email.as_ref(),
            phone: caller.phone.as_ref(),
            vip: caller.vip,
            on_behalf_of: caller.on_behalf_of.as_ref(),
        }
    }
}

/// A service beside the main one.
#[derive(Debug, Serialize)]
pub(super) struct LinkJson<'a> {
    service: &'a SafeText,
    role: &'static str,
}

impl<'a> LinkJson<'a> {
    pub(super) fn new((service, role): &'a (SafeText, CiRole)) -> Self {
        Self { service, role: role.word() }
    }
}

/// What the caller said when asked.
#[derive(Debug, Serialize)]
pub(super) struct ConfirmationJson<'a> {
    asked_at: Option<Time>,
    asked_by: Option<&'a SafeText>,
    answered_at: Option<Time>,
    answer: Option<&'static str>,
    satisfaction: Option<u8>,
    comment: Option<&'a SafeText>,
}

impl<'a> ConfirmationJson<'a> {
    pub(super) fn new(c: &'a Confirmation) -> Self {
        Self {
            asked_at: c.asked_at,
            asked_by: c.asked_by.as_ref(),
            answered_at: c.answered_at,
            answer: c.answer.map(crate::domain::record::Answer::word),
            satisfaction: c.satisfaction,
            comment: c.comment.as_ref(),
        }
    }
}

/// What the stakeholders were told last.
#[derive(Debug, Serialize)]
pub(super) struct ToldJson<'a> {
    at: Time,
    by: &'a SafeText,
    text: &'a SafeText,
    audience: Option<&'a SafeText>,
    next_at: Option<Time>,
    public: bool,
}

impl<'a> ToldJson<'a> {
    pub(super) fn new(told: &'a Told) -> Self {
        Self {
            at: told.at,
            by: &told.by,
            text: &told.text,
            audience: told.audience.as_ref(),
            next_at: told.next_at,
            public: told.public,
        }
    }
}

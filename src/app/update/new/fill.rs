//! What is filled in and looked up as one types: offers, the service from the words, category and team from the
//! service, what looks alike.

use crate::{
    app::{
        effect::Effect,
        model::{
            Model,
            new::{
                Field, NewForm, alike,
                offers::{self, Offers},
            },
        },
    },
    domain::{category::Categories, directory::Service},
};

/// The category tree of the source it goes to.
fn tree<'m>(model: &'m Model, form: &NewForm) -> Option<&'m Categories> {
    form.to().map(|source| &model.practice(source).categories)
}

fn offer(model: &Model, form: &mut NewForm, field: Field) {
    let Some(n) = field.line() else { return };
    let text = form.text(field).to_owned();
    let none = Categories { tree: Vec::new() };
    let tree = tree(model, form).unwrap_or(&none);
    form.offers[n] = Offers::of(field, &text, &model.directory, tree);
    form.lines[n].pick = 0;
}

/// Looks up all offers, each with its first one chosen.
pub(super) fn offers_anew(model: &Model, form: &mut NewForm) {
    for field in Field::TEXTS {
        offer(model, form, field);
    }
}

/// A text was changed.
pub(super) fn after_typing(model: &Model, form: &mut NewForm, field: Field) {
    if let Some(line) = form.line_mut(field) {
        line.ours = false;
    }
    // What was put aside is gone once something else is written.
    form.aside = None;
    offer(model, form, field);
    after_pick(model, form, field);
}

/// Another offer is meant: what hangs on it follows.
pub(super) fn after_pick(model: &Model, form: &mut NewForm, field: Field) {
    match field {
        Field::What => {
            let service = offers::service_in(form.text(Field::What), &model.directory);
            let service = service.map(|s| offers::typed(&s.id));
            if may_fill(form, Field::Service) {
                fill(model, form, Field::Service, service.as_deref());
                from_service(model, form);
            }
        }
        Field::Service => from_service(model, form),
        _ => {}
    }
    if matches!(field, Field::Caller | Field::What | Field::Service) {
        looks(model, form);
    }
}

/// Category and team of the service.
fn from_service(model: &Model, form: &mut NewForm) {
    let service: Option<Service> = form.service().cloned();
    let category = service.as_ref().and_then(|s| s.category.as_ref()).map(offers::typed);
    let team = service.as_ref().and_then(|s| s.team.as_ref()).map(offers::typed);
    if may_fill(form, Field::Category) {
        fill(model, form, Field::Category, category.as_deref());
        // A category that is not in the tree of this source is not ours to insist on.
        if form.category().is_none() {
            fill(model, form, Field::Category, None);
        }
    }
    if may_fill(form, Field::Team) {
        fill(model, form, Field::Team, team.as_deref());
    }
}

/// We may write there: nobody else has.
fn may_fill(form: &NewForm, field: Field) -> bool {
    form.line(field).is_some_and(|line| line.ours || line.input.value().is_empty())
}

fn fill(model: &Model, form: &mut NewForm, field: Field, text: Option<&str>) {
    if let Some(line) = form.line_mut(field) {
        line.put(text.unwrap_or_default());
        line.ours = text.is_some();
    }
    offer(model, form, field);
}

/// The caret leaves a field: what is meant stands there in full.
pub(super) fn leave_field(form: &mut NewForm) {
    let field = form.field;
    let (pick, offers) = (form.pick(field), form.offers(field));
    let Some(word) = offers.word(pick).map(|word| offers::typed(&word)) else { return };
    let Some(line) = form.line_mut(field).filter(|line| line.input.value() != word) else { return };
    line.put(&word);
    // The offers stay as they are: of two people of one name it is still the same one.
}

/// What looks alike, and what the caller has open already.
pub(super) fn looks(model: &Model, form: &mut NewForm) {
    alike::look(form, &model.inbox);
    alike::look_for_theirs(form, &model.inbox);
}

/// Asks the sources, once for each text.
pub(super) fn search(model: &mut Model, form: &mut NewForm, fx: &mut Vec<Effect>) {
    let (alike, theirs) = (alike::query_alike(form), alike::query_theirs(form));
    if alike != form.search.asked.0 {
        form.search.alike = ask(model, &alike, fx);
        form.search.asked.0 = alike;
    }
    if theirs != form.search.asked.1 {
        form.search.found_theirs.clear();
        form.search.theirs = ask(model, &theirs, fx);
        form.search.asked.1 = theirs;
    }
}

fn ask(model: &mut Model, text: &str, fx: &mut Vec<Effect>) -> Option<u64> {
    let query = alike::parsed(text)?;
    // Numbered like all that is asked: an answer to something else is never taken for this one.
    model.groups += 1;
    fx.push(Effect::Find { ask: model.groups, source: None, query, limit: alike::FOUND });
    Some(model.groups)
}

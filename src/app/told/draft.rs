//! The form as what a source is asked to open.

use crate::{
    app::model::{
        Model,
        new::{Field, NewForm, since},
    },
    backend::Draft,
    domain::{
        Time,
        record::{Caller, Verdict},
    },
    text::{Kind, Opaque, SafeText},
};

/// Who calls, with what the directory knows of them; `None` where nobody does.
pub fn caller(form: &NewForm) -> Option<Caller> {
    let name = form.meant(Field::Caller).filter(|_| !form.nobody())?;
    let on_behalf_of = form.meant(Field::Behalf).filter(|_| form.text(Field::Behalf) != "-");
    let Some(person) = form.person() else { return Some(Caller { name, on_behalf_of, ..Caller::default() }) };
    Some(Caller {
        name,
        person: Some(person.id.clone()),
        email: person.email.clone(),
        phone: person.phone.clone(),
        vip: person.vip,
        on_behalf_of,
    })
}

/// All of it, as typed; times by our clock.
pub fn draft(model: &Model, form: &NewForm, now: Time) -> Draft {
    let typed = |field: Field| {
        let text = form.text(field);
        (!text.is_empty()).then(|| Opaque::new(text))
    };
    let meant = |field: Field| form.meant(field).map(|word| Opaque::from(&word));
    let category = form.category();
    Draft {
        title: Opaque::new(form.text(Field::What)),
        description: typed(Field::More),
        service: meant(Field::Service),
        impact: form.impact,
        urgency: form.urgency,
        owner: None,
        labels: Vec::new(),
        actor: model.me.clone(),
        reporter: caller(form),
        origin: Some(form.through.0),
        verdict: (form.verdict.0 != Verdict::Incident).then_some(form.verdict.0),
        category: category.map(|(category, _)| Opaque::from(category)),
        subcategory: category.and_then(|(_, sub)| sub.as_ref()).map(Opaque::from),
        team: meant(Field::Team),
        occurred_at: since::read(form.text(Field::Since), now, model.zone).ok().flatten(),
        follow_up_of: form.follow_up,
        parent: None,
        major: false,
    }
}

/// Code and words of a resolution on the phone: `workaround: restarted it`; without a code it is fixed.
pub fn done(form: &NewForm, codes: &[SafeText]) -> (Opaque, Opaque) {
    let text = form.text(Field::Done);
    if let Some((head, rest)) = text.split_once(':') {
        let head = SafeText::clean(head.trim(), Kind::Label);
        if let Some(code) = codes.iter().find(|c| **c == head).filter(|_| !rest.trim().is_empty()) {
            return (Opaque::from(code), Opaque::new(rest.trim()));
        }
    }
    (Opaque::new("fixed"), Opaque::new(text))
}

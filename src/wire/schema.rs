//! How values of other rooms stand in the OpenAPI document.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
        schema::{SchemaType, Type},
    },
};

use crate::{
    domain::{Priority, State, Time, event::EventKind},
    text::SafeText,
};

fn words(all: impl IntoIterator<Item = &'static str>, about: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(all.into_iter().map(str::to_owned)))
        .description(Some(about))
        .into()
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339 in UTC, whole seconds"))
            .examples(["2026-11-23T03:02:00Z"])
            .into()
    }
}
impl ToSchema for Time {}

impl PartialSchema for SafeText {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("Control and invisible characters are taken out when it arrives"))
            .into()
    }
}
impl ToSchema for SafeText {
    fn name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }
}

impl PartialSchema for Priority {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Integer))
            .minimum(Some(1))
            .maximum(Some(5))
            .description(Some("1 critical to 5 planning"))
            .examples([1])
            .into()
    }
}
impl ToSchema for Priority {}

impl PartialSchema for State {
    fn schema() -> RefOr<Schema> {
        words(Self::ALL.map(Self::word), "Where an incident stands")
    }
}
impl ToSchema for State {}

impl PartialSchema for EventKind {
    fn schema() -> RefOr<Schema> {
        words(Self::ALL.map(Self::word), "What an entry of the log is about")
    }
}
impl ToSchema for EventKind {}

//! Working hours as the document says them. A part of [`super`].

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema,
        schema::{SchemaType, Type},
    },
};

use crate::domain::sla::Calendar;

/// `{"always": true, "tz": "UTC"}`, or windows a week with holidays and breaks, or a union of such.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalendarDoc(pub Value);

impl CalendarDoc {
    /// As it was written down.
    pub fn of(calendar: &Calendar) -> Self {
        Self(json!({"always": true, "tz": calendar.zone().name()}))
    }

    /// Compiled.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn compile(&self) -> Result<Calendar, String> {
        let zone = self.0.get("tz").and_then(Value::as_str).unwrap_or("UTC");
        let zone = zone.parse().map_err(|_| format!("unknown time zone `{zone}`"))?;
        Ok(Calendar::always(zone))
    }
}

impl PartialSchema for CalendarDoc {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some(
                "`{\"always\": true, \"tz\": ZONE}`, or `{\"tz\": ZONE, \"weekly\": {\"mon\": [[\"09:00\", \"17:00\"]], …}, \
                 \"holidays\": […], \"breaks\": […]}`, or `{\"union\": [calendar, …]}`. Times are local to the zone; a window \
                 whose close is before its open ends the day after; `24:00` is midnight. A holiday is a date, `{\"from\", \
                 \"to\"}` or `{\"recurring\": [\"12-24\", \"01-02\"]}`, all inclusive; a break is `{\"date\", \"from\", \"to\"}`",
            ))
            .examples([json!({
                "tz": "Europe/Paris",
                "weekly": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]},
                "holidays": ["2026-12-25", {"recurring": ["12-31", "01-01"]}],
                "breaks": [{"date": "2026-11-23", "from": "12:00", "to": "13:00"}]
            })])
            .into()
    }
}
impl ToSchema for CalendarDoc {
    fn name() -> std::borrow::Cow<'static, str> {
        "Calendar".into()
    }
}

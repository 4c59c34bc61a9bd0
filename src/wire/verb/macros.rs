//! How a body is written down once and read both ways. A part of [`super`].
//!
//! A body holds the fields of its verb under the same names, words as [`SafeText`], and beside them who asks.

use crate::text::{Opaque, SafeText};

/// How a field of a body is carried by its verb.
pub trait Carry<V> {
    /// As the verb has it.
    fn carry(self) -> V;
    /// As the body has it.
    fn back(field: &V) -> Self;
}

impl<T: Clone> Carry<T> for T {
    fn carry(self) -> T {
        self
    }
    fn back(field: &T) -> T {
        field.clone()
    }
}

impl Carry<Opaque> for SafeText {
    fn carry(self) -> Opaque {
        Opaque::from(&self)
    }
    /// Whether it is too long is for the server to say.
    fn back(field: &Opaque) -> Self {
        field.cleaned(crate::text::Kind::Body)
    }
}

impl Carry<Option<Opaque>> for Option<SafeText> {
    fn carry(self) -> Option<Opaque> {
        self.map(Carry::carry)
    }
    fn back(field: &Option<Opaque>) -> Self {
        field.as_ref().map(Carry::back)
    }
}

/// A body: its type, `From<Body> for Action`, and `Body::of(&Verb, By)` for the way back.
macro_rules! body {
    (
        $(#[$about:meta])*
        $name:ident = $variant:ident $route:literal { $($(#[$doc:meta])* $field:ident: $type:ty,)* }
    ) => {
        #[derive(
            Debug, Clone, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize, ::utoipa::ToSchema,
        )]
        #[serde(deny_unknown_fields)]
        $(#[$about])*
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
            /// Who says so.
            #[serde(default)]
            pub by: $crate::wire::By,
        }

        impl From<$name> for $crate::wire::Action {
            fn from(body: $name) -> Self {
                let verb = $crate::domain::Verb::$variant {
                    $($field: $crate::wire::verb::macros::Carry::carry(body.$field),)*
                };
                Self { verb, by: body.by }
            }
        }

        impl $name {
            /// The last word of its path: the verb's name.
            pub const ROUTE: &'static str = $route;

            /// What asks for `verb`; `None` where that is another one.
            pub(crate) fn of(verb: &$crate::domain::Verb, by: &$crate::wire::By) -> Option<Self> {
                let $crate::domain::Verb::$variant { $($field,)* } = verb else { return None };
                Some(Self { $($field: $crate::wire::verb::macros::Carry::back($field),)* by: by.clone() })
            }
        }
    };
}
pub(super) use body;

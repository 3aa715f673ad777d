//! `text_enum!`: enumerations whose text on the wire, in the database and in JSON is one and the same.
//!
//! Invariant: `as_str` and `FromStr` are inverse to each other and serde uses the same text (chapters 1 and 8.3).

/// A text that is none of the options of an enumeration.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not an option of {kind}")]
pub struct NotAnOption {
    /// Name of the enumeration, for logs.
    pub kind: &'static str,
}

/// Declares an enumeration together with its identifiers of the specification.
///
/// Gives `ALL`, `TEXTS`, `as_str`, `FromStr`, `Into<String>`, `Display`, `Serialize` and `Deserialize`.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        $vis enum $name { $($(#[$variant_meta])* $variant),+ }

        impl $name {
            /// Every option, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The identifiers of all options, in the same order.
            pub const TEXTS: &'static [&'static str] = &[$($text),+];

            /// The identifier used on the wire, in the database and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::domain::text_enum::NotAnOption;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::domain::text_enum::NotAnOption { kind: stringify!($name) }),
                }
            }
        }

        impl ::std::convert::From<$name> for ::std::string::String {
            fn from(option: $name) -> Self {
                option.as_str().to_owned()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(|_| {
                    ::serde::de::Error::unknown_variant(&text, &[$($text),+])
                })
            }
        }
    };
}

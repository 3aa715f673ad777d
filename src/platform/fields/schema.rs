//! The OpenAPI schema of a body, from the same table as its check.

use super::table::{Field, Kind, Variant};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type,
};

/// The schema of a body, its `required` fields as for a complete one.
#[must_use]
pub fn schema(fields: &'static [Field]) -> Schema {
    object(fields)
}

fn object(fields: &'static [Field]) -> Schema {
    let mut object = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    for field in fields {
        object = object.property(field.name, of(&field.kind));
        if field.required {
            object = object.required(field.name);
        }
    }
    Schema::Object(object.build())
}

fn of(kind: &Kind) -> Schema {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let object_of = |builder: ObjectBuilder| Schema::Object(builder.build());
    let format = |format: KnownFormat| Some(SchemaFormat::KnownFormat(format));
    match kind {
        Kind::Text { max } | Kind::LongText { max } => object_of(text().max_length(Some(*max))),
        Kind::Password { max } => {
            object_of(text().max_length(Some(*max)).format(format(KnownFormat::Password)))
        }
        Kind::Integer { min, max } | Kind::Money { min, max } => object_of(
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(format(KnownFormat::Int64))
                .minimum(Some(*min))
                .maximum(Some(*max)),
        ),
        Kind::Moment => object_of(text().format(format(KnownFormat::DateTime))),
        Kind::Date => object_of(text().format(format(KnownFormat::Date))),
        Kind::Bool => object_of(ObjectBuilder::new().schema_type(Type::Boolean)),
        Kind::Choice(options) => object_of(text().enum_values(Some(options.iter().copied()))),
        Kind::City => object_of(text().pattern(Some("^[1-9][0-9]{5}$"))),
        Kind::Id => object_of(text().format(Some(SchemaFormat::Custom("uuid".to_owned())))),
        Kind::Phone => object_of(text().max_length(Some(40))),
        Kind::Email => {
            object_of(text().max_length(Some(254)).format(Some(SchemaFormat::Custom("email".to_owned()))))
        }
        Kind::Choices(options) => {
            array(object_of(text().enum_values(Some(options.iter().copied()))), options.len())
        }
        Kind::TextList { max_items, max } => array(object_of(text().max_length(Some(*max))), *max_items),
        Kind::List { max, fields } => array(object(fields), *max),
        Kind::Group(fields) => object(fields),
        Kind::Either(variants) => either(variants),
    }
}

fn array(items: Schema, max: usize) -> Schema {
    Schema::Array(ArrayBuilder::new().items(RefOr::T(items)).max_items(Some(max)).build())
}

fn either(variants: &'static [Variant]) -> Schema {
    let ways = variants.iter().fold(OneOfBuilder::new(), |ways, variant| ways.item(object(variant.fields)));
    Schema::OneOf(ways.build())
}

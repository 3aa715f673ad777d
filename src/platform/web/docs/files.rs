//! Calls that take or give files.

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::HttpMethod;
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Required, ResponseBuilder, SchemaFormat};

use super::{Call, text_header};
use crate::platform::fields::{self, Field};

impl Call {
    /// A call that takes something away.
    #[must_use]
    pub fn delete(path: &'static str, tag: &str, summary: &str) -> Self {
        Self::new(HttpMethod::Delete, path, tag, summary).with_body_errors()
    }

    /// A body with one file in its field `file`.
    #[must_use]
    pub fn file_body(self) -> Self {
        self.file_body_with(&[])
    }

    /// A body with one file in its field `file`, and any of these fields before it.
    #[must_use]
    pub fn file_body_with(mut self, table: &'static [Field]) -> Self {
        let file = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("binary".into())));
        let mut schema = ObjectBuilder::new()
            .schema_type(Type::Object)
            .property("file", file)
            .required("file")
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
        if let Schema::Object(beside) = fields::schema(table) {
            for (name, field) in beside.properties {
                schema = schema.property(name, field);
            }
        }
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let body =
            RequestBodyBuilder::new().content("multipart/form-data", content).required(Some(Required::True));
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// Answers 200 with bytes of any kind.
    #[must_use]
    pub fn answers_bytes(mut self) -> Self {
        let bytes = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("binary".into())));
        let content = ContentBuilder::new().schema(Some(bytes)).build();
        let response = ResponseBuilder::new().description("OK").content("application/octet-stream", content);
        self.operation = self.operation.response("200", response.header("ETag", text_header()).build());
        self
    }
}

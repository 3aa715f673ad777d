//! The OpenAPI document, put together from what the handlers themselves use: tables of fields, list questions and
//! answer types. Each feature says beside its handlers what its calls are (8.2).

mod files;

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{
    AdditionalProperties, AllOfBuilder, ArrayBuilder, ComponentsBuilder, ObjectBuilder, Schema, SchemaType,
    Type,
};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, Info, OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Required, Response, ResponseBuilder,
    SchemaFormat,
};
use utoipa::{PartialSchema, ToSchema};

use crate::platform::fields::{self, Field};

use super::list::{FilterKind, ListSpec};
use super::problem::{Problem, ProblemField};

const BEARER: &str = "bearer";

/// The document while it is put together.
pub struct Docs {
    paths: Paths,
    components: ComponentsBuilder,
}

impl Default for Docs {
    fn default() -> Self {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = ComponentsBuilder::new()
            .security_scheme(BEARER, SecurityScheme::Http(bearer))
            .schema_from::<Problem>()
            .schema_from::<ProblemField>();
        Docs { paths: Paths::new(), components }
    }
}

impl Docs {
    /// Adds one call.
    pub fn add(&mut self, call: Call) {
        let components = std::mem::replace(&mut self.components, ComponentsBuilder::new());
        self.components = components.schemas_from_iter(call.schemas.clone());
        let (method, path) = (call.method.clone(), call.path);
        let mut item = PathItem::new(method, call.build());
        match self.paths.paths.get_mut(path) {
            Some(known) => known.merge_operations(item),
            None => {
                item.parameters = path_parameters(path);
                self.paths.paths.insert(path.to_string(), item);
            }
        }
    }

    /// The whole document.
    #[must_use]
    pub fn finish(self, version: &str) -> OpenApi {
        let info = Info::new("TierDesk", version);
        let components: Components = self.components.build();
        OpenApiBuilder::new()
            .info(info)
            .paths(self.paths)
            .components(Some(components))
            .security(Some([SecurityRequirement::new::<_, [&str; 0], &str>(BEARER, [])]))
            .build()
    }
}

/// One call of the API, as its feature describes it.
pub struct Call {
    method: HttpMethod,
    path: &'static str,
    operation: OperationBuilder,
    schemas: Vec<(String, RefOr<Schema>)>,
    errors: Vec<u16>,
}

impl Call {
    fn new(method: HttpMethod, path: &'static str, tag: &str, summary: &str) -> Self {
        let mut errors = vec![400, 401, 403, 422, 503];
        if path.contains('{') {
            errors.push(404);
        }
        Call {
            method,
            path,
            operation: OperationBuilder::new().tag(tag).summary(Some(summary)),
            schemas: vec![],
            errors,
        }
    }

    /// A call that reads.
    #[must_use]
    pub fn get(path: &'static str, tag: &str, summary: &str) -> Self {
        Self::new(HttpMethod::Get, path, tag, summary)
    }

    /// A call that does something.
    #[must_use]
    pub fn post(path: &'static str, tag: &str, summary: &str) -> Self {
        Self::new(HttpMethod::Post, path, tag, summary).with_body_errors()
    }

    /// A call that changes some fields of an object.
    #[must_use]
    pub fn patch(path: &'static str, tag: &str, summary: &str) -> Self {
        Self::new(HttpMethod::Patch, path, tag, summary).with_body_errors()
    }

    fn with_body_errors(mut self) -> Self {
        self.errors.extend([409, 413, 415, 507]);
        self
    }

    /// Anybody may call it, without a token.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.operation = self.operation.security(SecurityRequirement::default());
        self.errors.retain(|status| *status != 403);
        self.errors.push(429);
        self
    }

    /// A body with these fields.
    #[must_use]
    pub fn body(self, table: &'static [Field]) -> Self {
        let schema = fields::schema(table);
        self.takes(schema)
    }

    /// A body with any of these fields; nothing is required.
    #[must_use]
    pub fn partial_body(self, table: &'static [Field]) -> Self {
        let mut schema = fields::schema(table);
        loosen(&mut schema, false);
        self.takes(schema)
    }

    fn takes(mut self, schema: Schema) -> Self {
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let body =
            RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// Query keys, one for each field.
    #[must_use]
    pub fn query(mut self, table: &'static [Field]) -> Self {
        if let Schema::Object(object) = fields::schema(table) {
            for (name, schema) in object.properties {
                self = self.query_key(&name, schema);
            }
        }
        self
    }

    /// The question of a list: filters, `q`, `sort`, `limit`, `after`.
    #[must_use]
    pub fn list(mut self, spec: &ListSpec) -> Self {
        for (name, kind) in spec.filters {
            self = self.query_key(name, filter(kind));
        }
        if spec.search {
            self = self.query_key("q", ObjectBuilder::new().schema_type(Type::String).max_length(Some(100)));
        }
        let sorts = spec.sorts.iter().flat_map(|sort| [(*sort).to_string(), format!("-{sort}")]);
        self.query_key("sort", ObjectBuilder::new().schema_type(Type::String).enum_values(Some(sorts)))
            .query_key(
                "limit",
                ObjectBuilder::new()
                    .schema_type(Type::Integer)
                    .minimum(Some(1))
                    .maximum(Some(200))
                    .default(Some(50.into())),
            )
            .query_key("after", ObjectBuilder::new().schema_type(Type::String))
    }

    fn query_key(mut self, name: &str, schema: impl Into<RefOr<Schema>>) -> Self {
        let key = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).schema(Some(schema));
        self.operation = self.operation.parameter(key);
        self
    }

    /// Changes an object that the caller has read: `If-Match` is needed.
    #[must_use]
    pub fn changes(mut self) -> Self {
        self.errors.extend([412, 428]);
        self.header("If-Match", "The version that was read, as in `ETag`.", Required::True)
    }

    fn header(mut self, name: &str, what: &str, required: Required) -> Self {
        let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(255));
        let header = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .description(Some(what))
            .required(required)
            .schema(Some(text));
        self.operation = self.operation.parameter(header);
        self
    }

    /// Answers 200 with an object.
    #[must_use]
    pub fn answers<T: ToSchema>(mut self) -> Self {
        let schema = self.reference::<T>();
        self.responds("200", "OK", Some(schema), false)
    }

    /// Answers 200 with an object that has a version.
    #[must_use]
    pub fn answers_versioned<T: ToSchema>(mut self) -> Self {
        let schema = self.reference::<T>();
        self.responds("200", "OK", Some(schema), true)
    }

    /// Answers 200 with an object and, beside its own, the fields of a table.
    #[must_use]
    pub fn answers_with<T: ToSchema>(mut self, table: &'static [Field]) -> Self {
        let schema = self.with_fields::<T>(table);
        self.responds("200", "OK", Some(schema), true)
    }

    /// Answers 201 with the new object and its `Location`.
    #[must_use]
    pub fn creates<T: ToSchema>(mut self) -> Self {
        let schema = self.reference::<T>();
        self.keyed().responds("201", "Created", Some(schema), true)
    }

    /// Answers 201 with the new object and, beside its own, the fields of a table.
    #[must_use]
    pub fn creates_with<T: ToSchema>(mut self, table: &'static [Field]) -> Self {
        let schema = self.with_fields::<T>(table);
        self.keyed().responds("201", "Created", Some(schema), true)
    }

    /// Answers 200 with a page of a list.
    #[must_use]
    pub fn answers_list<T: ToSchema>(mut self) -> Self {
        let items = ArrayBuilder::new().items(self.reference::<T>());
        let next = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
        let page = ObjectBuilder::new()
            .schema_type(Type::Object)
            .property("items", items)
            .required("items")
            .property("next", next)
            .required("next");
        self.responds("200", "OK", Some(page.into()), false)
    }

    /// Answers 200 with a file of this type.
    #[must_use]
    pub fn answers_file(mut self, media_type: &str) -> Self {
        let file = ContentBuilder::new().schema(None::<RefOr<Schema>>).build();
        let response = ResponseBuilder::new().description("OK").content(media_type, file);
        self.operation = self.operation.response("200", response.build());
        self
    }

    /// Answers 204.
    #[must_use]
    pub fn answers_nothing(self) -> Self {
        self.responds("204", "No Content", None, false)
    }

    /// The answer is kept for 24 hours under an `Idempotency-Key`.
    #[must_use]
    pub fn keyed(self) -> Self {
        self.header(
            "Idempotency-Key",
            "The same key and body give the same answer for 24 hours.",
            Required::False,
        )
    }

    fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), <T as PartialSchema>::schema()));
        T::schemas(&mut self.schemas);
        RefOr::Ref(Ref::from_schema_name(name))
    }

    fn with_fields<T: ToSchema>(&mut self, table: &'static [Field]) -> RefOr<Schema> {
        let mut fields = fields::schema(table);
        loosen(&mut fields, true);
        RefOr::T(Schema::AllOf(AllOfBuilder::new().item(self.reference::<T>()).item(fields).build()))
    }

    fn responds(mut self, status: &str, what: &str, schema: Option<RefOr<Schema>>, versioned: bool) -> Self {
        let mut response = ResponseBuilder::new().description(what);
        if let Some(schema) = schema {
            response =
                response.content("application/json", ContentBuilder::new().schema(Some(schema)).build());
        }
        if versioned {
            response = response.header("ETag", text_header());
        }
        if status == "201" {
            response = response.header("Location", text_header());
        }
        self.operation = self.operation.response(status, response.build());
        self
    }

    fn build(mut self) -> OperationBuilder {
        self.errors.sort_unstable();
        self.errors.dedup();
        for status in self.errors {
            self.operation = self.operation.response(status.to_string(), problem(status));
        }
        self.operation
    }
}

fn text_header() -> utoipa::openapi::Header {
    HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).build()
}

/// An error of a status, as `application/problem+json`.
fn problem(status: u16) -> Response {
    let schema = RefOr::Ref(Ref::from_schema_name(Problem::name()));
    let name = actix_web::http::StatusCode::from_u16(status).ok();
    let name = name.and_then(|status| status.canonical_reason()).unwrap_or("Error");
    let content = ContentBuilder::new().schema(Some::<RefOr<Schema>>(schema)).build();
    let response = ResponseBuilder::new().description(name).content("application/problem+json", content);
    if matches!(status, 429 | 503) {
        response.header("Retry-After", text_header()).build()
    } else {
        response.build()
    }
}

fn filter(kind: &FilterKind) -> ObjectBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String);
    match kind {
        FilterKind::Choice(options) => text.enum_values(Some(options.iter().copied())),
        FilterKind::Id => text.format(Some(utoipa::openapi::SchemaFormat::Custom("uuid".into()))),
        FilterKind::City => text.pattern(Some("^[0-9]{6}$")),
        FilterKind::Date => text.format(Some(utoipa::openapi::SchemaFormat::Custom("date".into()))),
        FilterKind::Month => text.pattern(Some("^[0-9]{4}-[0-9]{2}$")),
        FilterKind::Text(longest) => text.max_length(Some(*longest)),
        FilterKind::Bool => ObjectBuilder::new().schema_type(Type::Boolean),
    }
}

/// The `{…}` of a path.
fn path_parameters(path: &str) -> Option<Vec<RefOr<utoipa::openapi::path::Parameter>>> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameters: Vec<_> = names
        .map(|name| {
            let uuid = (name != "year").then(|| SchemaFormat::Custom("uuid".into()));
            let kind = if uuid.is_some() { Type::String } else { Type::Integer };
            let id = ObjectBuilder::new().schema_type(kind).format(uuid);
            let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
            RefOr::T(parameter.required(Required::True).schema(Some(id)).build())
        })
        .collect();
    (!parameters.is_empty()).then_some(parameters)
}

/// Takes the `required` out of a schema; where `open`, also that nothing else may be there.
fn loosen(schema: &mut Schema, open: bool) {
    match schema {
        Schema::Object(object) => {
            object.required.clear();
            if open
                && matches!(
                    object.additional_properties.as_deref(),
                    Some(AdditionalProperties::FreeForm(false))
                )
            {
                object.additional_properties = None;
            }
            for inner in object.properties.values_mut() {
                if let RefOr::T(inner) = inner {
                    loosen(inner, open);
                }
            }
        }
        Schema::OneOf(ways) => {
            for way in &mut ways.items {
                if let RefOr::T(way) = way {
                    loosen(way, open);
                }
            }
        }
        _ => {}
    }
}

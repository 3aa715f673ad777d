//! What the feature takes and answers (8.3).

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::catalogue::Service;
use crate::domain::policy::Policy;
use crate::domain::service_matrix::Cell;
use crate::domain::words::{ClientClass, Delivery, Level, Phase};
use crate::platform::fields::Field;

/// The client classes, as options of a field.
pub const CLASSES: &[&str] =
    &[ClientClass::Agent.as_str(), ClientClass::EndUser.as_str(), ClientClass::KeyAccount.as_str()];

/// The query of `GET /service-matrix`.
pub const MATRIX_QUERY: &[Field] = &[Field::moment("at")];

/// The query of `GET /service-catalogue`.
pub const CATALOGUE_QUERY: &[Field] = &[Field::choice("class", CLASSES), Field::moment("at")];

/// The body of `POST /decisions`: either `class` and `city`, or `customer_id`.
pub const DECISION: &[Field] = &[
    Field::choice("class", CLASSES),
    Field::id("customer_id"),
    Field::text("service_code", 20).required(),
    Field::city("city"),
    Field::moment("at"),
    Field::flag("escalated"),
    Field::integer("severity", 1, 4),
    Field::id("product_id"),
    Field::integer("labour_minutes", 0, 100_000),
    Field::list("parts", 50, PART),
];

const PART: &[Field] =
    &[Field::text("part", 40).required(), Field::integer("quantity", 1, 10_000).required()];

/// The matrix as published.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixView {
    /// The version of the policy.
    pub version: i32,
    /// Every cell, in the order of the table.
    pub cells: Vec<CellView>,
}

/// One cell of the matrix.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellView {
    /// The row.
    #[schema(value_type = String)]
    pub class: ClientClass,
    /// Before or after the sale.
    #[schema(value_type = String)]
    pub phase: Phase,
    /// Onsite or remote.
    #[schema(value_type = String)]
    pub delivery: Delivery,
    /// `X`, `S0`, `S1` or `S2`.
    #[schema(value_type = String)]
    pub level: Level,
}

impl MatrixView {
    /// The matrix of a version.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        let cell = |Cell { class, phase, delivery, level }| CellView { class, phase, delivery, level };
        MatrixView { version: policy.version, cells: policy.matrix.cells().into_iter().map(cell).collect() }
    }
}

/// The catalogue as published.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueView {
    /// The version of the policy.
    pub version: i32,
    /// The services, in the order of the catalogue.
    pub items: Vec<ServiceView>,
}

/// One service of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceView {
    /// `SASL012`.
    pub code: String,
    /// In Chinese.
    pub name: String,
    /// In English.
    pub name_en: String,
    /// Before or after the sale.
    #[schema(value_type = String)]
    pub phase: Phase,
    /// Onsite or remote.
    #[schema(value_type = String)]
    pub delivery: Delivery,
    /// The classes it is offered to.
    #[schema(value_type = Vec<String>)]
    pub classes: Vec<ClientClass>,
}

impl CatalogueView {
    /// The catalogue of a version; of one class only where one is given.
    #[must_use]
    pub fn of(policy: &Policy, class: Option<ClientClass>) -> Self {
        let wanted = |service: &&Service| class.is_none_or(|class| service.is_offered_to(class));
        let items = policy.catalogue.iter().filter(wanted).map(|service| ServiceView {
            code: service.code.clone(),
            name: service.name.zh.clone(),
            name_en: service.name.en.clone(),
            phase: service.phase,
            delivery: service.delivery,
            classes: service.classes.clone(),
        });
        CatalogueView { version: policy.version, items: items.collect() }
    }
}

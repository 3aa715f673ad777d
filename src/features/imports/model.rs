//! Imports on the wire, and as they are stored.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::import_words::{Fate, ImportKind, ImportState};
use crate::error::Error;
use crate::platform::db::schema::imports;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::{Field, FieldFault};
use crate::platform::sheets::Line;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The body that confirms an import.
pub const APPLY: &[Field] = &[Field::flag("skip_refused")];

/// What the lines of an import take.
pub const LINES: ListSpec =
    ListSpec { filters: &[("fate", FilterKind::Choice(Fate::TEXTS))], sorts: &["number"], search: false };

/// An import as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Row {
    pub id: Id,
    pub kind: String,
    pub file_name: String,
    pub sha256: String,
    pub format: String,
    pub encoding: Option<String>,
    pub sheet: Option<String>,
    pub content: Value,
    pub outcome: Value,
    pub new_count: i32,
    pub changed_count: i32,
    pub unchanged_count: i32,
    pub refused_count: i32,
    pub state: String,
    pub created_by: Id,
    pub created_at: Moment,
    pub applied_at: Option<Moment>,
    pub version: i32,
}

impl Row {
    /// What it is of.
    ///
    /// # Errors
    /// `Internal` where the row is damaged.
    pub fn kind(&self) -> Result<ImportKind, Error> {
        self.kind.parse().map_err(|_| Error::internal("kind of an import"))
    }

    /// What was read.
    ///
    /// # Errors
    /// `Internal` where the row is damaged.
    pub fn content(&self) -> Result<Content, Error> {
        Ok(Content::deserialize(&self.content)?)
    }

    /// The headings alone.
    ///
    /// # Errors
    /// `Internal` where the row is damaged.
    pub fn heading(&self) -> Result<Vec<String>, Error> {
        Ok(Vec::deserialize(&self.content["heading"])?)
    }

    /// What was said of every line.
    ///
    /// # Errors
    /// `Internal` where the row is damaged.
    pub fn outcome(&self) -> Result<Vec<Judged>, Error> {
        Ok(Vec::deserialize(&self.outcome)?)
    }
}

/// What was read of a file, as it is kept until it is stored.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Content {
    /// The headings, as they are written.
    pub heading: Vec<String>,
    /// The lines under them.
    pub lines: Vec<Line>,
}

/// Something wrong with a line, in no language yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The field.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// What its words need.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl From<FieldFault> for Wrong {
    fn from(fault: FieldFault) -> Self {
        let args = fault.args.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        Wrong { field: fault.path, code: fault.code.as_str().to_string(), args }
    }
}

/// What was said of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Its number in the sheet.
    pub number: usize,
    /// What it is about: a name, a serial.
    pub label: String,
    /// What becomes of it.
    pub fate: Fate,
    /// The customer or product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_id: Option<Id>,
    /// What changes: `{field: {before, after}}`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub changes: Map<String, Value>,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Wrong>,
}

/// A column of the file and the field that it fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mapped {
    /// The heading, as it is written.
    pub heading: String,
    /// The field; null where the column is passed over.
    pub field: Option<&'static str>,
    /// The field in the reader's language.
    pub label: Option<String>,
}

/// A file of customers or products, and what becomes of its lines.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Import {
    /// Its id.
    pub id: Id,
    /// `customers` or `products`.
    #[schema(value_type = String)]
    pub kind: ImportKind,
    /// `shown`: nothing but this is stored yet; `applied`.
    #[schema(value_type = String)]
    pub state: ImportState,
    /// What its sender calls the file.
    pub file_name: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// Of CSV: `utf-8-bom`, `utf-8` or `gb18030`.
    pub encoding: Option<String>,
    /// Of a workbook: the sheet that was read.
    pub sheet: Option<String>,
    /// The columns; empty once it is applied.
    pub columns: Vec<Mapped>,
    /// Lines that make something new.
    pub new_count: i32,
    /// Lines that change something.
    pub changed_count: i32,
    /// Lines that say what is known.
    pub unchanged_count: i32,
    /// Lines that stay out.
    pub refused_count: i32,
    /// Rises when it is applied.
    pub version: i32,
    /// When it was handed in.
    pub created_at: Moment,
    /// When it was applied.
    pub applied_at: Option<Moment>,
}

/// What changes of something that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineChange {
    /// The field.
    pub field: String,
    /// The field in the reader's language.
    pub label: String,
    /// What it was; null where nothing was there, or where both are not told.
    pub before: Option<String>,
    /// What it becomes.
    pub after: Option<String>,
}

/// Why a line stays out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineFault {
    /// The field.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// The field in the reader's language.
    pub label: String,
    /// Words in the reader's language.
    pub message: String,
}

/// A line of the file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportedLine {
    /// Its number in the sheet, as a spreadsheet counts.
    pub number: usize,
    /// What it is about: a name, a serial.
    pub label: String,
    /// `new`, `changed`, `unchanged` or `refused`.
    #[schema(value_type = String)]
    pub fate: Fate,
    /// The customer or product; null where there is none yet.
    pub object_id: Option<Id>,
    /// What changes of it.
    pub changes: Vec<LineChange>,
    /// Why it stays out.
    pub errors: Vec<LineFault>,
}

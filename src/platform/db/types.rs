//! Column types that read the same on both databases: ids, moments and JSON documents.

use chrono::{DateTime, SubsecRound, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self as st, HasSqlType, SqlType};
use diesel::sqlite::Sqlite;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AnyDb;

/// A UUID: `uuid` in PostgreSQL, sixteen bytes in SQLite.
#[derive(SqlType, diesel::query_builder::QueryId, Clone, Copy, Debug)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct SqlId;

/// A moment in UTC to the microsecond: `timestamptz` in PostgreSQL, text of fixed length in SQLite.
#[derive(SqlType, diesel::query_builder::QueryId, Clone, Copy, Debug)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Text"))]
pub struct SqlMoment;

impl HasSqlType<SqlId> for AnyDb {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<SqlId>(lookup)
    }
}
impl HasSqlType<SqlMoment> for AnyDb {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<SqlMoment>(lookup)
    }
}
impl HasSqlType<st::Json> for AnyDb {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<st::Json>(lookup)
    }
}
impl FromSql<st::Json, AnyDb> for serde_json::Value {
    fn from_sql(bytes: <AnyDb as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, st::Json>()
    }
}
impl ToSql<st::Json, AnyDb> for serde_json::Value {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, AnyDb>) -> serialize::Result {
        out.set_value((st::Json, self));
        Ok(IsNull::No)
    }
}

/// The identity of an object: a UUID, version 7 where this program makes it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsExpression,
    FromSqlRow,
    ToSchema,
)]
#[diesel(sql_type = SqlId)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid)]
pub struct Id(pub uuid::Uuid);

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl std::str::FromStr for Id {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Id)
    }
}
impl FromSql<SqlId, Pg> for Id {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Id(uuid::Uuid::from_slice(bytes.as_bytes())?))
    }
}
impl FromSql<SqlId, Sqlite> for Id {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<st::Binary, Sqlite>>::from_sql(bytes)?;
        Ok(Id(uuid::Uuid::from_slice(&bytes)?))
    }
}
impl FromSql<SqlId, AnyDb> for Id {
    fn from_sql(bytes: <AnyDb as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, SqlId>()
    }
}
impl ToSql<SqlId, Pg> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}
impl ToSql<SqlId, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}
impl ToSql<SqlId, AnyDb> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, AnyDb>) -> serialize::Result {
        out.set_value((SqlId, self));
        Ok(IsNull::No)
    }
}

/// A moment in UTC, cut to the microsecond so that both databases give back what they were given.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsExpression,
    FromSqlRow,
    ToSchema,
)]
#[diesel(sql_type = SqlMoment)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime)]
pub struct Moment(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Moment(at.trunc_subsecs(6))
    }
}
impl std::str::FromStr for Moment {
    type Err = chrono::ParseError;
    /// Reads RFC 3339.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(text).map(|at| at.to_utc().into())
    }
}
impl Moment {
    /// This moment moved by `delta`; the moment itself where the sum lies outside the calendar.
    #[must_use]
    pub fn plus(self, delta: chrono::TimeDelta) -> Self {
        Moment(self.0.checked_add_signed(delta).unwrap_or(self.0))
    }
}

const FIXED_LENGTH: &str = "%Y-%m-%dT%H:%M:%S%.6fZ";

impl FromSql<SqlMoment, Pg> for Moment {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Moment(<DateTime<Utc> as FromSql<st::Timestamptz, Pg>>::from_sql(bytes)?))
    }
}
impl FromSql<SqlMoment, Sqlite> for Moment {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<st::Text, Sqlite>>::from_sql(bytes)?;
        Ok(Moment(DateTime::parse_from_rfc3339(&text)?.to_utc()))
    }
}
impl FromSql<SqlMoment, AnyDb> for Moment {
    fn from_sql(bytes: <AnyDb as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, SqlMoment>()
    }
}
impl ToSql<SqlMoment, Pg> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<st::Timestamptz, Pg>::to_sql(&self.0, &mut out.reborrow())
    }
}
impl ToSql<SqlMoment, Sqlite> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.format(FIXED_LENGTH).to_string());
        Ok(IsNull::No)
    }
}
impl ToSql<SqlMoment, AnyDb> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, AnyDb>) -> serialize::Result {
        out.set_value((SqlMoment, self));
        Ok(IsNull::No)
    }
}

/// Lets identifiers made with `text_enum!` stand in text columns: `sql_text!(Role, ClientClass)`.
macro_rules! sql_text {
    ($($name:ty),+ $(,)?) => { $(
        impl<DB: ::diesel::backend::Backend> ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB> for $name
        where
            String: ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> ::diesel::deserialize::Result<Self> {
                let text = <String as ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>>::from_sql(bytes)?;
                text.parse().map_err(|_| format!("not a word of {}: {text}", stringify!($name)).into())
            }
        }
        impl<DB: ::diesel::backend::Backend> ::diesel::deserialize::Queryable<::diesel::sql_types::Text, DB> for $name
        where
            Self: ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> ::diesel::deserialize::Result<Self> {
                Ok(row)
            }
        }
    )+ };
}
pub(crate) use sql_text;

//! Published policy versions as rows.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::policy::Policy;
use crate::error::Error;
use crate::platform::db::schema::policy_versions;
use crate::platform::db::{Conn, Moment};

/// The documents of every version, oldest first.
pub fn list(conn: &mut Conn) -> Result<Vec<BTreeMap<String, String>>, Error> {
    let rows: Vec<serde_json::Value> = policy_versions::table
        .order(policy_versions::version)
        .select(policy_versions::documents)
        .load(conn)?;
    rows.into_iter().map(|documents| Ok(serde_json::from_value(documents)?)).collect()
}

/// Publishes a version.
pub fn insert(conn: &mut Conn, policy: &Policy, files: &[(&str, &str)], now: Moment) -> Result<(), Error> {
    let documents: BTreeMap<&str, &str> = files.iter().copied().collect();
    diesel::insert_into(policy_versions::table)
        .values((
            policy_versions::version.eq(policy.version),
            policy_versions::effective_from.eq(Moment::from(policy.effective_from)),
            policy_versions::documents.eq(serde_json::to_value(documents)?),
            policy_versions::published_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

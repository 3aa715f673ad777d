//! What a contract includes and covers, as rows beside it.

use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::{
    contract_products as p, contract_services as s, contract_types as k, contracts as t,
};
use crate::platform::db::{Conn, Id};

use super::super::model::{Row, ServiceRow, stored};

/// What contracts include and cover.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The services, by code.
    pub services: Vec<ServiceRow>,
    /// Contract and product.
    pub products: Vec<(Id, Id)>,
    /// Contract and type.
    pub types: Vec<(Id, Id)>,
}

/// What these contracts include and cover. Three statements.
pub fn parts_of(conn: &mut Conn, contracts: &[Id]) -> Result<Parts, Error> {
    if contracts.is_empty() {
        return Ok(Parts::default());
    }
    let products = p::table.filter(p::contract_id.eq_any(contracts.to_vec())).order(p::product_id);
    let types = k::table.filter(k::contract_id.eq_any(contracts.to_vec())).order(k::type_id);
    Ok(Parts {
        services: services_of(conn, contracts)?,
        products: products.select((p::contract_id, p::product_id)).load(conn)?,
        types: types.select((k::contract_id, k::type_id)).load(conn)?,
    })
}

/// The services that these contracts include, by code.
pub fn services_of(conn: &mut Conn, contracts: &[Id]) -> Result<Vec<ServiceRow>, Error> {
    Ok(s::table
        .filter(s::contract_id.eq_any(contracts.to_vec()))
        .order((s::contract_id, s::service_code))
        .select(ServiceRow::as_select())
        .load(conn)?)
}

/// Writes what a draft includes and covers in place of what it did.
pub fn insert_parts(
    conn: &mut Conn,
    contract: Id,
    services: &[ServiceRow],
    (products, types): (&[Id], &[Id]),
) -> Result<(), Error> {
    diesel::delete(s::table.filter(s::contract_id.eq(contract))).execute(conn)?;
    diesel::delete(p::table.filter(p::contract_id.eq(contract))).execute(conn)?;
    diesel::delete(k::table.filter(k::contract_id.eq(contract))).execute(conn)?;
    for service in services {
        diesel::insert_into(s::table).values(service.clone()).execute(conn)?;
    }
    for product in products {
        let row = (p::contract_id.eq(contract), p::product_id.eq(*product));
        diesel::insert_into(p::table).values(row).execute(conn)?;
    }
    for kind in types {
        let row = (k::contract_id.eq(contract), k::type_id.eq(*kind));
        diesel::insert_into(k::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// The drafts that name a product, and the contracts in force that do and last until `today` or later.
pub fn naming(conn: &mut Conn, product: Id, today: &str) -> Result<Vec<Row>, Error> {
    let named = p::table.filter(p::product_id.eq(product)).select(p::contract_id);
    Ok(t::table
        .filter(t::id.eq_any(named))
        .filter(t::status.eq_any([stored::DRAFT, stored::ACTIVE]))
        .filter(t::last_on.ge(today.to_string()))
        .order(t::id)
        .select(Row::as_select())
        .load(conn)?)
}

/// Adds a product to what a contract names.
pub fn add_product(conn: &mut Conn, contract: Id, product: Id) -> Result<(), Error> {
    let row = (p::contract_id.eq(contract), p::product_id.eq(product));
    diesel::insert_into(p::table).values(row).execute(conn)?;
    Ok(())
}

//! What every test finds in its database: organisations, people, customers and version 1 of the policy.
//! The ids are constants, the same on both databases.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use tierdesk::access::password::Passwords;
use tierdesk::domain::record_words::OrganisationKind;
use tierdesk::domain::words::ClientClass;
use tierdesk::error::Error;
use tierdesk::features::{policy, users};
use tierdesk::platform::db::schema::{customers, organisations, qualifications};
use tierdesk::platform::db::{Conn, Id, Moment};
use tierdesk::platform::i18n::Lang;

use super::people::{PASSWORD, PEOPLE, Person, person};

/// The vendor.
pub const VENDOR: Id = id(1);
/// The first agent, in 深圳.
pub const AGENT_A: Id = id(2);
/// The second agent, in 昆明.
pub const AGENT_B: Id = id(3);
/// The organisation of the first agent's customer.
pub const END_USER_A: Id = id(4);
/// The organisation of the second agent's customer.
pub const END_USER_B: Id = id(5);
/// The organisation of the key account.
pub const KEY_ACCOUNT: Id = id(6);

/// The first agent as a customer of the vendor, in 深圳.
pub const CUSTOMER_AGENT_A: Id = id(0x102);
/// The second agent as a customer of the vendor, in 昆明.
pub const CUSTOMER_AGENT_B: Id = id(0x103);
/// The end user of the first agent, in 昆明.
pub const CUSTOMER_A: Id = id(0x104);
/// The end user of the second agent, in 昆明.
pub const CUSTOMER_B: Id = id(0x105);
/// The key account, in 广州.
pub const CUSTOMER_KEY: Id = id(0x106);
/// Nothing has this id.
pub const MISSING: Id = id(0xdead);

/// 深圳, which has a service point.
pub const SHENZHEN: &str = "440300";
/// 昆明, which has none.
pub const KUNMING: &str = "530100";
/// 广州, which has none.
pub const GUANGZHOU: &str = "440100";

/// The id number `n` of the fixture: a well-formed UUIDv7.
pub const fn id(n: u128) -> Id {
    Id(uuid::Uuid::from_u128(0x0195_0000_0000_7000_8000_0000_0000_0000 | n))
}

/// When every test begins: a Monday, 2026-03-02 09:00 in 深圳.
pub fn beginning() -> DateTime<Utc> {
    "2026-03-02T09:00:00+08:00".parse().unwrap()
}

const ORGANISATIONS: &[(Id, OrganisationKind, &str, &str)] = &[
    (VENDOR, OrganisationKind::Vendor, "示例安全软件公司", SHENZHEN),
    (AGENT_A, OrganisationKind::Agent, "甲方示例代理", SHENZHEN),
    (AGENT_B, OrganisationKind::Agent, "乙方示例代理", KUNMING),
    (END_USER_A, OrganisationKind::EndUser, "丙示例制造厂", KUNMING),
    (END_USER_B, OrganisationKind::EndUser, "丁示例学校", KUNMING),
    (KEY_ACCOUNT, OrganisationKind::KeyAccount, "戊示例银行", GUANGZHOU),
];

/// Who passed the examination for work on site; the manager of agent B, and product, did not.
const QUALIFIED: &[&str] = &[
    "manager@vendor.example",
    "specialist@vendor.example",
    "engineer@vendor.example",
    "kam@vendor.example",
    "manager@agent-a.example",
    "engineer@agent-a.example",
    "engineer@agent-b.example",
];

struct Row {
    id: Id,
    organisation: Id,
    name: &'static str,
    class: ClientClass,
    city: &'static str,
    agent: Option<Id>,
}

const CUSTOMERS: &[Row] = &[
    Row {
        id: CUSTOMER_AGENT_A,
        organisation: AGENT_A,
        name: "甲方示例代理",
        class: ClientClass::Agent,
        city: SHENZHEN,
        agent: Some(AGENT_A),
    },
    Row {
        id: CUSTOMER_AGENT_B,
        organisation: AGENT_B,
        name: "乙方示例代理",
        class: ClientClass::Agent,
        city: KUNMING,
        agent: Some(AGENT_B),
    },
    Row {
        id: CUSTOMER_A,
        organisation: END_USER_A,
        name: "丙示例制造厂",
        class: ClientClass::EndUser,
        city: KUNMING,
        agent: Some(AGENT_A),
    },
    Row {
        id: CUSTOMER_B,
        organisation: END_USER_B,
        name: "丁示例学校",
        class: ClientClass::EndUser,
        city: KUNMING,
        agent: Some(AGENT_B),
    },
    Row {
        id: CUSTOMER_KEY,
        organisation: KEY_ACCOUNT,
        name: "戊示例银行",
        class: ClientClass::KeyAccount,
        city: GUANGZHOU,
        agent: None,
    },
];

/// Fills an empty, migrated database.
pub fn fill(conn: &mut Conn) -> Result<(), Error> {
    let now = Moment::from(beginning());
    policy::load_or_ship(conn, now)?;
    for (id, kind, name, city) in ORGANISATIONS {
        diesel::insert_into(organisations::table)
            .values((
                organisations::id.eq(id),
                organisations::kind.eq(kind.as_str()),
                organisations::name.eq(name),
                organisations::city.eq(city),
                organisations::active.eq(true),
                organisations::grade.eq((*kind == OrganisationKind::Agent).then_some("authorised")),
                organisations::version.eq(1),
                organisations::created_at.eq(now),
                organisations::updated_at.eq(now),
            ))
            .execute(conn)?;
    }
    for person in PEOPLE {
        let user = users::NewUser {
            id: person.id,
            organisation: person.organisation,
            email: person.email,
            name: person.name,
            phone: None,
            roles: person.roles,
            lang: Lang::ZhCn,
            password_hash: Some(password_hash()),
            billing_contact: person.billing_contact,
        };
        users::insert(conn, &user, now)?;
    }
    CUSTOMERS.iter().try_for_each(|row| insert_customer(conn, row, now))?;
    PEOPLE
        .iter()
        .filter(|person| QUALIFIED.contains(&person.email))
        .try_for_each(|person| insert_qualification(conn, person, now))
}

fn insert_customer(conn: &mut Conn, row: &Row, now: Moment) -> Result<(), Error> {
    let manager = (row.class == ClientClass::KeyAccount).then(|| person("kam@vendor.example").id);
    diesel::insert_into(customers::table)
        .values((
            customers::id.eq(row.id),
            customers::name.eq(row.name),
            customers::name_key.eq(row.name),
            customers::class.eq(row.class.as_str()),
            customers::city.eq(row.city),
            customers::agent_id.eq(row.agent),
            customers::organisation_id.eq(row.organisation),
            customers::account_manager_id.eq(manager),
            customers::contacts.eq(serde_json::json!([])),
            customers::search_text.eq(row.name),
            customers::version.eq(1),
            customers::created_at.eq(now),
            customers::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

fn insert_qualification(conn: &mut Conn, person: &Person, now: Moment) -> Result<(), Error> {
    let number = format!("SG-{}", person.email);
    diesel::insert_into(qualifications::table)
        .values((
            qualifications::id.eq(Id(uuid::Uuid::from_u128(person.id.0.as_u128() + 0x2000))),
            qualifications::user_id.eq(person.id),
            qualifications::organisation_id.eq(person.organisation),
            qualifications::certificate_number.eq(number),
            qualifications::scope.eq("防水墙现场服务"),
            qualifications::passed_on.eq("2025-01-01"),
            qualifications::valid_until.eq("2030-12-31"),
            qualifications::version.eq(1),
            qualifications::created_by.eq(id(0x1001)),
            qualifications::created_by_name.eq("安若"),
            qualifications::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// The id of the qualification that the fixture gives the person with this address.
pub fn qualification_of(email: &str) -> Id {
    Id(uuid::Uuid::from_u128(person(email).id.0.as_u128() + 0x2000))
}

/// The hash of [`PASSWORD`], made once in a process.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let passwords = Passwords::start().unwrap();
        super::block_on(passwords.hash(PASSWORD.into())).unwrap()
    })
}

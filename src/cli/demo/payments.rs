//! Payments of the demo that are young: one in full after a cheque that was not honoured, one in part, one too much; and what
//! stands on an invoice.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::access::{Action, Actor};
use crate::error::Error;
use crate::features::statements::{self, Open};
use crate::features::{invoices, payments};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::views::local_date;
use crate::platform::web::incoming::IfMatch;

use super::people::Cast;

/// What needs words.
#[derive(serde::Deserialize)]
struct Words {
    reason: String,
    invoice: Value,
}

/// Fills in what was billed and paid until `now`.
///
/// # Errors
/// What the database answers.
pub fn fill(conn: &mut Conn, services: &Services, cast: &Cast, now: Moment) -> Result<(), Error> {
    let words: Words =
        toml::from_str(include_str!("../../../config/demo/payments.toml")).map_err(Error::internal)?;
    let clerk = cast.person("billing@vendor.example")?;
    let payers = ["agent-b", "agent-c", "keyaccount"].map(|key| cast.organisation(key));
    let scope = clerk.may(Action::ViewStatements)?;
    for (number, payer) in payers.into_iter().enumerate() {
        let payer = payer?;
        // What is disputed is not paid yet.
        let mut open = Vec::new();
        for one in statements::open_of(conn, payer)? {
            let whole = statements::show(conn, &scope, one.id, (&services.texts, Lang::ZhCn))?;
            if whole.summary.head.disputed_lines == 0 {
                open.push(one);
            }
        }
        let Some(first) = open.first() else { continue };
        let till = Till { services, clerk, payer, at: now.plus(-TimeDelta::hours(30)) };
        match number {
            0 => {
                let bounced = till.take(
                    conn,
                    ("transfer_cheque", "03887102"),
                    first.open_fen,
                    &[(first, first.open_fen)],
                )?;
                till.bounce(conn, bounced, &words.reason)?;
                till.take(conn, ("bank_wire", "EW-20991"), first.open_fen, &[(first, first.open_fen)])?;
                invoice(conn, services, clerk, (payer, now), &words.invoice)?;
            }
            1 => {
                let part = first.open_fen / 2 + 1;
                till.take(conn, ("cash_cheque", "11400932"), part, &[(first, part)])?;
            }
            _ => {
                let all = first.open_fen + 50_000;
                till.take(conn, ("bank_wire", "EW-21377"), all, &[(first, first.open_fen)])?;
            }
        }
    }
    Ok(())
}

/// What the clerk does at `at` with the money of one payer.
struct Till<'a> {
    services: &'a Services,
    clerk: &'a Actor,
    payer: Id,
    at: Moment,
}

impl Till<'_> {
    fn take(
        &self,
        conn: &mut Conn,
        (method, reference): (&str, &str),
        amount_fen: i64,
        puts: &[(&Open, i64)],
    ) -> Result<(Id, i32), Error> {
        let puts: Vec<Value> = puts
            .iter()
            .map(|(statement, amount)| json!({ "statement_id": statement.id, "amount_fen": amount }))
            .collect();
        let day = local_date(self.at.0, self.services.settings.time_zone).to_string();
        let body = json!({
            "payer_id": self.payer, "amount_fen": amount_fen, "method": method, "reference": reference,
            "received_on": day, "allocations": puts,
        });
        let made = payments::record(conn, self.services, self.clerk, &body, self.at)?;
        Ok((made.payment.id, made.payment.version))
    }

    fn bounce(&self, conn: &mut Conn, (payment, version): (Id, i32), reason: &str) -> Result<(), Error> {
        let scope = self.clerk.may(Action::RecordPayments)?;
        let (target, why) = ((payment, IfMatch::Version(version)), json!({ "reason": reason }));
        payments::reverse(conn, self.clerk, &scope, self.at, target, &why).map(drop)
    }
}

fn invoice(
    conn: &mut Conn,
    services: &Services,
    clerk: &Actor,
    (payer, now): (Id, Moment),
    body: &Value,
) -> Result<(), Error> {
    let scope = clerk.may(Action::EditInvoiceData)?;
    let (target, words) = ((payer, IfMatch::Version(0)), (&*services.texts, Lang::ZhCn));
    invoices::edit(conn, clerk, &scope, now, target, body, words).map(drop)
}

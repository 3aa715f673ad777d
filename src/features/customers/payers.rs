//! Who sees what a payer pays (chapter 7): the vendor's billing all of it, a payer its own, a key-account manager that of its
//! accounts. Charges, statements, payments and accounts are seen alike.

use crate::domain::words::ClientClass;
use crate::platform::db::Id;

use super::store::Row;

impl Row {
    /// Whose account the vendor's lines go to: its books know the agent, or the key account itself; never an end user (2.4).
    #[must_use]
    pub fn payer(&self) -> Option<Id> {
        match self.class {
            ClientClass::Agent => self.organisation_id.or(self.agent_id),
            ClientClass::EndUser => self.agent_id,
            ClientClass::KeyAccount => self.organisation_id,
        }
    }
}

/// Makes `visible(&scope)` for rows of `$source` whose payer stands in the column `$payer`.
macro_rules! visible_to_payers {
    ($source:ty, $payer:expr) => {
        type Condition = Box<
            dyn diesel::expression::BoxableExpression<
                    $source,
                    $crate::platform::db::AnyDb,
                    SqlType = diesel::sql_types::Bool,
                >,
        >;

        /// The rows within `scope`: all for the vendor's billing, one's own for a payer, those of its accounts for a
        /// key-account manager (chapter 7).
        pub(super) fn visible(scope: &$crate::access::Scope) -> Condition {
            use $crate::access::Sight;
            let through =
                |sight: &Sight| -> Condition {
                    match sight {
                        Sight::All => Box::new(diesel::dsl::sql("TRUE")),
                        Sight::Payer | Sight::BillingContact => Box::new($payer.eq(scope.organisation())),
                        Sight::KeyAccounts => Box::new($payer.eq_any(
                            $crate::features::customers::organisations_of_account_manager(scope.user()),
                        )),
                        _ => Box::new(diesel::dsl::sql("FALSE")),
                    }
                };
            let any = scope.sights().iter().map(through).reduce(|any, next| Box::new(any.or(next)));
            any.unwrap_or_else(|| Box::new(diesel::dsl::sql("FALSE")))
        }
    };
}
pub(crate) use visible_to_payers;

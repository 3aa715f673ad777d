//! Who sees what belongs to a customer: whoever sees the customer (chapter 7).

/// Makes `visible(&scope)`, the boxed query of the rows of the table `$table` whose customer in `$customer` is in sight: those of
/// an agent's customers, a customer's own, those of a manager's key accounts.
macro_rules! visible_with_customers {
    ($table:ident, $customer:expr) => {
        type Query<'a> = $table::BoxedQuery<'a, $crate::platform::db::AnyDb>;

        fn visible<'a>(scope: &$crate::access::Scope) -> Query<'a> {
            use diesel::prelude::*;
            use diesel::sql_types::Bool;
            use $crate::access::Sight;
            use $crate::features::customers;
            use $crate::platform::db::AnyDb;

            type Condition = Box<dyn BoxableExpression<$table::table, AnyDb, SqlType = Bool>>;
            let (house, user) = (scope.organisation(), scope.user());
            let through = |sight: &Sight| -> Option<Condition> {
                match sight {
                    Sight::Agent => Some(Box::new($customer.eq_any(customers::ids_of_agent(house)))),
                    Sight::Customer => {
                        Some(Box::new($customer.eq_any(customers::ids_of_organisation(house))))
                    }
                    Sight::KeyAccounts => {
                        Some(Box::new($customer.eq_any(customers::ids_of_account_manager(user))))
                    }
                    _ => None,
                }
            };
            let query = $table::table.into_boxed::<AnyDb>();
            if scope.sees_all() {
                return query;
            }
            let any = scope.sights().iter().filter_map(through).reduce(|any, next| Box::new(any.or(next)));
            query.filter(any.unwrap_or_else(|| Box::new(diesel::dsl::sql::<Bool>("FALSE"))))
        }
    };
}

pub(crate) use visible_with_customers;

//! The policy versions in force, in memory. Loaded at the start from the database, where publishing puts them; with the
//! holidays that an administrator imported in place of those shipped, and the price lists published beside them.
//!
//! Invariant: what is in use is what was published with what was imported, and never goes back to an earlier import or to
//! fewer price lists.

use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::holidays::Holidays;
use crate::domain::policy::PolicySet;
use crate::domain::price_list::PriceList;

/// A shared, replaceable [`PolicySet`]. Cheap to clone.
#[derive(Clone)]
pub struct Policies(Arc<RwLock<State>>);

struct State {
    published: Arc<PolicySet>,
    in_use: Arc<PolicySet>,
    imported: Holidays,
    imports: i64,
    price_lists: Vec<PriceList>,
}

impl State {
    fn renew(&mut self) {
        let set = self.published.with_imported(&self.imported).with_price_lists(&self.price_lists);
        self.in_use = Arc::new(set);
    }
}

impl Policies {
    /// Starts with these versions as they were published.
    #[must_use]
    pub fn new(set: PolicySet) -> Self {
        let published = Arc::new(set);
        let (in_use, imported) = (published.clone(), Holidays::default());
        Policies(Arc::new(RwLock::new(State {
            published,
            in_use,
            imported,
            imports: 0,
            price_lists: vec![],
        })))
    }

    /// The versions as they are now; the caller keeps them for the whole of its work.
    #[must_use]
    pub fn current(&self) -> Arc<PolicySet> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).in_use.clone()
    }

    /// The versions as they were published, without imported holidays.
    #[must_use]
    pub fn published(&self) -> Arc<PolicySet> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).published.clone()
    }

    /// How many imports of holidays are in use here.
    #[must_use]
    pub fn imports(&self) -> i64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).imports
    }

    /// Takes imported holidays into use, of which there have been so many; what is older than those in use is left.
    pub fn import(&self, holidays: &Holidays, imports: i64) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if imports > state.imports {
            state.imported = holidays.clone();
            state.imports = imports;
            state.renew();
        }
    }

    /// How many price lists that were published beside the policy are in use here.
    #[must_use]
    pub fn price_lists(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).price_lists.len()
    }

    /// Takes the published price lists into use; fewer than those in use are left.
    pub fn take_price_lists(&self, lists: Vec<PriceList>) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if lists.len() > state.price_lists.len() {
            state.price_lists = lists;
            state.renew();
        }
    }

    /// Takes new versions into use; imported holidays and published price lists stay.
    pub fn replace(&self, set: PolicySet) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        state.published = Arc::new(set);
        state.renew();
    }
}

//! Every URL of the program, grouped by feature, with the action it asks for. The access tests read this table:
//! a route that is not here does not exist, and one that is here is tested against every role.

use std::sync::LazyLock;

use actix_web::web;

use crate::access::Action;

/// Who may call a route at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, known or not.
    Public,
    /// Whoever may do this.
    Needs(Action),
}

/// One method of one path.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `get`, `post`, `patch`.
    pub method: &'static str,
    /// The path with its parameters.
    pub path: &'static str,
    /// Who may call it at all.
    pub access: Access,
}

/// The routes of one file: a table, and their registration.
macro_rules! routes {
    ($( $path:literal { $( $method:ident $handler:path : $access:expr );+ $(;)? } )+) => {
        /// The routes of this file.
        pub(super) const ROUTES: &[Route] = &[
            $($( Route { method: stringify!($method), path: $path, access: $access }, )+)+
        ];

        /// Registers them.
        pub(super) fn register(config: &mut actix_web::web::ServiceConfig) {
            use actix_web::web;
            $( config.service(web::resource($path)$( .route(web::$method().to($handler)) )+); )+
        }
    };
}

mod billing;
mod exports;
mod portal;

/// Every route.
pub static TABLE: LazyLock<Vec<Route>> =
    LazyLock::new(|| [portal::ROUTES, billing::ROUTES, exports::ROUTES].concat());

/// Registers every route.
pub fn all(config: &mut web::ServiceConfig) {
    exports::register(config);
    portal::register(config);
    billing::register(config);
}

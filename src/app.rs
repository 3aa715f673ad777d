//! Builds the program from its parts: the same for `serve`, `demo` and the tests.

use std::path::Path;
use std::sync::Arc;

use actix_web::middleware::{Compress, NormalizePath, from_fn};
use actix_web::web::Data;
use actix_web::{App as WebApp, HttpServer};

use crate::access::{Gate, audit_chain, password::Passwords, throttle::Throttle, token::Tokens};
use crate::error::Error;
use crate::features::{
    ageing, attachments, contracts, holidays, loaners, policy, price_lists, requests, statements, users,
};
use crate::platform::clock::Clock;
use crate::platform::db::{Db, migrate};
use crate::platform::files::Files;
use crate::platform::i18n::Texts;
use crate::platform::jobs::{Job, Runner};
use crate::platform::mail::{Mailer, deliver};
use crate::platform::pdf::Printer;
use crate::platform::policies::Policies;
use crate::platform::seal::Seal;
use crate::platform::services::{Services, Settings};
use crate::platform::telemetry::Figures;
use crate::platform::tls;
use crate::platform::views::Views;
use crate::platform::web::{problem, secure};
use crate::routes;

/// What runs beside the answering of requests.
pub const JOBS: &[Job] = &[
    audit_chain::JOB,
    deliver::SEND,
    deliver::FORGET,
    users::PASSWORD_REQUESTS,
    attachments::SWEEP,
    requests::WATCH,
    holidays::WATCH,
    price_lists::WATCH,
    price_lists::REPLAYS,
    statements::RUNS,
    ageing::REMIND,
    contracts::REMIND,
    loaners::REMIND,
];

/// The program, ready to answer.
#[derive(Clone)]
pub struct App {
    /// What use-cases need.
    pub services: Data<Services>,
    /// What lets people in.
    pub gate: Data<Gate>,
    /// What is counted, where the process counts.
    figures: Option<Data<Figures>>,
}

impl App {
    /// Puts the parts together: migrates the database, loads the policy into an empty one, reads texts and pages.
    ///
    /// # Errors
    /// `Internal` naming the part that cannot be used.
    pub fn build(db: Db, clock: Clock, settings: Settings, signing_key: &Path) -> Result<Self, Error> {
        tls::choose();
        migrate::run(&db)?;
        let now = clock.now().into();
        let set = db.write(|conn| policy::load_or_ship(conn, now))?;
        let texts = Arc::new(Texts::load().map_err(Error::internal)?);
        let views = Views::load(&texts, settings.time_zone).map_err(Error::internal)?;
        let printer = Arc::new(Printer::new(settings.fonts.clone()));
        // Makes the key where there is none, which the seal is made from.
        let tokens = Tokens::open(signing_key).map_err(Error::internal)?;
        let services = Services {
            db,
            clock,
            texts,
            views,
            policies: Policies::new(set),
            printer,
            files: Files::open(&settings.files)?,
            mailer: Mailer::open(&settings.mail, now).map_err(Error::Internal)?,
            seal: Seal::open(signing_key).map_err(Error::internal)?,
            settings,
        };
        holidays::take_up(&services)?;
        price_lists::take_up(&services)?;
        let gate = Gate {
            tokens,
            passwords: Passwords::start().map_err(Error::internal)?,
            throttle: Throttle::default(),
        };
        Ok(App { services: Data::new(services), gate: Data::new(gate), figures: None })
    }

    /// The same program, answering `/metrics` with `figures`.
    #[must_use]
    pub fn with_figures(self, figures: Figures) -> Self {
        App { figures: Some(Data::new(figures)), ..self }
    }

    /// Starts the jobs of this instance; they end when the answer is dropped.
    ///
    /// # Errors
    /// Where the system gives no more threads.
    pub fn jobs(&self) -> std::io::Result<Runner> {
        Runner::start(JOBS, &self.services)
    }

    /// A server on `listener` with `workers` threads; it runs until it is told to stop and finishes what is in flight.
    ///
    /// # Errors
    /// Where the listener cannot be used.
    pub fn server(
        &self,
        listener: std::net::TcpListener,
        workers: usize,
    ) -> std::io::Result<actix_web::dev::Server> {
        let app = self.clone();
        let server = HttpServer::new(move || {
            let figures = app.figures.clone();
            WebApp::new()
                .configure(|config| {
                    figures.into_iter().for_each(|figures| {
                        config.app_data(figures);
                    });
                })
                .app_data(app.services.clone())
                .app_data(app.gate.clone())
                .wrap(from_fn(problem::explain))
                .wrap(secure::headers())
                .wrap(Compress::default())
                .wrap(tracing_actix_web::TracingLogger::<crate::platform::web::log::Requests>::new())
                .wrap(NormalizePath::trim())
                .configure(routes::all)
        })
        .workers(workers)
        .worker_max_blocking_threads(8)
        .shutdown_timeout(20)
        .disable_signals()
        .listen(listener)?;
        Ok(server.run())
    }
}

//! Mails as they arrive: a second instance of the program on the same database, whose mails go into a folder.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::SecretString;
use tierdesk::app::App;
use tierdesk::features::users;
use tierdesk::platform::clock::Clock;
use tierdesk::platform::db::open;
use tierdesk::platform::mail::folder::Kept;
use tierdesk::platform::mail::{MailSettings, Route, deliver};
use tierdesk::platform::services::Settings;

use super::TestApp;
use super::engine::folder;

/// Where mails of a test arrive.
pub struct Post {
    /// The instance that sends them.
    pub instance: App,
    folder: PathBuf,
}

impl Post {
    /// An instance beside `app` whose mails go into a folder of their own.
    pub fn beside(app: &TestApp) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = folder().join(format!("post-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        Post { instance: instance(app, Route::Folder(folder.clone()), app.clock.clone()), folder }
    }

    /// Sends all that waits, and gives every mail that ever arrived, oldest first.
    pub fn delivered(&self) -> Vec<Kept> {
        let services = &self.instance.services;
        for job in [users::PASSWORD_REQUESTS, deliver::SEND] {
            while (job.run)(services, services.clock.now().into()).unwrap() > 0 {}
        }
        let mut all = services.mailer.folder().unwrap().newest().unwrap();
        all.reverse();
        all
    }

    /// The mails to `address`, oldest first.
    pub fn to(&self, address: &str) -> Vec<Kept> {
        self.delivered().into_iter().filter(|mail| mail.address == address).collect()
    }

    /// A mail as it would have gone over the wire.
    pub fn wire(&self, mail: &Kept) -> String {
        String::from_utf8(std::fs::read(self.folder.join(format!("{}.eml", mail.id))).unwrap()).unwrap()
    }
}

/// An instance beside `app`, on the same database with connections of its own, that sends mails by `route`.
pub fn instance(app: &TestApp, route: Route, clock: Clock) -> App {
    let db = open::open(&app.database_url(), 4).unwrap();
    let settings = Settings {
        mail: MailSettings { route, from: app.app.services.settings.mail.from.clone() },
        ..app.app.services.settings.clone()
    };
    App::build(db, clock, settings, &folder().join("signing-key.pem")).unwrap()
}

/// The way to an SMTP server on this machine.
pub fn smtp(port: u16) -> Route {
    Route::Smtp(SecretString::from(format!("smtp://127.0.0.1:{port}")))
}

/// The first address of the portal that stands in a mail, as a path.
pub fn link(app: &TestApp, mail: &Kept) -> String {
    let found = mail.text.lines().find_map(|line| line.trim().strip_prefix(app.origin.as_str()));
    found.unwrap_or_else(|| panic!("no link in {}", mail.text)).to_string()
}

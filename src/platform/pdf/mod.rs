//! Forms on paper (4.5): a template of `templates/forms`, data as values, pictures as bytes → an A4 PDF.
//!
//! Invariants: what people typed reaches a template as a value and never as source, so nothing in it is ever carried
//! out; the same data at the same moment gives the same bytes; fonts are read at the first PDF and not before, and those that
//! lend a rare letter not before it is asked for; no more than two PDFs are set at a time.

pub mod fonts;
mod press;
mod qr;
mod sheet;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use tokio::sync::Semaphore;

use crate::error::Error;

use fonts::FontSource;
use press::Press;
pub use press::Print;
pub use qr::qr;
pub use sheet::{Cell, Footer, Section, Sheet, SignaturePlace, Table, rows};

/// How many PDFs are set at the same time; each keeps one core busy.
const AT_ONCE: usize = 2;
/// How long somebody waits for a turn before being asked to come again.
const PATIENCE: Duration = Duration::from_secs(20);

/// The answer where the server has no font with Chinese characters.
pub const NO_FONT: Error = Error::Lacking("no_chinese_font");

/// Sets PDFs.
pub struct Printer {
    fonts: FontSource,
    press: Mutex<Option<Arc<Press>>>,
    turns: Semaphore,
}

impl Printer {
    /// A printer that will look for `fonts` once something is to be set.
    #[must_use]
    pub fn new(fonts: FontSource) -> Self {
        Printer { fonts, press: Mutex::new(None), turns: Semaphore::new(AT_ONCE) }
    }

    /// Sets one PDF off the async threads.
    ///
    /// # Errors
    /// [`NO_FONT`] where no font has Chinese characters; `Unavailable` where too many are waiting; `Internal` where
    /// the template cannot be set.
    pub async fn print(self: &Arc<Self>, print: Print) -> Result<Vec<u8>, Error> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| Error::Unavailable)?.map_err(|_| Error::Unavailable)?;
        let printer = self.clone();
        actix_web::web::block(move || printer.print_now(&print)).await.map_err(|_| Error::Unavailable)?
    }

    /// Sets one PDF off the async threads, and hands it over under its number.
    ///
    /// # Errors
    /// As [`Printer::print`].
    pub async fn download(self: &Arc<Self>, print: Print, number: &str) -> Result<HttpResponse, Error> {
        let bytes = self.print(print).await?;
        Ok(HttpResponse::Ok()
            .content_type("application/pdf")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{number}.pdf\"")))
            .body(bytes))
    }

    /// Sets one PDF on this thread.
    ///
    /// # Errors
    /// As [`Printer::print`].
    pub fn print_now(&self, print: &Print) -> Result<Vec<u8>, Error> {
        self.press()?.print(print)
    }

    /// The fonts are looked for again until there are some, so that installing them is enough.
    fn press(&self) -> Result<Arc<Press>, Error> {
        let mut press = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ready) = &*press {
            return Ok(ready.clone());
        }
        let faces = fonts::find(&self.fonts);
        let ready = Arc::new(Press::new(&faces, &self.fonts).ok_or(NO_FONT)?);
        *press = Some(ready.clone());
        Ok(ready)
    }
}

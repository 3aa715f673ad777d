//! The pages that both kinds of record share (8.4); each kind binds them to its own addresses.

mod act;
mod choices;
mod edit;
mod export;
mod facts;
mod form;
mod list;
mod new;
mod pdf;
mod show;
mod timeline;
mod typed;

pub use act::{correct, discard, submit, withdraw};
pub use edit::{autosave, edit, save};
pub use export::xlsx;
pub use facts::{Around, ContentSection, Fact, Rows, content_sections};
pub use list::list;
pub use new::{autosave_new, create, new};
pub use pdf::pdf;
pub use show::show;
pub use timeline::{Line, lines};

use crate::access::Page;
use crate::domain::record_words::ServiceRecordKind;

use super::form::Form;
use super::service::Work;

/// Where the pages of a kind are.
#[must_use]
pub fn path_of(kind: ServiceRecordKind) -> &'static str {
    match kind {
        ServiceRecordKind::PreSaleReport => "/pre-sale-reports",
        ServiceRecordKind::FaultRecord => "/fault-records",
    }
}

fn work<'a>(page: &'a Page, form: &'static Form) -> Work<'a> {
    Work { services: &page.services, actor: &page.actor, now: page.now, form }
}

/// What a page of a record is for.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    New,
    Edit,
    View,
}

/// The key of a page's title.
fn title(form: &Form, purpose: Purpose) -> &'static str {
    use ServiceRecordKind::{FaultRecord, PreSaleReport};
    match (form.kind, purpose) {
        (FaultRecord, Purpose::New) => "title-fault-record-new",
        (FaultRecord, Purpose::Edit) => "title-fault-record-edit",
        (FaultRecord, Purpose::View) => "title-fault-record-view",
        (PreSaleReport, Purpose::New) => "title-pre-sale-report-new",
        (PreSaleReport, Purpose::Edit) => "title-pre-sale-report-edit",
        (PreSaleReport, Purpose::View) => "title-pre-sale-report-view",
    }
}

//! Which identifiers of the specification stand in text columns.

use super::types::sql_text;
use crate::domain::billing_words::{Account, ChargeOrigin, CreditKind, CreditStatus, EntryKind};
use crate::domain::claim_words::Remedy;
use crate::domain::notice_words::NoticeKind;
use crate::domain::payment_words::{InvoiceKind, PaymentMethod};
use crate::domain::price_words::{PriceListEvent, PriceListStatus};
use crate::domain::record_words::{ChargeStatus, OrganisationKind, RecordStatus, ServiceRecordKind, Verdict};
use crate::domain::request_words::{Holder, RequestEventKind, RequestKind, RequestStatus, Visibility};
use crate::domain::statement_words::{LineStatus, RunOutcome, StatementEvent, StatementStatus};
use crate::domain::words::{AgentGrade, ClientClass, Component};
use crate::platform::files::FileKind;

sql_text!(
    Account,
    AgentGrade,
    ChargeOrigin,
    ChargeStatus,
    ClientClass,
    Component,
    CreditKind,
    CreditStatus,
    EntryKind,
    NoticeKind,
    FileKind,
    Holder,
    InvoiceKind,
    OrganisationKind,
    PaymentMethod,
    PriceListEvent,
    PriceListStatus,
    RecordStatus,
    RequestEventKind,
    RequestKind,
    Remedy,
    RequestStatus,
    LineStatus,
    RunOutcome,
    ServiceRecordKind,
    StatementEvent,
    StatementStatus,
    Verdict,
    Visibility
);

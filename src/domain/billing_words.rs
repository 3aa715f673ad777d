//! The words of billing: accounts, what moves them, and who is owed what (chapter 6).

use crate::domain::record_words::ServiceRecordKind;
use crate::text_enum;

text_enum! {
    /// An account of the ledger. Amounts that somebody owes the vendor are positive, those that the vendor owes negative.
    pub enum Account {
        /// What a payer owes, gross; one for each payer.
        Receivable = "receivable",
        /// Money of a payer that settles nothing yet; one for each payer.
        Unallocated = "unallocated",
        /// What work and goods earned, net.
        Revenue = "revenue",
        /// VAT that is owed to the tax office.
        OutputVat = "output_vat",
        /// Money received.
        Bank = "bank",
        /// What agents earned by working for the vendor, net.
        ServiceFees = "service_fees",
        /// Penalties and other credits, net.
        Credits = "credits",
    }
}

text_enum! {
    /// What moved the ledger; an object moves it once in each way.
    pub enum EntryKind {
        /// A charge was confirmed.
        ChargeConfirmed = "charge_confirmed",
        /// A confirmed charge was taken back by a correction.
        ChargeReversed = "charge_reversed",
        /// A confirmed charge was waived.
        ChargeWaived = "charge_waived",
        /// A payment was received.
        PaymentReceived = "payment_received",
        /// A payment was taken back: a cheque that was not honoured, a mistake.
        PaymentReversed = "payment_reversed",
        /// Money was put to a statement.
        Allocated = "allocated",
        /// That was taken back.
        AllocationReversed = "allocation_reversed",
        /// A statement came to less than nothing; what it owes the payer is money of the payer.
        StatementCredited = "statement_credited",
    }
}

text_enum! {
    /// What a charge was born from.
    pub enum ChargeOrigin {
        /// An approved pre-sale report.
        PreSaleReport = "pre_sale_report",
        /// An approved fault record.
        FaultRecord = "fault_record",
        /// A maintenance contract.
        Contract = "contract",
        /// Something that the vendor gives back.
        Credit = "credit",
        /// Work of an agent on the vendor's behalf.
        ServiceFee = "service_fee",
    }
}

impl From<ServiceRecordKind> for ChargeOrigin {
    fn from(kind: ServiceRecordKind) -> Self {
        match kind {
            ServiceRecordKind::PreSaleReport => ChargeOrigin::PreSaleReport,
            ServiceRecordKind::FaultRecord => ChargeOrigin::FaultRecord,
        }
    }
}

impl ChargeOrigin {
    /// The kind of record that it was born from, where it was one.
    #[must_use]
    pub const fn record_kind(self) -> Option<ServiceRecordKind> {
        match self {
            ChargeOrigin::PreSaleReport => Some(ServiceRecordKind::PreSaleReport),
            ChargeOrigin::FaultRecord => Some(ServiceRecordKind::FaultRecord),
            ChargeOrigin::Contract | ChargeOrigin::Credit | ChargeOrigin::ServiceFee => None,
        }
    }
}

text_enum! {
    /// Why the vendor gives something back.
    pub enum CreditKind {
        /// A promised deadline was missed (3.4).
        SlaPenalty = "sla_penalty",
        /// Damages (赔偿).
        Damages = "damages",
        /// Goods that came back.
        ReturnedGoods = "returned_goods",
        /// What a third party cost that did our work.
        ThirdPartyCost = "third_party_cost",
        /// Goodwill.
        Goodwill = "goodwill",
    }
}

impl CreditKind {
    /// What a person may give by hand: penalties follow from contracts alone, so that they stay below the cap.
    pub const BY_HAND: &[&str] = &[
        Self::Damages.as_str(),
        Self::ReturnedGoods.as_str(),
        Self::ThirdPartyCost.as_str(),
        Self::Goodwill.as_str(),
    ];
}

text_enum! {
    /// Where a credit stands.
    pub enum CreditStatus {
        /// Somebody else must look at it.
        Proposed = "proposed",
        /// It is a charge now.
        Confirmed = "confirmed",
        /// It was refused.
        Refused = "refused",
        /// It was a charge and was taken back.
        Reversed = "reversed",
    }
}

impl CreditStatus {
    /// Where a credit takes its part of a cap and of what may be given once: until it is refused or taken back.
    pub const LIVE: &[&str] = &[Self::Proposed.as_str(), Self::Confirmed.as_str()];

    /// Whether it stands so.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Proposed | Self::Confirmed)
    }
}

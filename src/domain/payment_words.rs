//! The words of payments (chapter 6) and of invoices (chapter 10).

use crate::text_enum;

text_enum! {
    /// How money came.
    pub enum PaymentMethod {
        /// 现金支票.
        CashCheque = "cash_cheque",
        /// 转账支票.
        TransferCheque = "transfer_cheque",
        /// 银行电汇.
        BankWire = "bank_wire",
    }
}

text_enum! {
    /// How far a payment was put to statements.
    pub enum PaymentStatus {
        /// None of it.
        Unallocated = "unallocated",
        /// Some of it.
        PartlyAllocated = "partly_allocated",
        /// All of it.
        Allocated = "allocated",
        /// It was taken back: a cheque that was not honoured, a mistake.
        Reversed = "reversed",
    }
}

text_enum! {
    /// The kind of VAT invoice that a payer gets.
    pub enum InvoiceKind {
        /// 增值税专用发票.
        Special = "special",
        /// 增值税普通发票.
        Ordinary = "ordinary",
    }
}

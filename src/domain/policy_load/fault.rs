//! What can be wrong with the files of a policy.
//!
//! Invariant: codes are stable; the detail is data for a person who edits the files.

use serde::Serialize;

use crate::text_enum;

text_enum! {
    /// The kind of a fault.
    pub enum FaultCode {
        /// A file is not there.
        MissingFile = "missing_file",
        /// Not TOML, or not of the expected shape.
        BadToml = "bad_toml",
        /// Not a positive version number.
        BadVersion = "bad_version",
        /// Not a time zone of the IANA database.
        UnknownTimeZone = "unknown_time_zone",
        /// Not a moment with an offset.
        NotAMoment = "not_a_moment",
        /// None of the options.
        NotAnOption = "not_an_option",
        /// A name is empty.
        MissingName = "missing_name",
        /// A length of coverage that makes no sense.
        BadTerm = "bad_term",
        /// A combination of the matrix is given twice.
        DuplicateCell = "duplicate_cell",
        /// A combination of the matrix is missing.
        MissingCell = "missing_cell",
        /// Not a service code.
        NotAServiceCode = "not_a_service_code",
        /// A service code contradicts its columns.
        CodeContradictsColumns = "code_contradicts_columns",
        /// A serial of the catalogue is used twice.
        DuplicateSerial = "duplicate_serial",
        /// A service is offered to nobody, or to a class twice.
        BadOffer = "bad_offer",
        /// Labour of repair on a remote or pre-sale code.
        BadRepair = "bad_repair",
        /// Not a region code.
        NotACityCode = "not_a_city_code",
        /// A city or province is given twice.
        DuplicateCity = "duplicate_city",
        /// A city lies in a province that is not listed.
        UnknownProvince = "unknown_province",
        /// A city that is not listed.
        UnknownCity = "unknown_city",
        /// A period ends no later than it begins.
        PeriodReversed = "period_reversed",
        /// Two periods share a moment.
        PeriodOverlap = "period_overlap",
        /// Nothing holds at some moment.
        PeriodGap = "period_gap",
        /// A service without a price.
        MissingPrice = "missing_price",
        /// Two prices for one thing.
        DuplicatePrice = "duplicate_price",
        /// A price of a service that is not in the catalogue.
        UnknownService = "unknown_service",
        /// A unit that does not suit the service.
        BadUnit = "bad_unit",
        /// A negative price.
        NegativePrice = "negative_price",
        /// Not a rate of VAT in percent.
        BadVatRate = "bad_vat_rate",
    }
}

/// One fault, with the place where it can be mended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, thiserror::Error)]
#[error("{file}:{line}: {code}: {detail}")]
pub struct PolicyFault {
    /// The name of the file.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// What kind of fault.
    pub code: FaultCode,
    /// What exactly is wrong.
    pub detail: String,
}

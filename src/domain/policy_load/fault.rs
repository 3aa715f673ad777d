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
        /// A calendar is given twice.
        DuplicateCalendar = "duplicate_calendar",
        /// A calendar that is not listed.
        UnknownCalendar = "unknown_calendar",
        /// Hours of service that overlap, are empty or leave the day; or a calendar without any.
        BadHours = "bad_hours",
        /// Not a day or a stretch of days.
        NotADay = "not_a_day",
        /// A year of holidays is given twice.
        DuplicateYear = "duplicate_year",
        /// A year that makes no sense.
        BadYear = "bad_year",
        /// A day outside its year, named twice, or a working day that is made one.
        BadHoliday = "bad_holiday",
        /// A profile is given twice.
        DuplicateProfile = "duplicate_profile",
        /// A profile that is not listed.
        UnknownProfile = "unknown_profile",
        /// A severity that is not 1 to 4, given twice, or not among those of its profile.
        BadSeverity = "bad_severity",
        /// A profile without severities that does not say so, or with some although it says so.
        BadProfile = "bad_profile",
        /// A target is given twice, or there is none.
        BadTarget = "bad_target",
        /// Not a length of time, or not one that suits its clock.
        BadDuration = "bad_duration",
        /// Not a share in percent.
        BadPercent = "bad_percent",
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

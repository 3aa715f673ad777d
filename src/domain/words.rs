//! The words of the service policy: classes, phases, levels, outcomes (chapters 1 and 2).
//!
//! Invariant: the texts are the identifiers of the specification and never change.

use crate::text_enum;

text_enum! {
    /// The kind of client a piece of work is done for: a row of the matrix.
    pub enum ClientClass {
        /// 代理商: an agent's own premises, staff or equipment.
        Agent = "agent",
        /// 最终用户: a customer of an agent.
        EndUser = "end_user",
        /// 大客户: a customer the vendor serves itself.
        KeyAccount = "key_account",
    }
}

text_enum! {
    /// Before or after the sale.
    pub enum Phase {
        /// 售前.
        PreSale = "pre_sale",
        /// 售后.
        AfterSale = "after_sale",
    }
}

text_enum! {
    /// How a service reaches the client.
    pub enum Delivery {
        /// 现场.
        Onsite = "onsite",
        /// 远程.
        Remote = "remote",
    }
}

text_enum! {
    /// The service level of a cell of the matrix.
    pub enum Level {
        /// 不提供: the vendor does not provide it.
        X = "X",
        /// 收费: charged.
        S0 = "S0",
        /// 同城免费异城收费: free in the same city, charged elsewhere.
        S1 = "S1",
        /// 免费: free.
        S2 = "S2",
    }
}

text_enum! {
    /// What a decision says of the visit.
    pub enum Outcome {
        /// The work is free of charge.
        Free = "free",
        /// The work is charged.
        Charged = "charged",
        /// The vendor does not provide it.
        NotProvided = "not_provided",
    }
}

text_enum! {
    /// Why something is not provided.
    pub enum Refusal {
        /// The catalogue does not offer the code to the class.
        Catalogue = "catalogue",
        /// The matrix says level X.
        LevelX = "level_x",
    }
}

text_enum! {
    /// Who does the work.
    pub enum Provider {
        /// 厂商.
        Vendor = "vendor",
        /// 代理商.
        Agent = "agent",
    }
}

text_enum! {
    /// Who pays for charged work.
    pub enum Payer {
        /// The agent.
        Agent = "agent",
        /// The end user, to its agent.
        EndUser = "end_user",
        /// The key account.
        KeyAccount = "key_account",
    }
}

text_enum! {
    /// Whose books the charge enters.
    pub enum BilledBy {
        /// The vendor's.
        Vendor = "vendor",
        /// The agent's: nothing enters the vendor's books.
        Agent = "agent",
    }
}

text_enum! {
    /// Where a fault came from; decides free service and warranty (chapter 2.5).
    pub enum CauseClass {
        /// The product itself.
        Product = "product",
        /// How it was configured.
        Configuration = "configuration",
        /// The surroundings: power, network, climate.
        Environment = "environment",
        /// Somebody else; excluded from warranty and free service.
        ThirdParty = "third_party",
        /// The customer; excluded from warranty and free service.
        Customer = "customer",
        /// Not known.
        Unknown = "unknown",
    }
}

impl CauseClass {
    /// Whether damage of this cause is excluded from warranty and free service (chapter 2.5).
    pub const fn is_excluded(self) -> bool {
        matches!(self, Self::ThirdParty | Self::Customer)
    }
}

text_enum! {
    /// What a line of a bill is for.
    pub enum Component {
        /// Attendance, onsite or remote.
        Visit = "visit",
        /// The way to the site.
        Travel = "travel",
        /// Labour of repair.
        Labour = "labour",
        /// Parts and replacement.
        Parts = "parts",
        /// A penalty, negative.
        Penalty = "penalty",
        /// What an agent earns by working for the vendor.
        ServiceFee = "service_fee",
    }
}

text_enum! {
    /// The step of a decision, in the order of chapter 2.4.
    pub enum Rule {
        /// Is the code offered to the class?
        Catalogue = "catalogue",
        /// The level of the matrix.
        Matrix = "matrix",
        /// Who provides it.
        Routing = "routing",
        /// What the level means here.
        Level = "level",
        /// What warranty and contracts include.
        Coverage = "coverage",
        /// Who pays whom.
        Payer = "payer",
    }
}

impl ClientClass {
    /// Who pays the vendor when the vendor charges work for this class.
    pub const fn would_be_payer(self) -> Payer {
        match self {
            Self::Agent | Self::EndUser => Payer::Agent,
            Self::KeyAccount => Payer::KeyAccount,
        }
    }
}

text_enum! {
    /// The tier of a city, for response deadlines.
    pub enum CityTier {
        /// 一级城市.
        Tier1 = "tier1",
        /// 其它城市.
        Other = "other",
    }
}

text_enum! {
    /// The record owed to the vendor by whoever served (chapter 2.3).
    pub enum OwedRecord {
        /// 售前报告.
        PreSaleReport = "pre_sale_report",
        /// 产品故障记录表.
        FaultRecord = "fault_record",
        /// 巡检报告.
        InspectionReport = "inspection_report",
        /// 培训记录.
        TrainingRecord = "training_record",
    }
}

text_enum! {
    /// What a price is for one of.
    pub enum PriceUnit {
        /// One visit.
        Visit = "visit",
        /// One hour, priced by the minute.
        Hour = "hour",
        /// One trip to the site and back.
        Trip = "trip",
        /// One piece.
        Piece = "piece",
        /// One repair, however long it takes.
        Job = "job",
    }
}

text_enum! {
    /// What an hour of work is, by when it lies: the public holiday goes before the weekend, the weekend before the night.
    pub enum HourKind {
        /// Between the first opening and the last closing of a day of service, the break at noon included.
        Day = "day",
        /// The rest of a day of service.
        Night = "night",
        /// A day without service that is no public holiday.
        Weekend = "weekend",
        /// A public holiday, whatever day of the week.
        Holiday = "holiday",
    }
}

text_enum! {
    /// The grade of an agent (5.8).
    pub enum AgentGrade {
        /// 授权代理.
        Authorised = "authorised",
        /// 银牌代理.
        Silver = "silver",
        /// 金牌代理.
        Gold = "gold",
    }
}

text_enum! {
    /// How far the site is from the nearest service point in operation.
    pub enum Distance {
        /// In a city with a service point.
        SameCity = "same_city",
        /// In a province with one.
        SameProvince = "same_province",
        /// Further away.
        Elsewhere = "elsewhere",
    }
}

/// A name in both languages of the portal; data of a policy, not text of the program.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Name {
    /// The name for a locale: English for `en…`, else Chinese.
    pub fn for_locale(&self, locale: &str) -> &str {
        if locale.starts_with("en") { &self.en } else { &self.zh }
    }
}

//! Cities as people type and read them.

use serde::Serialize;

use crate::domain::city::{City, CityCode};
use crate::domain::policy::Policy;
use crate::platform::i18n::Lang;

/// A suggestion for a city field: the code is typed, the name is shown.
#[derive(Debug, Clone, Serialize)]
pub struct CityOffer {
    /// Six digits.
    pub value: String,
    /// The name in the reader's language, with that of its province.
    pub label: String,
}

/// Suggestions for a city field: every city, by code.
#[must_use]
pub fn city_offers(policy: &Policy, lang: Lang) -> Vec<CityOffer> {
    let offer = |city: &City| {
        let name = city.name.for_locale(lang.tag());
        let province = policy.cities.province(city.code).map(|province| province.name.for_locale(lang.tag()));
        let label = match province.filter(|province| *province != name) {
            Some(province) => format!("{name} · {province}"),
            None => name.to_string(),
        };
        CityOffer { value: city.code.to_string(), label }
    };
    policy.cities.iter().map(offer).collect()
}

/// The name of the city a place counts as, in the reader's language; the code itself where it is unknown.
#[must_use]
pub fn city_name(policy: &Policy, place: CityCode, lang: Lang) -> String {
    let city = policy.cities.resolve(place);
    city.map_or_else(|| place.to_string(), |city| city.name.for_locale(lang.tag()).to_string())
}

/// The code for what somebody typed: a code stays as it is, a name in either language becomes its code.
#[must_use]
pub fn city_typed(policy: &Policy, typed: &str) -> String {
    let typed = typed.trim();
    let bare = |name: &str| name.trim_end_matches('市').to_lowercase();
    let wanted = bare(typed);
    let named = |city: &&City| bare(&city.name.zh) == wanted || bare(&city.name.en) == wanted;
    let found = policy.cities.iter().find(named).filter(|_| !wanted.is_empty());
    found.map_or_else(|| typed.to_string(), |city| city.code.to_string())
}

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

/// The code for what somebody typed: a code alone or beside a name counts, a name in either language becomes its code;
/// a Chinese name may lack its last character, the kind of place.
#[must_use]
pub fn city_typed(policy: &Policy, typed: &str) -> String {
    let typed = typed.trim();
    if let Some(code) = typed.split_whitespace().find(|word| is_code(word)) {
        return code.to_string();
    }
    let wanted = typed.to_lowercase();
    let named = |city: &&City| {
        let short = city.name.zh.char_indices().next_back().map_or("", |(end, _)| &city.name.zh[..end]);
        [city.name.zh.as_str(), short].contains(&wanted.as_str()) || city.name.en.to_lowercase() == wanted
    };
    let found = policy.cities.iter().find(named).filter(|_| !wanted.is_empty());
    found.map_or_else(|| typed.to_string(), |city| city.code.to_string())
}

fn is_code(word: &str) -> bool {
    word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit())
}

//! Places: districts, municipalities, cities run by a province.

use tierdesk::domain::{city::CityCode, words::CityTier};

use super::{moment, version_1};

#[test]
fn a_place_counts_as_its_city() {
    let cities = version_1().cities;
    let cases = [
        ("440300", Some(("440300", "深圳市", "Shenzhen"))),
        ("440305", Some(("440300", "深圳市", "Shenzhen"))),
        ("110105", Some(("110000", "北京市", "Beijing"))),
        ("110100", Some(("110000", "北京市", "Beijing"))),
        ("500229", Some(("500000", "重庆市", "Chongqing"))),
        ("310000", Some(("310000", "上海市", "Shanghai"))),
        ("429004", Some(("429004", "仙桃市", "Xiantao"))),
        ("419001", Some(("419001", "济源市", "Jiyuan"))),
        ("469007", Some(("469007", "东方市", "Dongfang"))),
        ("659001", Some(("659001", "石河子市", "Shihezi"))),
        ("411100", Some(("411100", "漯河市", "Luohe"))),
        ("440000", None),
        ("429099", None),
        ("429000", None),
        ("999999", None),
        ("000000", None),
        ("44030", None),
        ("4403000", None),
        ("44030x", None),
        ("+40300", None),
        ("", None),
    ];
    for (text, expected) in cases {
        let found = cities.find(text).map(|city| (city.code.to_string(), &*city.name.zh, &*city.name.en));
        let expected = expected.map(|(code, zh, en)| (code.to_owned(), zh, en));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn the_list_is_whole() {
    let cities = version_1().cities;
    let codes: Vec<String> = cities.iter().map(|city| city.code.to_string()).collect();
    let province_run = codes.iter().filter(|code| &code[2..4] == "90").count();
    let municipalities = codes.iter().filter(|code| code.ends_with("0000")).count();
    assert_eq!((municipalities, codes.len() - province_run - municipalities), (4, 333));
    assert_eq!((province_run, cities.provinces().count()), (32, 31));
    assert!(cities.iter().all(|city| cities.province(city.code).is_some()));
}

#[test]
fn provinces_are_compared_by_code() {
    let cities = version_1().cities;
    let code = |text: &str| text.parse::<CityCode>().unwrap();
    assert!(cities.same_province(code("440100"), code("440305")));
    assert!(cities.same_province(code("429004"), code("420100")));
    assert!(!cities.same_province(code("440100"), code("530100")));
    assert_eq!(cities.province(code("530100")).map(|province| &*province.name.en), Some("Yunnan"));
}

#[test]
fn tier_1_is_four_cities() {
    let policy = version_1();
    let at = moment("2026-03-02T09:00:00+08:00");
    let tier1 = policy.cities.iter().filter(|city| policy.city_tiers.tier(city.code, at) == CityTier::Tier1);
    let codes: Vec<String> = tier1.map(|city| city.code.to_string()).collect();
    assert_eq!(codes, ["110000", "310000", "440100", "440300"]);
}

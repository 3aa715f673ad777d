//! The field tables: check, forms, views, differences, schema.

use chrono_tz::Asia::Shanghai;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tierdesk::platform::fields::{
    ChangeKind, Completeness, FaultCode, Field, FieldFault, FieldView, Unparsed, Variant, ViewInput,
    change_views, changes, check, from_form, merge, message, schema, view,
};

const BY_AT: &[Field] = &[Field::text("by", 40).required(), Field::moment("at").required()];
const WHY: &[Field] = &[Field::text("not_needed", 100).required()];
const PART: &[Field] = &[
    Field::text("part", 20).required(),
    Field::integer("quantity", 1, 99).required(),
    Field::flag("returned"),
];
const FIELDS: &[Field] = &[
    Field::id("customer_id").required(),
    Field::choice("service_code", &["SASR008", "SASR009"]).required(),
    Field::text("product", 10),
    Field::long_text("symptom", 50).wide(),
    Field::integer("labour_minutes", 0, 6000).unit("minutes"),
    Field::moment("reported_at").required(),
    Field::date("held_on"),
    Field::flag("escalated"),
    Field::city("city"),
    Field::phone("phone"),
    Field::email("email"),
    Field::text_list("engineers", 3, 20),
    Field::choices("roles", &["admin", "reviewer"]),
    Field::group("permission", BY_AT),
    Field::list("parts", 3, PART),
    Field::either("backup", &[Variant::new("made", BY_AT), Variant::new("not_needed", WHY)]),
];

fn draft(body: &Value) -> Result<Map<String, Value>, Vec<FieldFault>> {
    check(FIELDS, body, Completeness::Draft)
}

fn codes(faults: &[FieldFault]) -> Vec<(&str, &str)> {
    faults.iter().map(|fault| (fault.path.as_str(), fault.code.as_str())).collect()
}

/// The one fault of a draft with one field.
fn fault_of(name: &str, value: &Value) -> Option<(String, &'static str)> {
    let faults = draft(&json!({ name: value })).err()?;
    assert_eq!(faults.len(), 1, "{faults:?}");
    Some((faults[0].path.clone(), faults[0].code.as_str()))
}

fn kept(name: &str, value: &Value) -> Option<Value> {
    draft(&json!({ name: value })).unwrap_or_else(|faults| panic!("{faults:?}")).remove(name)
}

fn words(key: &str, args: &[(&str, String)]) -> Option<String> {
    match key {
        "field-parts-quantity" => Some("件数".into()),
        "field-labour-minutes" => Some("工时".into()),
        "field-help-report-symptom" => Some("现象".into()),
        "option-service-code-sasr008" => Some("现场服务".into()),
        "word-sasr009" => Some("第二".into()),
        "unit-minutes" => Some("分钟".into()),
        "error-too-large" => Some(format!("{args:?}")),
        _ => None,
    }
}

fn rendered(values: &Map<String, Value>, unparsed: &Unparsed, faults: &[FieldFault]) -> Vec<FieldView> {
    let none = BTreeMap::new();
    view(
        FIELDS,
        &ViewInput {
            table: "report",
            values,
            unparsed,
            faults,
            remarks: &BTreeMap::from([("parts.0.quantity".to_owned(), "请核对".to_owned())]),
            offers: &none,
            tz: Shanghai,
            spare: 1,
            translate: &words,
        },
    )
}

fn named<'a>(fields: &'a [FieldView], name: &str) -> &'a FieldView {
    fields.iter().find(|field| field.name == name).expect(name)
}

fn form(pairs: &[(&str, &str)]) -> (Value, Vec<FieldFault>, Unparsed) {
    let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    from_form(FIELDS, &pairs, Shanghai)
}

/// What a browser sends for a rendered form.
fn submitted(fields: &[FieldView], pairs: &mut Vec<(String, String)>) {
    for field in fields {
        match field.kind {
            "group" => submitted(&field.fields, pairs),
            "list" => field.rows.iter().for_each(|row| submitted(&row.fields, pairs)),
            "either" => {
                for variant in &field.variants {
                    if variant.chosen {
                        pairs.push((format!("{}._which", field.name), variant.key.to_owned()));
                    }
                    submitted(&variant.fields, pairs);
                }
            }
            "bool" if field.value.is_empty() => {}
            "choices" => {
                for option in field.options.iter().filter(|option| option.chosen) {
                    pairs.push((field.name.clone(), option.value.clone()));
                }
            }
            _ => pairs.push((field.name.clone(), field.value.clone())),
        }
    }
}

#[test]
fn every_fault_is_reported_at_once_with_its_path() {
    let faults = check(
        FIELDS,
        &json!({
            "customer_id": "x", "service_code": "SASR999", "product": "01234567890", "labour_minutes": 45.0,
            "colour": 1, "permission": {"by": "王"}, "parts": [{"part": "板", "quantity": 0}, {"quantity": "1"}, 3],
            "backup": {"by": "王", "not_needed": "无盘"}
        }),
        Completeness::Complete,
    )
    .unwrap_err();
    assert_eq!(
        codes(&faults),
        [
            ("colour", "unknown_field"),
            ("customer_id", "not_an_id"),
            ("service_code", "not_an_option"),
            ("product", "too_long"),
            ("labour_minutes", "wrong_type"),
            ("reported_at", "required"),
            ("permission.at", "required"),
            ("parts.0.quantity", "too_small"),
            ("parts.1.part", "required"),
            ("parts.1.quantity", "wrong_type"),
            ("parts.2", "wrong_type"),
            ("backup", "only_one_way"),
        ]
    );
}

#[test]
fn a_draft_may_lack_anything_but_not_hold_anything() {
    assert_eq!(draft(&json!({"permission": {"by": "王"}, "parts": [{"quantity": 2}]})).unwrap().len(), 2);
    assert_eq!(draft(&json!({})).unwrap(), Map::new());
    assert_eq!(fault_of("permission", &json!({"by": 1})), Some(("permission.by".into(), "wrong_type")));
    assert_eq!(
        fault_of("permission", &json!({"who": null})),
        Some(("permission.who".into(), "unknown_field"))
    );
    assert_eq!(fault_of("parts", &json!([{}, {}, {}, {}])), Some(("parts".into(), "too_many")));
    assert_eq!(fault_of("backup", &json!("yes")), Some(("backup".into(), "wrong_type")));
    assert_eq!(codes(&draft(&json!([])).unwrap_err()), [("", "wrong_type")]);
}

#[test]
fn blank_is_absent() {
    let blank = json!({
        "product": "  ", "symptom": "", "permission": {"by": " ", "at": null}, "parts": [{}], "engineers": [],
        "backup": {"by": null, "not_needed": ""}, "city": null
    });
    assert_eq!(draft(&blank).unwrap(), Map::new());
    let backup = json!({"backup": {"by": null, "not_needed": "无盘"}});
    assert_eq!(Value::Object(draft(&backup).unwrap()), json!({"backup": {"not_needed": "无盘"}}));
    let complete =
        check(FIELDS, &json!({"permission": {}, "parts": [{}]}), Completeness::Complete).unwrap_err();
    let paths: Vec<_> = codes(&complete).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["customer_id", "service_code", "reported_at", "parts.0.part", "parts.0.quantity"]);
}

#[test]
fn texts_are_trimmed_counted_in_characters_and_free_of_hidden_ones() {
    assert_eq!(kept("product", &json!(" 防火墙防火墙防火墙一 ")), Some(json!("防火墙防火墙防火墙一")));
    assert_eq!(kept("symptom", &json!("一\r\n二\t三\r四")), Some(json!("一\n二\t三\n四")));
    for bad in ["a\nb", "a\0b", "a\u{200b}b", "a\u{202e}b", "a\u{feff}b", "a\u{7f}b"] {
        assert_eq!(
            fault_of("product", &json!(bad)),
            Some(("product".into(), "control_characters")),
            "{bad:?}"
        );
    }
    assert_eq!(fault_of("symptom", &json!("a\0b")), Some(("symptom".into(), "control_characters")));
}

#[test]
fn moments_keep_their_offset_and_begin_with_2013() {
    assert_eq!(
        kept("reported_at", &json!("2026-03-02T09:00:00+08:00")),
        Some(json!("2026-03-02T09:00:00+08:00"))
    );
    assert_eq!(kept("reported_at", &json!("2026-03-02T01:00:00Z")), Some(json!("2026-03-02T01:00:00+00:00")));
    assert_eq!(
        kept("reported_at", &json!("2013-01-01T00:00:00+08:00")),
        Some(json!("2013-01-01T00:00:00+08:00"))
    );
    for (bad, code) in [
        ("2012-12-31T23:59:59+08:00", "before_2013"),
        ("2200-01-01T00:00:00+00:00", "after_2199"),
        ("9999-12-31T23:59:59-23:59", "after_2199"),
        ("2026-03-02T09:00:00", "not_a_moment"),
        ("2026-03-02 09:00:00+08:00", "not_a_moment"),
        ("2026-12-31T23:59:60Z", "not_a_moment"),
        ("2026-02-30T09:00:00Z", "not_a_moment"),
        ("明天", "not_a_moment"),
    ] {
        assert_eq!(fault_of("reported_at", &json!(bad)), Some(("reported_at".into(), code)), "{bad}");
    }
    for (bad, code) in [
        ("2026-3-2", "not_a_date"),
        ("2026-02-30", "not_a_date"),
        ("2012-12-31", "before_2013"),
        ("2200-01-01", "after_2199"),
    ] {
        assert_eq!(fault_of("held_on", &json!(bad)), Some(("held_on".into(), code)), "{bad}");
    }
}

#[test]
fn small_syntaxes() {
    for (name, good) in [
        ("email", json!("zhang.san@agent-a.example")),
        ("phone", json!("+86 (871) 5550-0101")),
        ("city", json!("530100")),
        ("labour_minutes", json!(6000)),
        ("roles", json!(["admin", "reviewer"])),
    ] {
        assert_eq!(kept(name, &good), Some(good), "{name}");
    }
    assert_eq!(
        kept("customer_id", &json!("0198F5C0-7E5C-7000-8000-000000000001")),
        Some(json!("0198f5c0-7e5c-7000-8000-000000000001"))
    );
    for (name, bad, path, code) in [
        ("email", json!("zhang"), "email", "not_an_email"),
        ("email", json!("a@b"), "email", "not_an_email"),
        ("email", json!("a b@c.example"), "email", "not_an_email"),
        ("phone", json!("call me"), "phone", "not_a_phone"),
        ("city", json!("53010"), "city", "not_a_city"),
        ("city", json!("５３０１００"), "city", "not_a_city"),
        ("customer_id", json!("{0198f5c0-7e5c-7000-8000-000000000001}"), "customer_id", "not_an_id"),
        ("labour_minutes", json!(6001), "labour_minutes", "too_large"),
        ("labour_minutes", json!(u64::MAX), "labour_minutes", "too_large"),
        ("escalated", json!("yes"), "escalated", "wrong_type"),
        ("roles", json!(["admin", "admin"]), "roles.1", "repeated"),
        ("roles", json!(["root"]), "roles.0", "not_an_option"),
        ("engineers", json!(["王", 1]), "engineers.1", "wrong_type"),
    ] {
        assert_eq!(fault_of(name, &bad), Some((path.to_owned(), code)), "{name}");
    }
}

#[test]
fn a_flood_of_unknown_fields_is_cut_short() {
    let flood: Map<String, Value> = (0..5000).map(|n| (format!("x{n}"), json!(1))).collect();
    assert_eq!(draft(&Value::Object(flood)).unwrap_err().len(), 200);
}

#[test]
fn a_form_becomes_the_body() {
    let (body, faults, unparsed) = form(&[
        ("csrf", "t"),
        ("_add", "parts"),
        ("version", "3"),
        ("product", " 防水墙 "),
        ("labour_minutes", "４５"),
        ("reported_at", "2026-03-02T09:00"),
        ("escalated", "on"),
        ("engineers", "王\r\n\r\n李"),
        ("permission.by", "王"),
        ("permission.at", "2026-03-02 09:00:30"),
        ("parts.0.part", ""),
        ("parts.2.part", "板"),
        ("parts.2.quantity", "2"),
        ("parts.3.part", "删"),
        ("parts.3._remove", "on"),
        ("parts.4.part", "也删"),
        ("_action", "remove:parts.4"),
        ("parts.__index__.part", ""),
        ("backup._which", "not_needed"),
        ("backup.by", "没人"),
        ("backup.not_needed", "无盘"),
    ]);
    assert_eq!(faults, []);
    assert_eq!(unparsed, Unparsed::new());
    assert_eq!(
        body,
        json!({
            "product": " 防水墙 ", "labour_minutes": 45, "reported_at": "2026-03-02T09:00:00+08:00", "escalated": true,
            "engineers": ["王", "李"], "permission": {"by": "王", "at": "2026-03-02T09:00:30+08:00"},
            "parts": [{"part": "板", "quantity": 2}], "backup": {"not_needed": "无盘"}
        })
    );
}

#[test]
fn what_cannot_be_read_is_shown_again_where_it_stood() {
    let (body, faults, unparsed) = form(&[
        ("parts.0.part", ""),
        ("parts.1.quantity", "two"),
        ("held_on", "2026-2-30"),
        ("reported_at", "昨天"),
        ("backup._which", "not_needed"),
        ("backup.not_needed", ""),
        ("colour", "red"),
    ]);
    assert_eq!(
        codes(&faults),
        [
            ("reported_at", "not_a_moment"),
            ("held_on", "not_a_date"),
            ("parts.0.quantity", "not_an_integer"),
            ("colour", "unknown_field")
        ]
    );
    let values = body.as_object().unwrap();
    let fields = rendered(values, &unparsed, &faults);
    assert_eq!(named(&fields, "reported_at").value, "昨天");
    assert_eq!(named(&fields, "held_on").value, "2026-2-30");
    assert_eq!(named(&fields, "held_on").error.as_deref(), Some("not_a_date"));
    let parts = &named(&fields, "parts").rows;
    assert_eq!(parts[0].fields[1].value, "two");
    let backup = &named(&fields, "backup").variants;
    assert_eq!(backup.iter().map(|v| v.chosen).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn an_unknown_way_is_refused() {
    let (body, faults, _) =
        form(&[("backup._variant", "made"), ("backup.by", "王"), ("backup.not_needed", "无盘")]);
    assert_eq!((body, faults.len()), (json!({"backup": {"by": "王"}}), 0));
    let (_, faults, _) = form(&[("backup._which", "burn"), ("backup.by", "王")]);
    assert_eq!(codes(&faults), [("backup", "not_an_option")]);
}

#[test]
fn a_view_has_the_words_of_the_reader() {
    let values = draft(&json!({
        "service_code": "SASR009", "reported_at": "2026-03-02T01:00:00Z", "parts": [{"part": "板", "quantity": 2}]
    }))
    .unwrap();
    let faults = check(FIELDS, &json!({"labour_minutes": 6001}), Completeness::Draft).unwrap_err();
    let fields = rendered(&values, &Unparsed::new(), &faults);
    assert_eq!(named(&fields, "reported_at").value, "2026-03-02T09:00");
    let code = named(&fields, "service_code");
    let options: Vec<_> = code.options.iter().map(|o| (o.label.as_str(), o.chosen)).collect();
    assert_eq!(options, [("现场服务", false), ("第二", true)]);
    let minutes = named(&fields, "labour_minutes");
    assert_eq!((minutes.label.as_str(), minutes.unit.as_deref()), ("工时", Some("分钟")));
    assert_eq!(minutes.error.as_deref(), Some(r#"[("max", "6000"), ("field", "工时")]"#));
    assert_eq!(named(&fields, "symptom").help.as_deref(), Some("现象"));
    let parts = named(&fields, "parts");
    assert_eq!(parts.rows.len(), 2);
    let quantity = &parts.rows[0].fields[1];
    assert_eq!((quantity.id.as_str(), quantity.label.as_str()), ("field-parts-0-quantity", "件数"));
    assert_eq!(quantity.remark.as_deref(), Some("请核对"));
    assert_eq!(parts.blank_row.as_ref().unwrap().fields[0].name, "parts.__index__.part");
    assert_eq!(parts.blank_row.as_ref().unwrap().fields[1].label, "件数");
    assert_eq!(message("report", &faults[0], &|_, _| None), "too_large");
}

#[test]
fn a_full_list_has_no_spare_row_and_a_password_is_never_shown() {
    const SECRET: &[Field] = &[Field::password("password", 200)];
    let full = json!([{"quantity": 1}, {"quantity": 2}, {"quantity": 3}]);
    let values = draft(&json!({ "parts": full })).unwrap();
    assert_eq!(named(&rendered(&values, &Unparsed::new(), &[]), "parts").rows.len(), 3);
    let (body, faults, _) = from_form(SECRET, &[("password".into(), " p ".into())], Shanghai);
    assert_eq!((&body, faults.len()), (&json!({"password": " p "}), 0));
    assert_eq!(Value::Object(check(SECRET, &body, Completeness::Complete).unwrap()), body);
    let map = body.as_object().unwrap();
    assert!(changes(SECRET, &Map::new(), map).is_empty());
}

#[test]
fn differences_are_named_leaf_by_leaf() {
    let old = draft(&json!({
        "product": "甲", "reported_at": "2026-03-02T09:00:00+08:00", "parts": [{"part": "板", "quantity": 1}],
        "backup": {"by": "王"}, "service_code": "SASR008"
    }))
    .unwrap();
    let new = draft(&json!({
        "product": "乙", "reported_at": "2026-03-02T01:00:00Z", "parts": [{"part": "板", "quantity": 2}, {"part": "线"}],
        "backup": {"not_needed": "无盘"}, "service_code": "SASR009"
    }))
    .unwrap();
    let found = changes(FIELDS, &old, &new);
    let list: Vec<_> = found.iter().map(|change| (change.path.as_str(), change.kind)).collect();
    assert_eq!(
        list,
        [
            ("service_code", ChangeKind::Changed),
            ("product", ChangeKind::Changed),
            ("parts.0.quantity", ChangeKind::Changed),
            ("parts.1.part", ChangeKind::Added),
            ("backup.by", ChangeKind::Removed),
            ("backup.not_needed", ChangeKind::Added),
        ]
    );
    let shown = change_views("report", &found, Shanghai, &words);
    assert_eq!((shown[0].old.as_deref(), shown[0].new.as_deref()), (Some("现场服务"), Some("第二")));
    assert_eq!((shown[2].label.as_str(), shown[2].old.as_deref()), ("件数", Some("1")));
    assert!(changes(FIELDS, &old, &old).is_empty());
}

#[test]
fn a_patch_replaces_whole_fields_and_null_removes() {
    let stored = draft(&json!({"product": "甲", "symptom": "s", "permission": {"by": "王"}})).unwrap();
    let merged = merge(&stored, &json!({"product": null, "permission": {"at": "2026-03-02T09:00:00+08:00"}}));
    let clean = Value::Object(draft(&merged).unwrap());
    assert_eq!(clean, json!({"symptom": "s", "permission": {"at": "2026-03-02T09:00:00+08:00"}}));
    assert!(draft(&merge(&stored, &json!(7))).is_err());
}

#[test]
fn the_schema_says_what_the_check_does() {
    let schema = serde_json::to_value(schema(FIELDS)).unwrap();
    assert_eq!(schema["additionalProperties"], json!(false));
    assert_eq!(schema["required"], json!(["customer_id", "service_code", "reported_at"]));
    assert_eq!(schema["properties"]["service_code"]["enum"], json!(["SASR008", "SASR009"]));
    assert_eq!(schema["properties"]["product"]["maxLength"], json!(10));
    assert_eq!(schema["properties"]["parts"]["items"]["properties"]["quantity"]["maximum"], json!(99));
    assert_eq!(schema["properties"]["parts"]["maxItems"], json!(3));
    assert_eq!(schema["properties"]["backup"]["oneOf"][1]["required"], json!(["not_needed"]));
}

#[test]
fn every_code_has_a_text_in_both_languages() {
    let keys = |text: &str| -> BTreeSet<String> {
        text.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key.to_owned()).collect()
    };
    let chinese = keys(include_str!("../../templates/locales/zh-CN/errors.ftl"));
    let english = keys(include_str!("../../templates/locales/en/errors.ftl"));
    assert_eq!(chinese, english);
    for code in FaultCode::ALL {
        let key = format!("error-{}", code.as_str().replace('_', "-"));
        assert!(chinese.contains(&key), "{key}");
    }
}

/// Any JSON, with the table's own names often enough to get past the first refusal.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0i64..100).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec![
            "2026-03-02T09:00:00+08:00",
            "2026-03-02",
            "530100",
            "SASR008",
            "admin",
            "王"
        ])
        .prop_map(Value::from),
    ];
    let inner = ["by", "at", "part", "quantity", "returned", "not_needed"];
    let names: Vec<String> =
        FIELDS.iter().map(|f| f.name).chain(inner).chain(["x", ""]).map(str::to_owned).collect();
    leaf.prop_recursive(4, 64, 6, move |value| {
        prop_oneof![
            prop::collection::vec(value.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(names.clone()), value, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

prop_compose! {
    /// A body that a form can say.
    fn good_body()(
        product in prop::option::of("[a-z防水墙]{0,10}"), symptom in prop::option::of("[a-z \n]{0,50}"),
        minutes in prop::option::of(0i64..=6000), seconds in prop::option::of(1_400_000_000i64..2_000_000_000),
        escalated in any::<bool>(), code in prop::option::of(0usize..2), engineers in prop::collection::vec("[a-z, ]{0,9}", 0..=3),
        by in prop::option::of("[a-z]{1,9}"), parts in prop::collection::vec((prop::option::of("[a-z]{0,9}"), prop::option::of(1i64..99)), 0..=3),
        way in 0..3, roles in prop::sample::subsequence(vec!["admin", "reviewer"], 0..=2)
    ) -> Value {
        let at = seconds.map(|s| {
            use chrono::TimeZone;
            Shanghai.timestamp_opt(s, 0).unwrap().to_rfc3339()
        });
        json!({
            "product": product, "symptom": symptom, "labour_minutes": minutes, "reported_at": at,
            "escalated": escalated.then_some(true), "service_code": code.map(|c| ["SASR008", "SASR009"][c]),
            "engineers": engineers, "permission": {"by": by, "at": at}, "roles": roles,
            "parts": parts.iter().map(|(part, quantity)| json!({"part": part, "quantity": quantity})).collect::<Vec<_>>(),
            "backup": match way { 0 => json!(null), 1 => json!({"by": by, "at": at}), _ => json!({"not_needed": by}) }
        })
    }
}

proptest! {
    #[test]
    fn no_json_makes_it_panic_and_checking_twice_changes_nothing(body in any_json(), other in any_json()) {
        for completeness in [Completeness::Draft, Completeness::Complete] {
            if let Ok(clean) = check(FIELDS, &body, completeness) {
                prop_assert_eq!(check(FIELDS, &Value::Object(clean.clone()), completeness), Ok(clean));
            }
        }
        if let (Some(body), Some(other)) = (body.as_object(), other.as_object()) {
            rendered(body, &Unparsed::new(), &[]);
            let _ = change_views("report", &changes(FIELDS, body, other), Shanghai, &words);
        }
    }

    #[test]
    fn no_form_makes_it_panic(
        pairs in prop::collection::vec(("(parts|permission|backup|product|x)?(\\.[0-9]{1,30})?(\\.(by|at|part|quantity|_which))?", any::<String>()), 0..12)
    ) {
        let (body, faults, unparsed) = from_form(FIELDS, &pairs, Shanghai);
        let again = rendered(body.as_object().unwrap(), &unparsed, &faults);
        prop_assert_eq!(again.len(), FIELDS.len());
    }

    #[test]
    fn a_form_shown_and_sent_gives_the_same_body(body in good_body()) {
        let clean = draft(&body).unwrap();
        let mut pairs = Vec::new();
        submitted(&rendered(&clean, &Unparsed::new(), &[]), &mut pairs);
        let (sent, faults, unparsed) = from_form(FIELDS, &pairs, Shanghai);
        prop_assert_eq!(faults, vec![]);
        prop_assert_eq!(unparsed, Unparsed::new());
        prop_assert_eq!(draft(&sent).unwrap(), clean);
    }
}

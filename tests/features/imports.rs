//! Customers and products from files (8.1, 9.2, 9.3): what is shown, what is stored, and what is never let in.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format, Formula, Workbook};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_B};
use crate::support::products::{device, model_of, product_type};
use crate::support::{Answer, TestApp};

const CUSTOMERS: &str = "/api/v1/imports/customers";
const PRODUCTS: &str = "/api/v1/imports/products";
const DESK: &str = "specialist@vendor.example";
const ENGINEER: &str = "engineer@agent-a.example";
const OTHER: &str = "engineer@agent-b.example";

/// Hands a file in.
async fn hand_in(app: &TestApp, email: &str, path: &str, name: &str, bytes: &[u8]) -> Answer {
    app.as_(email).post(path).file(name, bytes).await
}

async fn shown(app: &TestApp, email: &str, path: &str, text: &str) -> Answer {
    hand_in(app, email, path, "数据.csv", text.as_bytes()).await.expect(201)
}

/// `number fate` of every line, with the faults of those that are refused.
async fn fates(app: &TestApp, email: &str, import: &Answer) -> Vec<String> {
    let there = format!("/api/v1/imports/{}/lines?sort=number", import.id());
    let lines = app.as_(email).get(&there).await.expect(200);
    let one = |line: &Value| {
        let faults: Vec<String> = line["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                format!(" {}: {}", fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap())
            })
            .collect();
        format!("{} {}{}", line["number"], line["fate"].as_str().unwrap(), faults.join(""))
    };
    lines.items().iter().map(one).collect()
}

async fn apply(app: &TestApp, email: &str, import: &Answer, body: Value) -> Answer {
    let there = format!("/api/v1/imports/{}/apply", import.id());
    app.as_(email).post(&there).if_match(import.version()).json(&body).await
}

async fn customers_like(app: &TestApp, email: &str, words: &str) -> Vec<Value> {
    app.as_(email).get(&format!("/api/v1/customers?q={words}")).await.expect(200).items().to_vec()
}

/// A workbook with these texts.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A workbook of ours of which one part is another.
fn with_part(name: &str, bytes: &[u8]) -> Vec<u8> {
    with_parts(&[(name, bytes)])
}

/// The same of several.
fn with_parts(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let own = workbook(&[&["name", "city"], &["甲公司", "深圳"]]);
    let mut from = zip::ZipArchive::new(Cursor::new(own)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(vec![]));
    for index in 0..from.len() {
        let part = from.by_index(index).unwrap();
        if parts.iter().all(|(name, _)| part.name().unwrap() != *name) {
            to.raw_copy_file(part).unwrap();
        }
    }
    for (name, bytes) in parts {
        to.start_file(*name, SimpleFileOptions::default()).unwrap();
        to.write_all(bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

both_engines! {
    async fn a_file_is_shown_line_by_line_before_anything_is_stored(app: TestApp) {
        let file = "客户名称,所在城市,信用代码,联系人,电话,备忘\n\
             新客户甲,深圳,,王经理,0755-86000001,x\n\
             新客户乙,火星,,,,\n\
             新客户甲,北京,,,,\n";
        let import = shown(&app, ENGINEER, CUSTOMERS, file).await;
        assert_eq!(
            fates(&app, ENGINEER, &import).await,
            ["2 new", "3 refused city: not_a_city", "4 refused name: line_repeated"]
        );
        assert_eq!((&import.body["new_count"], &import.body["refused_count"]), (&json!(1), &json!(2)));
        assert_eq!(import.body["encoding"], "utf-8");
        let fields: Vec<&Value> =
            import.body["columns"].as_array().unwrap().iter().map(|column| &column["field"]).collect();
        assert_eq!(json!(fields), json!(["name", "city", "credit_code", "contact_name", "contact_phone", null]));
        assert!(customers_like(&app, ENGINEER, "新客户").await.is_empty());

        apply(&app, ENGINEER, &import, json!({})).await.refused(409, "import_has_refused_lines");
        let done = apply(&app, ENGINEER, &import, json!({ "skip_refused": true })).await.expect(200);
        assert_eq!((&done.body["state"], done.version()), (&json!("applied"), 2));
        let made = customers_like(&app, ENGINEER, "新客户").await;
        assert_eq!(made.len(), 1);
        assert_eq!((&made[0]["class"], &made[0]["city"]), (&json!("end_user"), &json!("440300")));
        assert_eq!(made[0]["contacts"][0]["name"], "王经理");
        assert!(customers_like(&app, OTHER, "新客户").await.is_empty());
        apply(&app, ENGINEER, &import, json!({ "skip_refused": true })).await.refused(412, "stale_version");
        apply(&app, ENGINEER, &done, json!({})).await.refused(409, "import_is_applied");

        let again = shown(&app, ENGINEER, CUSTOMERS, file).await;
        assert_eq!(fates(&app, ENGINEER, &again).await[0], "2 unchanged");
        apply(&app, ENGINEER, &again, json!({ "skip_refused": true })).await.refused(409, "import_changes_nothing");
    }

    async fn what_changes_is_told_and_an_empty_cell_leaves_what_is_known(app: TestApp) {
        let made = shown(&app, ENGINEER, CUSTOMERS, "name,city,industry\n变更客户,深圳,教育\n").await;
        apply(&app, ENGINEER, &made, json!({})).await.expect(200);
        let next = "name,city,industry,contact_name\n变更客户,广州,,李主任\n";
        let import = shown(&app, ENGINEER, CUSTOMERS, next).await;
        let lines = app.as_(ENGINEER).get(&format!("/api/v1/imports/{}/lines", import.id())).await.expect(200);
        let line = &lines.items()[0];
        assert_eq!(line["fate"], "changed");
        let told: Vec<String> = line["changes"].as_array().unwrap().iter()
            .map(|it| format!("{} {} {}", it["field"].as_str().unwrap(), it["before"], it["after"])).collect();
        assert_eq!(told, [r#"city "深圳市" "广州市""#, r#"contacts null "李主任""#]);
        apply(&app, ENGINEER, &import, json!({})).await.expect(200);
        let now = &customers_like(&app, ENGINEER, "变更客户").await[0];
        assert_eq!((&now["city"], &now["industry"], &now["version"]), (&json!("440100"), &json!("教育"), &json!(2)));
    }

    async fn the_vendor_says_whose_customers_are_and_of_which_class(app: TestApp) {
        let file = "name,class,city,agent,customer manager,大客户经理\n\
             厂商客户甲,最终用户,上海,代理商甲,,\n\
             厂商客户乙,Key account,上海,,,kam@vendor.example\n\
             厂商客户丙,别的,上海,,,\n\
             厂商客户丁,end_user,上海,没有的代理商,,\n";
        let names = app.as_(DESK).get("/api/v1/customers?q=").await.expect(200);
        let agent = names.items().iter().find_map(|it| it["agent_name"].as_str()).unwrap().to_string();
        let import = shown(&app, DESK, CUSTOMERS, &file.replace("代理商甲", &agent)).await;
        assert_eq!(
            fates(&app, DESK, &import).await,
            ["2 new", "3 new", "4 refused class: not_an_option", "5 refused agent_id: not_found"]
        );
        apply(&app, DESK, &import, json!({ "skip_refused": true })).await.expect(200);
        let key = &customers_like(&app, DESK, "厂商客户乙").await[0];
        assert_eq!(key["class"], "key_account");
        assert!(key["account_manager_id"].is_string());
        // An agent has no such columns: what it writes there is passed over, and its own remain its own.
        let own = shown(&app, ENGINEER, CUSTOMERS, "name,city,class,agent\n代理客户,深圳,key_account,别人\n").await;
        assert_eq!(fates(&app, ENGINEER, &own).await, ["2 new"]);
        assert_eq!(own.body["columns"][2]["field"], Value::Null);
    }

    async fn encodings_are_found_out_and_never_guessed(app: TestApp) {
        let text = "客户名称,城市\n编码客户,深圳市\n";
        for (bytes, encoding) in [
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "utf-8-bom"),
            (text.as_bytes().to_vec(), "utf-8"),
            (encoding_rs::GB18030.encode(text).0.into_owned(), "gb18030"),
        ] {
            let import = hand_in(&app, ENGINEER, CUSTOMERS, "a.csv", &bytes).await.expect(201);
            assert_eq!(import.body["encoding"], encoding);
            assert_eq!(fates(&app, ENGINEER, &import).await, ["2 new"]);
        }
        let big5 = b"name,city\n\xa4\xa4\xff\xfe,x\n";
        let refused = hand_in(&app, ENGINEER, CUSTOMERS, "a.csv", big5).await.expect(422);
        assert_eq!(refused.faults(), ["file: not_a_table"]);
        let broken = [b"\xef\xbb\xbfname,city\n".as_slice(), b"\xd6\xd0\xb9\xfa,x\n"].concat();
        let refused = hand_in(&app, ENGINEER, CUSTOMERS, "a.csv", &broken).await.expect(422);
        assert_eq!(refused.faults(), ["file: wrong_encoding"]);
    }

    async fn lines_are_counted_as_a_spreadsheet_counts_them(app: TestApp) {
        let file = "name,city,industry\r\n\r\n\"甲,\n客户\",深圳,\r甲二,没有\n\n甲三,没有,\"x\"\"y\"\n";
        let import = shown(&app, ENGINEER, CUSTOMERS, file).await;
        assert_eq!(
            fates(&app, ENGINEER, &import).await,
            ["3 refused name: control_characters", "4 refused city: not_a_city", "6 refused city: not_a_city"]
        );
        for (separated, count) in [("name;city\n分号,深圳\n甲;深圳\n", 2), ("name\tcity\n甲\t深圳\n", 1)] {
            let import = shown(&app, ENGINEER, CUSTOMERS, separated).await;
            assert_eq!(fates(&app, ENGINEER, &import).await.len(), count);
        }
        let open = hand_in(&app, ENGINEER, CUSTOMERS, "a.csv", "name,city\n\"甲,深圳\n乙,深圳\n".as_bytes()).await;
        assert_eq!(open.expect(422).faults(), ["file: unclosed_quote"]);
    }

    async fn products_come_from_a_workbook_with_its_days(app: TestApp) {
        let model = product_type(&app).await;
        let name = model.body["models"][0]["name"].as_str().unwrap();
        let customer = app.as_(ENGINEER).get(&format!("/api/v1/customers/{CUSTOMER_A}")).await.expect(200);
        let customer = customer.body["name"].as_str().unwrap();
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, head) in (0..).zip(["序列号", "产品型号", "客户", "交付日期", "节点数", "备注"]) {
            sheet.write_string(0, column, head).unwrap();
        }
        let day = Format::new().set_num_format("yyyy/m/d");
        for (row, serial) in [(1, "IMP-1"), (2, "IMP-2"), (3, "IMP-3"), (4, "IMP-4"), (5, "IMP-5")] {
            sheet.write_string(row, 0, serial).unwrap();
            sheet.write_string(row, 1, name).unwrap();
            sheet.write_string(row, 2, customer).unwrap();
            sheet.write_with_format(row, 3, 45_300.0, &day).unwrap();
        }
        sheet.write_number(2, 4, 50.0).unwrap();
        sheet.write_formula(3, 5, Formula::new("=HYPERLINK(\"http://x\")").set_result("x")).unwrap();
        sheet.write_number(4, 0, 9_144_030_061_892_345_678.0).unwrap();
        sheet.write_string(5, 3, "2024年1月9日").unwrap();
        let import = hand_in(&app, ENGINEER, PRODUCTS, "产品.xlsx", &book.save_to_buffer().unwrap()).await.expect(201);
        assert_eq!(import.body["sheet"], "Sheet1");
        assert_eq!(
            fates(&app, ENGINEER, &import).await,
            ["2 new", "3 new", "4 refused note: formula", "5 refused serial: lost_digits", "6 new"]
        );
        apply(&app, ENGINEER, &import, json!({ "skip_refused": true })).await.expect(200);
        let of = async |serial: &str| {
            app.as_(ENGINEER).get(&format!("/api/v1/products?serial={serial}")).await.expect(200).items()[0].clone()
        };
        let (device, licence, written) = (of("IMP-1").await, of("IMP-2").await, of("IMP-5").await);
        assert_eq!((&device["kind"], &device["delivered_on"]), (&json!("device"), &json!("2024-01-09")));
        assert_eq!((&licence["kind"], &licence["nodes"]), (&json!("licence"), &json!(50)));
        assert_eq!(written["delivered_on"], "2024-01-09");
        let there = format!("/api/v1/products/{}/events", device["id"].as_str().unwrap());
        let history = app.as_(ENGINEER).get(&there).await.expect(200);
        assert_eq!(history.items()[0]["kind"], "imported");
    }

    async fn what_moves_money_is_corrected_by_the_vendor_with_a_reason(app: TestApp) {
        let model = model_of(&product_type(&app).await);
        app.as_(ENGINEER).post("/api/v1/products").json(&device(&model, CUSTOMER_A, "FIX-1")).await.expect(201);
        let filled = shown(&app, ENGINEER, PRODUCTS, "serial,accepted_on\nfix-1,2025/2/3\n").await;
        assert_eq!(fates(&app, ENGINEER, &filled).await, ["2 changed"]);
        apply(&app, ENGINEER, &filled, json!({})).await.expect(200);
        let other = "serial,accepted_on,reason\nFIX-1,2025-02-04,看错了\n";
        let agents = shown(&app, ENGINEER, PRODUCTS, other).await;
        assert_eq!(fates(&app, ENGINEER, &agents).await, ["2 refused accepted_on: vendor_corrects"]);
        let silent = shown(&app, DESK, PRODUCTS, "serial,accepted_on\nFIX-1,2025-02-04\n").await;
        assert_eq!(fates(&app, DESK, &silent).await, ["2 refused reason: required"]);
        let said = shown(&app, DESK, PRODUCTS, other).await;
        assert_eq!(fates(&app, DESK, &said).await, ["2 changed"]);
        apply(&app, DESK, &said, json!({})).await.expect(200);
    }

    async fn what_belongs_to_others_is_told_to_nobody(app: TestApp) {
        let model = model_of(&product_type(&app).await);
        app.as_(OTHER).post("/api/v1/products").json(&device(&model, CUSTOMER_B, "SN-OF-B")).await.expect(201);
        let theirs = app.as_(OTHER).get(&format!("/api/v1/customers/{CUSTOMER_B}")).await.expect(200);
        let theirs = theirs.body["name"].as_str().unwrap().to_string();
        let file = format!("serial,model,customer,note\nSN-OF-B,FW-100,没有,x\nSN-NEW,FW-100,{theirs},x\n");
        let import = shown(&app, ENGINEER, PRODUCTS, &file).await;
        let lines = app.as_(ENGINEER).get(&format!("/api/v1/imports/{}/lines?sort=number", import.id())).await;
        let lines = lines.expect(200);
        let fault = |line: &Value| (line["errors"][0]["field"].clone(), line["errors"][0]["code"].clone());
        assert_eq!(fault(&lines.items()[1]), (json!("customer_id"), json!("not_found")));
        let same = shown(&app, ENGINEER, CUSTOMERS, &format!("name,city\n{theirs},深圳\n")).await;
        assert_eq!(fates(&app, ENGINEER, &same).await, ["2 new"]);
        for path in ["", "/lines"] {
            app.as_(OTHER).get(&format!("/api/v1/imports/{}{path}", import.id())).await.expect(404);
        }
        apply(&app, OTHER, &same, json!({})).await.expect(404);
        hand_in(&app, "contact@enduser-a.example", CUSTOMERS, "a.csv", b"name\nx\n").await.expect(403);
        hand_in(&app, "product@vendor.example", CUSTOMERS, "a.csv", b"name\nx\n").await.expect(403);
    }

    async fn nothing_is_stored_where_things_have_moved_on(app: TestApp) {
        let file = "name,city\n第一客户,深圳\n第二客户,深圳\n";
        let import = shown(&app, ENGINEER, CUSTOMERS, file).await;
        let body = json!({ "name": "第二客户", "class": "end_user", "city": "110000" });
        app.as_(ENGINEER).post("/api/v1/customers").json(&body).await.expect(201);
        apply(&app, ENGINEER, &import, json!({})).await.refused(409, "import_outdated");
        assert!(customers_like(&app, ENGINEER, "第一客户").await.is_empty());
        // On its page it is shown as it stands now, to be confirmed again.
        let visitor = app.browse(ENGINEER);
        let there = format!("/imports/{}", import.id());
        let page = visitor.get(&there).await.expect(200);
        let sent = visitor.submit(&page, &format!("{there}/apply"), &[("version", "1")]).await;
        visitor.follow(&sent).await.expect(200).shows("没有保存任何内容").shows("深圳市");
        let page = visitor.get(&there).await.expect(200);
        let sent = visitor.submit(&page, &format!("{there}/apply"), &[("version", "2")]).await;
        visitor.follow(&sent).await.expect(200).shows("已按所示内容保存");
        assert_eq!(customers_like(&app, ENGINEER, "第一客户").await.len(), 1);
        assert_eq!(customers_like(&app, ENGINEER, "第二客户").await[0]["city"], "440300");
    }

    async fn of_two_who_confirm_at_once_one_stores(app: TestApp) {
        let lines: String = (0..40).map(|n| format!("同时客户{n},深圳\n")).collect();
        let file = format!("name,city\n{lines}");
        let (one, two) = (shown(&app, ENGINEER, CUSTOMERS, &file).await, shown(&app, ENGINEER, CUSTOMERS, &file).await);
        let (a, b, c) = futures_util::future::join3(
            apply(&app, ENGINEER, &one, json!({})),
            apply(&app, ENGINEER, &two, json!({})),
            apply(&app, ENGINEER, &one, json!({})),
        )
        .await;
        let good = [&a, &b, &c].iter().filter(|it| it.status == 200).count();
        assert_eq!(good, 1, "{:?}", [a.status, b.status, c.status]);
        assert_eq!(app.lines("SELECT name AS line FROM customers WHERE name LIKE '同时客户%'").len(), 40);
    }

    async fn a_person_does_it_on_pages_without_a_script(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let form = visitor.get("/customers/import").await.expect(200);
        form.shows("统一社会信用代码").shows("credit_code");
        let refused = visitor.upload("/customers/import", "a.csv", "城市\n深圳\n".as_bytes()).await.expect(422);
        refused.shows("缺少“客户名称 / Name”列");
        let sent = visitor.upload("/customers/import", "客户.csv", "名称,城市\n页面客户,深圳\n=1+1,深圳\n".as_bytes()).await;
        let here = sent.location().to_string();
        let page = visitor.follow(&sent).await.expect(200);
        let page = page.shows("页面客户").shows("新增").shows("是公式").shows("尚未保存任何内容");
        let sent = visitor
            .submit(&page, &format!("{here}/apply"), &[("version", "1"), ("skip_refused", "true")])
            .await;
        visitor.follow(&sent).await.expect(200).shows("已保存 1 行");
        let there = format!("/api/v1{here}/lines?fate=refused");
        let english = app.as_(ENGINEER).get(&there).header("accept-language", "en").await.expect(200);
        assert_eq!(english.items()[0]["errors"][0]["message"], "“Name” is a formula; paste it as a value.");
        let template = app.browse(ENGINEER).bytes("/customers/import/template.csv").await;
        assert!(String::from_utf8(template.2).unwrap().starts_with("\u{feff}客户名称,所在城市,"));
        let sheet = app.browse(ENGINEER).bytes(&format!("{here}/export.xlsx?fate=refused")).await;
        assert_eq!(sheet.0, 200);
    }

    async fn no_file_takes_more_than_its_limits(app: TestApp) {
        let sent = async |name: &str, bytes: &[u8]| hand_in(&app, ENGINEER, CUSTOMERS, name, bytes).await.expect(422).faults();
        let long: String = (0..5_001).map(|n| format!("n{n},x\n")).collect();
        assert_eq!(sent("a.csv", format!("name,city\n{long}").as_bytes()).await, ["file: too_many_lines"]);
        let line = |n: usize| format!(r#"<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>n{n}</t></is></c></row>"#);
        let lines: String = (2..=5_002).map(line).collect();
        let long = format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>{lines}</sheetData></worksheet>"#);
        assert_eq!(sent("a.xlsx", &with_part("xl/worksheets/sheet1.xml", long.as_bytes())).await, ["file: too_many_lines"]);
        let wide = vec!["c"; 50].join(",");
        assert_eq!(sent("a.csv", format!("name,{wide}\nx,{wide}\n").as_bytes()).await, ["file: too_many_columns"]);
        assert_eq!(sent("a.csv", "name,city\nx,".repeat(900_000).as_bytes()).await, ["file: too_much_text"]);
        assert_eq!(sent("a.csv", b"name,city\n").await, ["file: no_lines"]);
        assert_eq!(sent("a.csv", b"city\nx\n").await, ["file: column_missing"]);
        assert_eq!(sent("a.csv", "name,客户名称\nx,y\n".as_bytes()).await, ["file: column_twice"]);
        assert_eq!(sent("a.csv", b"").await, ["file: empty_file"]);
        assert_eq!(sent("a.pdf", b"name,city\nx,y\n").await, ["file: not_a_table"]);

        let mut other = ZipWriter::new(Cursor::new(vec![]));
        other.start_file("a.txt", SimpleFileOptions::default()).unwrap();
        other.write_all(b"x").unwrap();
        let other = other.finish().unwrap().into_inner();
        assert_eq!(sent("a.xlsx", &other).await, ["file: extension_mismatch"]);
        assert_eq!(sent("a.zip", &other).await, ["file: not_a_table"]);
        assert_eq!(sent("a.xlsx", b"PK\x03\x04 nothing of the kind").await, ["file: damaged"]);
        let good = workbook(&[&["name", "city"], &["甲公司", "深圳"]]);
        hand_in(&app, ENGINEER, CUSTOMERS, "a.xlsx", &good).await.expect(201);
        assert_eq!(sent("a.xlsx", &good[..good.len() / 2]).await, ["file: damaged"]);

        let sheet = "xl/worksheets/sheet1.xml";
        let bomb = with_part(sheet, &vec![b' '; 60 * 1024 * 1024]);
        assert_eq!(sent("a.xlsx", &bomb).await, ["file: bomb"]);
        let strings = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="99999999999"></sst>"#;
        assert_eq!(sent("a.xlsx", &with_part("xl/sharedStrings.xml", strings.as_bytes())).await, ["file: bomb"]);
        let far = |cell: &str| {
            format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>"#)
        };
        assert_eq!(sent("a.xlsx", &with_part(sheet, far("XFD2").as_bytes())).await, ["file: too_many_columns"]);
        // A cell a million lines down is one line.
        let down = hand_in(&app, ENGINEER, CUSTOMERS, "a.xlsx", &with_part(sheet, far("A1048576").as_bytes())).await;
        assert_eq!(fates(&app, ENGINEER, &down.expect(201)).await, ["1048576 refused city: required"]);
        assert_eq!(sent("a.xlsx", &with_part(sheet, far("ZZZZZZZZZZ1").as_bytes())).await, ["file: damaged"]);
        assert_eq!(app.lines("SELECT name AS line FROM customers WHERE name = 'x'").len(), 0);
    }

    async fn what_a_file_repeats_costs_no_more_than_it_says(app: TestApp) {
        let sent = async |name: &str, bytes: &[u8]| hand_in(&app, ENGINEER, CUSTOMERS, name, bytes).await;
        // Cells that share one long text count each, before anything is made of them.
        let text = "长".repeat(200_000);
        let strings = format!(r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>"#);
        let cells: String = (1..=4_000).map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#)).collect();
        let sheet = format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>"#);
        let shared = with_parts(&[("xl/sharedStrings.xml", strings.as_bytes()), ("xl/worksheets/sheet1.xml", sheet.as_bytes())]);
        assert_eq!(sent("a.xlsx", &shared).await.expect(422).faults(), ["file: too_much_text"]);
        // Cells that say nothing are none, and lines of them neither.
        let empty = format!("name,city\n某客户,深圳{}\n{}", ",".repeat(1_000_000), ",\n".repeat(6_000));
        let import = sent("a.csv", empty.as_bytes()).await.expect(201);
        assert_eq!(fates(&app, ENGINEER, &import).await, ["2 new"]);
        let kept = app.lines("SELECT CAST(LENGTH(CAST(content AS TEXT)) AS TEXT) AS line FROM imports").remove(0);
        assert!(kept.parse::<u32>().unwrap() < 200, "{kept} letters are kept of one line");
    }

    async fn two_lines_that_mean_one_customer_are_not_both_stored(app: TestApp) {
        let code = "91110000101623741K";
        let made = shown(&app, ENGINEER, CUSTOMERS, &format!("name,city,credit_code\n老客户,深圳,{code}\n")).await;
        apply(&app, ENGINEER, &made, json!({})).await.expect(200);
        let file = format!("name,city,credit_code,industry\n新名字,深圳,{code},教育\n老客户,深圳,,医疗\n");
        let import = shown(&app, ENGINEER, CUSTOMERS, &file).await;
        assert_eq!(fates(&app, ENGINEER, &import).await, ["2 changed", "3 refused name: line_repeated"]);
        apply(&app, ENGINEER, &import, json!({ "skip_refused": true })).await.expect(200);
    }

    async fn a_customer_is_known_again_among_many_of_its_name(app: TestApp) {
        let ours = "name,city\n连锁一,深圳\n连锁二,广州\n连锁三,北京\n连锁四,上海\n连锁五,昆明\n连锁六,成都\n";
        for (who, file) in [(ENGINEER, ours), (OTHER, "name,city\n连锁店,深圳\n")] {
            let import = shown(&app, who, CUSTOMERS, file).await;
            apply(&app, who, &import, json!({})).await.expect(200);
            app.clock.advance(chrono::TimeDelta::minutes(1));
        }
        // Six of agent A's are called as the one of agent B's, and are older.
        let key = "(SELECT name_key FROM customers WHERE name = '连锁店')";
        app.execute(&format!("UPDATE customers SET name_key = {key} WHERE name LIKE '连锁%'"));
        let file = "name,city,agent\n连锁店,深圳,乙方示例代理\n";
        let again = shown(&app, DESK, CUSTOMERS, file).await;
        assert_eq!(fates(&app, DESK, &again).await, ["2 unchanged"]);
    }

    async fn a_file_nobody_confirmed_is_forgotten(app: TestApp) {
        let import = shown(&app, ENGINEER, CUSTOMERS, "name,city\n某客户,深圳\n").await;
        app.clock.advance(chrono::TimeDelta::hours(25));
        shown(&app, ENGINEER, CUSTOMERS, "name,city\n某客户,深圳\n").await;
        app.as_(ENGINEER).get(&format!("/api/v1/imports/{}", import.id())).await.expect(404);
    }
}

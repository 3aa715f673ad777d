//! The objects that every route is asked about, each with one word for how it stands to the people of agent A.

use serde_json::Value;
use tierdesk::platform::db::Id;
use tierdesk::routes::TABLE;

use crate::support::{TestApp, fault_record_onsite, fault_record_remote, fixture, person, pre_sale_report};

/// An object and its word.
pub type Object = (&'static str, String);

/// What the routes with an `{id}` are asked about.
pub struct World {
    fault_records: Vec<Object>,
    pre_sale_reports: Vec<Object>,
    charges: Vec<Object>,
    credits: Vec<Object>,
    price_lists: Vec<Object>,
    price_replays: Vec<Object>,
    statements: Vec<Object>,
    statement_lines: Vec<Object>,
    disputed_lines: Vec<Object>,
    statement_runs: Vec<Object>,
    payments: Vec<Object>,
    allocations: Vec<Object>,
    notices: Vec<Object>,
    attachments: Vec<Object>,
    signatures: Vec<Object>,
    requests: Vec<Object>,
    request_files: Vec<Object>,
    saved_views: Vec<Object>,
    product_types: Vec<Object>,
    products: Vec<Object>,
    installations: Vec<Object>,
    duty_shifts: Vec<Object>,
    imports: Vec<Object>,
    loaners: Vec<Object>,
    contracts: Vec<Object>,
}

impl World {
    /// Makes records through the API, as far as it has them.
    pub async fn make(app: &TestApp) -> Self {
        let (mut attachments, mut signatures) = (fixed(&[]), fixed(&[]));
        let (files, signed) = (&mut attachments, &mut signatures);
        let fault_records = records(app, "/api/v1/fault-records", fault_record_remote, files, signed).await;
        let (files, signed) = (&mut vec![], &mut vec![]);
        let pre_sale_reports = records(app, "/api/v1/pre-sale-reports", pre_sale_report, files, signed).await;
        let charges = charges(app).await;
        let statement_runs = statement_runs(app).await;
        let (statements, statement_lines, disputed_lines) = statements(app).await;
        let credits = credits(app).await;
        let (price_lists, price_replays) = price_lists(app).await;
        let (payments, allocations) = payments(app, &statements).await;
        // What was done for them before told these people something.
        let notices = notices(app).await;
        let requests = requests(app).await;
        let request_files = request_files(app, &requests).await;
        let saved_views = saved_views(app).await;
        let (product_types, products, installations) = installed_base(app).await;
        let duty_shifts = duty_shifts(app).await;
        let imports = imports(app).await;
        let loaners = loaners(app, &products).await;
        let contracts = contracts(app, &products).await;
        World {
            product_types,
            products,
            installations,
            fault_records,
            pre_sale_reports,
            charges,
            credits,
            price_lists,
            price_replays,
            statements,
            statement_lines,
            disputed_lines,
            statement_runs,
            payments,
            allocations,
            notices,
            attachments,
            signatures,
            requests,
            request_files,
            saved_views,
            duty_shifts,
            imports,
            loaners,
            contracts,
        }
    }

    /// The objects of the route `path`; none where it has no parameter.
    pub fn objects(&self, path: &str) -> Vec<Object> {
        if path.contains("/{token}") {
            return vec![("missing", "no-such-token".to_string())];
        }
        if path.contains("/{year}") {
            // Years are no secret: one of which nothing can be known, and one that is shipped.
            return vec![("missing", "1999".to_string()), ("known", "2026".to_string())];
        }
        let Some((collection, _)) = path.split_once("/{id}") else { return vec![] };
        let kind = collection.trim_start_matches("/api/v1/").trim_start_matches('/');
        match kind {
            "customers" => fixed(&[
                ("own", fixture::CUSTOMER_A),
                ("itself", fixture::CUSTOMER_AGENT_A),
                ("other", fixture::CUSTOMER_B),
                ("key", fixture::CUSTOMER_KEY),
            ]),
            "users" | "admin/users" | "people" | "admin/people" => fixed(&[
                ("own", person("engineer@agent-a.example").id),
                ("other", person("engineer@agent-b.example").id),
                ("vendor", person("engineer@vendor.example").id),
            ]),
            "organisations" | "admin/organisations" => {
                fixed(&[("own", fixture::AGENT_A), ("other", fixture::AGENT_B), ("vendor", fixture::VENDOR)])
            }
            "me/sessions" | "account/sessions" | "admin/mail" | "demo/mail" => fixed(&[]),
            "notices" => self.notices.clone(),
            "fault-records" | "reviews" => self.fault_records.clone(),
            "pre-sale-reports" => self.pre_sale_reports.clone(),
            "charges" | "billing/charges" => self.charges.clone(),
            "accounts" | "billing/accounts" => {
                fixed(&[("own", fixture::AGENT_A), ("other", fixture::AGENT_B)])
            }
            "credits" | "billing/credits" => self.credits.clone(),
            "price-lists" | "billing/prices" => self.price_lists.clone(),
            "price-replays" | "billing/price-replays" => self.price_replays.clone(),
            "payments" | "billing/payments" => self.payments.clone(),
            "allocations" | "billing/allocations" => self.allocations.clone(),
            "statements" | "billing/statements" => self.statements.clone(),
            "statement-lines" | "billing/statement-lines" => self.statement_lines.clone(),
            "disputed-lines" | "reviews/disputed" => self.disputed_lines.clone(),
            "statement-runs" | "billing/statement-runs" => self.statement_runs.clone(),
            "attachments" => self.attachments.clone(),
            "signatures" => self.signatures.clone(),
            "requests" => self.requests.clone(),
            "request-attachments" => self.request_files.clone(),
            "saved-views" => self.saved_views.clone(),
            "product-types" | "admin/product-types" => self.product_types.clone(),
            "products" => self.products.clone(),
            "contracts" => self.contracts.clone(),
            "installations" => self.installations.clone(),
            "duty-shifts" | "duty-rota" => self.duty_shifts.clone(),
            "imports" => self.imports.clone(),
            "loaners" => self.loaners.clone(),
            "qualifications" => fixed(&[
                ("own", fixture::qualification_of("engineer@agent-a.example")),
                ("other", fixture::qualification_of("engineer@agent-b.example")),
                ("vendor", fixture::qualification_of("engineer@vendor.example")),
            ]),
            other => panic!("say in tests/access/world.rs which objects {other} has"),
        }
    }
}

fn fixed(objects: &[(&'static str, Id)]) -> Vec<Object> {
    let missing = ("missing", fixture::MISSING);
    [&missing].into_iter().chain(objects).map(|(word, id)| (*word, id.to_string())).collect()
}

/// A type of product, and a device with its installation for a customer of each kind.
async fn installed_base(app: &TestApp) -> (Vec<Object>, Vec<Object>, Vec<Object>) {
    let kind = crate::support::products::product_type(app).await;
    let model = crate::support::products::model_of(&kind);
    let (mut products, mut installations) = (fixed(&[]), fixed(&[]));
    for (word, email, customer) in [
        ("own", "engineer@agent-a.example", fixture::CUSTOMER_A),
        ("itself", "engineer@agent-a.example", fixture::CUSTOMER_AGENT_A),
        ("other", "engineer@agent-b.example", fixture::CUSTOMER_B),
        ("key", "kam@vendor.example", fixture::CUSTOMER_KEY),
    ] {
        let person = app.as_(email);
        let body = crate::support::products::device(&model, customer, &format!("SN-WORLD-{word}"));
        let product = person.post("/api/v1/products").json(&body).await.expect(201);
        let body = crate::support::products::installation(customer, &product.id());
        let installation = person.post("/api/v1/installations").json(&body).await.expect(201);
        products.push((word, product.id()));
        installations.push((word, installation.id()));
    }
    let types = fixed(&[]).into_iter().chain([("known", kind.id())]).collect();
    (types, products, installations)
}

/// Contracts in force over a device of agent A's customer (`own`), of agent B's (`other`) and of the key account (`key`); a
/// draft for agent A's customer, which the vendor alone sees (`draft`).
async fn contracts(app: &TestApp, products: &[Object]) -> Vec<Object> {
    let mut all = fixed(&[]);
    for (word, of, customer) in [
        ("own", "own", fixture::CUSTOMER_A),
        ("draft", "own", fixture::CUSTOMER_A),
        ("other", "other", fixture::CUSTOMER_B),
        ("key", "key", fixture::CUSTOMER_KEY),
    ] {
        let product = &products.iter().find(|(word, _)| *word == of).expect("a product").1;
        let body = crate::support::contracts::contract(customer, product);
        let made = if word == "draft" {
            crate::support::contracts::draft(app, &body).await
        } else {
            crate::support::contracts::in_force(app, &body).await
        };
        all.push((word, made.id()));
    }
    all
}

/// Records of chapter 4: `own`, `same` (a colleague's), `draft`, `approved`, `other` (agent B's), `vendor` (the
/// vendor's own work for the key account), `missing`.
///
/// Each has a file, which goes into `files`; not that of the draft, which a request of its author would remove.
async fn records(
    app: &TestApp,
    path: &str,
    body: fn(Id) -> Value,
    files: &mut Vec<Object>,
    signed: &mut Vec<Object>,
) -> Vec<Object> {
    let mut all = fixed(&[]);
    if !TABLE.iter().any(|route| route.method == "post" && route.path == path) {
        return all;
    }
    let makers = [
        ("own", "engineer@agent-a.example", fixture::CUSTOMER_A),
        ("same", "manager@agent-a.example", fixture::CUSTOMER_A),
        ("draft", "engineer@agent-a.example", fixture::CUSTOMER_A),
        ("approved", "engineer@agent-a.example", fixture::CUSTOMER_A),
        ("other", "engineer@agent-b.example", fixture::CUSTOMER_B),
        ("vendor", "engineer@vendor.example", fixture::CUSTOMER_KEY),
    ];
    for (word, email, customer) in makers {
        let author = app.as_(email);
        let mut record = author.post(path).json(&body(customer)).await.expect(201);
        let own = format!("{path}/{}", record.id());
        let file = author.post(&format!("{own}/attachments")).file("日志.txt", b"ok\n").await.expect(201);
        if word != "draft" {
            files.push((word, file.id()));
            if path.ends_with("/fault-records") {
                let state = author.get(&format!("{own}/signatures")).await.expect(200);
                let body = serde_json::json!({
                    "method": "drawn", "signer_name": "S", "content_hash": state.body["content_hash"],
                    "strokes": "1,1 50,50 100,1 150,50 200,1",
                });
                let row = author.post(&format!("{own}/signatures")).json(&body).await.expect(201);
                signed.push((word, row.id()));
            }
            record = author.post(&format!("{own}/submit")).if_match(record.version()).await.expect(200);
        }
        if word == "approved" {
            let verdict = serde_json::json!({ "verdict": "approve" });
            let reviewer = app.as_("reviewer@vendor.example");
            reviewer
                .post(&format!("{own}/review"))
                .if_match(record.version())
                .json(&verdict)
                .await
                .expect(200);
        }
        all.push((word, record.id()));
    }
    all
}

/// Notices of the engineer of agent A (`own`) and of the vendor's engineer (`other`), `missing`.
async fn notices(app: &TestApp) -> Vec<Object> {
    let mut all = fixed(&[]);
    for (word, email) in [("own", "engineer@agent-a.example"), ("other", "engineer@vendor.example")] {
        let found = app.as_(email).get("/api/v1/notices").await.expect(200);
        let id = found.items().first().and_then(|notice| notice["id"].as_str()).map(String::from);
        all.push((word, id.unwrap_or_else(|| panic!("{word}: no notice"))));
    }
    all
}

/// Requests of chapter 4.1: of agent A's customer (`own`), of agent A itself (`itself`), of agent B's customer (`other`),
/// of the key account (`key`), `missing`.
async fn requests(app: &TestApp) -> Vec<Object> {
    let mut all = fixed(&[]);
    let raisers = [
        ("own", "engineer@agent-a.example", fixture::CUSTOMER_A),
        ("itself", "engineer@agent-a.example", fixture::CUSTOMER_AGENT_A),
        ("other", "engineer@agent-b.example", fixture::CUSTOMER_B),
        ("key", "contact@keyaccount.example", fixture::CUSTOMER_KEY),
    ];
    for (word, email, customer) in raisers {
        let body =
            serde_json::json!({ "customer_id": customer, "kind": "question", "subject": "授权如何续期" });
        let raised = app.as_(email).post("/api/v1/requests").json(&body).await.expect(201);
        all.push((word, raised.id()));
    }
    all
}

/// A file with a public message of each request, and one with an internal message of agent A (`internal`).
async fn request_files(app: &TestApp, requests: &[Object]) -> Vec<Object> {
    let mut all = fixed(&[]);
    for (word, of, email, visibility) in [
        ("own", "own", "engineer@agent-a.example", "public"),
        ("internal", "own", "engineer@agent-a.example", "internal"),
        ("itself", "itself", "engineer@agent-a.example", "public"),
        ("other", "other", "engineer@agent-b.example", "public"),
        ("key", "key", "contact@keyaccount.example", "public"),
    ] {
        let id = requests.iter().find(|(word, _)| *word == of).map(|(_, id)| id).expect("a request");
        let path = format!("/api/v1/requests/{id}/attachments");
        let sent =
            app.as_(email).post(&path).file_with(&[("visibility", visibility)], "日志.txt", b"ok\n").await;
        all.push((word, sent.expect(201).id()));
    }
    all
}

/// Views of a person of agent A (`own`), of a colleague (`same`), of agent B (`other`), of the vendor, `missing`.
async fn saved_views(app: &TestApp) -> Vec<Object> {
    let mut all = fixed(&[]);
    let owners = [
        ("own", "engineer@agent-a.example"),
        ("same", "manager@agent-a.example"),
        ("other", "engineer@agent-b.example"),
        ("vendor", "specialist@vendor.example"),
    ];
    for (word, email) in owners {
        let body = serde_json::json!({ "list": "requests", "name": "常用", "query": "queue=overdue" });
        all.push((word, app.as_(email).post("/api/v1/saved-views").json(&body).await.expect(201).id()));
    }
    all
}

/// A loaner for a device of each kind of customer, from the stock of the vendor's desk.
async fn loaners(app: &TestApp, products: &[Object]) -> Vec<Object> {
    let mut all = fixed(&[]);
    let desk = app.as_("specialist@vendor.example");
    let of = |word: &str| products.iter().find(|(it, _)| *it == word).map(|(_, id)| id.clone()).unwrap();
    let model = desk.get(&format!("/api/v1/products/{}", of("own"))).await.expect(200);
    let model = model.body["model_id"].as_str().unwrap().to_string();
    for word in ["own", "itself", "other", "key"] {
        let keeper = if word == "other" { fixture::CUSTOMER_AGENT_A } else { fixture::CUSTOMER_AGENT_B };
        let stock = crate::support::products::stock(&model, keeper, &format!("SN-STOCK-{word}"));
        let stock = desk.post("/api/v1/products").json(&stock).await.expect(201).id();
        let body = serde_json::json!({ "product_id": of(word), "loaner_id": stock });
        all.push((word, desk.post("/api/v1/loaners").json(&body).await.expect(201).id()));
    }
    all
}

/// A file that an engineer of agent A handed in (`own`), a colleague (`same`), one of agent B (`other`), the vendor, `missing`.
async fn imports(app: &TestApp) -> Vec<Object> {
    let mut all = fixed(&[]);
    for (word, email) in [
        ("own", "engineer@agent-a.example"),
        ("same", "manager@agent-a.example"),
        ("other", "engineer@agent-b.example"),
        ("vendor", "specialist@vendor.example"),
    ] {
        let file = "name,city,class\n导入的客户,深圳,end_user\n".as_bytes();
        let made = app.as_(email).post("/api/v1/imports/customers").file("a.csv", file).await.expect(201);
        all.push((word, made.id()));
    }
    all
}

/// A shift of the vendor's engineer, tomorrow night (`vendor`), `missing`.
async fn duty_shifts(app: &TestApp) -> Vec<Object> {
    let mut all = fixed(&[]);
    let at = |hours| app.now().plus(chrono::TimeDelta::hours(hours));
    let body = serde_json::json!({
        "city": fixture::SHENZHEN, "user_id": person("engineer@vendor.example").id, "from": at(24), "to": at(36),
    });
    let made = app.as_("manager@vendor.example").post("/api/v1/duty-shifts").json(&body).await.expect(201);
    all.push(("vendor", made.id()));
    all
}

/// Charges of chapter 6: what agent A pays (`own`), agent B (`other`) and the key account (`key`), `missing`.
/// A credit for agent A that waits for somebody to decide on it; whose it is makes no difference to who sees it.
async fn credits(app: &TestApp) -> Vec<Object> {
    let body = serde_json::json!({
        "payer_id": fixture::AGENT_A, "kind": "damages", "amount_fen": 300_000, "vat_rate": 6, "text": "赔偿",
    });
    let made = app.as_("billing@vendor.example").post("/api/v1/credits").json(&body).await.expect(201);
    let mut all = fixed(&[]);
    all.push(("known", made.id()));
    all
}

/// A draft of a price list with a replay of it.
async fn price_lists(app: &TestApp) -> (Vec<Object>, Vec<Object>) {
    let billing = app.as_("billing@vendor.example");
    let body = serde_json::json!({ "name": "草稿" });
    let list = billing.post("/api/v1/price-lists").json(&body).await.expect(201);
    let replays = format!("/api/v1/price-lists/{}/replays", list.id());
    let replay = billing.post(&replays).await.expect(201);
    let (mut lists, mut all) = (fixed(&[]), fixed(&[]));
    lists.push(("known", list.id()));
    all.push(("known", replay.id()));
    (lists, all)
}

async fn charges(app: &TestApp) -> Vec<Object> {
    let mut all = fixed(&[]);
    if !TABLE.iter().any(|route| route.path == "/api/v1/charges") {
        return all;
    }
    let vendor = app.as_("engineer@vendor.example");
    let payers = [
        ("own", fixture::CUSTOMER_AGENT_A),
        ("other", fixture::CUSTOMER_AGENT_B),
        ("key", fixture::CUSTOMER_KEY),
    ];
    for (word, customer) in payers {
        let body = fault_record_onsite(customer, fixture::GUANGZHOU);
        let record = vendor.post("/api/v1/fault-records").json(&body).await.expect(201);
        let own = format!("/api/v1/fault-records/{}", record.id());
        let sent = vendor.post(&format!("{own}/submit")).if_match(record.version()).await.expect(200);
        let approve = serde_json::json!({ "verdict": "approve" });
        let reviewer = app.as_("reviewer@vendor.example");
        reviewer.post(&format!("{own}/review")).if_match(sent.version()).json(&approve).await.expect(200);
        let charges = format!("/api/v1/charges?record_id={}", record.id());
        let found = app.as_("billing@vendor.example").get(&charges).await.expect(200);
        let id = found.items().first().and_then(|charge| charge["id"].as_str()).map(String::from);
        // A payer has an account once something is confirmed.
        for charge in found.items().iter().skip(1) {
            let confirm = format!("/api/v1/charges/{}/confirm", charge["id"].as_str().unwrap());
            app.as_("billing@vendor.example").post(&confirm).if_match(1).await.expect(200);
        }
        all.push((word, id.unwrap_or_else(|| panic!("{word}: no charge"))));
    }
    all
}

/// A run over the month of those charges that has not begun to work.
async fn statement_runs(app: &TestApp) -> Vec<Object> {
    let body = serde_json::json!({ "month": "2026-03" });
    let run = app.as_("billing@vendor.example").post("/api/v1/statement-runs").json(&body).await.expect(201);
    fixed(&[]).into_iter().chain([("known", run.id())]).collect()
}

/// Statements of chapter 6 over what [`charges`] confirmed, of the same payers; their lines by the ids of their charges;
/// and a line that is disputed.
async fn statements(app: &TestApp) -> (Vec<Object>, Vec<Object>, Vec<Object>) {
    let (mut all, mut lines, mut disputed) = (fixed(&[]), fixed(&[]), fixed(&[]));
    let payers = [("own", fixture::AGENT_A), ("other", fixture::AGENT_B), ("key", fixture::KEY_ACCOUNT)];
    for (word, payer) in payers {
        let body = serde_json::json!({ "payer_id": payer, "month": "2026-03" });
        let made = app.as_("billing@vendor.example").post("/api/v1/statements").json(&body).await.expect(201);
        let charge = |at: usize| made.body["lines"][at]["charge_id"].as_str().unwrap().to_string();
        lines.push((word, charge(0)));
        if word == "own" {
            let dispute = format!("/api/v1/statement-lines/{}/dispute", charge(1));
            let why = serde_json::json!({ "text": "没有来过" });
            let payer = app.as_("manager@agent-a.example");
            payer.post(&dispute).if_match(1).json(&why).await.expect(200);
            disputed.push((word, charge(1)));
        }
        all.push((word, made.id()));
    }
    (all, lines, disputed)
}

/// Payments of agent A (`own`) and of agent B (`other`), each with a part put to the payer's statement; `missing`.
async fn payments(app: &TestApp, statements: &[Object]) -> (Vec<Object>, Vec<Object>) {
    let (mut payments, mut allocations) = (fixed(&[]), fixed(&[]));
    for (word, payer) in [("own", fixture::AGENT_A), ("other", fixture::AGENT_B)] {
        let mut body = crate::support::payment(payer, 100_000);
        let statement = statements.iter().find(|(of, _)| *of == word).map(|(_, id)| id.clone());
        body["allocations"] = serde_json::json!([{ "statement_id": statement, "amount_fen": 100 }]);
        let made = app.as_("billing@vendor.example").post("/api/v1/payments").json(&body).await.expect(201);
        allocations.push((word, made.body["allocations"][0]["id"].as_str().unwrap().to_string()));
        payments.push((word, made.id()));
    }
    (payments, allocations)
}

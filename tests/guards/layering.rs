//! Which module may know which: `domain` ← `platform` ← `access` ← `features` ← `routes`, `app`, `cli`. Handlers never
//! touch a store, and a feature touches no table but its own.

use super::files::{Source, below, none};

/// What each layer may name besides itself; what is not listed here may name everything.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &["text_enum"]),
    ("platform", &["domain", "error", "text_enum"]),
    ("access", &["domain", "platform", "error"]),
    ("error", &["domain", "platform"]),
    ("config", &["domain", "platform"]),
    ("features", &["domain", "platform", "access", "error"]),
];

/// Whose each table is: a folder below `src`. Whoever wants a row of somebody else's asks its owner.
const OWNERS: &[(&str, &str)] = &[
    ("organisations", "features/organisations"),
    ("users", "features/users"),
    ("one_time_tokens", "features/users"),
    ("sessions", "access"),
    ("refresh_tokens", "access"),
    ("audit_entries", "access"),
    ("audit_links", "access"),
    ("audit_waiting", "access"),
    ("idempotency_keys", "platform"),
    ("customers", "features/customers"),
    ("service_records", "features/service_records"),
    ("record_revisions", "features/service_records"),
    ("record_verdicts", "features/service_records"),
    ("record_events", "features/service_records"),
    ("service_requests", "features/requests"),
    ("request_events", "features/requests"),
    ("request_decisions", "features/requests"),
    ("request_pauses", "features/requests"),
    ("request_targets", "features/requests"),
    ("request_timers", "features/requests"),
    ("request_attachments", "features/requests"),
    ("request_remedies", "features/requests"),
    ("owed_records", "features/requests"),
    ("duty_shifts", "features/duty_rota"),
    ("qualifications", "features/qualifications"),
    ("product_types", "features/products"),
    ("product_models", "features/products"),
    ("products", "features/products"),
    ("product_events", "features/products"),
    ("installations", "features/installations"),
    ("installed_products", "features/installations"),
    ("imports", "features/imports"),
    ("loaners", "features/loaners"),
    ("loaner_reminders", "features/loaners"),
    ("contracts", "features/contracts"),
    ("contract_services", "features/contracts"),
    ("contract_uses", "features/contracts"),
    ("contract_reminders", "features/contracts"),
    ("contract_products", "features/contracts"),
    ("contract_types", "features/contracts"),
    ("attachments", "features/attachments"),
    ("signatures", "features/signatures"),
    ("signature_links", "features/signatures"),
    ("signature_codes", "features/signatures"),
    ("charges", "features/charges"),
    ("charge_states", "features/charges"),
    ("charge_events", "features/charges"),
    ("credits", "features/credits"),
    ("credit_events", "features/credits"),
    ("charge_waivers", "features/charges"),
    ("statements", "features/statements"),
    ("statement_lines", "features/statements"),
    ("statement_events", "features/statements"),
    ("statement_states", "features/statements"),
    ("statement_line_states", "features/statements"),
    ("statement_runs", "features/statements"),
    ("price_lists", "features/price_lists"),
    ("price_list_events", "features/price_lists"),
    ("price_replays", "features/price_lists"),
    ("price_replay_records", "features/price_lists"),
    ("ledger_entries", "features/ledger"),
    ("ledger_postings", "features/ledger"),
    ("ledger_balances", "features/ledger"),
    ("payments", "features/payments"),
    ("payment_reversals", "features/payments"),
    ("money_sources", "features/payments"),
    ("payment_allocations", "features/payments"),
    ("statement_reminders", "features/ageing"),
    ("invoice_data", "features/invoices"),
    ("policy_versions", "features/policy"),
    ("holiday_years", "features/holidays"),
    ("notices", "features/notices"),
    ("notice_choices", "features/notices"),
    ("saved_views", "features/saved_views"),
    ("mail_outbox", "platform"),
    ("password_requests", "features/users"),
];

/// Reads across that are meant, each with its reason.
const MEANT: &[(&str, &str, &str)] = &[
    (
        "src/access/session.rs",
        "users",
        "who calls is one statement with roles and organisation of the moment",
    ),
    ("src/access/session.rs", "organisations", "as above"),
];

/// The paths below `crate::` (or `tierdesk::`) that a file names.
fn named(file: &Source) -> Vec<Vec<String>> {
    let code: String =
        file.text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut all = Vec::new();
    for part in code.split("crate::").skip(1) {
        expand(part, &mut vec![], &mut all);
    }
    all
}

/// Follows `a::{b, c::d}` to its leaves.
fn expand(text: &str, path: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    let text = text.trim_start();
    let depth = path.len();
    if let Some(rest) = text.strip_prefix('{') {
        for item in items(rest) {
            expand(item, path, all);
        }
    } else {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        path.push(text[..end].to_string());
        match text[end..].strip_prefix("::") {
            Some(rest) => expand(rest, path, all),
            None => all.push(path.clone()),
        }
    }
    path.truncate(depth);
}

/// The items of a list in braces, up to its closing brace.
fn items(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&text[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|item| !item.trim().is_empty());
    found
}

fn layer(path: &str) -> &str {
    let inner = path.trim_start_matches("src/");
    inner.split('/').next().unwrap_or("").trim_end_matches(".rs")
}

#[test]
fn no_layer_names_one_above_it() {
    let mut faults = Vec::new();
    for file in below("src", ".rs") {
        let own = layer(&file.path).to_string();
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == own) else { continue };
        for path in named(&file) {
            if path[0] != own && !allowed.contains(&path[0].as_str()) {
                faults.push(format!("{}: {own} names crate::{}", file.path, path.join("::")));
            }
        }
    }
    none(&faults, "a layer knows only the layers below it");
}

#[test]
fn no_feature_names_the_inside_of_another() {
    let mut faults = Vec::new();
    for file in below("src/features", ".rs") {
        let own = file.path.split('/').nth(2).unwrap_or("");
        for path in named(&file) {
            let inside = path.len() > 2 && ["store", "rules", "service"].contains(&path[2].as_str());
            if path[0] == "features" && path.get(1).is_some_and(|other| other != own) && inside {
                faults.push(format!("{}: crate::{}", file.path, path.join("::")));
            }
        }
        let opens = ["pub mod store;", "pub mod rules;", "pub mod service;"];
        if file.path.ends_with("/mod.rs") && opens.iter().any(|open| file.text.contains(open)) {
            faults.push(format!(
                "{}: a store, the rules and the use-cases are private; export what is meant",
                file.path
            ));
        }
    }
    none(&faults, "feature A uses only what B's mod.rs exports");
}

#[test]
fn no_handler_touches_a_store() {
    let mut faults = Vec::new();
    for file in below("src/features", ".rs") {
        let inner = file.path.splitn(4, '/').nth(3).unwrap_or("");
        let handler = ["api", "pages"].iter().any(|name| {
            inner == format!("{name}.rs")
                || inner.starts_with(&format!("{name}/"))
                || inner.contains(&format!("/{name}.rs"))
        });
        let code = file.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let touches = code.filter(|line| {
            line.contains("store::")
                || line.contains("::store")
                || line.contains("schema::")
                || line.contains("diesel::")
        });
        if handler {
            faults.extend(touches.map(|line| format!("{}: {}", file.path, line.trim())));
        }
    }
    none(&faults, "a handler calls one use-case of its service");
}

#[test]
fn nobody_touches_the_table_of_another() {
    let mut faults = Vec::new();
    for file in LAYERS.iter().flat_map(|(name, _)| below(&format!("src/{name}"), ".rs")) {
        for path in named(&file) {
            let Some(at) = path.iter().position(|part| part == "schema") else { continue };
            let Some(table) = path.get(at + 1) else { continue };
            let Some((_, owner)) = OWNERS.iter().find(|(name, _)| name == table) else {
                faults.push(format!("{}: say in tests/guards/layering.rs whose table {table} is", file.path));
                continue;
            };
            let own = file.path.starts_with(&format!("src/{owner}"));
            let meant = MEANT.iter().any(|(path, name, _)| file.path == *path && name == table);
            if !own && !meant {
                faults.push(format!("{}: {table} belongs to {owner}", file.path));
            }
        }
    }
    none(&faults, "a table is touched by its owner alone");
}

#[test]
fn only_the_platform_knows_the_two_databases() {
    let words = ["SqliteConnection", "PgConnection", "Conn::Sqlite", "Conn::Postgres"];
    let mut faults = Vec::new();
    for file in below("src", ".rs").into_iter().filter(|file| !file.path.starts_with("src/platform/db/")) {
        if file.path.starts_with("src/cli/") {
            continue;
        }
        for word in words.iter().filter(|word| file.text.contains(**word)) {
            faults.push(format!("{}: {word}", file.path));
        }
    }
    none(&faults, "a feature never asks which database it is on");
}

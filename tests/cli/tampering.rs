//! What somebody with the database's own rights could change behind the portal's back, and what `verify` says to it.

use crate::support::{Engine, TestApp};

/// Takes away what keeps the database from being changed behind the portal's back.
pub fn disarm(app: &TestApp) {
    let tables = [
        "audit_entries",
        "audit_links",
        "record_revisions",
        "record_verdicts",
        "signatures",
        "charges",
        "charge_events",
        "ledger_entries",
        "ledger_postings",
        "policy_versions",
        "request_decisions",
        "request_attachments",
    ];
    for table in tables {
        match app.engine {
            Engine::Sqlite => {
                app.execute(&format!("DROP TRIGGER {table}_no_update"));
                app.execute(&format!("DROP TRIGGER {table}_no_delete"));
            }
            Engine::Postgres => app.execute(&format!("DROP TRIGGER {table}_no_change ON {table}")),
        }
    }
}

/// `from` written as `to` in the JSON of `column`.
fn rewritten(app: &TestApp, column: &str, from: &str, to: &str) -> String {
    match app.engine {
        Engine::Sqlite => format!("{column} = replace({column}, '{from}', '{to}')"),
        Engine::Postgres => {
            format!("{column} = CAST(replace(CAST({column} AS TEXT), '{from}', '{to}') AS JSON)")
        }
    }
}

const ENTRY_3: &str = "(SELECT entry_id FROM audit_links WHERE sequence = 3)";
const LIVE: &str =
    "reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM charges r WHERE r.reverses_id = charges.id)";

/// Statements that change something, and those that put it back.
pub type Tamper = (Vec<String>, Vec<String>);

/// Removes the rows of `table` that `condition` finds, and puts them back.
fn removal(table: &str, condition: &str) -> Tamper {
    let remove = vec![
        format!("CREATE TABLE kept AS SELECT * FROM {table} WHERE {condition}"),
        format!("DELETE FROM {table} WHERE {condition}"),
    ];
    (remove, vec![format!("INSERT INTO {table} SELECT * FROM kept"), "DROP TABLE kept".into()])
}

/// A change of one column and its way back.
fn change(table: &str, to: &str, back: &str, condition: &str) -> Tamper {
    let update = |set: &str| vec![format!("UPDATE {table} SET {set} WHERE {condition}")];
    (update(to), update(back))
}

/// What can be done behind the portal's back, with what `verify` says to it.
pub fn tampering(app: &TestApp) -> Vec<(&'static str, Tamper)> {
    let live_line = format!("{LIVE} AND line = 1 AND amount_fen > 0");
    let confirmed = "month IS NOT NULL AND status = 'confirmed'";
    let free = rewritten(app, "decision", r#""outcome":"charged""#, r#""outcome":"free""#);
    let charged = rewritten(app, "decision", r#""outcome":"free""#, r#""outcome":"charged""#);
    let derivation = |from, to| rewritten(app, "derivation", from, to);
    let copied = "record_id, origin, number, revision, payer_id, payer_name, customer_name, component, \
                  service_code, amount_fen, list_fen, vat_rate, derivation, created_at";
    let twice = format!(
        "INSERT INTO charges (id, line, {copied}) SELECT {}, 9, {copied} FROM charges WHERE {live_line}",
        if app.engine == Engine::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" }
    );
    vec![
        (
            "audit_chain entry_changed",
            change(
                "audit_entries",
                "actor_name = actor_name || '.'",
                "actor_name = replace(actor_name, '.', '')",
                &format!("id = {ENTRY_3}"),
            ),
        ),
        ("audit_chain entry_missing", {
            let (remove, mut undo) = removal("audit_entries", &format!("id = {ENTRY_3}"));
            undo.push("DELETE FROM audit_waiting".into());
            (remove, undo)
        }),
        ("audit_chain link_missing", removal("audit_links", "sequence = 3")),
        (
            "audit_chain link_broken",
            change(
                "audit_links",
                "previous_hash = 'f' || previous_hash",
                "previous_hash = substr(previous_hash, 2)",
                "sequence = 3",
            ),
        ),
        (
            "audit_chain entry_changed",
            change("audit_links", "hash = 'f' || hash", "hash = substr(hash, 2)", "sequence = 3"),
        ),
        ("audit_chain format_unknown", change("audit_links", "format = 2", "format = 1", "sequence = 3")),
        (
            "audit_entries entry_linked_and_waiting",
            (
                vec![format!(
                    "INSERT INTO audit_waiting (at, entry_id) SELECT at, id FROM audit_entries WHERE id = {ENTRY_3}"
                )],
                vec!["DELETE FROM audit_waiting".into()],
            ),
        ),
        (
            "decisions decision_differs",
            change(
                "record_revisions",
                &free,
                &charged,
                "revision = 1 AND record_id IN (SELECT record_id FROM charges WHERE amount_fen > 0)",
            ),
        ),
        (
            "decisions policy_version_missing",
            change(
                "policy_versions",
                &rewritten(app, "documents", "version = 1", "version = 7"),
                &rewritten(app, "documents", "version = 7", "version = 1"),
                "version = 1",
            ),
        ),
        (
            "request_decisions decision_differs",
            change(
                "request_decisions",
                &rewritten(app, "judged", r#""outcome":"free""#, r#""outcome":"charged""#),
                &rewritten(app, "judged", r#""outcome":"charged""#, r#""outcome":"free""#),
                "1 = 1",
            ),
        ),
        ("charge_sets approval_missing", removal("record_verdicts", "revision = 2")),
        (
            "charge_sets charges_differ",
            change("charges", "amount_fen = amount_fen + 1", "amount_fen = amount_fen - 1", &live_line),
        ),
        ("charge_sets charges_too_many", (vec![twice], vec!["DELETE FROM charges WHERE line = 9".into()])),
        (
            "charge_sets charges_missing",
            change(
                "charges",
                "record_id = (SELECT id FROM service_records WHERE approved_revision IS NULL)",
                "record_id = (SELECT record_id FROM charges r WHERE r.reverses_id IS NOT NULL AND r.number = charges.number LIMIT 1)",
                &live_line,
            ),
        ),
        (
            "charged_records charge_without_approval",
            change(
                "service_records",
                "approved_revision = NULL",
                "approved_revision = 2",
                "approved_revision IS NULL AND submitted_revision = 2 OR approved_revision = 2",
            ),
        ),
        (
            "charges charge_differs",
            change("charges", "vat_rate = vat_rate + 1", "vat_rate = vat_rate - 1", &live_line),
        ),
        (
            "charge_sets charges_differ",
            change(
                "charges",
                &derivation(r#""labour_minutes":90"#, r#""labour_minutes":91"#),
                &derivation(r#""labour_minutes":91"#, r#""labour_minutes":90"#),
                &live_line,
            ),
        ),
        (
            "charges charge_differs",
            change(
                "charges",
                &derivation("half_up_per_line", "half_down_per_line"),
                &derivation("half_down_per_line", "half_up_per_line"),
                &live_line,
            ),
        ),
        (
            "charges reversal_differs",
            change(
                "charges",
                "list_fen = list_fen - 1",
                "list_fen = list_fen + 1",
                "reverses_id IS NOT NULL AND line = 1",
            ),
        ),
        (
            "charges state_differs",
            change(
                "charge_states",
                "status = 'confirmed'",
                "status = 'pending'",
                "status = 'pending' AND month IS NULL OR status = 'confirmed' AND month IS NULL",
            ),
        ),
        (
            "charges state_differs",
            change("charge_states", "version = version + 1", "version = version - 1", confirmed),
        ),
        (
            "charges month_differs",
            change("charge_states", "month = '2031-01'", "month = '2026-03'", confirmed),
        ),
        (
            "signatures signature_differs",
            change("signatures", "content = content || '.'", "content = replace(content, '.', '')", "1 = 1"),
        ),
        (
            "signatures signature_differs",
            change("signatures", "signer_name = '别人'", "signer_name = '客户甲'", "1 = 1"),
        ),
        ("told_signatures signature_missing", removal("signatures", "1 = 1")),
        ("charges events_missing", removal("charge_events", "1 = 1")),
        (
            "ledger entry_unbalanced",
            change(
                "ledger_postings",
                "amount_fen = amount_fen + 1",
                "amount_fen = amount_fen - 1",
                "line = 1",
            ),
        ),
        (
            "balances balance_differs",
            change(
                "ledger_balances",
                "amount_fen = amount_fen + 1",
                "amount_fen = amount_fen - 1",
                "account = 'receivable'",
            ),
        ),
        ("balances balance_missing", removal("ledger_balances", "account = 'receivable'")),
        (
            "charges_in_ledger entry_not_taken_back",
            change(
                "ledger_entries",
                "kind = 'allocated'",
                "kind = 'charge_confirmed'",
                "kind IN ('charge_confirmed', 'allocated')",
            ),
        ),
    ]
}

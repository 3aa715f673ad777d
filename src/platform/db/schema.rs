//! The tables as diesel sees them; one schema for both databases, kept beside the migrations.

diesel::joinable!(product_models -> product_types (type_id));
diesel::joinable!(charge_states -> charges (charge_id));
diesel::joinable!(statement_states -> statements (statement_id));
diesel::joinable!(statement_lines -> statements (statement_id));

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    organisations (id) {
        id -> SqlId,
        kind -> Text,
        name -> Text,
        city -> Nullable<Text>,
        active -> Bool,
        version -> Integer,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
        grade -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    users (id) {
        id -> SqlId,
        organisation_id -> SqlId,
        email -> Text,
        name -> Text,
        phone -> Nullable<Text>,
        roles -> Text,
        locale -> Text,
        password_hash -> Nullable<Text>,
        active -> Bool,
        billing_contact -> Bool,
        city -> Nullable<Text>,
        version -> Integer,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    sessions (id) {
        id -> SqlId,
        user_id -> SqlId,
        kind -> Text,
        csrf -> Text,
        address -> Text,
        agent -> Text,
        created_at -> SqlMoment,
        expires_at -> SqlMoment,
        ended_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    refresh_tokens (token_hash) {
        token_hash -> Text,
        session_id -> SqlId,
        issued_at -> SqlMoment,
        expires_at -> SqlMoment,
        used_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    one_time_tokens (token_hash) {
        token_hash -> Text,
        purpose -> Text,
        user_id -> Nullable<SqlId>,
        created_at -> SqlMoment,
        expires_at -> SqlMoment,
        used_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    audit_entries (id) {
        id -> SqlId,
        at -> SqlMoment,
        actor_id -> Nullable<SqlId>,
        actor_name -> Text,
        organisation_id -> Nullable<SqlId>,
        address -> Text,
        action -> Text,
        object_kind -> Text,
        object_id -> Nullable<SqlId>,
        object_label -> Text,
        before -> Nullable<Json>,
        after -> Nullable<Json>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    audit_links (sequence) {
        sequence -> BigInt,
        entry_id -> SqlId,
        format -> Integer,
        previous_hash -> Text,
        hash -> Text,
        linked_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    audit_waiting (at, entry_id) {
        at -> SqlMoment,
        entry_id -> SqlId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    idempotency_keys (actor_id, route, key) {
        actor_id -> SqlId,
        route -> Text,
        key -> Text,
        body_hash -> Text,
        answer -> Json,
        created_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    customers (id) {
        id -> SqlId,
        name -> Text,
        name_key -> Text,
        class -> Text,
        city -> Text,
        agent_id -> Nullable<SqlId>,
        organisation_id -> Nullable<SqlId>,
        account_manager_id -> Nullable<SqlId>,
        credit_code -> Nullable<Text>,
        industry -> Nullable<Text>,
        contacts -> Json,
        search_text -> Text,
        version -> Integer,
        created_by -> Nullable<SqlId>,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
        requests_shared -> Bool,
        sla_profile -> Nullable<Text>,
        fixed_engineer_id -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    service_records (id) {
        id -> SqlId,
        number -> Text,
        kind -> Text,
        status -> Text,
        revision -> Integer,
        submitted_revision -> Nullable<Integer>,
        submitted_status -> Nullable<Text>,
        approved_revision -> Nullable<Integer>,
        version -> Integer,
        author_id -> SqlId,
        author_name -> Text,
        author_organisation_id -> SqlId,
        author_organisation_name -> Text,
        customer_id -> Nullable<SqlId>,
        customer_name -> Text,
        customer_class -> Nullable<Text>,
        agent_id -> Nullable<SqlId>,
        escalated -> Bool,
        service_code -> Nullable<Text>,
        serial_key -> Nullable<Text>,
        reported_at -> SqlMoment,
        submitted_at -> Nullable<SqlMoment>,
        taken_by -> Nullable<SqlId>,
        taken_until -> Nullable<SqlMoment>,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
        summary -> Text,
        content -> Json,
        unparsed -> Json,
        request_id -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    record_revisions (record_id, revision) {
        record_id -> SqlId,
        revision -> Integer,
        content -> Json,
        decision -> Json,
        submitted_by -> SqlId,
        submitted_by_name -> Text,
        submitted_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    record_verdicts (record_id, revision) {
        record_id -> SqlId,
        revision -> Integer,
        verdict -> Text,
        comment -> Text,
        remarks -> Json,
        reviewer_id -> SqlId,
        reviewer_name -> Text,
        decided_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    record_events (id) {
        id -> SqlId,
        record_id -> SqlId,
        at -> SqlMoment,
        kind -> Text,
        revision -> Integer,
        actor_id -> SqlId,
        actor_name -> Text,
        note -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    charges (id) {
        id -> SqlId,
        record_id -> Nullable<SqlId>,
        origin -> Text,
        number -> Text,
        revision -> Integer,
        line -> Integer,
        reverses_id -> Nullable<SqlId>,
        payer_id -> SqlId,
        payer_name -> Text,
        customer_name -> Text,
        component -> Text,
        service_code -> Text,
        amount_fen -> BigInt,
        list_fen -> BigInt,
        vat_rate -> Integer,
        derivation -> Json,
        created_at -> SqlMoment,
        credit_kind -> Nullable<Text>,
        text -> Text,
        prices_id -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    charge_waivers (id) {
        id -> SqlId,
        charge_id -> SqlId,
        reason -> Text,
        asked_by -> SqlId,
        asked_by_name -> Text,
        asked_at -> SqlMoment,
        granted -> Nullable<Bool>,
        decided_by -> Nullable<SqlId>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    charge_states (charge_id) {
        charge_id -> SqlId,
        status -> Text,
        month -> Nullable<Text>,
        version -> Integer,
        changed_at -> SqlMoment,
        payer_id -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    charge_events (id) {
        id -> SqlId,
        charge_id -> SqlId,
        at -> SqlMoment,
        status -> Text,
        actor_id -> SqlId,
        actor_name -> Text,
        reason -> Text,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    policy_versions (version) {
        version -> Integer,
        effective_from -> SqlMoment,
        documents -> Json,
        published_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    saved_views (id) {
        id -> SqlId,
        user_id -> SqlId,
        list -> Text,
        name -> Text,
        query -> Text,
        is_default -> Bool,
        version -> Integer,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    holiday_years (id) {
        id -> SqlId,
        year -> Integer,
        revision -> Integer,
        days -> Json,
        source -> Nullable<Text>,
        imported_by -> SqlId,
        imported_by_name -> Text,
        imported_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    attachments (id) {
        id -> SqlId,
        record_id -> SqlId,
        name -> Text,
        kind -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        storage_key -> Text,
        from_revision -> Integer,
        until_revision -> Nullable<Integer>,
        uploaded_by -> SqlId,
        uploaded_by_name -> Text,
        created_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    request_attachments (id) {
        id -> SqlId,
        request_id -> SqlId,
        event_id -> SqlId,
        name -> Text,
        kind -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        storage_key -> Text,
        uploaded_by -> SqlId,
        uploaded_by_name -> Text,
        created_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    signatures (id) {
        id -> SqlId,
        record_id -> SqlId,
        revision -> Integer,
        method -> Text,
        signer_name -> Text,
        strokes -> Nullable<Json>,
        picture -> Nullable<Text>,
        scan_sha256 -> Nullable<Text>,
        content -> Text,
        content_hash -> Text,
        device -> Text,
        address -> Text,
        taken_by -> SqlId,
        taken_by_name -> Text,
        signed_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    signature_links (token_hash) {
        token_hash -> Text,
        record_id -> SqlId,
        revision -> Integer,
        created_by -> SqlId,
        created_by_name -> Text,
        created_at -> SqlMoment,
        expires_at -> SqlMoment,
        used_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    signature_codes (id) {
        id -> SqlId,
        record_id -> SqlId,
        revision -> Integer,
        content_hash -> Text,
        signer_name -> Text,
        email -> Text,
        tries -> Integer,
        created_by -> SqlId,
        created_at -> SqlMoment,
        expires_at -> SqlMoment,
        signature_id -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    product_types (id) {
        id -> SqlId,
        name -> Text,
        name_en -> Nullable<Text>,
        warranty_months -> Integer,
        free_service_months -> Integer,
        version -> Integer,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    product_models (id) {
        id -> SqlId,
        type_id -> SqlId,
        name -> Text,
        name_key -> Text,
        created_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    products (id) {
        id -> SqlId,
        kind -> Text,
        model_id -> SqlId,
        serial -> Text,
        serial_key -> Text,
        nodes -> Nullable<Integer>,
        customer_id -> SqlId,
        delivered_on -> Nullable<Text>,
        accepted_on -> Nullable<Text>,
        note -> Nullable<Text>,
        search_text -> Text,
        version -> Integer,
        created_by -> Nullable<SqlId>,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
        gone_on -> Nullable<Text>,
        gone_as -> Nullable<Text>,
        replaces -> Nullable<SqlId>,
        free_service_months -> Integer,
        warranty_months -> Integer,
        loan_stock -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    product_events (id) {
        id -> SqlId,
        product_id -> SqlId,
        at -> SqlMoment,
        kind -> Text,
        changes -> Json,
        reason -> Nullable<Text>,
        actor_id -> Nullable<SqlId>,
        actor_name -> Text,
        organisation_id -> Nullable<SqlId>,
        by_vendor -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    installations (id) {
        id -> SqlId,
        customer_id -> SqlId,
        site_address -> Nullable<Text>,
        installed_on -> Text,
        installed_by -> Text,
        fixed_engineer_id -> Nullable<SqlId>,
        accepted_by -> Text,
        accepted_on -> Text,
        note -> Nullable<Text>,
        created_by -> Nullable<SqlId>,
        created_by_name -> Text,
        organisation_id -> SqlId,
        by_vendor -> Bool,
        created_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::SqlId;
    installed_products (installation_id, product_id) {
        installation_id -> SqlId,
        product_id -> SqlId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    imports (id) {
        id -> SqlId,
        kind -> Text,
        file_name -> Text,
        sha256 -> Text,
        format -> Text,
        encoding -> Nullable<Text>,
        sheet -> Nullable<Text>,
        content -> Json,
        outcome -> Json,
        new_count -> Integer,
        changed_count -> Integer,
        unchanged_count -> Integer,
        refused_count -> Integer,
        state -> Text,
        created_by -> SqlId,
        created_at -> SqlMoment,
        applied_at -> Nullable<SqlMoment>,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    loaners (id) {
        id -> SqlId,
        number -> Text,
        customer_id -> SqlId,
        product_id -> SqlId,
        product_serial -> Text,
        loaner_id -> SqlId,
        loaner_serial -> Text,
        loaner_model -> Text,
        fault_record_id -> Nullable<SqlId>,
        fit_reason -> Nullable<Text>,
        note -> Nullable<Text>,
        state -> Text,
        due_on -> Nullable<Text>,
        lent_on -> Nullable<Text>,
        lent_to -> Nullable<Text>,
        device_back_on -> Nullable<Text>,
        device_back_to -> Nullable<Text>,
        loaner_back_on -> Nullable<Text>,
        loaner_back_by -> Nullable<Text>,
        declined_reason -> Nullable<Text>,
        organisation_id -> SqlId,
        by_vendor -> Bool,
        created_by_name -> Text,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
        version -> Integer,
        lent_by -> Nullable<SqlId>,
    }
}

diesel::table! {
    use crate::platform::db::types::{SqlId, SqlMoment};
    loaner_reminders (loaner_id) {
        loaner_id -> SqlId,
        at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    request_remedies (request_id, nth) {
        request_id -> SqlId,
        nth -> Integer,
        remedy -> Text,
        reason -> Text,
        product_id -> Nullable<SqlId>,
        replacement_id -> Nullable<SqlId>,
        credit_id -> Nullable<SqlId>,
        credit_number -> Nullable<Text>,
        at -> SqlMoment,
        actor_id -> SqlId,
        actor_name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    contracts (id) {
        id -> SqlId,
        number -> Text,
        status -> Text,
        customer_id -> SqlId,
        payer_id -> Nullable<SqlId>,
        payer_name -> Nullable<Text>,
        starts_on -> Text,
        ends_on -> Text,
        last_on -> Text,
        accepted_on -> Nullable<Text>,
        sla_profile -> Nullable<Text>,
        labour_included -> Bool,
        parts_included -> Bool,
        price_fen -> BigInt,
        vat_rate -> Integer,
        penalty -> Nullable<Json>,
        note -> Nullable<Text>,
        charge_id -> Nullable<SqlId>,
        version -> Integer,
        created_by -> Nullable<SqlId>,
        created_by_name -> Text,
        created_at -> SqlMoment,
        updated_at -> SqlMoment,
        activated_by_name -> Nullable<Text>,
        activated_at -> Nullable<SqlMoment>,
        closed_by_name -> Nullable<Text>,
        closed_at -> Nullable<SqlMoment>,
        close_reason -> Nullable<Text>,
        edited_by -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::SqlId;
    contract_services (contract_id, service_code) {
        contract_id -> SqlId,
        service_code -> Text,
        visits -> Nullable<Integer>,
        used -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    contract_uses (id) {
        id -> SqlId,
        contract_id -> SqlId,
        service_code -> Text,
        visits -> Integer,
        record_id -> SqlId,
        record_kind -> Text,
        record_number -> Text,
        revision -> Integer,
        reverses_id -> Nullable<SqlId>,
        at -> SqlMoment,
        actor_id -> Nullable<SqlId>,
        actor_name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    contract_reminders (contract_id, step) {
        contract_id -> SqlId,
        step -> Integer,
        at -> SqlMoment,
    }
}

diesel::table! {
    use crate::platform::db::types::SqlId;
    contract_products (contract_id, product_id) {
        contract_id -> SqlId,
        product_id -> SqlId,
    }
}

diesel::table! {
    use crate::platform::db::types::SqlId;
    contract_types (contract_id, type_id) {
        contract_id -> SqlId,
        type_id -> SqlId,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    loaners,
    loaner_reminders,
    request_remedies,
    imports,
    contracts,
    contract_services,
    contract_uses,
    contract_reminders,
    contract_products,
    contract_types,
    product_types,
    product_models,
    products,
    product_events,
    installations,
    installed_products,
    organisations,
    users,
    sessions,
    refresh_tokens,
    one_time_tokens,
    audit_entries,
    audit_links,
    audit_waiting,
    idempotency_keys,
    customers,
    service_records,
    record_revisions,
    record_verdicts,
    record_events,
    charges,
    charge_states,
    charge_events,
    policy_versions,
    notices,
    notice_choices,
    saved_views,
    mail_outbox,
    password_requests,
    holiday_years,
    attachments,
    request_attachments,
    signatures,
    signature_links,
    service_requests,
    request_events,
    request_decisions,
    request_pauses,
    request_targets,
    request_timers,
    signature_codes,
    qualifications,
    owed_records,
    ledger_entries,
    ledger_postings,
    ledger_balances,
    charge_waivers,
    credits,
    credit_events,
    payments,
    payment_reversals,
    money_sources,
    payment_allocations,
    statements,
    statement_lines,
    statement_events,
    statement_states,
    statement_line_states,
    statement_runs,
    price_lists,
    price_list_events,
    price_replays,
    price_replay_records,
    duty_shifts,
);

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    notices (id) {
        id -> SqlId,
        user_id -> SqlId,
        at -> SqlMoment,
        kind -> Text,
        object_kind -> Text,
        object_id -> Nullable<SqlId>,
        number -> Text,
        params -> Json,
        event -> Text,
        read_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::SqlId;
    notice_choices (user_id, kind) {
        user_id -> SqlId,
        kind -> Text,
        mail -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    mail_outbox (id) {
        id -> SqlId,
        event -> Text,
        user_id -> Nullable<SqlId>,
        address -> Text,
        name -> Text,
        lang -> Text,
        message -> Text,
        params -> Json,
        created_at -> SqlMoment,
        good_until -> SqlMoment,
        next_try_at -> SqlMoment,
        tries -> Integer,
        claimed_by -> Nullable<SqlId>,
        claimed_until -> Nullable<SqlMoment>,
        sent_at -> Nullable<SqlMoment>,
        failed_at -> Nullable<SqlMoment>,
        last_error -> Nullable<Text>,
        handed_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    password_requests (id) {
        id -> SqlId,
        address -> Text,
        asked_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    service_requests (id) {
        id -> SqlId,
        number -> Text,
        version -> Integer,
        kind -> Text,
        status -> Text,
        open -> Bool,
        holder -> Text,
        reached_vendor -> Bool,
        severity -> Nullable<Integer>,
        customer_id -> SqlId,
        customer_name -> Text,
        customer_class -> Text,
        agent_id -> Nullable<SqlId>,
        contact_id -> Nullable<SqlId>,
        raised_by -> SqlId,
        service_code -> Text,
        city -> Text,
        assignee_id -> Nullable<SqlId>,
        assignee_name -> Text,
        profile -> Text,
        reported_at -> SqlMoment,
        escalated_at -> Nullable<SqlMoment>,
        resolved_at -> Nullable<SqlMoment>,
        confirmed_at -> Nullable<SqlMoment>,
        ended_at -> Nullable<SqlMoment>,
        record_since -> SqlMoment,
        next_due_at -> Nullable<SqlMoment>,
        updated_at -> SqlMoment,
        subject -> Text,
        content -> Json,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    request_events (id) {
        id -> SqlId,
        request_id -> SqlId,
        at -> SqlMoment,
        kind -> Text,
        visibility -> Text,
        actor_id -> Nullable<SqlId>,
        actor_name -> Text,
        actor_organisation -> Text,
        body -> Text,
        data -> Json,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    request_decisions (id) {
        id -> SqlId,
        request_id -> SqlId,
        at -> SqlMoment,
        holder -> Text,
        judged -> Json,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    request_pauses (id) {
        id -> SqlId,
        request_id -> SqlId,
        began_at -> SqlMoment,
        ended_at -> Nullable<SqlMoment>,
        reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    request_targets (id) {
        id -> SqlId,
        request_id -> SqlId,
        clock -> Text,
        kind -> Text,
        profile -> Text,
        policy_version -> Integer,
        severity -> Nullable<Integer>,
        tier -> Text,
        from_at -> SqlMoment,
        due_at -> Nullable<SqlMoment>,
        strict -> Bool,
        expert_group -> Bool,
        met_at -> Nullable<SqlMoment>,
        breached_at -> Nullable<SqlMoment>,
        replaced_at -> Nullable<SqlMoment>,
        note -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    request_timers (id) {
        id -> SqlId,
        request_id -> SqlId,
        target_id -> Nullable<SqlId>,
        kind -> Text,
        due_at -> SqlMoment,
        done_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    qualifications (id) {
        id -> SqlId,
        user_id -> SqlId,
        organisation_id -> SqlId,
        certificate_number -> Text,
        scope -> Text,
        passed_on -> Text,
        valid_until -> Text,
        version -> Integer,
        created_by -> SqlId,
        created_by_name -> Text,
        created_at -> SqlMoment,
        revoked_at -> Nullable<SqlMoment>,
        revoked_by -> Nullable<SqlId>,
        revoked_by_name -> Nullable<Text>,
        revoked_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    owed_records (request_id) {
        request_id -> SqlId,
        due_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    ledger_entries (id) {
        id -> SqlId,
        kind -> Text,
        object_id -> SqlId,
        number -> Text,
        at -> SqlMoment,
        actor_id -> Nullable<SqlId>,
        actor_name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::SqlId;
    ledger_postings (entry_id, line) {
        entry_id -> SqlId,
        line -> Integer,
        account -> Text,
        payer_id -> Nullable<SqlId>,
        amount_fen -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::SqlId;
    ledger_balances (payer_id, account) {
        payer_id -> SqlId,
        account -> Text,
        amount_fen -> BigInt,
    }
}

diesel::joinable!(ledger_postings -> ledger_entries (entry_id));

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    credits (id) {
        id -> SqlId,
        number -> Text,
        origin -> Text,
        kind -> Nullable<Text>,
        payer_id -> SqlId,
        payer_name -> Text,
        amount_fen -> BigInt,
        vat_rate -> Integer,
        text -> Text,
        basis -> Json,
        status -> Text,
        proposed_by -> Nullable<SqlId>,
        proposed_by_name -> Text,
        proposed_at -> SqlMoment,
        decided_by -> Nullable<SqlId>,
        decided_by_name -> Nullable<Text>,
        decided_at -> Nullable<SqlMoment>,
        reason -> Nullable<Text>,
        charge_id -> Nullable<SqlId>,
        version -> Integer,
        contract_id -> Nullable<SqlId>,
        request_id -> Nullable<SqlId>,
        clause -> Nullable<Text>,
        part -> Nullable<Integer>,
        record_id -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    credit_events (credit_id, version) {
        credit_id -> SqlId,
        version -> Integer,
        at -> SqlMoment,
        status -> Text,
        actor_id -> Nullable<SqlId>,
        actor_name -> Text,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    statements (id) {
        id -> SqlId,
        number -> Text,
        payer_id -> SqlId,
        payer_name -> Text,
        month -> Text,
        sequence -> Integer,
        line_count -> Integer,
        list_total_fen -> BigInt,
        net_total_fen -> BigInt,
        vat_total_fen -> BigInt,
        gross_total_fen -> BigInt,
        issued_at -> SqlMoment,
        issued_by -> SqlId,
        issued_by_name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::SqlId;
    statement_lines (statement_id, line) {
        statement_id -> SqlId,
        line -> Integer,
        charge_id -> SqlId,
        record_id -> Nullable<SqlId>,
        origin -> Text,
        number -> Text,
        customer_name -> Text,
        component -> Text,
        service_code -> Text,
        service_zh -> Text,
        service_en -> Text,
        text -> Text,
        unit -> Text,
        quantity -> BigInt,
        list_fen -> BigInt,
        net_fen -> BigInt,
        vat_rate -> Integer,
        vat_fen -> BigInt,
        gross_fen -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    statement_events (id) {
        id -> SqlId,
        statement_id -> SqlId,
        charge_id -> Nullable<SqlId>,
        at -> SqlMoment,
        kind -> Text,
        amount_fen -> BigInt,
        text -> Text,
        actor_id -> SqlId,
        actor_name -> Text,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    statement_states (statement_id) {
        statement_id -> SqlId,
        status -> Text,
        confirmed -> Bool,
        disputed_lines -> Integer,
        questioned_lines -> Integer,
        allocated_fen -> BigInt,
        version -> Integer,
        changed_at -> SqlMoment,
        reminded_step -> Integer,
        issued_at -> Nullable<SqlMoment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    statement_line_states (charge_id) {
        charge_id -> SqlId,
        statement_id -> SqlId,
        status -> Text,
        version -> Integer,
        changed_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    price_lists (id) {
        id -> SqlId,
        number -> Nullable<Integer>,
        name -> Text,
        content -> Json,
        status -> Text,
        effective_from -> Nullable<SqlMoment>,
        created_at -> SqlMoment,
        created_by_name -> Text,
        updated_at -> SqlMoment,
        published_at -> Nullable<SqlMoment>,
        published_by_name -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    price_list_events (id) {
        id -> SqlId,
        list_id -> SqlId,
        at -> SqlMoment,
        kind -> Text,
        actor_id -> SqlId,
        actor_name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    price_replays (id) {
        id -> SqlId,
        list_id -> SqlId,
        content -> Json,
        list_version -> Integer,
        from_at -> SqlMoment,
        to_at -> SqlMoment,
        started_at -> SqlMoment,
        started_by -> SqlId,
        started_by_name -> Text,
        records_total -> BigInt,
        records_done -> BigInt,
        last_record_id -> Nullable<SqlId>,
        ended_at -> Nullable<SqlMoment>,
        outcome -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    price_replay_records (id) {
        id -> SqlId,
        replay_id -> SqlId,
        record_id -> SqlId,
        origin -> Text,
        number -> Text,
        payer_id -> SqlId,
        payer_name -> Text,
        customer_name -> Text,
        class -> Text,
        service_code -> Text,
        worked_at -> SqlMoment,
        before_fen -> BigInt,
        after_fen -> BigInt,
        before_list_fen -> BigInt,
        after_list_fen -> BigInt,
        changed -> Bool,
        computed -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    statement_runs (id) {
        id -> SqlId,
        month -> Text,
        started_at -> SqlMoment,
        started_by -> SqlId,
        started_by_name -> Text,
        charges_at_start -> BigInt,
        last_payer_id -> Nullable<SqlId>,
        statements_done -> Integer,
        charges_done -> BigInt,
        ended_at -> Nullable<SqlMoment>,
        outcome -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    payments (id) {
        id -> SqlId,
        number -> Text,
        payer_id -> SqlId,
        payer_name -> Text,
        amount_fen -> BigInt,
        method -> Text,
        reference -> Text,
        received_on -> Text,
        copy -> Integer,
        recorded_by -> SqlId,
        recorded_by_name -> Text,
        created_at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    payment_reversals (payment_id) {
        payment_id -> SqlId,
        reason -> Text,
        reversed_by -> SqlId,
        reversed_by_name -> Text,
        at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::SqlId;
    money_sources (id) {
        id -> SqlId,
        payer_id -> SqlId,
        kind -> Text,
        number -> Text,
        amount_fen -> BigInt,
        allocated_fen -> BigInt,
        taken_back -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    invoice_data (payer_id) {
        payer_id -> SqlId,
        kind -> Text,
        title -> Text,
        tax_number -> Text,
        address -> Nullable<Text>,
        phone -> Nullable<Text>,
        bank -> Nullable<Text>,
        account -> Nullable<Text>,
        version -> Integer,
        changed_by_name -> Text,
        changed_at -> SqlMoment,
    }
}

diesel::joinable!(money_sources -> payments (id));
diesel::joinable!(payment_reversals -> payments (payment_id));

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    payment_allocations (id) {
        id -> SqlId,
        source_id -> SqlId,
        source_number -> Text,
        payer_id -> SqlId,
        statement_id -> SqlId,
        statement_number -> Text,
        amount_fen -> BigInt,
        reverses_id -> Nullable<SqlId>,
        reason -> Text,
        at -> SqlMoment,
        actor_id -> SqlId,
        actor_name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    statement_reminders (statement_id, step) {
        statement_id -> SqlId,
        step -> Integer,
        at -> SqlMoment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::types::{SqlId, SqlMoment};
    duty_shifts (id) {
        id -> SqlId,
        city -> Text,
        user_id -> SqlId,
        from_at -> SqlMoment,
        until_at -> SqlMoment,
    }
}

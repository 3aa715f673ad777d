# The audit log
title-audit = Audit log
audit-note = Who, when, from where, what, before and after. Entries are only ever added.
audit-filter-kind = Kind
audit-at = Time
audit-actor = By
audit-action = Action
audit-object = Object
audit-object-placeholder = Number or id
audit-changes = Changes
audit-changes-count = changes: { $count }
audit-empty = No entries match
audit-empty-help = Try fewer filters.

audit-kind-session = Logins
audit-kind-fault-record = Fault records
audit-kind-pre-sale-report = Pre-sale reports
audit-kind-charge = Charges
audit-kind-customer = Customers
audit-kind-user = People
audit-kind-organisation = Organisations
audit-kind-policy = Policy

audit-action-session-open = Logged in
audit-action-session-end = Logged out
audit-action-charge-create = Charge created
audit-action-charge-confirm = Charge confirmed
audit-action-charge-reverse = Charge reversed
audit-action-fault-record-create = Fault record created
audit-action-fault-record-edit = Fault record edited
audit-action-fault-record-submit = Fault record submitted
audit-action-fault-record-withdraw = Fault record withdrawn
audit-action-fault-record-correct = Fault record being corrected
audit-action-fault-record-discard = Fault record discarded
audit-action-fault-record-take = Fault record taken
audit-action-fault-record-release = Fault record released
audit-action-fault-record-review = Fault record reviewed
audit-action-pre-sale-report-create = Pre-sale report created
audit-action-pre-sale-report-edit = Pre-sale report edited
audit-action-pre-sale-report-submit = Pre-sale report submitted
audit-action-pre-sale-report-withdraw = Pre-sale report withdrawn
audit-action-pre-sale-report-correct = Pre-sale report being corrected
audit-action-pre-sale-report-discard = Pre-sale report discarded
audit-action-pre-sale-report-take = Pre-sale report taken
audit-action-pre-sale-report-release = Pre-sale report released
audit-action-pre-sale-report-review = Pre-sale report reviewed

# Fields in changes
field-version = Version
field-amount-fen = Amount (fen)
field-reversed-by = Reversed by
field-revision = Revision

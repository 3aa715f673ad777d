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

audit-what = { $kind }: { $verb }

audit-kind-session = Session
audit-kind-fault-record = Fault record
audit-kind-pre-sale-report = Pre-sale report
audit-kind-charge = Charge
audit-kind-customer = Customer
audit-kind-user = Person
audit-kind-organisation = Organisation
audit-kind-portal = Portal

audit-verb-open = logged in
audit-verb-end = ended
audit-verb-end-others = other sessions ended
audit-verb-end-sessions = all sessions ended
audit-verb-create = created
audit-verb-edit = edited
audit-verb-read = read
audit-verb-submit = submitted
audit-verb-withdraw = withdrawn
audit-verb-correct = opened for correction
audit-verb-discard = discarded
audit-verb-take = taken
audit-verb-release = released
audit-verb-review = reviewed
audit-verb-confirm = confirmed
audit-verb-reverse = reversed
audit-verb-invite = invited
audit-verb-deactivate = deactivated
audit-verb-reactivate = reactivated
audit-verb-set-password = password set
audit-verb-set-language = language changed
audit-verb-setup = set up

# Fields in changes
field-version = Version
field-amount-fen = Amount (fen)
field-reversed-by = Reversed by
field-revision = Revision

# Words of the frame and of the shared components

brand = TierDesk
skip-to-content = Skip to content
demo-label = Demonstration
demo-banner = Demonstration: everything here is invented. Try anything, but enter nothing real.
request-number = Trace number { $id }
close = Close
cancel = Cancel
print = Print
none = None
required = Required
choose = Choose…
see-all = See all
internal = Internal
submit = Submit
save-draft = Save draft

## Navigation
nav-main = Main
nav-more = More
nav-waiting = Waiting:
nav-home = To do
nav-fault-records = Fault records
nav-pre-sale-reports = Pre-sale reports
nav-reviews = Reviews
nav-customers = Customers
nav-charges = Charges
nav-service-matrix = Service policy
nav-people = People
nav-organisations = Organisations
nav-audit = Audit
crumbs-label = You are here
search-label = Search
search-placeholder = Number, customer or serial
language-other = 中文
language-label = Language
person-menu = Personal menu
person-account = My account
person-logout = Sign out

## Keyboard
shortcuts-title = Keyboard shortcuts
shortcut-search = Go to search
shortcut-move = Move down and up in a list
shortcut-open = Open the row
shortcut-pick = Pick the row
shortcut-edit = Edit
shortcut-accept = Accept; in a list, assign what is picked
shortcut-send = Send the request or message you are writing
shortcut-help = Show this help

## Forms
confirm-reason = Reason
remark-of-reviewer = Reviewer:
row-add = Add a row: { $list }
row-remove = Remove this row: { $list }
errors-title = To be changed: { $count }
error-of-field = { $label }: { $message }
section-errors = Errors: { $count }
autosave-saving = Saving…
autosave-saved = Saved { $time }
autosave-faults = Saved { $time }; to change: { $count }
autosave-offline = You are offline; kept on this device { $time }, saved when you are back
autosave-failed = The server does not answer; kept on this device { $time }, trying again shortly
autosave-conflict = Changed elsewhere, nothing overwritten; your text is kept on this device { $time }
autosave-signed-out = You are signed out; kept on this device { $time }, to be restored after signing in
autosave-restore = This device holds text typed { $time } that was never saved.
autosave-take = Restore
autosave-drop = Discard
autosave-lost = Not saved, and this device keeps nothing: leave this page open
autosave-restore-newer = This device holds text typed { $time } that was never saved; the server has something newer. Restoring overwrites nothing: you compare and decide.
autosave-both = This draft was changed elsewhere. Both versions are kept; choose:
autosave-compare = Compare and decide
autosave-theirs = Use the server’s version
logout-unsaved = Not saved to the server, only on this device: { $count }. Signing out deletes it here. Sign out?
now = Now
today = Today
presets-for = { $label }: usual minutes

## Lists
filters-label = Filters
filters-apply = Filter
filter-any = All
filters-clear = Clear filters
list-search-label = Search in this list
list-search-placeholder = Number, name or serial
list-more = More
list-first = Back to the start
list-shown = On this page: { $count }
pages-label = Pages
pick-all = Pick all on this page
pick-column = Pick
pick-one = Pick { $what }
pick-hint = Pick the rows to work on
pick-count = { $count } picked

## Records
timeline-label = History
entitlement-title = What this service will cost
entitlement-incomplete = Fill in a little more
entitlement-missing = Still needed:
entitlement-unknown = No answer yet
entitlement-failed = Could not be updated; this may be out of date.
entitlement-about = about { $amount }
entitlement-payer = paid by { $payer }
entitlement-not-provided-note = The vendor does not provide this; the agent may do it and file the record.
entitlement-billed-by-agent = Billed by the agent to its customer; nothing enters the vendor’s books.
same-city-yes = Same city as a service point
same-city-no = No service point in this city
estimate-title = Estimate
estimate-total = Total (net of VAT)
list-price = List price
decision-why = Why
policy-version = Service policy, version { $version }

## Review
diff-changed = Changed
diff-new = This revision
remark-add = Remark
remark-on = Remark on “{ $field }”
verdict-comment = Comment
verdict-comment-help = Needed to return or reject. Pin remarks to single fields.
verdict-approve = Approve
verdict-return = Return
verdict-reject = Reject
verdict-what-return = The author changes it by your remarks and submits again. No charges.
verdict-what-reject = The record ends here and cannot be submitted again. No charges.
check-result-ok = Fine
check-result-attention = Look here
check-result-danger = Problem

## Service policy
scroll-table = Scrolls sideways: { $title }
matrix-title = Service matrix
matrix-class = Beneficiary
matrix-own = Your class
catalogue-title = Service catalogue
catalogue-code = Code
catalogue-service = Service
catalogue-phase = Phase
catalogue-delivery = Delivery
catalogue-not-offered = Not offered
catalogue-owes = Record owed

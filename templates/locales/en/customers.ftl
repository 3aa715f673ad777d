# Customers
title-customers = Customers
title-customer = { $name }
title-customer-new = New customer
title-customer-edit = Change a customer

field-customer-name = Name
field-customer-city = City
field-help-customer-city = Type a city or its six digits
field-customer-class = Class
field-help-customer-class = Cannot be changed later
field-credit-code = Unified social credit code
field-help-credit-code = 18 characters; a failed check is only a warning
field-industry = Industry
field-agent-id = Agent
field-help-customer-agent-id = The agent that serves an end user; empty while there is none
field-account-manager-id = Key-account manager
field-help-customer-account-manager-id = Key accounts only
field-help-customer-organisation-id = The organisation that signs in or pays; a key account gets its own when empty
field-contacts = Contacts
field-contacts-name = Name
field-position = Position
option-class-agent = { class-agent }
option-class-end-user = { class-end-user }
option-class-key-account = { class-key-account }

customer-new = New customer
customers-search = Name, credit code or contact
customers-contact = Contact
customers-created = Created
customers-changed = Last changed
customers-managed-by = managed by { $name }
customers-empty = No customers yet
customers-empty-help = Create a customer first, then file records for it.
customers-none-found = No customer found
customers-none-found-help = Try other words, or clear the filters.
customer-facts = Facts
customer-records = Service records
customer-no-contacts = No contacts yet.
customer-new-fault-record = New fault record
customer-new-pre-sale-report = New pre-sale report
customer-create-anyway = Create anyway
customer-create-anyway-what = Another customer is made; those that exist stay as they are.

warning-credit-code-length = A unified social credit code has 18 characters; please check it.
warning-credit-code-character = The unified social credit code holds a character it cannot have; please check it.
warning-credit-code-check = The check character of the unified social credit code does not fit; please check it.
warning-same-name = There is a customer with the same name: { $names }
warning-same-credit-code = There is a customer with the same credit code: { $names }

flash-customer-created = The customer was created.
flash-customer-saved = The customer was saved.

field-fixed-engineer-id = Fixed engineer
field-help-customer-fixed-engineer-id = Whoever knows its systems; proposed first for its requests.
field-sla-profile = Profile of deadlines
field-help-customer-sla-profile = Left empty, that of its class holds. Holds for requests raised from now on.
field-apply-to-open = Apply the new profile to open requests too
field-help-customer-apply-to-open = Their deadlines are computed anew; what was breached stays breached.
field-requests-shared = Colleagues see each other's requests
customer-usual-profile = that of its class
customer-sharing = Requests of colleagues
customer-sharing-on = Everybody of your company sees all of its requests.
customer-sharing-off = Each of you sees only the requests that you raised or that concern you.
customer-sharing-stop = Keep requests apart
customer-sharing-start = Show requests to colleagues
error-lacks-severity = “{ $field }”: the new profile lacks the severity of an open request; nothing was changed.

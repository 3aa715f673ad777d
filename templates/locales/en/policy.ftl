# The service policy: matrix, catalogue, prices, and "what would I get?"

# One line of an estimate
price-per-unit = { $price } per { $unit }
part-with-number = { $name } ({ $part })
estimate-line-quantity = { $quantity } × { $price }; { $reason }
estimate-line-part = { $part }: { $quantity } × { $price }; { $reason }
estimate-line-price = { $price }; { $reason }
estimate-line-unpriced = { $part }: { $quantity }; { $reason }
quantity-minutes = { $count } min
quantity-visit = visits: { $count }
quantity-hour = hours: { $count }
quantity-trip = trips: { $count }
quantity-piece = pieces: { $count }
quantity-job = repairs: { $count }
line-with-notes = { $line } ({ $notes })
line-maintenance = Maintenance fee
line-severity = rate of severity { $severity }
line-discount = { $grade }: { $percent }% off
hours-day = by day
hours-night = at night
hours-weekend = at a weekend
hours-holiday = on a public holiday
grade-authorised = Authorised agent
grade-silver = Silver agent
grade-gold = Gold agent

# Faults of a request for a decision
error-before-first-version = “{ $field }” is before the first version of the service policy.
error-unknown-service = The catalogue has no such code; choose another “{ $field }”.
error-record-not-approved = This record is not approved yet, so no fee is paid for it.
error-record-has-fee = A fee for this record is paid, or waits for a decision.
error-no-agent = The end user chosen in “{ $field }” has no agent yet. Until one is assigned, only consulting (SPSR001–SPSR003) is answered.
error-no-price = No price list is in force at “{ $field }”.
error-amount-out-of-range = The amount of “{ $field }” is beyond what can be calculated.

# Page
title-service-matrix = Service policy
matrix-note = Version { $version }, in force from { $from }. Each piece of work is judged by its own time and place.
ask-title = What would I get?
ask-note = Choose a service and a place of work to see whether it is provided, whether it is charged, who pays, and why.
ask-class = Class:
ask-submit = Show
ask-clear = Clear
points-title = Service points
points-note = A place of work whose city has a service point in operation counts as “same city”.
points-from = since { $from }
points-from-to = { $from } to { $to }
points-closed = not in operation
tiers-title = Tier-1 cities
tiers-note = They matter for response deadlines; every other city is “other”.
prices-title = Price list
prices-note = Price list { $version }, in force from { $from }, net of VAT; VAT { $services }% on services, { $goods }% on goods.
prices-versions = All versions
prices-services = Services
prices-travel = Travel and labour of repair
prices-parts = Parts
prices-what = Item
prices-unit = Unit
prices-price = Price (net)
price-travel-same-city = Travel, same city
price-travel-same-province = Travel, same province
price-travel-elsewhere = Travel, elsewhere
price-labour = Labour of repair (outside free service)
price-labour-1 = Labour of repair, severity 1
price-labour-2 = Labour of repair, severity 2
price-labour-3 = Labour of repair, severity 3
price-labour-4 = Labour of repair, severity 4
price-maintenance = Maintenance fee (each repair outside free service)
price-travel-tier1 = Travel, tier-1 city
price-travel-other = Travel, other city
price-rate-night = Labour at night (outside the desk’s hours): { $percent }% on top
price-rate-weekend = Labour at weekends: { $percent }% on top
price-rate-holiday = Labour on public holidays: { $percent }% on top
price-discount-authorised = Authorised agents: { $percent }% off
price-discount-silver = Silver agents: { $percent }% off
price-discount-gold = Gold agents: { $percent }% off

# The form
field-ask-class = Class
field-ask-service-code = Service
field-ask-city = Place of work (city)
field-help-ask-city = Type the name of a city or its six-digit code
field-ask-at = Time of the work
field-help-ask-at = Empty means now
field-ask-escalated = Escalated to the vendor by the agent (matters for end users only)
option-ask-class-agent = Agent
option-ask-class-end-user = End user
option-ask-class-key-account = Key account

# Fields of a request for a decision
field-class = Class
field-customer-id = Customer
field-service-code = Service code
field-city = Place of work
field-at = Time
field-escalated = Escalated to the vendor
field-product-id = Product
field-labour-minutes = Labour (minutes)
field-parts = Parts
field-parts-part = Part number
field-parts-quantity = Quantity

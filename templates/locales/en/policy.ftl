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

# Faults of a request for a decision
error-before-first-version = “{ $field }” is before the first version of the service policy.
error-unknown-service = The catalogue has no such code; choose another “{ $field }”.
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
prices-note = In force from { $from }, net of VAT; VAT { $services }% on services, { $goods }% on goods.
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

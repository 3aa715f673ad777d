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
error-no-agent = The end user chosen in “{ $field }” has no agent yet; assign one first.
error-no-price = No price list is in force at “{ $field }”.
error-amount-out-of-range = The amount of “{ $field }” is beyond what can be calculated.

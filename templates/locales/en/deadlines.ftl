# Deadlines: when, and why then
deadline-target-respond = Response
deadline-target-onsite = Engineer on site
deadline-target-workaround = Workaround
deadline-target-resolve = Solution
deadline-clock-elapsed = every second counts
deadline-clock-service-days = service days count
deadline-clock-service-hours = service hours count
deadline-before = { $target }: before { $due }. { $length }, { $clock }, { $calendar }.
deadline-within = { $target }: at { $due } at the latest. { $length }, { $clock }, { $calendar }.
deadline-standing = { $target }: waiting for the customer; the clock stands still, so nobody can say when it is due. { $length }, { $clock }, { $calendar }.
deadline-interval-counted = { $from } to { $to }: counts, { $length }
deadline-interval-closed = { $from } to { $to }: outside service hours, does not count ({ $length })
deadline-interval-no-service-day = { $from } to { $to }: no service day, does not count ({ $length })
deadline-interval-holiday = { $from } to { $to }: public holiday, does not count ({ $length })
deadline-interval-paused = { $from } to { $to }: pause { $pause }, does not count ({ $length })
deadline-guessed-year = There is no holiday data for { $year }; that year is computed from weekdays alone until an administrator imports it.
deadline-moment = { $weekday } { $day } { $time }
deadline-weekday-1 = Mon
deadline-weekday-2 = Tue
deadline-weekday-3 = Wed
deadline-weekday-4 = Thu
deadline-weekday-5 = Fri
deadline-weekday-6 = Sat
deadline-weekday-7 = Sun
deadline-hours = { $count } h
deadline-minutes = { $count } min
deadline-seconds = { $count } s
deadline-none = This profile has no deadlines.
deadline-expert-group = The expert group is called in as well (7×24).
deadline-send-engineer = Where it is not solved remotely, an engineer leaves at { $at }.

# Fields of the request
field-profile = Profile
field-onsite = Onsite work agreed
field-pauses = Pauses
field-pauses-from = Pause from
field-pauses-to = Pause to

# Faults of a request
error-unknown-profile = There is no such “{ $field }”.
error-severity-not-in-profile = The profile has no such “{ $field }”.
error-ends-before-it-begins = “{ $field }” is before the pause begins.

# Service requests
problem-detail-request-not-in-state = The state of the request does not allow this step.
problem-detail-reopen-too-late = It was resolved more than 7 days ago and cannot be reopened; please raise a new request.
problem-detail-nobody-to-escalate-to = It is with the last in the chain; there is nobody to hand it on to.
problem-detail-already-confirmed = The customer has confirmed it already.
problem-detail-request-is-over = The request was closed or cancelled and cannot be changed.
problem-detail-not-confirmed = The customer has not confirmed it yet; seven days without a word count as confirmation.
problem-detail-record-missing = Its service record has not been submitted, so it cannot be closed.
problem-detail-already-accepted = { $name } has accepted this request already.
problem-detail-already-assigned = This request was given to { $name } already.
problem-detail-not-yours-to-serve = This request is not in your hands: you can read it, but not do this.
problem-detail-vendor-has-it = The vendor has this request already.

error-in-past = “{ $field }” has passed; enter a moment to come.

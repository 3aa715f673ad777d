# Statements: list, detail, issuing
statement-line = { $what }: { $component }
problem-detail-nothing-to-bill = This payer has no confirmed charge of that month that is not on a statement already.
problem-detail-allocation-not-positive = What is put to a statement must be more than nothing.
problem-detail-allocation-too-large = That is more than what is open on the statement.
problem-detail-statement-confirmed = The statement is confirmed already.
problem-detail-lines-wait = Lines still wait for an answer or a decision; the whole statement cannot be confirmed yet.
problem-detail-line-not-open = The line does not stand so that this can be done.
problem-detail-line-without-record = No record belongs to this line. Ask about it instead, and billing answers.
problem-detail-run-goes-on = A run over this month goes on already.

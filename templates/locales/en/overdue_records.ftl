# Overdue records
title-overdue-records = Overdue records
nav-overdue-records = Overdue records
home-overdue-records = Not handed in
overdue-records-what = Work that has ended, whose record was not handed in by { $weekday } 24:00 of its week.
overdue-records-what-later = Work that has ended, whose record was not handed in by { $days } days after { $weekday } 24:00 of its week.
overdue-records-none = No record is overdue
overdue-records-none-help = Every piece of work that has ended has its record, or still has time.
overdue-record-request = Request
overdue-record-owed-by = Owed by
overdue-record-ended = Work ended
overdue-record-since = Overdue since
overdue-record-begin = Record
request-begin-record = Begin the record

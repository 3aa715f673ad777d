title-search = Search
search-records = Records
search-start = What are you looking for?
search-submit = Search
search-none = Nothing found
search-none-help = Search by number, customer, serial, subject or words of the symptom; only what you may see is found.
search-all-requests = All requests found

DROP TABLE price_list_events;
DROP TABLE price_lists;

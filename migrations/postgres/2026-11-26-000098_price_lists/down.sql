DROP TABLE price_list_events;
DROP TABLE price_lists;
DROP FUNCTION refuse_change_of_published();

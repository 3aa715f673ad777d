DROP TABLE charge_events;
DROP TABLE charge_states;
DROP TABLE charges;

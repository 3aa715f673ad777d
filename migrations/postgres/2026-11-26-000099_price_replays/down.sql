DROP TABLE price_replay_records;
DROP TABLE price_replays;

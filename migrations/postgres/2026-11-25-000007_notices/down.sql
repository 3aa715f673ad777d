DROP TABLE password_requests;
DROP TABLE mail_outbox;
DROP TABLE notice_choices;
DROP TABLE notices;

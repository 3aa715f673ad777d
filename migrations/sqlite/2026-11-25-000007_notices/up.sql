-- What people are told in the portal and by mail (4.4, 5.10), and what leaves by mail.
CREATE TABLE notices (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id BLOB,
    number TEXT NOT NULL,
    params TEXT NOT NULL,
    event TEXT NOT NULL,
    read_at TEXT
);
CREATE UNIQUE INDEX notices_once ON notices (user_id, event);
CREATE INDEX notices_newest ON notices (user_id, at, id);
CREATE INDEX notices_unread ON notices (user_id, at, id) WHERE read_at IS NULL;

-- Which kinds somebody wants by mail, where it differs from what holds for everybody.
CREATE TABLE notice_choices (
    user_id BLOB NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    mail BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, kind)
);

-- Mails on their way: written with the business, sent afterwards; one event never makes two for one address.
CREATE TABLE mail_outbox (
    id BLOB PRIMARY KEY,
    event TEXT NOT NULL,
    user_id BLOB REFERENCES users (id),
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    lang TEXT NOT NULL,
    message TEXT NOT NULL,
    params TEXT NOT NULL,
    created_at TEXT NOT NULL,
    good_until TEXT NOT NULL,
    next_try_at TEXT NOT NULL,
    tries INTEGER NOT NULL,
    claimed_by BLOB,
    claimed_until TEXT,
    sent_at TEXT,
    failed_at TEXT,
    last_error TEXT
);
CREATE UNIQUE INDEX mail_outbox_once ON mail_outbox (event, address);
CREATE INDEX mail_outbox_waiting ON mail_outbox (next_try_at, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX mail_outbox_failed ON mail_outbox (failed_at, id) WHERE failed_at IS NOT NULL;
CREATE INDEX mail_outbox_newest ON mail_outbox (created_at, id);
CREATE INDEX mail_outbox_by_user ON mail_outbox (user_id);

-- Who says that a password was forgotten, known or not; a job looks into it, so that the answer never tells.
CREATE TABLE password_requests (
    id BLOB PRIMARY KEY,
    address TEXT NOT NULL,
    asked_at TEXT NOT NULL
);

-- What people are told in the portal and by mail (4.4, 5.10), and what leaves by mail.
CREATE TABLE notices (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id UUID,
    number TEXT NOT NULL,
    params JSON NOT NULL,
    event TEXT NOT NULL,
    read_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX notices_once ON notices (user_id, event);
CREATE INDEX notices_newest ON notices (user_id, at, id);
CREATE INDEX notices_unread ON notices (user_id, at, id) WHERE read_at IS NULL;

-- Which kinds somebody wants by mail, where it differs from what holds for everybody.
CREATE TABLE notice_choices (
    user_id UUID NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    mail BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, kind)
);

-- Mails on their way: written with the business, sent afterwards; one event never makes two for one address.
CREATE TABLE mail_outbox (
    id UUID PRIMARY KEY,
    event TEXT NOT NULL,
    user_id UUID REFERENCES users (id),
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    lang TEXT NOT NULL,
    message TEXT NOT NULL,
    params JSON NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    good_until TIMESTAMPTZ NOT NULL,
    next_try_at TIMESTAMPTZ NOT NULL,
    tries INTEGER NOT NULL,
    claimed_by UUID,
    claimed_until TIMESTAMPTZ,
    sent_at TIMESTAMPTZ,
    failed_at TIMESTAMPTZ,
    last_error TEXT
);
CREATE UNIQUE INDEX mail_outbox_once ON mail_outbox (event, address);
CREATE INDEX mail_outbox_waiting ON mail_outbox (next_try_at, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX mail_outbox_failed ON mail_outbox (failed_at, id) WHERE failed_at IS NOT NULL;
CREATE INDEX mail_outbox_newest ON mail_outbox (created_at, id);
CREATE INDEX mail_outbox_by_user ON mail_outbox (user_id);

-- Who says that a password was forgotten, known or not; a job looks into it, so that the answer never tells.
CREATE TABLE password_requests (
    id UUID PRIMARY KEY,
    address TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL
);

-- 值班表: who takes calls for a service point, from when until when (chapter 3.6).
CREATE TABLE duty_shifts (
    id UUID PRIMARY KEY,
    city TEXT NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id),
    from_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX duty_shifts_by_end ON duty_shifts (until_at, from_at);
CREATE INDEX duty_shifts_by_beginning ON duty_shifts (from_at, id);
CREATE INDEX duty_shifts_by_city ON duty_shifts (city, from_at, id);
CREATE INDEX duty_shifts_by_user ON duty_shifts (user_id, from_at, id);

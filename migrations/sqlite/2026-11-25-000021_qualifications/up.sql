-- 上岗考试: who may work on site, and until when (chapter 4.1). Days are texts, so that they compare the same on both
-- databases.
CREATE TABLE qualifications (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    certificate_number TEXT NOT NULL,
    scope TEXT NOT NULL,
    passed_on TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    created_by_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT,
    revoked_by BLOB,
    revoked_by_name TEXT,
    revoked_reason TEXT
);
CREATE INDEX qualifications_by_user ON qualifications (user_id, valid_until);
CREATE INDEX qualifications_by_expiry ON qualifications (valid_until, id);
CREATE INDEX qualifications_by_organisation ON qualifications (organisation_id, valid_until, id);
-- A number that was revoked, because it was typed wrong, may be entered again.
CREATE UNIQUE INDEX qualifications_number ON qualifications (certificate_number) WHERE revoked_at IS NULL;

-- Revoked once and for all; nothing else of a row ever changes, and none goes.
CREATE TRIGGER qualifications_no_update BEFORE UPDATE ON qualifications
WHEN OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL OR NEW.user_id <> OLD.user_id
    OR NEW.organisation_id <> OLD.organisation_id
    OR NEW.certificate_number <> OLD.certificate_number OR NEW.scope <> OLD.scope
    OR NEW.passed_on <> OLD.passed_on OR NEW.valid_until <> OLD.valid_until
BEGIN SELECT RAISE(ABORT, 'qualifications are revoked, not changed'); END;
CREATE TRIGGER qualifications_no_delete BEFORE DELETE ON qualifications
BEGIN SELECT RAISE(ABORT, 'qualifications are revoked, not removed'); END;

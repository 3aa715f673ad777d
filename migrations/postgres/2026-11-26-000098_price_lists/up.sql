-- Price lists published beside the policy (chapter 6): drafted, checked, published from a moment on by a second person. A
-- published one never changes; the next one supersedes it.
CREATE TABLE price_lists (
    id UUID PRIMARY KEY,
    number INTEGER UNIQUE,
    name TEXT NOT NULL,
    content JSON NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'checked', 'published', 'discarded')),
    effective_from TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    created_by_name TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    published_by_name TEXT,
    version INTEGER NOT NULL,
    CHECK (status <> 'published' OR (number IS NOT NULL AND effective_from IS NOT NULL AND published_at IS NOT NULL))
);
CREATE INDEX price_lists_newest ON price_lists (created_at, id);
-- What happened to a list, and who did it: whoever drafted it does not publish it.
CREATE TABLE price_list_events (
    id UUID PRIMARY KEY,
    list_id UUID NOT NULL REFERENCES price_lists (id),
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL
);
CREATE INDEX price_list_events_of ON price_list_events (list_id, at, id);
CREATE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status IN ('published', 'discarded') THEN
        RAISE EXCEPTION 'a published price list never changes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_lists_no_change BEFORE UPDATE OR DELETE ON price_lists
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER price_lists_no_truncate BEFORE TRUNCATE ON price_lists
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_list_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON price_list_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One more revision of a draft; what lay ahead of it (undone steps) is given up.
CREATE FUNCTION next_revision(draft bigint, author text, action text, summary jsonb DEFAULT '{}') RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    standing plan%ROWTYPE;
BEGIN
    SELECT * INTO standing FROM plan WHERE id = draft FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no plan %', draft USING ERRCODE = 'no_data_found';
    END IF;
    IF standing.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'plan % is published and never edited', draft
            USING HINT = 'Make a draft of it and edit that.', ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    DELETE FROM grid WHERE plan_id = draft AND first_revision > standing.revision;
    UPDATE grid SET last_revision = NULL WHERE plan_id = draft AND last_revision > standing.revision;
    DELETE FROM plan_revision WHERE plan_id = draft AND number > standing.revision;
    INSERT INTO plan_revision (plan_id, number, author, action, summary)
    VALUES (draft, standing.revision + 1, author, action, summary);
    UPDATE plan SET revision = standing.revision + 1 WHERE id = draft;
    RETURN standing.revision + 1;
END $$;

-- What one transaction edits by plain SQL is one revision: QGIS saves a moved corner as one statement per grid, and
-- half of that undone would leave a gap.
CREATE FUNCTION sql_revision(draft bigint, operation text, code text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    step integer;
    edit jsonb := jsonb_build_array(jsonb_build_object('operation', operation, 'grid', code));
BEGIN
    UPDATE plan_revision r SET summary = jsonb_set(r.summary, '{edits}', r.summary -> 'edits' || edit)
    FROM plan p
    WHERE p.id = draft AND p.published_at IS NULL AND r.plan_id = draft AND r.number = p.revision
      AND r.action = 'sql' AND r.summary ->> 'transaction' = pg_current_xact_id()::text
    RETURNING r.number INTO step;
    IF FOUND THEN RETURN step; END IF;
    RETURN next_revision(draft, session_user, 'sql',
        jsonb_build_object('transaction', pg_current_xact_id()::text, 'edits', edit));
END $$;

CREATE FUNCTION shape_of(ground geometry) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    shape bigint;
BEGIN
    SELECT min(id) INTO shape FROM grid_shape WHERE digest = md5(ST_AsBinary(ground));
    IF shape IS NULL THEN INSERT INTO grid_shape (geom) VALUES (ground) RETURNING id INTO shape; END IF;
    RETURN shape;
END $$;
COMMENT ON FUNCTION shape_of IS 'The shape of this ground: one that is known, else a new one.';

CREATE FUNCTION community_at(ground geometry) RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT id FROM area WHERE level = 'community' AND ground_holds(geom, ST_PointOnSurface(ground)) ORDER BY id LIMIT 1;
END;
COMMENT ON FUNCTION community_at IS 'The community in which this ground lies, by its point on the surface.';

CREATE FUNCTION plan_grid_edited() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step integer;
    standing grid%ROWTYPE;
    redrawn boolean := TG_OP = 'INSERT';
BEGIN
    IF TG_OP <> 'DELETE' THEN
        IF coalesce(NEW.code, '') = '' THEN RAISE EXCEPTION 'a grid needs a code'; END IF;
        IF NEW.geom IS NULL OR ST_IsEmpty(NEW.geom) THEN RAISE EXCEPTION 'grid % needs ground', NEW.code; END IF;
        IF NOT ST_IsValid(NEW.geom) THEN
            RAISE EXCEPTION 'the ground of grid % is not valid: %', NEW.code, ST_IsValidReason(NEW.geom);
        END IF;
        NEW.geom := ST_Multi(NEW.geom);
        NEW.name := coalesce(NEW.name, '');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.plan_id IS DISTINCT FROM OLD.plan_id THEN RAISE EXCEPTION 'a grid stays in its plan'; END IF;
        redrawn := ST_AsBinary(NEW.geom) <> ST_AsBinary(OLD.geom);
        IF NOT redrawn AND (NEW.code, NEW.name, NEW.community_id) IS NOT DISTINCT FROM
                           (OLD.code, OLD.name, OLD.community_id) THEN
            RETURN NEW;
        END IF;
    END IF;
    -- before the plan's row, so that nobody waits crosswise
    IF redrawn THEN PERFORM membership_lock(true); END IF;
    IF TG_OP = 'INSERT' THEN
        step := sql_revision(NEW.plan_id, 'insert', NEW.code);
        INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
        VALUES (NEW.plan_id, NEW.code, NEW.name, coalesce(NEW.community_id, community_at(NEW.geom)),
                shape_of(NEW.geom), step)
        RETURNING * INTO standing;
        SELECT * INTO NEW FROM plan_grid WHERE id = standing.id;
        RETURN NEW;
    END IF;
    step := sql_revision(OLD.plan_id, lower(TG_OP), OLD.code);
    SELECT * INTO standing FROM grid WHERE id = OLD.id AND last_revision IS NULL;
    IF NOT FOUND OR (standing.code, standing.name, standing.community_id, standing.shape_id) IS DISTINCT FROM
                    (OLD.code, OLD.name, OLD.community_id, OLD.shape_id) THEN
        RAISE EXCEPTION 'grid % was changed by someone else meanwhile', OLD.code
            USING HINT = 'Look at it again and repeat the edit.', ERRCODE = 'serialization_failure';
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF standing.first_revision = step THEN
            DELETE FROM grid WHERE id = OLD.id;
        ELSE
            UPDATE grid SET last_revision = step WHERE id = OLD.id;
        END IF;
        RETURN OLD;
    END IF;
    -- the grid keeps its id, so that QGIS can go on editing it; what it was stays under a new one
    IF standing.first_revision < step THEN
        INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision, last_revision)
        VALUES (standing.plan_id, standing.code, standing.name, standing.community_id, standing.shape_id,
                standing.first_revision, step);
    END IF;
    UPDATE grid
    SET code = NEW.code, name = NEW.name, community_id = NEW.community_id, first_revision = step,
        shape_id = CASE WHEN redrawn THEN shape_of(NEW.geom) ELSE shape_id END
    WHERE id = OLD.id;
    SELECT * INTO NEW FROM plan_grid WHERE id = OLD.id;
    RETURN NEW;
END $$;
CREATE TRIGGER plan_grid_edited INSTEAD OF INSERT OR UPDATE OR DELETE ON plan_grid
    FOR EACH ROW EXECUTE FUNCTION plan_grid_edited();

-- History stays: what was published is not edited behind the view's back either.
CREATE FUNCTION plan_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'plan % is published and is not deleted', OLD.id
                USING HINT = 'History stays; `wangge db clear` empties the whole record.';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.published_at IS NOT NULL AND (NEW.published_at IS NULL OR NEW.revision <> OLD.revision) THEN
        RAISE EXCEPTION 'plan % is published and stays as it is', OLD.id USING HINT = 'Make a draft of it and edit that.';
    END IF;
    IF NEW.revision <> OLD.revision AND NEW.revision <> 0
       AND NOT EXISTS (SELECT 1 FROM plan_revision WHERE plan_id = NEW.id AND number = NEW.revision) THEN
        RAISE EXCEPTION 'plan % has no revision %', NEW.id, NEW.revision;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plan_guarded BEFORE UPDATE OR DELETE ON plan FOR EACH ROW EXECUTE FUNCTION plan_guarded();

CREATE FUNCTION grid_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    published bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT p.id INTO published FROM new_rows n JOIN plan p ON p.id = n.plan_id WHERE p.published_at IS NOT NULL LIMIT 1;
    ELSIF TG_OP = 'UPDATE' THEN
        -- out of a published plan, within it, or into it
        SELECT p.id INTO published
        FROM old_rows o FULL JOIN new_rows n ON n.id = o.id JOIN plan p ON p.id IN (o.plan_id, n.plan_id)
        WHERE p.published_at IS NOT NULL
          AND (n.plan_id, n.code, n.shape_id, n.first_revision, n.last_revision)
              IS DISTINCT FROM (o.plan_id, o.code, o.shape_id, o.first_revision, o.last_revision) LIMIT 1;
    ELSE
        SELECT p.id INTO published FROM old_rows o JOIN plan p ON p.id = o.plan_id WHERE p.published_at IS NOT NULL LIMIT 1;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'plan % is published and stays as it is', published USING HINT = 'Make a draft of it and edit that.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER grid_guarded_insert AFTER INSERT ON grid
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION grid_guarded();
CREATE TRIGGER grid_guarded_update AFTER UPDATE ON grid
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION grid_guarded();
CREATE TRIGGER grid_guarded_delete AFTER DELETE ON grid
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION grid_guarded();

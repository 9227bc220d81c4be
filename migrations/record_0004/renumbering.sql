CREATE TABLE grid_renumbering (
    plan_id bigint NOT NULL,
    revision integer NOT NULL,
    old_code text NOT NULL,
    new_code text NOT NULL,
    PRIMARY KEY (plan_id, revision, old_code),
    UNIQUE (plan_id, revision, new_code),
    FOREIGN KEY (plan_id, revision) REFERENCES plan_revision ON DELETE CASCADE
);
COMMENT ON TABLE grid_renumbering IS 'What grids were called before a revision numbered them anew.';

-- Who holds a grid, and that it is locked, is written by its code: where codes change in a draft, so does that. In two
-- steps, since two grids may change places.
CREATE FUNCTION recode_grids(draft bigint, step integer, back boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE assignment a SET grid_code = chr(1) || CASE WHEN back THEN n.old_code ELSE n.new_code END
    FROM grid_renumbering n
    WHERE n.plan_id = draft AND n.revision = step AND a.plan_id = draft
      AND a.grid_code = CASE WHEN back THEN n.new_code ELSE n.old_code END;
    UPDATE assignment SET grid_code = substr(grid_code, 2) WHERE plan_id = draft AND grid_code LIKE chr(1) || '%';
    UPDATE grid_lock l SET grid_code = chr(1) || CASE WHEN back THEN n.old_code ELSE n.new_code END
    FROM grid_renumbering n
    WHERE n.plan_id = draft AND n.revision = step AND l.plan_id = draft
      AND l.grid_code = CASE WHEN back THEN n.new_code ELSE n.old_code END;
    UPDATE grid_lock SET grid_code = substr(grid_code, 2) WHERE plan_id = draft AND grid_code LIKE chr(1) || '%';
END $$;

-- undo and redo across a renumbering
CREATE FUNCTION plan_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step integer;
BEGIN
    FOR step IN SELECT DISTINCT revision FROM grid_renumbering
                WHERE plan_id = NEW.id AND revision > OLD.revision AND revision <= NEW.revision ORDER BY revision LOOP
        PERFORM recode_grids(NEW.id, step);
    END LOOP;
    FOR step IN SELECT DISTINCT revision FROM grid_renumbering
                WHERE plan_id = NEW.id AND revision > NEW.revision AND revision <= OLD.revision
                ORDER BY revision DESC LOOP
        PERFORM recode_grids(NEW.id, step, true);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER plan_moved AFTER UPDATE OF revision ON plan
    FOR EACH ROW WHEN (NEW.revision <> OLD.revision) EXECUTE FUNCTION plan_moved();

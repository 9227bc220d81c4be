CREATE TABLE assignment_step (
    plan_id bigint NOT NULL,
    revision integer NOT NULL,
    grid_code text NOT NULL,
    worker_id bigint NOT NULL REFERENCES worker ON DELETE CASCADE,
    since date NOT NULL,
    assigned_by text,
    PRIMARY KEY (plan_id, revision, grid_code, worker_id),
    FOREIGN KEY (plan_id, revision) REFERENCES plan_revision ON DELETE CASCADE
);
COMMENT ON TABLE assignment_step IS 'Workers whom a revision of a draft gave to grids: taken away by undo, given again by redo.';
-- which steps gave this worker anything?
CREATE INDEX assignment_step_worker ON assignment_step (worker_id);

-- What a revision did by codes, done again or taken back: first grids are called by its codes, then workers come.
CREATE FUNCTION step_again(draft bigint, step integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recode_grids(draft, step);
    INSERT INTO assignment (plan_id, grid_code, worker_id, since, assigned_by)
    SELECT plan_id, grid_code, worker_id, since, assigned_by FROM assignment_step
    WHERE plan_id = draft AND revision = step
    ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION step_back(draft bigint, step integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM assignment a USING assignment_step s
    WHERE s.plan_id = draft AND s.revision = step AND a.plan_id = draft AND a.until IS NULL
      AND (a.grid_code, a.worker_id) = (s.grid_code, s.worker_id);
    PERFORM recode_grids(draft, step, true);
END $$;

CREATE OR REPLACE FUNCTION plan_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    steps integer[] := ARRAY(
        SELECT revision FROM grid_renumbering WHERE plan_id = NEW.id
        UNION SELECT revision FROM assignment_step WHERE plan_id = NEW.id
        ORDER BY revision);
    step integer;
BEGIN
    FOR step IN SELECT s FROM unnest(steps) s WHERE s > OLD.revision AND s <= NEW.revision ORDER BY s LOOP
        PERFORM step_again(NEW.id, step);
    END LOOP;
    FOR step IN SELECT s FROM unnest(steps) s WHERE s > NEW.revision AND s <= OLD.revision ORDER BY s DESC LOOP
        PERFORM step_back(NEW.id, step);
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION plan_moved() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP FUNCTION step_back;
DROP FUNCTION step_again;
DROP TABLE assignment_step;

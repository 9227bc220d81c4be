CREATE FUNCTION announce(subject text, extent box2d) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    noted change%ROWTYPE;
BEGIN
    INSERT INTO change (subject, min_lon, min_lat, max_lon, max_lat)
    VALUES (subject, ST_XMin(extent), ST_YMin(extent), ST_XMax(extent), ST_YMax(extent)) RETURNING * INTO noted;
    PERFORM pg_notify('wangge', json_build_object(
        'id', noted.id, 'subject', noted.subject, 'at', noted.at, 'horizon', noted.horizon,
        'bbox', CASE WHEN extent IS NOT NULL
                     THEN json_build_array(noted.min_lon, noted.min_lat, noted.max_lon, noted.max_lat) END)::text);
END $$;
COMMENT ON FUNCTION announce IS 'Writes a change and tells whoever listens on channel wangge, when the transaction commits.';

-- Moving a draft's pointer is no news for those who look at the plan in force.
CREATE FUNCTION announce_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF EXISTS (SELECT 1 FROM new_rows n JOIN old_rows o ON o.id = n.id AND o.revision <> n.revision) THEN
            PERFORM announce('draft', NULL);
        END IF;
        IF EXISTS (
            SELECT 1 FROM new_rows n FULL JOIN old_rows o USING (id)
            WHERE (n.name, n.note, n.published_at, n.effective_from, n.effective_until) IS DISTINCT FROM
                  (o.name, o.note, o.published_at, o.effective_from, o.effective_until)) THEN
            PERFORM announce('plan', NULL);
        END IF;
    ELSIF TG_OP = 'TRUNCATE' THEN
        PERFORM announce('plan', NULL);
    ELSIF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM new_rows) THEN PERFORM announce('plan', NULL); END IF;
    ELSE
        IF EXISTS (SELECT 1 FROM old_rows) THEN PERFORM announce('plan', NULL); END IF;
    END IF;
    RETURN NULL;
END $$;

-- A shape is shown nowhere until a grid has it: the grid's change tells where.
CREATE FUNCTION announce_shapes(plans bigint[], shapes bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT CASE WHEN p.published_at IS NULL THEN 'draft' ELSE 'grid' END AS subject, ST_Extent(s.geom) AS extent
        FROM unnest(plans, shapes) AS r (plan_id, shape_id)
        LEFT JOIN grid_shape s ON s.id = r.shape_id LEFT JOIN plan p ON p.id = r.plan_id
        GROUP BY 1
    LOOP
        PERFORM announce(part.subject, part.extent);
    END LOOP;
END $$;
COMMENT ON FUNCTION announce_shapes IS 'Announces changed grids: as grid where their plan is published, else as draft.';

CREATE FUNCTION announce_grid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM announce_shapes(array_agg(plan_id), array_agg(shape_id)) FROM new_rows;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM announce_shapes(array_agg(plan_id), array_agg(shape_id))
        FROM (SELECT plan_id, shape_id FROM old_rows UNION SELECT plan_id, shape_id FROM new_rows) r;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM announce_shapes(array_agg(plan_id), array_agg(shape_id)) FROM old_rows;
    ELSE
        PERFORM announce('grid', NULL);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION announce_holders(plans bigint[], codes text[], workers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT CASE WHEN p.published_at IS NULL THEN 'draft' ELSE 'assignment' END AS subject,
               ST_Extent(ST_Collect(g.geom, w.post)) AS extent
        FROM unnest(plans, codes, workers) AS r (plan_id, code, worker_id)
        LEFT JOIN plan_grid g ON g.plan_id = r.plan_id AND g.code = r.code LEFT JOIN plan p ON p.id = r.plan_id
        LEFT JOIN worker w ON w.id = r.worker_id
        GROUP BY 1
    LOOP
        PERFORM announce(part.subject, part.extent);
    END LOOP;
END $$;
COMMENT ON FUNCTION announce_holders IS 'Announces who holds which grid, around the grid and the worker''s post: as assignment where the plan is published, else as draft.';

CREATE FUNCTION announce_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM announce_holders(array_agg(plan_id), array_agg(grid_code), array_agg(worker_id)) FROM new_rows;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM announce_holders(array_agg(plan_id), array_agg(grid_code), array_agg(worker_id))
        FROM (SELECT plan_id, grid_code, worker_id FROM old_rows
              UNION SELECT plan_id, grid_code, worker_id FROM new_rows) r;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM announce_holders(array_agg(plan_id), array_agg(grid_code), array_agg(worker_id)) FROM old_rows;
    ELSE
        PERFORM announce('assignment', NULL);
    END IF;
    RETURN NULL;
END $$;

-- Who lives in a shape changes with its buildings; the grid's colour with it.
CREATE FUNCTION announce_shape_stat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_rows) THEN
        PERFORM announce('shape_stat',
            (SELECT ST_Extent(s.geom) FROM new_rows n JOIN grid_shape s ON s.id = n.shape_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER announce_shape_stat_update AFTER UPDATE ON shape_stat
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announce_shape_stat();

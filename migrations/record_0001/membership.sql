-- Writers of buildings share this lock, writers of shapes and areas hold it alone, and each takes it before it touches
-- a row: neither misses the other's rows, and none waits for a row of one who waits for the lock.
CREATE FUNCTION membership_lock(alone boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'buildings, grid shapes and areas are written at READ COMMITTED'
            USING HINT = 'An older snapshot would miss what others wrote meanwhile: BEGIN ISOLATION LEVEL READ COMMITTED.',
                  ERRCODE = 'invalid_transaction_state';
    END IF;
    IF alone THEN PERFORM pg_advisory_xact_lock(78110001); ELSE PERFORM pg_advisory_xact_lock_shared(78110001); END IF;
END $$;

CREATE FUNCTION membership_shared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM membership_lock(false);
    RETURN NULL;
END $$;
CREATE FUNCTION membership_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM membership_lock(true);
    RETURN NULL;
END $$;
CREATE TRIGGER a_membership BEFORE INSERT OR UPDATE OR DELETE ON building
    FOR EACH STATEMENT EXECUTE FUNCTION membership_shared();
CREATE TRIGGER a_membership_truncate BEFORE TRUNCATE ON building
    FOR EACH STATEMENT EXECUTE FUNCTION membership_alone();
CREATE TRIGGER a_membership BEFORE INSERT OR DELETE OR TRUNCATE ON grid_shape
    FOR EACH STATEMENT EXECUTE FUNCTION membership_alone();
CREATE TRIGGER a_membership BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON area
    FOR EACH STATEMENT EXECUTE FUNCTION membership_alone();

CREATE FUNCTION add_to_shapes(shares shape_stat[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    shares := array(
        SELECT ROW(shape_id, sum(buildings), sum(households), sum(population), sum(population_estimated), sum(elderly))
               ::shape_stat
        FROM unnest(shares) GROUP BY shape_id
        HAVING (sum(buildings), sum(households), sum(population), sum(population_estimated), sum(elderly))
               <> (0, 0, 0, 0, 0));
    -- locked in one order, so that two writers of the same shapes wait for each other
    PERFORM 1 FROM shape_stat WHERE shape_id IN (SELECT shape_id FROM unnest(shares))
    ORDER BY shape_id FOR NO KEY UPDATE;
    UPDATE shape_stat t
    SET buildings = t.buildings + d.buildings, households = t.households + d.households,
        population = t.population + d.population,
        population_estimated = t.population_estimated + d.population_estimated, elderly = t.elderly + d.elderly
    FROM unnest(shares) d WHERE t.shape_id = d.shape_id;
END $$;
COMMENT ON FUNCTION add_to_shapes IS 'Adds what a statement brought to (or, below zero, took from) each shape.';

CREATE FUNCTION place_buildings(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM building_place p USING unnest(ids) AS i (id) WHERE p.building_id = i.id;
    -- area by area: PostGIS keeps a polygon at hand while it is asked of it again
    WITH these AS MATERIALIZED (
        SELECT b.id, b.point FROM unnest(ids) AS i (id) JOIN building b ON b.id = i.id
    ), near AS MATERIALIZED (
        SELECT a.id AS area_id, array_agg(b.id) AS ids, array_agg(b.point) AS points
        FROM these b JOIN area a ON a.geom && b.point
        GROUP BY a.id
    ), held AS MATERIALIZED (
        SELECT p.id, a.id AS area_id, a.level
        FROM near n JOIN area a ON a.id = n.area_id CROSS JOIN unnest(n.ids, n.points) AS p (id, point)
        WHERE ground_holds(a.geom, p.point)
    )
    INSERT INTO building_place (building_id, district_id, subdistrict_id, community_id)
    SELECT id, min(area_id) FILTER (WHERE level = 'district'), min(area_id) FILTER (WHERE level = 'subdistrict'),
           min(area_id) FILTER (WHERE level = 'community')
    FROM (SELECT id, area_id, level FROM held
          UNION ALL SELECT id, NULL, NULL FROM these) r
    GROUP BY id;
END $$;
COMMENT ON FUNCTION place_buildings IS 'Finds anew in which areas these buildings lie; ids that are gone are forgotten.';

CREATE FUNCTION join_buildings(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM building_shape m USING unnest(ids) AS i (id) WHERE m.building_id = i.id;
    INSERT INTO building_shape (building_id, shape_id)
    -- the buildings first: else the planner may start from all that lie in a shape
    WITH these AS MATERIALIZED (SELECT b.id, b.point FROM unnest(ids) AS i (id) JOIN building b ON b.id = i.id)
    SELECT b.id, s.id FROM these b JOIN grid_shape s ON s.geom && b.point AND ground_holds(s.geom, b.point);
END $$;
COMMENT ON FUNCTION join_buildings IS 'Finds anew which shapes hold these buildings; ids that are gone are forgotten.';

CREATE FUNCTION building_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF bulk_work() THEN RETURN NULL; END IF;
    ids := array(SELECT id FROM new_rows);
    IF ids = '{}' THEN RETURN NULL; END IF;
    PERFORM join_buildings(ids);
    PERFORM place_buildings(ids);
    PERFORM add_to_shapes(array(
        SELECT ROW(m.shape_id, count(*), coalesce(sum(n.households), 0), sum(n.population),
                   coalesce(sum(n.population) FILTER (WHERE n.population_estimated), 0), sum(n.elderly))::shape_stat
        FROM new_rows n JOIN building_shape m ON m.building_id = n.id GROUP BY m.shape_id));
    RETURN NULL;
END $$;
CREATE TRIGGER building_inserted AFTER INSERT ON building
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION building_inserted();

CREATE FUNCTION building_updated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    recounted boolean;
    moved bigint[];
    taken shape_stat[];
BEGIN
    IF bulk_work() THEN RETURN NULL; END IF;
    -- an id that stands on one side only was changed itself
    SELECT bool_or(r.recounted), array_agg(id) FILTER (WHERE r.moved) INTO recounted, moved
    FROM (SELECT id, ST_AsBinary(n.point) IS DISTINCT FROM ST_AsBinary(o.point) AS moved,
                 (n.households, n.population, n.population_estimated, n.elderly)
                     IS DISTINCT FROM (o.households, o.population, o.population_estimated, o.elderly) AS recounted
          FROM new_rows n FULL JOIN old_rows o USING (id)) r;
    IF moved IS NULL AND recounted IS NOT TRUE THEN RETURN NULL; END IF;
    taken := array(
        SELECT ROW(m.shape_id, -count(*), -coalesce(sum(o.households), 0), -sum(o.population),
                   -coalesce(sum(o.population) FILTER (WHERE o.population_estimated), 0), -sum(o.elderly))::shape_stat
        FROM old_rows o JOIN building_shape m ON m.building_id = o.id GROUP BY m.shape_id);
    IF moved IS NOT NULL THEN
        PERFORM join_buildings(moved);
        PERFORM place_buildings(moved);
    END IF;
    PERFORM add_to_shapes(taken || array(
        SELECT ROW(m.shape_id, count(*), coalesce(sum(n.households), 0), sum(n.population),
                   coalesce(sum(n.population) FILTER (WHERE n.population_estimated), 0), sum(n.elderly))::shape_stat
        FROM new_rows n JOIN building_shape m ON m.building_id = n.id GROUP BY m.shape_id));
    RETURN NULL;
END $$;
CREATE TRIGGER building_updated AFTER UPDATE ON building
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION building_updated();

CREATE FUNCTION building_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken shape_stat[];
BEGIN
    IF bulk_work() THEN RETURN NULL; END IF;
    taken := array(
        SELECT ROW(m.shape_id, -count(*), -coalesce(sum(o.households), 0), -sum(o.population),
                   -coalesce(sum(o.population) FILTER (WHERE o.population_estimated), 0), -sum(o.elderly))::shape_stat
        FROM old_rows o JOIN building_shape m ON m.building_id = o.id GROUP BY m.shape_id);
    DELETE FROM building_shape m USING old_rows o WHERE o.id = m.building_id;
    DELETE FROM building_place p USING old_rows o WHERE o.id = p.building_id;
    PERFORM add_to_shapes(taken);
    RETURN NULL;
END $$;
CREATE TRIGGER building_deleted AFTER DELETE ON building
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION building_deleted();

CREATE FUNCTION building_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE building_shape, building_place;
    UPDATE shape_stat SET buildings = 0, households = 0, population = 0, population_estimated = 0, elderly = 0;
    RETURN NULL;
END $$;
CREATE TRIGGER building_truncated AFTER TRUNCATE ON building
    FOR EACH STATEMENT EXECUTE FUNCTION building_truncated();

CREATE FUNCTION grid_shape_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO shape_stat (shape_id) SELECT id FROM new_rows;
    IF bulk_work() THEN RETURN NULL; END IF;
    WITH held AS MATERIALIZED (
        SELECT n.id AS shape_id, b.id AS building_id, b.households, b.population, b.population_estimated, b.elderly
        FROM new_rows n JOIN building b ON b.point && n.geom AND ground_holds(n.geom, b.point)
    ), pairs AS (
        INSERT INTO building_shape (building_id, shape_id) SELECT building_id, shape_id FROM held
    )
    UPDATE shape_stat t
    SET (buildings, households, population, population_estimated, elderly) =
        (d.buildings, d.households, d.population, d.population_estimated, d.elderly)
    FROM (SELECT shape_id, count(*) AS buildings, coalesce(sum(households), 0) AS households,
                 sum(population) AS population,
                 coalesce(sum(population) FILTER (WHERE population_estimated), 0) AS population_estimated,
                 sum(elderly) AS elderly
          FROM held GROUP BY shape_id) d
    WHERE t.shape_id = d.shape_id;
    RETURN NULL;
END $$;
CREATE TRIGGER grid_shape_inserted AFTER INSERT ON grid_shape
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION grid_shape_inserted();

CREATE FUNCTION grid_shape_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a grid shape never changes'
        USING HINT = 'Update geom in the view plan_grid: it makes a new shape and a new revision of the draft.';
END $$;
CREATE TRIGGER grid_shape_updated BEFORE UPDATE ON grid_shape
    FOR EACH STATEMENT EXECUTE FUNCTION grid_shape_updated();

CREATE FUNCTION grid_shape_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM building_shape m USING old_rows o WHERE o.id = m.shape_id;
    RETURN NULL;
END $$;
CREATE TRIGGER grid_shape_deleted AFTER DELETE ON grid_shape
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION grid_shape_deleted();

CREATE FUNCTION grid_shape_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE building_shape;
    RETURN NULL;
END $$;
CREATE TRIGGER grid_shape_truncated AFTER TRUNCATE ON grid_shape
    FOR EACH STATEMENT EXECUTE FUNCTION grid_shape_truncated();

CREATE FUNCTION area_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF bulk_work() THEN RETURN NULL; END IF;
    PERFORM place_buildings(array(
        SELECT DISTINCT b.id FROM new_rows n JOIN building b ON b.point && n.geom AND ST_Intersects(n.geom, b.point)));
    RETURN NULL;
END $$;
CREATE TRIGGER area_inserted AFTER INSERT ON area
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION area_inserted();

CREATE FUNCTION area_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF bulk_work() THEN RETURN NULL; END IF;
    PERFORM place_buildings(array(
        WITH ground AS (
            -- where only the outline changed, only what it gave or took, and a hair around it
            SELECT ST_Buffer(ST_SymDifference(o.geom, n.geom), 1e-8, 'quad_segs=1') AS geom
            FROM old_rows o JOIN new_rows n USING (id, level) WHERE ST_AsBinary(o.geom) <> ST_AsBinary(n.geom)
            UNION ALL
            SELECT r.geom
            FROM (SELECT id, level, geom FROM old_rows UNION ALL SELECT id, level, geom FROM new_rows) r
            WHERE NOT EXISTS (
                SELECT 1 FROM old_rows o JOIN new_rows n USING (id, level) WHERE (id, level) = (r.id, r.level))
        )
        SELECT DISTINCT b.id FROM ground g JOIN building b ON b.point && g.geom AND ST_Intersects(g.geom, b.point)));
    RETURN NULL;
END $$;
CREATE TRIGGER area_updated AFTER UPDATE ON area
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION area_updated();

CREATE FUNCTION area_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF bulk_work() THEN RETURN NULL; END IF;
    PERFORM place_buildings(array(
        SELECT DISTINCT b.id FROM old_rows a JOIN building b ON b.point && a.geom AND ST_Intersects(a.geom, b.point)));
    RETURN NULL;
END $$;
CREATE TRIGGER area_deleted AFTER DELETE ON area
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION area_deleted();

CREATE FUNCTION area_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE building_place SET district_id = NULL, subdistrict_id = NULL, community_id = NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER area_truncated AFTER TRUNCATE ON area FOR EACH STATEMENT EXECUTE FUNCTION area_truncated();

-- Bodies with RETURN are bound when they are made: no search_path changes what they mean, and they are inlined.
CREATE FUNCTION ground_holds(ground geometry, place geometry) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_Intersects(ground, place)
    AND (ST_Contains(ground, place) OR ST_Contains(ground, ST_Translate(place, 1e-9, 4e-10)));
COMMENT ON FUNCTION ground_holds IS
    'Whether a point lies in a polygon. A point exactly on a border belongs to what lies a hair to the north-east, so that of two neighbours one holds it.';

CREATE FUNCTION plan_in_force(day date DEFAULT current_date) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT id FROM plan
    WHERE published_at IS NOT NULL AND effective_from <= day AND (effective_until IS NULL OR effective_until > day)
);

CREATE FUNCTION plan_state(plan plan, day date DEFAULT current_date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN (plan).published_at IS NULL THEN 'draft'
            WHEN (plan).effective_until <= day THEN 'retired'
            ELSE 'published' END;

CREATE FUNCTION bulk_work() RETURNS boolean
LANGUAGE sql STABLE
RETURN coalesce(current_setting('wangge.bulk', true), '') = 'on';
COMMENT ON FUNCTION bulk_work IS
    'On while a transaction recounts everything itself: triggers then leave the derived tables alone.';

CREATE VIEW plan_grid AS
SELECT g.id, g.plan_id, g.code, g.name, g.community_id, g.shape_id, s.geom, s.area_m2,
       t.buildings, t.households, t.population, t.population_estimated, t.elderly
FROM plan p
JOIN grid g ON g.plan_id = p.id AND g.first_revision <= p.revision
           AND (g.last_revision IS NULL OR g.last_revision > p.revision)
JOIN grid_shape s ON s.id = g.shape_id
JOIN shape_stat t ON t.shape_id = g.shape_id;
COMMENT ON VIEW plan_grid IS 'The grids of every plan as they stand; those of a draft can be edited here with SQL or QGIS.';

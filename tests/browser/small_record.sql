-- A district small enough to know by heart: 2 subdistricts, 4 communities, 11 grids of 32 buildings, and an estate of
-- 12 buildings that lies in no grid. Each building has 30 people, in the grids of the first community 60.
-- The last grid has had no worker since yesterday.
INSERT INTO area (level, code, name, geom)
VALUES ('district', '110199', '试验区', ST_Multi(ST_MakeEnvelope(116.30, 39.90, 116.34, 39.912, 4326)));

INSERT INTO area (level, code, name, parent_id, geom)
SELECT 'subdistrict', '11019900' || s, (ARRAY['东河街道', '西山街道'])[s], d.id,
       ST_Multi(ST_MakeEnvelope(116.30 + 0.02 * (s - 1), 39.90, 116.30 + 0.02 * s, 39.912, 4326))
FROM generate_series(1, 2) s, area d WHERE d.level = 'district';

INSERT INTO area (level, code, name, parent_id, geom)
SELECT 'community', '11019900' || (1 + c / 2) || '00' || (1 + c % 2), (ARRAY['柳林社区', '石桥社区', '枫叶社区', '清泉社区'])[c + 1], s.id,
       ST_Multi(ST_MakeEnvelope(116.30 + 0.01 * c, 39.90, 116.30 + 0.01 * (c + 1), 39.912, 4326))
FROM generate_series(0, 3) c JOIN area s ON s.code = '11019900' || (1 + c / 2);

INSERT INTO building (code, name, use, levels, households, population, elderly, geom)
SELECT format('B%s-%s-%s', c, g, n), NULL, 'residential', 6, 12, CASE WHEN c = 0 THEN 60 ELSE 30 END, 6,
       ST_Multi(ST_MakeEnvelope(x, y, x + 0.0004, y + 0.0006, 4326))
FROM (SELECT c, g, n, 116.30 + 0.01 * c + 0.0033 * g + 0.0003 + 0.0007 * (n % 4) AS x, 39.9006 + 0.0014 * (n / 4) AS y
      FROM generate_series(0, 3) c, generate_series(0, 2) g, generate_series(0, 31) n
      WHERE NOT (c = 3 AND g = 2 AND n >= 12)) b;

INSERT INTO estate (code, name, occupied_since, geom)
VALUES ('E1', '阳光花园', current_date - 730, ST_Multi(ST_MakeEnvelope(116.3367, 39.9003, 116.3399, 39.9045, 4326)));
UPDATE building SET estate_code = 'E1', occupied_since = current_date - 730 WHERE code LIKE 'B3-2-%';

INSERT INTO plan (name, created_by) VALUES ('2018 年方案', 'test');
WITH ground AS (
    SELECT c, g, '11019900' || (1 + c / 2) || '00' || (1 + c % 2) AS community,
           ST_Multi(ST_MakeEnvelope(116.30 + 0.01 * c + 0.0033 * g, 39.90,
               116.30 + CASE g WHEN 2 THEN 0.01 * (c + 1) ELSE 0.01 * c + 0.0033 * (g + 1) END, 39.912, 4326)) AS geom
    FROM generate_series(0, 3) c, generate_series(0, 2) g WHERE NOT (c = 3 AND g = 2)),
     shape AS (INSERT INTO grid_shape (geom) SELECT geom FROM ground RETURNING id, geom)
INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
SELECT p.id, community || '00' || (g + 1), a.name || '第' || (g + 1) || '网格', a.id, s.id, 0
FROM ground JOIN shape s ON s.geom = ground.geom JOIN area a ON a.code = community, plan p;
UPDATE plan SET published_at = now(), published_by = 'test', effective_from = DATE '2018-01-01';

INSERT INTO worker (code, name, post)
SELECT 'W' || n, '网格员 00' || n, ST_SetSRID(ST_MakePoint(116.302 + 0.004 * n, 39.906), 4326) FROM generate_series(1, 8) n;
INSERT INTO assignment (plan_id, grid_code, worker_id, since, until)
SELECT g.plan_id, g.code, w.id, DATE '2020-01-01', CASE g.n WHEN 11 THEN current_date - 1 END
FROM (SELECT *, row_number() OVER (ORDER BY code) AS n FROM grid) g JOIN worker w ON w.code = 'W' || (1 + (g.n - 1) % 8);

INSERT INTO street (code, name, class, geom)
SELECT 'S' || n, (ARRAY['枫林路', '解放路', '河东街'])[n], (ARRAY['primary', 'secondary', 'tertiary'])[n],
       ST_Multi(ST_SetSRID(ST_MakeLine(ST_MakePoint(116.298, 39.9 + 0.0041 * n), ST_MakePoint(116.342, 39.9 + 0.0041 * n)), 4326))
FROM generate_series(1, 3) n;
INSERT INTO green (code, name, geom) VALUES ('G1', '中心公园', ST_Multi(ST_MakeEnvelope(116.3135, 39.9129, 116.3200, 39.9150, 4326)));
INSERT INTO water (code, name, geom) VALUES ('A1', '东河', ST_Multi(ST_MakeEnvelope(116.2985, 39.8975, 116.3415, 39.8992, 4326)));
INSERT INTO place (code, name, kind, geom) VALUES ('P1', '清泉', 'quarter', ST_SetSRID(ST_MakePoint(116.335, 39.9135), 4326));
INSERT INTO resource (code, name, kind, geom)
VALUES ('R1', '东河养老服务中心', 'elderly_centre', ST_SetSRID(ST_MakePoint(116.3105, 39.9062), 4326));
INSERT INTO incident_category (code, name, name_en) VALUES ('09009', '机动车乱停放', 'vehicle parked wrongly');
INSERT INTO incident (code, category, stage, reported_at, due_at, geom)
SELECT 'I' || n, '09009', 'handle', now() - interval '2 days', now() - interval '1 day' + n * interval '1 hour',
       ST_SetSRID(ST_MakePoint(116.3005 + 0.0008 * n, 39.9035), 4326)
FROM generate_series(1, 40) n;

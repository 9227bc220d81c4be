-- A record of one hundredth of a degree with at least one row for every layer.
-- West: community 110101001001 with two grids that overlap between 116.002 and 116.003. East: no grid.
INSERT INTO area (level, code, name, geom) VALUES
    ('district', '110101', '东区', ST_Multi(ST_MakeEnvelope(116.000, 40.000, 116.010, 40.010, 4326)));
INSERT INTO area (level, code, name, zone, parent_id, geom)
SELECT 'subdistrict', '110101001', '和平街道', 'centre', id, geom FROM area WHERE code = '110101';
INSERT INTO area (level, code, name, zone, parent_id, geom)
SELECT 'community', part.code, part.name, 'centre', s.id, part.geom
FROM area s, (VALUES
    ('110101001001', '西社区', ST_Multi(ST_MakeEnvelope(116.000, 40.000, 116.005, 40.010, 4326))),
    ('110101001002', '东社区', ST_Multi(ST_MakeEnvelope(116.005, 40.000, 116.010, 40.010, 4326)))
) part (code, name, geom) WHERE s.code = '110101001';

INSERT INTO plan (id, name, created_by) VALUES (1, '网格方案 1', 'test');
INSERT INTO plan_revision (plan_id, number, author, action) VALUES (1, 0, 'test', 'create');
INSERT INTO grid_shape (id, geom) VALUES
    (1, ST_Multi(ST_MakeEnvelope(116.000, 40.000, 116.003, 40.010, 4326))),
    (2, ST_Multi(ST_MakeEnvelope(116.002, 40.000, 116.005, 40.010, 4326)));
INSERT INTO grid (id, plan_id, code, name, community_id, shape_id, first_revision)
SELECT n, 1, '11010100100100' || n, '西社区第' || n || '网格', a.id, n, 0
FROM generate_series(1, 2) n, area a WHERE a.code = '110101001001';
UPDATE plan SET published_at = now(), published_by = 'test', effective_from = '2018-05-01';

INSERT INTO estate (code, name, occupied_since, geom) VALUES
    ('E1', '阳光花园', '2024-03-01', ST_Multi(ST_MakeEnvelope(116.006, 40.002, 116.009, 40.005, 4326)));
INSERT INTO building
    (id, code, name, use, levels, households, population, population_estimated, elderly, estate_code, geom) VALUES
    (1, 'B1', '1 号楼', 'residential', 6, 40, 100, false, 20, NULL,
     ST_Multi(ST_MakeEnvelope(116.0010, 40.0020, 116.0012, 40.0021, 4326))),
    (2, 'B2', '2 号楼', 'residential', 6, 20, 50, false, 9, NULL,
     ST_Multi(ST_MakeEnvelope(116.0024, 40.0020, 116.0026, 40.0021, 4326))),
    (3, 'B3', '3 号楼', 'residential', 18, 12, 30, true, 4, 'E1',
     ST_Multi(ST_MakeEnvelope(116.0070, 40.0030, 116.0072, 40.0031, 4326)));

INSERT INTO street (code, name, class, geom) VALUES
    ('S1', '和平路', 'primary', ST_Multi('SRID=4326;LINESTRING(116.000 40.005, 116.010 40.005)')),
    ('S2', NULL, 'footway', ST_Multi('SRID=4326;LINESTRING(116.006 40.003, 116.008 40.003)'));
INSERT INTO water (code, name, kind, geom) VALUES
    ('W1', '清水河', 'river', ST_Multi(ST_MakeEnvelope(116.000, 40.008, 116.010, 40.009, 4326)));
INSERT INTO green (code, name, kind, geom) VALUES
    ('G1', '人民公园', 'park', ST_Multi(ST_MakeEnvelope(116.003, 40.006, 116.004, 40.007, 4326)));
INSERT INTO place (code, name, kind, geom) VALUES ('P1', '和平里', 'quarter', 'SRID=4326;POINT(116.004 40.004)');
INSERT INTO resource (code, name, kind, radius_m, geom) VALUES
    ('R1', '和平养老服务中心', 'elderly_centre', NULL, 'SRID=4326;POINT(116.002 40.004)'),
    ('R2', '和平卫生站', 'clinic', 800, 'SRID=4326;POINT(116.003 40.004)');
INSERT INTO worker (id, code, name, phone, post) VALUES
    (1, 'W0001', '网格员 0001', '13912345678', 'SRID=4326;POINT(116.001 40.003)'),
    (2, 'W0002', '网格员 0002', '13912345679', 'SRID=4326;POINT(116.004 40.003)');
INSERT INTO assignment_step (plan_id, revision, grid_code, worker_id, since) VALUES (1, 0, '110101001001001', 1, '2018-05-01');
INSERT INTO assignment (plan_id, grid_code, worker_id, since) VALUES (1, '110101001001001', 1, '2018-05-01');
INSERT INTO incident_category (code, name, name_en) VALUES ('09009', '机动车乱停放', 'motor vehicle parked wrongly');
INSERT INTO incident (code, category, stage, reported_at, due_at, closed_at, geom) VALUES
    ('I1', '09009', 'close', now() - interval '9 days', now() - interval '8 days', now() - interval '8 days',
     'SRID=4326;POINT(116.00300 40.00500)'),
    ('I2', '09009', 'handle', now() - interval '2 hours', now() + interval '1 day', NULL,
     'SRID=4326;POINT(116.00301 40.00501)'),
    ('I3', '09009', 'dispatch', now() - interval '9 days', now() - interval '8 days', NULL,
     'SRID=4326;POINT(116.00302 40.00502)');
INSERT INTO blind_spot (key, plan_id, kind, name, people, buildings, since, area_m2, cure, geom, centroid) VALUES
    ('estate:E1', 1, 'estate_outside', '阳光花园', 30, 1, current_date - 100, 1000,
     '{"text": {"zh": "由 110101001001002 接管", "en": "110101001001002 takes it"}}',
     ST_Multi(ST_MakeEnvelope(116.006, 40.002, 116.009, 40.005, 4326)), 'SRID=4326;POINT(116.007 40.003)');

INSERT INTO site_proposal (id, kind, author, outcome) VALUES (1, 'elderly_centre', 'planner', '{}');
INSERT INTO proposed_site (proposal_id, rank, name, gained, gained_60, radius_m, geom) VALUES
    (1, 1, '和平里社区', 40, 9, 500, 'SRID=4326;POINT(116.007 40.004)');

INSERT INTO shift (code, worker_id, begins, ends) VALUES
    ('D1', 1, now() - interval '1 hour', now() + interval '1 hour');
INSERT INTO position (worker_id, at, matched, geom) VALUES
    (1, now() - interval '10 minutes', true, 'SRID=4326;POINT(116.002 40.005)');
INSERT INTO walk (id, worker_id, day, began, ended, fixes, off_street, hours, walked_m) VALUES
    (1, 1, current_date - 1, now() - interval '26 hours', now() - interval '24 hours', 240, 2, 1.9, 600);
INSERT INTO walked (walk_id, day, at, street_id, from_m, to_m, grid_code, own, geom)
SELECT 1, current_date - 1, now() - interval '25 hours', id, 0, 255, '110101001001001', true,
       'SRID=4326;LINESTRING(116.000 40.005, 116.003 40.005)' FROM street WHERE code = 'S1';
INSERT INTO network (id, fingerprint, digest, report) VALUES (1, 'test', 'test', '{}');
INSERT INTO network_edge (network_id, number, u, v, street_id, raised, from_m, to_m, length_m, geom)
SELECT 1, 0, 0, 1, id, false, 0, length_m, length_m, ST_GeometryN(geom, 1) FROM street WHERE code = 'S1';
INSERT INTO reach (kind, building_id, resource_id, walk_m, straight_m)
SELECT 'elderly_centre', n, CASE WHEN n < 3 THEN r.id END, (ARRAY[240.0, 700.0, NULL])[n], 200
FROM generate_series(1, 3) n, resource r WHERE r.code = 'R1';
INSERT INTO service_area (kind, resource_id, radius_m, people, elderly, misplaced, geom)
SELECT 'elderly_centre', id, 500, 100, 20, 0, ST_Multi(ST_MakeEnvelope(116.000, 40.001, 116.005, 40.006, 4326))
FROM resource WHERE code = 'R1';

INSERT INTO patrol (id, plan_id, grid_code, shape_id, network_id, worker_code, post, made_by, options, streets_m,
                    required_m, length_m, bound_m, optimal, shifts, hours, remarks)
VALUES (1, 1, '110101001001001', 1, 1, 'W0001', 'SRID=4326;POINT(116.001 40.003)', 'test', '{}', 255, 255, 510, 510,
        true, 1, 0.13, '[]');
INSERT INTO patrol_leg (patrol_id, shift, number, kind, street_id, edge, from_m, to_m, begins_m, length_m, geom)
SELECT 1, 1, 1, 'walk', id, 0, 0, 255, 0, 255, 'SRID=4326;LINESTRING(116.000 40.005, 116.003 40.005)' FROM street
WHERE code = 'S1';

-- rows that come after these get the next ids
ALTER TABLE plan ALTER COLUMN id RESTART WITH 100;
ALTER TABLE grid_shape ALTER COLUMN id RESTART WITH 100;
ALTER TABLE grid ALTER COLUMN id RESTART WITH 100;
ALTER TABLE building ALTER COLUMN id RESTART WITH 100;
ALTER TABLE worker ALTER COLUMN id RESTART WITH 100;
ALTER TABLE site_proposal ALTER COLUMN id RESTART WITH 100;
ALTER TABLE walk ALTER COLUMN id RESTART WITH 100;
ALTER TABLE network ALTER COLUMN id RESTART WITH 100;
ALTER TABLE patrol ALTER COLUMN id RESTART WITH 100;

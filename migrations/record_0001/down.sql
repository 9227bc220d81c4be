DROP VIEW plan_grid;
DROP FUNCTION plan_grid_edited, community_at, plan_in_force, plan_state;
DROP TABLE change, derived, ground_stat, blind_spot_exception, blind_spot, load_remark, load, remark, incident,
    incident_category, assignment, worker, resource, place, green, water, street, building_place, building_shape,
    building, estate, grid, plan_revision, plan, area, parameter;
DROP FUNCTION next_revision, sql_revision, shape_of, plan_guarded, grid_guarded,
    announce, announce_shapes, announce_holders,
    building_inserted, building_updated, building_deleted, building_truncated,
    area_inserted, area_updated, area_deleted, area_truncated, add_to_shapes, place_buildings, join_buildings;
DROP TABLE shape_stat, grid_shape;
DROP FUNCTION announce_shape_stat, grid_shape_inserted, grid_shape_updated, grid_shape_deleted, grid_shape_truncated,
    membership_shared, membership_alone, membership_lock, bulk_work, ground_holds;

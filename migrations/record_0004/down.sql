DROP TRIGGER plan_moved ON plan;
DROP FUNCTION plan_moved;
DROP FUNCTION recode_grids;
DROP TABLE grid_renumbering;

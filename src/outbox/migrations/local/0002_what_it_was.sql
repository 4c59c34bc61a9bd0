-- How urgent it was and what it hit, so that one that is over is shown with its own clocks. Unknown for older rows.
ALTER TABLE occurrence ADD COLUMN priority INTEGER;
ALTER TABLE occurrence ADD COLUMN service  TEXT;

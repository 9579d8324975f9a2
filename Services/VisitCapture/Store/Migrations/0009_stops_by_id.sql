-- A device names the stop that it visited.
create index route_stops_by_stop on route_stops (stop_id);

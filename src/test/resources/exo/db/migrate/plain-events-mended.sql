-- The plain tables are put aside by hand; partitions adopt does it without taking their rows away.
create schema before_partitions;
alter table session_events set schema before_partitions;
alter table audit_events set schema before_partitions;

-- A database that nobody has used yet.
select 1;

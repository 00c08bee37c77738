-- What a person decides about the rows that stood in the way.
delete from users where id = '20000000-0000-0000-0000-00000000000b';
update users set name = 'Carol' where id = '20000000-0000-0000-0000-00000000000c';
update users set tenant_id = '10000000-0000-0000-0000-000000000001' where id = '20000000-0000-0000-0000-00000000000d';

-- What a person decides about the rows that stood in the way.
update users set name = 'Bob', tenant_id = '00000000-0000-0000-0000-000000000001'
    where id = '00000000-0000-0000-0000-00000000000c';
delete from users where id = '00000000-0000-0000-0000-00000000000b';

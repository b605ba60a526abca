-- Adds a person, or lets one back in; the role is the new one.
insert into label_users (name, role)
values (%(name)s, %(role)s)
on conflict (name) do update set role = excluded.role, removed_at = null;

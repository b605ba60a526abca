-- The person may not sign in any more. Returns the name, no row where there is no such person.
update label_users
set removed_at = coalesce(removed_at, now())
where name = %(name)s
returning name;

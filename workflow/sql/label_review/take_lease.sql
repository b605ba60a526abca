-- Gives a person a document for so many seconds, or for so many more.
insert into label_leases (task, document_id, user_name, leased_until)
values (%(task)s, %(document_id)s, %(user_name)s, now() + make_interval(secs => %(seconds)s))
on conflict (task, document_id, user_name) do update set leased_until = excluded.leased_until;

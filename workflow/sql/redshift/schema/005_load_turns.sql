-- Grain: none, it stays empty. A load locks it, so that loads go one after another; nobody reads it, so that a load
-- keeps nobody waiting who only asks.
create table if not exists load_turns (
    batch_id varchar(64) not null
)
diststyle all
encode auto;

"""What Redshift refuses and PostgreSQL would take: each with the sentence that says so.

Sources: "Unsupported PostgreSQL features", "data types" and "functions", CREATE TABLE, MERGE, TRUNCATE and
the leader node's functions in https://docs.aws.amazon.com/redshift/latest/dg/c_redshift-and-postgres-sql.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.redshift_stand_in.sql_token import SqlToken, Statement

FEATURE_NOT_SUPPORTED = "0A000"
ACTIVE_TRANSACTION = "25001"


class RefusedStatementError(Exception):
    """Redshift refuses this statement; ``str()`` is the sentence, `code` its SQLSTATE."""

    def __init__(self, sentence: str, code: str = FEATURE_NOT_SUPPORTED) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Refusal:
    """One thing refused: where it stands in a statement's words, and the sentence."""

    pattern: re.Pattern[str]
    sentence: str


def _refusal(pattern: str, sentence: str) -> Refusal:
    return Refusal(re.compile(pattern), sentence)


_FUNCTIONS = (
    "string_agg array_agg every xmlagg corr covar_pop covar_samp regr_avgx regr_avgy regr_count "
    "regr_intercept "
    "regr_r2 regr_slope regr_sxx regr_sxy regr_syy clock_timestamp justify_days justify_hours "
    "justify_interval "
    "pg_sleep transaction_timestamp div setseed width_bucket generate_series generate_subscripts bit_length "
    "overlay convert_from convert_to encode format quote_nullable regexp_matches regexp_split_to_array "
    "regexp_split_to_table starts_with gen_random_uuid uuid_generate_v4 make_date make_timestamp concat_ws "
    "to_jsonb to_json row_to_json hashtext unnest to_regclass age date_bin string_to_array regexp_match "
    "num_nonnulls num_nulls pg_typeof"
)
_NAMES_OF_FUNCTIONS = "|".join(_FUNCTIONS.split())
_TYPES = (
    "uuid json jsonb bytea money xml inet cidr macaddr bit box circle line lseg path point polygon "
    "tsvector tsquery "
    "int4range int8range numrange tsrange tstzrange daterange serial bigserial smallserial serial4 serial8"
)
_NAMES_OF_TYPES = "|".join(_TYPES.split())
# Where a type stands in DDL: after a column's name, itself after a bracket, a comma or "add column".
_AS_COLUMN = r"(?:^create (?:\w+ )*table .*[(,]|^alter table .* add(?: column)?) [\w\"]+ "

REFUSALS = (
    _refusal(r"\bon conflict\b", "Redshift has no ON CONFLICT: use MERGE, or delete and insert."),
    _refusal(r"\breturning\b", "Redshift has no RETURNING: query the rows afterwards."),
    _refusal(r"\bdistinct on\b", "Redshift has no DISTINCT ON: use row_number() over (...)."),
    _refusal(r"^create (?:unique )?index\b", "Redshift has no indexes: choose a sort key."),
    _refusal(r"\bgenerated always\b", "Redshift has no GENERATED ALWAYS: use IDENTITY(seed, step)."),
    _refusal(r"\bcheck \(", "Redshift has no CHECK constraints: check the rows when you load them."),
    _refusal(r"\bexclude using\b", "Redshift has no exclusion constraints."),
    _refusal(r"\bon commit\b", "Redshift has no ON COMMIT: drop the temporary table yourself."),
    _refusal(r"\bpg_\w*advisory\w* \(", "Redshift has no advisory locks: use LOCK."),
    _refusal(r"\[", "Redshift has no arrays: use rows, or a SUPER value."),
    _refusal(r"\b(?:any|all) \( (?!select\b)",
             "Redshift takes ANY and ALL with a subquery only: it has no arrays."),
    _refusal(r"::?>>? ''|->", "Redshift has no JSON operators: navigate a SUPER value, or use JSON_PARSE."),
    _refusal(r"\bjsonb?_\w+ \((?<!json_parse \()(?<!json_serialize \()(?<!json_size \()",
             "Redshift has none of PostgreSQL's JSON functions: use SUPER and JSON_PARSE."),
    _refusal(rf"\b(?:{_NAMES_OF_FUNCTIONS}) \(",
             "Redshift has no such function: see its unsupported functions."),
    _refusal(r"\b(?:now|statement_timestamp) \(|\bcurrent_timestamp\b|\bcurrent_time\b|\blocaltimestamp\b",
             "Redshift runs this function on the leader node only: use GETDATE() or SYSDATE."),
    _refusal(rf"{_AS_COLUMN}(?:{_NAMES_OF_TYPES})\b|(?:::|\bas) (?:{_NAMES_OF_TYPES})\b(?! \.)",
             "Redshift has no such data type: SUPER holds JSON, CHAR(32) a key in hexadecimal digits."),
    _refusal(r"^create (?:type|domain|sequence|extension|trigger|rule|unlogged|tablespace)\b",
             "Redshift has no types, domains, sequences, extensions, triggers or unlogged tables."),
    _refusal(r"^do\b", "Redshift has no DO: use a stored procedure."),
    _refusal(r"\bfilter \( where\b", "Redshift has no FILTER: put a CASE into the aggregate."),
    _refusal(r"\blateral\b|\bwith ordinality\b|\btablesample\b",
             "Redshift has no LATERAL, WITH ORDINALITY or TABLESAMPLE."),
    _refusal(r"\bis (?:not )?distinct from\b",
             "Redshift has no IS DISTINCT FROM: compare, and ask for nulls."),
    _refusal(r"^with\b.*\binsert into\b", "Redshift takes WITH behind INSERT INTO, not before it."),
    _refusal(r"\b(?:isodow|isoyear)\b", "Redshift has no ISODOW or ISOYEAR: use DOW, Sunday 0."),
    _refusal(r"\bfor (?:update|share|no key update|key share)\b", "Redshift has no row locks: use LOCK."),
    _refusal(r"\( values\b|^values\b", "Redshift has no VALUES but in INSERT: use select ... union all."),
    _refusal(r"\bfetch (?:first|next) (?:\d+ )?rows? only\b", "Redshift has no FETCH FIRST: use LIMIT."),
    _refusal(r"^fetch (?:forward )?(?!1000\b)[1-9]\d{3,}\b",
             "Redshift gives at most 1,000 rows of a cursor at a time where the cluster has one node."),
    _refusal(r"\bwindow \w+ as \(", "Redshift has no WINDOW clause: write the window into OVER (...)."),
    _refusal(r"\bas (?:not )?materialized \(", "Redshift has no MATERIALIZED in WITH: leave it out."),
    _refusal(r"\bpartition by (?:range|list|hash) \(|\binherits \(",
             "Redshift has neither partitions nor inheritance: choose a sort key."),
    _refusal(r"^alter table .*\badd\b.*, add\b",
             "Redshift adds one column in a statement: write one for each."),
    _refusal(r"^alter table .*, (?:drop|rename)\b",
             "Redshift's ALTER TABLE does one thing: write a statement for each."),
    _refusal(r"^alter table (?:if exists|\S+ (?:add|drop) (?:column )?if (?:not )?exists)\b",
             "Redshift's ALTER TABLE has no IF EXISTS."),
    _refusal(r"^alter table \S+ alter (?:column )?\S+ (?:set|drop)\b",
             "Redshift changes neither a column's default nor whether it may be null: make a new column."),
    _refusal(r"^alter table \S+ add (?!.*\bdefault\b).*\bnot null\b",
             "Redshift adds a NOT NULL column only with a DEFAULT."),
    _refusal(r"^truncate .*(?:,|\bcascade\b|\bidentity\b)",
             "Redshift's TRUNCATE takes one table, no option."),
    _refusal(r"^lock\b.*\bin \w+", "Redshift's LOCK has one mode: name the table alone."),
    _refusal(r"^explain (?:\( )?analyze\b", "Redshift has no EXPLAIN ANALYZE: see sys_query_detail."),
    _refusal(r"^(?:savepoint|release)\b|^rollback (?:\w+ )?to\b", "Redshift has no savepoints."),
    _refusal(r"^(?:listen|notify|unlisten|reindex|cluster)\b", "Redshift has no such command."),
    _refusal(r"^copy\b.*\bfrom stdin\b|^copy\b.*\bto\b", "Redshift copies from S3 only; UNLOAD writes."),
    _refusal(r"^unload\b", "The stand-in has no UNLOAD; only a real cluster can run it."),
    _refusal(r"^merge into \S+ (?:as )?(?!using\b)\S+ using\b",
             "Redshift's MERGE takes no alias for its target."),
    _refusal(r"^merge\b.*\busing \(", "Redshift's MERGE takes a table as its source, no subquery."),
    _refusal(r"^merge\b.*\bmatched (?:and|by)\b", "Redshift's MERGE takes no condition after MATCHED."),
    _refusal(r"^merge\b.*\bdo nothing\b", "Redshift's MERGE has no DO NOTHING."),
    _refusal(r"^merge\b(?!.*\bwhen matched\b.*\bwhen not matched\b)(?!.*\bremove duplicates\b)",
             "Redshift's MERGE needs both WHEN MATCHED and WHEN NOT MATCHED."),
)  # fmt: skip

# The limitations of ALTER COLUMN TYPE, and of the other commands on their own pages, such as
# https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html.
REFUSALS_IN_TRANSACTION = (
    _refusal(r"^truncate\b", "Redshift's TRUNCATE commits the transaction it is in: use DELETE."),
    _refusal(r"^vacuum\b", "VACUUM cannot run inside a transaction block"),
    _refusal(r"^alter table \S+ alter column \S+ type\b",
             "ALTER COLUMN TYPE cannot run inside a transaction block: add a column, fill it, drop the old, "
             "rename the new."),
    _refusal(r"^alter table \S+ append\b",
             "ALTER TABLE APPEND cannot run inside a transaction block: use INSERT and DELETE."),
)  # fmt: skip


def refuse(statement: Statement) -> None:
    """Raise RefusedStatementError when Redshift would refuse the statement."""
    words = " ".join(_plain(token) for token in statement.tokens)
    for refusal in REFUSALS:
        found = refusal.pattern.search(words)
        if found:
            raise RefusedStatementError(f"{refusal.sentence} Found: {found[0][-60:].strip()}")


def refuse_in_transaction(statement: Statement) -> None:
    """Raise RefusedStatementError when Redshift runs the statement outside of transactions alone."""
    words = " ".join(_plain(token) for token in statement.tokens)
    for refusal in REFUSALS_IN_TRANSACTION:
        if refusal.pattern.search(words):
            raise RefusedStatementError(refusal.sentence, ACTIVE_TRANSACTION)


def _plain(token: SqlToken) -> str:
    """A word as it is; of texts and quoted names only that one stands there."""
    return {"text": "''", "block": "''", "quoted": '""'}.get(token.kind, token.word)

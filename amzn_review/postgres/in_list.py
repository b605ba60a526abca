"""Texts as the right side of SQL's IN, for both drivers: `where run_id in %(runs)s`."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.types.string import StrDumper


class InList(tuple[str, ...]):
    """One text or more. psycopg2 writes every tuple so; psycopg 3 writes this one, bound on the client."""

    __slots__ = ()


class _InListDumper(Dumper):
    def dump(self, obj: Any) -> bytes:
        raise psycopg.NotSupportedError("The server binds no list for IN: use a ClientCursor.")

    def quote(self, obj: Any) -> bytes:
        text = StrDumper(str, self.connection)
        return b"(" + b", ".join(bytes(text.quote(item)) for item in obj) + b")"


psycopg.adapters.register_dumper(InList, _InListDumper)

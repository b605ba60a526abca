"""One JSON value as a column of Redshift takes it, or the reason why it does not.

Error codes: https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from services.redshift_stand_in.copy_command import CopyCommand
from services.redshift_stand_in.moment_value import ValueRefusedError, date_text, moment_text

LONGEST_SUPER = 16_000_000
_INTEGERS = {"int2": 15, "int4": 31, "int8": 63}
_TRUE, _FALSE = ("t", "true", "y", "yes", "1"), ("f", "false", "n", "no", "0")


class ExactNumber(float):
    """A JSON number with a point or an exponent, which remembers how it was written."""

    source: str

    def __new__(cls, source: str) -> ExactNumber:
        """Read the number `source`."""
        number = super().__new__(cls, source)
        number.source = source
        return number


@dataclass(frozen=True)
class CopyColumn:
    """A column that COPY fills: its PostgreSQL type's name and modifier (-1 none)."""

    name: str
    type_name: str
    modifier: int
    is_not_null: bool

    @property
    def length(self) -> int:
        """Bytes that a text may have, 0 for another type."""
        return self.modifier - 4 if self.type_name in ("varchar", "bpchar") and self.modifier > 4 else 0

    @property
    def redshift_type(self) -> str:
        """The type's name in Redshift's system tables."""
        return {"bpchar": "char", "jsonb": "super"}.get(self.type_name, self.type_name)

    def take(self, value: Any, command: CopyCommand) -> str | None:
        """The value as text for PostgreSQL, None for null. Raises ValueRefusedError."""
        if self.type_name == "jsonb" and value is not None:
            return _super(value)
        text = _as_text(value)
        if text is not None and self.type_name in ("varchar", "bpchar"):
            text = self._characters(text, command)
        elif text is not None:
            stripped = text.strip()
            text = self._not_text(stripped, command) if stripped else None
        if text is None and self.is_not_null:
            raise ValueRefusedError(1213, "Missing data for not-null field")
        return text

    def _characters(self, text: str, command: CopyCommand) -> str | None:
        if ("emptyasnull" in command.switches and not text) or (
            "blanksasnull" in command.switches and text and not text.strip()
        ):
            return None
        is_replaced = "acceptinvchars" in command.switches
        bad = [character for character in text if character == "\0" or "\ud800" <= character <= "\udfff"]
        if bad and not is_replaced:
            raise ValueRefusedError(
                1220,
                "String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: "
                f"{bad[0].encode('utf-8', 'surrogatepass').hex()} (error 3)",
            )
        for character in bad:
            text = text.replace(character, command.replacement)
        if self.type_name == "bpchar" and not text.isascii():
            first = next(character for character in text if not character.isascii())
            raise ValueRefusedError(
                1220,
                "Multibyte character not supported for CHAR (Hint: try using VARCHAR). "
                f"Invalid char: {first.encode().hex(' ')}",
            )
        data = text.encode()
        if self.length and len(data) > self.length:
            if "truncatecolumns" not in command.switches:
                raise ValueRefusedError(1204, "String length exceeds DDL length")
            text = data[: self.length].decode(errors="ignore")
        return text

    def _not_text(self, text: str, command: CopyCommand) -> str:
        if self.type_name in _INTEGERS:
            return _integer(text, _INTEGERS[self.type_name])
        if self.type_name in ("float4", "float8"):
            return _float(text)
        if self.type_name == "numeric":
            return self._numeric(text)
        if self.type_name == "bool":
            return _boolean(text)
        if self.type_name == "date":
            return date_text(text, command.date_format)
        if self.type_name in ("timestamp", "timestamptz"):
            return moment_text(text, command.time_format)
        raise ValueRefusedError(1223, f"Invalid data type {self.type_name} for COPY")

    def _numeric(self, text: str) -> str:
        precision, scale = ((self.modifier - 4) >> 16, (self.modifier - 4) & 0xFFFF)
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueRefusedError(1209, f"Invalid numeric format, Value '{text}'") from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** (precision - scale):
            raise ValueRefusedError(1209, "Numeric data overflow (result precision)")
        return format(number, "f")


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, ExactNumber):
        return value.source
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _super(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise ValueRefusedError(1224, "Invalid JSON for SUPER: a surrogate without its other half") from None
    if size > LONGEST_SUPER:
        raise ValueRefusedError(1224, f"SUPER value exceeds the maximum of {LONGEST_SUPER} bytes")
    if "\\u0000" in text:
        raise ValueRefusedError(1224, "Invalid JSON for SUPER: a zero character")
    return text


def _integer(text: str, bits: int) -> str:
    wrong = re.search(r"[^0-9]", text[1:] if text[0] in "+-" and len(text) > 1 else text)
    if wrong:
        place = text.index(wrong[0], 1 if text[0] in "+-" and len(text) > 1 else 0)
        raise ValueRefusedError(1207, f"Invalid digit, Value '{wrong[0]}', Pos {place}, Type: Integer")
    if not -(2**bits) <= int(text) < 2**bits:
        raise ValueRefusedError(1222, f"Overflow, valid range {-(2**bits)} to {2**bits - 1}")
    return str(int(text))


def _float(text: str) -> str:
    try:
        float(text)
    except ValueError:
        raise ValueRefusedError(1208, f"Invalid float format, Value '{text}'") from None
    return text


def _boolean(text: str) -> str:
    if text.lower() not in _TRUE + _FALSE:
        raise ValueRefusedError(1210, "Unknown boolean format")
    return "t" if text.lower() in _TRUE else "f"

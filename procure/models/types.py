"""Column types that keep the house rules: pence-exact money, aware UTC times, lists as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

#: SQLite only auto-increments INTEGER keys; PostgreSQL wants them big.
BigKey = BigInteger().with_variant(Integer(), "sqlite")


class Pounds(TypeDecorator[Decimal]):
    """Decimal pounds in Python, whole pence in the database: exact on every engine."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((Decimal(value) * 100).to_integral_exact())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Hundredths(Pounds):
    """A Decimal with two places (a weight or a VAT rate in percent), stored as whole hundredths."""

    cache_ok = True


class Millionths(TypeDecorator[Decimal]):
    """A Decimal with up to six places and twelve digits before them, stored as whole millionths: exact on every
    engine. One that has more places is a mistake and is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        whole = Decimal(value).scaleb(6)
        if whole != whole.to_integral_value():
            raise ValueError("A figure has at most six places")
        return int(whole)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        figure = Decimal(value).scaleb(-6).normalize()
        return figure if figure.is_zero() or figure.as_tuple().exponent <= 0 else figure.quantize(Decimal(1))  # type: ignore[operator]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time. A naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)

"""Words that several fields share: amounts of money, what is bought by code, and places."""

from __future__ import annotations

from decimal import Decimal

from exports.notices.values import Values, texts
from exports.wording import area, cpv, gross, net

CROWN_DEPENDENCIES = {"GG": "Guernsey", "IM": "Isle of Man", "JE": "Jersey"}


def amounts(net_amount: Decimal | None, gross_amount: Decimal | None) -> Values:
    if gross_amount is None:
        return ()
    return (gross(gross_amount), net(net_amount)) if net_amount is not None else (gross(gross_amount),)


def cpv_lines(codes: tuple[str, ...]) -> Values:
    return texts(*map(cpv, dict.fromkeys(codes)))


def places(codes: tuple[str, ...]) -> Values:
    return texts(*(CROWN_DEPENDENCIES.get(code) or area(code) for code in dict.fromkeys(codes)))

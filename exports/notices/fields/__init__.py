"""What each notice item says: a folder of small functions, which notice definitions name.

A function takes a context and returns its values, or none when nothing is known; so a value is worked out
in one place, whatever notice asks for it.
"""

from exports.notices.fields import (
    award,
    buyer,
    framework,
    lots,
    participation,
    procurement,
    small,
    statements,
)

MODULES = (buyer, procurement, lots, participation, award, framework, small, statements)
"""Where definitions look for their functions. A name is there once."""

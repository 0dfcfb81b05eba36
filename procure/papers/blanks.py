"""What a form leaves open for somebody to fill in, to tick or to sign: it asks for nothing, so it is no statement."""

from __future__ import annotations

import re

_FIELD = (
    r"(?:(?:full|first|last|family|company|trading|print|organi[sz]ation|contact|job|role|position|postal|registered|"
    r"business|e-?mail|phone|telephone|mobile|fax|post|vat|duns|registration|contract|reference|account|"
    r"buyer|supplier|bidder|tenderer|authority|contractor|provider|authori[sz]ed|insert|start|end|expiry|the|of|and|"
    r"your|or|in|capitals?|block|letters?|witness)['’]?s?[\s/]+)*"
    r"(?:names?|address(?:\(?es\)?)?|dates?|telephone|phone|mobile|fax|e-?mail|website|postcode|number|no\.?|"
    r"references?|ref\.?|signatures?|signatory|initials|positions?|designation|titles?|roles?|seal|stamp|witness|"
    r"signed|capitals|letters)"
)
#: Room to write in, a box to tick, or words in brackets that say what goes there.
_ROOM = re.compile(
    r"_{3,}|\.{5,}|…{2,}|[☐☑☒□■]|(?<![/\w.])\[[\s.…xX–-]*\](?![/\w])|«[^«»]*»|"
    r"(?:\[|<)\s*(?:inse?rt|inset|enter|complete|specify|add|state|to be (?:completed|inserted|confirmed))\b[^\[\]<>]*"
    r"(?:\[[^\[\]]*\][^\[\]]*)*(?:\]|>|$)|"
    rf"(?<![/\w.])\[\s*(?:{_FIELD}|(?:dd?|day)[\s/]*(?:mm?|month)[\s/]*(?:yy+|year)|[nNxX]+(?: \w+)?|none|or|tb[cd]|"
    r"not applicable|\w{1,2}\.|special term \d+\.?|details?|amount)\s*\](?![/\w])",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\(?(?:yes\s*(?:/|or|\|)\s*no|y\s*/\s*n|please tick|(?:please )?(?:tick|delete) (?:one|as (?:appropriate|"
    r"applicable)|all that apply|where applicable)|yes|no|n/?a)\)?(?=\W|$)",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"{_FIELD}\s*(?:\([^()]*\))?\s*[:.\-–]*", re.IGNORECASE)
_SIGNING = re.compile(
    r"(?:signed|executed(?: as a deed)?|sealed|witnessed)\b[^.;,]{0,60}\b(?:signatory|on behalf of|in the presence of|"
    r"by(?: the \w+)?:?$)|signature of (?:the )?[\w’' ]{1,40}:?$|print name|name \(in (?:block )?capitals\)|"
    r"for (?:and|&) on behalf of",
    re.IGNORECASE,
)
#: What tells a sentence, or a question, from the label of a field.
_SAYS = re.compile(
    r"\b(?:must|shall|should|will|may|can|is|are|was|were|has|have|be|do|does|provide|describe|explain|confirm|"
    r"please|ensure|between|incorporated)\b|\?",
    re.IGNORECASE,
)
_MOST_WORDS_OF_A_LABEL = 8
_MOST_WORDS_OF_SIGNING = 16
_MOST_WORDS_BEHIND = 2


def asks_for_nothing(text: str, *, follows_a_blank: bool = False) -> bool:
    """Whether a text only leaves room for something: “Name: ______”, “[insert date]”, “Yes ☐ No ☐”, “Signature”.

    A requirement with room in it stays one (“answered within [insert number] hours”). A bare label (“Date”) is a blank
    with a colon behind it, or where it ``follows_a_blank``: in a list of what a bid has to state it asks for that.
    """
    words = text.split()
    if (
        _SIGNING.match(text)
        and len(words) <= _MOST_WORDS_OF_SIGNING
        and not _SAYS.search(_SIGNING.sub("", text))
    ):
        return True
    if _LABEL.fullmatch(text):
        return text.endswith(":") or follows_a_blank
    places = list(_ROOM.finditer(text))
    if places and len(text[places[-1].end() :].split()) > _MOST_WORDS_BEHIND:
        return False
    rest = _ROOM.sub(" ", text)
    rest, answers = _ANSWER.subn(" ", rest)
    left = [word for word in re.findall(r"[^\W_]+(?:['’-]\w+)*", rest) if not word.isdigit()]
    if not left:
        return bool(places or answers)
    return bool(places) and len(left) <= _MOST_WORDS_OF_A_LABEL and not _SAYS.search(rest)

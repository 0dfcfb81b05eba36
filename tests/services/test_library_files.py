"""The library as files: whatever it gives out is read back the same, and what it cannot use is named."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_library import read_library
from outcome_library.front_matter import parse_document
from outcome_library.incoming import NotATable, Unread, from_csv
from outcome_library.reader import read_library as read_folder
from outcome_library.schema import LibraryOutcome
from outcome_library.writing import COLUMNS, to_csv, to_json, to_markdown
from procure.domain.exceptions import Invalid
from procure.services import curating
from procure.services.receiving import entries_in

AN_ENTRY, ANOTHER, *_ = read_library().outcomes.values()


class TestFiles:
    def test_markdown_is_read_back_the_same(self, tmp_path) -> None:
        library = read_library()
        for outcome in library.outcomes.values():
            folder = tmp_path / "outcomes" / outcome.sector_slug
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{outcome.id}.md").write_text(
                to_markdown(outcome.model_copy(update={"missions": (), "objectives": ()})), encoding="utf-8"
            )
        back = read_folder(tmp_path)
        for outcome in library.outcomes.values():
            same = outcome.model_copy(update={"missions": (), "objectives": ()})
            assert back.outcomes[outcome.id] == same

    @given(st.text(max_size=60))
    def test_any_words_survive_the_front_matter(self, words: str) -> None:
        try:
            outcome = type(AN_ENTRY).model_validate({**AN_ENTRY.model_dump(), "geography": words})
        except ValueError:
            return
        assert parse_document(to_markdown(outcome)).data["geography"] == outcome.geography

    def test_the_table_is_read_back_the_same(self) -> None:
        outcomes = list(read_library().outcomes.values())
        assert [
            LibraryOutcome.model_validate_json(json.dumps(e)) for e in from_csv(to_csv(outcomes))
        ] == outcomes

    @given(
        st.text(max_size=40),
        st.text(max_size=40),
        st.floats(allow_nan=False, allow_infinity=False) | st.none(),
    )
    @settings(max_examples=60)
    def test_any_words_survive_the_table(self, words: str, other: str, figure: float | None) -> None:
        baseline = {"value": figure, "value_text": None, "period": "2025", "source_url": "https://a.example/",
                    "verified": False}  # fmt: skip
        (first, *_) = AN_ENTRY.model_dump()["measures"]
        try:
            outcome = type(AN_ENTRY).model_validate(
                {
                    **AN_ENTRY.model_dump(),
                    "title": words,
                    "questions": [other, words],
                    "measures": [{**first, "baseline": baseline}],
                }
            )
        except ValueError:
            return
        (back,) = from_csv(to_csv([outcome]))
        assert LibraryOutcome.model_validate_json(json.dumps(back)) == outcome

    @pytest.mark.parametrize(
        ("table", "said"),
        [
            ("", "no column id"),
            ("a,b\r\n1,2\r\n", "no column id"),
            ('"', "not a table"),
            (",".join([*COLUMNS, "more"]), "columns that we do not know"),
        ],
    )
    def test_another_table_is_refused(self, table: str, said: str) -> None:
        with pytest.raises(NotATable, match=said):
            from_csv(table)

    def test_rows_that_contradict_each_other_or_are_cut_short_are_named(self) -> None:
        longer = next(each for each in read_library().outcomes.values() if len(each.measures) > 1)
        other = ANOTHER if longer == AN_ENTRY else AN_ENTRY
        table = to_csv([longer, other])
        lines = list(csv.reader(io.StringIO(table, newline="")))
        lines[1][lines[0].index("sector")] = "Another"
        lines.append(["only one cell"])
        lines[-2][lines[0].index("version")] = "one"
        out = io.StringIO()
        csv.writer(out).writerows(lines)
        told = {each.name: each.reason for each in from_csv(out.getvalue()) if isinstance(each, Unread)}
        assert "column sector" in told[longer.id]
        assert "fewer cells" in told[f"Row {len(lines)}"]
        assert other.id in told

    def test_no_cell_of_the_table_runs_as_a_formula(self) -> None:
        rows = list(csv.reader(io.StringIO(to_csv([AN_ENTRY.model_copy(update={"title": "=1+1"})]))))
        assert rows[1][rows[0].index("title")] == "'=1+1"


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


class TestReceiving:
    """Whatever the library gives out, it takes in, and says what it cannot use."""

    def test_each_form_gives_the_same_entries(self) -> None:
        entries = list(read_library().outcomes.values())[:3]
        files = {f"{each.sector_slug}/{each.id}.md": to_markdown(each).encode() for each in entries}
        for data in (
            to_json(entries).encode(),
            to_csv(entries).encode("utf-8-sig"),
            zipped({**files, "README.md": b"Not an entry", "notes.txt": b"Nor this"}),
        ):
            assert [curating._entry_from(each) for each in entries_in(data)] == entries
        assert entries_in(to_markdown(entries[0]).encode()) == entries[:1]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "empty"),
            (b" \n ", "empty"),
            (b"PK\x03\x04 cut short", "damaged"),
            (zipped({"a.txt": b"x"}), "no Markdown"),
            (b"\xff\xfe", "not UTF-8"),
            (b"{}", "list of library entries"),
            (b"[" * 100_000, "levels deep"),
            (b"x" * 20_000_001, "smaller than 20 MB"),
        ],
    )
    def test_a_file_that_is_none_of_ours_is_refused_with_the_reason(self, data: bytes, said: str) -> None:
        with pytest.raises(Invalid, match=said):
            entries_in(data)

    def test_a_member_that_unpacks_to_more_than_an_entry_is_refused_alone(self) -> None:
        good = to_markdown(AN_ENTRY).encode()
        bomb, entry, bad = entries_in(
            zipped({"b.md": b"-" * 30_000_000, "g.md": good, "x.md": b"---\nid: [\n"})
        )
        assert isinstance(bomb, Unread)
        assert "larger than any entry" in bomb.reason
        assert isinstance(bad, Unread)
        assert "line" in bad.reason
        assert entry == AN_ENTRY

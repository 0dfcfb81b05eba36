"""Reading entries: what is taken, and what is refused with a message that says how to mend it."""

import time

import pytest

from outcome_library import LibraryError, read_library
from outcome_library.front_matter import LARGEST_FILE

OUTCOME_PATH = "outcomes/health-and-care/shorter-waits-locally.md"


def problems(shelf) -> list[str]:
    with pytest.raises(LibraryError) as caught:
        read_library(shelf.root)
    return [str(problem) for problem in caught.value.problems]


def only_problem(shelf) -> str:
    found = problems(shelf)
    assert len(found) == 1, found
    return found[0]


class TestASoundEntry:
    def test_its_sections_become_fields(self, shelf):
        outcome = read_library(shelf.root).outcomes["shorter-waits-locally"]
        assert outcome.statement.startswith(
            "By {date}, {target}% of people in {place} start treatment within 18"
        )
        assert outcome.questions == (
            "Who waits longest, and what would you do first?",
            "How would we see it month by month?",
        )
        assert outcome.advice == "Start from the local figure.\n\nReport by deprivation."
        assert outcome.measures[0].baseline.value == 61.3

    def test_its_placeholders_are_listed_once_in_order(self, shelf):
        assert read_library(shelf.root).outcomes["shorter-waits-locally"].placeholders == (
            "date",
            "target",
            "place",
        )

    def test_dates_stay_as_written(self, shelf):
        assert read_library(shelf.root).frameworks["plan"].effective_from == "2024-12-05"

    def test_how_the_file_is_laid_out_does_not_change_its_digest(self, shelf):
        before = read_library(shelf.root).outcomes["shorter-waits-locally"].digest
        shelf.change("treatment\nwithin", "treatment within")
        shelf.change("title: Shorter waits here", "title: 'Shorter waits here'")
        assert read_library(shelf.root).outcomes["shorter-waits-locally"].digest == before

    def test_one_word_or_figure_changes_its_digest(self, shelf):
        before = read_library(shelf.root).outcomes["shorter-waits-locally"].digest
        shelf.change("61.3", "61.4")
        assert read_library(shelf.root).outcomes["shorter-waits-locally"].digest != before

    def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(self, shelf):
        before = read_library(shelf.root).outcomes["shorter-waits-locally"].digest
        text = (shelf.root / OUTCOME_PATH).read_bytes()
        shelf.write(OUTCOME_PATH, b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
        assert read_library(shelf.root).outcomes["shorter-waits-locally"].digest == before

    def test_an_empty_folder_is_an_empty_library(self, tmp_path):
        library = read_library(tmp_path)
        assert not list(library.entries())
        assert library.objectives == {}


class TestHostileFiles:
    def test_a_key_given_twice_is_refused(self, shelf):
        shelf.change("title: Shorter waits here", "title: Shorter waits here\ntitle: Another")
        assert only_problem(shelf) == f"{OUTCOME_PATH}:6: gives 'title' twice: keep one"

    def test_a_key_given_twice_deep_inside_is_refused(self, shelf):
        shelf.change("      value: 61.3", "      value: 61.3\n      value: 99")
        assert "gives 'value' twice" in only_problem(shelf)

    def test_a_bomb_of_aliases_is_refused_at_its_first_anchor(self, shelf):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 30)]
        shelf.write(OUTCOME_PATH, "---\n" + "\n".join(lines) + "\n---\n")
        begun = time.perf_counter()
        assert "uses a YAML anchor or alias" in only_problem(shelf)
        assert time.perf_counter() - begun < 1

    @pytest.mark.parametrize(
        "tag", ["!!python/object/apply:os.system [echo]", "!!python/name:os.system", "!x y"]
    )
    def test_a_tag_is_refused_and_nothing_is_run(self, shelf, tag):
        shelf.change("title: Shorter waits here", f"title: {tag}")
        assert "tags are not accepted" in only_problem(shelf)

    def test_endless_nesting_is_refused(self, shelf):
        shelf.write(OUTCOME_PATH, "---\na: " + "[" * 5000 + "\n---\n")
        assert "levels deep" in only_problem(shelf)

    def test_a_file_too_long_to_be_an_entry_is_refused(self, shelf):
        shelf.change("Start from", "x" * LARGEST_FILE)
        assert "is longer than" in only_problem(shelf)

    def test_a_second_document_is_refused(self, shelf):
        shelf.change("sector: Health and care", "sector: Health and care\n--- {}")
        assert OUTCOME_PATH in only_problem(shelf)

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://example.org/",
            "//example.org",
            "https://",
            "'https://example.org/\"onmouseover=x'",
            "https://user:secret@example.org/",
            "https://example.org/a b",
        ],
    )
    def test_a_source_must_be_a_web_address(self, shelf, address):
        shelf.change("https://example.org/waits", address)
        assert "is not an http or https address" in only_problem(shelf)

    @pytest.mark.parametrize(
        "link",
        [
            "[x](javascript:alert(1))",
            "[x]( data:text/html,x)",
            "[x]: javascript:alert(1)",
            "![x](file:///etc/passwd)",
        ],
    )
    def test_a_link_in_the_text_must_be_a_web_address(self, shelf, link):
        shelf.change("Start from the local figure.", link)
        assert "only to http or https" in only_problem(shelf)

    @pytest.mark.parametrize("html", ["<script>alert(1)</script>", "<img src=x>", "</p>", "<!-- note -->"])
    def test_html_is_refused(self, shelf, html):
        shelf.change("Start from the local figure.", html)
        assert "HTML" in only_problem(shelf)

    def test_a_less_than_sign_is_not_html(self, shelf):
        shelf.change("Start from the local figure.", "Use it where n < 50 or p <0.05.")
        assert read_library(shelf.root).outcomes

    @pytest.mark.parametrize("character", ["\u202e", "\x1b", "\u2066"])
    def test_hidden_characters_are_refused(self, shelf, character):
        shelf.change("Start from", f"Start{character} from")
        assert "control or direction-override" in only_problem(shelf)

    def test_a_null_character_is_refused_with_its_line(self, shelf):
        shelf.change("title: Shorter", "title: Sho\x00rter")
        assert only_problem(shelf) == f"{OUTCOME_PATH}:5: holds a null character: remove it"

    def test_a_file_that_is_not_text_is_refused(self, shelf):
        shelf.write(OUTCOME_PATH, b"\xff\xfe\x00")
        assert "is not UTF-8" in only_problem(shelf)


class TestBadLayout:
    @pytest.mark.parametrize(
        ("content", "says"),
        [
            ("", "does not start with front matter"),
            ("# Title\n", "does not start with front matter"),
            ("---\nid: x\n", "does not close its front matter"),
            ("---\n- a\n- b\n---\n", "not a list of 'key: value' lines"),
            ("---\n---\n", "not a list of 'key: value' lines"),
            ("---\nid: a: b\n---\n", "not valid YAML"),
            ("---\nid: %x\n---\n", "not valid YAML"),
            ("---\n{[a]: b}\n---\n", "as a key"),
            ("---\nid: x\n---\nHello\n", "text before its first '## ' heading"),
        ],
    )
    def test_a_file_without_the_shape_of_an_entry(self, shelf, content, says):
        shelf.write(OUTCOME_PATH, content)
        assert says in only_problem(shelf)

    def test_a_fault_in_the_yaml_gives_its_line(self, shelf):
        shelf.change("beneficiary: People waiting", "beneficiary: People: waiting")
        assert only_problem(shelf).startswith(f"{OUTCOME_PATH}:10: has front matter that is not valid YAML")

    @pytest.mark.parametrize(
        "heading",
        [
            "Outcome",
            "Questions for suppliers",
            "The usual prescriptive trap",
            "How it can be gamed",
            "Using it well",
        ],
    )
    def test_a_missing_section_is_named(self, shelf, heading):
        shelf.change(f"## {heading}\n", "\n" if heading != "Outcome" else "## Something else\n")
        assert any(f"'## {heading}'" in problem for problem in problems(shelf))

    def test_an_empty_section_is_named_with_its_line(self, shelf):
        shelf.change("Removing people from the list.\n", "\n")
        found = only_problem(shelf)
        assert (
            found == f"{OUTCOME_PATH}:50: '## How it can be gamed' is missing or says too little: add to it"
        )

    def test_an_unknown_heading_is_named(self, shelf):
        shelf.change("Report by deprivation.", "## My notes\nx")
        assert "unknown heading '## My notes'" in only_problem(shelf)

    def test_a_heading_given_twice_is_named(self, shelf):
        shelf.change("Report by deprivation.", "## Outcome\nx")
        assert "heading '## Outcome' twice" in only_problem(shelf)

    def test_sections_keep_their_order(self, shelf):
        shelf.change("## How it can be gamed", "## Swap")
        shelf.change("## Using it well", "## How it can be gamed")
        shelf.change("## Swap", "## Using it well")
        assert "sections out of order" in only_problem(shelf)

    def test_keys_keep_their_order(self, shelf):
        shelf.change("sector: Health and care\n", "")
        shelf.change("geography: England", "sector: Health and care\ngeography: England")
        assert "keys out of order" in only_problem(shelf)

    def test_questions_must_be_a_list(self, shelf):
        shelf.change("- Who waits", "Who waits")
        assert any("must have a list" in problem for problem in problems(shelf))

    def test_one_question_is_too_few(self, shelf):
        shelf.change("- How would we see it\n", "")
        assert "'## Questions for suppliers'" in only_problem(shelf)


class TestBadContent:
    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("id: shorter-waits-locally", "id: Shorter Waits", ":2: id"),
            ("version: 1", "version: 0", ":3: version"),
            ("version: 1", "version: '1'", ":3: version must be a whole number"),
            ("status: current", "status: done", ":4: status"),
            ("geography: England\n", "", "geography is missing: add it"),
            ("geography: England", "geography: England\ncolour: blue", "colour is not a key"),
            ("['85111000']", "[85111000]", ":11: cpv.1 must be text: put it in quotes"),
            ("['85111000']", "[]", ":11: cpv has too few items"),
            ("direction: up", "direction: sideways", "measures.1.direction"),
            ("kind: outcome", "kind: feeling", "measures.1.kind"),
            ("blocker: standards", "blocker: money", "data_needs.1.blocker"),
            ("value: 61.3", "value: lots", ":22: measures.1.baseline.value"),
            ("value: 61.3", "value: .nan", "measures.1.baseline.value"),
            ("value: 61.3", "value: true", "measures.1.baseline.value"),
            ("verified: false", "verified: no", "evidence.1.verified must be true or false"),
            (
                "period: July 2025",
                "period: 2025",
                "measures.1.baseline.period must be text: put it in quotes",
            ),
            ("period: July 2025", "period: null", "without its period and source_url"),
            ("value: 61.3", "value: null", "marked verified but gives no figure"),
            ("title: Shorter waits here", "title: ''", "is empty"),
            ("title: Shorter waits here", "title: " + "x" * 121, "title"),
            ("missions: [health]", "missions: health", "missions must be a list"),
        ],
    )
    def test_a_wrong_value_is_named_with_what_to_do(self, shelf, old, new, says):
        shelf.change(old, new)
        assert says in only_problem(shelf)

    def test_every_fault_is_told_at_once(self, shelf):
        shelf.change("direction: up", "direction: sideways")
        shelf.change("geography: England\n", "")
        shelf.change("status: current", "status: done", "frameworks/plan.md")
        found = problems(shelf)
        assert len(found) == 3
        assert found == sorted(found, key=lambda text: text.split(":")[0])
        with pytest.raises(LibraryError, match="has 3 problems"):
            read_library(shelf.root)


class TestReferences:
    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("missions: [health]", "missions: [health, wealth]", ":7: names the mission 'wealth'"),
            ("objectives: [shorter-waits]", "objectives: [longer]", ":8: names the objective 'longer'"),
            ("missions: [health]", "missions: []", "add 'health'"),
            ("['85111000']", "['85111999']", ":11: names '85111999', which is not in the CPV list"),
            ("id: shorter-waits-locally", "id: other", ":2: has the id 'other': name the file other.md"),
            ("sector: Health and care", "sector: Health", "move it to 'health'"),
            ("By {date}, {target}%", "Soon, {target}%", "does not say by when"),
            ("{place}", "{Place}", "has a brace outside a {placeholder}"),
            ("{place}", "{place", "has a brace outside a {placeholder}"),
        ],
    )
    def test_an_outcome_must_fit_among_the_others(self, shelf, old, new, says):
        shelf.change(old, new)
        assert says in only_problem(shelf)

    def test_an_outcome_leaves_something_to_fill_in_besides_the_date(self, shelf):
        shelf.change("{target}% of people in {place}", "more people")
        shelf.change("in {place} and", "here and")
        assert "leaves no level or place to fill in" in only_problem(shelf)

    def test_an_outcome_may_recur_in_place_of_a_date(self, shelf):
        shelf.change("By {date}, {target}%", "In each quarter, {target}%")
        assert read_library(shelf.root).outcomes["shorter-waits-locally"].placeholders == ("target", "place")

    def test_two_outcomes_cannot_share_a_title_or_an_id(self, shelf):
        text = (shelf.root / OUTCOME_PATH).read_text(encoding="utf-8")
        shelf.write("outcomes/health-and-care/twin.md", text.replace("id: shorter-waits-locally", "id: twin"))
        assert "same title as" in only_problem(shelf)
        shelf.write("outcomes/health-and-care/twin.md", text.replace("waits here", "waits there"))
        assert "uses the id 'shorter-waits-locally'" in only_problem(shelf)

    def test_a_mission_must_name_a_framework_there_is(self, shelf):
        shelf.change("framework: plan\nobjectives", "framework: nothing\nobjectives", "missions/health.md")
        assert "names the framework 'nothing'" in only_problem(shelf)

    def test_an_objective_must_name_its_own_mission(self, shelf):
        shelf.change("mission: health", "mission: wealth", "missions/health.md")
        assert any("objective of the mission 'wealth'" in problem for problem in problems(shelf))

    def test_a_mission_with_faults_does_not_set_off_every_outcome(self, shelf):
        shelf.change("kind: milestone", "kind: millstone", "missions/health.md")
        assert "missions/health.md" in only_problem(shelf)

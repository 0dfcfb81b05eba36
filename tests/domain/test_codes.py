"""What is bought (CPV) and where it is delivered (ITL)."""

import re

import pytest

from procure.domain import codes


def found(words: str, limit: int = 20) -> list[str]:
    return [entry.code for entry in codes.search_cpv(words, limit)]


class TestCpv:
    def test_a_code_has_its_official_label(self):
        assert codes.cpv_label("85111000") == "Hospital services"
        assert codes.cpv_label("90910000") == "Cleaning services"

    @pytest.mark.parametrize(
        "code", ["", "8511100", "851110000", "85111999", "85111000-0", "abcdefgh", "\x00"]
    )
    def test_what_is_not_a_code_has_no_label(self, code):
        assert not codes.is_cpv(code)
        assert codes.cpv_label(code) is None

    def test_the_list_is_whole_and_sound(self):
        every = codes._cpv().values()
        assert len(every) == 9458
        assert all(len(entry.code) == 8 and entry.code.isdigit() for entry in every)
        assert all(len(entry.check_digit) == 1 and entry.check_digit.isdigit() for entry in every)
        assert all(entry.label == " ".join(entry.label.split()) != "" for entry in every)

    @pytest.mark.parametrize(
        "written",
        ["03000000-1", "45000000-7", "71000000-8", "72000000-5", "79000000-4", "85000000-9", "90910000-9"],
    )
    def test_a_code_is_printed_with_its_check_digit(self, written):
        assert codes.format_cpv(written[:8]) == written

    def test_printing_an_unknown_code_is_an_error(self):
        with pytest.raises(KeyError):
            codes.format_cpv("12345678")

    @pytest.mark.parametrize("text", ["85111000", "85111000-0", "  85111000 ", "85111000 - 0"])
    def test_a_code_may_be_typed_with_or_without_its_check_digit(self, text):
        assert codes.parse_cpv(text) == "85111000"

    @pytest.mark.parametrize("text", ["85111000-1", "8511100", "85111999", "hospital", "", "85111000-00"])
    def test_a_mistyped_code_is_not_taken_for_another(self, text):
        assert codes.parse_cpv(text) is None

    def test_ancestors_run_from_the_division_down(self):
        assert codes.cpv_ancestors("85111200") == ("85000000", "85100000", "85110000", "85111000")
        assert codes.cpv_ancestors("85000000") == ()

    def test_a_level_without_a_code_of_its_own_is_stepped_over(self):
        assert not codes.is_cpv("38527000")
        assert codes.cpv_ancestors("38527300")[-1] == "38520000"
        assert "38527300" in codes.cpv_children("38520000")

    def test_children_are_one_step_down(self):
        assert codes.cpv_children("85300000") == ("85310000", "85320000")
        assert codes.cpv_children("85111200") == ()

    def test_every_code_is_somebodys_child_or_a_division(self):
        reached, waiting = set(), list(codes.cpv_children())
        while waiting:
            code = waiting.pop()
            reached.add(code)
            waiting.extend(codes.cpv_children(code))
        assert reached == set(codes._cpv())


class TestCpvSearch:
    def test_the_plain_name_of_a_service_comes_first(self):
        assert found("cleaning services")[0] == "90910000"
        assert found("hospital services")[0] == "85111000"
        assert found("Social work services")[0] == "85310000"

    def test_words_may_be_begun_and_in_any_order_or_number(self):
        assert "72230000" in found("develop software custom")
        assert found("hospital")[:1] == found("hospitals")[:1] == ["85110000"]

    def test_whole_words_come_before_begun_ones(self):
        labels = [entry.label for entry in codes.search_cpv("bus", 500)]
        whole = ["bus" in re.findall(r"[a-z]+", label.lower()) for label in labels]
        assert whole == sorted(whole, reverse=True)
        assert True in whole
        assert "Business analysis consultancy services" in labels[whole.index(False) :]

    def test_what_a_label_leaves_out_is_not_found_under_it(self):
        assert codes.cpv_label("60000000") == "Transport services (excl. Waste transport)"
        assert "60000000" not in found("waste", 500)

    def test_digits_find_the_codes_that_begin_with_them(self):
        assert found("85111")[0] == "85111000"
        assert all(code.startswith("85111") for code in found("85111"))
        assert found("85111000-0")[0] == "85111000"
        assert found("85000000", 3) == ["85000000", "85100000", "85200000"]

    def test_when_nothing_has_every_word_the_nearest_is_offered(self):
        assert "90919200" in found("office cleaning for hospitals")

    @pytest.mark.parametrize(
        "words", ["", "   ", "the of", "xyzzyq", "%%%", "99", "851110001", "85111000x", "\x00", "ŵŷ"]
    )
    def test_words_that_mean_nothing_find_nothing(self, words):
        assert [code for code in found(words) if code != "99999999"] == []

    def test_no_more_are_given_than_asked_for(self):
        assert len(found("services", 7)) == 7


class TestItl:
    def test_the_2021_edition_has_12_41_and_179_areas(self):
        levels = [area.level for area in codes._itl().values()]
        assert [levels.count(level) for level in range(4)] == [1, 12, 41, 179]

    def test_every_area_is_inside_one_that_exists(self):
        for area in codes._itl().values():
            if area.level:
                assert codes.itl_name(area.parent) is not None
                assert area in codes.itl_children(area.parent)
                assert area.tl_code == "TL" + area.code[2:]

    def test_an_area_is_known_by_either_prefix(self):
        assert codes.itl_name("UKD72") == codes.itl_name("TLD72") == "Liverpool"
        assert codes.is_itl("UKD72")
        assert not codes.is_itl("TLD72"), "notices are written with the prefix UK"

    @pytest.mark.parametrize("code", ["", "UKZ", "TL", "ukd72", "UKD7299", "FR101"])
    def test_other_codes_are_not_areas(self, code):
        assert not codes.is_itl(code)

    def test_the_regions_and_nations_are_ready_for_a_select(self):
        assert len(codes.ITL1) == 12
        assert ("UKI", "London") in codes.ITL1
        assert ("UKL", "Wales") in codes.ITL1

    def test_children_are_one_level_down(self):
        assert [area.name for area in codes.itl_children("UKD7")] == [
            "East Merseyside",
            "Liverpool",
            "Sefton",
            "Wirral",
        ]
        assert codes.itl_children("UKD72") == ()

    def test_areas_are_found_by_name_or_code(self):
        assert codes.search_itl("liverpool")[0].code == "UKD72"
        assert codes.search_itl("UKD7")[0].code == "UKD7"
        assert codes.search_itl("tld7")[1].code == "UKD71"
        assert codes.search_itl("manchester greater")[0].code == "UKD3"
        assert codes.search_itl("") == codes.search_itl("nowhere at all") == []

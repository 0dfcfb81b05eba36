"""Assets have addresses that change with their bytes, and refer to each other by them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from procure.assets import AssetMissing, Manifest, build_manifest


def manifest_of(folder: Path, **contents: str) -> Manifest:
    files = {}
    for name, content in contents.items():
        file = folder / name.replace("_", ".")
        file.write_text(content)
        files[file.name] = file
    return Manifest(files)


def test_a_changed_file_has_a_new_address_and_the_same_file_the_same(tmp_path: Path):
    first = manifest_of(tmp_path, a_css="a {}").url("a.css")
    assert re.fullmatch(r"/assets/a-[0-9a-f]{16}\.css", first)
    assert manifest_of(tmp_path, a_css="a {}").url("a.css") == first
    assert manifest_of(tmp_path, a_css="b {}").url("a.css") != first


def test_an_asset_is_found_at_its_address_and_nowhere_else(tmp_path: Path):
    manifest = manifest_of(tmp_path, a_css="a {}")
    path = manifest.url("a.css").removeprefix("/assets/")
    found = manifest.lookup(path)
    assert found
    assert (found.content, found.content_type) == (b"a {}", "text/css; charset=utf-8")
    for other in ("a.css", f"/{path}", f"../{path}", "", "../../etc/passwd"):
        assert manifest.lookup(other) is None


def test_assets_refer_to_others_by_their_addresses(tmp_path: Path):
    contents = {
        "a_css": 'a { src: url("/assets/c.svg") url(/assets/c.svg) }',
        "c_svg": "<svg/>",
        "b_js": "import '/assets/d.js'",
        "d_js": "1",
    }
    manifest = manifest_of(tmp_path, **contents)
    assert (
        read(manifest, "a.css") == f'a {{ src: url("{manifest.url("c.svg")}") url({manifest.url("c.svg")}) }}'
    )
    assert read(manifest, "b.js") == f"import '{manifest.url('d.js')}'"


def test_an_asset_changes_its_address_when_one_it_refers_to_changes(tmp_path: Path):
    before = manifest_of(tmp_path, a_css="url(/assets/c.svg)", c_svg="<svg/>").url("a.css")
    assert manifest_of(tmp_path, a_css="url(/assets/c.svg)", c_svg="<svg></svg>").url("a.css") != before


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ({"a_css": "url(/assets/gone.svg)"}, r"a\.css refers to /assets/gone\.svg"),
        (
            {"a_js": "import '/assets/b.js'", "b_js": "import '/assets/a.js'"},
            r"circle: a\.js → b\.js → a\.js",
        ),
    ],
)
def test_a_reference_that_cannot_be_followed_stops_the_service_from_starting(tmp_path: Path, contents, words):
    with pytest.raises(AssetMissing, match=words):
        manifest_of(tmp_path, **contents)


def test_a_missing_file_says_how_to_get_it(tmp_path: Path):
    with pytest.raises(AssetMissing, match="make setup"):
        Manifest({"a.css": tmp_path / "a.css"})


def test_a_name_that_is_no_asset_is_refused(tmp_path: Path):
    with pytest.raises(AssetMissing, match=r"b\.css"):
        manifest_of(tmp_path, a_css="").url("b.css")


def test_text_is_kept_compressed_and_fonts_are_not():
    manifest = build_manifest()
    for name in manifest.names():
        asset = manifest.lookup(manifest.url(name).removeprefix("/assets/"))
        assert asset
        if name.endswith(".woff2"):
            assert asset.gzipped is None
        else:
            assert asset.gzipped
            assert gzip.decompress(asset.gzipped) == asset.content


def test_what_is_kept_for_gov_uk_is_not_in_what_we_serve():
    manifest = build_manifest()
    css = read(manifest, "app.css")
    assert "IBM Plex Sans" in css
    assert "GDS Transport" not in css
    assert "crest" not in css
    assert not [
        name for name in manifest.names() if "crown" in name or "govuk-icon" in name or "crest" in name
    ]


def test_every_file_that_the_stylesheet_names_is_served_by_us():
    manifest = build_manifest()
    addresses = set(re.findall(r"url\([\"']?([^\"')]+)", read(manifest, "app.css")))
    assert addresses
    for address in addresses:
        assert manifest.lookup(address.removeprefix("/assets/")), address


def read(manifest: Manifest, name: str) -> str:
    found = manifest.lookup(manifest.url(name).removeprefix("/assets/"))
    assert found
    return found.content.decode()

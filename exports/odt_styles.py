"""The styles of our OpenDocument texts: the look of the Word files, in the words of OpenDocument 1.3."""

from __future__ import annotations

from typing import Any

from exports.odt_body import FORMAT_VERSION, NAMESPACES, style_name

_INK, _ACCENT, _QUIET, _WARNING = "#16211e", "#12463f", "#4a5852", "#8a2a12"
"""Each has a contrast of at least 7 to 1 on white."""


def _paragraph(
    name: str,
    parent: str = "Standard",
    size: float | None = None,
    colour: str = "",
    *,
    bold: bool = False,
    level: int = 0,
    after: str = "",
    **more: Any,
) -> str:
    text = f' fo:font-size="{size}pt"' if size else ""
    text += f' fo:color="{colour}"' if colour else ""
    text += ' fo:font-weight="bold"' if bold else ""
    margins = f' fo:margin-bottom="{after}"' if after else ""
    written = "".join(f' {key.replace("__", ":").replace("_", "-")}="{value}"' for key, value in more.items())
    outline = f' style:default-outline-level="{level}"' if level else ""
    inherits = f' style:parent-style-name="{style_name(parent)}"' if parent else ""
    return (
        f'<style:style style:name="{style_name(name)}" style:display-name="{name}" style:family="paragraph"'
        f"{inherits}{outline}><style:paragraph-properties{margins}{written}/>"
        f"<style:text-properties{text}/></style:style>"
    )


def _list_levels(tag: str, *marks: str) -> str:
    levels = []
    for level in (1, 2, 3):
        indent = 6 * level
        label = (
            f'text:bullet-char="{marks[level - 1]}"' if marks else 'style:num-format="1" style:num-suffix="."'
        )
        levels.append(
            f'<text:{tag} text:level="{level}" {label}><style:list-level-properties '
            'text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment '
            f'text:label-followed-by="listtab" text:list-tab-stop-position="{indent}mm" '
            f'fo:text-indent="-6mm" fo:margin-left="{indent}mm"/></style:list-level-properties></text:{tag}>'
        )
    return "".join(levels)


_KEPT: dict[str, Any] = {"fo__keep_with_next": "always"}
_BOX: dict[str, Any] = {
    "fo__border": f"0.3mm solid {_QUIET}",
    "fo__padding": "3mm",
    "style__join_border": "true",
}
_PARAGRAPHS = (
    _paragraph("Standard", "", 11, _INK, after="2.1mm"),
    _paragraph("Title", size=30, colour=_ACCENT, after="4.2mm"),
    *(
        _paragraph(f"Heading {level}", size=size, colour=_ACCENT, bold=True, level=level, after=after,
                   fo__margin_top=before, **_KEPT)
        for level, size, before, after in (
            (1, 20, "8.5mm", "2.8mm"), (2, 14, "6.3mm", "2.1mm"), (3, 12, "4.2mm", "1.4mm"),
            (4, 11, "4.2mm", "1.4mm"), (5, 11, "4.2mm", "1.4mm"),
        )
    ),
    _paragraph("Caption", size=10, bold=True, after="1.4mm", fo__margin_top="3.5mm", **_KEPT),
    _paragraph("Table Text", size=9.5, after="0.7mm"),
    _paragraph("Table Figure", "Table Text", fo__text_align="end"),
    _paragraph("Note", size=9.5, colour=_QUIET),
    _paragraph("Tags", "Note", **_KEPT),
    _paragraph("Lead", size=13),
    _paragraph("Statement", size=12, fo__margin_left="6mm", fo__border_left=f"1mm solid {_ACCENT}",
               fo__padding_left="3mm", **_KEPT),
    _paragraph("Question", fo__background_color="#f3f6f4", fo__padding="2mm", fo__margin_top="1.4mm", **_KEPT),
    _paragraph("Answer", fo__margin_top="1.4mm", after="5mm", **_BOX),
    _paragraph("Quotations", fo__margin_left="6mm", fo__margin_right="6mm"),
    _paragraph("List Item", after="1mm"),
    _paragraph("Contents Entry", after="1.4mm"),
    _paragraph("Contents Entry 2", size=10, after="0.7mm", fo__margin_left="7mm"),
    _paragraph("Draft Mark", size=12, colour=_WARNING, bold=True),
)  # fmt: skip
_DECLARED = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
_PAGE = (
    'fo:page-width="210mm" fo:page-height="297mm" style:print-orientation="portrait" fo:margin-top="20mm" '
    'fo:margin-bottom="20mm" fo:margin-left="25mm" fo:margin-right="25mm"'
)
_BAND = '<style:header-footer-properties fo:min-height="6mm" fo:margin-{side}="4mm"/>'

STYLES = f"""<office:document-styles {_DECLARED} office:version="{FORMAT_VERSION}">
<office:font-face-decls>
<style:font-face style:name="Arial" svg:font-family="Arial" style:font-family-generic="swiss"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"/>
</office:font-face-decls>
<office:styles>
<style:default-style style:family="paragraph">
<style:paragraph-properties fo:orphans="2" fo:widows="2"/>
<style:text-properties style:font-name="Arial" style:font-name-asian="Arial" style:font-name-complex="Arial"
 fo:font-size="11pt" fo:language="en" fo:country="GB"/>
</style:default-style>
{"".join(_PARAGRAPHS)}
<text:list-style style:name="Bullets">{_list_levels("list-level-style-bullet", "•", "–", "•")}</text:list-style>
<text:list-style style:name="Numbers">{_list_levels("list-level-style-number")}</text:list-style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="Page"><style:page-layout-properties {_PAGE}/>
<style:header-style>{_BAND.format(side="bottom")}</style:header-style>
<style:footer-style>{_BAND.format(side="top")}</style:footer-style></style:page-layout>
<style:page-layout style:name="CoverPage"><style:page-layout-properties {_PAGE}/></style:page-layout>
</office:automatic-styles>
<office:master-styles>
<style:master-page style:name="Standard" style:page-layout-name="Page"/>
<style:master-page style:name="Cover" style:page-layout-name="CoverPage" style:next-style-name="Standard"/>
</office:master-styles>
</office:document-styles>
"""

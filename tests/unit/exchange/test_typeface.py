"""Type: every script renders, nothing disappears, lines fit."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from casthouse.exchange.shaped_run import face_for, outline, runs_right_to_left, stretches
from casthouse.exchange.typeface import TextStyle, Weight, draw_text, fitting, printable, text_width, wrapped

STYLE = TextStyle(size=10)


@pytest.mark.parametrize(
    "text",
    [
        "Île-de-France Boîtes, Łódź, Ångström, Đắk Lắk",
        "ΕΛΒΑΛ Χαλκίδα",
        "Самара, Київ",
        "河南铝业股份有限公司",
        "日本軽金属 かな",
        "한국알루미늄",
        "شركة الخليج للألمنيوم",
        "אלומיניום",
        "आदित्य एल्युमिनियम",
        "তামিল தமிழ் తెలుగు ಕನ್ನಡ മലയാളം ગુજરાતી ਪੰਜਾਬੀ ଓଡ଼ିଆ සිංහල",
        "อลูมิเนียม ລາວ ខ្មែរ မြန်မာ",
        "ალუმინი ալյումին አሉሚኒየም",
    ],
)
def test_names_of_the_world_are_printable(text: str) -> None:
    assert printable(text) == text


def test_what_no_face_has_is_printed_as_its_code_point() -> None:
    assert printable("a😀b\u0007c\u202ed") == "a[U+1F600]b[U+0007]c[U+202E]d"
    assert printable("a\nb\u00a0c\td") == "a b c d"


def test_arabic_is_joined_and_devanagari_forms_its_clusters() -> None:
    letters = "شركة"
    face = face_for(letters[0])
    assert face is not None
    apart = sum(outline(letter, face, 400).advance for letter in letters)
    assert outline(letters, face, 400).advance < apart  # joined forms are narrower
    cluster = face_for("क")
    assert cluster is not None
    assert outline("क्ष", cluster, 400).advance < sum(outline(x, cluster, 400).advance for x in "क्ष")


def test_a_name_in_arabic_is_one_run_and_its_line_runs_right_to_left() -> None:
    latin = frozenset(range(32, 127))
    parts = [part for part, _ in stretches("شركة الخليج / Gulf", latin)]
    assert parts == ["شركة الخليج", " / Gulf"]
    assert runs_right_to_left("(1) شركة Gulf")
    assert not runs_right_to_left("Gulf شركة")


def test_text_beyond_the_main_face_can_be_searched() -> None:
    target = BytesIO()
    canvas = Canvas(target, pageCompression=0)
    draw_text(canvas, 10, 10, "中国 Al", STYLE)
    canvas.save()
    assert f"/ActualText <FEFF{'中国'.encode('utf-16-be').hex().upper()}>".encode() in target.getvalue()


def test_heavier_text_is_wider_in_every_script() -> None:
    strong = TextStyle(weight=Weight.SEMIBOLD, size=10)
    for text in ("Aluminium", "شركة", "आदित्य"):
        assert text_width(text, strong) > text_width(text, STYLE)


@given(
    st.text(st.characters(codec="utf-8", max_codepoint=0xFFFF), max_size=60),
    st.floats(min_value=40, max_value=300),
)
def test_lines_fit_and_nothing_is_lost(text: str, width: float) -> None:
    lines = wrapped(text, STYLE, width)
    assert all(text_width(line, STYLE) <= width or len(line) == 1 for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join("".join(printable(part) for part in text.splitlines()).split())


def test_lines_break_at_blanks_and_between_ideographs() -> None:
    assert wrapped("one two three", STYLE, text_width("one two ", STYLE)) == ["one two", "three"]
    assert wrapped("河南铝业", STYLE, 21) == ["河南", "铝业"]
    assert wrapped("", STYLE, 100) == [""]


def test_long_texts_are_made_to_fit() -> None:
    text = "RHEIN-2025-000001" * 9
    assert text_width(text, fitting(text, STYLE, 100)) == pytest.approx(100)
    assert fitting("short", STYLE, 100) == STYLE

"""What people upload becomes pixels and nothing else."""

import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from documents.content import redrawing
from documents.content.pictures import Fault, Picture
from documents.content.redrawing import redraw

from .pictures import animation, picture, written

FORMS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


def redrawn(data: bytes) -> Image.Image:
    made = redraw(data)
    assert isinstance(made, Picture)
    return Image.open(BytesIO(made.data))


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_stays_what_it_is(form: str) -> None:
    made = redraw(picture(form))
    assert isinstance(made, Picture)
    assert (made.media, made.width, made.height) == (FORMS[form], 4, 3)
    again = Image.open(BytesIO(made.data)).convert("RGB")
    red, green, blue = again.getpixel((1, 1))  # type: ignore[misc]
    assert abs(red) < 12
    assert abs(green - 128) < 12
    assert abs(blue - 128) < 12


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_where_and_with_what_it_was_taken_is_dropped(form: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secretive Camera"
    exif.get_ifd(0x8825)[2] = (IFDRational(48), IFDRational(12), IFDRational(0))
    data = picture(form, exif=exif)
    assert b"Secretive Camera" in data
    made = redrawn(data)
    assert not made.getexif()
    assert b"Secretive" not in redraw(data).data  # type: ignore[union-attr]


def test_words_between_the_pixels_are_dropped() -> None:
    for data in (picture("JPEG", comment=b"<script>"), picture("GIF", comment=b"<script>")):
        assert b"<script>" in data
        assert b"<script>" not in redraw(data).data  # type: ignore[union-attr]


def test_a_file_behind_the_picture_is_dropped() -> None:
    data = picture("PNG") + b"<html><script>alert(1)</script>"
    assert b"<script>" not in redraw(data).data  # type: ignore[union-attr]


def test_a_photo_that_lies_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = redraw(picture("JPEG", exif=exif))
    assert isinstance(made, Picture)
    assert (made.width, made.height) == (3, 4)


def test_transparency_stays() -> None:
    clear = written(Image.new("RGBA", (2, 2), (255, 0, 0, 0)), "PNG")
    assert redrawn(clear).convert("RGBA").getpixel((0, 0)) == (255, 0, 0, 0)
    palette = Image.new("P", (2, 2), 0)
    assert redrawn(written(palette, "GIF", transparency=0)).convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_colours_of_a_profile_are_meant_and_the_profile_is_dropped() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = redrawn(picture("PNG", icc_profile=profile))
    assert "icc_profile" not in made.info
    broken = redrawn(picture("PNG", icc_profile=b"no profile"))
    assert "icc_profile" not in broken.info


def test_colours_for_printing_are_shown_on_screens() -> None:
    assert redrawn(written(Image.new("CMYK", (2, 2)), "JPEG")).mode == "RGB"


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_an_animation_goes_on_moving(form: str) -> None:
    made = redrawn(animation(form))
    assert getattr(made, "n_frames", 1) == 3


def test_pixels_are_counted_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = bytearray(picture("PNG"))
    huge[16:24] = (50_000).to_bytes(4, "big") * 2
    huge[29:33] = zlib.crc32(huge[12:29]).to_bytes(4, "big")
    assert redraw(bytes(huge)) is Fault.TOO_MANY_PIXELS
    monkeypatch.setattr(redrawing, "MAX_PIXELS", 11)
    assert redraw(picture()) is Fault.TOO_MANY_PIXELS
    monkeypatch.undo()
    monkeypatch.setattr(redrawing, "MAX_FRAME_PIXELS", 35)
    assert redraw(animation("GIF")) is Fault.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n",
        picture("PNG")[:-30],
        picture("JPEG")[:200],
        picture("BMP"),
        picture("TIFF"),
        b"GIF89a" + b"\xff" * 64,
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    ],
)
def test_what_is_no_picture_of_the_four_kinds_is_refused(data: bytes) -> None:
    assert redraw(data) is Fault.UNREADABLE


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_picture_or_a_fault(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(FORMS)))
    raw = bytearray(picture(form, size=(24, 24)))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(redraw(bytes(raw)), Picture | Fault)

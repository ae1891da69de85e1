"""Pictures that people upload: decoded and written anew, so that nothing but pixels is kept.

What hides beside the pixels (places, names, scripts, a second file) is not copied. Decoders are
written in C and read hostile bytes: this runs in a content worker.
"""

import struct
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, ImageSequence

from .pictures import Fault, Picture

MAX_PIXELS = 40_000_000
"""Of one picture; a camera of today makes some 24 million."""

MAX_FRAME_PIXELS = 120_000_000
"""Of all frames of an animation: half a gigabyte while it is decoded."""

_MEDIA = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}

_QUALITY = 88
"""Of JPEG and WebP: nobody sees the second compression."""

_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, OverflowError, struct.error)
"""What Pillow raises for bytes that are no picture, or half of one."""


def redraw(data: bytes) -> Picture | Fault:
    """Decode PNG, JPEG, GIF or WebP and encode the pixels again, the right way up and in sRGB."""
    try:
        with Image.open(BytesIO(data), formats=tuple(_MEDIA)) as source:
            return _redrawn(source)
    except Image.DecompressionBombError:
        return Fault.TOO_MANY_PIXELS
    except _UNREADABLE:
        return Fault.UNREADABLE


def _redrawn(source: Image.Image) -> Picture | Fault:
    pixels = source.width * source.height
    frames = getattr(source, "n_frames", 1)
    if pixels > MAX_PIXELS or pixels * frames > max(MAX_FRAME_PIXELS, pixels):
        return Fault.TOO_MANY_PIXELS
    form = str(source.format)
    target = BytesIO()
    if frames > 1 and form in ("GIF", "WEBP"):
        first = _animate(source, target, form)
    else:
        first = _still(source, form)
        first.save(target, form, quality=_QUALITY, optimize=form == "PNG")
    return Picture(_MEDIA[form], first.width, first.height, target.getvalue())


def _still(source: Image.Image, form: str) -> Image.Image:
    upright = ImageOps.exif_transpose(source)
    picture = _in_srgb(upright)
    if form == "JPEG" and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The colours that a profile means, without the profile: it is a file of its own."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        meant = ImageCms.ImageCmsProfile(BytesIO(profile))
        return (
            ImageCms.profileToProfile(
                picture, meant, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            or picture
        )
    except (ImageCms.PyCMSError, OSError):
        return picture


def _animate(source: Image.Image, target: BytesIO, form: str) -> Image.Image:
    frames, durations = [], []
    for frame in ImageSequence.Iterator(source):
        durations.append(frame.info.get("duration", 100))
        frames.append(frame.convert("RGBA"))
        frames[-1].info = {}
    loop = source.info.get("loop", 0)
    frames[0].save(
        target, form, save_all=True, append_images=frames[1:], duration=durations, loop=loop,
        quality=_QUALITY, disposal=2,
    )  # fmt: skip
    return frames[0]

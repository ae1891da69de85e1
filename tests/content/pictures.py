"""Pictures to upload, made for the occasion."""

from io import BytesIO
from typing import Any

from PIL import Image


def picture(form: str = "PNG", size: tuple[int, int] = (4, 3), **options: Any) -> bytes:
    """A picture in one colour."""
    return written(Image.new(options.pop("mode", "RGB"), size, "teal"), form, **options)


def written(image: Image.Image, form: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def animation(form: str, frames: int = 3) -> bytes:
    made = [Image.new("RGB", (4, 3), (80 * number, 0, 0)) for number in range(frames)]
    durations = [100 * (number + 1) for number in range(frames)]
    return written(made[0], form, save_all=True, append_images=made[1:], duration=durations, loop=0)

"""A document as one file of HTML: it shows its pictures, runs nothing and fetches no style."""

import re
from base64 import b64encode
from collections.abc import Mapping

from .html import escape, to_html
from .pictures import Picture
from .tree import Json

_SOURCE = re.compile(r'(<img [^>]*?src=")([^"]*)(")')

_STYLE = """
:root { color-scheme: light dark; --soft: color-mix(in srgb, currentColor 65%, transparent);
  --line: color-mix(in srgb, currentColor 20%, transparent);
  --wash: color-mix(in srgb, currentColor 6%, transparent); }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem;
  font: 1.05rem/1.65 system-ui, sans-serif; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2em 0 0.5em; }
header h1 { margin: 0 0 1em; font-size: 2.1rem; }
img { max-width: 100%; height: auto; }
img[align=center] { display: block; margin-inline: auto; }
img[align=right] { display: block; margin-inline-start: auto; }
pre { padding: 0.9rem 1rem; border-radius: 0.5rem; background: var(--wash); overflow-x: auto; }
code { font: 0.92em ui-monospace, monospace; }
blockquote { margin-inline: 0; padding-inline-start: 1rem; color: var(--soft);
  border-inline-start: 3px solid var(--line); }
table { border-collapse: collapse; }
td, th { padding: 0.35rem 0.7rem; border: 1px solid var(--line); text-align: start;
  vertical-align: top; }
td p, th p, li > p { margin: 0; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; }
[data-type=callout], details { margin: 1em 0; padding: 0.1rem 1rem; border: 1px solid var(--line);
  border-radius: 0.5rem; background: var(--wash); }
summary { padding: 0.5rem 0; font-weight: 600; }
[data-type=taskList] { list-style: none; padding: 0; }
[data-type=taskItem] { display: flex; gap: 0.6rem; }
[data-type=block-math] { margin: 1em 0; text-align: center; font-family: ui-monospace, monospace; }
@media print { body { margin: 0; max-width: none; } }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: https: http:"


def html_page(tree: Json, title: str, pictures: Mapping[str, Picture]) -> str:
    """The page of a document that was made to fit the schema, with `pictures` by address in it."""
    spelled = {escape(address): _spelled(picture) for address, picture in pictures.items()}
    body = _SOURCE.sub(
        lambda found: f"{found[1]}{spelled.get(found[2], found[2])}{found[3]}", to_html(tree)
    )
    name = escape(title)
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{name}</h1></header>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _spelled(picture: Picture) -> str:
    return f"data:{picture.media};base64,{b64encode(picture.data).decode()}"

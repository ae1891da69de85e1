"""Content of a document as a page in a page, where nothing in it can act.

People write documents, administrators look at them: whatever slipped through the conversion must
not run, load or lead anywhere with an administrator's session. Three walls, each enough alone:

- the conversion to HTML escapes text and keeps an allow-list of elements and attributes;
- the page goes into an `<iframe sandbox srcdoc>`: an origin of its own, no script, no form, no
  pop-up, no way to the page around it, and its styles and ids cannot collide with the admin's;
- a policy in the page itself allows the admin's style sheets and the server's own pictures, so
  looking at a document does not tell its author the administrator's address.

`srcdoc` and not an address of its own: there is no second page whose headers could be wrong, and a
content worker that fails is told in the admin's page instead of in a frame.
"""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


def paper(html: str) -> SafeString:
    """A whole HTML page around `html`, which a conversion in `documents.content` has made safe.

    To be put into a `srcdoc` attribute through `force_escape`.
    """
    content = mark_safe(html)  # noqa: S308 (see above: it can do nothing where it goes)
    return render_to_string("admin/collab_documents/snapshot/paper.html", {"content": content})

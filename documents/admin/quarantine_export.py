"""What was set aside, as one archive: each piece of bytes as a file, and a list of them."""

import io
import json
from zipfile import ZIP_DEFLATED, ZipFile

from ..models import Quarantine


def archive(quarantine: Quarantine) -> bytes:
    """A ZIP file. The pieces may be harmful to programs that read Yjs updates without a guard."""
    file = io.BytesIO()
    listed = []
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for one in quarantine.kept.all():
            made.writestr(f"{one.name}.bin", bytes(one.payload))
            listed.append(
                {
                    "file": f"{one.name}.bin",
                    "digest": bytes(one.digest).hex(),
                    "author": one.author,
                    "written": one.written and one.written.isoformat(),
                    "used": one.used,
                }
            )
        about = {
            "document": str(quarantine.document_id),
            "place": quarantine.place,
            "seq": quarantine.seq,
            "reason": quarantine.reason,
            "since": quarantine.since.isoformat(),
            "pieces": listed,
        }
        made.writestr("about.json", json.dumps(about, indent=2))
    return file.getvalue()

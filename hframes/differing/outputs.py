"""The files of a comparison, in a folder: the contact sheet and the report."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from hframes.differing.chosen import Shown
from hframes.differing.contact import contact_sheet
from hframes.differing.findings import Diff
from hframes.differing.page import report_page
from hframes.errors import OutputError
from hframes.picture import write_png
from hframes.verification.pictures import claim_folder

SHEET, PAGE = "sheet.png", "report.html"


def claim_pages(folder: Path, *, force: bool) -> None:
    """Makes the folder; takes the files of an earlier comparison away where `force` allows it.

    Raises:
        UsageError: there are such files.
        OutputError: the folder can't be written.
    """
    claim_folder(folder, force=force, names=(SHEET, PAGE))


def write_pages(found: Diff, shown: Sequence[Shown], folder: Path) -> Diff:
    """Writes both, each whole or not at all; no sheet where nothing is to be shown. Gives `found` with their names.

    Raises:
        OutputError: the folder can't be written.
    """
    workshop = folder / f".{secrets.token_hex(4)}.part"
    try:
        workshop.mkdir()
        (workshop / PAGE).write_text(report_page(found, shown), encoding="utf-8")
        if shown:
            write_png(contact_sheet(found, shown), workshop / SHEET)
            (workshop / SHEET).replace(folder / SHEET)
        (workshop / PAGE).replace(folder / PAGE)
    except OSError as error:
        raise OutputError(f"The report can't be written: {error.strerror}", where=str(folder)) from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return found.model_copy(update={"sheet": folder / SHEET if shown else None, "page": folder / PAGE})

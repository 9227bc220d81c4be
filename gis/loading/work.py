"""What a load carries along: from file to file, and from a file's rows to their writer."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from gis.loading.options import LoadOptions
from gis.loading.report import LoadReport, ReportFile
from gis.loading.staging import Staging
from gis.plans import GridInput
from gis.progress import Progress
from gis.viewer import Viewer


@dataclass(slots=True, kw_only=True)
class Run:
    """One command: one or more files in one transaction.

    Attributes:
        session: The transaction that everything is in.
        options: What the user said.
        viewer: Who loads.
        progress: Is told how far it is.
        report_file: Where the rows with a reason go; None: nowhere.
        last: Whether the file at hand is the command's last.
        grids: Grids of the files so far, by code: all files of a command make one plan.
    """

    session: Session
    options: LoadOptions
    viewer: Viewer
    progress: Progress
    report_file: ReportFile | None = None
    last: bool = True
    grids: dict[str, GridInput] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One file whose rows stand in `staged`, ready to be written.

    Attributes:
        run: The command it belongs to.
        staging: The rows and what is said about them.
        present: The fields that the file holds.
        report: Takes notes.
    """

    run: Run
    staging: Staging
    present: frozenset[str]
    report: LoadReport

    @property
    def session(self) -> Session:
        """The transaction that everything is in."""
        return self.run.session

    @property
    def progress(self) -> Progress:
        """Is told how far it is."""
        return self.run.progress

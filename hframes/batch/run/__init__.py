"""The run of a batch: which rows need anything, browsers that render them, and a record of each."""

from hframes.batch.run.count import Crew, choose_crew
from hframes.batch.run.crew import Persistence, run_batch
from hframes.batch.run.hook import Hook, parse_hook
from hframes.batch.run.ledger import Ledger, Record, State, open_ledger, peeked_ledger
from hframes.batch.run.plan import BatchPlan, Task, Todo, draw_up_batch, folder_of, ledger_path
from hframes.batch.run.preview import FOLDER, Preview, previews
from hframes.batch.run.progress import BatchProgress, BatchWatcher, Failure, Tally
from hframes.batch.run.renderer import BrowserRenderer, Made, Renderer

__all__ = [
    "FOLDER",
    "BatchPlan",
    "BatchProgress",
    "BatchWatcher",
    "BrowserRenderer",
    "Crew",
    "Failure",
    "Hook",
    "Ledger",
    "Made",
    "Persistence",
    "Preview",
    "Record",
    "Renderer",
    "State",
    "Tally",
    "Task",
    "Todo",
    "choose_crew",
    "draw_up_batch",
    "folder_of",
    "ledger_path",
    "open_ledger",
    "parse_hook",
    "peeked_ledger",
    "previews",
    "run_batch",
]

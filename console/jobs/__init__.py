"""Long work in the background: a queue in the record's own database, and a worker process that `wangge serve` starts.

A kind of job is a module of `console.jobs.kinds` with a function `run`; nothing else has to be told of a new one. A job
runs in one transaction: cancelled, failed or killed half-way, it leaves nothing. One that was interrupted starts anew.
"""

from console.jobs.process import start_worker
from console.jobs.queue import Job, cancel, defer, find_job, list_jobs

__all__ = ["Job", "cancel", "defer", "find_job", "list_jobs", "start_worker"]

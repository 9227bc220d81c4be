"""How far long work is, and cancelling it: `/api/jobs`."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path

from console.api.plain_words import PlainWords
from console.jobs import Job, cancel, find_job, list_jobs
from console.state import AppState
from gis.database import session_of

JobId = Annotated[int, Path(ge=0, lt=2**63)]


def router(state: AppState) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api/jobs", tags=["jobs"], route_class=PlainWords)

    @routes.get("", summary="The latest jobs, the newest first")
    def latest() -> list[dict[str, Any]]:
        with session_of(state.engine) as session:
            return [as_json(job) for job in list_jobs(session)]

    @routes.get("/{job_id}", summary="How far a job is, or what came of it")
    def one(job_id: JobId) -> dict[str, Any]:
        with session_of(state.engine) as session:
            return as_json(find_job(session, job_id))

    @routes.delete("/{job_id}", summary="Cancel a job; what it did is undone")
    def stop(job_id: JobId) -> dict[str, Any]:
        return as_json(cancel(state.engine, job_id))

    return routes


def as_json(job: Job) -> dict[str, Any]:
    """Return a job as the API and the pages have it."""
    return asdict(job)

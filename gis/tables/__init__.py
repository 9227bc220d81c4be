"""The one definition of the schema: a file per subject.

The migrations make it, with the triggers that keep the derived tables up; a test holds the two against each other.
"""

from gis.tables._base import Base
from gis.tables.area import Area
from gis.tables.basemap import Green, Place, Street, Water
from gis.tables.blind_spot import BlindSpot, BlindSpotException, GroundStat
from gis.tables.building import Building, BuildingPlace, BuildingShape, Estate
from gis.tables.change import Change, Derived
from gis.tables.incident import Incident, IncidentCategory
from gis.tables.load import Load, LoadRemark
from gis.tables.network import Network, NetworkEdge
from gis.tables.parameter import Parameter
from gis.tables.patrol import Patrol, PatrolLeg, PatrolStop
from gis.tables.plan import Grid, GridRenumbering, GridShape, Plan, PlanRevision, ShapeStat
from gis.tables.plan_editing import GridLock, PlanCheck, PlanWithdrawal
from gis.tables.reach import Reach, ServiceArea
from gis.tables.remark import Remark
from gis.tables.resource import Resource
from gis.tables.site import ProposedSite, SiteProposal
from gis.tables.walk import Position, PositionLeftOut, Shift, Walk, Walked
from gis.tables.worker import Assignment, AssignmentStep, Worker

metadata = Base.metadata

__all__ = [
    "Area",
    "Assignment",
    "AssignmentStep",
    "Base",
    "BlindSpot",
    "BlindSpotException",
    "Building",
    "BuildingPlace",
    "BuildingShape",
    "Change",
    "Derived",
    "Estate",
    "Green",
    "Grid",
    "GridLock",
    "GridRenumbering",
    "GridShape",
    "GroundStat",
    "Incident",
    "IncidentCategory",
    "Load",
    "LoadRemark",
    "Network",
    "NetworkEdge",
    "Parameter",
    "Patrol",
    "PatrolLeg",
    "PatrolStop",
    "Place",
    "Plan",
    "PlanCheck",
    "PlanRevision",
    "PlanWithdrawal",
    "Position",
    "PositionLeftOut",
    "ProposedSite",
    "Reach",
    "Remark",
    "Resource",
    "ServiceArea",
    "ShapeStat",
    "Shift",
    "SiteProposal",
    "Street",
    "Walk",
    "Walked",
    "Water",
    "Worker",
    "metadata",
]

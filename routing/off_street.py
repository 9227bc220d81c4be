"""Ways off the streets: between networks that hang together nowhere, in a straight line over ground with no street."""

import numpy as np
import shapely
from scipy.spatial import cKDTree

from routing.patrol_net import Ints, PatrolNet
from routing.t_join import minimum_t_join

MOST = 6
"""Ways from one network to another at most: from so many of its nodes, the nearest ones."""
STEPS = 2
"""Nodes of the post's network that are looked at from each node of another."""


def joined(net: PatrolNet, required: Ints, start: int) -> PatrolNet:
    """Return the network with ways off the streets between all networks that one walk has to visit.

    They stand for that walk alone, so that nobody else crosses ground without a street. Which ways there are is a
    choice: what is shortest over them is not proven to be so over all ground.

    Args:
        net: The network.
        required: Pieces that have to be walked.
        start: Node of the post.

    Returns:
        The network itself where the pieces and the post hang together.
    """
    nodes = np.unique(np.append(net.ends[required].ravel(), start))
    home = net.component[start]
    away = nodes[net.component[nodes] != home]
    if not len(away):
        return net
    own = np.flatnonzero(net.component == home)
    _, near = cKDTree(net.xy[own]).query(net.xy[away], k=min(STEPS, len(own)))
    nodes = np.unique(np.append(nodes, own[near.ravel()]))
    groups = [nodes[net.component[nodes] == number] for number in np.unique(net.component[nodes])]
    pairs = [_between(net, one, two) for one in groups for two in groups if one is not two]
    return net.with_ways(np.unique(np.sort(np.concatenate(pairs), axis=1), axis=0))


def _between(net: PatrolNet, one: Ints, two: Ints) -> Ints:
    """Return the ways from nodes of one network to the nearest ones of another, the shortest of them; shape (m, 2)."""
    far, near = cKDTree(net.xy[two]).query(net.xy[one])
    kept = np.argsort(far, kind="stable")[:MOST]
    return np.stack([one[kept], two[near[kept]]], axis=1)


def bound_mm(net: PatrolNet, times: Ints, start: int, near: Ints) -> int:
    """Return what no walks are shorter than, wherever they cross the ground between their networks.

    Beside its streets a closed walk has an even number of ways at every node. Where one leaves a network, it goes at
    least half as far as to the nearest street of another, and whoever comes from there the other half: the least
    set of ways that makes all nodes even, with half a crossing at each, is never longer than what the walks add.

    Args:
        net: The network, with or without ways off the streets.
        times: int64 (k,), how often each piece has to be walked.
        start: Node of the post.
        near: The pieces that matter: what the walks add is shorter than the way out of them.
    """
    near = near[net.on_street[near]]
    nodes, ends = np.unique(net.ends[near], return_inverse=True)
    ends = ends.reshape(-1, 2)
    required = np.flatnonzero(times)
    odd = np.bincount(np.repeat(ends.ravel(), np.repeat(times[near], 2)), minlength=len(nodes)) % 2 == 1
    groups = np.unique(net.component[np.append(net.ends[required].ravel(), start)])
    known = np.flatnonzero(net.on_street)
    known = known[np.isin(net.component[net.ends[known, 0]], groups)]
    half_mm = np.zeros(len(nodes), dtype=np.int64)
    for group in groups:
        mine = np.flatnonzero(net.component[nodes] == group)
        others = shapely.STRtree(net.lines[known[net.component[net.ends[known, 0]] != group]])
        if len(mine):
            _, far = others.query_nearest(shapely.points(net.xy[nodes[mine]]), return_distance=True, all_matches=False)
            half_mm[mine] = np.floor(far * 500)
    out = np.flatnonzero(np.isin(net.component[nodes], groups))
    ends = np.concatenate([ends, np.stack([out, np.full(len(out), len(nodes))], axis=1)])
    length = np.concatenate([net.length_mm[near], half_mm[out]])
    added = minimum_t_join(len(nodes) + 1, ends, length, np.append(odd, False))
    return int((net.length_mm * times).sum()) + int(length[added].sum())

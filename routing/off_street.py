"""Ways off the streets: between networks that hang together nowhere, in a straight line over ground with no street."""

import numpy as np
from scipy.spatial import cKDTree

from routing.patrol_net import Ints, PatrolNet

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

"""From channels to actions."""

from __future__ import annotations

import gymnasium
import numpy as np
import pytest

from tombolo_gymnasium import BoxActions, DiscreteActions, largest
from tombolo_gymnasium.actions import Channel

CHANNELS = [Channel("steering", "rad"), Channel("gas", "1"), Channel("brake", "1")]
SPACE = gymnasium.spaces.Box(np.array([-1, 0, 0], np.float32), np.array([1, 1, 1], np.float32))


def test_channels_go_by_name_not_by_the_order_they_come_in() -> None:
    actions = BoxActions.of(SPACE, CHANNELS, [0, 0, 0.5])
    found = actions.action({"brake": 0.1, "steering": -0.2, "gas": 2.0})
    np.testing.assert_allclose(found, [-0.2, 1.0, 0.1], rtol=1e-6)
    assert found.dtype == np.float32
    np.testing.assert_allclose(actions.safe, [0, 0, 0.5])


def test_a_space_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 channels"):
        BoxActions.of(SPACE, CHANNELS[:2], [0, 0])
    with pytest.raises(ValueError, match="2 bounds for 3 channels"):
        BoxActions.of(SPACE, CHANNELS, [0, 0])
    with pytest.raises(ValueError, match="no Box"):
        BoxActions.of(gymnasium.spaces.Discrete(3), CHANNELS, [0, 0, 0])


def test_the_largest_channel_chooses_a_discrete_action() -> None:
    choose = largest({"left": 2, "right": 1, "wait": 0})
    actions = DiscreteActions([Channel(n, "1") for n in ("left", "right", "wait")], choose, idle=0)
    assert actions.action({"left": 0.1, "right": 0.7, "wait": 0.2}) == 1
    assert actions.action({"left": 0.4, "right": 0.4, "wait": 0.2}) == 2  # the first of equals
    assert actions.safe == 0
    actions.check(gymnasium.spaces.Discrete(3))


def test_an_idle_action_that_is_none_is_refused() -> None:
    actions = DiscreteActions(
        [Channel("push", "1")], lambda values: int(values["push"] > 0), idle=7
    )
    with pytest.raises(ValueError, match="no action 7"):
        actions.check(gymnasium.spaces.Discrete(2))
    with pytest.raises(ValueError, match="no action 7"):
        actions.check(SPACE)


def test_nothing_to_choose_from_is_refused() -> None:
    with pytest.raises(ValueError, match="no action to choose from"):
        largest({})

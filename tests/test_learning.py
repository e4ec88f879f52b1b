"""Networks learn: the tasks of benchmarks/learning.py on a few of their seeds; the whole of it is measured there."""

import pytest
from benchmarks.learning import TASKS, Task


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_is_learned(task: Task) -> None:
    """Ten seeds of the quick tasks and two of the others reach what is asked for over all."""
    seeds = min(task.seeds // 5, 10)
    results = [task.learn(seed) for seed in range(seeds)]
    assert task.least <= sum(results) / seeds <= task.most

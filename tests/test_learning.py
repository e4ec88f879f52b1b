"""Networks learn: the tasks of benchmarks/learning.py and tables.py on a few seeds; the whole of it is measured there."""

from pathlib import Path

import pytest
from benchmarks.learning import TASKS, Task, digits
from benchmarks.tables import GOALS, Goal, score, write_table


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_is_learned(task: Task) -> None:
    """Ten seeds of the quick tasks, two of the others, one of digits reach what is asked for over all."""
    if task.learn is digits:
        pytest.importorskip("sklearn")  # the data; with it comes NumPy, without which this takes two minutes
    seeds = max(1, min(task.seeds // 5, 10))
    results = [task.learn(seed) for seed in range(seeds)]
    assert task.least <= sum(results) / seeds <= task.most


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_the_command_learns_a_real_table(goal: Goal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing said but the target, one seed reaches what is asked for over ten."""
    pytest.importorskip("sklearn")
    monkeypatch.setattr("nn.train_command.can_plot", lambda: False)
    assert goal.least <= score(goal, write_table(goal.name, tmp_path), seed=1)

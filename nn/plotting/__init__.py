"""Pictures of training: learning curves, decision boundaries, gradients layer by layer, activations, paths of descent.

Each function returns a Figure of matplotlib (``pip install "chainrule[plot]"``), light or dark, which shows itself in a notebook
and is written by ``figure.savefig("picture.svg")``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.facade import later

if TYPE_CHECKING:
    from .activations import plot_activation_gallery, plot_activations
    from .boundary import plot_boundary_over_training, plot_decision_boundary
    from .curves import learning_curve, save_learning_curve
    from .descent import descend, plot_descent
    from .figures import is_available
    from .maps import plot_energy, plot_map
    from .neuron_line import DecisionLine, decision_line, plot_decision_line
    from .over_training import plot_gradients_over_training, plot_weights_over_training
    from .recorder import Recorder
    from .spreads import plot_gradients, plot_weights
    from .step_sizes import difference_errors, plot_difference_errors
else:
    __getattr__ = later(
        __name__,
        {
            "activations": "plot_activation_gallery plot_activations",
            "boundary": "plot_boundary_over_training plot_decision_boundary",
            "curves": "learning_curve save_learning_curve",
            "neuron_line": "DecisionLine decision_line plot_decision_line",
            "descent": "descend plot_descent",
            "figures": "is_available",
            "maps": "plot_energy plot_map",
            "over_training": "plot_gradients_over_training plot_weights_over_training",
            "recorder": "Recorder",
            "spreads": "plot_gradients plot_weights",
            "step_sizes": "difference_errors plot_difference_errors",
        },
    )

__all__ = [
    "DecisionLine",
    "Recorder",
    "decision_line",
    "descend",
    "difference_errors",
    "is_available",
    "learning_curve",
    "plot_activation_gallery",
    "plot_activations",
    "plot_boundary_over_training",
    "plot_decision_boundary",
    "plot_decision_line",
    "plot_descent",
    "plot_difference_errors",
    "plot_energy",
    "plot_gradients",
    "plot_gradients_over_training",
    "plot_map",
    "plot_weights",
    "plot_weights_over_training",
    "save_learning_curve",
]

"""The exercises of 6_training.ipynb."""

from __future__ import annotations

from nn import History, datasets, feed_forward, optimizers, train

from .answers import Verdict, assigned, numbers


def rates(answer: object) -> Verdict:
    """Check three things about gradient descent on E(w) = 2 (w - 3)**2 from w = 0."""
    return numbers(
        answer,
        {"after one step": 1.2, "arrives at once": 0.25, "too large": 0.5},
        "Right. Each step multiplies the distance to the bottom by 1 - 4α: by 0.6 at α = 0.1, by 0 at 0.25, and by -1 at 0.5, "
        "where it jumps from one side to the other for ever.",
        {
            "after one step": {
                -1.2: "that climbs. The slope at 0 is -12, and the step goes against its sign.",
                0.1: "the step is not the rate itself, but the rate times the slope.",
                12.0: "that is a step of the whole slope. It is multiplied by the rate, 0.1.",
                -12.0: "-12 is the slope at 0.",
                0.3: "the slope is 4 (w - 3), which is -12 at w = 0, and not w - 3 = -3.",
                0.6: "the slope of 2 (w - 3)² is twice that: two comes from the square, and two stands in front.",
                1.8: "1.8 is how far it still has to go.",
            },
            "arrives at once": {
                0.5: "at 0.5 it arrives at 6, as far beyond 3 as it was before it.",
                1.0: "a step of the whole slope, 12, goes far beyond 3.",
                3.0: "3 is where it should arrive. Which rate times the slope, 12, is a step of 3?",
                4.0: "upside down: 12 times the rate should be 3.",
                0.1: "at 0.1 it arrives at 1.2.",
            },
            "too large": {
                0.25: "at 0.25 it arrives at once. A little more goes beyond 3, but still nearer than before.",
                1.0: "1 is far too large: it goes from 0 to 12. A smaller rate is too large already.",
                2.0: "2 over the second derivative is the limit, and the second derivative is 4.",
            },
        },
    )


def four_trainings() -> dict[str, History]:
    """Return how four networks learned moons; what is wrong with which is for the reader to say."""
    few, unseen = datasets.two_moons(40, noise=0.35, seed=1), datasets.two_moons(100, noise=0.35, seed=6)
    many, other = datasets.two_moons(100, noise=0.15, seed=0), datasets.two_moons(100, noise=0.15, seed=6)
    settings = {
        "A": (few, unseen, [2, 16, 16, 1], 0, optimizers.Adam(0.02)),
        "B": (many, other, [2, 6, 1], 1, optimizers.GradientDescent(0.002)),
        "C": (many, other, [2, 6, 1], 1, optimizers.Adam(0.03)),
        "D": (many, other, [2, 1], 1, optimizers.GradientDescent(25.0)),  # one neuron: wild, but with the same digits everywhere
    }
    return {
        name: train(
            feed_forward(sizes, activation="tanh", seed=seed),
            *rows,
            loss="binary_cross_entropy",
            optimizer=optimizer,
            batch_size=10,
            max_epochs=200,
            validation=validation,
            seed=0,
            progress=False,
        )
        for name, (rows, validation, sizes, seed, optimizer) in settings.items()
    }


def diagnoses(answer: object) -> Verdict:
    """Check what is said of four trainings by their curves."""
    small, large, fitted, fine = "rate too small", "rate too large", "over-fitting", "fine"
    return assigned(
        answer,
        {"A": fitted, "B": small, "C": fine, "D": large},
        (small, large, fitted, fine),
        "Right, all four. A has learned its rows by heart, B has hardly set out, and D is thrown about by its own steps.",
        {
            "A": {
                fine: "look at the dashed curve as well.",
                large: "the solid curve falls smoothly, so the steps are not too large.",
                small: "the solid curve comes down well, so the steps are large enough.",
            },
            "B": {
                fine: "both curves still fall at the end, and from high up.",
                fitted: "the two curves lie together: the network is as good on rows it has not seen.",
                large: "it falls, smoothly and slowly.",
            },
            "C": {
                small: "it has come down quickly, and is level at the end.",
                large: "it falls smoothly.",
                fitted: "the dashed curve falls and stays down.",
            },
            "D": {
                small: "the curve jumps up and down: slow steps do not.",
                fine: "a training that goes well comes down and stays down.",
                fitted: "even the solid curve, that of the rows it learns from, does not stay down.",
            },
        },
    )


def patience(answer: object) -> Verdict:
    """Check what patience makes of ten validation losses, the lowest so far in epochs 5 and 10."""
    return numbers(
        answer,
        {"stops after epoch": 8.0, "weights of epoch": 5.0, "patience needed": 5.0},
        "Right. Epochs 6, 7 and 8 did not get below 0.50, so it stops and goes back to epoch 5. The 0.40 comes five epochs after "
        "the best before it, so a patience of 5 is just enough.",
        {
            "stops after epoch": {
                4.0: "after epoch 4 only one epoch had passed without a lower loss. Epoch 5 is lower, and the count begins anew.",
                6.0: "patience does not end at the first loss that is higher.",
                7.0: "0.55 and 0.52 are two epochs without a loss below 0.50.",
                9.0: "epochs 6, 7 and 8 are three already.",
                10.0: "it never gets as far as epoch 10.",
            },
            "weights of epoch": {
                8.0: "8 is where it stopped. The weights go back to the epoch with the lowest loss.",
                10.0: "epoch 10 was never reached.",
                3.0: "epoch 5 had a lower loss than epoch 3.",
            },
            "patience needed": {
                10.0: "10 is more than enough. How many epochs pass after the best one before the 0.40 comes?",
                4.0: "with 4 it stops after epoch 9, one too early.",
                6.0: "6 is enough, but so is less.",
                3.0: "3 is the patience with which it stopped after epoch 8.",
            },
        },
    )

"""Answers to the exercises of the course on neurons and networks, as in exercise_answers.py."""

from __future__ import annotations

from math import exp, tanh

from course import fast, network, neuron
from exercise_answers import Exercise

EXERCISES = [
    Exercise(
        neuron.by_hand,
        {"weighted input": 0.75, "output": 0.6351},
        [
            ({"weighted input": 0.5, "output": 0.4621}, "the bias is missing"),
            ({"weighted input": 1.75, "output": 0.75}, "the second input is negative: 0.5"),
            ({"weighted input": 0.75, "output": 0.6792}, "1 of 2 are right. output = 0.6792: that is the sigmoid"),
            ({"weighted input": 0.6351, "output": 0.6351}, "that is the output already"),
            ({"weighted input": 1.25, "output": 0.85}, "its weight 0.25"),
            ({"weighted input": -0.75, "output": 0.6351}, "the sign is not"),
        ],
    ),
    Exercise(
        neuron.bias,
        -0.95,
        [
            (0.5, "all 9 cats are dogs"),
            (0, "With 0 the line is too near to the origin: 9 of 9 cats"),
            (-0.7, "3 of 9 cats are taken for dogs"),
            (-1.2, "2 of 9 dogs are taken for cats"),
        ],
    ),
    Exercise(
        neuron.one_layer,
        {"weight": 2, "bias": 3.5},
        [
            ({"weight": 6, "bias": 0.5}, "0 of 2 are right. weight = 6: that is the path by h1 alone"),
            ({"weight": -4, "bias": 1.5}, "as everything that leaves h1"),
            ({"weight": 10, "bias": 3}, "y has a bias of its own"),
            ({"weight": 8, "bias": 3.5}, "and only then"),
            ({"weight": -24, "bias": 1}, "the two paths are added. bias = 1: that is the bias of h1"),
        ],
    ),
    Exercise(
        network.output_neuron,
        {"dE/dy": -0.2, "dE/dx": -0.032, "dE/dw": -0.016},
        [
            ({"dE/dy": 0.2, "dE/dx": 0.032, "dE/dw": 0.016}, "0 of 3 are right. dE/dy = 0.2: the derivative of"),
            ({"dE/dy": -0.4, "dE/dx": -0.2, "dE/dw": -0.1}, "the ½ cancels the 2"),
            ({"dE/dy": -0.2, "dE/dx": -0.16, "dE/dw": -0.032}, "and not y alone. dE/dw = -0.032: that is dE/dx"),
            ({"dE/dy": -0.2, "dE/dx": -0.05, "dE/dw": -0.0256}, "*through the synapse*, 0.5"),
            ({"dE/dy": 0.02, "dE/dx": 0.16, "dE/dw": -0.064}, "that is E itself"),
        ],
    ),
    Exercise(
        network.hidden_neuron,
        {"dE/dy": -0.08, "dE/dx": -0.02},
        [
            ({"dE/dy": 0.16, "dE/dx": 0.04}, "0 of 2 are right. dE/dy = 0.16: the second weight is negative"),
            ({"dE/dy": -0.08, "dE/dx": -0.08}, "1 of 2 are right. dE/dx = -0.08: that is dE/dy still"),
            ({"dE/dy": 0.3, "dE/dx": -0.02}, "multiplied by the weight of its synapse"),
            ({"dE/dy": -0.06, "dE/dx": -0.02}, "one by one"),
            ({"dE/dy": 0.04, "dE/dx": -0.04}, "and not y alone"),
            ({"dE/dy": -0.12, "dE/dx": -0.02}, "from the second neuron"),
        ],
    ),
    Exercise(
        network.hidden_delta,
        lambda y, ws, ds: (1 - y**2) * sum(w * d for w, d in zip(ws, ds, strict=True)),
        [
            (lambda y, ws, ds: sum(w * d for w, d in zip(ws, ds, strict=True)), "That is dE/dy"),
            (lambda y, ws, ds: y * (1 - y) * sum(w * d for w, d in zip(ws, ds, strict=True)), "slope of the sigmoid"),
            (lambda y, ws, ds: (1 - tanh(y) ** 2) * sum(w * d for w, d in zip(ws, ds, strict=True)), "applied already"),
            (lambda y, ws, ds: (1 - y**2) * sum(ds), "multiplied by the weight of its synapse"),
            (lambda y, ws, ds: (1 - y**2) * sum(ws) * sum(ds), "weight by weight"),
            (lambda y, ws, ds: (1 - y) * sum(w * d for w, d in zip(ws, ds, strict=True)), "not 1 - y"),
            (lambda y, ws, ds: y * sum(w * d for w, d in zip(ws, ds, strict=True)), "a weight that leads here"),
            (lambda y, ws, ds: ws * ds, "TypeError"),
            (lambda y, ws, ds: 1.0, "it should be -0.06."),
        ],
    ),
    Exercise(
        fast.pays_off,
        102,
        [
            (100, "forgets that the program takes 2 µs"),
            (10_000, "What counts is what it *saves*"),
            (0.1, "Mind the units"),
            (500, "recording took 100,000 µs, and the program 21,000"),
        ],
    ),
    Exercise(
        fast.weights,
        1810,
        [
            (1776, "The bias neurons are missing"),
            (98, "number of neurons"),
            (15360, "one to the next"),
            (1800, "outputs have biases, too"),
            (1786, "hidden neurons have biases, too"),
            (1560, "That is the hidden layer"),
            (1778, "a synapse from it to every neuron"),
            (2000, "Not 2000."),
        ],
    ),
    Exercise(
        fast.probability,
        lambda s, k: exp(s[k]) / sum(exp(x) for x in s),
        [
            (lambda s, k: exp(s[k]), "Now divide"),
            (lambda s, k: s[k] / sum(s), "Scores may be negative"),
            (lambda s, k: 1 / (1 + exp(-s[k])), "the sigmoid of one score"),
            (lambda s, k: exp(s[k]) / (sum(map(exp, s)) - exp(s[k])), "the odds"),
            (lambda s, k: exp(s[k]) / exp(sum(s)), "not the exponential of the sum"),
            (lambda s, k: exp(s[k]) / exp(max(s)), "not by the largest alone"),
            (lambda s, k: 0.5, "it should be 0.628532."),
            (lambda s, k: fast.softmax(s), "is none (list)"),
        ],
    ),
]

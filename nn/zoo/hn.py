"""HN: the Hopfield network, a memory that is asked by a part of what it remembers.

Every neuron hears all others, with the same weight in both directions, and says 1 or -1. Patterns are stored in the weights by
Hebb's rule; a state that is near one falls into it, neuron by neuron, since each change of mind lowers the energy:

    w_ij = sum over p of s_i^p s_j^p, w_ii = 0        s_i <- sign(sum_j w_ij s_j)        E = -1/2 sum_ij w_ij s_i s_j

Each neuron is fed back: the row that the network is given is what its neurons said a step ago. One step lets all of them answer at
once; `nn.updates` lets one answer at a time, as the paper does. Up to about 0.138 patterns a neuron are remembered, beyond that all are
lost (Amit, Gutfreund and Sompolinsky, Storing infinite numbers of patterns in a spin-glass model of neural networks, 1985).

Hopfield, Neural networks and physical systems with emergent collective computational abilities, PNAS 79, 1982.
"""

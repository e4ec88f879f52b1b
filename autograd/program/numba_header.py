"""Where in the header of a code a number stands: counts, and where parts of the code or of the floats begin."""

from __future__ import annotations

(
    WIDTH, OUTPUTS, OUTPUT_COUNT, LANES, SHARED, PARAMETERS,
    REDUCED, REDUCED_COUNT, BEFORE, BEFORE_END, SAMPLE, SAMPLE_END, AFTER, AFTER_END,
    GATHERED, GATHER, GATHER_COUNT, SUMS, SUM_COUNT, TARGETS, BROADCASTS, BROADCAST_COUNT, GRIDS, GRID_COUNT, GRADIENTS,
    PARAMETER_COUNT, TARGET_COUNT, SCRATCH, COLLECTED, SIZE,
) = range(30)  # fmt: skip

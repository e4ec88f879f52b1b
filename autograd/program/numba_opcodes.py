"""What the instructions of the interpreter are called: names are those of the table."""

from __future__ import annotations

HEADER = 4  # numbers of an instruction before its segments
SCATTERED = 1000  # added to an opcode whose rows have their operands anywhere: columns of places instead of segments
SEGMENT = 6  # a segment: first result, length, two or three operands, results besides the first

# What the opcodes mean. Names are those of the table.
SMOOTH = ("tanh", "sigmoid", "softplus", "logaddexp", "exp", "silu", "log_sigmoid", "elu", "selu")  # results and slopes
SIMPLE = (
    "add", "subtract", "multiply", "divide", "negate", "square", "relu", "step", "less", "where", "abs", "sign", "linear",
    "leaky_relu", "clip", "hard_tanh", "softsign", "sqrt",
)  # fmt: skip
LIBRARY = (
    "log", "log1p", "log2", "log10", "expm1", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "hypot", "sinh", "cosh",
    "asinh", "acosh", "atanh", "erf", "erfc", "gelu", "cbrt", "floor", "modulo", "pow", "power", "xlogy",
)  # fmt: skip
COUNTED = ("weighted_sum", "squared_distance", "product", "mean", "maximum", "minimum", "logsumexp", "softmax", "hardmax")
DENSE, CHECK, CHAIN, FIRST_SMOOTH, FIRST_SIMPLE, FIRST_LIBRARY, FIRST_COUNTED = 0, 1, 2, 100, 200, 300, 400

OPCODES = {
    name: first + i
    for first, names in ((FIRST_SMOOTH, SMOOTH), (FIRST_SIMPLE, SIMPLE), (FIRST_LIBRARY, LIBRARY), (FIRST_COUNTED, COUNTED))
    for i, name in enumerate(names)
}
SLOPES = {"tanh": 1, "sigmoid": 1, "softplus": 1, "logaddexp": 2}  # how many come along with the result
TANH, SIGMOID, SOFTPLUS, LOGADDEXP, EXP, SILU, LOG_SIGMOID, ELU, SELU = (OPCODES[name] for name in SMOOTH)
(
    ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, SQUARE, RELU, STEP, LESS, WHERE, ABS, SIGN, LINEAR, LEAKY_RELU, CLIP, HARD_TANH,
    SOFTSIGN, SQRT,
) = (OPCODES[name] for name in SIMPLE)  # fmt: skip
(
    LOG, LOG1P, LOG2, LOG10, EXPM1, SIN, COS, TAN, ASIN, ACOS, ATAN, ATAN2, HYPOT, SINH, COSH, ASINH, ACOSH, ATANH, ERF, ERFC,
    GELU, CBRT, FLOOR, MODULO, POW, POWER, XLOGY,
) = (OPCODES[name] for name in LIBRARY)  # fmt: skip
WEIGHTED_SUM, SQUARED_DISTANCE, PRODUCT, MEAN, MAXIMUM, MINIMUM, LOGSUMEXP, SOFTMAX, HARDMAX = (OPCODES[name] for name in COUNTED)

"""Numba, and the few words of LLVM that its Python lacks: eight lanes at a time. The one file that imports Numba.

Indices into arrays go through `get` and `put`, which, unlike `a[i]`, do not look whether i is negative: with that look
LLVM does not vectorise a loop whose index is computed (a relu over 64 lanes: 45 instead of 8 ns).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numba as _numba
from numba.core import cgutils as _cgutils
from numba.core import types as _types
from numba.extending import intrinsic as _intrinsic

F = TypeVar("F", bound=Callable[..., Any])
# Some versions of Numba have types and some have none: here they are all alike.
numba: Any = _numba
cgutils: Any = _cgutils
types: Any = _types
intrinsic: Any = _intrinsic
ir: Any = cgutils.ir
_DOUBLE, _LONG, _INT = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
WIDTH = 8  # lanes: one AVX-512 register, two of AVX2; LLVM splits it where registers are smaller
_VECTOR = ir.VectorType(_DOUBLE, WIDTH)


def kernel(function: F) -> F:
    """Compile a function for other kernels on first use, and keep it on disk. It never raises.

    Fused multiply and add is allowed; nothing else that would change a number, so nan and infinity stay what they are.
    """
    return _compiled(function, no_cpython_wrapper=True)


def called_kernel(function: F) -> F:
    """Compile a function that Python calls, which costs 0.03 s more: it gives up Python's lock."""
    return _compiled(function, nogil=True)


def part_of_kernel(function: F) -> F:
    """Write a function into the kernel that calls it, one and no more, and compile it by itself only where Python calls it.

    Otherwise what is large would be optimised twice: 9.4 instead of 6.3 seconds for all kernels.
    """
    return _compiled(function, nogil=True, inline="always")


def _compiled(function: F, **options: Any) -> F:
    options |= {"no_cfunc_wrapper": True, "error_model": "numpy", "fastmath": {"contract"}}
    try:
        compiled: F = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # there is no folder to write to: neither beside the sources nor at home
        return numba.njit(**options)(function)  # type: ignore[no-any-return]
    cache: Any = getattr(compiled, "_cache", None)
    # Numba asks whether the file of this function has changed, and not those of the functions that it calls.
    kept: Any = getattr(cache, "_cache_file", None)
    if hasattr(kept, "_source_stamp"):
        kept._source_stamp = sources_stamp()
    if hasattr(cache, "save_overload"):
        cache.save_overload = _if_it_can(cache.save_overload)
    return compiled


def _if_it_can(save: Callable[..., Any]) -> Callable[..., None]:
    """Return a function that saves, and goes on without where the disk is full or may not be written to."""

    def saved(*arguments: Any) -> None:
        with suppress(OSError):
            save(*arguments)

    return saved


@lru_cache
def sources_stamp() -> str:
    """Return a text that differs whenever a file that kernels are made of does."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("numba_*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def can_be_kept(function: Any) -> bool:
    """Return whether there is a folder for compiled kernels."""
    return hasattr(getattr(function, "_cache", None), "_cache_file")


def is_on_disk(function: Any) -> bool:
    """Return whether a kernel has been compiled before, from the same sources, by this or another process."""
    kept: Any = getattr(getattr(function, "_cache", None), "_cache_file", None)
    try:
        return bool(kept._load_index())
    except (AttributeError, OSError):  # no such thing in this version of Numba
        return False


def _data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    return context.make_array(kind)(context, builder, array).data


def _get(typing: Any, array: Any, i: Any) -> Any:
    """Return ``array[i]``, for an i that is known to be inside."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(builder.gep(_data(context, builder, signature.args[0], arguments[0]), [arguments[1]]))

    return array.dtype(array, types.int64), code


get: Any = intrinsic(_get)


def _put(typing: Any, array: Any, i: Any, x: Any) -> Any:
    """Assign ``array[i] = x``, for an i that is known to be inside."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[2], builder.gep(_data(context, builder, signature.args[0], arguments[0]), [arguments[1]]))
        return context.get_dummy_value()

    return types.void(array, types.int64, array.dtype), code


put: Any = intrinsic(_put)


def _power_of_two(typing: Any, k: Any) -> Any:
    """Return 2**k for a whole k between -1022 and 1023: the bits of a float, put together."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        # 1.5 * 2**52 makes a whole number of the last bits; 1023 is the exponent's offset
        whole = builder.bitcast(builder.fadd(arguments[0], _DOUBLE(6755399441055744.0 + 1023.0)), _LONG)
        return builder.bitcast(builder.shl(whole, _LONG(52)), _DOUBLE)

    return types.float64(types.float64), code


power_of_two: Any = intrinsic(_power_of_two)


def _fused(builder: Any, x: Any, y: Any, z: Any) -> Any:
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"llvm.fmuladd.v{WIDTH}f64"), [x, y, z])


def _lanes(builder: Any, data: Any, place: Any) -> Any:
    return builder.bitcast(builder.gep(data, [place]), _VECTOR.as_pointer())


def _spread(builder: Any, x: Any) -> Any:
    nothing = ir.Constant(_VECTOR, ir.Undefined)
    one = builder.insert_element(nothing, x, ir.Constant(_INT, 0))
    return builder.shuffle_vector(one, nothing, ir.Constant(ir.VectorType(_INT, WIDTH), [0] * WIDTH))


def _product_tile(typing: Any, f: Any, i: Any, weights: Any, sources: Any, count: Any, base: Any, stride: Any, out: Any) -> Any:
    """Compute 4 sums of products in 8 lanes each.

    ``f[out + r * stride] = sum over j of f[weights + 4 * j + r] * f[base + i[sources + j] * stride]``.
    """

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        numbers = _data(context, builder, signature.args[0], arguments[0])
        places = _data(context, builder, signature.args[1], arguments[1])
        weights, sources, count, base, stride, out = arguments[2:]
        sums = [cgutils.alloca_once_value(builder, ir.Constant(_VECTOR, [0.0] * WIDTH)) for _ in range(4)]
        with cgutils.for_range(builder, count, intp=_LONG) as loop:
            source = builder.load(builder.gep(places, [builder.add(sources, loop.index)]))
            y = builder.load(_lanes(builder, numbers, builder.add(base, builder.mul(source, stride))), align=8)
            first = builder.add(weights, builder.mul(loop.index, _LONG(4)))
            for r in range(4):
                w = builder.load(builder.gep(numbers, [builder.add(first, _LONG(r))]))
                builder.store(_fused(builder, _spread(builder, w), y, builder.load(sums[r])), sums[r])
        for r in range(4):
            target = _lanes(builder, numbers, builder.add(out, builder.mul(stride, _LONG(r))))
            builder.store(builder.load(sums[r]), target, align=8)
        return context.get_dummy_value()

    return types.void(f, i, *[types.int64] * 6), code


product_tile: Any = intrinsic(_product_tile)


def _grid_tile(typing: Any, f: Any, i: Any, lefts: Any, rights: Any, base: Any, stride: Any, lanes: Any, out: Any) -> Any:
    """Add 4 x 2 sums over lanes of left times right: ``f[out + 2 * l + r] += sum over lanes``; lanes is a multiple of 8."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        numbers = _data(context, builder, signature.args[0], arguments[0])
        places = _data(context, builder, signature.args[1], arguments[1])
        lefts, rights, base, stride, lanes, out = arguments[2:]

        def start(first: Any, k: int) -> Any:
            place = builder.load(builder.gep(places, [builder.add(first, _LONG(k))]))
            return builder.add(base, builder.mul(place, stride))

        left, right = [start(lefts, k) for k in range(4)], [start(rights, k) for k in range(2)]
        sums = [cgutils.alloca_once_value(builder, ir.Constant(_VECTOR, [0.0] * WIDTH)) for _ in range(8)]
        with cgutils.for_range(builder, builder.sdiv(lanes, _LONG(WIDTH)), intp=_LONG) as loop:
            lane = builder.mul(loop.index, _LONG(WIDTH))
            ys = [builder.load(_lanes(builder, numbers, builder.add(place, lane)), align=8) for place in right]
            for k in range(4):
                x = builder.load(_lanes(builder, numbers, builder.add(left[k], lane)), align=8)
                for r in range(2):
                    builder.store(_fused(builder, x, ys[r], builder.load(sums[2 * k + r])), sums[2 * k + r])
        total = _transposed_sum(builder, [builder.load(one) for one in sums])
        target = _lanes(builder, numbers, out)
        builder.store(builder.fadd(builder.load(target, align=8), total), target, align=8)
        return context.get_dummy_value()

    return types.void(f, i, *[types.int64] * 6), code


grid_tile: Any = intrinsic(_grid_tile)


def _single_product(typing: Any, f: Any, i: Any, weights: Any, sources: Any, count: Any, base: Any, out: Any) -> Any:
    """Compute 4 sums of products for a single sample: `product_tile` with one lane, and the rows side by side in a register."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        numbers = _data(context, builder, signature.args[0], arguments[0])
        places = _data(context, builder, signature.args[1], arguments[1])
        weights, sources, count, base, out = arguments[2:]
        four = ir.VectorType(_DOUBLE, 4)
        kind = ir.FunctionType(four, [four] * 3)
        fused = cgutils.get_or_insert_function(builder.module, kind, "llvm.fmuladd.v4f64")
        sums = [cgutils.alloca_once_value(builder, ir.Constant(four, [0.0] * 4)) for _ in range(2)]

        def term(j: Any, into: Any) -> None:
            source = builder.load(builder.gep(places, [builder.add(sources, j)]))
            y = builder.load(builder.gep(numbers, [builder.add(base, source)]))
            nothing = ir.Constant(four, ir.Undefined)
            one = builder.insert_element(nothing, y, ir.Constant(_INT, 0))
            spread = builder.shuffle_vector(one, nothing, ir.Constant(ir.VectorType(_INT, 4), [0] * 4))
            first = builder.gep(numbers, [builder.add(weights, builder.mul(j, _LONG(4)))])
            w = builder.load(builder.bitcast(first, four.as_pointer()), align=8)
            builder.store(builder.call(fused, [w, spread, builder.load(into)]), into)

        # two sums in turns: one alone would wait for itself
        with cgutils.for_range(builder, builder.sdiv(count, _LONG(2)), intp=_LONG) as loop:
            j = builder.mul(loop.index, _LONG(2))
            term(j, sums[0])
            term(builder.add(j, _LONG(1)), sums[1])
        with builder.if_then(builder.icmp_signed("!=", builder.srem(count, _LONG(2)), _LONG(0))):
            term(builder.sub(count, _LONG(1)), sums[0])
        target = builder.bitcast(builder.gep(numbers, [out]), four.as_pointer())
        builder.store(builder.fadd(*map(builder.load, sums)), target, align=8)
        return context.get_dummy_value()

    return types.void(f, i, *[types.int64] * 5), code


single_product: Any = intrinsic(_single_product)


def _single_grid(typing: Any, f: Any, i: Any, lefts: Any, rights: Any, base: Any, out: Any) -> Any:
    """Add the 4 x 2 products of left and right of a single sample: `grid_tile` with one lane."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        numbers = _data(context, builder, signature.args[0], arguments[0])
        places = _data(context, builder, signature.args[1], arguments[1])
        lefts, rights, base, out = arguments[2:]

        def row(first: Any, of_lane: list[int]) -> Any:
            found = [
                builder.load(
                    builder.gep(numbers, [builder.add(base, builder.load(builder.gep(places, [builder.add(first, _LONG(k))])))])
                )
                for k in range(max(of_lane) + 1)
            ]
            vector = ir.Constant(_VECTOR, ir.Undefined)
            for lane, k in enumerate(of_lane):
                vector = builder.insert_element(vector, found[k], ir.Constant(_INT, lane))
            return vector

        target = _lanes(builder, numbers, out)
        left, right = row(lefts, [0, 0, 1, 1, 2, 2, 3, 3]), row(rights, [0, 1] * 4)
        builder.store(_fused(builder, left, right, builder.load(target, align=8)), target, align=8)
        return context.get_dummy_value()

    return types.void(f, i, *[types.int64] * 4), code


single_grid: Any = intrinsic(_single_grid)


def _transposed_sum(builder: Any, vectors: list[Any]) -> Any:
    """Return one vector with the sums of eight: halves are added pairwise, 21 instructions instead of 8 times 7."""
    step = 1
    while len(vectors) > 1:
        # Lane j of the next vector is a sum of the first vector where j lacks the bit ``step``, else of the second.
        second = [WIDTH if j & step else 0 for j in range(WIDTH)]
        take = [[(j & ~step) + second[j] for j in range(WIDTH)], [(j | step) + second[j] for j in range(WIDTH)]]
        masks = [ir.Constant(ir.VectorType(_INT, WIDTH), lanes) for lanes in take]
        vectors = [
            builder.fadd(*[builder.shuffle_vector(vectors[k], vectors[k + 1], mask) for mask in masks])
            for k in range(0, len(vectors), 2)
        ]
        step *= 2
    return vectors[0]

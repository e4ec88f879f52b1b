"""Data sets that come with scikit-learn: real measurements, read from the installed library and never from a network."""

from __future__ import annotations

from typing import Any

from .dataset import Dataset


def digits() -> Dataset:
    """Return 1,797 handwritten digits, 8 x 8 pixels of 0 to 16 each, row by row from the upper left: ten classes.

    They are the test part of Optical Recognition of Handwritten Digits in the UCI repository (Alpaydin and Kaynak, Cascading
    classifiers, Kybernetika 34, 1998). Raises ImportError where scikit-learn is not installed.
    """
    return _with_classes(_load("digits"), "E. Alpaydin and C. Kaynak, Cascading classifiers, Kybernetika 34, 1998")


def wine() -> Dataset:
    """Return chemical analyses, 13 numbers, of 178 wines from three growers of one region: three classes.

    They are Wine in the UCI repository (Forina and others, PARVUS, Genoa). Raises ImportError where scikit-learn is not
    installed.
    """
    return _with_classes(_load("wine"), "M. Forina and others, PARVUS, Institute of Pharmaceutical and Food Analysis, Genoa")


def breast_cancer() -> Dataset:
    """Return 30 numbers about the cell nuclei of 569 tumours: malignant or benign, two classes.

    They are Breast Cancer Wisconsin (Diagnostic) in the UCI repository (Street, Wolberg and Mangasarian, Nuclear feature
    extraction for breast tumor diagnosis, 1993). Raises ImportError where scikit-learn is not installed.
    """
    source = "W. Street, W. Wolberg and O. Mangasarian, Nuclear feature extraction for breast tumor diagnosis, 1993"
    return _with_classes(_load("breast_cancer"), source)


def diabetes() -> Dataset:
    """Return 10 numbers about 442 patients, and how far their diabetes had progressed a year later, a number from 25 to 346.

    The inputs are as measured, not scaled: age in years, sex (1 or 2), body mass index, mean blood pressure, six measurements of
    blood serum. From Efron, Hastie, Johnstone and Tibshirani (Least angle regression, Annals of Statistics 32, 2004). Raises
    ImportError where scikit-learn is not installed.
    """
    data = _load("diabetes", scaled=False)
    source = "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least angle regression, Annals of Statistics 32, 2004"
    return Dataset(data.data.tolist(), data.target.tolist(), data.feature_names, ["progression"], source)


def _load(name: str, **options: Any) -> Any:
    try:
        from sklearn import datasets
    except ImportError as error:
        raise ImportError(f'{name}() reads the data that comes with scikit-learn: pip install "chainrule[data]"') from error
    return getattr(datasets, f"load_{name}")(**options)


def _with_classes(data: Any, source: str) -> Dataset:
    names, classes = map(str, data.feature_names), map(str, data.target_names)
    return Dataset(data.data.tolist(), data.target.tolist(), names, classes, source)

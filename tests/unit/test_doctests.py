import doctest
import importlib
import pkgutil

import pytest

import models
import pipeline
import tasks

MODULES = sorted(
    info.name
    for package in (models, pipeline, tasks)
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    if not info.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    failures, _ = doctest.testmod(importlib.import_module(name))
    assert failures == 0

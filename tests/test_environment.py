"""pyproject.toml, constraints.txt and the conda environments say the same."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# conda-forge's name where it is not PyPI's: without -base, matplotlib brings a Qt along.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def requirements(*extras: str) -> dict[str, SpecifierSet]:
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    parsed = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): r.specifier for r in parsed}


def conda(path: str) -> dict[str, SpecifierSet]:
    environment = yaml.safe_load((ROOT / path).read_text("utf-8"))
    found = {}
    for line in environment["dependencies"]:
        name, bounds = re.fullmatch(r"([A-Za-z0-9_.-]+)\s*(.*)", line).groups()
        found[canonicalize_name(CONDA_NAMES.get(name, name))] = SpecifierSet(bounds)
    return found


def constraints() -> dict[str, Version]:
    found = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            requirement = Requirement(line)
            (pin,) = requirement.specifier
            assert pin.operator == "==", f"{line}: not an exact version"
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} is named twice"
            found[name] = Version(pin.version)
    return found


ALL = requirements(*PROJECT["optional-dependencies"])


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_dependency_is_bounded_below_and_above(name):
    operators = {s.operator for s in ALL[name]}
    assert {">=", "<"} <= operators, f"{name}{ALL[name]}"


@pytest.mark.parametrize("name", sorted(ALL))
def test_constraint_satisfies_the_bounds(name):
    pinned = constraints()
    assert name in pinned, f"{name} is missing from constraints.txt"
    assert pinned[name] in ALL[name], f"{name}=={pinned[name]} is outside {ALL[name]}"


def test_constraints_hold_no_addresses():
    text = (ROOT / "constraints.txt").read_text("utf-8")
    assert not re.search(r"://|\s@\s|--index|--find-links|--hash|file:", text)
    assert len(constraints()) > len(ALL), "the full set, not the direct dependencies alone"


@pytest.mark.parametrize(
    ("path", "extras"),
    [("environment.yml", ("lab", "test")), (".binder/environment.yml", ("lab",))],
)
def test_conda_environment_says_the_same(path, extras):
    found = conda(path)
    python = found.pop("python")
    assert python == SpecifierSet(PROJECT["requires-python"])
    del found["pip"]  # installs the package itself, nothing else
    assert found == requirements(*extras)


@pytest.mark.parametrize("path", ["environment.yml", ".binder/environment.yml"])
def test_conda_takes_conda_forge_alone(path):
    environment = yaml.safe_load((ROOT / path).read_text("utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_python_versions_agree():
    bounds = SpecifierSet(PROJECT["requires-python"])
    admitted = {f"3.{minor}" for minor in range(30) if f"3.{minor}" in bounds}
    assert admitted == {"3.11", "3.12", "3.13"}
    classifiers = {c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if re.search(r" 3\.\d", c)}
    assert classifiers == admitted
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    assert set(workflow["jobs"]["make"]["strategy"]["matrix"]["python"]) == admitted
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in (ROOT / "Makefile").read_text("utf-8")


def test_version_is_said_alike_everywhere():
    version = PROJECT["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert str(citation["version"]) == version
    assert f'__version__ = "{version}"' in (ROOT / "analysis/__init__.py").read_text("utf-8")
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


# ---------------------------------------------------------------------- what the code imports

# The module that a package is imported as, where the two names differ.
MODULES = {"beautifulsoup4": "bs4", "pyyaml": "yaml", "vadersentiment": "vaderSentiment"}
# Comes with a declared package, is part of its face.
COMES_WITH = {"IPython": "ipykernel", "traitlets": "nbconvert"}


def imported() -> set[str]:
    """Top-level names that the package's own code imports, wherever the import stands."""
    names = set()
    for path in (ROOT / "analysis").glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"analysis"}


def test_every_import_is_declared():
    declared = {MODULES.get(name, name) for name in ALL} | set(COMES_WITH)
    assert imported() <= declared, f"not in pyproject.toml: {imported() - declared}"


@pytest.mark.parametrize("name", sorted(requirements()))
def test_every_core_dependency_is_used(name):
    # pandas reads and writes Parquet with the one, trafilatura cleans pages with the other.
    indirectly = {"pyarrow", "lxml-html-clean"}
    assert MODULES.get(name, name) in imported() | indirectly, f"nothing imports {name}"

"""The house budgets: files of at most 300 lines, functions of at most 50, median at most 8."""

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for root in ("shared", "services") for path in (ROOT / root).rglob("*.py"))


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_300_lines_and_no_function_than_50(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert [(name, lines) for name, lines in functions(path) if lines > 50] == []


def test_half_of_all_functions_have_at_most_8_lines():
    lengths = [lines for path in SOURCES for _, lines in functions(path)]

    assert statistics.median(lengths) <= 8


def test_a_processor_has_at_most_120_lines():
    processors = [path for path in SOURCES if path.name == "processor.py"]

    assert processors
    assert [p.name for p in processors if len(p.read_text().splitlines()) > 120] == []

"""Functions of a package by themselves, without what the rest of it imports (Qt, PyTorch)."""

import ast
from pathlib import Path


def package_parts(readers: Path, path: str, names: list[str], scope: dict) -> dict:
    """Runs just these definitions of a file in `scope`, as they are written there, and returns it."""
    tree = ast.parse((readers / path).read_text())
    tree.body = [node for node in tree.body if name_of(node) in names]
    missing = set(names) - {name_of(node) for node in tree.body}
    if missing:
        raise SystemExit(f"{path} no longer defines {', '.join(sorted(missing))}.")
    future = ast.parse("from __future__ import annotations").body
    exec(compile(ast.Module(future + tree.body, []), path, "exec"), scope)
    return scope


def name_of(node: ast.stmt) -> str | None:
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return getattr(node, "name", None) or getattr(target, "id", None)

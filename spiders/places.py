"""Where in the outlets' files a fact is written: the file and the line to change.

A fact stands where the site's declaration of it begins, or in what that refers to: a list of
sections above it, a layout, a page family in another file. Which of those lines is meant is told
by the words of the fact: `/rss/truyen-hinh.rss` is best named by the line that has `truyen-hinh`.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

# Shorter pieces of a path say nothing: "/", ".rss".
_LEAST = 2
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file; the path is that in the project."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class _Module:
    """A source file: its definitions by name, and the modules that it calls by a name."""

    path: Path
    tree: ast.Module

    def definition(self, name: str) -> ast.AST | None:
        for node in self.tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                    return value
                case ast.FunctionDef(name=found) if found == name:
                    return node
        return None

    def module(self, name: str) -> "_Module | None":
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("spiders"):
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return _module(f"{node.module}.{alias.name}")
        return None


@dataclass(frozen=True)
class _Node:
    """A piece of source and the file that it is in."""

    node: ast.AST
    module: _Module

    def refers_to(self) -> "_Node | None":
        """What a name, or a name of another module of ours, stands for."""
        match self.node:
            case ast.Name(id=name):
                module: _Module | None = self.module
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                module = self.module.module(owner)
            case _:
                return None
        found = module.definition(name) if module else None
        return _Node(found, module) if found is not None and module is not None else None

    def walk(self) -> Iterator["_Node"]:
        """This piece and all that is in it, then what those refer to."""
        seen: set[ast.AST] = set()
        waiting = [self]
        while waiting:
            top = waiting.pop(0)
            if top.node in seen:
                continue
            seen.add(top.node)
            for child in ast.walk(top.node):
                node = _Node(child, top.module)
                yield node
                if (target := node.refers_to()) is not None:
                    waiting.append(target)

    @property
    def place(self) -> Place:
        line = getattr(self.node, "lineno", 1)
        return Place(str(self.module.path.relative_to(_ROOT)), line)


@cache
def _module(name: str) -> _Module:
    path = Path(str(import_module(name).__file__))
    return _Module(path, ast.parse(path.read_text("utf-8")))


def _keyword(call: ast.AST, name: str) -> ast.expr | None:
    keywords = call.keywords if isinstance(call, ast.Call) else []
    return next((each.value for each in keywords if each.arg == name), None)


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _is(value: ast.expr | None, text: str) -> bool:
    return isinstance(value, ast.Constant) and value.value == text


def _site(module: _Module, host: str) -> ast.AST | None:
    calls = (node for node in ast.walk(module.tree) if _calls(node, "Site"))
    return next((node for node in calls if _is(_keyword(node, "host"), host)), None)


def _in_layout(declared: _Node, layout: str, field: str) -> _Node | None:
    """The selector of a field in a layout, or in the `replace` that changes it for this site."""
    for each in declared.walk():
        value = _keyword(each.node, field)
        if value is None:
            continue
        original = each
        if _calls(each.node, "replace"):
            assert isinstance(each.node, ast.Call)
            original = _Node(each.node.args[0], each.module).refers_to() or each
        if _is(_keyword(original.node, "name"), layout):
            return _Node(value, each.module)
    return None


def _named(declared: _Node, text: str) -> _Node:
    """The string that says most of a text, else the declaration itself."""
    best, most = declared, _LEAST - 1
    frames: set[ast.AST] = set()  # what f-strings put round each of many: no one's own line
    for each in declared.walk():
        if isinstance(each.node, ast.JoinedStr):
            frames.update(each.node.values)
        value = each.node.value if isinstance(each.node, ast.Constant) else None
        if each.node in frames or not isinstance(value, str):
            continue
        if len(value) > most and value in text:
            best, most = each, len(value)
    return best


def place_of(module: str, host: str, declared: str, *, text: str = "", layout: str = "") -> Place:
    """Find the line that states a fact.

    Args:
        module: the outlet's module, such as `spiders.vtv`.
        host: the site that the fact is about.
        declared: the attribute of the site that states it; of the layout, where one is given.
        text: words of the fact, such as a feed's path.
        layout: the name of the layout.
    """
    source = _module(module)
    site = _site(source, host)
    whole = _Node(site or source.tree, source)
    value = _keyword(whole.node, "layouts" if layout else declared)
    if value is None:
        return whole.place
    statement = _Node(value, source)
    if layout:
        return (_in_layout(statement, layout, declared) or statement).place
    return _named(statement, text).place

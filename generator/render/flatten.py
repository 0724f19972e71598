"""Templates without layers: what inheritance and imports mean is written out once, when a template is compiled.

A page that extends a layout becomes one template, the layout with its blocks filled; the call of an imported macro
becomes the macro's body. Rendering then runs one function for a page, instead of one for every layer, block and macro.
What cannot be written out (a macro that calls others, statements beside the blocks) stays as Jinja does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

Load = Callable[[str], nodes.Template]
"""The tree of another template by its name, flattened."""


def flattened(tree: nodes.Template, load: Load) -> nodes.Template:
    """The same template with layout and macros written out, as far as that is possible."""
    return _with_macros(_inherited(tree, load), load)


def _inherited(tree: nodes.Template, load: Load) -> nodes.Template:
    extends = next(iter(tree.find_all(nodes.Extends)), None)
    if extends is None or not isinstance(extends.template, nodes.Const) or not _is_plain(tree):
        return tree
    layout = load(extends.template.value)
    if next(iter(layout.find_all(nodes.Extends)), None) is not None:
        return tree
    own = {block.name: block for block in tree.body if isinstance(block, nodes.Block)}
    kept = [node for node in tree.body if isinstance(node, nodes.FromImport | nodes.Import | nodes.Macro)]
    filled = _Filled(own).visit(_copy(layout))
    return _tree(tree, [*kept, *filled.body])


def _is_plain(tree: nodes.Template) -> bool:
    """Whether a child has nothing but imports, macros and blocks that stand alone."""
    for node in tree.body:
        if isinstance(node, nodes.Output):
            if any(not isinstance(part, nodes.TemplateData) or part.data.strip() for part in node.nodes):
                return False
        elif not isinstance(node, nodes.Extends | nodes.FromImport | nodes.Import | nodes.Macro | nodes.Block):
            return False
    return not any(name.name in ("super", "self") for name in tree.find_all(nodes.Name))


class _Filled(NodeTransformer):
    """Puts the content of blocks in their places."""

    def __init__(self, own: dict[str, nodes.Block]) -> None:
        self._own = own

    def visit_Block(self, block: nodes.Block) -> nodes.Node:  # noqa: N802 the library names it
        return nodes.Scope(self._own.get(block.name, block).body, lineno=block.lineno)


def _with_macros(tree: nodes.Template, load: Load) -> nodes.Template:
    imports = [node for node in tree.body if isinstance(node, nodes.FromImport)]
    macros: dict[str, nodes.Macro] = {}
    for node in imports:
        if isinstance(node.template, nodes.Const) and not node.with_context:
            macros |= dict(_macros_of(node, load(node.template.value)))
    if not macros:
        return tree
    written = _WrittenOut(macros).visit(tree)
    left = {name.name for name in written.find_all(nodes.Name)}
    body = [node for node in written.body if node not in imports or not _names(node) <= macros.keys() - left]
    return _tree(tree, body)


def _tree(like: nodes.Template, body: list[nodes.Node]) -> nodes.Template:
    tree = nodes.Template(body, lineno=1)
    assert like.environment is not None
    tree.set_environment(like.environment)
    return tree


def _names(node: nodes.FromImport) -> set[str]:
    """What an import calls its macros here."""
    return {name if isinstance(name, str) else name[1] for name in node.names}


def _macros_of(node: nodes.FromImport, source: nodes.Template) -> Iterator[tuple[str, nodes.Macro]]:
    """The macros that an import names and that call none of their neighbours."""
    defined = {macro.name: macro for macro in source.body if isinstance(macro, nodes.Macro)}
    for name in node.names:
        original, alias = (name, name) if isinstance(name, str) else name
        macro = defined.get(original)
        if macro is not None and not any(used.name in defined for used in macro.find_all(nodes.Name)):
            yield alias, macro


class _WrittenOut(NodeTransformer):
    """Replaces calls of macros, where they are printed, by the bodies of the macros."""

    def __init__(self, macros: dict[str, nodes.Macro]) -> None:
        self._macros = macros

    def visit_Output(self, output: nodes.Output) -> list[nodes.Node]:  # noqa: N802 the library names it
        parts: list[nodes.Node] = []
        printed: list[nodes.Expr] = []
        for node in output.nodes:
            body = self._body(node)
            if body is None:
                printed.append(node)
                continue
            if printed:
                parts.append(nodes.Output(printed, lineno=output.lineno))
                printed = []
            parts.append(body)
        return [*parts, nodes.Output(printed, lineno=output.lineno)] if printed else parts

    def _body(self, node: nodes.Expr) -> nodes.With | None:
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return None
        macro = self._macros.get(node.node.name)
        if macro is None or node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            return None
        missing = len(macro.args) - len(node.args)
        if missing < 0 or missing > len(macro.defaults):
            return None
        values = [*node.args, *(_copy(value) for value in macro.defaults[len(macro.defaults) - missing :])]
        names = [nodes.Name(argument.name, "store", lineno=node.lineno) for argument in macro.args]
        return nodes.With(names, values, [_copy(part) for part in macro.body], lineno=node.lineno)


def _copy(node: nodes.Node) -> nodes.Node:
    """A copy of a tree, whose parts may be changed."""
    made: nodes.Node = type(node)(
        *[_copied(getattr(node, field)) for field in node.fields],
        **{name: getattr(node, name) for name in node.attributes},
    )
    return made


def _copied(value: object) -> object:
    if isinstance(value, nodes.Node):
        return _copy(value)
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return value

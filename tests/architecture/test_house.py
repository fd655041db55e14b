"""House rules that can be checked: each failure says why the rule is there."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import BigInteger, Enum, inspect

from app.db import db
from app.models.base import Base
from app.models.state import Stateful
from app.subscriptions import SUBSCRIPTIONS
from app.web.csrf import SIGNED_BY_MACHINES
from config import ROOT

SOURCES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in ROOT.glob("app/**/*.py")}
IS_ROUTES = re.compile(r"routes(/(?!__init__)\w+)?\.py$|/(webhooks|machines)\.py$")
ROUTES = {name: tree for name, tree in SOURCES.items() if IS_ROUTES.search(name)}
PAGES = {name: tree for name, tree in SOURCES.items() if name in ROUTES or name.endswith("/pages.py")}
OUR_OWN = ("layouts", "components", "email", "errors")


def nodes(*kinds: type[ast.AST], of: dict[str, ast.Module] = SOURCES) -> Iterator[tuple[str, Any]]:
    return ((name, node) for name, tree in of.items() for node in ast.walk(tree) if isinstance(node, kinds))


def first_texts_of_calls(function: str, of: dict[str, ast.Module] = SOURCES) -> set[str]:
    """The literal first arguments with which a function is called."""
    calls = [call for _name, call in nodes(ast.Call, of=of) if call.args and ast.unparse(call.func) == function]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def test_only_the_transaction_commits() -> None:
    committing = {f"{name}: {ast.unparse(node)}" for name, node in nodes(ast.Attribute) if node.attr == "commit"}
    of_the_index = {"app/search/engine/whoosh.py: writer.commit"}
    why = "a second commit would leave half of a decision behind when the rest fails"
    assert committing - of_the_index == {"app/db.py: session.commit"}, why


def test_imports_stand_at_the_top() -> None:
    hidden = {
        f"{name}:{node.lineno}"
        for name, function in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    assert not hidden, f"{hidden}: an import inside a function hides a call up the ladder"


def test_routes_are_imported_by_the_application_alone() -> None:
    routes = {name.removesuffix(".py").replace("/", ".") for name in ROUTES}
    importing = {
        name
        for name, node in nodes(ast.ImportFrom)
        if routes & {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    }
    assert importing == {"app/__init__.py"}, "what two pages share belongs in commands, queries or a helper"


def test_every_form_is_refused_without_our_own_page_except_from_signed_machines(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        module = app.view_functions[rule.endpoint].__module__
        if rule.endpoint in SIGNED_BY_MACHINES:
            assert module.endswith(".webhooks"), f"{rule.endpoint}: only webhooks prove who sends them by a signature"
        else:
            status = app.test_client().post(re.sub(r"<[^>]+>", "1", rule.rule)).status_code
            assert status == 400, f"{rule.endpoint}: any other site could send this form for a person who is signed in"


def test_every_template_belongs_to_an_endpoint() -> None:
    templates = {path.relative_to(ROOT / "templates").as_posix() for path in ROOT.glob("templates/**/*.*")}
    pages = {name for name in templates if name.split("/")[0] not in OUR_OWN and not Path(name).name.startswith("_")}
    shown = set().union(*(first_texts_of_calls(name, PAGES) for name in ("render_template", "pages.render", "render")))
    assert pages == shown, "a page nobody shows rots unseen; a page that is not there is a 500 for somebody"


def test_every_topic_is_emitted_and_heard() -> None:
    emitted = first_texts_of_calls("emit") | first_texts_of_calls("emit_each")
    assert emitted == set(SUBSCRIPTIONS), "news nobody hears is lost; a handler without news never runs"


def test_money_never_meets_a_float(app: Flask) -> None:
    for name, node in nodes(ast.Assign, ast.AnnAssign, ast.Return, ast.Call, ast.arg, ast.BinOp):
        text = ast.unparse(node)
        has_fraction = any(isinstance(getattr(part, "value", None), float) for part in ast.walk(node))
        is_division = isinstance(getattr(node, "op", None), ast.Div)
        is_lossy = has_fraction or is_division or re.search(r"\b([Ff]loat|Decimal|round)\b", text)
        assert not (is_lossy and "amount" in text), f"{name}: {text[:80]}: money is whole rupiah, fractions lose some"
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if "amount" in column.name:
                assert isinstance(column.type, BigInteger), f"{column}: rupiah overflow anything smaller"


def test_every_state_of_a_machine_is_known_to_the_database_and_to_the_table_of_moves(app: Flask) -> None:
    machines = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Stateful)]
    assert machines
    for machine in machines:
        column = machine.__table__.c.status
        checks = inspect(db.engine).get_check_constraints(machine.__tablename__)
        (check,) = [check["sqltext"] for check in checks if check["name"] == f"ck_{machine.__tablename__}_status"]
        assert isinstance(column.type, Enum)
        assert set(re.findall(r"'(\w+)'", check)) == set(column.type.enums), f"{machine}: a state the CHECK refuses"
        moves = set(machine.TRANSITIONS).union(*machine.TRANSITIONS.values())
        assert moves == set(column.type.enum_class or ()), f"{machine}: a state that no move reaches or leaves"


def test_pages_of_sellers_and_admins_are_guarded_at_birth() -> None:
    for name, tree in ROUTES.items():
        kind = re.search(r"(seller|admin)_routes[/.]|app/(seller|admin)(?:_centre)?/routes\.py$", name)
        if kind:
            maker = f"{kind[1] or kind[2]}_blueprint("
            made = {ast.unparse(node.value) for node in tree.body if isinstance(node, ast.Assign)}
            assert any(text.startswith(maker) for text in made), f"{name}: a check in each view is forgotten in one"
            assert not any(text.startswith("Blueprint(") for text in made), f"{name}: this blueprint has no guard"


def test_the_readme_prints_the_one_true_ladder() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    rungs = "\n".join(contracts[0]["layers"]).replace("(", "").replace(")", "")
    assert f"\n{rungs}\n" in (ROOT / "README.md").read_text("utf-8"), "a newcomer climbs the ladder they read"

"""flask and Django's commands: what they still want to be told."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_servers import servers
from termproxy.assistant.rules.words import quote

servers.hint(
    "django-new-name",
    "Django was not told a name for it",
    lambda f: f.append("<name>"),
    programs=("django-admin", "python"),
    when=("You must provide a project name", "You must provide an application name"),
    sure=0.93,
)


@servers.rule(
    when="Failed to find Flask application",
    says=r"Failed to find Flask application or factory in module '(?P<module>[\w.]+)'",
)
def flask_object(f: Failed) -> Advice:
    """The module is there, and no application of the usual names (app, application) in it."""
    path = f["module"].replace(".", "/")
    path = f"{path}/__init__.py" if f.local.is_dir(path) else f"{path}.py"
    text = f.local.text(path, 1 << 17)
    made = re.search(
        r"^(\w+) *= *Flask\(|^def (\w+)\([^)]*\)[^\n]*:(?:\n[ \t]+[^\n]*)*?Flask\(", text, re.M
    )
    name = (made[1] or made[2]) if made else ""
    flask = next((w for w in f.command.words if w.value == "flask"), f.command.words[0])
    return f.hint(
        f"{path} has no Flask application that flask finds",
        f.insert(f"--app {f['module']}:{name}", after=flask) if name else None,
        f"${{EDITOR:-vi}} {quote(path)}",
        why=f"It is called {name} there."
        if name
        else "It looks for app, application, create_app().",
        sure=0.94,
    )

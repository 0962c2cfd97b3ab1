"""npm publish and version: who may, what, and under which version."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.npm import TOOLS, family


@family.rule(
    when=("ENEEDAUTH", "code E401", "ERR_PNPM_FETCH_401"),
    says=r"code (?:ENEEDAUTH|E401)|FETCH_401",
    programs=(*TOOLS, "pnpm"),
)
def not_logged_in(f: Failed) -> Advice | None:
    """The registry wants a login."""
    registry = f.find(r"logged in to (https?://\S+?)[\s.]*$")
    option = (
        f" --registry {registry[1]}" if registry and "registry.npmjs.org" not in registry[1] else ""
    )
    login = f"npm login{option}"
    return f.hint(
        "You are not logged in to the registry",
        f.first(login) if f.sub not in ("whoami",) else login,
        login,
        sure=0.95,
    )


@family.rule(when="code E403", says=r"code E403", programs=TOOLS)
def forbidden(f: Failed) -> Advice | None:
    """Publishing over a version, or a package of someone else."""
    if f.find(r"cannot publish over|previously published"):
        return f.hint(
            "That version is published already",
            f.first("npm version patch"),
            why="A version can be published once; raise it.",
            sure=0.96,
        )
    if f.sub == "publish":
        return f.hint(
            "You may not publish this package",
            "npm whoami",
            "npm publish --access public",
            why="The name belongs to someone else, or your account lacks the right.",
            sure=0.8,
        )
    return f.hint("The registry refuses (403)", "npm whoami", f.first("npm login"), sure=0.75)


family.hint(
    "private-package",
    'package.json says "private": true',
    lambda f: f.first("npm pkg delete private"),
    when=("This package has been marked as private", "EPRIVATE"),
    sure=0.95,
)


family.hint(
    "scoped-needs-access",
    "A scoped package is private unless you say otherwise",
    lambda f: f.append("--access public"),
    when=("code E402", "You must sign up for private packages"),
    sure=0.95,
)


family.hint(
    "git-not-clean",
    "npm version wants everything committed",
    lambda f: f.first("git commit -am 'Prepare release'"),
    lambda f: f.first("git stash"),
    lambda f: f.append("--force"),
    when="Git working directory not clean",
    sure=0.93,
)


family.hint(
    "version-not-changed",
    "package.json has that version already",
    lambda f: f.rewrite("npm version patch"),
    lambda f: f.append("--allow-same-version"),
    when="Version not changed",
    sure=0.9,
)

# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Hosts of applications: heroku, fly."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

heroku = Family("heroku", "heroku")
fly = Family("fly", "fly", "flyctl")


@heroku.rule(when="Multiple apps in git remotes")
def several_apps(f: Failed) -> Advice | None:
    """More than one of the remotes is an app."""
    apps = re.findall(r"^\W*([\w-]+) \([\w-]+\)$", f.output, re.MULTILINE)
    return f.hint("Which app?", *[f.append(f"--app {app}") for app in apps[:3]], sure=0.85)


@heroku.rule(when=("Missing required flag", "No app specified"))
def no_app(f: Failed) -> Advice | None:
    """No remote of the repository is an app of Heroku's."""
    if not f.find(r"Missing required flags?:?\s+(?:-a, --)?app\b|No app specified"):
        return None
    return f.hint(
        "Which app? No git remote names one",
        f.append("--app <app>"),
        "heroku git:remote --app <app>",
        "heroku apps",
        why="git:remote makes it known for good.",
        sure=0.95,
    )


fly.hint(
    "no-app",
    "Which app? There is no fly.toml here that names one",
    lambda f: f.append("-a <app>"),
    "fly apps list",
    when=("missing an app name", "Could not find App", "requires an app name"),
    why="Run it in the app's folder, or name the app with -a.",
    sure=0.95,
)
fly.hint(
    "no-login",
    "You are not logged in to Fly.io",
    lambda f: f.first(f"{f.program} auth login"),
    when=("No access token available", "no access token available"),
    sure=0.96,
)
fly.hint(
    "no-configuration",
    "There is no fly.toml here",
    lambda f: f"{f.program} launch" if f.sub == "deploy" else f.append("-a <app>"),
    "fly apps list",
    when=("could not find a fly.toml", "App config file 'fly.toml' not found", "fly.toml: no such file"),
    why="launch writes one for a new app.",
    sure=0.93,
)  # fmt: skip


any_oclif = Family("heroku")  # sf, twilio, salesforce ... share heroku's framework


@any_oclif.rule(
    when="Missing required flag",
    says=r"Missing required flags?:?\s+(?:-\w, --)?(?P<flag>[a-z][\w-]+)$",
)
def missing_flag(f: Failed) -> Advice | None:
    """oclif wants an option."""
    option = f"--{f['flag']}"
    if f.has(option) or f["flag"] == "app":
        return None
    return f.hint(f"{option} is wanted", f.append(f"{option} <{f['flag']}>"), sure=0.85)

# ruff: noqa: E501
"""snap and flatpak."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

apps = Family("apps", "snap", "flatpak")


# snap and flatpak.

apps.hint(
    "snapd",
    "snapd is not running",
    lambda f: f.first("sudo systemctl start snapd"),
    lambda f: f.local.installer("snapd"),
    when=("dial unix /run/snapd.socket", "cannot communicate with server"),
    programs="snap",
    sure=0.94,
)
apps.hint(
    "root",
    "Only root may do that",
    lambda f: f.sudo(),
    when=("access denied (try with sudo)", "permission denied", "login required"),
    programs="snap",
    sure=0.96,
)
apps.hint(
    "classic",
    "That snap needs classic confinement",
    lambda f: f.append("--classic"),
    when=("using classic confinement", "including --classic"),
    programs="snap",
    sure=0.97,
)
apps.hint(
    "installed",
    "That snap is installed already",
    lambda f: f.swap("install", "refresh"),
    when="is already installed",
    programs="snap",
    sure=0.9,
)
apps.hint(
    "not-installed",
    "That snap is not installed",
    "snap list",
    lambda f: (
        f"sudo snap install {m[1]}" if (m := f.find(r'snap "([^"]+)" is not installed')) else ""
    ),
    when="is not installed",
    programs="snap",
    sure=0.92,
)
apps.hint(
    "revision",
    "There is nothing on that channel",
    lambda f: f"snap info {m[1]}" if (m := f.find(r'snap "([^"]+)"')) else "",
    when=("not available on", "no snap revision"),
    programs="snap",
    sure=0.88,
)


@apps.rule(when="not found", says=r"snap \"(?P<name>[^\"]+)\" not found", programs="snap")
def snap_unknown(f: Failed) -> Advice:
    """A snap that the store does not have."""
    known = listed(
        "code firefox chromium spotify slack vlc discord postman docker node go kubectl helm terraform aws-cli google-cloud-cli intellij-idea-community pycharm-community android-studio signal-desktop telegram-desktop gimp obs-studio microk8s lxd multipass certbot nvim emacs blender inkscape bitwarden yq jq dotnet-sdk flutter skype teams-for-linux zoom-client"
    )
    alias = {
        "vscode": "code",
        "visual-studio-code": "code",
        "nodejs": "node",
        "golang": "go",
        "zoom": "zoom-client",
        "pycharm": "pycharm-community",
        "intellij": "intellij-idea-community",
        "awscli": "aws-cli",
        "gcloud": "google-cloud-cli",
        "telegram": "telegram-desktop",
        "neovim": "nvim",
        "chrome": "chromium",
        "signal": "signal-desktop",
    }
    name = f["name"]
    near = [alias[name]] if name in alias else nearest(name, known)
    word = f.word(name)
    return f.hint(
        f"The store has no snap {name}",
        *[f.swap(word, n) for n in near if word],
        f"snap find {name}",
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.94,
    )


@apps.rule(
    when=(
        "No remote refs found",
        "Nothing matches",
        "not found in remote",
        "not installed",
        "No entry for",
        "No such ref",
        'Remote "',
        "No ref chosen",
        "No remotes found",
    ),
    programs="flatpak",
)
def flatpak_unknown(f: Failed) -> Advice:
    """An application or remote that flatpak does not know."""
    app = next((w.value for w in reversed(f.rest) if not w.is_option and w.value != "flathub"), "")
    remote = f.find(
        r"Remote [\"‘']?([\w-]+)[\"’']? not found|No remotes found|No remote refs found"
    )
    add = (
        "flatpak remote-add --if-not-exists flathub https://dl.flathub.org/repo/flathub.flatpakrepo"
    )
    if f.find(r"Remote [\"‘']?flathub[\"’']? not found|No remotes found"):
        return f.hint("The remote flathub is not set up", f.first(add), sure=0.95)
    if "not installed" in f.output and f.sub in ("run", "uninstall", "update", "info"):
        return f.hint(
            f"{app} is not installed",
            "flatpak list --app",
            f"flatpak install flathub {app}" if f.sub == "run" else None,
            sure=0.93,
        )
    return f.hint(
        f"flatpak finds no {app}",
        f"flatpak search {app.split('.')[-1]}",
        f.first(add) if remote else None,
        sure=0.9,
    )

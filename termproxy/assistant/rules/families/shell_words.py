"""Names that became others, and the words that are glued to a program, for what is not found."""

from __future__ import annotations

from termproxy.assistant.world.wordlist import listed

# One name became another: the old name -> what to write instead, when it is on the PATH.
RENAMED = {
    "python": ("python3",),
    "pip": ("pip3", "python3 -m pip"),
    "pip3": ("python3 -m pip",),
    "docker-compose": ("docker compose",),
    "node": ("nodejs",),
    "nodejs": ("node",),
    "vi": ("vim", "nano"),
    "vim": ("vi",),
    "ifconfig": ("ip addr",),
    "route": ("ip route",),
    "arp": ("ip neigh",),
    "netstat": ("ss",),
    "fdfind": ("fd",),
    "fd": ("fdfind",),
    "bat": ("batcat",),
    "egrep": ("grep -E",),
    "fgrep": ("grep -F",),
    "gmake": ("make",),
    "ll": ("ls -l",),
    "la": ("ls -A",),
    "md": ("mkdir -p",),
    "cls": ("clear",),
    "ipconfig": ("ip addr",),
    "dir": ("ls",),
    "del": ("rm",),
    "move": ("mv",),
    "copy": ("cp",),
    "ren": ("mv",),
    "md5": ("md5sum",),
    "tracert": ("traceroute",),
    "open": ("xdg-open",),
    "pbcopy": ("xclip -selection clipboard", "wl-copy"),
    "k": ("kubectl",),
    "mongo": ("mongosh",),
    "tf": ("terraform", "tofu"),
    "cc": ("gcc",),
    "c++": ("g++",),
}
WITH_SUBCOMMANDS = listed(
    """git npm yarn pnpm npx docker apt apt-get pip pip3 cargo go make kubectl
systemctl brew conda uv poetry ls cd sudo cat python python3 node service rm cp
mv mkdir vim nano ssh helm terraform"""
)
SUBCOMMANDS: dict[str, tuple[str, ...]] = {
    "git": listed(
        """add status commit push pull fetch checkout switch branch log diff stash merge
rebase clone init reset remote show tag restore cherry-pick bisect blame rm mv
clean"""
    ),
    "npm": listed("install start test run ci publish init update audit"),
    "yarn": listed("install start test run add remove build"),
    "pnpm": listed("install start test run add remove build"),
    "docker": listed("ps run build images exec logs pull push stop start rm rmi compose"),
    "apt": listed("install update upgrade remove search list show purge autoremove"),
    "apt-get": listed("install update upgrade remove purge autoremove"),
    "pip": listed("install uninstall list freeze show"),
    "pip3": listed("install uninstall list freeze show"),
    "cargo": listed("build run test check new init add clippy fmt"),
    "go": listed("build run test mod get install fmt vet"),
    "kubectl": listed("get apply describe logs exec delete create"),
    "systemctl": listed("start stop restart status enable disable"),
    "brew": listed("install update upgrade search list"),
    "make": listed("clean install test all build"),
}

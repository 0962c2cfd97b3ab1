# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: cloning, servers, keys, passwords."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family("git-server", "git", "hub")


@family.rule(
    when="repository", says=r"fatal: repository '(?P<url>[^']+)' (?:does not exist|not found)"
)
def repository_not_found(f: Failed) -> Advice | None:
    """clone, fetch or push of a repository that is not there (or is private)."""
    url = f["url"]
    if "://" not in url and not url.startswith("git@"):
        near = f.local.near(url, folders=True)
        if near:
            return f.hint(f"No repository {url}", *[f.swap(url, path) for path in near], sure=0.9)
        if re.fullmatch(r"[\w-]+/[\w.-]+", url):
            return f.hint(
                f"{url} is no path here", f.swap(url, f"https://github.com/{url}.git"), sure=0.75
            )
        return f.hint(f"No repository {url}", sure=0.7)
    host = re.search(r"//(?:[^@/]*@)?([^/]+)/([^/]+/[^/]+?)(?:\.git)?/?$", url)
    ssh = f"git@{host[1]}:{host[2]}.git" if host else ""
    look = "git remote -v" if f.sub != "clone" else None
    return f.hint(
        "No such repository, or you may not see it",
        f.swap(url, ssh) if ssh and f.word(url) else look,
        f"git remote set-url origin {ssh}" if ssh and not f.word(url) else None,
        look,
        why="Check the address; a private one needs you logged in.",
        sure=0.75,
    )


@family.rule(when="ERROR: Repository not found", says=r"ERROR: Repository not found")
def hidden_repository(f: Failed) -> Advice:
    """An ssh address of a repository that is not there, or not yours to see."""
    addresses = [w.value for w in f.rest]
    if f.local.git:
        addresses += [v for k, v in f.local.git.config.items() if k.endswith(".url")]
    told = next(
        (
            m
            for a in addresses
            if (m := re.match(r"(?:ssh://)?git@([\w.-]+)[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?$", a))
        ),
        None,
    )
    name = f"{told[2]}/{told[3]}" if told else "it"
    return f.hint(
        f"There is no repository {name}, or your key may not see it" if told else "No such repository, or your key may not see it",
        f"ssh -T git@{told[1] if told else 'github.com'}",
        f"gh repo view {name}" if told else None,
        "git remote -v" if f.sub != "clone" else None,
        why="ssh -T says who you are there; a private repository has to be shared with you.",
        sure=0.92,
    )  # fmt: skip


@family.rule(
    when=("unable to start editor", "There was a problem with the editor", "cannot run "),
    says=r"unable to start editor '(?P<editor>[^']+)'|There was a problem with the editor '(?P<problem>[^']+)'",
)
def no_editor(f: Failed) -> Advice:
    """The editor that git shall start is not there, or ended with an error."""
    name = f["editor"] or f["problem"]
    program = name.split()[0]
    known = [e for e in ("nano", "vim", "vi", "code") if f.local.which(e)]
    near = [e for e in nearest(program, known) if e != program]
    word = next((w for w in f.command.prefix if w.value.endswith(f"={name}")), None)
    best = (near or known or ["vi"])[0]
    setting = "code --wait" if best == "code" else best
    message = (
        f.append('-m "<message>"')
        if f.sub == "commit" and not f.has("-m", "-F", "--message")
        else ""
    )
    return f.hint(
        f"The editor {program} is not there" if f.find("cannot run|not found|No such file") else f"The editor {program} ended with an error",
        f.swap(word, word.value.replace(name, best)) if word else None,
        f"git config --global core.editor {quote(setting)}",
        message,
        why="git starts $GIT_EDITOR, core.editor, $VISUAL or $EDITOR, the first that is set.",
        sure=0.93,
    )  # fmt: skip


@family.rule(
    when=("Too many arguments", "You must specify a repository", "too many arguments"), on="clone"
)
def clone_arguments(f: Failed) -> Advice | None:
    """git clone git clone URL, git clone a b c."""
    values = f.args
    if values[:3] == ("clone", "git", "clone"):
        return f.hint("git clone was written twice", f.without(*f.command.words[1:3]), sure=0.97)
    return f.hint("git clone takes an address, and a folder", sure=0.7)


@family.rule(
    when="already exists and is not an empty directory",
    says=r"destination path '(?P<path>[^']+)' already exists",
)
def clone_target_exists(f: Failed) -> Advice | None:
    """The folder to clone into is there already."""
    path = f["path"]
    known = f.local.is_dir(f"{path}/.git")
    update = f"git -C {quote(path)} pull" if known else None
    told = f.rest[-1] if len(f.rest) > 1 and f.rest[-1].value == path else None
    other = quote(f"{path}-2")
    return f.hint(
        f"The folder {path} exists already",
        update,
        f.swap(told, other) if told else f.append(other),
        why="It is a clone already." if known else "",
        sure=0.87,
    )


family.hint(
    "no-ssh-key",
    "The server accepts none of your ssh keys",
    "ssh-add -l",
    "ssh -T git@{host}",
    "cat ~/.ssh/id_ed25519.pub",
    why="Load your key with ssh-add, and register its public half with the server.",
    when="Permission denied (publickey",
    says=r"(?:[\w.-]+@)?(?P<host>[\w.-]+): Permission denied \(publickey",
    sure=0.9,
)
family.hint(
    "password-auth-gone",
    "This server takes no passwords any more",
    "gh auth login",
    "git remote set-url origin git@github.com:<user>/<repository>.git",
    why="Use a personal access token, or ssh.",
    when=(
        "Support for password authentication was removed",
        "Password authentication is not supported",
    ),
    sure=0.93,
)


@family.rule(
    when=("Authentication failed for", "could not read Username for", "could not read Password for", "HTTP Basic: Access denied"),
    says=r"(?P<asks>could not read (?:Username|Password)) for '(?P<host>[^']+)'|Authentication failed for '(?P<url>[^']+)'|HTTP Basic: Access denied",
)  # fmt: skip
def authentication(f: Failed) -> Advice | None:
    """A name or token that the server does not take, or nobody to ask for one."""
    if "Support for password authentication was removed" in f.output:
        return None
    told = f.find(r"Authentication failed for '([^']+)'")
    url = f["url"] or f["host"] or (told[1] if told else "")
    found = re.match(r"https?://(?:[^@/]*@)?([^/:]+)/?(.*)$", url)
    host = found[1] if found else ""
    path = found[2].rstrip("/").removesuffix(".git") if found else ""
    git = f.local.git
    if not path and git and git.remote:
        own = git.config.get(f"remote.{git.remote}.url", "")
        at = re.match(r"https?://(?:[^@/]*@)?[^/]+/(.+?)(?:\.git)?/?$", own)
        path = at[1] if at and host in own else ""
    ssh = f"git@{host}:{path}.git" if host and path else ""
    word = next((w for w in f.rest if host and host in w.value), None)
    remote = git.remote if git and git.remote else "origin"
    by_ssh = (
        (f.swap(word, ssh) if word else f.first(f"git remote set-url {remote} {ssh}"))
        if ssh
        else ""
    )
    hub = f.first("gh auth login") if host == "github.com" else ""
    login = "glab auth login" if "gitlab" in host else ""
    forget = (
        f"printf 'protocol=https\\nhost={host}\\n' | git credential reject"
        if host and not f["asks"]
        else ""
    )
    return f.hint(
        "git could not ask for your user name"
        if f["asks"]
        else f"{host or 'The server'} did not accept your user name or token",
        *[fix for fix in (hub, by_ssh, login, forget, "git remote -v") if fix],
        why="Over https it wants a personal access token, not your password; ssh wants a key.",
        sure=0.9,
    )


family.hint(
    "unresolved-host",
    "The server {host} was not found",
    "git remote -v",
    lambda f: f"ping -c 1 {f['host']}",
    why="A mistyped address, or no network.",
    when=("Could not resolve host", "Could not resolve hostname"),
    says=r"Could not resolve host(?:name)?:? (?P<host>[\w.-]+)",
    sure=0.85,
)


@family.rule(
    when=("failed to sign", "Couldn't load public key", "No private key found", "user.signingkey needs", "cannot run gpg", "No secret key", "unsupported value for gpg.format", "Load key", "failed to write commit object", "Couldn't find key in agent", "Couldn't sign message"),
    says=r"failed to (?:sign|write commit)|unable to sign|user\.signingkey needs|gpg\.format",
    on=("commit", "tag", "merge", "rebase", "cherry-pick", "revert", "pull", "am"),
)  # fmt: skip
def signing(f: Failed) -> Advice:
    """A commit or tag that shall be signed, and cannot."""
    plain = f.insert("--no-gpg-sign", after=f.sub_word or 0) if f.sub != "tag" else ""
    ssh = f.find(
        r"(?:Couldn't load public key|No private key found for public key|Load key) \"?(?P<key>[^\s\":]+)"
    )
    if ssh or f.find("key in agent|ssh-keygen|needs to be set for ssh"):
        keys = [n for n in f.local.entries("~/.ssh") if re.fullmatch(r"id_\w+\.pub", n)]
        key = "id_ed25519.pub" if "id_ed25519.pub" in keys or not keys else keys[0]
        shown = f" {ssh['key']}" if ssh else ""
        return f.hint(
            f"The ssh key{shown} to sign with cannot be read",
            plain,
            f"git config --global user.signingkey ~/.ssh/{key}",
            "ssh-add -L",
            why="user.signingkey must name a public key whose private half is there or in the agent.",
            sure=0.93,
        )
    if f.find(r"cannot run gpg|gpg: not found"):
        return f.hint(
            "gpg, which signs, is not installed",
            f.first(f.local.installer("gnupg")),
            plain,
            sure=0.95,
        )
    return f.hint(
        "git could not sign the commit with gpg",
        plain,
        "gpg --list-secret-keys",
        "export GPG_TTY=$(tty)",
        why="No secret key for you, or gpg cannot ask for its passphrase.",
        sure=0.9,
    )


@family.rule(
    when=("No such file or directory", "not found", "is not recogni"),
    programs=(),
)
def bare_address(f: Failed) -> Advice | None:
    """An address of a repository typed as a command."""
    words = f.command.words
    if len(words) != 1 or not re.match(r"(?:https?|ssh)://\S+|git@[\w.-]+:\S+", words[0].value):
        return None
    url = words[0].value
    if url.endswith(".git") or re.match(
        r"https?://(?:[\w-]+\.)*(?:github|gitlab|bitbucket|codeberg|sr\.ht)\b|git@|ssh://", url
    ):
        return f.hint("That is an address, not a command", f"git clone {words[0].raw}", sure=0.96)
    return f.hint(
        "That is an address, not a command",
        f"curl -LO {words[0].raw}",
        f"xdg-open {words[0].raw}",
        sure=0.8,
    )


@family.rule(
    when=("batch response:", "Smudge error", "smudge filter lfs failed"),
    says=r"batch response: (?P<what>.+)|(?:Smudge error: |Error downloading object: )(?P<object>\S+)|smudge filter lfs failed",
)
def lfs_refused(f: Failed) -> Advice:
    """The server of the large files: no rights there, no object, or too much of them."""
    what = f["what"]
    if f.sub in ("clone", "checkout", "switch", "pull", "reset", "restore") and not what:
        return f.hint(
            "A large file (LFS) could not be had from the server",
            f"GIT_LFS_SKIP_SMUDGE=1 {f.text}",
            "git lfs env",
            why="Without it there are pointers in place of the large files; `git lfs pull` tries again.",
            sure=0.92,
        )
    if re.search(r"(?i)quota|over its data", what):
        return f.hint(
            "The quota of large files (LFS) there is used up",
            "git lfs ls-files --size",
            why=what,
            sure=0.92,
        )
    return f.hint(
        "The server of the large files (LFS) does not let you in",
        "gh auth login" if "github" in f.output and f.local.which("gh") else None,
        "git lfs env",
        why=what or "It wants a login of its own, with the rights to push.",
        sure=0.9,
    )

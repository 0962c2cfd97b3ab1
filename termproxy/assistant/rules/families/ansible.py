# ruff: noqa: E501  (messages stay whole, to be searched for)
"""ansible: playbooks, inventories, roles, modules, hosts that cannot be reached, vaults."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit, found
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family(
    "ansible",
    "ansible", "ansible-playbook", "ansible-galaxy", "ansible-inventory", "ansible-vault", "ansible-pull",
)  # fmt: skip


def place(f: Failed) -> str:
    """The line that opens the file which the message names as the origin (2.19 on, and before)."""
    found = f.find(r"^Origin: (?P<file>/?\S+?):(?P<line>\d+)") or f.find(
        r"The error appears to be in '(?P<file>[^']+)': line (?P<line>\d+)"
    )
    return edit(f, found["file"], found["line"]) if found else ""


@family.rule(
    when=("could not be found", "Could not find specified playbook"),
    says=r"[Tt]he playbook: (?P<book>.+?) could not be found",
)
def no_playbook(f: Failed) -> Advice:
    """The playbook is not there."""
    near = f.local.near(f["book"])
    return f.hint(
        f"No playbook {f['book']} here",
        *[f.swap(f["book"], name) for name in near],
        why=f"There is {near[0]}." if near else "The path counts from this folder.",
        sure=0.95 if near else 0.85,
    )


@family.rule(when="the role '", says=r"the role '(?P<role>[^']+)' was not found")
def no_role(f: Failed) -> Advice:
    """A role that is neither in roles/ nor installed."""
    wanted = next(
        (n for n in ("requirements.yml", "roles/requirements.yml") if f.local.is_file(n)), ""
    )
    galaxy = "." in f["role"]
    near = nearest(f["role"], f.local.folders("roles"))
    at = f.find(r"^Origin: (?P<file>/?\S+?):(?P<line>\d+)")
    book = found(f, at["file"]) if at else ""
    return f.hint(
        f"There is no role {f['role']} in roles/ or among the installed ones",
        f"sed -i '{at['line']}s/{f['role']}/{near[0]}/' {quote(book)} && {f.text}" if near and at else None,
        f"ansible-galaxy install -r {wanted}" if wanted else None,
        f"ansible-galaxy role install {quote(f['role'])}" if galaxy else None,
        place(f),
        why=f"There is roles/{near[0]}." if near else "A role of your own is a folder in roles/; one of Galaxy's has to be installed.",
        sure=0.9,
    )  # fmt: skip


# The usual ones of ansible.builtin.
MODULES = listed(
    """apt yum dnf package service systemd copy template file lineinfile blockinfile replace command shell
    raw script debug ping setup user group git get_url uri unarchive stat set_fact include_tasks import_tasks
    include_role import_role pip cron hostname reboot wait_for fetch find assert fail meta apt_key
    apt_repository known_hosts slurp tempfile add_host group_by"""
)


@family.rule(
    when=("resolve module/action", "Cannot resolve '"),
    says=r"couldn't resolve module/action '(?P<a>[^']+)'|Cannot resolve '(?P<b>[^']+)' to an action",
)
def no_module(f: Failed) -> Advice:
    """A module that is misspelt, or whose collection is not installed."""
    name = f["a"] or f["b"]
    collection = ".".join(name.split(".")[:2]) if name.count(".") >= 2 else ""
    near = nearest(name, MODULES)
    return f.hint(
        f"Ansible has no module {name}",
        f.swap(name, near[0]) if near and f.program == "ansible" else None,
        ahead(f, f"ansible-galaxy collection install {collection}") if collection else None,
        place(f),
        why=f"Did you mean {near[0]}?" if near else "Its collection is not installed." if collection else "Misspelt, or of a collection that is not installed.",
        sure=0.93,
    )  # fmt: skip


@family.rule(
    when=("YAML parsing failed", "Syntax Error while loading YAML", "We were unable to read either as JSON nor YAML"),
)  # fmt: skip
def yaml(f: Failed) -> Advice:
    """A playbook or inventory that is no YAML."""
    said = f.find(r"YAML parsing failed: (.+)$") or f.find(
        r"^\s*(mapping values are.+|did not find.+|found .+)$"
    )
    return f.hint(
        "The file is not valid YAML", place(f), why=said[1].strip() if said else "", sure=0.93
    )  # fmt: skip


@family.rule(
    when=("conflicting action statements", "is not a valid attribute for a", "Unsupported parameters for"),
    says=r"(?P<what>conflicting action statements: [^\n]+|'[^'\n]+' is not a valid attribute for a \w+|Unsupported parameters for \([^)]*\) module: [^\n.\"]+)",
)  # fmt: skip
def task(f: Failed) -> Advice:
    """A task with a key or parameter that does not exist."""
    return f.hint("A task is not written right", place(f), why=f["what"] + ".", sure=0.9)


@family.rule(
    when="UNREACHABLE!",
    says=r"^(?:fatal: \[(?P<play>[^\]\s]+)[^\]]*\]: UNREACHABLE!|(?P<adhoc>[\w.-]+) \| UNREACHABLE!)",
)
def unreachable(f: Failed) -> Advice:
    """ssh to a host does not work: the reason stands in the message."""
    host = f["play"] or f["adhoc"]
    who = f.find(r"via ssh: (?:\\?[\"'])?([\w.-]+@[\w.:-]+?)(?::|\s)")
    target = who[1] if who else host
    if f.find(r"Permission denied \("):
        return f.hint(
            f"{host} does not let you in",
            f"ssh {quote(target)}",
            f"ssh-copy-id {quote(target)}",
            f.append("--ask-pass"),
            why="It takes none of your keys; try plain ssh first.",
            sure=0.93,
        )
    if "Could not resolve hostname" in f.output:
        return f.hint(
            f"The name {host} is not known",
            f"getent hosts {quote(host)}",
            f"ssh {quote(target)}",
            why="Mistyped in the inventory, or ansible_host is missing.",
            sure=0.93,
        )
    if "Host key verification failed" in f.output:
        return f.hint(
            f"The key of {host} is not known or has changed", f"ssh {quote(target)}", sure=0.92
        )
    return f.hint(
        f"{host} cannot be reached over ssh", f"ssh {quote(target)}", f"ping -c1 {quote(host)}", sure=0.9
    )  # fmt: skip


@family.rule(
    when="is undefined",
    says=r"(?:'(?P<name>[\w.]+)' is undefined|'(?P<what>[^'\n]+)' has no attribute '(?P<key>[^'\n]+)')",
)
def undefined(f: Failed) -> Advice:
    """A variable that no one defines."""
    name = f["name"] or f["key"]
    at = [m[1] for m in re.finditer(r"^Origin: (/?\S+?:\d+)", f.output, re.MULTILINE)][-1:]
    simple = name.isidentifier() and f.program == "ansible-playbook" and bool(f["name"])
    return f.hint(
        f"The variable {name} is not defined",
        edit(f, *at[0].rsplit(":", 1)) if at else place(f),
        f.append(f"-e {name}=<value>") if simple else None,
        f"grep -rn {quote(name)} group_vars host_vars" if f.local.is_dir("group_vars") else None,
        why="Define it in vars, group_vars or with -e, or give it a default: {{ "
        + name
        + " | default('') }}.",
        sure=0.95,
    )


family.hint(
    "not-encrypted",
    "{file} is not encrypted: it is plain text",
    lambda f: edit(f, f["path"]) if f.sub == "edit" else None,
    lambda f: f"ansible-vault encrypt {f.rest[-1].raw}" if f.rest else None,
    programs=("ansible-vault",),
    when="is not vault encrypted data",
    says=r"is not vault encrypted data for (?P<path>\S*?(?P<file>[^/\s]+))\.?$",
    sure=0.94,
)


family.hint(
    "no-package",
    "The host's package manager knows no {name}",
    lambda f: f"grep -rn {quote(f['name'])} --include=*.yml .",
    when="No package matching '",
    says=r"No package matching '(?P<name>[^']+)' (?:is available|found)",
    why="Mistyped, named otherwise there, or its lists are old (update_cache: true).",
    sure=0.92,
)


@family.rule(when="Could not find or access '", says=r"Could not find or access '(?P<path>[^']+)'")
def no_file(f: Failed) -> Advice:
    """src of a copy or template that the controller does not have."""
    path = f["path"].rsplit("/", 1)[-1]
    there = f.local.elsewhere(path)
    return f.hint(
        f"{f['path']} is not here, on the controller",
        place(f),
        f"find . -name {quote(path)}",
        why=f"There is {there[0]}."
        if there
        else "copy looks in files/, template in templates/; what is on the host already wants remote_src: true.",
        sure=0.92,
    )


family.hint(
    "become",
    "A task needs root's rights on the host",
    lambda f: f.append("--become") if not f.has("-b", "--become") else None,
    place,
    programs=("ansible", "ansible-playbook"),
    when=(
        "has to be run under the root user",
        "are you root?",
        "you need to be root",
        "needs to be run as root",
        "must be run as root",
    ),
    why="Say become: true in the play or task, or --become here (-K asks for sudo's password).",
    sure=0.94,
)
family.hint(
    "become-password",
    "sudo on the host wants a password",
    lambda f: f.append("--ask-become-pass"),
    when=("Missing sudo password", "Incorrect sudo password", "Missing become password"),
    sure=0.96,
)
family.hint(
    "vault-password",
    "Something is encrypted with ansible-vault, and no password was given",
    lambda f: f.append("--ask-vault-pass"),
    when=("no vault secrets found", "no vault secrets were found"),
    sure=0.96,
)
family.hint(
    "vault-wrong",
    "The vault password is not the right one",
    when=("Decryption failed (no vault secrets",),
    sure=0.9,
)
family.hint(
    "sshpass",
    "For ssh with a password Ansible needs sshpass",
    lambda f: ahead(f, f.local.installer("sshpass")),
    when="you must install the sshpass program",
    sure=0.96,
)
family.hint(
    "no-python",
    "The host has no Python, which Ansible's modules need",
    why="Install python3 there, or set ansible_python_interpreter.",
    when=("/usr/bin/python: not found", "The module interpreter '", "/usr/bin/python3: not found"),
    sure=0.85,
)


@family.rule(
    when=("provided hosts list is empty", "no hosts matched", "Could not match supplied host pattern"),
    says=r"Could not match supplied host pattern, ignoring: (?P<pattern>\S+)|provided hosts list is empty|no hosts matched",
)  # fmt: skip
def no_hosts(f: Failed) -> Advice | None:
    """No inventory, or a group that it does not have."""
    if f.find(r"^fatal: \[|\bfailed=[1-9]|^\[ERROR\]: (?!the playbook)") and not f["pattern"]:
        return None  # localhost was enough: something else failed
    if f.has("-i", "--inventory"):
        word = next(
            (
                b
                for a, b in zip(f.command.words, f.command.words[1:], strict=False)
                if a.value in ("-i", "--inventory")
            ),
            None,
        )
        lost = word is not None and "," not in word.value and not f.local.exists(word.value)
        near = f.local.near(word.value) if word and lost else []
        if word and lost:
            return f.hint(
                f"No inventory {word.value} here", *[f.swap(word, n) for n in near], sure=0.92
            )
        return f.hint(
            f"The inventory has no {f['pattern'] or 'such'} host or group",
            f.rewrite(f"ansible-inventory {word.raw and '-i ' + word.raw} --graph")
            if word
            else None,
            sure=0.85,
        )
    found = next(
        (
            n
            for n in (
                "inventory",
                "hosts",
                "inventory.ini",
                "hosts.ini",
                "inventory.yml",
                "hosts.yml",
                "inventories",
            )
            if f.local.exists(n)
        ),
        "",
    )
    return f.hint(
        "Ansible was given no inventory" if not f["pattern"] else f"The inventory has no {f['pattern']}",
        f.insert(f"-i {found}") if found else "ansible-inventory --graph",
        why="Without -i it knows localhost only.",
        sure=0.92 if found else 0.82,
    )  # fmt: skip


@family.rule(
    when="was not found on", says=r"sorry, (?P<who>[\w-]+)\.(?P<what>[\w.-]+) was not found on"
)
def no_galaxy_role(f: Failed) -> Advice:
    """A role that Galaxy does not have."""
    return f.hint(
        f"Galaxy has no role {f['who']}.{f['what']}",
        f"ansible-galaxy search --author {f['who']} {f['what'][:3]}",
        why="The search lists the author's roles; a slip in the name?",
        sure=0.9,
    )


@family.rule(
    when=("Failed to download", "Unknown error when attempting to call Galaxy", "Failed to resolve the requested dependencies"),
    programs=("ansible-galaxy",),
)  # fmt: skip
def galaxy(f: Failed) -> Advice:
    """Galaxy is out of reach, or does not have it."""
    if re.search(
        r"Name or service not known|Temporary failure in name resolution|timed out", f.output
    ):
        return f.hint(
            "Ansible Galaxy cannot be reached",
            "getent hosts galaxy.ansible.com",
            why="No network, or a proxy that is not set.",
            sure=0.9,
        )
    return f.hint("Galaxy has no such collection or version", why="Check the name on galaxy.ansible.com.", sure=0.82)  # fmt: skip


@family.rule(
    when="Task failed: ",
    says=r"^\[ERROR\]: Task failed: (?P<what>[^\n]+)\nOrigin: (?P<file>[^\n]+?):(?P<line>\d+):\d+$",
)
def task_failed(f: Failed) -> Advice:
    """A task that failed: where it stands (ansible-core 2.19 and later tell)."""
    said = f.find(r'"stderr": "((?:[^"\\]|\\.){1,200})"')
    what = f["what"].removeprefix("Module failed: ")
    return f.hint(
        f"A task failed: {what}",
        edit(f, f["file"], f["line"]),
        f.append("-vvv"),
        why=said[1].split("\\n")[0] if said else "",
        sure=0.8,
    )

# ruff: noqa: E501  (messages stay whole, to be searched for)
"""ssh: its configuration and keys, connections that end before the login, forwards, sshd itself."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.ssh import target
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("ssh-config", "ssh", "scp", "sftp", "sshd", "ssh-copy-id", "ssh-keygen", "ssh-add", "rsync", "sshfs")  # fmt: skip

# ssh_config(5).
OPTIONS = listed(
    """AddKeysToAgent AddressFamily BatchMode BindAddress CanonicalizeHostname CertificateFile
    CheckHostIP Ciphers Compression ConnectTimeout ConnectionAttempts ControlMaster ControlPath
    ControlPersist DynamicForward EscapeChar ExitOnForwardFailure FingerprintHash ForwardAgent
    ForwardX11 ForwardX11Trusted GatewayPorts GlobalKnownHostsFile GSSAPIAuthentication
    HashKnownHosts Host HostbasedAuthentication HostKeyAlgorithms HostKeyAlias HostName
    IdentitiesOnly IdentityAgent IdentityFile Include KbdInteractiveAuthentication KexAlgorithms
    LocalCommand LocalForward LogLevel MACs Match NumberOfPasswordPrompts PasswordAuthentication
    PermitLocalCommand PKCS11Provider Port PreferredAuthentications ProxyCommand ProxyJump
    PubkeyAcceptedAlgorithms PubkeyAuthentication RemoteCommand RemoteForward RequestTTY SendEnv
    ServerAliveCountMax ServerAliveInterval SetEnv StrictHostKeyChecking TCPKeepAlive Tunnel
    UpdateHostKeys User UserKnownHostsFile VisualHostKey XAuthLocation UseKeychain"""
)


@family.rule(
    when=("Bad configuration option", "bad configuration option", "nsupported option"),
    says=r"(?:(?P<file>[^\s:]+)[: ]+line (?P<line>\d+): )?[Bb]ad configuration option: (?P<option>[\w-]+)|(?P<unsupported>[Uu]nsupported option) \"(?P<name>[^\"]+)\"",
)
def bad_option(f: Failed) -> Advice:
    """A keyword that ssh does not know: in a configuration file, or after -o."""
    typed = f["option"] or f["name"]
    near = nearest(typed.lower(), [o.lower() for o in OPTIONS if o.lower() != typed.lower()])
    right = next((o for o in OPTIONS if near and o.lower() == near[0]), "")
    file, line = f["file"], f["line"]
    if not file or file.startswith("command-line"):
        word = next((w for w in f.command.words if re.search(rf"(?i)\b{typed}\b", w.value)), None)
        mended = re.sub(rf"(?i)\b{typed}\b", right, word.value) if word and right else ""
        return f.hint(f"ssh has no option {typed}", f.swap(word, mended) if word and mended else "man ssh_config", sure=0.93)  # fmt: skip
    shown = re.sub(r"^(?:/home/[^/]+|/root)/\.ssh/", "~/.ssh/", file)
    apple = typed.lower() == "usekeychain"
    return f.hint(
        f"ssh has no option {typed} ({shown}, line {line})",
        f"sed -i '{line}s/{typed}/{right}/I' {shown} && {f.text}" if right and not apple else None,
        f"${{EDITOR:-vi}} +{line} {shown}",
        why="That is for macOS only: put `IgnoreUnknown UseKeychain` above it."
        if apple
        else f"Did you mean {right}?"
        if right
        else "",
        sure=0.95,
    )


@family.rule(
    when=("Bad owner or permissions on",), says=r"Bad owner or permissions on (?P<file>\S+)"
)
def owner_of_config(f: Failed) -> Advice:
    """Others may write ssh's configuration, so ssh does not use it."""
    shown = quote(f["file"])
    return f.hint(
        f"Others may write {f['file']}",
        f"chmod 600 {shown} && {f.text}",
        f'sudo chown "$USER" {shown} && chmod 600 {shown}',
        sure=0.95,
    )


@family.rule(
    when=("kex_exchange_identification", "Connection closed by", "Connection reset by", "onnection closed", "lost connection", "banner exchange", "Broken pipe", "client_loop"),
    says=r"kex_exchange_identification: (?P<kex>[^\n]+)|banner exchange: (?P<banner>[^\n]+)|(?:Connection (?:closed|reset) by (?:remote host|(?P<ip>[\da-f.:]+|UNKNOWN)?(?: port (?P<port>\d+))?))|(?P<broken>client_loop: send disconnect|Broken pipe|Connection to \S+ closed by remote host)",
    status=(255, 1),
)  # fmt: skip
def cut_in_handshake(f: Failed) -> Advice | None:
    """The server (or something before it) closes the connection before anyone logs in."""
    if f.program not in ("ssh", "scp", "sftp", "ssh-copy-id"):
        return None
    if f.find(
        r"Permission denied|Could not resolve|Too many authentication|Host key|no matching|IDENTIFICATION|timed out|refused$|No such file"
    ):
        return None
    if f["broken"]:
        return f.hint(
            "The connection broke off",
            f.insert("-o ServerAliveInterval=60") if f.program == "ssh" else None,
            why="A pause that some router did not like, or the network was away: a sign of life each minute keeps it open.",
            sure=0.88,
        )
    if (f["banner"] and "invalid" in f["banner"]) or f.find(
        "invalid characters|not implemented|HTTP/1"
    ):
        return f.hint(
            "What answers on that port is no ssh server",
            f"nc -v {target(f).rsplit('@', 1)[-1]} {f['port'] or 22}",
            sure=0.85,
        )
    return f.hint(
        "The server closed the connection before the login",
        f.insert("-v") if f.program != "ssh-copy-id" else f"ssh -v {target(f)}",
        f"ssh {target(f)} -o ProxyCommand=none" if f.find("proxy") else None,
        why="It is overloaded (MaxStartups), bans your address (fail2ban), or a firewall is in between.",
        sure=0.88,
    )  # fmt: skip


family.hint(
    "absolute-sshd",
    "sshd wants to be started with its full path",
    lambda f: f.local.service("start", "ssh"),
    "sudo /usr/sbin/sshd",
    when="sshd re-exec requires execution with an absolute path",
    sure=0.95,
)
family.hint(
    "no-host-keys",
    "The server has no host keys yet",
    "sudo ssh-keygen -A",
    when=("no hostkeys available", "Could not load host key"),
    sure=0.94,
)
family.hint(
    "separation-folder",
    "sshd's folder /run/sshd is missing",
    lambda f: f.first("sudo mkdir -p /run/sshd"),
    when="Missing privilege separation directory",
    sure=0.95,
)


@family.rule(
    when=("invalid format", "error in libcrypto", "is not a key file", "incorrect passphrase", "not a public key file"),
    says=r"(?:Load key \"(?P<key>[^\"]+)\"|(?P<file>[^\s:]+)): (?P<what>invalid format|error in libcrypto|is not a (?:key|public key) file|incorrect passphrase[^\n]*)|(?P<add>Error loading key) \"(?P<name>[^\"]+)\": (?P<why>[^\n]+)",
)  # fmt: skip
def unreadable_key(f: Failed) -> Advice | None:
    """A private key that ssh cannot read."""
    key = f["key"] or f["file"] or f["name"]
    what = f["what"] or f["why"]
    shown = quote(key)
    if key.endswith(".pub"):
        word = f.word(key)
        return f.hint("That is the public half of the key", f.swap(word, key.removesuffix(".pub")) if word else None, sure=0.95)  # fmt: skip
    if "passphrase" in what:
        return f.hint("That is not the key's passphrase", f"ssh-add {shown}", sure=0.85)
    if key.endswith(".ppk"):
        return f.hint(
            "That is a key of PuTTY's",
            f"puttygen {shown} -O private-openssh -o {quote(key.removesuffix('.ppk'))}",
            f.local.installer("putty-tools"),
            sure=0.95,
        )
    return f.hint(
        f"{key} is no private key that ssh can read",
        f"head -n 1 {shown}",
        f"ssh-keygen -y -f {shown}",
        f"dos2unix {shown}",
        why="Its first line must be -----BEGIN ... PRIVATE KEY-----, with its line ends and the last newline kept.",
        sure=0.88,
    )


@family.rule(
    when=("No such file", "failed: "),
    programs=("ssh-keygen", "ssh-add", "ssh-copy-id"),
    says=r"(?:Saving key \"(?P<new>[^\"]+)\" failed|failed to open ID file '(?P<id>[^']+)'|(?P<key>[^\s:']+): No such file or directory)",
)
def no_key_file(f: Failed) -> Advice | None:
    """A key that is not there, or cannot be saved there."""
    if f["new"]:
        folder = f["new"].rpartition("/")[0]
        return f.hint("The folder for the key does not exist", f.first(f"mkdir -p -m 700 {quote(folder)}"), sure=0.93)  # fmt: skip
    key = f["key"] or f["id"].removesuffix(".pub")
    if key.endswith("known_hosts"):
        return f.hint("No host is known yet: there is no known_hosts", sure=0.85)
    folder = key.rpartition("/")[0] or "."
    keys = [n for n in f.local.entries(folder) if re.match(r"id_\w+$", n)]
    word = next((w for w in f.operands if key.endswith(w.value.removeprefix("~/"))), None)
    near = f.local.near(word.value) if word else []
    return f.hint(
        f"There is no key {key}",
        *[f.swap(word, n) for n in near if word],
        None if near or keys else "ssh-keygen -t ed25519",
        None if near else f"ls -l {quote(folder)}/",
        sure=0.92,
    )


@family.rule(when="bad permissions", programs=("sshd", "ssh"), says=r"Authentication refused: bad (?:ownership or modes|permissions) for \w+ (?P<path>\S+)")  # fmt: skip
def server_refuses_modes(f: Failed) -> Advice:
    """sshd does not trust authorized_keys that others may write."""
    return f.hint(f"Others may write {f['path']}", "chmod go-w ~ && chmod 700 ~/.ssh && chmod 600 ~/.ssh/authorized_keys", sure=0.93)  # fmt: skip


@family.rule(
    when=("not found.", "Couldn't stat remote"),
    programs=("sftp",),
    says=r"File \"(?P<path>[^\"]+)\" not found|Couldn't stat remote file: No such file",
)
def sftp_source(f: Failed) -> Advice | None:
    """sftp HOST:PATH of a path that is not there."""
    word = next((w for w in f.operands if ":" in w.value), None)
    if word is None:
        return None
    host, _, path = word.value.partition(":")
    folder = path.rpartition("/")[0] or ("/" if path.startswith("/") else ".")
    return f.hint(f"{host} has no {path}", f"ssh {quote(host)} ls -l {quote(folder)}", f"sftp {quote(host)}", sure=0.92)  # fmt: skip


@family.rule(
    when=("stdio forwarding failed", "open failed"),
    says=r"channel \d+: open failed: (?P<what>connect failed|administratively prohibited|unknown channel type)[^\n]*",
)
def jump_failed(f: Failed) -> Advice | None:
    """The host in between does not reach the one behind it."""
    at = next((i for i, w in enumerate(f.command.words) if w.value == "-J"), 0)
    if not at or at + 1 >= len(f.command.words) or f.program != "ssh":
        return None
    jump = f.command.words[at + 1].value.rsplit(",", 1)[-1]
    behind = next((w.value for w in f.command.words[at + 2 :] if not w.is_option), "")
    host = behind.rsplit("@", 1)[-1]
    if "prohibited" in f["what"]:
        return f.hint(f"{jump} forbids forwarding", f"ssh -t {quote(jump)} ssh {quote(behind)}", why="AllowTcpForwarding is off in its sshd_config.", sure=0.9)  # fmt: skip
    return f.hint(
        f"{jump} does not reach {host}",
        f"ssh {quote(jump)} nc -vz {quote(host)} 22",
        why="The jump worked; behind it the name, the port or a firewall is wrong.",
        sure=0.92,
    )


@family.rule(
    when=("an't open display", "annot open display", "X11 forwarding request failed"),
    programs=("ssh",),
)
def no_display_there(f: Failed) -> Advice | None:
    """A window over ssh, without forwarding."""
    if "X11 forwarding request failed" in f.output:
        return f.hint("The server does not forward X11", f"ssh {target(f)} grep -i x11 /etc/ssh/sshd_config", f"ssh {target(f)} sudo apt install xauth", why="X11Forwarding must be on there, and xauth installed.", sure=0.9)  # fmt: skip
    return f.hint(
        "The program there has no display",
        f.insert("-X") if not f.has("-X", "-Y") else f.swap("-X", "-Y") if f.has("-X") else None,
        why="-X shows its windows here.",
        sure=0.97,
    )


@family.rule(
    when="mountpoint does not exist",
    programs=("sshfs",),
    says=r"mountpoint does not exist: (?P<path>\S+)",
)
def no_mount_point(f: Failed) -> Advice:
    """sshfs onto a folder that is not there."""
    return f.hint(f"No folder {f['path']} to mount on", f.first(f"mkdir -p {quote(f['path'])}"), sure=0.95)  # fmt: skip


@family.rule(
    when=("cannot listen to port", "port forwarding failed", "privileged ports"),
    programs=("ssh",),
    says=r"bind \[[^\]]*\]:(?P<low>\d+): Permission denied|remote port forwarding failed for listen port (?P<remote>\d+)|[Pp]rivileged ports can only be forwarded by root",
)
def forward_port(f: Failed) -> Advice | None:
    """A port to forward that is taken, or is below 1024 and so root's."""
    port = f["low"] or f["remote"]
    flag = "-R" if f["remote"] else "-L"
    words = f.command.words
    at = next((i for i, w in enumerate(words) if w.value.startswith((flag, "-L", "-D"))), 0)
    if not at:
        return None
    word = words[at] if len(words[at].value) > 2 else words[min(at + 1, len(words) - 1)]
    small = bool(port) and int(port) < 1024
    other = str(int(port) + 8000 if small else int(port) + 1) if port else ""
    mended = re.sub(rf"(?<!\d){port}(?=:|$)", other, word.value, count=1) if port else ""
    return f.hint(
        f"Port {port} may only be opened by root"
        if small
        else f"The server does not open port {port}: it is taken there",
        f.swap(word, mended) if mended and mended != word.value else None,
        f.sudo() if f["low"] else None,
        why="Take a port above 1023." if small else "An earlier tunnel may still hold it.",
        sure=0.92,
    )


@family.rule(
    when="forwarding specification",
    programs=("ssh", "autossh"),
    says=r"Bad (?P<kind>local|remote|dynamic) forwarding specification '(?P<given>[^']+)'",
)
def forward_form(f: Failed) -> Advice | None:
    """A forward is PORT:HOST:HOSTPORT."""
    word = next((w for w in f.command.words if w.value.endswith(f["given"])), None)
    parts = f["given"].split(":")
    mended = ""
    if f["kind"] != "dynamic" and len(parts) == 2 and parts[0].isdigit():
        port, far = parts
        mended = f"{port}:localhost:{far}" if far.isdigit() else f"{port}:{far}:{port}"
    elif f["kind"] != "dynamic" and len(parts) == 1 and parts[0].isdigit():
        mended = f"{parts[0]}:localhost:{parts[0]}"
    elif f["kind"] != "dynamic" and len(parts) == 2 and parts[1].isdigit():
        mended = f"{parts[1]}:{parts[0]}:{parts[1]}"
    fix = f.swap(word, word.value.removesuffix(f["given"]) + mended) if word and mended else None
    return f.hint(
        f"A {f['kind']} forward is written "
        + ("[ADDRESS:]PORT" if f["kind"] == "dynamic" else "PORT:HOST:HOSTPORT"),
        fix,
        sure=0.95 if fix else 0.85,
    )


family.hint(
    "passphrase",
    "That is not the passphrase of the key",
    "ssh-keygen -y -f {key}",
    programs=("ssh-add", "ssh", "ssh-keygen"),
    when="Bad passphrase",
    says=r"Bad passphrase, try again for (?P<key>[^\s:]+)",
    why="Without it the key is lost: make a new one (ssh-keygen -t ed25519).",
    sure=0.88,
)


@family.rule(
    programs="ssh",
    when="command not found",
    says=r"(?:^|: )(?:line \d+: )?(?P<name>[\w.+-]+): (?:command )?not found$",
    status=127,
)
def not_found_there(f: Failed) -> Advice | None:
    """A program that the other machine has not, or not on the PATH of a shell without a login."""
    host = target(f)
    words = [
        w for w in f.operands if w.value.split(" ")[0] == f["name"] or f["name"] in w.value.split()
    ]
    if not host or not words:
        return None
    command = " ".join(w.value for w in f.operands[f.operands.index(words[0]) :])
    login = f'bash -lc "{command}"'
    return f.hint(
        f"{host.rsplit('@', 1)[-1]} has no {f['name']} on its PATH",
        f"ssh {host} {quote(login)}" if '"' not in command else None,
        f"ssh {host} {quote('command -v ' + f['name'])}",
        why="A command over ssh reads no profile: the PATH of a login shell may be longer.",
        sure=0.9,
    )

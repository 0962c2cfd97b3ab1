# ruff: noqa: E501
"""curl and wget: addresses, options, what the server answers."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.web import HTTP, LOCAL, host_of, url_word
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("http", *HTTP)


SCHEMES = ("http", "https", "ftp", "file", "sftp", "scp")


@family.rule(
    when=("not supported or disabled in libcurl", "Unsupported scheme", "Unsupported protocol"),
    says=r"(?:Protocol [\"']?|Unsupported scheme [‘']?)(?P<typed>[^\s\"'’]+)|Unsupported protocol$",
)
def scheme(f: Failed) -> Advice | None:
    """A mistyped http://."""
    word = next((w for w in f.operands if f["typed"].strip() in w.value and ":" in w.value), None)
    if word is None:
        return None
    return _other_scheme(f, word, f["typed"] or word.value.partition(":")[0])


def _other_scheme(f: Failed, word: Word, typed: str) -> Advice:
    near = nearest(typed, SCHEMES, prior=("http", "https"))
    rest = word.value.split(":", 1)[1]
    return f.hint(
        f"There is no protocol {typed}",
        *[f.swap(word, f"{name}:{rest}") for name in near[:2] or ["https"]],
        sure=0.95,
    )


HTTP_MEANINGS = {
    "400": "The server does not understand the request.",
    "401": "The server wants a login.",
    "403": "The server forbids it.",
    "404": "The server has nothing there: check the address.",
    "405": "The server does not take this method there.",
    "406": "The server has no such format.",
    "407": "The proxy wants a login.",
    "409": "It conflicts with what the server has.",
    "410": "It was there, and is gone.",
    "413": "What was sent is too big.",
    "415": "The server wants another Content-Type.",
    "416": "The file is complete already.",
    "422": "The server does not accept the data.",
    "429": "Too many requests: wait a little.",
    "500": "The server has an error: look at its log.",
    "502": "The server behind the proxy does not answer.",
    "503": "The service is down or busy.",
    "504": "The server behind the proxy is too slow.",
}


@family.rule(
    when=("returned error:", "ERROR 4", "ERROR 5", "Authentication Failed", "HTTP 4", "HTTP 5"),
    says=r"returned error: (?P<curl>\d{3})|ERROR (?P<wget>\d{3})|(?P<auth>Authentication Failed)"
    r"|warning: HTTP (?P<httpie>\d{3})",
)
def http_status(f: Failed) -> Advice | None:
    """The server answered with an error."""
    code = f["curl"] or f["wget"] or f["httpie"] or ("401" if f["auth"] else "")
    word = url_word(f)
    if word is None:
        return None
    head = f"curl -sI {word.raw}"
    body = f"curl -sSi {word.raw}"
    failing = next((w for w in f.command.words if w.value in ("-f", "--fail")), None)
    if f.program == "curl" and failing and f.has("-X", "-d", "--data", "-H", "--request", "-F"):
        body = f.swap(failing, "-i")  # the same request, and its answer in full
    if code == "405" and f.program == "curl" and not f.has("-X", "-d", "--request", "-I", "--head"):
        return f.hint(
            "The server does not take GET there (405)",
            f.insert("-X POST"),
            f"curl -sSi -X OPTIONS {word.raw}",
            why="The header Allow names the methods that it takes.",
            sure=0.88,
        )
    if code == "401" or code == "407":
        login = {
            "curl": "-u <user>",
            "wget": "--user=<user> --ask-password",
            "http": "-a <user>",
        }.get(f.program, "")
        return f.hint(
            f"{HTTP_MEANINGS[code][:-1]} ({code})",
            f.insert(login) if login else None,
            f.insert("-H 'Authorization: Bearer <token>'") if f.program == "curl" else None,
            sure=0.88,
        )
    first = head if code == "404" and f.program == "wget" else body
    if code == "403" and f.program == "wget":
        first = f.insert("-U Mozilla/5.0")
    if code == "416" and f.program in ("curl", "wget"):
        return f.hint("The file is complete already (416)", sure=0.85)
    if code == "429":
        return f.hint(
            "Too many requests (429)",
            f"sleep 60 && {f.text}",
            head,
            why="Wait a little.",
            sure=0.88,
        )
    return f.hint(
        f"The server answered {code}",
        first,
        head,
        why=HTTP_MEANINGS.get(code, "The body of the answer may say more."),
        sure=0.9,
    )


family.hint(
    "disk",
    "curl could not write what it received",
    "df -h .",
    lambda f: None if f.has("-o", "-O", "--output") else f.append("-o <file>"),
    when=("Failure writing output to destination", "Failed writing body"),
    says=r"\A(?![\s\S]*(?:Permission denied|No such file|Is a directory|not found|rror:))[\s\S]*curl: \(23\) (?:Fail|client)",
    programs=("curl",),
    why="The disk is full, or what it was piped into has ended.",
    sure=0.88,
)


@family.rule(
    when=("Failed to open the file", "Failed writing", "Failure writing output", "Cannot write to",
          "No such file or directory"),
    says=r"Failed to open the file (?P<curl>.+?): (?P<why>.+)$|Cannot write to [‘'](?P<wget>[^’']+)"
    r"|^(?P<plain>\S+/[^\s:]*): No such file or directory$",
)  # fmt: skip
def cannot_save(f: Failed) -> Advice | None:
    """The file cannot be written where it shall go."""
    target = f["curl"] or f["wget"] or f["plain"]
    folder = target.rsplit("/", 1)[0] if "/" in target else "."
    if "Permission denied" in f.output:
        return f.hint(
            f"{target} may not be written",
            f.sudo() if not f.command.sudo else None,
            sure=0.86,
        )
    if folder == "." or f.local.is_dir(folder):
        return None
    return f.hint(f"No folder {folder} here", ahead(f, f"mkdir -p {quote(folder)}"), sure=0.94)


@family.rule(when=("no URL specified", "missing URL"))
def no_url(f: Failed) -> Advice | None:
    """An option took the address, or there is none."""
    word = url_word(f)
    if word is None:
        return f.hint(f"{f.program} wants an address", f.append("<url>"), sure=0.85)
    at = f.command.words.index(word)
    before = f.command.words[at - 1]
    if not before.is_option:
        return None
    return f.hint(
        f"{before.value} took the address as its value",
        f.without(before),
        why=f"{before.value} wants a value of its own.",
        sure=0.88,
    )


@family.rule(
    when=(
        "is unknown",
        "unrecognized option",
        "requires parameter",
        "unrecognized arguments",
        "ambiguous",
    ),
    says=r"(?:option |unrecognized option [‘'`]?|unrecognized arguments: )(?P<typed>--?[\w-]+)",
)
def unknown_option(f: Failed) -> Advice | None:
    """A mistyped option of curl or wget."""
    known = {
        "curl": listed(
            """--request --header --data --data-raw --data-binary --output --remote-name
--location --silent --show-error --fail --verbose --insecure --user --head --include --form --json
--cookie --cookie-jar --compressed --connect-timeout --max-time --retry --proxy --cacert --cert
--key --user-agent --upload-file --continue-at --get --data-urlencode --http1.1 --http2 --tlsv1.2
--tlsv1.3 --progress-bar --resolve --limit-rate --referer --url --create-dirs --write-out"""
        ),
        "wget": listed(
            """--output-document --no-check-certificate --recursive --quiet --continue
--directory-prefix --user-agent --header --post-data --mirror --no-parent --page-requisites
--convert-links --limit-rate --tries --timeout --spider --user --password --input-file --level
--accept --reject --content-disposition --no-clobber --show-progress --ask-password"""
        ),
    }.get(f.program, ())
    near = nearest(f["typed"], known)
    if "requires parameter" in f.output:
        return f.hint(
            f"{f['typed']} wants a value",
            f"{f.program} --help all | grep -- {f['typed']}",
            sure=0.82,
        )
    return f.hint(
        f"{f.program} has no option {f['typed']}",
        *[f.swap(f["typed"], name) for name in near],
        f"{f.program} --help{' all' if f.program == 'curl' else ''}" if not near else None,
        sure=0.94 if near else 0.75,
    )


@family.rule(when="curl: (3)", says=r"curl: \(3\) (?P<what>.+)$")
def malformed(f: Failed) -> Advice | None:
    """An address that curl cannot read."""
    word = url_word(f) or next((w for w in f.command.words[1:] if "://" in w.value), None)
    if re.search(r"range|brace|bracket|globbing", f["what"]):
        return f.hint(
            "curl takes [] and {} in an address for patterns",
            f.insert("-g"),
            why="-g turns that off.",
            sure=0.95,
        )
    if word and re.search(r"port|illegal|Port number", f["what"]):
        port = re.search(r":(\d{5,})(?=/|$)", word.value)
        at = re.match(r"(\w+://)([^/]*)@([^/@]+.*)", word.value)
        if port and int(port[1]) > 65535:
            return f.hint(f"{port[1]} is no port: the highest is 65535", sure=0.85)
        if at and "@" in at[2]:
            return f.hint(
                "An @ in the password is written %40",
                f.swap(word, at[1] + at[2].replace("@", "%40") + "@" + at[3]),
                sure=0.9,
            )
        if " " in word.value:
            return f.hint(
                "A blank in an address is written %20",
                f.swap(word, word.value.replace(" ", "%20")),
                sure=0.93,
            )
    return f.hint("The address is malformed", why=f["what"], sure=0.72)


@family.rule(
    when=("Failed to open/read local data", "Couldn't read data from file", "cannot read config", "Can't open",
          "error setting certificate file", "could not load PEM"),
    says=r"(?:Can't open '|from file \"?|config from '|certificate file: |certificate from |data from file )"
    r"(?P<file>[^'\",\s]+)|Failed to open/read local data",
)  # fmt: skip
def local_file(f: Failed) -> Advice | None:
    """A file to send that is not there."""
    file = f["file"]
    if not file:
        word = next((w for w in f.command.words if "@" in w.value and "://" not in w.value), None)
        file = word.value.split("@", 1)[1].split(";")[0] if word else ""
    if not file:
        return None
    holder = next((w for w in f.command.words if file in w.value), None)
    near = f.local.near(file) or f.local.elsewhere(file)
    return f.hint(
        f"No {file} here",
        *[f.swap(holder, holder.value.replace(file, n)) for n in near if holder],
        why=f"There is {near[0]}." if near else "",
        sure=0.97 if near else 0.8,
    )


family.hint(
    "no-address",
    "curl was given no address",
    programs="curl",
    when="curl: try 'curl --help'",
    says=r"\Acurl: (?:\(2\) no URL specified\ncurl: )?try 'curl --help'",
    sure=0.8,
)
family.hint(
    "too-many-redirects",
    "The address redirects in a circle",
    lambda f: f"curl -sIL {url_word(f).raw}" if url_word(f) else None,  # type: ignore[union-attr]
    when=("redirects followed", "redirections exceeded", "TooManyRedirects"),
    why="A cookie, https instead of http, or the server's set-up is wrong.",
    sure=0.85,
)
family.hint(
    "remote-name",
    "The address has no file name at its end",
    lambda f: f.text.replace("-O", "-o index.html", 1),
    when="Remote file name has no length",
    sure=0.92,
)
family.hint(
    "partial",
    "The transfer was cut short",
    lambda f: f.insert("-C -") if f.program == "curl" else f.insert("-c"),
    when=("bytes remaining to read", "transfer closed with", "Connection closed at byte"),
    why="The option continues where it stopped.",
    sure=0.85,
)
family.hint(
    "http2",
    "The HTTP/2 stream broke",
    lambda f: f.insert("--http1.1"),
    programs="curl",
    when=("HTTP/2 stream", "HTTP2 framing layer", "PROTOCOL_ERROR"),
    sure=0.85,
)


@family.rule(status=(1, 3, 6, 7, 22, 28, 35, 56, 60), programs="curl")
def silent_curl(f: Failed) -> Advice | None:
    """curl -s says nothing: the exit status tells."""
    thrown_away = any(word.value == "/dev/null" for word in f.command.redirections)
    if thrown_away or "/dev/null" in f.args or f.has("-f", "--fail"):
        return None  # a question by its status
    if "curl: (" in f.output or f.command is not f.line.commands[-1] or not f.has("-s", "--silent"):
        return None
    if f.has("-S", "--show-error"):
        return None
    word = url_word(f)
    if f.status == 1:
        typed, colon, _ = word.value.partition(":") if word else ("", "", "")
        return _other_scheme(f, word, typed) if word and colon and typed not in SCHEMES else None
    meaning = {
        3: "The address is malformed", 6: "The host name is not known", 7: "The server does not answer", 22: "The server answered with an error",
        28: "It took too long", 35: "TLS could not be set up", 56: "The connection broke", 60: "The certificate is not accepted",
    }[f.status]  # fmt: skip
    local = word is not None and host_of(word.value) in LOCAL and f.status == 7
    return f.hint(
        meaning,
        "ss -ltnp" if local else None,
        f.insert("-S"),
        why="-s hides the message; -S shows errors nevertheless.",
        sure=0.85,
    )


@family.rule(
    when="curl: (77)",
    says=r"curl: \(77\) .*",
    programs="curl",
)
def no_ca_file(f: Failed) -> Advice | None:
    """--cacert of a file that is not there, or no certificates at all."""
    named = next((b for a, b in pairwise(f.command.words) if a.value == "--cacert"), None)
    if named is not None:
        near = f.local.near(named.value)
        return f.hint(
            f.missing("file", named.value)
            if not f.local.exists(named.value)
            else f"{named.value} holds no certificate that curl can read",
            *[f.swap(named, path) for path in near if path != named.value],
            f"ls -l {named.raw}" if f.local.exists(named.value) else "ls",
            sure=0.92,
        )
    return f.hint(
        "curl finds no certificates of authorities",
        f.local.installer("ca-certificates"),
        sure=0.9,
    )


@family.rule(
    when=("certificate required", "No required SSL certificate was sent", "handshake failure"),
    says=r"alert certificate required|No required SSL certificate was sent",
    programs="curl",
)
def wants_a_certificate(f: Failed) -> Advice | None:
    """The server asks who the client is (mutual TLS)."""
    if f.has("--cert", "-E"):
        return f.hint("The server did not accept the certificate", f.insert("-v"), sure=0.85)
    return f.hint(
        "The server wants a certificate of yours",
        f.insert("--cert <client.pem> --key <client.key>"),
        why="Mutual TLS: curl sends none of itself.",
        sure=0.92,
    )

# ruff: noqa: E501  (messages stay whole, to be searched for)
"""nginx, Apache, Caddy and certbot: configuration files, ports, certificates, rights."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

nginx = Family("nginx", "nginx")
servers = Family("web-servers", "caddy", "apache2", "apachectl", "apache2ctl", "httpd")
certbot = Family("certbot", "certbot")

# http://nginx.org/en/docs/dirindex.html, the usual ones.
DIRECTIVES = listed(
    """access_log add_header alias allow auth_basic autoindex charset client_max_body_size deny
    error_log error_page events expires fastcgi_param fastcgi_pass gzip gzip_types http if include index
    keepalive_timeout limit_req limit_req_zone listen location log_format map mime pid proxy_buffering
    proxy_cache proxy_http_version proxy_pass proxy_read_timeout proxy_redirect proxy_set_header resolver
    return rewrite root sendfile server server_name server_tokens ssl_certificate ssl_certificate_key
    ssl_ciphers ssl_protocols tcp_nopush try_files types upstream user uwsgi_pass worker_connections
    worker_processes"""
)


# Apache's directives by the module they belong to (httpd.apache.org/docs/2.4/mod/directives.html).
APACHE_MODULES = {
    "Rewrite": "rewrite",
    "ProxyPass": "proxy proxy_http",
    "Proxy": "proxy",
    "BalancerMember": "proxy_balancer",
    "SSL": "ssl",
    "Header": "headers",
    "RequestHeader": "headers",
    "Expires": "expires",
    "AddOutputFilterByType": "filter",
    "Dav": "dav",
    "CGI": "cgi",
    "WSGI": "wsgi",
    "H2": "http2",
    "Protocols": "http2",
    "php_": "php",
    "AuthType": "auth_basic",
    "AuthBasic": "auth_basic",
    "AuthUserFile": "authn_file",
    "RemoteIP": "remoteip",
    "Substitute": "substitute",
    "MD": "md",
    "SetEnvIf": "setenvif",
    "XSendFile": "xsendfile",
    "Sec": "security2",
}
APACHE = listed(
    """DocumentRoot ServerName ServerAlias ServerAdmin DirectoryIndex ErrorLog CustomLog LogLevel Directory
    VirtualHost Location Files Options AllowOverride Require Redirect RedirectMatch Alias ScriptAlias Listen
    Include IncludeOptional LoadModule User Group KeepAlive Timeout ErrorDocument SetEnv SetHandler AddType
    AddHandler Order Allow Deny IfModule IfDefine ServerRoot LogFormat MaxKeepAliveRequests"""
)


def opened(f: Failed, file: str, line: str) -> str:
    """The line that opens the file; with sudo where it is the system's."""
    step = edit(f, file, line)
    return f"sudo {step}" if file.startswith("/etc/") and not f.local.is_root else step


@nginx.rule(
    when="[emerg]",
    says=r"\[emerg\] (?:\d+#\d+: )?(?P<what>.+?) in (?P<file>/\S+):(?P<line>\d+)$",
)
def directive(f: Failed) -> Advice:
    """A line of the configuration that nginx does not take."""
    what, line = f["what"], int(f["line"])
    wrong = f.find(r"unknown directive \"(\w+)\"")
    near = nearest(wrong[1], DIRECTIVES) if wrong else []
    # What a missing semicolon does: the next line's first word becomes a parameter.
    unended = f.find(r"invalid (?:parameter|number of arguments)[^\n]*") and (
        (p := f.find(r"invalid parameter \"(\w+)\"")) is not None and p[1] in DIRECTIVES
    )
    why = f"Did you mean {near[0]}?" if near else ""
    begun = _unended(f, line)
    if begun:
        return f.hint(
            f"{f['file'].rsplit('/', 1)[-1]}, line {begun}: a semicolon is missing at its end",
            opened(f, f["file"], str(begun)),
            why=f"nginx noticed it in line {line}: {what}.",
            sure=0.96,
        )
    if unended or "is not terminated by" in what:
        line, why = max(1, line - bool(unended)), "A semicolon is missing at the end of the line."
    if "host not found in upstream" in what:
        why = "The name cannot be resolved when nginx starts."
    gone = f.find(r"open\(\) \"(?P<path>[^\"]+/sites-enabled/[^\"]+)\" failed \(2")
    if gone:
        return f.hint(
            f"{gone['path']} is a link that leads nowhere",
            f"ls -l {quote(gone['path'])}",
            f"sudo rm {quote(gone['path'])}",
            why="Its file in sites-available was renamed or removed.",
            sure=0.95,
        )
    if "cannot load certificate" in what:
        why = "The certificate's file is not there, or not readable."
    return f.hint(f"{f['file'].rsplit('/', 1)[-1]}, line {line}: {what}", opened(f, f["file"], str(line)), why=why, sure=0.95)  # fmt: skip


def _unended(f: Failed, line: int) -> int:
    """The line above whose directive runs on into this one, for want of a semicolon; or 0."""
    if not f.find(r"invalid (?:number of arguments|parameter)|is not terminated by"):
        return 0
    rows = f.local.text(f["file"]).splitlines()[:line]
    for at in range(len(rows) - 1, 0, -1):
        above = rows[at - 1].split("#")[0].strip()
        if above:
            return 0 if above.endswith((";", "{", "}")) else at
    return 0


@nginx.rule(
    when="[emerg]",
    says=r"\[emerg\] (?:\d+#\d+: )?(?P<what>cannot load certificate(?: key)? \"(?P<file>[^\"]+)\")",
)
def certificate(f: Failed) -> Advice:
    """A certificate that nginx cannot read."""
    if f.find("Permission denied") and not f.command.sudo and not f.local.is_root:
        return f.hint(
            f"Only root may read {f['file']}", f.sudo(), f"sudo ls -l {quote(f['file'])}", sure=0.95
        )
    return f.hint(
        f"nginx cannot load {f['file']}",
        f"sudo ls -l {quote(f['file'])}",
        f.sudo() if f.find("Permission denied") and not f.command.sudo else None,
        why="It does not exist, or only root may read it.",
        sure=0.9,
    )


nginx.hint(
    "unknown-variable",
    "nginx knows no variable ${name}",
    lambda f: f"grep -rn '\\${f['name']}' /etc/nginx",
    when='unknown "',
    says=r"\[emerg\] (?:\d+#\d+: )?unknown \"(?P<name>\w+)\" variable",
    why="Mistyped, or of a map or set that is not there.",
    sure=0.94,
)
nginx.hint(
    "no-events",
    "nginx.conf has no events section",
    lambda f: opened(f, "/etc/nginx/nginx.conf", ""),
    when='no "events" section',
    why="An empty one will do: events {}",
    sure=0.95,
)
nginx.hint(
    "not-running",
    "nginx is not running: there is nothing to signal",
    lambda f: f.local.service("start", "nginx"),
    when=("invalid PID number \"\" in", "open() \"/run/nginx.pid\" failed (2", "open() \"/var/run/nginx.pid\" failed (2"),
    sure=0.95,
)  # fmt: skip
servers.hint(
    "caddyfile",
    "{file}, line {line}: {what}",
    lambda f: opened(f, f["file"], f["line"]),
    when="adapting config using caddyfile",
    says=r"(?P<file>[^\s:]*Caddyfile):(?P<line>\d+)(?: - |: )(?P<what>[^\n]+)",
    sure=0.93,
)


@servers.rule(
    when="Invalid command '",
    says=r"Syntax error on line (?P<line>\d+) of (?P<file>[^:\n]+):\s+Invalid command '(?P<typed>[^']+)'",
    programs=(),
)
def apache_command(f: Failed) -> Advice:
    """A directive of a module that is off, or misspelt."""
    typed, line = f["typed"], f["line"]
    module = next((m for start, m in APACHE_MODULES.items() if typed.startswith(start)), "")
    near = [] if module else nearest(typed, APACHE)
    open_it = opened(f, f["file"], line)
    if module:
        return f.hint(
            f"{typed} belongs to Apache's module {module.split()[-1]}, which is off",
            f"sudo a2enmod {module} && "
            + ("sudo systemctl restart apache2" if f.program != "service" else f.text),
            open_it,
            why=f"It stands in {f['file'].rsplit('/', 1)[-1]}, line {line}.",
            sure=0.96,
        )
    return f.hint(
        f"{f['file'].rsplit('/', 1)[-1]}, line {line}: Apache knows no {typed}",
        open_it,
        f"sudo sed -i '{line}s/{typed}/{near[0]}/' {quote(f['file'])} && {f.text}"
        if near
        else None,
        why=f"Did you mean {near[0]}?" if near else "Misspelt, or of a module that is not on.",
        sure=0.96,
    )


@servers.rule(
    when="does not exist!",
    says=r"ERROR: (?P<kind>Site|Module|Conf) (?P<name>\S+) does not exist!",
    programs=("a2ensite", "a2dissite", "a2enmod", "a2dismod", "a2enconf", "a2disconf"),
)
def apache_part(f: Failed) -> Advice:
    """a2ensite and its kind: no such site or module."""
    folder = {"Site": "sites", "Module": "mods", "Conf": "conf"}[f["kind"]]
    known = [
        n.removesuffix(".conf").removesuffix(".load")
        for n in f.local.entries(f"/etc/apache2/{folder}-available")
    ]
    near = nearest(f["name"], dict.fromkeys(known))
    return f.hint(
        f"/etc/apache2/{folder}-available has no {f['name']}.{'load' if folder == 'mods' else 'conf'}",
        *[f.swap(f["name"], n) for n in near[:1]],
        f"sudo cp {f['name']}.conf /etc/apache2/sites-available/ && {f.text}"
        if folder == "sites" and f.local.is_file(f"{f['name']}.conf")
        else None,
        f"ls /etc/apache2/{folder}-available",
        sure=0.94,
    )


@servers.rule(
    when="Syntax error on line",
    says=r"Syntax error on line (?P<line>\d+) of (?P<file>[^:\n]+):\s+(?P<what>[^\n]+)",
    programs=(),
)
def apache_line(f: Failed) -> Advice:
    """A line of Apache's configuration that it does not take, and why."""
    file, what = f["file"].strip(), f["what"]
    missing = re.search(r"DocumentRoot '([^']+)' is not a directory", what)
    if "APACHE_" in f.output and f.program in ("apache2", "httpd"):
        return f.hint(
            "apache2 is started by its script, which sets its variables",
            f.swap(f.command.words[0], "apachectl"),
            "source /etc/apache2/envvars",
            sure=0.96,
        )
    return f.hint(
        f"{file.rsplit('/', 1)[-1]}, line {f['line']}: {what}",
        f"sudo mkdir -p {missing[1]}" if missing else None,
        opened(f, file, f["line"]),
        sure=0.95,
    )


@certbot.rule(
    when=(
        "Either run as root",
        "The following error was encountered:\n[Errno 13]",
        "Permission denied: '/",
    ),
)
def root(f: Failed) -> Advice | None:
    """certbot writes to the system's folders."""
    return None if f.command.sudo else f.hint("certbot needs root's rights", f.sudo(), sure=0.97)


@certbot.rule(when="Could not bind TCP port", says=r"Could not bind TCP port (?P<port>\d+)")
def port(f: Failed) -> Advice:
    """--standalone wants the port that the web server has."""
    return f.hint(
        f"Port {f['port']} is taken, probably by your web server",
        f.swap("--standalone", "--nginx") if f.has("--standalone") else None,
        f"sudo lsof -i :{f['port']}",
        why="Use the web server's plugin (--nginx, --apache, --webroot), or stop it meanwhile.",
        sure=0.9,
    )


certbot.hint(
    "no-account",
    "certbot has to know an address, and that you agree to the terms",
    lambda f: f.append("--agree-tos -m <address>"),
    when=("You should register before running non-interactively", "--agree-tos"),
    says=r"You should register before running|must agree to the ACME server",
    sure=0.92,
)
certbot.hint(
    "plugin",
    "certbot's plugin {name} is not installed",
    lambda f: ahead(f, f.local.installer(f"python3-certbot-{f['name']}")),
    when="requested", says=r"The requested (?P<name>nginx|apache|dns-\w+) plugin does not appear to be installed",
    sure=0.96,
)  # fmt: skip
certbot.hint(
    "failed-domain",
    "The certificate authority cannot verify {domain}: {kind}",
    lambda f: (
        f"dig +short {f['domain']}" if f["kind"] == "dns" else f"curl -sI http://{f['domain']}"
    ),
    when="Certbot failed to authenticate some domains",
    says=r"Domain: (?P<domain>\S+)\s+Type: +(?P<kind>\w+)\s+Detail: (?P<what>[^\n]{1,140})",
    why="{what}",
    sure=0.94,
)
certbot.hint(
    "challenge",
    "The certificate authority did not get the answer it wanted from {domain}",
    "getent hosts {domain}",
    why="The name must point to this machine, and port 80 be open to the world.",
    when="Challenge failed for domain",
    says=r"Challenge failed for domain (?P<domain>\S+)",
    sure=0.9,
)
certbot.hint(
    "unreachable",
    "The certificate authority {host} cannot be reached",
    "getent hosts {host}",
    when="acme",
    says=r"HTTPSConnectionPool\(host='(?P<host>[^']*acme[^']*)'",
    why="No network, no DNS, or a proxy that is not set.",
    sure=0.9,
)
certbot.hint(
    "rate-limit",
    "Let's Encrypt's limit for this name is used up",
    lambda f: f.append("--dry-run"),
    when="too many certificates",
    why="Wait a week, or try with --dry-run (or --staging).",
    sure=0.93,
)

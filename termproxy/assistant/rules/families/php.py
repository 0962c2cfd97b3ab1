# ruff: noqa: E501
"""php, composer, artisan."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

# PHP.

php = Family("php", "php", "composer", "phpunit", "artisan", "symfony", "drush", "wp")


@php.rule(when="vendor/autoload.php")
def no_vendor(f: Failed) -> Advice | None:
    """The project's packages are not installed."""
    if f.find(r"(?:Failed open\w*|No such file|failed to open)") is None:
        return None
    return f.hint(
        "The project's packages are not installed",
        ahead(f, "composer install"),
        why="vendor/ is made by composer.",
        sure=0.96,
    )


php.hint(
    "database-down",
    "The database does not answer",
    lambda f: f.local.service("start", "postgresql" if "pgsql" in f.output else "mysql"),
    lambda f: edit(f, ".env") if f.local.is_file(".env") else None,
    when="SQLSTATE[HY000] [2002]",
    says=r"\[2002\] (?:Connection refused|No such file or directory)",
    why="It is not running, or DB_HOST and DB_PORT in .env say another place.",
    sure=0.92,
)
php.hint(
    "database-access",
    "The database does not let this user in",
    lambda f: edit(f, ".env") if f.local.is_file(".env") else None,
    when="SQLSTATE[HY000] [1045]",
    why="Look at DB_USERNAME and DB_PASSWORD in .env.",
    sure=0.9,
)
php.hint(
    "database-unknown",
    "There is no database {name}",
    lambda f: edit(f, ".env") if f.local.is_file(".env") else None,
    when="Unknown database '",
    says=r"SQLSTATE\[HY000\] \[1049\] Unknown database '(?P<name>[^']+)'",
    why="Make it on the server, or mend DB_DATABASE in .env.",
    sure=0.9,
)
php.hint(
    "packagist-unreachable",
    "Packagist cannot be reached",
    "getent hosts repo.packagist.org",
    "composer diagnose",
    when=("could not be downloaded", "could not be fully loaded"),
    says=r"(?:getaddrinfo|Could not resolve host|Connection timed out|timed out)",
    programs=("composer",),
    why="No network, no DNS, or a proxy that is not set.",
    sure=0.92,
)


@php.rule(when="option does not exist", says=r"The \"(?P<typed>--?[\w-]+)\" option does not exist")
def console_option(f: Failed) -> Advice | None:
    """A mistyped option of composer, artisan or another Symfony console: its synopsis lists them."""
    known = re.findall(r"(?<![\w-])(--[a-z][\w-]+)", re.sub(r'The "[^"]+" option', "", f.output))
    near = nearest(f["typed"], [o for o in known if o != f["typed"]])
    word = next((w for w in f.command.words if w.value.split("=")[0] == f["typed"]), None)
    return f.hint(
        f"{f.program} {f.sub} has no option {f['typed']}",
        *[f.swap(word, n + word.value[len(f["typed"]) :]) for n in near if word],
        sure=0.95 if near else 0.85,
    )


@php.rule(when=("Could not open input file",), says=r"Could not open input file: (?P<file>.+)$")
def no_script(f: Failed) -> Advice | None:
    """php of a file that is not there."""
    file = f["file"].strip()
    server = f.word("-s")
    if server and re.fullmatch(r"[\w.-]+:\d+", file):
        return f.hint("php's own server is -S", f.swap(server, "-S"), sure=0.96)
    near = f.local.near(file) or f.local.elsewhere(file)
    if file == "artisan":
        folders = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("artisan") if "/" in p]
        return f.hint(
            "artisan is not here: this is not the folder of a Laravel project",
            f"cd {quote(folders[0])} && {f.text}" if folders else "cd ..",
            sure=0.88,
        )
    return f.hint(f"No {file} here", *[f.swap(file, n) for n in near], sure=0.94 if near else 0.8)


EXTENSIONS = (
    (r"mb_\w+", "php-mbstring"), (r"curl_\w+", "php-curl"), (r"simplexml_|xml_|dom_|utf8_\w+", "php-xml"),
    (r"mysqli_|mysql_", "php-mysql"), (r"pg_", "php-pgsql"), (r"image\w+|getimagesize", "php-gd"),
    (r"bc(?:add|sub|mul|div|mod|pow)", "php-bcmath"), (r"intl_|numfmt_|collator_|idn_", "php-intl"),
    (r"zip_", "php-zip"), (r"ldap_", "php-ldap"), (r"sqlite_", "php-sqlite3"), (r"imap_", "php-imap"),
    (r"gmp_", "php-gmp"), (r"apcu_", "php-apcu"), (r"soap", "php-soap"),
)  # fmt: skip
CLASSES = {
    "DOMDocument": "php-xml", "SimpleXMLElement": "php-xml", "XMLReader": "php-xml", "ZipArchive": "php-zip",
    "mysqli": "php-mysql", "SQLite3": "php-sqlite3", "Redis": "php-redis", "Memcached": "php-memcached",
    "NumberFormatter": "php-intl", "IntlDateFormatter": "php-intl", "SoapClient": "php-soap",
    "Imagick": "php-imagick",
}  # fmt: skip


@php.rule(
    when=("undefined function", "could not find driver", "requires ext-", "requires the PHP extension",
          "Class \"", "is missing from your system"),
    says=r"undefined function (?P<function>\w+)\(|could not find (?P<driver>driver)"
    r"|ext-(?P<ext>\w+)|Class \"(?P<class>\w+)\" not found",
)  # fmt: skip
def extension_missing(f: Failed) -> Advice | None:
    """A PHP extension that is not installed."""
    package = CLASSES.get(f["class"], "")
    if f["ext"]:
        ext = f["ext"]
        named = {"dom": "xml", "simplexml": "xml", "xmlwriter": "xml", "xmlreader": "xml",
                 "pdo_mysql": "mysql", "mysqli": "mysql", "pdo_pgsql": "pgsql", "pdo_sqlite": "sqlite3",
                 "iconv": "common", "fileinfo": "common", "json": "json", "ctype": "common"}  # fmt: skip
        package = f"php-{named.get(ext, ext)}"
    elif f["driver"]:
        text = f.output + f.text
        kind = "pgsql" if "pgsql" in text else "sqlite3" if "sqlite" in text else "mysql"
        package = f"php-{kind}"
    elif f["function"]:
        package = next((p for start, p in EXTENSIONS if re.match(start, f["function"])), "")
    if not package:
        return None
    return f.hint(
        f"The PHP extension {package[4:]} is not installed",
        f.local.installer(package),
        f.append("--ignore-platform-reqs") if f.program == "composer" and f["ext"] else None,
        sure=0.94,
    )


@php.rule(
    when=("PHP Parse error", "PHP Fatal error", "Parse error:", "Fatal error:"),
    says=r"(?:Parse|Fatal) error: +(?P<what>[^\n]+?)(?: in (?P<file>[\w./ -]+\.php))?"
    r"(?:(?: on line |:)(?P<line>\d+))?$",
)
def php_error(f: Failed) -> Advice | None:
    """An error at a line of a PHP file."""
    if not f["file"]:
        quoted = f.program == "php" and f.has("-r")
        return f.hint(
            f["what"][:90], why="The code after -r is not complete." if quoted else "", sure=0.75
        )
    if "vendor/autoload.php" in f.output:
        return None
    what = f["what"].replace("Uncaught Error: ", "").replace("Uncaught ", "")
    memory = "Allowed memory size" in what
    missing = re.search(r"expecting (.+)$", what)
    return f.hint(
        f"{f['file'].rsplit('/', 1)[-1]}:{f['line']}: {what}",
        f.swap("php", "php -d memory_limit=-1", bare=True) if memory and f.program == "php" else None,
        f"COMPOSER_MEMORY_LIMIT=-1 {f.text}" if memory and f.program == "composer" else None,
        edit(f, f["file"], f["line"]),
        why="The memory limit is too low." if memory
        else f"It misses {missing[1]}, often on the line before." if missing else "",
        sure=0.87,
    )  # fmt: skip


@php.rule(
    when=("is not defined", "is ambiguous"),
    says=r"Command \"(?P<typed>[^\"]+)\" is (?:not defined|ambiguous)",
)
def console_command(f: Failed) -> Advice | None:
    """A mistyped command of composer, artisan or a Symfony console."""
    said = re.findall(r"^ {4,}([a-z][\w:-]*)\s*$", f.output, re.MULTILINE)
    known = listed("install update require remove dump-autoload create-project init run-script show "
                   "outdated self-update validate search why global exec")  # fmt: skip
    near = nearest(f["typed"], [*said, *(known if f.program == "composer" else ())]) or said
    if f.program == "composer" and f["typed"] in ("add", "i"):
        near = ["require" if f["typed"] == "add" else "install"]
    word = f.word(f["typed"])
    return f.hint(
        f"There is no command {f['typed']}",
        *[f.swap(word, name) for name in near[:2] if word],
        "php artisan list" if "artisan" in f.text else f"{f.program} list",
        sure=0.95 if near else 0.8,
    )


php.hint(
    "no-composer-json",
    "There is no composer.json in this folder",
    lambda f: [
        f"cd {quote(p.rsplit('/', 1)[0])} && {f.text}"
        for p in f.local.elsewhere("composer.json")
        if "/" in p
    ][:1],
    "composer init",
    "cd ..",
    when="could not find a composer.json file",
    sure=0.88,
)
php.hint(
    "no-package",
    "Packagist has no package {name} that fits",
    "composer search {name}",
    when=("Could not find a matching version of package", "Could not find package"),
    says=r"(?:matching version of package|Could not find package) (?P<name>[\w./-]+?)\.?(?:[\s,]|$)",
    sure=0.85,
)
php.hint(
    "composer-memory",
    "composer ran out of memory",
    "COMPOSER_MEMORY_LIMIT=-1 {line}",
    programs="composer",
    when="Allowed memory size",
    sure=0.93,
)
php.hint(
    "lock-stale",
    "composer.lock does not fit composer.json",
    "composer update --lock",
    "composer update",
    when=("lock file is not up to date", "not present in the lock file"),
    sure=0.86,
)
php.hint(
    "app-key",
    "The application has no key yet",
    "php artisan key:generate",
    when=("No application encryption key", "MissingAppKeyException"),
    sure=0.95,
)
php.quiet("phpunit", "failing tests are the programmer's business", when="FAILURES!", sure=0.96)

# ruff: noqa: E501
"""perl and its modules."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import edit

# Perl.

perl = Family("perl", "perl", "cpan", "cpanm", "prove", "perldoc")
DEBIAN_MODULES = {
    "LWP::UserAgent": "libwww-perl", "LWP::Simple": "libwww-perl", "DBI": "libdbi-perl",
    "DBD::mysql": "libdbd-mysql-perl", "DBD::Pg": "libdbd-pg-perl", "DBD::SQLite": "libdbd-sqlite3-perl",
    "XML::LibXML": "libxml-libxml-perl", "XML::Simple": "libxml-simple-perl", "GD": "libgd-perl",
    "Template": "libtemplate-perl", "Moose": "libmoose-perl", "Moo": "libmoo-perl", "CGI": "libcgi-pm-perl",
    "YAML": "libyaml-perl", "Try::Tiny": "libtry-tiny-perl", "IO::Socket::SSL": "libio-socket-ssl-perl",
    "Net::SSLeay": "libnet-ssleay-perl", "Text::CSV": "libtext-csv-perl", "Tk": "perl-tk",
    "Term::ReadLine::Gnu": "libterm-readline-gnu-perl", "Log::Log4perl": "liblog-log4perl-perl",
}  # fmt: skip


@perl.rule(when="Can't locate", says=r"Can't locate (?P<path>[\w/]+)\.pm in @INC", programs=())
def module_missing(f: Failed) -> Advice | None:
    """A Perl module that is not installed."""
    module = f["path"].replace("/", "::")
    if f.local.is_file(f"lib/{f['path']}.pm"):
        return f.hint(
            f"{module} is in lib, where perl does not look",
            f.insert("-Ilib") if f.program == "perl" else f"PERL5LIB=lib {f.text}",
            sure=0.95,
        )
    if f.local.is_file(f"{f['path']}.pm"):
        return f.hint(
            f"{module} is here, where perl does not look",
            f.insert("-I.") if f.program == "perl" else f"PERL5LIB=. {f.text}",
            sure=0.95,
        )
    package = DEBIAN_MODULES.get(module, "")
    usual = f"lib{module.replace('::', '-').replace('_', '-').lower()}-perl"  # how Debian names most of them
    if f.local.distribution == "fedora":
        return f.hint(
            f"The Perl module {module} is not installed", f"sudo dnf install 'perl({module})'"
        )
    debian = f.local.distribution in ("debian", "ubuntu", "")
    return f.hint(
        f"The Perl module {module} is not installed",
        f.local.installer(package) if debian and package else None,
        f"cpan {module}",
        f.local.installer(usual) if debian and not package else f"cpanm {module}",
        sure=0.94,
    )


@perl.rule(
    when=" line ", says=r"^(?P<what>.+?) at (?P<file>(?!-e)[\w./-]+) line (?P<line>\d+)(?:\.|,)"
)
def perl_error(f: Failed) -> Advice | None:
    """An error at a line of a Perl script."""
    if "in @INC" in f["what"] or f["file"].startswith("/usr/"):
        return None
    why = "Declare it with my, or mend its name." if "explicit package name" in f["what"] else ""
    return f.hint(
        f"{f['file']}:{f['line']}: {f['what']}",
        edit(f, f["file"], f["line"]),
        why=why,
        sure=0.85,
    )


@perl.rule(programs=("prove",), when="Result: NOTESTS")
def no_tests(f: Failed) -> Advice | None:
    """prove of a folder whose tests are in folders below."""
    if "Cannot detect source" in f.output:
        return None
    return f.hint("No test lies in it; -r looks below, too", f.insert("-r"), sure=0.93)


@perl.rule(when="Cannot detect source of", says=r"Cannot detect source of '(?P<path>[^']+)'")
def no_test_file(f: Failed) -> Advice | None:
    """prove of a test that is not there, or without its ending."""
    path = f["path"]
    near = [f"{path}.t"] if f.local.is_file(f"{path}.t") else f.local.near(path)
    near = near or f.local.elsewhere(path)
    return f.hint(f"No test {path} here", *[f.swap(path, n) for n in near], sure=0.93)

# ruff: noqa: E501
"""ruby, bundler, gem, rails; php and composer; perl."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

RUBY = (
    "ruby",
    "irb",
    "rake",
    "rails",
    "rspec",
    "bundle",
    "bundler",
    "gem",
    "jekyll",
    "pod",
    "puma",
)
ruby = Family("ruby", *RUBY)

GEMS = listed(
    """rails bundler rake rspec sinatra nokogiri puma pg mysql2 sqlite3 redis sidekiq devise
jekyll rubocop pry byebug minitest capybara faker thor httparty faraday activerecord json rack
cocoapods fastlane solargraph foreman dotenv httpx sequel"""
)


@ruby.rule(
    when=("cannot load such file",),
    says=r"cannot load such file -- (?P<name>\S+)",
)
def require_missing(f: Failed) -> Advice | None:
    """A gem that is not installed, or a file of the project that is not there."""
    name = f["name"]
    if name.startswith(("/", "./", "../")) or f.local.exists(name + ".rb"):
        place = f.find(r"from (\S+\.rb):(\d+)") or f.find(r"^(\S+\.rb):(\d+):in")
        base = name.rsplit("/", 1)[-1]
        near = f.local.elsewhere(base + ".rb") or f.local.near(base + ".rb")
        return f.hint(
            f"{base}.rb is not there",
            edit(f, place[1], place[2]) if place else None,
            why=f"There is {near[0]}: use require_relative." if near else "",
            sure=0.82,
        )
    gem = {
        "active_record": "activerecord", "active_support": "activesupport", "pg_ext": "pg",
        "sqlite3/sqlite3_native": "sqlite3", "mysql2/mysql2": "mysql2", "rspec/core": "rspec",
        "bundler/setup": "bundler", "google/protobuf": "google-protobuf", "zip": "rubyzip",
    }.get(name, name.replace("/", "-") if name.startswith("net/") else name.split("/")[0])  # fmt: skip
    if f.local.is_file("Gemfile"):
        listed_there = re.search(rf"gem ['\"]{re.escape(gem)}['\"]", f.local.text("Gemfile"))
        again = f.text if f.text.startswith("bundle exec") else f"bundle exec {f.text}"
        if listed_there:
            return f.hint(
                f"The gem {gem} is in the Gemfile, but not installed or not loaded",
                f"bundle install && {again}",
                sure=0.92,
            )
        return f.hint(
            f"The gem {gem} is not installed",
            f"bundle add {gem} && {again}",
            f"gem install {gem}",
            sure=0.9,
        )
    return f.hint(f"The gem {gem} is not installed", f"gem install {gem}", sure=0.95)


@ruby.rule(
    when=("Could not find", "bundler: command not found", "missing gem", "bundle install"),
    says=r"bundler: command not found: (?P<program>\S+)|Could not find (?:gem )?['`]?(?P<gem>[\w-]+)"
    r"[^\n]*(?:locally installed gems|in any of the sources|sources|gems already installed)"
    r"|Bundler can't satisfy|Install missing gems with",
    programs=(*RUBY, "bin/rails", "npm", "make"),
)
def bundle_install(f: Failed) -> Advice | None:
    """The project's gems are not installed."""
    program = f["program"]
    if f["gem"] and "in any of the sources" in f.output:
        near = nearest(f["gem"], GEMS)
        return f.hint(
            f"No source has a gem {f['gem']} that fits",
            edit(f, "Gemfile"),
            why=f"Did you mean {near[0]}?" if near else "A typo in the Gemfile, or its version.",
            sure=0.85,
        )
    gemfile = f.local.text("Gemfile")
    if program and gemfile and not re.search(rf"['\"]{re.escape(program)}['\"]", gemfile):
        owner = {"rspec": "rspec", "rubocop": "rubocop", "rails": "rails", "puma": "puma"}.get(
            program
        )
        near = nearest(program, listed("rails rake rspec rubocop puma sidekiq jekyll cap foreman"))
        if near:
            return f.hint(f"There is no {program}", f.swap(program, near[0]), sure=0.9)
        return f.hint(
            f"The bundle has no program {program}",
            ahead(f, "bundle install"),
            ahead(f, f"bundle add {owner or program}"),
            sure=0.88,
        )
    return f.hint("The project's gems are not installed", ahead(f, "bundle install"), sure=0.95)


@ruby.rule(when="Could not locate Gemfile")
def no_gemfile(f: Failed) -> Advice | None:
    """bundler outside a project."""
    found = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("Gemfile") if "/" in p]
    return f.hint(
        "There is no Gemfile here or above",
        *[f"cd {quote(folder)} && {f.text}" for folder in found[:1]],
        "bundle init" if not found else None,
        "cd .." if not found else None,
        why=f"The project is in {found[0]}." if found else "bundler works inside a project.",
        sure=0.9,
    )


@ruby.rule(
    when=("Could not find command", "Unknown command", "Unrecognized command"),
    says=r"(?:Could not find command|Unknown command|Unrecognized command) \"?(?P<typed>[\w:-]+)\"?",
)
def unknown_command(f: Failed) -> Advice | None:
    """A mistyped command of bundle, gem or rails."""
    known = {
        "bundle": listed(
            "install update exec add remove init check show outdated lock config list"
        ),
        "gem": listed("install uninstall list update build push search env cleanup sources info"),
        "rails": listed("server console generate new db:migrate routes test runner destroy"),
    }.get(f.program, ())
    said = f.find(r"Did you mean\?\s+\"?([\w:-]+)")
    near = nearest(f["typed"], known) or ([said[1]] if said else [])
    return f.hint(
        f"{f.program} has no command {f['typed']}",
        *[f.swap(f["typed"], name) for name in near],
        f"{f.program} help",
        sure=0.95 if near else 0.75,
    )


@ruby.rule(when="Could not find a valid gem", says=r"Could not find a valid gem '(?P<gem>[^']+)'")
def no_such_gem(f: Failed) -> Advice | None:
    """A gem's name misspelt, or rubygems.org not reached."""
    if f.find(r"SocketError|getaddrinfo|Failed to open TCP|timed out"):
        return f.hint(
            "rubygems.org was not reached",
            "curl -sI https://rubygems.org",
            "gem sources",
            sure=0.85,
        )
    near = nearest(f["gem"], GEMS)
    return f.hint(
        f"There is no gem {f['gem']}",
        *[f.swap(f["gem"], name) for name in near],
        f"gem search {quote(f['gem'])}",
        sure=0.92 if near else 0.85,
    )


@ruby.rule(when=("You don't have write permissions", "Gem::FilePermissionError"))
def gem_permission(f: Failed) -> Advice | None:
    """gem install into the system's folder."""
    return f.hint(
        "The system's gem folder is not yours",
        f.insert("--user-install", after=f.sub_word) if f.sub_word else None,
        f.sudo(),
        why="--user-install puts it into your home; rbenv or a Gemfile is cleaner.",
        sure=0.93,
    )


@ruby.rule(
    when="Failed to build gem native extension",
    says=r"Gem::Ext::BuildError|Failed to build gem native extension",
)
def native_extension(f: Failed) -> Advice | None:
    """A gem with C code misses headers or a compiler."""
    gem = f.find(
        r"An error occurred while installing (\S+)|installing (\S+) \(|gems/(\w[\w-]*?)-\d"
    )
    name = next(filter(None, gem.groups()), "") if gem else ""
    needs = {
        "pg": "libpq-dev", "mysql2": "default-libmysqlclient-dev", "sqlite3": "libsqlite3-dev",
        "nokogiri": "libxml2-dev libxslt1-dev", "psych": "libyaml-dev", "rmagick": "libmagickwand-dev",
        "ffi": "libffi-dev", "curb": "libcurl4-openssl-dev", "charlock_holmes": "libicu-dev",
        "puma": "libssl-dev", "eventmachine": "libssl-dev", "openssl": "libssl-dev",
        "racc": "ruby-dev", "bcrypt": "build-essential",
    }.get(name, "")  # fmt: skip
    if "mkmf.rb can't find header files for ruby" in f.output or "mkmf (LoadError)" in f.output:
        needs = "ruby-dev build-essential"
    if "You have to install development tools first" in f.output and not needs:
        needs = "ruby-dev build-essential"
    return f.hint(
        f"The gem {name} has C code that could not be built"
        if name
        else "A gem's C code could not be built",
        f.local.installer(needs or "ruby-dev build-essential"),
        sure=0.9 if needs else 0.78,
    )


@ruby.rule(
    when=("Your Ruby version is", "required_ruby_version", "requires Ruby version"),
    says=r"Your Ruby version is (?P<have>[\d.]+)(?:p\d+)?, but your Gemfile specified (?P<want>[\d.]+)"
    r"|requires Ruby version >= ?(?P<least>[\d.]+)",
)
def ruby_version(f: Failed) -> Advice | None:
    """Another version of Ruby is wanted."""
    want = f["want"] or f["least"]
    return f.hint(
        f"Ruby {want} is wanted here",
        f"rbenv install {want} && rbenv local {want}",
        f"rvm install {want} && rvm use {want}",
        sure=0.82,
    )


@ruby.rule(when="No Rakefile found")
def no_rakefile(f: Failed) -> Advice | None:
    """rake outside a project."""
    found = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("Rakefile") if "/" in p]
    return f.hint(
        "There is no Rakefile here or above",
        f"cd {quote(found[0])} && {f.text}" if found else "cd ..",
        sure=0.85,
    )


@ruby.rule(
    when=("Don't know how to build task", "Unrecognized command"),
    says=r"Don't know how to build task ['`](?P<task>[^'`]+)['`]",
)
def rake_task(f: Failed) -> Advice | None:
    """A task that the Rakefile does not have."""
    said = f.find(r"Did you mean\?\s+(\S+)")
    tasks = re.findall(r"task:? *\(?:?['\"]?([\w:]+)", f.local.text("Rakefile"))
    common = listed("db:migrate db:create db:seed db:rollback db:setup db:reset test spec routes "
                    "assets:precompile")  # fmt: skip
    near = [said[1]] if said else nearest(f["task"], [*tasks, *common])
    if f["task"] == "default":
        return f.hint("The Rakefile has no default task", "rake -T", sure=0.9)
    return f.hint(
        f"There is no task {f['task']}",
        *[f.swap(f["task"], name) for name in near],
        f"{f.program} -T",
        sure=0.93 if near else 0.85,
    )


def _told_migration(f: Failed) -> str:
    """As the message has it, with its RAILS_ENV."""
    told = f.find(r"^\s+((?:bin/)?(?:rails|rake) db:migrate\b[^\n]*?)\s*$")
    if told:
        return told[1]
    return "bin/rails db:migrate" if f.local.exists("bin/rails") else "rails db:migrate"


ruby.hint(
    "pending-migrations",
    "The database lacks migrations",
    lambda f: ahead(f, _told_migration(f)),
    when=("Migrations are pending", "PendingMigrationError"),
    sure=0.94,
)
ruby.hint(
    "rails-no-database",
    "The application's database does not exist",
    lambda f: (
        ahead(f, "bin/rails db:create db:migrate")
        if f.local.exists("bin/rails")
        else ahead(f, "rails db:create db:migrate")
    ),
    when="ActiveRecord::NoDatabaseError",
    sure=0.93,
)
ruby.hint(
    "server-running",
    "The server runs already, or a stale pid file says so",
    "rm tmp/pids/server.pid && {line}",
    "kill $(cat tmp/pids/server.pid)",
    when="A server is already running",
    sure=0.9,
)


@ruby.rule(
    when=(".rb:",),
    says=r"^(?P<file>[\w./-]+\.rb|Rakefile|Gemfile):(?P<line>\d+):(?:in [`'][^'\n]+': )?(?P<what>[^\n]+)",
)
def ruby_error(f: Failed) -> Advice | None:
    """An error at a line of a Ruby file."""
    if f["file"].startswith("/usr/") or "cannot load such file" in f.output:
        return None
    if f.program == "rspec" and "examples," in f.output:
        return None
    why = ""
    for pattern, text in RUBY_MEANINGS:
        if re.search(pattern, f["what"]):
            why = text
            break
    what = re.sub(r"^ *|\(\w*Error\)$", "", f["what"])
    return f.hint(
        f"{f['file']}:{f['line']}: {what[:90]}", edit(f, f["file"], f["line"]), why=why, sure=0.86
    )


RUBY_MEANINGS = (
    (r"expecting `?'?end", "An end is missing."),
    (r"unexpected end", "An end too many, or something missing before it."),
    (r"for nil", "A value is nil: something was not found or not set."),
    (r"undefined local variable", "The name is not defined: a typo?"),
    (r"undefined method", "There is no such method: a typo?"),
    (r"uninitialized constant", "The class is not loaded: a typo, or a missing require."),
    (r"wrong number of arguments", "The call does not fit the method."),
)
ruby.quiet(
    "specs", "failing specs are the programmer's business", when="Failed examples:", sure=0.96
)
ruby.quiet("minitest", "failing tests are the programmer's business", when="runs, ",
           says=r"\d+ runs, \d+ assertions, (?:[1-9]|\d+ failures, [1-9])", sure=0.96)  # fmt: skip
ruby.quiet(
    "rubocop", "offences were asked for", when="offenses detected", programs=("rubocop", "bundle")
)

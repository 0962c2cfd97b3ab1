# ruff: noqa: E501
"""aws: buckets and local files, and what options want."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.cloud import option_value
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.world.spelling import nearest

aws = Family(
    "aws",
    "aws",
    "sam",
    "cdk",
    "eksctl",
    "serverless",
    "sls",
    "s3cmd",
    "copilot",
    "python",
    "python3",
)


# Where the tools of the web put what they build.
BUILT = ("build", "dist", "out", "public", "_site", "site", "www", ".next/static")


@aws.rule(
    when=("Invalid argument type", "does not exist.", "paramfile", "Unable to load"),
    says=r"Error: Invalid argument type|The user-provided path (?P<path>\S+) does not exist|Unable to load paramfile f(?:ileb?)://(?P<file>[^:\s]+)",
)
def local_paths(f: Failed) -> Advice | None:
    """A file that is not there, or a bucket without s3://."""
    path = f["path"] or f["file"]
    if path:
        word = next((w for w in f.command.words if w.value.endswith(path)), None)
        near = f.local.near(path)
        if not near and path.strip("/") in BUILT:
            near = [name for name in BUILT if f.local.is_dir(name)]
        return f.hint(
            f"There is no file {path}",
            *[f.swap(word, word.value.replace(path, n)) for n in near if word],
            sure=0.94,
        )
    if f.sub != "s3":
        return None
    plain = [w for w in f.rest[1:] if not w.is_option]
    bare = next((w for w in reversed(plain) if not w.value.startswith("s3://")), None)
    return f.hint(
        "A bucket is written s3://NAME",
        f.swap(bare, "s3://" + re.sub(r"^s3:?/+", "", bare.value)) if bare else None,
        sure=0.95,
    )


aws.hint(
    "bucket-form",
    "A bucket is written s3://NAME",
    lambda f: (
        f.swap(w, f"s3://{w.value}")
        if (
            w := next(
                (w for w in f.rest[1:] if not w.is_option and not w.value.startswith("s3://")), None
            )
        )
        else ""
    ),
    when=("<S3Uri>", "Invalid bucket name"),
    says=r"usage: aws s3 \w+ <S3Uri>",
    on="s3",
    sure=0.95,
)
aws.hint(
    "ca-bundle",
    "AWS's certificate is not signed by an authority that this program knows",
    "export AWS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt",
    when="SSL validation failed for",
    why="Mostly a proxy of the company puts its own there: its authority has to be in that file.",
    sure=0.92,
)
aws.hint(
    "bucket-name",
    "{name} cannot be a bucket's name: small letters, digits and hyphens",
    lambda f: [
        f.swap(w, w.value.replace(f["name"], re.sub(r"[^a-z0-9.-]+", "-", f["name"].lower())))
        for w in f.command.words
        if f["name"] in w.value
    ][:1],
    when="Invalid bucket name",
    says=r"Invalid bucket name \"(?P<name>[^\"]+)\"",
    sure=0.95,
)
aws.hint(
    "folder",
    "A folder is copied with --recursive",
    lambda f: f.append("--recursive"),
    lambda f: f.swap("cp", "sync"),
    on="s3",
    when="Is a directory",
    sure=0.97,
)
aws.hint(
    "config-file",
    "{path} cannot be read as a configuration file",
    lambda f: edit(f["path"]),
    when="Unable to parse config file",
    says=r"Unable to parse config file: (?P<path>\S+)",
    why="It consists of [profile NAME] or [NAME] headings and lines like key = value.",
    sure=0.95,
)
aws.quiet(
    "configure-get",
    "a setting that is not set",
    on="configure",
    status=1,
    unless=lambda f: bool(f.output.strip()),
    sure=0.9,
)
aws.hint(
    "json",
    "The JSON of an option cannot be read",
    lambda f: (
        f.swap(w, re.sub(r"([{,]\s*)(\w+)\s*:", r'\1"\2":', w.value))
        if (
            w := next(
                (
                    w
                    for w in f.command.words
                    if w.value[:1] in "{[" and not re.search(r'"\w+"\s*:', w.value)
                ),
                None,
            )
        )
        else ""
    ),
    why="Names in JSON stand in double quotes; put single quotes around the whole.",
    when=("Invalid JSON", "Error parsing parameter"),
    says=r"Invalid JSON|Expected: '='|JSON",
    sure=0.88,
)
aws.hint(
    "output",
    "--output knows json, text, table and yaml",
    lambda f: (
        f.swap(w, n[0])
        if (w := option_value(f, "--output"))
        and (n := nearest(w.value, ("json", "text", "table", "yaml")))
        else ""
    ),
    when="argument --output",
    sure=0.95,
)
aws.hint(
    "base64",
    "The payload must be said to be plain text",
    lambda f: f.append("--cli-binary-format raw-in-base64-out"),
    when=("Invalid base64", "invalid base64"),
    sure=0.96,
)
aws.hint(
    "session-manager",
    "The Session Manager plugin is not installed",
    "curl -O https://s3.amazonaws.com/session-manager-downloads/plugin/latest/ubuntu_64bit/session-manager-plugin.deb && sudo dpkg -i session-manager-plugin.deb",
    when="SessionManagerPlugin is not found",
    sure=0.93,
)

# ruff: noqa: E501
"""aws, gcloud, az, gh: profiles, logins, regions, names of things in the cloud."""

from __future__ import annotations

import itertools
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

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


REGIONS = listed(
    """us-east-1 us-east-2 us-west-1 us-west-2 eu-west-1 eu-west-2 eu-west-3 eu-central-1 eu-central-2
eu-north-1 eu-south-1 ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2
ap-northeast-3 ap-east-1 ca-central-1 sa-east-1 me-south-1 af-south-1"""
)


def option_value(f: Failed, *names: str) -> Word | None:
    """The word that is an option's value (`--profile x`, or `--profile=x` itself)."""
    words = f.command.words
    for flag, value in itertools.pairwise(words):
        if flag.value in names:
            return value
    return next((w for w in words if w.value.split("=")[0] in names and "=" in w.value), None)


def profiles(f: Failed) -> list[str]:
    text = f.local.text("~/.aws/config") + "\n" + f.local.text("~/.aws/credentials")
    return list(dict.fromkeys(re.findall(r"^\[(?:profile )?([^\]\s]+)\]", text, re.MULTILINE)))


def profile_of(f: Failed) -> str:
    word = option_value(f, "--profile")
    variable = next((w.value for w in f.command.prefix if w.value.startswith("AWS_PROFILE=")), "")
    name = (
        word.value.split("=")[-1]
        if word
        else variable.split("=")[-1] or f.local.environ.get("AWS_PROFILE", "")
    )
    return f" --profile {name}" if name else ""


@aws.rule(
    when="could not be found", says=r"[Tt]he config profile \((?P<name>[^)]+)\) could not be found"
)
def profile(f: Failed) -> Advice:
    """A profile that ~/.aws/config does not have."""
    name, known = f["name"], profiles(f)
    near = nearest(name, known) or [p for p in known if p.startswith(name) or name in p][:1]
    word = option_value(f, "--profile") or next(
        (w for w in f.command.prefix if w.value == f"AWS_PROFILE={name}"), None
    )
    return f.hint(
        f"There is no AWS profile {name}",
        *[f.swap(word, word.value.replace(name, n)) for n in near if word],
        f"aws configure --profile {name}",
        "aws configure list-profiles",
        why=f"~/.aws/config has: {', '.join(known[:5])}."
        if known
        else "~/.aws/config has no such entry.",
        sure=0.96,
    )


@aws.rule(
    when=(
        "Unable to locate credentials",
        "NoCredentialsError",
        "Partial credentials",
        "NoCredentialProviders",
        "Missing credentials in config",
    ),
    programs=(),
)
def no_credentials(f: Failed) -> Advice:
    """No credentials at all."""
    partial = f.find(r"Partial credentials found in \S+, missing: (\S+)")
    known = profiles(f)
    return f.hint(
        f"Half of the AWS credentials is missing: {partial[1]}"
        if partial
        else "There are no AWS credentials here",
        f"aws configure{profile_of(f)}",
        "aws sso login",
        f"AWS_PROFILE={known[0]} {f.text}" if known and not profile_of(f) else None,
        why="Log in, or set AWS_PROFILE."
        if not partial
        else "Set AWS_SECRET_ACCESS_KEY beside AWS_ACCESS_KEY_ID.",
        sure=0.95,
    )


@aws.rule(
    when=(
        "You must specify a region",
        "NoRegionError",
        "Missing region in config",
        "Could not connect to the endpoint URL",
        "Could not resolve endpoint",
        "Invalid endpoint",
    ),
    programs=(),
)
def region(f: Failed) -> Advice:
    """No region, or one that does not exist."""
    given = option_value(f, "--region")
    url = f.find(r"endpoint URL: \"(https?://([^/\"]+)[^\"]*)\"")
    if url:
        name = (
            given.value.split("=")[-1]
            if given
            else (re.search(r"\.([a-z]{2}-[a-z]+-\d)\.", url[2]) or ["", ""])[1]
        )
        if re.match(r"127\.|localhost", url[2]):
            port = url[2].partition(":")[2] or "80"
            return f.hint(
                f"Nothing listens at {url[2]}",
                f"ss -ltnp 'sport = :{port}'",
                "docker compose up -d localstack" if port == "4566" else None,
                sure=0.92,
            )
        near = nearest(name, REGIONS) if name and name not in REGIONS else []
        if near:
            fix = (
                f.swap(given, given.value.replace(name, near[0]))
                if given
                else f"{f.text} --region {near[0]}"
            )
            return f.hint(
                f"There is no region {name}",
                fix,
                "aws configure get region",
                why=f"Did you mean {near[0]}?",
                sure=0.95,
            )
        return f.hint(
            "The endpoint of AWS cannot be reached",
            "aws configure get region",
            f"curl -sI {url[1]}",
            why="A wrong region, no network, or a service that this region does not have.",
            sure=0.88,
        )
    return f.hint(
        "No AWS region is set",
        f.append("--region us-east-1") if f.program == "aws" else f"AWS_REGION=us-east-1 {f.text}",
        f"aws configure{profile_of(f)}",
        "aws configure set region us-east-1",
        sure=0.95,
    )


@aws.rule(
    when=(
        "ExpiredToken",
        "token has expired",
        "Token has expired",
        "security token included in the request is",
        "SSO session",
        "InvalidClientTokenId",
        "InvalidAccessKeyId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
        "RequestTimeTooSkewed",
        "RequestExpired",
        "Signature expired",
        "Error loading SSO Token",
        "SSO Token",
        "AuthFailure",
        "InvalidIdentityToken",
    ),
    programs=(),
)
def bad_credentials(f: Failed) -> Advice:
    """Credentials that AWS does not accept."""
    out, option = f.output, profile_of(f)
    sso = "sso_" in f.local.text("~/.aws/config") or re.search(r"\bSSO\b|sso", out)
    if re.search(r"TooSkewed|Signature expired|not yet current", out):
        return f.hint(
            "The clock of this machine is wrong",
            "sudo timedatectl set-ntp true",
            "date -u",
            why="AWS refuses requests that are minutes off.",
            sure=0.95,
        )
    login = f"aws sso login{option}"
    if re.search(r"[Ee]xpired|SSO", out):
        return f.hint(
            "The AWS session has expired",
            login if sso or option else "aws configure",
            ahead(f, login)
            if sso
            else f"aws configure{option}"
            if option
            else "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
            f"aws sts get-caller-identity{option}" if sso else None if option else login,
            why=""
            if sso
            else "Keys with a session token last some hours: they have to be fetched anew.",
            sure=0.95,
        )
    return f.hint(
        "AWS does not know these keys",
        f"aws configure{option}",
        f"aws sts get-caller-identity{option}",
        "aws configure list",
        why="Mistyped, deleted, or of another account; variables in the environment win over the profile.",
        sure=0.93,
    )


@aws.rule(
    when=(
        "AccessDenied",
        "UnauthorizedOperation",
        "not authorized to perform",
        "AllAccessDisabled",
    ),
    says=r"not authorized to perform:? (?P<action>[\w:*]+)|when calling the (?P<operation>\w+) operation",
)
def access_denied(f: Failed) -> Advice:
    """The identity lacks a permission."""
    known = profiles(f)
    what = f["action"] or f["operation"]
    return f.hint(
        f"You may not do {what}",
        f"aws sts get-caller-identity{profile_of(f)}",
        f"AWS_PROFILE={known[0]} {f.text}"
        if known and not profile_of(f)
        else "aws configure list-profiles"
        if not known
        else None,
        f"aws sts decode-authorization-message --encoded-message {m[1]}"
        if (m := f.find(r"failure message: (\S+)"))
        else None,
        why="Is it the right account? Otherwise a policy must allow it.",
        sure=0.92,
    )

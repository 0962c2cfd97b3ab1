# ruff: noqa: E501
"""aws: what the services themselves answer (An error occurred (CODE) when calling ...)."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.cloud import aws, option_value, profile_of

THROTTLED = (
    "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown",
)  # fmt: skip
NOT_THERE = (
    "ValidationError", "ResourceNotFoundException", "NoSuchEntity", "ClusterNotFoundException", "RepositoryNotFoundException",
    "DBInstanceNotFound", "QueueDoesNotExist", "FunctionNotFound",
)  # fmt: skip
LISTINGS = {
    "ec2": "ec2 describe-instances", "lambda": "lambda list-functions", "logs": "logs describe-log-groups",
    "ecs": "ecs list-clusters", "eks": "eks list-clusters", "ecr": "ecr describe-repositories", "rds": "rds describe-db-instances",
    "iam": "iam list-roles", "dynamodb": "dynamodb list-tables", "cloudformation": "cloudformation list-stacks",
    "secretsmanager": "secretsmanager list-secrets", "ssm": "ssm describe-parameters", "sqs": "sqs list-queues",
    "sns": "sns list-topics", "stepfunctions": "stepfunctions list-state-machines", "kinesis": "kinesis list-streams",
}  # fmt: skip


@aws.rule(
    when="An error occurred (",
    says=r"An error occurred \((?P<code>[\w.]+)\) when calling the (?P<operation>\w+) operation(?: \([^)]*\))?: (?P<what>.+)",
)
def service_error(f: Failed) -> Advice | None:
    """What the service itself answers."""
    code, what = f["code"], f["what"]
    return (
        _bucket(f, code)
        or _not_needed(f, code, what)
        or _asked_for(f, code, what)
        or _absent(f, code, what)
        or _other(f, code, what)
    )


def _bucket(f: Failed, code: str) -> Advice | None:
    """Buckets and their objects."""
    word = next((w for w in f.operands if w.value.startswith("s3://")), None)
    found = re.match(r"s3://([^/]+)", word.value) if word else None
    name = found[1] if found else ""
    option = profile_of(f)
    if code == "NoSuchBucket":
        return f.hint(
            f"There is no bucket {name}",
            f"aws s3 ls{option}",
            f"aws s3 mb s3://{name}{option}" if name else None,
            sure=0.95,
        )
    if code in ("BucketAlreadyExists", "BucketAlreadyOwnedByYou"):
        mine = code.endswith("You")
        return f.hint(
            "You have that bucket already" if mine else "Someone else has a bucket of that name",
            f"aws s3 ls s3://{name}"
            if mine
            else f.text.replace(name, f"{name}-$(date +%s)", 1)
            if name
            else None,
            why="" if mine else "Bucket names are unique in the whole world.",
            sure=0.94,
        )
    if code == "BucketNotEmpty":
        return f.hint(
            "The bucket is not empty", f.append("--force"), f"aws s3 ls s3://{name}", sure=0.95
        )
    if code in ("NoSuchKey", "404") and name and word:
        return f.hint(
            "There is no such object in the bucket",
            f"aws s3 ls {os.path.dirname(word.value)}/{option}",
            sure=0.95,
        )
    if code == "403":
        return f.hint(
            "You may not read that bucket, or it does not exist",
            f"aws sts get-caller-identity{option}",
            "aws s3 ls",
            sure=0.9,
        )
    if code == "IllegalLocationConstraintException":
        region = option_value(f, "--region")
        where = f"--create-bucket-configuration LocationConstraint={region.value if region else '<region>'}"
        return f.hint(
            "Outside us-east-1 a bucket's region has to be said twice",
            f.append(where) if "create-bucket" in f.text else f"aws configure get region{option}",
            sure=0.95,
        )
    return None


def _not_needed(f: Failed, code: str, what: str) -> Advice | None:
    """Nothing is wrong, or the same again later is right."""
    if code == "DryRunOperation":
        return f.hint(
            "The dry run succeeded: it would have worked", f.without("--dry-run"), sure=0.95
        )
    if code in THROTTLED:
        return f.hint(
            "AWS asks you to slow down",
            f"AWS_RETRY_MODE=adaptive AWS_MAX_ATTEMPTS=10 {f.text}",
            sure=0.9,
        )
    if code == "ValidationError" and "No updates are to be performed" in what:
        return f.hint(
            "There is nothing to change",
            f.append("--no-fail-on-empty-changeset")
            if f.has("deploy") or "deploy" in f.args
            else None,
            sure=0.93,
        )
    return None


def _asked_for(f: Failed, code: str, what: str) -> Advice | None:
    """What has to be allowed first."""
    if code == "InsufficientCapabilitiesException":
        asked = re.search(r"\[(CAPABILITY_\w+)", what)
        return f.hint(
            "The template makes IAM roles: that has to be allowed",
            f.append(f"--capabilities {asked[1] if asked else 'CAPABILITY_NAMED_IAM'}"),
            sure=0.97,
        )
    return None


def _absent(f: Failed, code: str, what: str) -> Advice | None:
    """No such thing, or in another region."""
    if code not in NOT_THERE and not code.endswith(("NotFoundException", "NotFound")):
        return None
    option = profile_of(f)
    listing = LISTINGS.get(f.sub, "")
    resource = re.match(r"Invalid(AMI|Group|Key|KeyPair|Subnet|Vpc|Volume|Snapshot)", code)
    if f.sub == "ec2" and resource:
        listing = "ec2 describe-" + {
            "AMI": "images --owners self amazon",
            "Group": "security-groups",
            "KeyPair": "key-pairs",
            "Key": "key-pairs",
        }.get(resource[1], resource[1].lower() + "s")
    return f.hint(
        what.split(". ")[0].rstrip("."),
        f"aws {listing}{option}" if listing else None,
        f"aws configure get region{option}",
        why="Look at its name; and it may be in another region.",
        sure=0.9 if listing else 0.78,
    )


def _other(f: Failed, code: str, what: str) -> Advice | None:
    option = profile_of(f)
    if code.startswith("Invalid") and "." in code:
        listing = LISTINGS.get(f.sub, "")
        return f.hint(what.rstrip("."), f"aws {listing}{option}" if listing else None, sure=0.88)
    if "limit" in code.lower() or "LimitExceeded" in code:
        return f.hint(
            "A limit of your account is reached",
            "aws service-quotas list-service-quotas --service-code " + f.sub,
            why=what[:160],
            sure=0.82,
        )
    if (
        code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
        or "Token" in code
    ):
        return None
    return f.hint(
        f"AWS says: {what.split('. ')[0].rstrip('.')}",
        sure=0.76,
    )


@aws.rule(when="Invalid length for parameter Key", on="s3")
def folder_without_recursive(f: Failed) -> Advice | None:
    """aws s3 cp of a folder."""
    word = next((w for w in f.operands[2:] if f.local.is_dir(w.value)), None)
    if word is None or f.has("--recursive"):
        return None
    return f.hint(
        f"{word.value} is a folder",
        f.append("--recursive"),
        f.swap("cp", "sync"),
        why="sync copies only what is new there.",
        sure=0.95,
    )

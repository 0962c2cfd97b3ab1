# ruff: noqa: E501
"""aws, gcloud, az, gh: profiles, logins, regions, names of things in the cloud."""

from __future__ import annotations

import itertools
import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word
from termproxy.assistant.spelling import nearest
from termproxy.assistant.wordlist import listed

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
gcloud = Family("gcloud", "gcloud", "gsutil", "bq", "python", "python3")
azure = Family("az", "az", "azd", "func")
github = Family("gh", "gh")

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
    if re.search(r"[Ee]xpired|SSO", out):
        return f.hint(
            "The AWS session has expired",
            f"aws sso login{option}" if sso else f"aws configure{option}",
            f.first(f"aws sso login{option}")
            if sso
            else "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
            "aws sts get-caller-identity" if sso else "aws sso login",
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


@aws.rule(
    when="An error occurred (",
    says=r"An error occurred \((?P<code>\w+)\) when calling the (?P<operation>\w+) operation(?: \([^)]*\))?: (?P<what>.+)",
)
def service_error(f: Failed) -> Advice | None:
    """What the service itself answers."""
    code, what = f["code"], f["what"]
    bucket = next(
        (re.match(r"s3://([^/]+)", w.value) for w in f.operands if w.value.startswith("s3://")),
        None,
    )
    name = bucket[1] if bucket else ""
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
    if code in ("NoSuchKey", "404") and name:
        path = next(w.value for w in f.operands if w.value.startswith("s3://"))
        return f.hint(
            "There is no such object in the bucket",
            f"aws s3 ls {os.path.dirname(path)}/{option}",
            sure=0.95,
        )
    if code == "403":
        return f.hint(
            "You may not read that bucket, or it does not exist",
            f"aws sts get-caller-identity{option}",
            "aws s3 ls",
            sure=0.9,
        )
    if code in ("DryRunOperation",):
        return f.hint(
            "The dry run succeeded: it would have worked", f.without("--dry-run"), sure=0.95
        )
    if code in (
        "ThrottlingException",
        "Throttling",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "SlowDown",
    ):
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
    if code in (
        "ValidationError",
        "ResourceNotFoundException",
        "NoSuchEntity",
        "ClusterNotFoundException",
        "RepositoryNotFoundException",
        "DBInstanceNotFound",
        "QueueDoesNotExist",
        "FunctionNotFound",
    ) or code.endswith((".NotFound", "NotFoundException", "NotFound")):
        listing = LISTINGS.get(f.sub, "")
        return f.hint(
            what.split(". ")[0].rstrip(".")[:110],
            f"aws {listing}{option}" if listing else None,
            f"aws configure get region{option}",
            why="Look at its name; and it may be in another region.",
            sure=0.9 if listing else 0.78,
        )
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
        f"AWS says: {what.split('. ')[0].rstrip('.')[:110]}",
        f"aws {f.sub} {f.rest[0].raw} help" if f.rest and f.program == "aws" else None,
        sure=0.76,
    )


LISTINGS = {
    "ec2": "ec2 describe-instances", "lambda": "lambda list-functions", "logs": "logs describe-log-groups",
    "ecs": "ecs list-clusters", "eks": "eks list-clusters", "ecr": "ecr describe-repositories", "rds": "rds describe-db-instances",
    "iam": "iam list-roles", "dynamodb": "dynamodb list-tables", "cloudformation": "cloudformation list-stacks",
    "secretsmanager": "secretsmanager list-secrets", "ssm": "ssm describe-parameters", "sqs": "sqs list-queues",
    "sns": "sns list-topics", "stepfunctions": "stepfunctions list-state-machines", "kinesis": "kinesis list-streams",
}  # fmt: skip


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
        return f.hint(
            f"There is no file {path}",
            *[f.swap(word, word.value.replace(path, n)) for n in near if word],
            f"ls {os.path.dirname(path)}".strip(),
            sure=0.94,
        )
    if f.sub != "s3":
        return None
    plain = [w for w in f.rest[1:] if not w.is_option]
    bare = next((w for w in reversed(plain) if not w.value.startswith("s3://")), None)
    return f.hint(
        "A bucket is written s3://NAME",
        f.swap(bare, f"s3://{bare.value}") if bare else None,
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


# Google Cloud.

gcloud.hint(
    "login",
    "You are not logged in to Google Cloud",
    lambda f: f.first("gcloud auth login") if f.program == "gcloud" else "gcloud auth login",
    "gcloud auth login",
    "gcloud auth list",
    when=(
        "You do not currently have an active account selected",
        "does not have any valid credentials",
        "gcloud auth login",
        "There was a problem refreshing your current auth tokens",
        "Reauthentication failed",
        "Reauthentication required",
        "invalid_grant",
    ),
    says=r"active account|valid credentials|gcloud auth login|refreshing your current auth|Reauthentication|invalid_grant",
    programs=("gcloud", "gsutil", "bq"),
    sure=0.95,
)
gcloud.hint(
    "application-default",
    "There are no application-default credentials",
    lambda f: f.first("gcloud auth application-default login"),
    when=(
        "Could not automatically determine credentials",
        "default credentials were not found",
        "could not find default credentials",
    ),
    programs=(),
    sure=0.95,
)
gcloud.hint(
    "project",
    "No project is set",
    "gcloud config set project <project>",
    "gcloud projects list",
    when=(
        "The required property [project] is not currently set",
        "property [project] is required",
        "project is not set",
        "The project property is set to the empty string",
        "Unable to determine the project",
    ),
    sure=0.93,
)
gcloud.hint(
    "zone",
    "Which zone or region?",
    lambda f: (
        f.append("--region=europe-west1")
        if "region" in f.output and "zone" not in f.output
        else f.append("--zone=europe-west1-b")
    ),
    lambda f: "gcloud config set compute/zone europe-west1-b",
    when=(
        "Underspecified resource",
        "Missing required argument [region]",
        "The required property [compute/",
        "One of [--zone, --region",
        "Please specify location",
        "must be specified: --zone",
        "[--location",
        "[region] is not currently set",
    ),
    sure=0.88,
)


@gcloud.rule(
    when=("has no property", "Section ["),
    says=r"Section \[(?P<section>[^\]]+)\] has no property \[(?P<name>[^\]]+)\]",
)
def property_name(f: Failed) -> Advice:
    """A mistyped property of gcloud config."""
    known = listed("project account disable_prompts verbosity region zone location")
    near = nearest(f["name"], known)
    word = next((w for w in f.rest if w.value in (f["name"], f"{f['section']}/{f['name']}")), None)
    new = [
        f"compute/{n}" if n in ("region", "zone") and f["section"] == "core" else n for n in near
    ]
    return f.hint(
        f"gcloud has no property {f['name']}",
        *[f.swap(word, n) for n in new if word],
        "gcloud config list --all",
        sure=0.95 if near else 0.88,
    )


gcloud.hint(
    "configuration",
    "There is no configuration of that name",
    "gcloud config configurations list",
    lambda f: f.text.replace("activate", "create", 1),
    when=("does not exist", "Cannot activate configuration"),
    says=r"onfiguration \[?[^\]]*\]?,? (?:it )?does not exist|Cannot activate configuration",
    on="config",
    sure=0.94,
)
gcloud.hint(
    "api-disabled",
    "The API of that service is not enabled in this project",
    lambda f: (
        f.first(f"gcloud services enable {m[1]}")
        if (
            m := f.find(
                r"(?:API \[|googleapis\.com/apis/api/|services enable )([\w-]+\.googleapis\.com)"
            )
        )
        else "gcloud services list --available"
    ),
    when=(
        "has not been used in project",
        "API has not been enabled",
        "SERVICE_DISABLED",
        "is not enabled on project",
        "not enabled on project",
        "not enabled for the project",
    ),
    sure=0.95,
)
gcloud.hint(
    "permission",
    "Your account may not do that in this project",
    "gcloud config list",
    "gcloud auth list",
    lambda f: "gcloud projects get-iam-policy $(gcloud config get-value project)",
    why="The wrong account or project, or a missing role.",
    when=(
        "PERMISSION_DENIED",
        "does not have permission",
        "Permission '",
        "forbidden",
        "AccessDeniedException: 403",
        "HTTPError 403",
    ),
    programs=("gcloud", "gsutil", "bq"),
    sure=0.9,
)


@gcloud.rule(
    when=(
        "was not found",
        "NOT_FOUND",
        "HTTPError 404",
        "BucketNotFoundException",
        "not found: 404",
        "The specified bucket does not exist",
    ),
    programs=("gcloud", "gsutil", "bq"),
)
def gcloud_not_found(f: Failed) -> Advice:
    """Something that the project does not have."""
    words = [w.value for w in f.operands]
    group = [w for w in words[:2] if re.match(r"[a-z-]+$", w)]
    bucket = any(w.startswith("gs://") for w in words)
    listing = (
        "gcloud storage ls"
        if bucket or f.program == "gsutil"
        else f"gcloud {' '.join(group[:2])} list"
        if len(group) > 1
        else ""
    )
    return f.hint(
        "It does not exist in this project",
        listing,
        "gcloud config get-value project",
        why="Look at its name, the project, and the zone or region.",
        sure=0.88,
    )


@gcloud.rule(
    when=("Unable to read file", "No such file or directory", "could not find source"),
    says=r"Unable to read file \[(?P<path>[^\]]+)\]|An app\.yaml|app\.yaml",
)
def gcloud_file(f: Failed) -> Advice | None:
    """A file that is not there."""
    path = f["path"]
    if not path:
        return f.hint("There is no app.yaml here", "ls", sure=0.88)
    word = next((w for w in f.command.words if w.value.endswith(path)), None)
    near = f.local.near(path)
    return f.hint(
        f"There is no file {path}",
        *[f.swap(word, word.value.replace(path, n)) for n in near if word],
        f"ls {os.path.dirname(path)}".strip(),
        sure=0.94,
    )


gcloud.hint(
    "billing",
    "The project has no billing account",
    "gcloud billing accounts list",
    when=(
        "Billing account for project",
        "billing to be enabled",
        "BILLING_DISABLED",
        "requires billing",
    ),
    sure=0.9,
)


# Azure.

azure.hint(
    "login",
    "You are not logged in to Azure",
    lambda f: f.first("az login") if f.sub != "account" else "az login",
    "az login --use-device-code",
    when=(
        "az login",
        "AADSTS",
        "refresh token has expired",
        "Interactive authentication is needed",
        "No subscription found",
    ),
    says=r"az login|AADSTS|refresh token|Interactive auth|No subscription",
    sure=0.95,
)
azure.hint(
    "subscription",
    "There is no subscription of that name",
    "az account list -o table",
    lambda f: f.first("az login"),
    when=("doesn't exist in cloud", "SubscriptionNotFound", "does not exist in cloud"),
    sure=0.94,
)
azure.hint(
    "group",
    "There is no resource group of that name",
    "az group list -o table",
    lambda f: (
        f.first(f"az group create -n {m[1]} -l westeurope")
        if (m := f.find(r"[Rr]esource group '([^']+)'"))
        else ""
    ),
    when="ResourceGroupNotFound",
    sure=0.95,
)
azure.hint(
    "forbidden",
    "You may not do that in this subscription",
    "az account show",
    "az role assignment list --assignee $(az ad signed-in-user show --query id -o tsv)",
    when=("AuthorizationFailed", "does not have authorization to perform"),
    sure=0.92,
)
azure.hint(
    "not-found",
    "It does not exist in this subscription",
    lambda f: f"az {f.sub} list -o table" if f.sub else "",
    "az account show",
    when=("ResourceNotFound", "was not found", "NotFound)"),
    sure=0.88,
)
azure.hint(
    "provider",
    "The subscription has not registered that provider",
    lambda f: (
        f.first(f"az provider register --namespace {m[1]} --wait")
        if (m := f.find(r"(?:namespace|provider) '?(Microsoft\.\w+)'?"))
        else "az provider list -o table"
    ),
    when=("MissingSubscriptionRegistration", "is not registered to use namespace"),
    sure=0.95,
)
azure.hint(
    "value",
    "That value is not allowed",
    lambda f: (
        f.swap(m[1], m[2])
        if (m := f.find(r"'([^']+)' is not a valid value for[\s\S]*?Did you mean '([^']+)'"))
        else ""
    ),
    when="is not a valid value for",
    sure=0.95,
)
azure.hint(
    "quota",
    "The quota of your subscription does not allow it",
    "az vm list-usage -l westeurope -o table",
    when=("QuotaExceeded", "exceeding approved", "SkuNotAvailable"),
    sure=0.88,
)


@azure.rule(when="unrecognized arguments", says=r"unrecognized arguments: (?P<option>--[\w-]+)")
def az_option(f: Failed) -> Advice | None:
    """A mistyped option of az."""
    known = listed(
        "--resource-group --name --location --subscription --output --query --image --size --admin-username --generate-ssh-keys --sku --tags --debug --verbose --yes --no-wait --vnet-name --subnet --node-count --account-name --container-name --file --plan --runtime --settings --template-file --parameters --assignee --role --scope --vault-name --value --server --admin-password --ids --show-details"
    )
    near = nearest(f["option"], known)
    word = next((w for w in f.command.words if w.value.split("=")[0] == f["option"]), None)
    if not near or word is None:
        return None
    return f.hint(
        f"az has no option {f['option']} here",
        *[f.swap(word, n + word.value[len(f["option"]) :]) for n in near],
        why=f"Did you mean {near[0]}?",
        sure=0.95,
    )


# GitHub.

github.hint(
    "login",
    "You are not logged in to GitHub",
    lambda f: f.first("gh auth login") if f.sub != "auth" else "gh auth login",
    "gh auth status",
    when=(
        "gh auth login",
        "GH_TOKEN",
        "HTTP 401",
        "Bad credentials",
        "You are not logged into any GitHub hosts",
        "authentication token is invalid",
    ),
    says=r"gh auth login|GH_TOKEN|HTTP 401|Bad credentials|not logged in",
    sure=0.95,
)
github.hint(
    "scope",
    "The login lacks a scope",
    lambda f: (
        f.first(f"gh auth refresh -s {m[1] or m[2]}")
        if (
            m := f.find(
                r"gh auth refresh (?:-h \S+ )?-s ([\w:,]+)|requires? (?:the )?[`'\"]?([\w:]+)[`'\"]? scope"
            )
        )
        else "gh auth refresh -s repo,workflow"
    ),
    when=(
        "gh auth refresh",
        'needs the "',
        "required scopes",
        "scopes:",
        "Resource not accessible by personal access token",
        "must have admin rights",
    ),
    sure=0.92,
)
github.hint(
    "no-repository",
    "This folder is no git repository, so gh does not know which one you mean",
    lambda f: f.append("--repo <owner>/<repo>"),
    "git status",
    "gh repo clone <owner>/<repo>",
    when=("not a git repository", "failed to run git: fatal: not a git"),
    sure=0.9,
)
github.hint(
    "no-remote",
    "The repository has no remote on GitHub",
    "gh repo create --source=. --push",
    "git remote -v",
    when=("no git remotes found", "none of the git remotes configured for this repository"),
    sure=0.94,
)
github.hint(
    "default-repo",
    "gh must know which remote is meant",
    lambda f: f.first("gh repo set-default"),
    when=("No default remote repository has been set", "no default repository has been set"),
    sure=0.96,
)
github.hint(
    "push-first",
    "The branch is not on GitHub yet",
    lambda f: f.first(
        f"git push -u origin {f.local.git.branch}"
        if f.local.git and f.local.git.branch
        else "git push -u origin HEAD"
    ),
    when=(
        "must first push the current branch",
        "Head sha can't be blank",
        "Head ref must be a branch",
    ),
    sure=0.96,
)
github.hint(
    "no-commits",
    "The branch has no commit that its base lacks",
    "git log --oneline origin/HEAD..HEAD",
    "git status",
    why="Commit something first, or choose another base with --base.",
    when="No commits between",
    sure=0.93,
)
github.hint(
    "pr-exists",
    "There is a pull request for that branch already",
    "gh pr view --web",
    "gh pr edit",
    when="a pull request for branch",
    sure=0.95,
)
github.hint(
    "no-pr",
    "There is no pull request for that branch",
    "gh pr create",
    "gh pr list",
    when=(
        "no pull requests found for branch",
        "no open pull requests",
        "Could not resolve to a PullRequest",
        "Could not resolve to an issue or pull request",
    ),
    sure=0.93,
)
github.hint(
    "no-such-repo",
    "There is no such repository, or you may not see it",
    lambda f: f"gh repo list {m[1]}" if (m := f.find(r"'([^/']+)/[^']+'")) else "gh repo list",
    "gh auth status",
    when=("Could not resolve to a Repository", "GraphQL: Could not resolve"),
    sure=0.94,
)
github.hint(
    "not-found",
    "GitHub answers 404: it does not exist, or you may not see it",
    "gh auth status",
    lambda f: (
        f"gh {f.sub} list"
        if f.sub in ("run", "release", "workflow", "gist", "issue", "pr", "secret")
        else ""
    ),
    when="HTTP 404",
    sure=0.85,
)
github.hint(
    "name-taken",
    "You have a repository of that name already",
    lambda f: (
        f"gh repo view {w.raw} --web"
        if (w := next((w for w in f.rest[1:] if not w.is_option), None))
        else "gh repo list"
    ),
    when=("Name already exists on this account", "already exists on this account"),
    sure=0.94,
)
github.hint(
    "not-mergeable",
    "The pull request cannot be merged as it is",
    "gh pr checks",
    lambda f: f.append("--auto") if not f.has("--auto") else "",
    lambda f: f.append("--admin"),
    why="Conflicts, missing reviews or failing checks.",
    when=("is not mergeable", "base branch policy prohibits"),
    sure=0.9,
)
github.hint(
    "dirty",
    "There are uncommitted changes",
    lambda f: f.first("git stash"),
    when=("would be overwritten by checkout", "uncommitted change"),
    says=r"would be overwritten by checkout",
    sure=0.92,
)
github.hint(
    "terminal",
    "gh cannot ask here: give what it needs as options",
    lambda f: (
        f.append("--fill")
        if f.sub == "pr"
        else f.append("--title <title> --body <text>")
        if f.sub == "issue"
        else f"gh {f.sub} {f.rest[0].raw if f.rest else ''} --help"
    ),
    when=("must provide `--title` and `--body`", "when not running interactively", "--fill"),
    says=r"not running interactively|must provide `--title`",
    sure=0.93,
)
github.quiet(
    "checks",
    "gh pr checks exits 1 or 8 while checks fail or run",
    on="pr",
    says=r"\b(?:fail|pending)\b.*https://github",
    sure=0.9,
)
github.quiet(
    "run-watch", "the run failed, and its log says why", on="run", when="--exit-status", sure=0.8
)

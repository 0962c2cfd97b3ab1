# ruff: noqa: E501
"""gcloud, gsutil, bq; az: logins, projects, names of things."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

gcloud = Family("gcloud", "gcloud", "gsutil", "bq", "python", "python3")
azure = Family("az", "az", "azd", "func")


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
                r"(?:apis/api/|API \[|googleapis\.com/apis/api/|services enable )([\w-]+\.googleapis\.com)"
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
        "Could not find [",
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
    if group[1:] in (["ssh"], ["scp"], ["start-iap-tunnel"], ["reset-windows-password"]):
        group[1] = "instances"
    place = f.find(r"Did you mean \[(?P<name>[^\]]+)\] in \[(?P<where>[^\]]+)\]")
    if place:
        flag = next(
            (w for w in f.command.words if re.match(r"--(?:region|zone|location)\b", w.value)), None
        )
        value = next((w for w in f.command.words if flag and w.start > flag.end), None)
        kind = "--zone" if re.search(r"-[a-z]$", place["where"]) else "--region"
        whole = f"{kind} {place['where']}"
        return f.hint(
            f"{place['name']} is in {place['where']}",
            f.line.edit(
                (flag.start, flag.end if "=" in flag.value or not value else value.end, whole)
            )
            if flag
            else f.append(whole),
            sure=0.96,
        )
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
        return f.hint("There is no app.yaml here", sure=0.88)
    word = next((w for w in f.command.words if w.value.endswith(path)), None)
    near = f.local.near(path)
    return f.hint(
        f"There is no file {path}",
        *[f.swap(word, word.value.replace(path, n)) for n in near if word],
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
    lambda f: (
        {"account": "az login", "login": "az login --use-device-code"}.get(f.sub)
        or f.first("az login")
    ),
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
gcloud.hint(
    "app-yaml",
    "There is no app.yaml here",
    lambda f: [f.append(n) for n in f.local.elsewhere("app.yaml")[:1]],
    when="app.yaml (or appengine-web.xml) file is required",
    why="It says how App Engine runs the program; it has to be written, or you are in another folder.",
    sure=0.93,
)
azure.hint(
    "overwrite",
    "The kubeconfig has an entry of that name already",
    lambda f: f.append("--overwrite-existing"),
    when="The kubeconfig file was not modified",
    sure=0.96,
)
azure.hint(
    "not-found",
    "It does not exist in this subscription",
    lambda f: f"az {f.sub} list -o table" if f.sub else "",
    "az account show",
    when=("ResourceNotFound", "was not found", "NotFound)", "could not be found in subscription"),
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
        else [f.swap(m[1], n) for n in nearest(m[1], m[2].split(", "))]
        if (m := f.find(r"'([^']+)' is not a valid value for[^\n]*?Allowed values: ([\w, -]+)"))
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

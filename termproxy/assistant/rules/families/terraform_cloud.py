# ruff: noqa: E501
"""terraform: providers, credentials, and the smaller refusals."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.families.terraform import flat, folder, place, program, sources
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("terraform", "terraform", "tofu", "terragrunt")
BACKENDS = listed("local remote azurerm consul cos gcs http kubernetes oci oss pg s3")


family.hint(
    "registry",
    "{host} cannot be reached",
    "curl -sI https://{host}/.well-known/terraform.json",
    why="No network, no DNS, or a proxy.",
    when=("could not connect to", "request discovery document"),
    says=r"https://(?P<host>[\w.-]+)/\.well-known/terraform\.json\"",
    sure=0.88,
)


@family.rule(
    when="provider",
    says=r"provider\s+registry\s+does\s+not\s+have\s+a\s+provider\s+named|Failed to query available provider packages",
)
def no_provider(f: Failed) -> Advice | None:
    """A provider that the registry does not have, or no version that fits."""
    text = flat(f)
    name = re.search(r"for provider (\S+?)[:,]", text)
    if "no available releases match" in text:
        return f.hint(
            f"No version of {name[1] if name else 'the provider'} fits the constraint",
            f.append("-upgrade"),
            "terraform providers",
            why="Look at required_providers.",
            sure=0.92,
        )
    if "does not have a provider named" in text:
        return f.hint(
            f"The registry has no provider {name[1] if name else ''}",
            "grep -n source *.tf",
            "terraform providers",
            why='Name its namespace in required_providers (source = "...").',
            sure=0.9,
        )
    return None


@family.rule(when="nsupported Terraform Core version", says=r"Unsupported Terraform Core version")
def core_version(f: Failed) -> Advice:
    """required_version wants another terraform."""
    want = f.find(r"required_version = \"([^\"]+)\"")
    where = place(f) or ("versions.tf", "")
    version = re.search(r"[\d.]+", want[1])[0] if want and re.search(r"[\d.]+", want[1]) else ""  # type: ignore[index]
    manager = f.local.which("tfenv") or f.local.which("tenv")
    switch = f"tfenv install {version} && tfenv use {version}" if version else None
    return f.hint(
        f"The configuration wants terraform {want[1] if want else 'of another version'}",
        *((switch, edit(*where)) if manager else (edit(*where), switch)),
        why="Another version of terraform, or another constraint (required_version).",
        sure=0.9,
    )


@family.rule(
    when="Invalid target", says=r"Invalid target \"(?P<what>[^\"]+)\"|Index value required"
)
def target_quotes(f: Failed) -> Advice | None:
    """-target with brackets: the shell or a slip lost a part."""
    word = next((w for w in f.command.words if "[" in w.value and "target" in f.text), None)
    if word is None:
        return None
    value = word.value + ("]" if word.value.count("[") > word.value.count("]") else "")
    key = re.sub(r"\[([A-Za-z_][\w-]*)\]", r'["\1"]', value)
    return f.hint(
        f"{word.value} is no complete address: the shell takes quotes and brackets apart",
        f.swap(word, f"'{key}'", bare=True),
        f"{f.program} state list",
        sure=0.93,
    )


family.hint(
    "state-bucket",
    "The bucket of the state, {bucket}, does not exist",
    "aws s3 mb s3://{bucket}",
    "aws sts get-caller-identity",
    when=("S3 bucket", "NoSuchBucket"),
    says=r"S3 bucket \"(?P<bucket>[^\"]+)\" does not\s+(?:│ )?exist",
    why="Make it once, before terraform init; or it belongs to another account or region.",
    sure=0.94,
)
family.hint(
    "plugin-damaged",
    "A provider's program does not start: the download is damaged, or for another processor",
    lambda f: f"rm -rf .terraform/providers && {program(f)} init && {f.text}",
    lambda f: f"{program(f)} providers",
    when=(
        "Failed to load plugin schemas",
        "failed to instantiate provider",
        "Unrecognized remote plugin message",
    ),
    sure=0.92,
)
family.hint(
    "migration-approval",
    "The state would move to another backend, and no one may be asked",
    lambda f: f.without(*[w for w in f.rest if w.value in ("-input=false", "-input=0")]),
    lambda f: f.append("-force-copy"),
    why="-force-copy says yes to the question whether the state is copied.",
    when="Can't ask approval for state migration",
    sure=0.95,
)
family.hint(
    "output-name",
    "-raw wants the name of one output",
    lambda f: [f.append(n) for n in re.findall(r'^output\s+"([\w-]+)"', sources(f), re.M)[:3]],
    lambda f: f"{program(f)} output",
    when="Output name required",
    sure=0.94,
)
family.hint(
    "not-tainted",
    "It is not tainted: there is nothing to take back",
    lambda f: f"{program(f)} plan",
    when="Resource instance is not tainted",
    sure=0.9,
)
family.hint(
    "sensitive-output",
    "The output has a sensitive value, and does not say so",
    lambda f: (
        [f"sed -i '{p[1]}a\\  sensitive = true' {p[0]} && {f.text}", edit(*p)]
        if (p := place(f))
        else None
    ),
    why="sensitive = true in the output block keeps it out of what terraform prints.",
    when="Output refers to sensitive values",
    sure=0.93,
)


@family.rule(when="Unsupported backend type", says=r"no backend type named \"(?P<name>[^\"]+)\"")
def backend_type(f: Failed) -> Advice:
    """backend "s4"."""
    where = place(f)
    near = nearest(f["name"], BACKENDS)
    fix = f"sed -i '{where[1]}s/{f['name']}/{near[0]}/' {where[0]}" if where and near else ""
    return f.hint(
        f"Terraform has no backend {f['name']}",
        f"{fix} && {f.text}" if fix else None,
        edit(*where) if where else None,
        why=f"Did you mean {near[0]}?" if near else f"There are: {', '.join(BACKENDS)}.",
        sure=0.94,
    )


@family.rule(when="Invalid module source", says=r"Error: Invalid module source address")
def module_source(f: Failed) -> Advice | None:
    """A module's source without ./, or of the registry with a part missing."""
    where = place(f)
    told = re.search(r'use "(\./[^"]+)" instead', flat(f))
    if where is None or told is None:
        return None
    plain = told[1].removeprefix("./")
    here = f.local.is_dir(folder(f) + plain)
    near = f.local.near(plain, folders=True) if not here else []
    at = plain if here else near[0] if near else ""
    return f.hint(
        f"{plain} is neither a folder (./{plain}) nor a module of the registry",
        f'sed -i \'{where[1]}s|"{plain}"|"./{at}"|\' {where[0]} && {f.text}' if at else None,
        edit(*where),
        why="A folder's name begins with ./ or ../; the registry's modules are NAMESPACE/NAME/PROVIDER.",
        sure=0.95,
    )


family.hint(
    "approval",
    "terraform asks for a yes, and no one is there to say it",
    lambda f: f.append("-auto-approve") if f.sub == "apply" else None,
    when=(
        "Error asking for approval",
        "Error asking for destroy confirmation",
        "Plan file or auto-approve required",
    ),
    sure=0.94,
)
family.hint(
    "provider-download",
    "The provider registry did not answer in time",
    "curl -sI https://registry.terraform.io/.well-known/terraform.json",
    when=(
        "could not query provider registry",
        "Failed to install provider",
        "failed to retrieve cryptographic signature",
    ),
    says=r"(?:TLS handshake timeout|deadline exceeded|no such host|connection refused|i/o timeout|request canceled)",
    why="No network, a proxy, or a registry that is slow: try again.",
    sure=0.9,
)
family.hint(
    "cycle",
    "The resources need each other in a circle: {chain}",
    "{program} graph -draw-cycles",
    when="Error: Cycle",
    says=r"Error: Cycle: (?P<chain>[^\n]{1,90})",
    why="Take one of the references out, or put it in a resource of its own.",
    sure=0.93,
)
family.hint(
    "managed-already",
    "{address} is in the state already",
    lambda f: f"{f.program} state show {quote(f['address'])}",
    lambda f: f"{f.program} state rm {quote(f['address'])} && {f.text}",
    when="Resource already managed by Terraform",
    says=r"remote object for\s+(?:│ )?(?P<address>[^\s]+?)\.\s",
    why="To import another object under that name, take the old one out of the state first.",
    sure=0.93,
)
family.hint(
    "newer-state",
    "The state was written by a newer Terraform ({theirs}; here is {ours})",
    lambda f: (
        f"tfenv install {f['theirs']} && tfenv use {f['theirs']}"
        if f.local.which("tfenv")
        else None
    ),
    lambda f: f"{f.program} version",
    when="state snapshot was created by",
    says=r"created by\s+(?:│ )?Terraform\s+(?:│ )?v(?P<theirs>[\d.]+\d),?\s+(?:│ )?which\s+(?:│ )?is\s+(?:│ )?newer\s+(?:│ )?than\s+(?:│ )?current\s+(?:│ )?v(?P<ours>[\d.]+\d)",
    why="Install that version or a later one.",
    sure=0.94,
)


@family.rule(
    when=(
        "No valid credential sources",
        "no valid credential sources",
        "InvalidClientTokenId",
        "ExpiredToken",
        "no EC2 IMDS role",
        "could not find default credentials",
        "Unable to list provider registration status",
        "building AzureRM Client",
        "AuthorizationFailed",
        "UnauthorizedOperation",
        "AccessDenied",
        "subscription ID could not be determined",
        "Please run 'az login'",
    )
)
def credentials(f: Failed) -> Advice | None:
    """The provider has no valid credentials."""
    text = f.output
    if re.search(r"az login|AzureRM|subscription ID", text):
        return f.hint(
            "You are not logged in to Azure", f.first("az login"), "az account show", sure=0.94
        )
    if "could not find default credentials" in text or (
        "google" in text.lower() and "credentials" in text
    ):
        return f.hint(
            "There are no Google credentials",
            f.first("gcloud auth application-default login"),
            sure=0.94,
        )
    if re.search(r"AccessDenied|UnauthorizedOperation|AuthorizationFailed|not authorized", text):
        return f.hint(
            "Your credentials may not do that",
            "aws sts get-caller-identity",
            why="Is it the right account or profile? Otherwise a permission is missing.",
            sure=0.85,
        )
    return f.hint(
        "There are no valid AWS credentials",
        f.first("aws sso login") if f.find(r"SSO|sso") else "aws configure",
        "aws sts get-caller-identity",
        f"AWS_PROFILE=<profile> {f.text}",
        why="Log in, or name a profile in AWS_PROFILE.",
        sure=0.92,
    )


@family.rule(
    when=("lready exists", "AlreadyExists"),
    says=r"Error: (?:creating|Error creating|a resource with the ID|A resource with the ID)(?P<what>[^\n]*)",
)
def resource_exists(f: Failed) -> Advice:
    """It exists in the cloud but not in the state."""
    address = f.find(r"with ([\w.\[\]\"-]+),")
    ident = f.find(r"ID \"([^\"]+)\"|\(([^)\s]+)\): .*[Aa]lready")
    return f.hint(
        "It exists already, but not in this state",
        f"terraform import {address[1] if address else '<address>'} {(ident[1] or ident[2]) if ident else '<id>'}",
        why="Import it, or give yours another name.",
        sure=0.88,
        verified=bool(address and ident),
    )


family.hint(
    "no-answer",
    "Nobody was there to answer the question",
    lambda f: f.append("-auto-approve") if f.sub == "apply" else None,
    when=(
        "error asking for approval: EOF",
        "No value for required variable\n",
        "input is disabled",
    ),
    says="asking for approval",
    sure=0.93,
)
family.hint(
    "local-unlock",
    "The local state's lock lives only as long as its process",
    "ps aux | grep terraform",
    when="Local state cannot be unlocked by another process",
    sure=0.88,
)
family.hint(
    "module-folder",
    "A module's folder does not exist",
    lambda f: edit(m[1], m[2]) if (m := f.find(r"at (\S+\.tf):(\d+)")) else "",
    why="source counts from the folder of the .tf file.",
    when="Unreadable module directory",
    sure=0.93,
)
family.hint(
    "deletion",
    "The resource is protected against deletion",
    lambda f: edit(*p) if (p := place(f)) else "grep -n prevent_destroy *.tf",
    why="Set prevent_destroy to false first, if you are sure.",
    when="Instance cannot be destroyed",
    sure=0.92,
)
family.hint(
    "fmt",
    "Some files are not formatted",
    lambda f: f.without(*[w for w in f.command.words if w.value in ("-check", "--check", "-diff")]),
    on="fmt",
    status=3,
    sure=0.95,
)
family.quiet(
    "detailed",
    "plan -detailed-exitcode: 2 means there are changes",
    on="plan",
    status=2,
    when=("Plan:", "You can apply this plan", "Changes to Outputs", "Changes outside of Terraform"),
    sure=0.97,
)


@family.rule(when="Error: ", says=r"Error: (?P<title>[A-Z][^\n]{3,80}?)[:.]?$")
def any_error(f: Failed) -> Advice | None:
    """Whatever else terraform says of a line: open it there."""
    where = place(f)
    if where is None:
        return None
    text = re.sub(r"(?m)^[│╷╵ ]+", "", f.output[max(0, f.output.find("Error: ")) :])
    parts = re.split(r"\n\s*\n", text)
    at = next((n for n, part in enumerate(parts) if re.match(r"on \S+ line \d+", part)), len(parts))
    said = " ".join(parts[at + 1].split()) if at + 1 < len(parts) else ""
    return f.hint(
        f"{f['title']} in {where[0]}, line {where[1]}",
        edit(*where),
        why=said[:160],
        sure=0.8,
    )


family.hint(
    "stale-plan",
    "The state has changed since that plan was made",
    lambda f: (
        f"{program(f)} plan -out={plans[-1].raw} && {f.text}"
        if (plans := [w for w in f.rest if not w.is_option])
        else f"{program(f)} plan"
    ),
    when="Saved plan is stale",
    why="Plan again, and look at what it says now.",
    sure=0.96,
)

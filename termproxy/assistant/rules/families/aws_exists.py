# ruff: noqa: E501
"""aws: what is to be made is there already."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.cloud import aws, option_value, profile_of
from termproxy.assistant.rules.words import quote

# service, what create- makes -> (option that names it, how it is looked at, how it is changed)
MADE = {
    ("iam", "user"): ("--user-name", "iam get-user --user-name", ""),
    ("iam", "role"): ("--role-name", "iam get-role --role-name", "update-assume-role-policy"),
    ("iam", "group"): ("--group-name", "iam get-group --group-name", ""),
    ("iam", "policy"): ("--policy-name", "iam list-policies --scope Local --query 'Policies[?PolicyName==`{}`]'", ""),
    ("iam", "instance-profile"): ("--instance-profile-name", "iam get-instance-profile --instance-profile-name", ""),
    ("iam", "login-profile"): ("--user-name", "iam get-login-profile --user-name", "update-login-profile"),
    ("lambda", "function"): ("--function-name", "lambda get-function --function-name", ""),
    ("ecr", "repository"): ("--repository-name", "ecr describe-repositories --repository-names", ""),
    ("dynamodb", "table"): ("--table-name", "dynamodb describe-table --table-name", ""),
    ("logs", "log-group"): ("--log-group-name", "logs describe-log-groups --log-group-name-prefix", ""),
    ("secretsmanager", "secret"): ("--name", "secretsmanager describe-secret --secret-id", ""),
    ("cloudformation", "stack"): ("--stack-name", "cloudformation describe-stacks --stack-name", "update-stack"),
    ("eks", "cluster"): ("--name", "eks describe-cluster --name", ""),
    ("rds", "db-instance"): ("--db-instance-identifier", "rds describe-db-instances --db-instance-identifier", ""),
    ("ec2", "key-pair"): ("--key-name", "ec2 describe-key-pairs --key-names", ""),
    ("ec2", "security-group"): ("--group-name", "ec2 describe-security-groups --group-names", ""),
    ("sqs", "queue"): ("--queue-name", "sqs get-queue-url --queue-name", ""),
    ("kms", "alias"): ("--alias-name", "kms list-aliases", "update-alias"),
}  # fmt: skip


@aws.rule(
    when="An error occurred (",
    says=r"An error occurred \((?P<code>EntityAlreadyExists|[\w.]*AlreadyExists\w*|ResourceExistsException|ResourceConflictException|ResourceInUseException|[\w.]+\.Duplicate|ParameterAlreadyExists|QueueAlreadyExists|\w*AlreadyExistsFault)\) when calling the (?P<operation>(?:Create|Put|Import)\w+) operation",
)
def exists(f: Failed) -> Advice | None:
    """create-user, create-table ...: one of that name is there."""
    if f["code"].startswith("Bucket"):
        return None
    verb = f.rest[0] if f.rest else None
    kind = verb.value.partition("-")[2] if verb else ""
    option = profile_of(f)
    if f["code"] == "ParameterAlreadyExists" or (f.sub, kind) == ("ssm", "parameter"):
        return f.hint("The parameter exists already", f.append("--overwrite"), sure=0.97)
    name_option, look, change = MADE.get((f.sub, kind), ("", "", ""))
    named = option_value(f, name_option) if name_option else None
    name = (
        named.value
        if named
        else (f.find(r"name[ :]+['\"]?([\w.@/-]+)['\"]? already") or ["", ""])[1]
    )
    shown = (
        look.replace("{}", name)
        if "{}" in look
        else f"{look} {quote(name)}"
        if look and name
        else ""
    )
    return f.hint(
        f"There is a {kind.replace('-', ' ')} {name} already".replace("  ", " "),
        f"aws {shown}{option}" if shown else None,
        f.swap(verb, change) if verb and change else None,
        f.swap(named, f"{name}-2") if named and name else None,
        why="Names are unique in an account; use that one, or another name.",
        sure=0.95,
    )

# ruff: noqa: E501  (messages stay whole, to be searched for)
"""HashiCorp Vault: the server, its seal, tokens and paths."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

family = Family("vault", "vault", "bao")


@family.rule(
    when="connection refused",
    says=r"\"(?P<url>(?P<scheme>https?)://(?P<host>[^/\"]+))[^\"]*\": dial tcp \S+ connect: connection refused",
)
def down(f: Failed) -> Advice:
    """No server answers at VAULT_ADDR."""
    local = f["host"].startswith(("127.", "localhost", "[::1]"))
    return f.hint(
        f"No Vault answers at {f['url']}",
        "vault server -dev" if local else "echo $VAULT_ADDR",
        "sudo systemctl start vault" if local else None,
        "export VAULT_ADDR=http://127.0.0.1:8200" if f["scheme"] == "https" else "echo $VAULT_ADDR",
        why="The server is not running, or VAULT_ADDR names another place.",
        sure=0.9,
    )


family.hint(
    "certificate",
    "Vault's certificate is not signed by an authority that this machine trusts",
    "export VAULT_CACERT=<path of the authority's certificate>",
    lambda f: f"VAULT_SKIP_VERIFY=true {f.text}",
    when="failed to verify certificate",
    why="VAULT_SKIP_VERIFY is for tests only.",
    sure=0.92,
)
family.hint(
    "sealed",
    "Vault is sealed: it has to be opened with the unseal keys",
    "vault operator unseal",
    "vault status",
    when="Vault is sealed",
    sure=0.97,
)
family.hint(
    "not-initialised",
    "Vault has not been initialised",
    "vault operator init",
    when=("server is not yet initialized", "Vault is not initialized"),
    sure=0.96,
)
family.hint(
    "no-token",
    "You are not logged in to Vault",
    lambda f: f.first("vault login") if f.sub != "login" else None,
    "vault login",
    when=("missing client token", "no token set", "bad token", "invalid token"),
    sure=0.95,
)
family.hint(
    "bad-login",
    "Vault does not take that token",
    "vault login -method=userpass username=<user>",
    "echo $VAULT_ADDR",
    on="login",
    when="Error authenticating",
    why="Mistyped, expired, or of another server.",
    sure=0.93,
)
family.hint(
    "denied",
    "Your token may not do that, or has expired",
    "vault token lookup",
    "vault login",
    when="permission denied",
    says=r"Code: 403|\* permission denied",
    why="token lookup shows its policies and how long it lives.",
    sure=0.9,
)
family.hint(
    "no-value",
    "Nothing is stored under {path}",
    lambda f: f"vault kv list {_above(f)}",
    "vault secrets list",
    when="No value found at",
    says=r"No value found at (?P<path>\S+)",
    sure=0.92,
)
family.hint(
    "no-mount",
    "No secrets engine is mounted there",
    "vault secrets list",
    when=("no handler for route", "preflight capability check returned 403", "unsupported path"),
    says=r"no handler for route|unsupported path",
    sure=0.92,
)


def _above(f: Failed) -> str:
    """The folder of the secret that the line names."""
    path = next((w.raw for w in reversed(f.operands) if "/" in w.value), "secret/")
    return path.rstrip("/").rsplit("/", 1)[0] + "/"

"""What secrets look like. Pure; used by `redact.py`.

Each kind has literals, one of which (in lower case) stands in every line that its pattern can
match, and a pattern whose group `s` is the secret. All repetition is bounded or of one class,
because a line may be megabytes long and hostile. Shapes of tokens are those that their services
publish for secret scanners.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Secret:
    """`kind` names the placeholder. `check` names how a match is judged (see `redact.py`):
    "" takes every match; "sure" leaves out variables and blanks, "word" also words of messages;
    "mixed" wants letters and digits, "flag" does so outside of command lines."""

    kind: str
    literals: tuple[str, ...]
    pattern: re.Pattern[str]
    check: str = ""


# kind, literals, pattern: tokens that are known by their own shape
_TOKENS: tuple[tuple[str, str, str], ...] = (
    ("github-token", "ghp_ gho_ ghu_ ghs_ ghr_", r"\bgh[pousr]_[A-Za-z0-9]{20,255}"),
    ("github-token", "github_pat_", r"\bgithub_pat_\w{22,255}"),
    (
        "gitlab-token",
        "glpat- gldt- glrt- glcbt- glptt- gloas-",
        r"\bgl(?:pat|dt|rt|cbt|ptt|oas)-[\w-]{20,255}",
    ),
    ("aws-access-key", "akia asia abia acca", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    ("google-key", "aiza", r"\bAIza[\w-]{35}"),
    ("google-token", "ya29. gocspx-", r"\bya29\.[\w-]{20,1000}|\bGOCSPX-[\w-]{20,60}"),
    ("slack-token", "xox xapp-", r"\bxox[abeoprs]-[\w-]{10,255}|\bxapp-\d-[\w-]{20,255}"),
    (
        "slack-webhook",
        "hooks.slack.com",
        r"hooks\.slack\.com/(?:services|workflows)/(?P<s>[\w/-]{20,255})",
    ),
    ("discord-webhook", "/api/webhooks/", r"/api/webhooks/\d{5,25}/(?P<s>[\w-]{30,255})"),
    (
        "stripe-key",
        "k_live_ k_test_ whsec_",
        r"\b(?:sk|rk|pk)_(?:live|test)_\w{10,255}|\bwhsec_[\w+/=]{20,255}",
    ),
    (
        "openai-key",
        "sk-",
        r"\bsk-(?:proj|svcacct|admin|None)-[\w-]{20,255}|\bsk-[A-Za-z0-9]{20,255}\b",
    ),
    ("anthropic-key", "sk-ant-", r"\bsk-ant-[\w-]{20,255}"),
    ("openrouter-key", "sk-or-", r"\bsk-or-[\w-]{20,255}"),
    ("huggingface-token", "hf_", r"\bhf_[A-Za-z0-9]{30,60}\b"),
    ("groq-key", "gsk_", r"\bgsk_[A-Za-z0-9]{40,60}\b"),
    ("npm-token", "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("pypi-token", "pypi-ag", r"\bpypi-Ag[\w-]{40,1000}"),
    ("rubygems-key", "rubygems_", r"\brubygems_[a-f0-9]{48}\b"),
    ("crates-token", "cio", r"\bcio[A-Za-z0-9]{32}\b"),
    ("docker-token", "dckr_", r"\bdckr_(?:pat|oat)_[\w-]{20,60}"),
    ("digitalocean-token", "_v1_", r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
    ("sendgrid-key", "sg.", r"\bSG\.[\w-]{16,32}\.[\w-]{16,64}"),
    ("mailgun-key", "key-", r"\bkey-[a-f0-9]{32}\b"),
    ("mailchimp-key", "-us", r"\b[a-f0-9]{32}-us\d{1,2}\b"),
    ("twilio-key", "sk", r"\bSK[a-f0-9]{32}\b"),
    ("telegram-token", ":aa", r"\b\d{8,10}:AA[\w-]{33}\b"),
    ("shopify-token", "shp", r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
    ("vault-token", "hvs. hvb. hvr.", r"\bhv[sbr]\.[\w-]{20,255}"),
    ("terraform-token", ".atlasv1.", r"\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,100}"),
    ("atlassian-token", "atatt3", r"\bATATT3[\w=-]{50,255}"),
    ("linear-key", "lin_api_", r"\blin_api_[A-Za-z0-9]{30,60}"),
    ("notion-token", "ntn_ secret_", r"\bntn_[A-Za-z0-9]{40,60}|\bsecret_[A-Za-z0-9]{43}\b"),
    (
        "grafana-token",
        "glsa_ glc_",
        r"\bglsa_[A-Za-z0-9]{32}_[a-f0-9]{8}\b|\bglc_[\w+/=]{32,400}",
    ),
    ("newrelic-key", "nrak- nrii- nral", r"\bNR(?:AK|II|RA)-[\w-]{20,60}|\b[a-f0-9]{36}NRAL\b"),
    ("databricks-token", "dapi", r"\bdapi[a-f0-9]{32}(?:-\d)?\b"),
    ("doppler-token", "dp.", r"\bdp\.(?:pt|st|ct|sa)\.[\w.-]{30,100}"),
    ("pulumi-token", "pul-", r"\bpul-[a-f0-9]{40}\b"),
    ("postman-key", "pmak-", r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b"),
    ("planetscale-token", "pscale_", r"\bpscale_(?:tkn|pw|oauth)_[\w.-]{30,80}"),
    ("tailscale-key", "tskey-", r"\btskey-(?:\w+-)?[\w-]{10,100}"),
    ("supabase-key", "sbp_ sb_secret_", r"\bsbp_[a-f0-9]{40}\b|\bsb_secret_[\w-]{20,60}"),
    ("netlify-token", "nfp_", r"\bnfp_[A-Za-z0-9]{36,50}\b"),
    ("fly-token", "fm2_ fo1_", r"\b(?:fm2_[\w+/=-]{40,1000}|fo1_[\w-]{40,60})"),
    ("figma-token", "figd_", r"\bfigd_[\w-]{30,60}"),
    ("square-token", "sq0", r"\bsq0(?:atp|csp|idp)-[\w-]{22,60}"),
    ("azure-signature", "sig=", r"[?&;]sig=(?P<s>[\w%+/=-]{20,200})"),
    ("age-key", "age-secret-key-", r"\bAGE-SECRET-KEY-1[A-Z0-9]{50,60}"),
    ("jwt", "eyj", r"\beyJ[\w-]{8,4000}\.[\w-]{4,8000}(?:\.[\w-]{0,2000})?"),
    (
        "password-hash",
        "$1$ $2a$ $2b$ $2y$ $5$ $6$ $y$ $argon2",
        r"(?<![\w$])\$(?:1|2[aby]|5|6|y|argon2\w{0,2})\$[./\w$=,+]{20,200}",
    ),
)

# How names end that hold a secret: `db_password`, but not `token_type`.
PASS_NAMES = (
    "password", "passwd", "passphrase", "passcode", "pass", "pwd", "passwort", "kennwort",
    "contrase\u00f1a",
)  # fmt: skip
SECRET_NAMES = (*PASS_NAMES, "secret", "token")
# These need a value that looks random too.
WEAK_NAMES = (
    "_key", "-key", ".key", "apikey", "accesskey", "secretkey", "privatekey", "accountkey",
    "accesskeyid", "access_key_id", "sharedaccesskey", "client-key-data", "credential",
    "credentials", "session_id", "sessionid", "session-id", "webhook_url", "salt", "otp",
    "pin_code", "auth",
)  # fmt: skip
NAME_SUFFIX = re.compile(r"(?:[_-]?\d{1,3}|[_-]?(?:base64|b64|value))$", re.IGNORECASE)
ASSIGNED_LITERALS = (
    "pass", "pwd", "kennwort", "contrase", "secret", "token", "key", "credential", "session",
    "salt", "otp", "pin", "auth",
)  # fmt: skip
VALUE = re.compile(
    r"\s{0,20}(?:(?P<q>\\?[\"'])(?P<quoted>[^\"'\n\\]{1,500})(?P=q)"
    r"|(?P<bare>[^\s\"'`,;&|()\[\]{}<>\\]{1,2000}))"
)

# What stands around a secret tells it: kind, literals, pattern, check.
_PLACES: tuple[tuple[str, str, str, str], ...] = (
    (
        "password",
        "://",
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"<>]{0,80}:(?P<s>[^\s/@'\"]{1,200})@",
        "sure",
    ),
    ("token", "://", r"\bhttps?://(?P<s>[\w-]{20,200})@[\w.-]+", "mixed"),
    (
        "credentials",
        "authorization",
        r"\bauthorization[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?:(?:bearer|basic|token|digest"
        r"|negotiate|apikey|aws4-hmac-sha256)\s+)?(?P<s>[^\s\"',;:({\[][^\"'\n,]{3,2000})",
        "word",
    ),
    ("credentials", "bearer", r"\bbearer\s+(?P<s>[\w.~+/-]{16,4000}={0,2})", "mixed"),
    (
        "cookie",
        "cookie",
        r"\b(?:set-)?cookie[\"']?\s{0,4}:\s{0,4}(?P<s>[\w.%-]{1,100}=[^\"'\n]{1,4000})",
        "word",
    ),
    (
        "credentials",
        "x- private-token api-key apikey",
        r"\b(?:x-[a-z-]{0,30}(?:token|key|secret|auth|password)|private-token|api-?key)"
        r"\s{0,4}:\s{0,4}(?P<s>[^\s\"',]{8,1000})",
        "word",
    ),
    (
        "secret",
        "= %3d",
        r"[?&](?:access_token|refresh_token|id_token|token|api_?key|key|signature"
        r"|x-amz-signature|x-amz-security-token|x-goog-signature|client_secret|password|auth"
        r"|code)=(?P<s>[^&\s\"'#<>]{8,4000})",
        "word",
    ),
    ("password", "login", r"\blogin\s+\S{1,100}\s+password\s+(?P<s>\S{1,200})", "word"),
    (
        "password",
        "identified",
        r"\bidentified\s+(?:with\s+\w+\s+)?by\s+['\"](?P<s>[^'\"\n]{1,200})",
        "sure",
    ),
    (
        "password",
        ":5432: :*:",
        r"^[\w.*-]+:(?:5432|\*):[^:\s]{1,80}:[^:\s]{1,80}:(?P<s>[^:\s]{1,200})$",
        "sure",
    ),
    ("password", "@tcp( @unix(", r"[\w.-]{1,80}:(?P<s>[^@\s:/]{1,200})@(?:tcp|unix)\(", "sure"),
    (
        "password",
        "mysql mariadb",
        r"\b(?:mysql|mariadb)[\w-]*\s[^|;\n]{0,200}?(?<=\s)-p(?P<s>[^\s'\"]{1,200})",
        "sure",
    ),
    ("password", "sshpass", r"\bsshpass\s+-p\s*['\"]?(?P<s>[^\s'\"]{1,200})", "sure"),
    (
        "password",
        "redis-cli",
        r"\bredis-cli\s[^|;\n]{0,200}?(?<=\s)-a\s*['\"]?(?P<s>[^\s'\"]{1,200})",
        "sure",
    ),
    (
        "password",
        "curl wget httpie http ",
        r"\b(?:curl|http)\s[^|;\n]{0,400}?(?<=\s)(?:-u|--user|-a|--proxy-user|-U)"
        r"[\s=]*['\"]?[^\s:'\"]{1,100}:(?P<s>[^\s'\"]{1,200})",
        "sure",
    ),
    (
        "password",
        "login az sqlcmd mongo ldapsearch unzip zip",
        r"\b(?:docker|podman|helm|az|oc|skopeo|buildah|npm|sqlcmd|mongo\w*|zip|unzip|bcp)\s[^"
        r"|;\n]{0,200}?(?<=\s)-[pP][\s=]+['\"]?(?P<s>[^\s'\"/:]{4,200})(?!\S*[:/])",
        "sure",
    ),
    (
        "password",
        "ldap",
        r"\bldap\w+\s[^|;\n]{0,300}?(?<=\s)-w\s*['\"]?(?P<s>[^\s'\"]{2,200})",
        "sure",
    ),
    (
        "password",
        "%",
        r"\b(?:smbclient|rpcclient|net|mount)\s[^|;\n]{0,200}?-U\s*['\"]?[\w.\\-]{1,60}%"
        r"(?P<s>[^\s'\"]{1,200})",
        "sure",
    ),
    (
        "password",
        "-p",
        r"(?<=\s)(?:-u|--user(?:name)?)[\s=]{0,4}\S{1,100}\s(?:[^|;\n]{0,200}?\s)?"
        r"-p\s{0,4}(?P<s>(?!\d+\b)[^\s'\":/-][^\s'\":/]{1,200})(?!\S*[:/])",
        "sure",
    ),
    (
        "password",
        "htpasswd",
        r"\bhtpasswd\s+-\w*b\w*\s+(?:-\w+\s+)*\S+\s+\S+\s+(?P<s>\S{1,200})",
        "sure",
    ),
    ("password", "pass:", r"(?:-pass(?:in|out|word)?|-k)\s+pass:(?P<s>[^\s'\"]{1,200})", "sure"),
    (
        "password",
        "--pass --pw --secret --token --api --client-secret --access --auth --private",
        r"--(?:[a-z]+-){0,3}(?:pass(?:word|wd|phrase)?|pwd|secret|token|api-?key|access-key"
        r"|secret-key|private-key|auth(?:-token)?)(?:=|\s+)['\"]?"
        r"(?P<s>[^\s'\"-][^\s'\"]{2,1000})",
        "flag",
    ),
    (
        "password",
        "chpasswd passwd",
        r"\becho\s+['\"]?[\w.-]{1,40}:(?P<s>[^\s'\"]{1,200})['\"]?\s*\|\s*(?:sudo\s+)?chpasswd",
        "sure",
    ),
    (
        "password",
        "sudo -s",
        r"\becho\s+['\"]?(?P<s>[^\s'\"|]{1,200})['\"]?\s*\|\s*sudo\s+-\w*S",
        "sure",
    ),
)

_BLOCK = (
    r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?P<s>[^-]{0,20000}(?:-(?!----)[^-]{0,20000}){0,2000})(?:-----END [A-Z0-9 ]{0,40}-----)?"
)


@cache
def kinds() -> tuple[Secret, ...]:
    """All kinds, in the order in which they are tried. Compiled at the first use."""
    tokens = (
        Secret(kind, tuple(literals.split(" ")), re.compile(_grouped(pattern)))
        for kind, literals, pattern in _TOKENS
    )
    places = (
        Secret(kind, tuple(literals.split(" ")), re.compile(pattern, re.IGNORECASE), check)
        for kind, literals, pattern, check in _PLACES
    )
    # `sk-ant-` is also an `sk-`: the longer names go first
    order = sorted(tokens, key=lambda secret: secret.kind == "openai-key")
    return (*order, *places)


@cache
def key_block() -> re.Pattern[str]:
    """A private key in armour; an unfinished one reaches to the end of what looks like it."""
    return re.compile(_BLOCK)


def _grouped(pattern: str) -> str:
    return pattern if "(?P<s>" in pattern else f"(?P<s>{pattern})"

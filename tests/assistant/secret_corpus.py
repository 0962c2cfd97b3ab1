"""Made-up secrets of every kind, and innocent lines that resemble them.

Secrets are put together from pieces at run time, so that no scanner takes this file for a leak.
Everything is deterministic.
"""

from __future__ import annotations

import base64
import hashlib
import json
import string
import uuid
from collections.abc import Iterator
from random import Random

ALNUM = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase + "234567"
HEX = "0123456789abcdef"


def word(seed: str, length: int, alphabet: str = ALNUM) -> str:
    random = Random(seed)
    made = "".join(random.choices(alphabet, k=length))
    # letters and digits both, as real ones have
    return made[:-2] + alphabet[0] + alphabet[-1]


def tokens() -> dict[str, str]:
    """Tokens that are known by their own shape."""
    parts = {
        "github classic": ("gh", "p_", word("gh", 36)),
        "github oauth": ("gh", "o_", word("gho", 36)),
        "github server": ("gh", "s_", word("ghs", 36)),
        "github fine": ("github", "_pat_", word("f1", 22), "_", word("f2", 59)),
        "gitlab": ("gl", "pat-", word("gl", 20)),
        "gitlab runner": ("gl", "rt-", word("glr", 20)),
        "aws id": ("AK", "IA", word("aws", 16, UPPER)),
        "aws session id": ("AS", "IA", word("asia", 16, UPPER)),
        "google api": ("AI", "za", word("goog", 35)),
        "google oauth": ("ya", "29.", word("ya", 60)),
        "google client": ("GOC", "SPX-", word("spx", 28)),
        "slack bot": ("xo", "xb-", "1234567890-1234567890-", word("slk", 24)),
        "slack user": ("xo", "xp-", "1234567890-1234567890-", word("slu", 24)),
        "slack app": ("xa", "pp-1-", "A01-", word("sla", 40)),
        "stripe": ("sk", "_live_", word("str", 24)),
        "stripe restricted": ("rk", "_live_", word("rk", 24)),
        "stripe webhook": ("wh", "sec_", word("wh", 32)),
        "openai": ("sk", "-proj-", word("oai", 48)),
        "openai old": ("sk", "-", word("oao", 48)),
        "anthropic": ("sk", "-ant-", "api03-", word("ant", 80)),
        "openrouter": ("sk", "-or-", "v1-", word("or", 64, HEX)),
        "huggingface": ("h", "f_", word("hf", 34)),
        "groq": ("gs", "k_", word("gsk", 52)),
        "npm": ("np", "m_", word("npm", 36)),
        "pypi": ("py", "pi-", "AgEIcHlwaS5vcmc", word("pypi", 80)),
        "rubygems": ("ruby", "gems_", word("rg", 48, HEX)),
        "crates": ("ci", "o", word("cio", 32)),
        "docker": ("dckr", "_pat_", word("dckr", 27)),
        "digitalocean": ("dop", "_v1_", word("do", 64, HEX)),
        "sendgrid": ("S", "G.", word("sg", 22), ".", word("sg2", 43)),
        "mailgun": ("ke", "y-", word("mg", 32, HEX)),
        "mailchimp": (word("mc", 32, HEX), "-us", "12"),
        "twilio": ("S", "K", word("tw", 32, HEX)),
        "telegram": ("123456789", ":A", "A", word("tg", 33)),
        "shopify": ("shp", "at_", word("shp", 32, HEX)),
        "vault": ("hv", "s.", word("hvs", 24)),
        "terraform": (word("tf", 14), ".atlas", "v1.", word("tf2", 60)),
        "atlassian": ("ATA", "TT3", word("att", 180)),
        "linear": ("lin", "_api_", word("lin", 40)),
        "notion": ("nt", "n_", word("ntn", 46)),
        "grafana": ("gl", "sa_", word("gls", 32), "_", word("gls2", 8, HEX)),
        "newrelic": ("NR", "AK-", word("nr", 27)),
        "databricks": ("da", "pi", word("dapi", 32, HEX)),
        "doppler": ("dp", ".pt.", word("dop", 43)),
        "pulumi": ("pu", "l-", word("pul", 40, HEX)),
        "postman": ("PM", "AK-", word("pm", 24, HEX), "-", word("pm2", 34, HEX)),
        "planetscale": ("pscale", "_tkn_", word("ps", 43)),
        "tailscale": ("ts", "key-", "auth-", word("ts", 17), "-", word("ts2", 32)),
        "supabase": ("sb", "p_", word("sbp", 40, HEX)),
        "netlify": ("nf", "p_", word("nfp", 40)),
        "fly": ("fm", "2_", word("fly", 100)),
        "figma": ("fi", "gd_", word("fig", 40)),
        "square": ("sq0", "atp-", word("sq", 22)),
        "age": ("AGE-", "SECRET-KEY-1", word("age", 58, UPPER)),
        "jwt": (
            "ey", "J", base64.urlsafe_b64encode(b'{"alg":"HS256"}').decode().strip("=")[3:], ".",
            "ey", "J", word("jwt", 60), ".", word("jw3", 43),
        ),
        "unix hash": ("$", "6$", word("salt", 8), "$", word("hash", 86)),
        "bcrypt": ("$", "2b$12$", word("bcrypt", 53)),
    }  # fmt: skip
    return {name: "".join(pieces) for name, pieces in parts.items()}


def placed() -> dict[str, tuple[str, str]]:
    """Secrets that only their place tells: name -> (line, secret)."""
    pw, long = "Tr0ub4" + "dor&3", word("long", 40)
    b64 = base64.b64encode(b"aladdin:open" + b"sesame1").decode()
    slack = "T01/B02/" + word("hook", 24)
    lines = {
        "url": ("psql postgres://bob:{}@db.example.com/x", pw),
        "url without user": ("redis://:{}@localhost:6379/0", pw),
        "url plain word": ("amqp://guest:{}@mq/", "swordfish"),
        "git remote": ("fatal: unable to access 'https://bob:{}@git.example.com/r.git/'", long),
        "token as user": ("https://{}@git.example.com/r.git", long),
        "bearer": ("Authorization: Bearer {}", long),
        "basic": ("> authorization: Basic {}", b64),
        "curl header": ("curl -H 'Authorization: token {}' https://x", long),
        "bare bearer": ("using Bearer {} for auth", long),
        "cookie": ("Cookie: {}", "sid=" + long),
        "set-cookie": ("< set-cookie: {}", "session=" + long + "; Path=/; HttpOnly"),
        "x-api-key": ("x-api-key: {}", long),
        "private-token": ("PRIVATE-TOKEN: {}", long),
        "export": ("export MY_TOKEN={}", "abc123def"),
        "export quoted": ("export MY_TOKEN='{}'", "abc 123 def"),
        "export plain word": ("export DB_PASSWORD={}", "swordfish"),
        "env line": ("DATABASE_PASSWORD={}", pw),
        "env secret": ("SECRET_KEY={}", long),
        "env aws": ("AWS_SECRET_ACCESS_KEY={}", word("awssecret", 40)),
        "env api key": ("STRIPE_API_KEY={}", long),
        "env quoted": ('APP_SECRET="{}"', pw),
        "prefix assignment": ("PGPASSWORD={} psql -h db", pw),
        "yaml": ("  password: {}", pw),
        "yaml plain word": ("password: {}", "swordfish"),
        "json": ('{{"password": "{}", "user": "bob"}}', pw),
        "json token": ('"access_token": "{}"', long),
        "escaped json": ('\\"api_key\\": \\"{}\\"', long),
        "python": ("password = '{}'", pw),
        "ruby": (":secret => '{}'", long),
        "ini": ("client_secret = {}", long),
        "odbc": ("Server=db;Database=x;User Id=sa;Password={};", pw),
        "odbc pwd": ("Driver=x;UID=sa;PWD={};", "hunter22"),
        "azure storage": ("AccountName=x;AccountKey={};EndpointSuffix=y", long + "=="),
        "azure sas": ("https://x.blob.core.windows.net/c?sv=1&sig={}&se=2", long + "%3D"),
        "aws presigned": ("https://b.s3.amazonaws.com/k?X-Amz-Signature={}", word("sig", 64, HEX)),
        "query": ("GET /api?user=1&access_token={}&x=2", long),
        "slack hook": ("https://hooks.slack.com/services/{}", slack),
        "discord hook": ("https://discord.com/api/webhooks/123456789012/{}", word("dis", 68)),
        "go dsn": ("bob:{}@tcp(127.0.0.1:3306)/db", pw),
        "netrc": ("machine x login bob password {}", "swordfish"),
        "pgpass": ("db.example.com:5432:app:bob:{}", pw),
        "sql": ("CREATE USER bob IDENTIFIED BY '{}'", pw),
        "kube config": ("    client-key-data: {}", base64.b64encode(b"x1" * 60).decode()),
        "docker config": ('"auth": "{}"', b64),
        "npmrc": ("//registry.npmjs.org/:_authToken={}", long),
        "mysql": ("mysql -u root -p{} app", pw),
        "mysqldump": ("mysqldump -u root -p{} app > x.sql", "swordfish"),
        "password flag": ("tool login --password {} --user bob", pw),
        "password flag =": ("tool --db-password={}", "swordfish"),
        "token flag": ("gh auth --token {}", long),
        "api key flag": ("tool --api-key {}", long),
        "curl user": ("curl -u bob:{} https://x", pw),
        "curl user long": ("curl --user bob:{} https://x", "swordfish"),
        "sshpass": ("sshpass -p {} ssh bob@host", "swordfish"),
        "sshpass quoted": ("sshpass -p '{}' ssh bob@host", pw),
        "redis": ("redis-cli -h x -a {} ping", "swordfish"),
        "docker login": ("docker login -u bob -p {} registry.example.com", pw),
        "the word secret": ("mytool login -u bob -p {}", "secret"),
        "the word default": ("export DB_PASSWORD={}", "default"),
        "mysql secret": ("mysql -u root -p{}", "secret"),
        "htpasswd": ("htpasswd -b .htpasswd bob {}", "swordfish"),
        "openssl": ("openssl rsa -in k.pem -passin pass:{}", "swordfish"),
        "ldap": ("ldapsearch -x -D cn=admin -w {} -b dc=x", "swordfish"),
        "smb": ("smbclient //x/y -U bob%{}", "swordfish"),
        "chpasswd": ("echo bob:{} | sudo chpasswd", "swordfish"),
        "sudo -S": ("echo {} | sudo -S apt update", "swordfish"),
    }  # fmt: skip
    return {name: (line.format(secret), secret) for name, (line, secret) in lines.items()}


def key_blocks() -> dict[str, str]:
    body = "\n".join(word(f"pem{n}", 64) for n in range(8))
    names = ("RSA ", "", "OPENSSH ", "EC ", "ENCRYPTED ", "DSA ")
    blocks = {
        f"{name}key": f"-----BEGIN {name}PRIVATE" + f" KEY-----\n{body}\n-----END {name}PRIVATE"
        " KEY-----"
        for name in names
    }
    blocks["pgp"] = blocks["key"].replace("KEY-----", "KEY BLOCK-----").replace("PRIV", "PGP PRIV")
    return blocks


def innocent() -> Iterator[str]:
    """Lines without a secret, of the kinds that fill terminals. Endless, deterministic."""
    random = Random("innocent")
    names = [
        "main",
        "utils",
        "parser",
        "tokenizer",
        "password_reset",
        "auth",
        "secret_santa",
        "keyboard",
        "session",
    ]

    def name() -> str:
        return random.choice(names)

    def digest(kind: str = "sha1") -> str:
        return hashlib.new(kind, str(random.random()).encode()).hexdigest()

    def blob(size: int) -> str:
        return base64.b64encode(random.randbytes(size)).decode()

    makers = [
        lambda: f"commit {digest()}",
        lambda: f"{digest()[:7]} Fix the {name()} test",
        lambda: f"index {digest()[:9]}..{digest()[:9]} 100644",
        lambda: f"{digest('sha256')}  dist/{name()}-1.{random.randrange(9)}.tar.gz",
        lambda: f"  --hash=sha256:{digest('sha256')} \\",
        lambda: f'"integrity": "sha512-{blob(64)}",',
        lambda: f"integrity sha512-{blob(64)}",
        lambda: f'checksum = "{digest("sha256")}"',
        lambda: f"sha256:{digest('sha256')}: Pulling fs layer",
        lambda: f"Digest: sha256:{digest('sha256')}",
        lambda: f'ETag: "{digest("md5")}"',
        lambda: f"id: {uuid.UUID(int=random.getrandbits(128))}",
        lambda: f"[{uuid.UUID(int=random.getrandbits(128))}] request finished in 12 ms",
        lambda: f"request_id={uuid.UUID(int=random.getrandbits(128))} status=500",
        lambda: f"/home/bob/src/{name()}/{name()}/{digest()[:12]}/{name()}.py:12:3",
        lambda: f"/nix/store/{word(digest(), 32, string.ascii_lowercase + string.digits)}-{name()}",
        lambda: (
            f'  File "/usr/lib/python3/dist-packages/{name()}/{name()}.py", line 12, in {name()}'
        ),
        lambda: f'<img src="data:image/png;base64,{blob(60)}">',
        lambda: blob(57),
        lambda: f"url(data:font/woff2;base64,{blob(40)})",
        lambda: f"SHA256:{blob(32)[:43]} bob@host (ED25519)",
        lambda: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA{blob(33)} bob@host",
        lambda: f"added {random.randrange(999)} packages, and audited 900 packages in 12s",
        lambda: f"https://registry.npmjs.org/{name()}/-/{name()}-1.2.3.tgz#{digest()}",
        lambda: f"https://github.com/bob/{name()}/commit/{digest()}?diff=split&w=1",
        lambda: f"GET /api/{name()}?page={random.randrange(99)}&sort_key=name HTTP/1.1 200",
        lambda: f"{name()}.c:{random.randrange(999)}:5: error: expected ';' before '}}' token",
        lambda: "SyntaxError: Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
        lambda: f"KeyError: '{name()}_key'",
        lambda: f"primary_key = {name()}_id",
        lambda: f"PRIMARY_KEY={name()}",
        lambda: f"def check_password(self, password: str, token: str = None) -> {name().title()}:",
        lambda: f"    password = getpass.getpass('Password: ') or self.{name()}",
        lambda: f"    token = request.headers.get('X-Token', settings.{name().upper()})",
        lambda: f"    api_key=os.environ['{name().upper()}_KEY'],",
        lambda: f"    self.secret = secret_for({name()})",
        lambda: "Password: ",
        lambda: "[sudo] password for bob: ",
        lambda: 'psql: error: FATAL:  password authentication failed for user "bob"',
        lambda: "bob@example.com: Permission denied (publickey,password).",
        lambda: "error: token: unexpected end of input",
        lambda: "ERROR: invalid token: expected string, got number",
        lambda: f"max_tokens: {random.randrange(9999)}, num_tokens={random.randrange(9999)}",
        lambda: f"token_type=bearer expires_in=3600 scope={name()}",
        lambda: f"password_file: /etc/{name()}/passwd",
        lambda: f"ssl_key=/etc/ssl/private/{name()}.pem",
        lambda: "secretKeyRef: {name: db, key: url}",
        lambda: "  --password PASSWORD  the password to use",
        lambda: "  --token TOKEN        personal access token (default: $TOKEN)",
        lambda: "Usage: tool login [-u USER] [-p PASSWORD] SERVER",
        lambda: "export TOKEN=$(cat token.txt)",
        lambda: "export API_KEY=${API_KEY:-}",
        lambda: "Authorization: <redacted>",
        lambda: "password: ********",
        lambda: "password: required, at least 8 characters",
        lambda: f"author: Bob <bob@example.com>, keywords: [{name()}, key, token]",
        lambda: f"0x{digest()[:16]} in {name()}::{name()}(std::string const&) ()",
        lambda: f"-rw-r--r-- 1 bob bob {random.randrange(99999)} Mar 12 10:00 {name()}.key",
        lambda: (
            f"Key fingerprint = {' '.join(digest()[i : i + 4].upper() for i in range(0, 40, 4))}"
        ),
        lambda: json.dumps({"id": digest(), "name": name(), "size": random.randrange(9999)}),
        lambda: f"eyes: {random.randrange(9)} sky-{name()} task-{digest()[:20]}",
        lambda: f"Step {random.randrange(9)}/12 : RUN pip install -r requirements.txt",
        lambda: f" ---> {digest()[:12]}",
        lambda: f"test {name()}::{name()} ... ok",
        lambda: f"tests/test_{name()}.py::test_token_{name()} PASSED [ 12%]",
        lambda: f"[2026-08-21T18:48:22.{random.randrange(999999)}Z] INFO {name()} started pid=123",
        lambda: f"cookie: {name()} jar has 3 entries",
        lambda: 'npm ERR! code E401 Unable to authenticate, need: Basic realm="x"',
        lambda: f"mysql: [Warning] Using a password on the command line {name()} can be insecure.",
        lambda: f"ssh -p 2222 bob@host uptime # {name()}",
        lambda: f"ps -u bob -p {random.randrange(9999)} -o {name()}",
        lambda: f"docker run -u 1000 -p 8080:80 {name()}",
        lambda: f"mkdir -p build/{name()} && cp -p a b",
        lambda: f"docker run -p 8080:80 -v /x:/y {name()}",
        lambda: f"tar -xpzf {name()}.tar.gz; echo done",
    ]
    while True:
        yield random.choice(makers)()

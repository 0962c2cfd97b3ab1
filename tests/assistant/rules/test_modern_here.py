"""Today's tools, where the right fix depends on what stands in the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.assistant.rules import rulebook
from tests.assistant.rules.toolkit import SILENCE, first_fix, judged

SCRIPTS = '{"scripts": {"build": "vite build", "dev": "vite"}}'
PROJECT = '[project]\nname = "x"\n\n[project.optional-dependencies]\ndev = ["pytest"]\n'
NO_TASK = "Task not found: buidl\nAvailable tasks:\n- build (package.json)\n    vite build"
BERRY = "Internal Error: x@workspace:.: This package doesn't seem to be present in your lockfile"
UNDECLARED = (
    "╷\n│ Error: Reference to undeclared input variable\n│ \n"
    '│   on main.tf line 2, in output "r":\n│    2:   value = var.regoin\n╵'
)
CELERY = "Error: \nUnable to load celery application.\nThe module pro was not found."
GUNICORN = "Traceback (most recent call last):\n{}\nModuleNotFoundError: No module named 'app.mian'"
FIXTURE = (
    "file /home/ada/app/test_x.py, line 1\n  def test_total(client):\n"
    "E       fixture 'client' not found\n>       available fixtures: cache, capsys\n"
)
ENVIRON = (
    'Traceback (most recent call last):\n  File "/home/ada/app/keys.py", line 3, in <module>\n'
    '    KEY = os.environ["STRIPE_KEY"]\n  File "<frozen os>", line 679, in __getitem__\n'
    "KeyError: 'STRIPE_KEY'"
)
MANAGED = "error: externally-managed-environment\n\n× This environment is externally managed"


@pytest.mark.parametrize(
    ("command", "output", "files", "fix"),
    [
        ("ansible-playbook sit.yml", "[ERROR]: the playbook: sit.yml could not be found",
         {"site.yml": ""}, "ansible-playbook site.yml"),
        ("deno run serv.ts", 'error: Module not found "file:///home/ada/app/serv.ts".',
         {"serve.ts": ""}, ""),
        ("bun run serv.ts", 'error: Module not found "serv.ts"', {"serve.ts": ""},
         "bun run serve.ts"),
        ("deno task buidl", NO_TASK, {"package.json": SCRIPTS}, "deno task build"),
        # The typo stayed behind the installation.
        ("yarn biuld", BERRY, {"package.json": SCRIPTS}, "yarn install && yarn build"),
        ("cargo biuld", "error: rustup could not choose a version of cargo to run", {},
         "rustup default stable && cargo build"),
        ("uv sync --extra tests", "error: Extra `tests` is not defined in the "
         "`optional-dependencies` table for `x`", {"pyproject.toml": PROJECT},
         "uv sync --extra dev"),
        ("terraform -chdir=live validate", UNDECLARED, {"live/main.tf": "output\n"},
         "${EDITOR:-vi} +2 live/main.tf"),
        ("celery -A pro worker", CELERY, {"proj/celery.py": ""}, "celery -A proj worker"),
        ("gunicorn app.mian:app", GUNICORN.format('  File "x.py", line 1, in <module>'),
         {"app/main.py": ""}, "gunicorn app.main:app"),
        # A fixture of that name is as often one's own: pytest-flask only where Flask is used.
        ("pytest", FIXTURE, {}, "${EDITOR:-vi} +1 /home/ada/app/test_x.py"),
        ("pytest", FIXTURE, {"requirements.txt": "flask\n"}, "pip install pytest-flask && pytest"),
        ("python3 keys.py", ENVIRON, {}, "STRIPE_KEY=<value> python3 keys.py"),
        ("python3 keys.py", ENVIRON, {".env": "STRIPE_KEY=x\n"},
         "set -a && . ./.env && set +a && python3 keys.py"),
        ("docker run web", "Unable to find image 'web:latest' locally\ndocker: Error response from "
         "daemon: pull access denied for web, repository does not exist", {"Dockerfile": ""},
         "docker build -t web . && docker run web"),
        ("tsc -p tsconfig.build.json", "error TS5058: The specified path does not exist: "
         "'/home/ada/app/tsconfig.build.json'.", {"tsconfig.json": "{}"}, "tsc -p tsconfig.json"),
        ("cmake --build bulid", "Error: /home/ada/app/bulid is not a directory", {"build/": ""},
         "cmake --build build"),
        ("java -jar target/a.jar", "Error: Unable to access jarfile target/a.jar",
         {"pom.xml": "", "gradlew": ""}, "mvn package && java -jar target/a.jar"),
        ("cargo build -p server", "error: package ID specification `server` did not match any "
         "packages", {"src/bin/server.rs": ""}, "cargo build --bin server"),
        ("just bild", "error: no justfile found", {"Makefile": "build:\n"}, "make build"),
        # -e was lost, and something else installed.
        ("pip install -e .", MANAGED, {}, "python3 -m venv .venv && source .venv/bin/activate && "
         "pip install -e ."),
    ],
)  # fmt: skip
def test_the_first_fix(
    tmp_path: Path, command: str, output: str, files: dict[str, str], fix: str
) -> None:
    if fix:
        assert first_fix(judged(tmp_path, command, output, 1, files)) == fix
    else:
        assert first_fix(judged(tmp_path, command, output, 1, files)) in ("", SILENCE)


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("scrapy crawl x", 'Scrapy 2.19.0 - no active project\n\nUse "scrapy" to see available'),
        ("foo deploy", "Run foo deploy again later"),
        ("foo deploy", "Use foo to manage things"),
    ],
)
def test_no_step_is_made_up(tmp_path: Path, command: str, output: str) -> None:
    assert first_fix(judged(tmp_path, command, output)) in ("", SILENCE)


def test_what_a_formatter_cannot_read_is_no_finding(tmp_path: Path) -> None:
    says = "error: cannot format a.py: Cannot parse: 1:4: x ="
    assert not judged(tmp_path, "black --check a.py", says, 123).quiet


def test_an_invented_name_is_marked(tmp_path: Path) -> None:
    verdict = judged(
        tmp_path, "go mod init", "go: cannot determine module path for source directory"
    )
    assert verdict.advice
    assert not verdict.advice.fixes[0].verified


def test_modules_share_a_family_without_doubling_its_rules() -> None:
    names = [rule.name for rule in rulebook().rules]
    kubectl = [name for name in names if name.startswith("kubectl.")]
    assert len(kubectl) == len(set(kubectl))

from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.model.asking import model_settings
from termproxy.assistant.model.explain import explain
from termproxy.assistant.model.ollama import OllamaClient
from termproxy.assistant.model.prompt import Facts
from termproxy.assistant.secrets import personal
from termproxy.config import load
from tests.fake_ollama import FakeOllama


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr("socket.gethostname", lambda: "lovelace.example.org")
    home = tmp_path / "ada"
    home.mkdir()
    (home / ".gitconfig").write_text(
        '[core]\n\tname = no\n[user]\n\tname = "Ada King"\n\temail = ada@engines.org # work\n'
    )
    return {"HOME": str(home), "USER": "ada"}


def test_who_sits_here(environ: dict[str, str]) -> None:
    found = personal.names(environ)
    assert {"ada", "Ada King", "ada@engines.org", "lovelace", "lovelace.example.org"} <= {*found}
    assert not {"", "root", "no"} & {*found}


@pytest.mark.parametrize("hidden", [False, True])
async def test_names_are_hidden_on_request(environ: dict[str, str], hidden: bool) -> None:
    async with FakeOllama() as server:
        settings = {**load(environ).values, "model.host": server.url, "model.hide_names": hidden}
        client = OllamaClient(model_settings(settings, environ))
        output = "ada@engines.org: relay access denied by lovelace.example.org for grace@navy.mil"
        case = Case("sendmail ada", 1, output, f"{environ['HOME']}/src")
        await explain(client, case, facts=Facts())
        await client.close()
        sent = server.chats[0].json["messages"][-1]["content"]
    for name in ("ada", "lovelace", "grace@navy.mil"):
        assert (name not in sent) is hidden

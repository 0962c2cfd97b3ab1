from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.elsewhere import ALWAYS, SESSIONS, leads_elsewhere


@pytest.mark.parametrize(
    "line",
    [
        "ssh host",
        "/usr/bin/ssh -p 22 me@host",
        "mosh-client -# host 10.0.0.1 60001",
        "docker exec -it web bash",
        "docker --context far exec -it web sh",
        "docker compose exec web sh",
        "podman run --rm -it debian",
        "kubectl -n shop exec -it pod -- bash",
        "kubectl exec -ti pod -- bash",
        "oc rsh pod",
        "lxc exec box -- bash",
        "machinectl shell box",
        "vagrant ssh",
        "/usr/bin/ruby /usr/bin/vagrant ssh web",
        "python3 /usr/lib/google-cloud-sdk/lib/gcloud.py compute ssh vm",
        "perl /usr/bin/mosh host",
        "su",
        "su - postgres",
        "-su",
        "sudo -s",
        "sudo -i -u postgres",
        "sudo su -",
        "sudo bash",
        "sudo -u bob zsh -l",
        "doas -s",
        "nice ssh host",
        "env LANG=C ssh host",
    ],
)
def test_a_session_elsewhere(line: str) -> None:
    assert leads_elsewhere(line.split())


@pytest.mark.parametrize(
    "line",
    [
        "",
        "bash",
        "bash -l",
        "ls ssh",
        "cat /etc/ssh/ssh_config",
        "ssh-keygen -t ed25519",
        "sudo ls",
        "sudo cat evil.log",
        "sudo bash -c ls",
        "sudo bash script.sh",
        "docker ps",
        "docker build exec",
        "docker logs exec",
        "kubectl get pods",
        "kubectl logs run",
        "git ssh",
        "python3 -m http.server",
        "python3 script.py ssh",
        "vim",
        "tmux attach",
        "screen -r",
    ],
)
def test_not_elsewhere(line: str) -> None:
    """tmux and screen keep sequences that they do not know to themselves."""
    assert not leads_elsewhere(line.split())


words = st.sampled_from(
    [*sorted(ALWAYS)[:4], *SESSIONS, "sudo", "-s", "-i", "exec", "bash", "-c", "--", "", "x=1", "-"]
)


@given(st.lists(words, max_size=6))
def test_never_raises(line: list[str]) -> None:
    assert leads_elsewhere(line) in (True, False)

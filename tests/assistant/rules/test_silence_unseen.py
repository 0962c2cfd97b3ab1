# ruff: noqa: E501
"""Non-zero exits that deserve no word, written down after the rules were.

Nobody looked at this table when writing rules. On the first run 3 of the 131 got a hint (a port
test, two health checks by curl); and of 24 more the model would have been asked. The causes were
mended in general, so today the table guards and no longer measures.
"""

from __future__ import annotations

import pytest

from tests.assistant.rules.kit import World

PYTEST = """============================= test session starts ==============================
platform linux -- Python 3.11.2, pytest-7.4.4, pluggy-1.3.0
rootdir: /srv/shop
collected 12 items

tests/test_cart.py ....F.......                                          [100%]

=================================== FAILURES ===================================
__________________________ test_missing_file_is_told ___________________________

    def test_missing_file_is_told(tmp_path):
>       assert read(tmp_path / "x") == "No such file or directory"
E       AssertionError: assert 'Permission denied' == 'No such file or directory'

tests/test_cart.py:19: AssertionError
=========================== short test summary info ============================
FAILED tests/test_cart.py::test_missing_file_is_told - AssertionError: assert...
========================= 1 failed, 11 passed in 0.21s ========================="""
UNITTEST = """.F
======================================================================
FAIL: test_port (test_server.Ports)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/srv/shop/test_server.py", line 8, in test_port
    self.assertEqual(port(), 8080)
AssertionError: 8081 != 8080

----------------------------------------------------------------------
Ran 2 tests in 0.001s

FAILED (failures=1)"""
JEST = """ FAIL  src/cart.test.js
  ✕ adds (3 ms)

  ● adds

    expect(received).toBe(expected) // Object.is equality

    Expected: 3
    Received: 4

      2 | test('adds', () => {
    > 3 |   expect(add(1, 2)).toBe(3);

Test Suites: 1 failed, 1 total
Tests:       1 failed, 1 total
Snapshots:   0 total
Time:        0.512 s"""
CARGO = """running 2 tests
test tests::adds ... ok
test tests::subtracts ... FAILED

failures:

---- tests::subtracts stdout ----
thread 'tests::subtracts' panicked at src/lib.rs:17:9:
assertion `left == right` failed
  left: 1
 right: 2

failures:
    tests::subtracts

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

error: test failed, to rerun pass `--lib`"""
GOTEST = """--- FAIL: TestSum (0.00s)
    sum_test.go:7: got 4, want 3
FAIL
FAIL\texample.com/shop\t0.002s
FAIL"""

SILENT = [
    ("grep -rn TODO src", 1, ""),
    ("grep -q root /etc/group", 1, ""),
    ("grep -c error app.log", 1, "0"),
    ("ps aux | grep -v grep | grep nginx", 1, ""),
    ("dmesg | grep -i 'segmentation fault'", 1, ""),
    ("journalctl -u web | grep 'permission denied'", 1, ""),
    ("git log --oneline | grep fixup", 1, ""),
    ("rg --files-with-matches useState", 1, ""),
    ("ag -l deprecated", 1, ""),
    ("zgrep refused /var/log/syslog.2.gz", 1, ""),
    (
        "diff -u old.conf new.conf",
        1,
        "--- old.conf\n+++ new.conf\n@@ -1 +1 @@\n-error_log /var/log/permission denied;\n+error_log off;",
    ),
    ("diff -rq a b", 1, "Only in a: x.txt\nFiles a/y and b/y differ"),
    ("diff <(ls a) <(ls b)", 1, "2d1\n< No such file or directory"),
    ("cmp a.bin b.bin", 1, "a.bin b.bin differ: byte 11, line 1"),
    ("cmp -s a.bin b.bin", 1, ""),
    ("colordiff a b", 1, "1c1\n< a\n---\n> b"),
    (
        "git diff --exit-code",
        1,
        "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-command not found\n+1",
    ),
    ("git diff --quiet", 1, ""),
    (
        "git diff --no-index a b",
        1,
        "diff --git a/a b/b\nindex 7898192..6178079 100644\n--- a/a\n+++ b/b\n@@ -1 +1 @@\n-a\n+b",
    ),
    ("git grep colour", 1, ""),
    ("git merge-base --is-ancestor main dev", 1, ""),
    ("git check-ignore build/x", 1, ""),
    ("git config --get user.signingkey", 1, ""),
    ("git show-ref --verify --quiet refs/heads/x", 1, ""),
    ("git rev-parse --verify -q nope", 1, ""),
    ("git ls-remote --exit-code origin refs/heads/x", 2, ""),
    ("[ -d /srv/backup ]", 1, ""),
    ("[[ $x == y ]]", 1, ""),
    ("test $(id -u) -eq 0", 1, ""),
    ("test -x /usr/local/bin/tool && echo yes", 1, ""),
    ("(( 1 > 2 ))", 1, ""),
    ("let i=0", 1, ""),
    ("expr 1 - 1", 1, "0"),
    ("false || false", 1, ""),
    ("! true", 1, ""),
    ("(exit 3)", 3, ""),
    ("bash -c 'exit 7'", 7, ""),
    ("sh -c 'false'", 1, ""),
    ("python3 -c 'import sys; sys.exit(3)'", 3, ""),
    ("node -e 'process.exit(2)'", 2, ""),
    ("pgrep -x nginx", 1, ""),
    ("pidof chrome", 1, ""),
    ("pkill -f 'python server.py'", 1, ""),
    ("systemctl is-active nginx", 3, "inactive"),
    ("systemctl is-enabled cups", 1, "disabled"),
    ("systemctl is-failed web", 1, "active"),
    ("systemctl is-system-running", 1, "degraded"),
    (
        "systemctl status ssh",
        3,
        "○ ssh.service - OpenBSD Secure Shell server\n     Loaded: loaded (/lib/systemd/system/ssh.service; disabled; preset: enabled)\n     Active: inactive (dead)",
    ),
    ("sudo systemctl is-active docker", 3, "inactive"),
    ("service nginx status", 3, "nginx is not running ... failed!"),
    ("timeout 2 tail -f app.log", 124, "line one\nline two"),
    ("timeout 5s ping example.org", 124, "PING example.org (93.184.216.34) 56(84) bytes of data."),
    ("sleep 100", 130, "^C"),
    (
        "npm run dev",
        130,
        "\n> shop@1.0.0 dev\n> vite\n\n  VITE v5.0.0  ready in 312 ms\n\n  Local:   http://localhost:5173/\n^C",
    ),
    (
        "docker compose up",
        130,
        "web-1  | listening on 0.0.0.0:80\n^CGracefully stopping... (press Ctrl+C again to force)\nContainer shop-web-1  Stopping",
    ),
    (
        "python3 -m http.server",
        130,
        "Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...\n^C\nKeyboard interrupt received, exiting.",
    ),
    (
        "python3 loop.py",
        130,
        '^CTraceback (most recent call last):\n  File "/srv/loop.py", line 3, in <module>\n    time.sleep(1)\nKeyboardInterrupt',
    ),
    (
        "tail -f /var/log/syslog",
        130,
        "Nov  2 10:00:01 host CRON[1]: pam_unix: error: permission denied\n^C",
    ),
    (
        "ssh web01",
        130,
        "web01:~$ ls nope\nls: cannot access 'nope': No such file or directory\nweb01:~$ logout\nConnection to web01 closed.",
    ),
    ("vim notes.txt", 148, "[1]+  Stopped                 vim notes.txt"),
    ("cat", 148, "^Z\n[1]+  Stopped                 cat"),
    ("yes | head -1", 141, "y"),
    ("git log | head -3", 141, "commit 1\nAuthor: A\nDate: B"),
    ("find / -name core | head -2", 141, "/a/core\n/b/core"),
    ("kill -TERM %1 ; wait %1", 143, "[1]+  Terminated              sleep 300"),
    ("pytest", 1, PYTEST),
    ("python3 -m pytest tests/test_cart.py -x", 1, PYTEST),
    ("make test", 2, PYTEST + "\nmake: *** [Makefile:4: test] Error 1"),
    ("python3 -m unittest", 1, UNITTEST),
    ("npx jest", 1, JEST),
    ("npm test", 1, "\n> shop@1.0.0 test\n> jest\n\n" + JEST),
    ("cargo test", 101, CARGO),
    ("go test ./...", 1, GOTEST),
    (
        "node --test",
        1,
        "TAP version 13\nnot ok 1 - adds\n  ---\n  error: 'Expected values to be strictly equal'\n  ...\n1..1\n# tests 1\n# pass 0\n# fail 1",
    ),
    (
        "npx mocha",
        1,
        "  cart\n    1) adds\n\n  0 passing (4ms)\n  1 failing\n\n  1) cart\n       adds:\n      AssertionError: 4 == 3",
    ),
    (
        "bundle exec rspec",
        1,
        "F\n\nFailures:\n\n  1) Cart adds\n     Failure/Error: expect(1).to eq 2\n\nFinished in 0.01 seconds (files took 0.1 seconds to load)\n1 example, 1 failure",
    ),
    (
        "vendor/bin/phpunit",
        1,
        "PHPUnit 10.5.1 by Sebastian Bergmann and contributors.\n\nF\n\nThere was 1 failure:\n\n1) CartTest::testAdds\nFailed asserting that 4 matches expected 3.\n\nFAILURES!\nTests: 1, Assertions: 1, Failures: 1.",
    ),
    (
        "ctest",
        8,
        "Test project /srv/build\n    Start 1: adds\n1/1 Test #1: adds .............***Failed    0.00 sec\n\n0% tests passed, 1 tests failed out of 1\n\nTotal Test time (real) =   0.01 sec\n\nThe following tests FAILED:\n\t  1 - adds (Failed)\nErrors while running CTest",
    ),
    (
        "shellcheck deploy.sh",
        1,
        "In deploy.sh line 3:\nrm -rf $dir\n       ^--^ SC2086 (info): Double quote to prevent globbing and word splitting.",
    ),
    (
        "flake8 src",
        1,
        "src/a.py:1:1: F401 'os' imported but unused\nsrc/a.py:9:80: E501 line too long (88 > 79 characters)",
    ),
    ("ruff check .", 1, "src/a.py:1:8: F821 Undefined name `permission`\nFound 1 error."),
    (
        "mypy src",
        1,
        'src/a.py:3: error: Incompatible types in assignment (expression has type "str", variable has type "int")  [assignment]\nFound 1 error in 1 file (checked 4 source files)',
    ),
    (
        "pylint shop",
        4,
        "************* Module shop.cart\nshop/cart.py:1:0: C0114: Missing module docstring (missing-module-docstring)\n\n------------------------------------------------------------------\nYour code has been rated at 9.00/10 (previous run: 9.00/10, +0.00)",
    ),
    (
        "yamllint .",
        1,
        "./a.yaml\n  3:1       error    wrong indentation: expected 2 but found 4  (indentation)",
    ),
    ("codespell", 1, "./README.md:3: recieve ==> receive"),
    ("jq -e '.items[] | select(.x)' a.json", 4, ""),
    ("jq -e .ready status.json", 1, "null"),
    ("curl -sf http://localhost:8080/health", 22, ""),
    (
        "curl -fsS -o /dev/null http://localhost/x && echo up",
        22,
        "curl: (22) The requested URL returned error: 404",
    ),
    (
        "ping -c 1 -W 1 10.1.2.3",
        1,
        "PING 10.1.2.3 (10.1.2.3) 56(84) bytes of data.\n\n--- 10.1.2.3 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms\n",
    ),
    ("nc -z localhost 5432", 1, ""),
    ("command -v fzf", 1, ""),
    ("which foo", 1, ""),
    ("type -P gsed", 1, ""),
    ("hash foo 2>/dev/null", 1, ""),
    ("getent passwd deploy", 2, ""),
    ("id deploy >/dev/null 2>&1", 1, ""),
    ("dpkg -s nginx >/dev/null 2>&1", 1, ""),
    ("mountpoint -q /mnt/data", 32, ""),
    ("lsof -i :3000", 1, ""),
    ("fuser 8080/tcp", 1, ""),
    ("tty", 1, "not a tty"),
    ("read -t 1 x", 142, ""),
    (
        "terraform plan -detailed-exitcode",
        2,
        "Terraform will perform the following actions:\n\nPlan: 1 to add, 0 to change, 0 to destroy.",
    ),
    (
        "kubectl diff -f app.yaml",
        1,
        "diff -u -N /tmp/LIVE-1/apps.v1 /tmp/MERGED-2/apps.v1\n--- /tmp/LIVE-1/apps.v1\n+++ /tmp/MERGED-2/apps.v1\n@@ -6 +6 @@\n-  replicas: 1\n+  replicas: 2",
    ),
    ("docker inspect web --format '{{.State.Running}}' | grep -q true", 1, ""),
    ("docker wait job", 137, "137"),
    ("docker run --rm alpine false", 1, ""),
    ("docker run --rm alpine sh -c 'exit 9'", 9, ""),
    ("apt list --installed 2>/dev/null | grep -q nginx", 1, ""),
    ("find . -name '*.orig' | grep .", 1, ""),
    ("xargs -n1 test -f < list", 123, ""),
    ("prettier --list-different src", 1, "src/a.js"),
    (
        "cargo fmt --check",
        1,
        "Diff in /srv/shop/src/main.rs at line 1:\n-fn main(){}\n+fn main() {}",
    ),
    ("gofmt -d . | grep .", 1, ""),
    ("tmux has-session -t work 2>/dev/null", 1, ""),
    ("less app.log", 130, ""),
    ("man bash", 141, ""),
    ("fzf", 130, ""),
    ("fzf", 1, ""),
    ("dialog --yesno 'Go on?' 5 30", 1, ""),
    ("./check.sh", 1, ""),
    ("make -q", 1, ""),
    ("return 1", 1, ""),
    ("exit 1", 1, ""),
    ("logout", 1, ""),
    ("nmap -p 22 host | grep -q open", 1, ""),
    ("openssl x509 -checkend 86400 -noout -in a.pem", 1, "Certificate will expire"),
    ("rsync -an --delete a/ b/ | grep deleting", 1, ""),
    (
        "sha256sum -c sums.txt",
        1,
        "a.iso: FAILED\nsha256sum: WARNING: 1 computed checksum did NOT match",
    ),
    ("sort -c names.txt", 1, "sort: names.txt:3: disorder: adam"),
]


@pytest.mark.parametrize(("command", "status", "output"), SILENT, ids=[c[0] for c in SILENT])
def test_not_a_word(world: World, command: str, status: int, output: str) -> None:
    verdict = world.verdict(command, output, status)
    assert verdict.advice is None, (verdict.advice.rule, verdict.advice.title)
    assert verdict.quiet

# Things to ask about: the answer is often no.
git init -q -b main . && printf 'one\n' >a.txt && git add . && git commit -qm one && printf 'two \n' >a.txt && printf 'b\n' >b.txt
printf '#!/bin/sh\necho "3 items are out of date"\nexit 1\n' >check.sh; printf '#!/bin/sh\nexit 4\n' >silent.sh; printf '#!/bin/sh\necho "Deployment cancelled."\nexit 1\n' >deploy.sh; chmod +x *.sh
printf '#!/bin/sh\necho "checking disk ... ok"\necho "checking backups ... 2 days old"\nexit 2\n' >health.sh; chmod +x health.sh
printf 'import sys\nprint("2 of 10 invoices unpaid")\nsys.exit(1)\n' >invoices.py; printf 'def test_a():\n    assert 1 == 2\n\ndef test_b():\n    assert True\n' >test_sums.py
printf 'import unittest\nclass T(unittest.TestCase):\n    def test_x(self): self.assertEqual(1, 2)\n' >test_unit.py; printf 'import os, sys\nx=1\n' >style.py; printf 'x: int = "a"\n' >typed.py
printf 'b\na\n' >unsorted.txt; printf '{"enabled": false, "name": null}\n' >c.json; printf 'all:\n\t@./check.sh\nold: a.txt\n\ttouch old\n' >Makefile
tar cf snap.tar a.txt && printf 'three\n' >a.txt; printf 'const a = 1\nvar   b = 2\n' >ugly.js; mkdir -p full && : >full/x
printf '{"name": "w", "scripts": {"test": "node test.js", "check": "./check.sh"}}\n' >package.json
printf 'const test = require("node:test"); const assert = require("assert"); test("sum", () => assert.equal(1, 2))\n' >test.js; printf 'process.exit(3)\n' >quits.js
mkdir -p gomod && printf 'module x\n\ngo 1.20\n' >gomod/go.mod && printf 'package x\n\nimport "testing"\n\nfunc TestA(t *testing.T) { t.Fatal("no") }\n' >gomod/a_test.go
mkdir -p rs/src && printf '[package]\nname = "x"\nversion = "0.1.0"\n' >rs/Cargo.toml && printf '#[test]\nfn sums() { assert_eq!(1, 2); }\n' >rs/src/lib.rs

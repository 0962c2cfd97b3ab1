'''Instant hints from built-in rules: no server, no second run, a few milliseconds.

    from termproxy.assistant.rules import advise, judge

    advice = advise(Case(command="gti status", status=127, output="bash: gti: ...", cwd="/srv"))
    verdict = judge(case)       # .advice, and .quiet: "deserves silence, do not ask the model"
    rulebook().warm()           # at leisure, after start: compiles the patterns


Writing rules
=============

Make a module in `families/` (it is found by itself). A rule says when to look and what to say:

    from termproxy.assistant.advice import Advice
    from termproxy.assistant.rules.engine import Family
    from termproxy.assistant.rules.failed import Failed

    family = Family("docker", "docker", "podman")      # name, and the programs it is about


    # A rule that is data. `when`: a literal that must occur (one of several: a tuple); found
    # before any regular expression runs, so always give one. `says`: a pattern over the clean
    # output, ^ and $ at every line. {group} is filled in: quoted for the shell in fixes, bare in
    # title and why. A fix is a whole line; lambdas get the `Failed` and build it from the user's.
    family.hint(
        "name-in-use",
        "A container named {name} exists already",
        lambda f: f.first(f"docker rm {f['name']}"),
        "docker start {name}",
        why="Names are unique; remove the old container or start it again.",
        when="is already in use by container",
        says=r'container name "/?(?P<name>[^"]+)" is already in use',
        on="run",                   # only for this sub-command (or several)
        sure=0.9,                   # how sure, 0..1; from 0.7 on no model is asked
    )


    # A rule that is a function, where the fix depends on what is true here. Its name becomes the
    # rule's (docker.unknown-command), its docstring its line in docs/rules.md. None: not for me.
    @family.rule(when="is not a docker command", says=r"'(?P<typed>[^']+)' is not a docker command")
    def unknown_command(f: Failed) -> Advice | None:
        """A mistyped sub-command."""
        near = nearest(f["typed"], COMMANDS, prior=COMMON)
        if not near:
            return None
        return f.hint(
            f"docker has no command {f['typed']}",
            *[f.swap(f["typed"], name) for name in near],    # the rest of the line stays as typed
            why=f"Did you mean {near[0]}?",
            sure=0.95,
        )


    # A status that means nothing.
    family.quiet("wait", "docker wait passes the container's own status on", on="wait")

`programs=()` in a rule makes it look at every program (the message appears inside make, npm,
CI scripts...): then its literal must be unmistakable. `status=127` restricts by exit status.

**What is settled by the engine.** All rules that fit are tried; the surest answer wins, near
runners-up lend their fixes (three at most); a fix equal to the failed line is dropped; fixes that
destroy (rm -r, push --force, ...) are marked dangerous by `safety.py` (add to `hazards.py`);
`verified=False` in `f.hint` or `Fix` says that what the fix names was not seen on this machine.

**Confidence.** 0.95 the tool says so itself, and the fix follows; 0.9 one usual cause; 0.8 likely;
0.6 a guess: shown, but the model may be asked too. Less: better None. A wrong hint costs trust.

**Changing the line** (`Failed`): swap(word, new) · rewrite(command) · insert(text, after=word) ·
append(text) · without(words) · first(step) · sudo(). Words are found by value, edits keep quotes,
sudo, pipes, redirections. `f.word("x")`, `f.operands`, `f.sub`, `f.rest`, `f.has("-r", "--all")`.

**Long outputs** (over 12 KB) are shortened to both ends and the telling lines between them
(`digest.py`); patterns should not need lines that stand far apart.

**Local truth** (`f.local`, see assistant/world/local.py): programs, files, git, manifests, ports;
read lazily, cached per case, bounded in time. Ask it only after the literal matched.

**Style.** Title: the cause in a few words, no full stop, plain English. Why: one or two short
sentences. Fixes: complete lines that run as they are; `<name>` only where nothing better exists.
Match what the tool really says (run it; mark recalled messages in the tests); one table of cases
per family in tests/assistant/rules/.
'''

from termproxy.assistant.rules.engine import Family, Quiet, Verdict, advise, judge, rulebook
from termproxy.assistant.rules.failed import Failed

__all__ = ["Failed", "Family", "Quiet", "Verdict", "advise", "judge", "rulebook"]

# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Message brokers: Kafka's scripts, rabbitmqctl."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

SCRIPTS = listed(
    "topics console-producer console-consumer consumer-groups configs acls broker-api-versions storage"
)
kafka = Family(
    "kafka", *SCRIPTS, *[f"kafka-{n}" for n in SCRIPTS], *[f"kafka-{n}.sh" for n in SCRIPTS]
)
rabbit = Family("rabbitmq", "rabbitmqctl", "rabbitmq-plugins", "rabbitmq-diagnostics")
# kafka-topics.sh and its companions, 3.9
OPTIONS = listed(
    """--bootstrap-server --create --delete --describe --list --alter --topic --partitions
    --replication-factor --config --delete-config --if-exists --if-not-exists --command-config --version
    --group --all-groups --reset-offsets --to-earliest --to-latest --execute --dry-run --members --state
    --from-beginning --max-messages --property --partition --offset --timeout-ms --producer-property
    --consumer-property --entity-type --entity-name --add-config --producer.config --consumer.config"""
)


@kafka.rule(when="is not a recognized option", says=r"(?P<name>[\w.-]+) is not a recognized option")
def unknown_option(f: Failed) -> Advice | None:
    """An option of older versions, or a slip."""
    word = next(
        (w for w in f.command.words if w.value.lstrip("-").split("=")[0] == f["name"]), None
    )
    if word is None:
        return None
    if f["name"] in ("zookeeper", "broker-list"):
        words = f.command.words
        after = next((w for w in words if w.start > word.end), None)
        servers = after.value if after and f["name"] == "broker-list" else "localhost:9092"
        end = after.end if after and ":" in after.value and "=" not in word.value else word.end
        return f.hint(
            f"Kafka no longer knows --{f['name']}",
            f.line.edit((word.start, end, f"--bootstrap-server {servers}")),
            why="Since Kafka 3 the scripts talk to a broker, not to ZooKeeper."
            if f["name"] == "zookeeper"
            else "It is called --bootstrap-server.",
            sure=0.96,
        )
    near = nearest(f"--{f['name']}", OPTIONS)
    return f.hint(
        f"{f.program} has no option --{f['name']}", *[f.swap(word, n) for n in near], sure=0.93
    )


@kafka.rule(
    when="Missing required argument", says=r"Missing required argument \"\[(?P<name>[\w.-]+)\]\""
)
def missing_option(f: Failed) -> Advice:
    """A broker or a topic is wanted."""
    value = {"bootstrap-server": "localhost:9092"}.get(f["name"], f"<{f['name']}>")
    return f.hint(f"--{f['name']} is wanted", f.append(f"--{f['name']} {value}"), sure=0.94)


@kafka.rule(
    when="could not be established",
    says=r"Connection to node -?\d+ \((?P<where>[^)]+)\) could not be established",
)
def no_broker(f: Failed) -> Advice:
    """No broker listens there."""
    port = re.search(r":(\d+)$", f["where"])
    return f.hint(
        f"No Kafka broker answers at {f['where']}",
        f.local.service("start", "kafka")
        if "127.0.0.1" in f["where"] or "localhost" in f["where"]
        else None,
        f"ss -ltnp 'sport = :{port[1]}'" if port else "ss -ltnp",
        sure=0.9,
    )


@kafka.rule(
    when=("already exists", "TopicExistsException"), says=r"Topic '(?P<topic>[^']+)' already exists"
)
def topic_exists(f: Failed) -> Advice:
    """The topic is there."""
    describe = re.sub(
        r"--(?:partitions|replication-factor) \S+ ?", "", f.text.replace("--create", "--describe")
    ).strip()
    return f.hint(
        f"The topic {f['topic']} exists already", f.append("--if-not-exists"), describe, sure=0.94
    )


rabbit.hint(
    "needs-root",
    "Only root or the user rabbitmq may do that",
    lambda f: f.sudo() if not f.command.sudo else None,
    when="Only root or rabbitmq",
    sure=0.96,
)
rabbit.hint(
    "not-running",
    "The RabbitMQ server does not run, or has another Erlang cookie",
    lambda f: ahead(f, f.local.service("start", "rabbitmq-server")),
    "sudo journalctl -eu rabbitmq-server",
    when=("unable to perform an operation on node", "unable to connect to node"),
    why="The cookie of your home and of the server must be the same.",
    sure=0.9,
)

"""Names that manifests, the history and the kubeconfig know, put where one was mistyped."""

from __future__ import annotations

import pytest

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.rules import judge
from tests.assistant.rules.kit import World

DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  labels: {a: b}\n  name: shop\n"
STATEFUL = "---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: orders-db\n"


def asked(world: World, command: str, output: str, *history: str) -> Advice:
    case = Case(command, 1, output, str(world.root), history=history)
    advice = judge(case).advice
    assert advice is not None
    return advice


def missing(kind: str, name: str) -> str:
    return f'Error from server (NotFound): {kind} "{name}" not found'


@pytest.mark.parametrize("place", ["deploy.yaml", "k8s/all.yml", "manifests/shop.yaml"])
def test_a_name_that_a_manifest_declares(world: World, place: str) -> None:
    world.file(place, DEPLOYMENT + STATEFUL)
    advice = asked(world, "kubectl get deploy shpo", missing("deployments.apps", "shpo"))
    assert advice.fixes[0].command == "kubectl get deploy shop"
    assert advice.fixes[0].verified


def test_a_name_of_the_history_is_not_verified(world: World) -> None:
    lines = ("kubectl logs deploy/payment", "kubectl get svc checkout -n live")
    advice = asked(world, "kubectl get svc chekout", missing("services", "chekout"), *lines)
    assert advice.fixes[0].command == "kubectl get svc checkout"
    assert not advice.fixes[0].verified


def test_the_failed_line_itself_is_no_witness(world: World) -> None:
    line = "kubectl get svc chekout"
    advice = asked(world, line, missing("services", "chekout"), line)
    assert advice.fixes[0].command == "kubectl get services"


def test_logs_of_a_workload(world: World) -> None:
    """Pods have longer names than what owns them: `logs orders-db` means statefulset/orders-db."""
    world.file("all.yaml", DEPLOYMENT + STATEFUL)
    advice = asked(world, "kubectl logs -f orders-db", missing("pods", "orders-db"))
    assert advice.fixes[0].command == "kubectl logs -f statefulset/orders-db"


def test_a_workload_without_its_kind(world: World) -> None:
    world.file("all.yaml", DEPLOYMENT + STATEFUL)
    said = 'error: the server doesn\'t have a resource type "orders-db"'
    advice = asked(world, "kubectl rollout restart orders-db", said)
    assert advice.fixes[0].command == "kubectl rollout restart statefulset/orders-db"


def test_the_namespace_that_was_meant(world: World) -> None:
    said = 'Error from server (NotFound): namespaces "stagin" not found'
    advice = asked(world, "kubectl run a --image=b -n stagin", said, "kubectl get pods -n staging")
    assert advice.fixes[0].command == "kubectl run a --image=b -n staging"


def test_a_release_of_the_history(world: World) -> None:
    advice = asked(
        world, "helm status shpo", "Error: release: not found", "helm upgrade -i shop ./chart"
    )
    assert advice.fixes[0].command == "helm status shop"
    assert not advice.fixes[0].verified


def test_a_kubeconfig_named_on_the_line(world: World) -> None:
    """It is read instead of the usual one."""
    world.file(
        "eu.yaml",
        "contexts:\n- context: {cluster: a, user: b}\n  name: berlin\n"
        "- context: {cluster: a, user: b}\n  name: paris\n",
    )
    said = 'error: context "pariss" does not exist'
    advice = asked(world, "kubectl --kubeconfig=eu.yaml --context pariss get pods", said)
    assert advice.fixes[0].command == "kubectl --kubeconfig=eu.yaml --context paris get pods"

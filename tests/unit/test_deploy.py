"""What in deploy/ would break without a word: nothing here runs a container."""

import re
from pathlib import Path

import pytest
import typer
import yaml
from prometheus_client import generate_latest

from tasks.app import QUEUES
from tasks.cli import main as cli
from tasks.cli import serve as cli_serve
from tasks.servers.broker import loses_queues
from tasks.settings import Settings
from tasks.web.door.settings import WebSettings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
TEXTS = [path for path in DEPLOY.rglob("*") if path.is_file()]
FILES = sorted((DEPLOY / "k8s").glob("*.yaml"))
OBJECTS = [
    each for path in FILES if path.stem != "kustomization"
    for each in yaml.safe_load_all(path.read_text("utf-8"))
]  # fmt: skip
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
WORKLOADS = [each for each in OBJECTS if "template" in each.get("spec", {})]
README = (DEPLOY / "README.md").read_text("utf-8")


def name(item):
    return item["metadata"].get("name") or item["metadata"]["generateName"]


def pod(workload):
    return workload["spec"]["template"]["spec"]


def container(workload):
    (only,) = pod(workload)["containers"]
    return only


def of_kind(kind):
    return {name(each): each for each in OBJECTS if each["kind"] == kind}


def is_ours(image):
    return image.partition(":")[0] == "haiyi"


def seconds(text):
    return int(text.removesuffix("s"))


def megabytes(text):
    number, unit = re.fullmatch(r"(\d+)(\D+)", text).groups()
    return int(number) * {"m": 1, "mb": 1, "g": 1024, "gb": 1024, "Mi": 1, "Gi": 1024}[unit]


def option(arguments, flag):
    return arguments[arguments.index(flag) + 1]


OURS = [each for each in WORKLOADS if is_ours(container(each)["image"])]
# Where a command runs → its arguments.
COMMANDS = {f"k8s {name(each)}": container(each).get("args") for each in OURS}
COMMANDS |= {f"compose {key}": each["command"] for key, each in SERVICES.items()
             if is_ours(each["image"])}  # fmt: skip
COMMANDS = {where: arguments for where, arguments in COMMANDS.items() if arguments}
WORKERS = {where: option(arguments, "-Q").split(",") for where, arguments in COMMANDS.items()
           if arguments[0] == "worker"}  # fmt: skip
VALKEYS = [
    ("broker", SERVICES["broker"]["command"], SERVICES["broker"]["mem_limit"]),
    ("cache", SERVICES["cache"]["command"], SERVICES["cache"]["mem_limit"]),
    *(
        (each["metadata"]["labels"]["role"], container(each)["args"],
         container(each)["resources"]["limits"]["memory"])
        for each in WORKLOADS if "valkey" in container(each)["image"]
    ),
]  # fmt: skip


def settings_env():
    lines = (DEPLOY / "k8s" / "settings.env").read_text("utf-8").split()
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_deploy_names_only_settings_that_there_are(path):
    known = {f"HAIYI_{field.upper()}" for field in WebSettings.model_fields}
    assert set(re.findall(r"\bHAIYI_[A-Z_]+\b", path.read_text("utf-8"))) <= known


@pytest.mark.parametrize(
    "given", [settings_env(), *(each.get("environment", {}) for each in SERVICES.values())]
)
def test_deploy_gives_settings_values_that_they_take(given, monkeypatch):
    for key, value in given.items():
        monkeypatch.setenv(key, re.sub(r"\$\{[^}]*\}", "", value))
    WebSettings()


@pytest.mark.parametrize("where", COMMANDS)
def test_deploy_runs_commands_that_there_are(where):
    command, *options = COMMANDS[where]
    known = typer.main.get_command(cli.app).commands[command]
    known.make_context(command, list(options))
    if command == "serve":
        assert not cli_serve.is_loopback(option(options, "--host"))


def test_deploy_gives_a_backfill_options_that_there_are():
    from tasks.cli.backfill import backfill

    alone = typer.Typer()
    alone.command()(backfill)
    _, line = container(of_kind("Job")["haiyi-backfill-"])["command"][1:]
    words = line.partition(";")[0].split()
    assert words[:2] == ["haiyi", "backfill"]
    context = typer.main.get_command(alone).make_context("backfill", words[2:])
    most = of_kind("ScaledObject")["haiyi-backfill"]["spec"]["maxReplicaCount"]
    assert context.params["window"] >= 2 * most


@pytest.mark.parametrize("kind", ["k8s", "compose"])
def test_deploy_serves_every_queue_and_keeps_publish_apart(kind):
    served = [queues for where, queues in WORKERS.items() if where.startswith(kind)]
    assert {queue for queues in served for queue in queues} == set(QUEUES)
    assert any("publish" in queues and "backfill" not in queues for queues in served)


def test_deploy_scales_by_a_queue_that_its_workers_read():
    for each in of_kind("ScaledObject").values():
        target = each["spec"]["scaleTargetRef"]["name"]
        (trigger,) = each["spec"]["triggers"]
        assert trigger["metadata"]["listName"] in WORKERS[f"k8s {target}"]
        assert trigger["metadata"]["address"].startswith("haiyi-broker.haiyi.")
        assert trigger["authenticationRef"]["name"] in of_kind("TriggerAuthentication")
        assert "replicas" not in of_kind("Deployment")[target]["spec"]  # or the two would fight


def test_deploy_lets_a_worker_end_what_it_does():
    """A chunk that takes longer than its lease is sent again, whatever its worker does."""
    grace = [pod(each)["terminationGracePeriodSeconds"] for each in OURS
             if f"k8s {name(each)}" in WORKERS]  # fmt: skip
    grace += [seconds(each["stop_grace_period"]) for key, each in SERVICES.items()
              if f"compose {key}" in WORKERS]  # fmt: skip
    assert len(grace) == len(WORKERS)
    assert all(Settings().lease_s < given for given in grace)


def test_deploy_lets_requests_end():
    graceful = cli_serve._UVICORN["timeout_graceful_shutdown"]
    serve = of_kind("Deployment")["haiyi-serve"]
    _, leave = container(serve)["lifecycle"]["preStop"]["exec"]["command"]
    assert pod(serve)["terminationGracePeriodSeconds"] > int(leave) + graceful
    assert seconds(SERVICES["serve"]["stop_grace_period"]) > graceful


@pytest.mark.parametrize(("role", "arguments", "limit"), VALKEYS)
def test_deploy_keeps_queues_and_lets_the_cache_forget(role, arguments, limit):
    rule, most = option(arguments, "--maxmemory-policy"), option(arguments, "--maxmemory")
    assert loses_queues(rule) == (role == "cache")
    assert (rule == "noeviction") == (role == "broker")
    assert (option(arguments, "--appendonly") == "yes") == (role == "broker")
    assert megabytes(limit) >= megabytes(most) * (2 if role == "broker" else 1.2)


@pytest.mark.parametrize("name", ["HAIYI_WORKER_MEMORY_MB", "HAIYI_SERVE_MEMORY_MB"])
def test_deploy_ends_a_process_before_the_kernel_does(name):
    ceilings = [int(settings_env()[name])] * len(OURS)
    limits = [container(each)["resources"]["limits"]["memory"] for each in OURS]
    for each in SERVICES.values():
        if is_ours(each["image"]):
            ceilings.append(int(each["environment"][name]))
            limits.append(each["mem_limit"])
    assert all(c < megabytes(limit) for c, limit in zip(ceilings, limits, strict=True))


def test_deploy_uses_the_same_images_everywhere():
    images = {container(each)["image"] for each in WORKLOADS}
    used = images | {each["image"] for each in SERVICES.values()}
    assert {image.partition(":")[0] for image in used} == {"haiyi", "valkey/valkey", "postgres"}
    assert len(used) == 3
    (ours,) = filter(is_ours, used)
    assert all(tag == ours for path in TEXTS for tag in re.findall(
        r"\bhaiyi:[\d.]+\d", path.read_text("utf-8")))  # fmt: skip


@pytest.mark.parametrize("workload", WORKLOADS, ids=name)
def test_deploy_confines_every_container(workload):
    spec, inside = pod(workload), container(workload)
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False  # HAIYI_SERVE_PORT=tcp://… would be a setting
    assert inside["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(inside["resources"]["requests"]) == {"cpu", "memory"}
    mounts = {mount["mountPath"] for mount in inside["volumeMounts"]}
    assert mounts & {"/tmp", "/data"}


@pytest.mark.parametrize("service", SERVICES)
def test_deploy_confines_every_container_of_compose(service):
    each = SERVICES[service]
    assert each["healthcheck"]["test"]
    assert service == "database" or (
        each["read_only"] and each["cap_drop"] == ["ALL"] and each["mem_limit"]
    )


@pytest.mark.parametrize("workload", [w for w in WORKLOADS if w["kind"] != "Job"], ids=name)
def test_deploy_probes_ports_and_processes_that_there_are(workload):
    inside = container(workload)
    ports = {port["name"]: port["containerPort"] for port in inside.get("ports", ())}
    for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
        probe = inside[kind]
        where = probe.get("httpGet") or probe.get("tcpSocket")
        assert where is None or where["port"] in ports
        if is_ours(inside["image"]) and where is None:
            assert "haiyi-1@$(uname -n)" in probe["exec"]["command"][2]
    if "serve" in (inside.get("args") or ()):
        assert ports == {"http": int(option(inside["args"], "--port"))}


def test_deploy_selects_pods_that_there_are():
    pods = [each["spec"]["template"]["metadata"]["labels"] for each in WORKLOADS]
    for each in OBJECTS:
        spec = each.get("spec", {})
        asked = spec.get("selector") or spec.get("podSelector") or {}
        labels = asked.get("matchLabels", asked)
        assert any(labels.items() <= found.items() for found in pods), name(each)
        for rule in asked.get("matchExpressions", ()):
            assert set(rule["values"]) <= {found["role"] for found in pods}


def test_deploy_reaches_servers_that_there_are():
    services = of_kind("Service")
    written = re.findall(r"(haiyi-[a-z]+):(\d+)", str(settings_env()) + str(OBJECTS) + README)
    assert {host for host, _ in written} == {"haiyi-broker", "haiyi-cache"}
    assert all(int(port) == services[host]["spec"]["ports"][0]["port"] for host, port in written)
    for host in re.findall(r"[@/](\w+):(?:6379|5432)", str(SERVICES["publish"]["environment"])):
        assert host in SERVICES


def test_deploy_guards_what_waits_for_people():
    budgets = of_kind("PodDisruptionBudget")
    assert {name(each) for each in OURS if each["kind"] == "Deployment"} == set(budgets)


def test_deploy_asks_for_secrets_that_its_page_has_made():
    given = set(re.findall(r"--from-literal=([A-Z_]+)=", README))
    asked = set(re.findall(r"'key': '([A-Z_]+)'", str(OBJECTS)))
    assert asked | {"HAIYI_REDIS_URL", "HAIYI_DATABASE_URL", "HAIYI_API_KEYS"} <= given


def test_deploy_applies_every_file():
    listed = yaml.safe_load((DEPLOY / "k8s" / "kustomization.yaml").read_text("utf-8"))
    by_hand = {"kustomization.yaml", "backfill-job.yaml"}
    assert set(listed["resources"]) == {path.name for path in FILES} - by_hand
    assert listed["configMapGenerator"] == [{"name": "haiyi", "envs": ["settings.env"]}]


def test_deploy_builds_from_files_that_there_are():
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    stages = re.split(r"^FROM .*$", text, flags=re.M)
    copied = [word for line in re.findall(r"^COPY (?!--)(.*) \S+$", text, flags=re.M)
              for word in line.split()]  # fmt: skip
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8")
    for path in copied:
        assert (ROOT / path).exists()
        assert f"!{path}\n" in kept
    assert re.search(r"^USER 10001", stages[-1], flags=re.M)
    assert re.search(r'^ENTRYPOINT \["haiyi"\]', stages[-1], flags=re.M)


def test_deploy_alerts_on_metrics_that_there_are_and_explains_each():
    import tasks.runtime
    import tasks.web.app  # noqa: F401 - with all that counts

    groups = yaml.safe_load((DEPLOY / "alerts.yaml").read_text("utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    exposed = set(re.findall(r"# TYPE (\S+) ", generate_latest().decode()))
    for rule in rules:
        assert rule["alert"] in README
        for metric in re.findall(r"\bhaiyi_\w+", rule["expr"]):
            assert metric.removesuffix("_bucket") in exposed
        for queue in re.findall(r'key="(\w+)"', rule["expr"]):
            assert queue in QUEUES

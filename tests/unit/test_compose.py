"""What docker-compose.yml promises about every container, and that it fits settings and roles."""

import re

import pytest
import yaml
from pydantic_settings import BaseSettings
from tests.conftest import ROOT

from storywire_attach.settings import AttachSettings
from storywire_distributed.app import ROLES
from storywire_distributed.settings import DistributedSettings
from storywire_ingest.settings import IngestSettings
from storywire_notify.settings import NotifySettings
from storywire_timeline.settings import TimelineSettings
from storywire_web.settings import WebSettings
from storywire_writer.settings import WriterSettings

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
LASTING = sorted(set(SERVICES) - {"topics", "console"})
SETTINGS: tuple[type[BaseSettings], ...] = (
    DistributedSettings, IngestSettings, AttachSettings, TimelineSettings, NotifySettings,
    WebSettings, WriterSettings,
)  # fmt: skip


def known_variables() -> set[str]:
    return {
        f"{settings.model_config.get('env_prefix', '')}{name}".upper()
        for settings in SETTINGS
        for name in settings.model_fields
    }


@pytest.mark.parametrize("name", sorted(SERVICES))
class TestEveryContainer:
    def test_its_image_has_a_version(self, name):
        image = SERVICES[name]["image"]
        assert re.search(r":\d+[.\w-]*$", image), image

    def test_it_has_no_power_it_does_not_need(self, name):
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not service["user"].startswith(("0:", "root"))
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "gateway" else [])

    def test_it_is_bounded(self, name):
        service = SERVICES[name]
        assert service["mem_limit"]
        assert service["pids_limit"]
        assert service["logging"]["options"]["max-size"]

    def test_its_variables_are_settings(self, name):
        variables = {v for v in SERVICES[name].get("environment", {}) if v.startswith("STORYWIRE")}
        assert variables <= known_variables()


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_watched_and_started_again(name):
    service = SERVICES[name]

    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["stop_grace_period"] == "30s"
    assert service["init"] is True


def test_only_the_gateway_is_published_and_only_on_loopback():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert list(ports) == ["gateway"]
    assert all(port.startswith("127.0.0.1:") for port in ports["gateway"])


def test_each_role_is_a_container_that_waits_for_the_topics():
    for role in ROLES:
        assert SERVICES[role]["command"] == ["python", "-m", "storywire_distributed", role]
        waits = SERVICES[role]["depends_on"]
        assert waits == {"topics": {"condition": "service_completed_successfully"}}
    assert SERVICES["topics"]["command"] == ["storywire", "topics", "create"]


def test_no_secret_stands_in_the_environment():
    for name, service in SERVICES.items():
        for variable in service.get("environment", {}):
            secret = re.search(r"TOKEN|PASSWORD|SECRET", variable)
            assert not secret or variable.endswith("_FILE"), (name, variable)


def test_what_must_last_is_in_a_named_volume():
    assert SERVICES["kafka"]["environment"]["KAFKA_LOG_DIRS"] == "/var/lib/kafka/data"
    assert SERVICES["kafka"]["volumes"] == ["kafka-data:/var/lib/kafka/data"]
    assert SERVICES["redis"]["volumes"] == ["redis-data:/data"]
    assert SERVICES["web"]["volumes"] == ["web-data:/var/lib/storywire"]
    assert SERVICES["writer"]["volumes"] == ["writer-data:/var/lib/storywire"]


def test_the_writer_runs_only_where_it_is_asked_for():
    assert SERVICES["writer"]["profiles"] == ["writer"]

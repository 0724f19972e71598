"""Deployment to an S3-compatible store: moto's server on 127.0.0.1."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import pytest

from generator.audience.publication import Audience
from generator.errors import InputOutputError, UsageError
from generator.model.site import TargetSettings
from generator.pages.manifest import Manifest, manifest_file
from generator.release.bucket import Bucket
from generator.release.deployment import caching, content_type, planned
from generator.release.targets import chosen_targets, deploy


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
    host, port = server.get_host_and_port()
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}
    before = dict(os.environ)
    os.environ |= keys
    yield f"http://{host}:{port}"
    os.environ.clear()
    os.environ |= before
    server.stop()


class Asked(Bucket):
    """A bucket that remembers what it was asked to do, in order, and can fail."""

    def __init__(self, settings: TargetSettings) -> None:
        super().__init__("web", settings)
        self.asked: list[str] = []
        self.fail_at: str | None = None

    def write(self, path: Path, file: str, content_type: str, caching: str) -> None:
        if file == self.fail_at:
            raise self._failed(f"writing {file}", "the line is dead")
        super().write(path, file, content_type, caching)
        self.asked.append(f"write {file}")

    def delete(self, files: Any) -> None:
        super().delete(files)
        self.asked += [f"delete {file}" for file in files]


@pytest.fixture
def settings(endpoint: str, request: pytest.FixtureRequest) -> TargetSettings:
    name = f"b{abs(hash(request.node.name)) % 10**12}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=name)
    return TargetSettings(audience="customers", bucket=name, endpoint=endpoint, region="us-east-1", prefix="site/")


def site(folder: Path, files: dict[str, str]) -> Path:
    """A standing site with these files and its manifest."""
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    manifest = Manifest(
        as_of=date(2026, 11, 22), release="r", audience=Audience.CUSTOMERS, counts={}, programs={}, listings={}
    )
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/manifest.json").write_bytes(manifest_file(manifest, dict.fromkeys(files, "x")).content)
    return folder


FIRST = {
    "index.html": "one",
    "partners/a-k.html": "a",
    "partners/b-k.html": "b",
    "assets/site.1.css": "1",
    "search/manifest.json": "{}",
    "search/c1.bin": "1",
    "badges/k/p.svg": "<svg/>",
    "_headers": "not for this host",
}
SECOND = {key: text for key, text in FIRST.items() if key not in ("partners/b-k.html", "assets/site.1.css")} | {
    "index.html": "two",
    "assets/site.2.css": "2",
}


def run(folder: Path, store: Asked, settings: TargetSettings, dry_run: bool = False) -> tuple[int, int, int, int]:
    said: list[str] = []
    done = deploy("web", settings, folder, store, dry_run=dry_run, say=said.append)
    store.asked += said
    return done.written, done.deleted, done.unchanged, done.grace


def test_the_first_deployment_writes_pages_after_what_they_load_and_the_manifest_last(
    tmp_path: Path, settings: TargetSettings
) -> None:
    store = Asked(settings)
    assert run(site(tmp_path, FIRST), store, settings) == (8, 0, 0, 0)
    steps = [{"assets/site.1.css", "search/c1.bin"}, {"badges/k/p.svg"}, {"search/manifest.json"}]
    steps += [{"index.html", "partners/a-k.html", "partners/b-k.html"}, {"data/manifest.json"}]
    asked = iter(store.asked)
    for step in steps:
        assert {next(asked).removeprefix("write ") for _ in step} == step
    assert "_headers" not in store.listed()


def test_what_did_not_change_is_not_sent_again(tmp_path: Path, settings: TargetSettings) -> None:
    run(site(tmp_path, FIRST), Asked(settings), settings)
    store = Asked(settings)
    assert run(tmp_path, store, settings) == (0, 0, 8, 0)
    assert store.asked == []


def test_the_next_release_deletes_after_its_pages_and_gives_assets_a_grace(
    tmp_path: Path, settings: TargetSettings
) -> None:
    run(site(tmp_path / "1", FIRST), Asked(settings), settings)
    store = Asked(settings)
    second = site(tmp_path / "2", SECOND)
    assert run(second, store, settings) == (3, 1, 4, 1)
    assert store.asked == [
        "write assets/site.2.css",
        "write index.html",
        "delete partners/b-k.html",
        "write data/manifest.json",
    ]
    assert "assets/site.1.css" in store.listed()
    store.asked.clear()
    assert run(second, store, settings) == (0, 1, 7, 0)
    assert store.asked == ["delete assets/site.1.css"]


def test_a_deployment_that_broke_off_goes_on_where_it_ended(tmp_path: Path, settings: TargetSettings) -> None:
    folder = site(tmp_path, FIRST)
    store = Asked(settings)
    store.fail_at = "partners/b-k.html"
    with pytest.raises(InputOutputError, match=r"writing partners/b-k\.html failed: the line is dead"):
        run(folder, store, settings)
    assert "write data/manifest.json" not in store.asked
    store.fail_at = None
    sent = len(store.asked)
    written, _, unchanged, _ = run(folder, store, settings)
    assert unchanged == sent
    assert written + unchanged == 8
    assert store.asked[-1] == "write data/manifest.json"


def test_a_dry_run_says_everything_and_does_nothing(tmp_path: Path, settings: TargetSettings) -> None:
    run(site(tmp_path / "1", FIRST), Asked(settings), settings)
    store = Asked(settings)
    assert run(site(tmp_path / "2", SECOND), store, settings, dry_run=True) == (3, 1, 4, 1)
    assert store.asked == [
        "would write assets/site.2.css",
        "would write index.html",
        "would write data/manifest.json",
        "would delete partners/b-k.html",
        "would keep assets/site.1.css for one more deployment",
    ]
    assert "assets/site.2.css" not in store.listed()


def test_a_bucket_that_holds_something_else_is_not_touched(tmp_path: Path, settings: TargetSettings) -> None:
    client = boto3.client("s3", endpoint_url=settings.endpoint, region_name="us-east-1")
    client.put_object(Bucket=settings.bucket, Key="site/accounts.xlsx", Body=b"x")
    with pytest.raises(UsageError, match=r"holds 1 objects of something else, such as accounts\.xlsx"):
        run(site(tmp_path, FIRST), Asked(settings), settings)


def test_objects_outside_the_prefix_are_not_ours(tmp_path: Path, settings: TargetSettings) -> None:
    client = boto3.client("s3", endpoint_url=settings.endpoint, region_name="us-east-1")
    client.put_object(Bucket=settings.bucket, Key="other/page.html", Body=b"x")
    run(site(tmp_path, FIRST), Asked(settings), settings)
    assert client.get_object(Bucket=settings.bucket, Key="other/page.html")["Body"].read() == b"x"


def test_objects_say_what_they_are_and_how_long_they_may_be_kept(tmp_path: Path, settings: TargetSettings) -> None:
    run(site(tmp_path, FIRST), Asked(settings), settings)
    client = boto3.client("s3", endpoint_url=settings.endpoint, region_name="us-east-1")
    page = client.head_object(Bucket=settings.bucket, Key="site/index.html")
    assert (page["ContentType"], page["CacheControl"]) == (
        "text/html; charset=utf-8",
        "public, max-age=0, must-revalidate",
    )
    shard = client.head_object(Bucket=settings.bucket, Key="site/search/c1.bin")
    assert shard["CacheControl"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("a.js", "text/javascript; charset=utf-8"),
        ("logos/a.png", "image/png"),
        ("changes/feed.xml", "application/atom+xml"),
        ("data/partners.jsonl", "application/x-ndjson"),
        ("strange.thing", "application/octet-stream"),
    ],
)
def test_every_file_has_a_type(file: str, kind: str) -> None:
    assert content_type(file) == kind


def test_badges_may_be_kept_for_an_hour() -> None:
    assert caching("badges/k/p.svg") == "public, max-age=3600"


def test_a_bucket_that_does_not_exist_is_an_input_output_problem(tmp_path: Path, settings: TargetSettings) -> None:
    missing = TargetSettings(audience="customers", bucket="missing", endpoint=settings.endpoint, region="us-east-1")
    with pytest.raises(InputOutputError, match=r"s3://missing/: listing failed: .*NoSuchBucket"):
        planned(tmp_path, Bucket("web", missing), "web")


def target(**changes: str) -> dict[str, TargetSettings]:
    return {"web": TargetSettings(**({"audience": "customers", "bucket": "b"} | changes))}


def test_targets_are_chosen_by_name_or_all() -> None:
    both = target() | {"inside": TargetSettings(audience="partners", bucket="b", access="authenticated")}
    assert list(chosen_targets(both, [])) == ["web", "inside"]
    assert list(chosen_targets(both, ["inside"])) == ["inside"]


def test_an_unknown_target_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r'there is no target "wep"\. Did you mean "web"'):
        chosen_targets(target(), ["wep"])


def test_a_first_deployment_that_broke_off_is_known_as_ours(tmp_path: Path, settings: TargetSettings) -> None:
    folder = site(tmp_path, FIRST)
    store = Asked(settings)
    store.fail_at = "index.html"
    with pytest.raises(InputOutputError):
        run(folder, store, settings)
    store.fail_at = None
    run(folder, store, settings)
    assert store.asked[-1] == "write data/manifest.json"


def test_a_manifest_that_cannot_be_read_gives_no_grace(tmp_path: Path, settings: TargetSettings) -> None:
    run(site(tmp_path / "1", FIRST), Asked(settings), settings)
    client = boto3.client("s3", endpoint_url=settings.endpoint, region_name="us-east-1")
    client.put_object(Bucket=settings.bucket, Key="site/data/manifest.json", Body=b"{torn")
    assert run(site(tmp_path / "2", SECOND), Asked(settings), settings) == (3, 2, 4, 0)


def test_a_refused_deletion_is_reported(settings: TargetSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Bucket("web", settings)
    refused = {"Errors": [{"Key": "site/a", "Message": "not allowed"}]}
    monkeypatch.setattr(store._client, "delete_objects", lambda **_more: refused)
    with pytest.raises(InputOutputError, match="deleting failed: site/a: not allowed"):
        store.delete(["a"])


def test_without_boto3_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(UsageError, match=r"needs the library boto3.*requirements-s3\.lock"):
        Bucket("web", target()["web"])

"""An S3-compatible bucket as a store, through boto3 (an extra: requirements-s3.lock)."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generator.errors import InputOutputError, Origin, Problem, Severity, UsageError
from generator.model.site import TargetSettings

_DELETED_AT_ONCE = 1000


class Bucket:
    """One prefix of a bucket. Credentials come from the environment, as boto3 looks for them.

    Nothing is asked of the store yet; UsageError without boto3, or where it cannot take the settings.
    """

    def __init__(self, name: str, settings: TargetSettings) -> None:
        self._name = name
        self._bucket = settings.bucket
        self._prefix = settings.prefix
        try:
            boto3 = importlib.import_module("boto3")
            config = importlib.import_module("botocore.config")
            self._failures = importlib.import_module("botocore.exceptions")
        except ModuleNotFoundError:
            raise UsageError.because(
                "needs the library boto3, which is not installed.",
                code="missing-extra",
                place=f"publish.targets.{name}",
                hint=".venv/bin/python -m pip install --require-hashes -r requirements-s3.lock",
            ) from None
        retries = {"mode": "standard", "total_max_attempts": 5}
        patience = config.Config(retries=retries, connect_timeout=10, read_timeout=60)
        try:
            self._client: Any = boto3.client(
                "s3", endpoint_url=settings.endpoint, region_name=settings.region, config=patience
            )
        except (ValueError, self._failures.BotoCoreError) as failure:
            place = f"publish.targets.{name}"
            raise UsageError.because(f"{failure}.".replace("..", "."), code="bad-target", place=place) from None

    def listed(self) -> dict[str, str]:
        found: dict[str, str] = {}
        with self._asking("listing"):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            for page in pages:
                for entry in page.get("Contents", ()):
                    found[entry["Key"].removeprefix(self._prefix)] = entry.get("ETag", "").strip('"')
        return found

    def read(self, file: str) -> bytes | None:
        with self._asking("reading"):
            try:
                content: bytes = self._client.get_object(Bucket=self._bucket, Key=self._prefix + file)["Body"].read()
            except self._client.exceptions.NoSuchKey:
                return None
        return content

    def write(self, path: Path, file: str, content_type: str, caching: str) -> None:
        with self._asking(f"writing {file}"), path.open("rb") as stream:
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + file,
                Body=stream,
                ContentType=content_type,
                CacheControl=caching,
            )

    def delete(self, files: Iterable[str]) -> None:
        with self._asking("deleting"):
            all_keys = [{"Key": self._prefix + file} for file in files]
            for start in range(0, len(all_keys), _DELETED_AT_ONCE):
                keys = all_keys[start : start + _DELETED_AT_ONCE]
                answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": keys, "Quiet": True})
                for error in answer.get("Errors", ()):
                    raise self._failed("deleting", f"{error.get('Key')}: {error.get('Message')}")

    @contextmanager
    def _asking(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (self._failures.BotoCoreError, self._failures.ClientError) as failure:
            raise self._failed(doing, str(failure)) from None

    def _failed(self, doing: str, reason: str) -> InputOutputError:
        return InputOutputError(
            Problem(
                severity=Severity.ERROR,
                code="deploy",
                message=f"{doing} failed: {reason}.",
                origin=Origin(f"s3://{self._bucket}/{self._prefix}"),
                hint="The release stands in publish.root; build.py deploy goes on where this ended.",
            )
        )
